"""A survey that was asked elsewhere is brought in: read, checked, released, and its answers forgotten.

The rules and the release are those of a count. Nothing is kept of the answers but what the release shows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today, year_label, year_of_days
from selfeval.english import count_of
from selfeval.imports.rolls import LARGEST_ROLL
from selfeval.imports.sent_answers import GatheredElsewhere
from selfeval.questionnaires.audiences import asked_audience, words_of
from selfeval.questionnaires.catalogue import latest
from selfeval.questionnaires.model import Definition, Questionnaire
from selfeval.release.brought_in import release_brought_in
from selfeval.release.release import CountedRound
from selfeval.scoring.disclosure_control.differencing import Leak
from selfeval.store.answers_marks import marked_so
from selfeval.store.releases import Release
from selfeval.store.schools_and_accounts import note
from selfeval.store.surveys import Group, Round, Survey, keep_definition, plan_alone, surveys_of
from selfeval.surveys.brought_once import mark_of
from selfeval.surveys.plan import LONGEST_WINDOW, ROUND_NAMES, THRESHOLDS, EarlierSurvey, PlannedGroup
from selfeval.surveys.plan_faults import LONGEST_TITLE, nested_faults, text_fault, title_faults
from selfeval.surveys.planning import earlier_surveys

LONGEST_HOW = 120


@dataclass(frozen=True)
class AskedElsewhere:
    """What somebody says of a survey that was not our ballot."""

    title: str
    how: str
    """With what it was asked: Google Forms, on paper."""
    opens_on: dt.date
    closes_on: dt.date
    threshold: int
    rolls: Mapping[str, int | None]
    """Group -> how many could have answered; None where nobody knows."""
    roll: int | None = None
    """The same of all groups together."""

    @property
    def year(self) -> int:
        """The school year it counts for, by the calendar year of its September."""
        return year_of_days(self.opens_on, self.closes_on)


class BringingInRefused(Exception):
    """A survey that cannot be brought in as it is: field -> sentence, all at once."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("\n".join(faults.values()))
        self.faults = dict(faults)


def bring_in(
    session: Session,
    school_id: int,
    who: str,
    asked: Questionnaire,
    gathered: GatheredElsewhere,
    described: AskedElsewhere,
    key: bytes,
) -> Release:
    """Releases it, and keeps no answer. `key`: for the mark. Raises BringingInRefused."""
    plan_alone(session, school_id)
    faults = faults_of(gathered, described, today())
    faults = faults or dict(_clashes(session, school_id, asked.definition, described))
    everybody = [response for people in gathered.groups.values() for response in people]
    mark = mark_of(key, school_id, asked.definition, everybody)
    faults = faults or _twice(session, school_id, mark)
    faults = faults or _faults_beside_others(session, school_id, asked.definition, gathered, described)
    if faults:
        raise BringingInRefused(faults)
    survey = _survey(session, school_id, asked.definition, gathered, described, mark)
    try:
        release = release_brought_in(
            session, survey, _round_of(asked.definition, gathered, described), today()
        )
    except Leak as leak:
        raise BringingInRefused({"file": str(leak)}) from leak
    note(session, school_id, who, "brought in a survey asked elsewhere", f"{survey.title}: {described.how}")
    return release


def faults_of(gathered: GatheredElsewhere, described: AskedElsewhere, on: dt.date) -> dict[str, str]:
    """What is wrong by itself: field -> sentence. The roll of a group is the field `roll-<place>`."""
    no_title = "Give the survey a title, such as “Belonging, autumn 2024”."
    no_how = "Say with what it was asked, such as “Google Forms” or “on paper”."
    faults = text_fault("title", described.title, LONGEST_TITLE, no_title)
    faults |= text_fault("how", described.how, LONGEST_HOW, no_how)
    if described.closes_on < described.opens_on:
        faults["closes_on"] = "The last day is before the first."
    elif (described.closes_on - described.opens_on).days >= LONGEST_WINDOW:
        faults["closes_on"] = f"Bring in what was asked within {LONGEST_WINDOW} days as one survey."
    if described.closes_on > on:
        faults["closes_on"] = "This day is still to come. Bring a survey in when it is over."
    if described.threshold not in THRESHOLDS:
        faults["threshold"] = "Choose one of these numbers."
    answered = gathered.people - gathered.empty
    if answered < described.threshold:
        people = count_of(answered, "person has answered", "people have answered")
        faults["file"] = (
            f"{people}. Nothing is shown about fewer than {described.threshold}, "
            "so there would be nothing to see."
        )
    return faults | dict(_roll_faults(gathered, described))


def _roll_faults(gathered: GatheredElsewhere, described: AskedElsewhere) -> Iterator[tuple[str, str]]:
    with_roll = [name for name in gathered.groups if described.rolls.get(name) is not None]
    several = len(gathered.groups) > 1
    for place, (name, people) in enumerate(gathered.groups.items()):
        field, roll = f"roll-{place}", described.rolls.get(name)
        if roll is None and with_roll:
            yield field, f"{name}: say how many there were, or leave this empty for every group."
        elif roll is not None and roll < len(people):
            yield (
                field,
                f"{name}: {len(people)} have answered, so there were at least so many. You say {roll}.",
            )
        elif roll is not None and roll > LARGEST_ROLL:
            yield field, f"{name}: this is more than {LARGEST_ROLL:,}."
    if described.roll is None or not several:
        return
    if with_roll:
        yield "roll", "Say how many there were of each group, or of all together, but not both."
    elif not gathered.people <= described.roll <= LARGEST_ROLL:
        yield (
            "roll",
            f"{gathered.people} have answered, so there were at least so many, and no more than "
            f"{LARGEST_ROLL:,}.",
        )


def _clashes(
    session: Session, school_id: int, definition: Definition, described: AskedElsewhere
) -> Iterator[tuple[str, str]]:
    """What the school has of the same people and year already, whatever became of it.

    Two releases of the same answers could be set beside each other, so what was deleted does not come back.
    """
    same = [
        survey
        for survey in surveys_of(session, school_id)
        if survey.audience == definition.audience and survey.year == described.year
    ]
    name = ROUND_NAMES[definition.questionnaire]
    for survey in same:
        asked = {round_.definition_row.questionnaire for round_ in survey.rounds}
        if definition.questionnaire not in asked:
            continue
        if survey.brought_in is None:
            yield (
                "opens_on",
                f"{name}: you have your own survey of {year_label(described.year)}, “{survey.title}”. "
                "Only a year without one can be brought in.",
            )
        elif survey.state == "deleted":
            yield (
                "opens_on",
                f"{name}: answers of {year_label(described.year)} were brought in before, and deleted. Two "
                "results of the same people could tell what one person said, so they cannot come in "
                "again.",
            )
        else:
            yield (
                "opens_on",
                f"{name}: answers of {year_label(described.year)} are brought in already, as "
                f"“{survey.title}”.",
            )


def _twice(session: Session, school_id: int, mark: str) -> dict[str, str]:
    """The same answers under other days would be a year that nobody was asked in, and a trend of nothing."""
    before = marked_so(session, school_id, mark)
    if before is None:
        return {}
    which = f"“{before.title}” of {year_label(before.year)}"
    return {
        "file": f"You have brought these answers in already, as {which}. "
        "The same answers cannot stand for two years. Choose the file of the other year."
    }


def _faults_beside_others(
    session: Session,
    school_id: int,
    definition: Definition,
    gathered: GatheredElsewhere,
    described: AskedElsewhere,
) -> dict[str, str]:
    """What a plan may not be beside the school's other surveys: called alike, or with few between groups.

    Where nobody knows a roll, there were at least as many as have answered.
    """
    groups = [
        PlannedGroup(
            name,
            tuple(sorted(gathered.years[name])),
            described.rolls.get(name) or len(people),
            definition.questionnaire,
        )
        for name, people in gathered.groups.items()
    ]
    this = EarlierSurvey(
        described.title, described.opens_on, groups, threshold=described.threshold, year=described.year
    )
    others = earlier_surveys(session, school_id, asked_audience(definition.audience))
    nested = nested_faults(this, others)
    return title_faults(this, others) | ({"file": " ".join(nested.values())} if nested else {})


def _survey(
    session: Session,
    school_id: int,
    definition: Definition,
    gathered: GatheredElsewhere,
    described: AskedElsewhere,
    mark: str,
) -> Survey:
    """Its rows, as a count leaves them, without a key and without responses."""
    about = latest(words_of(definition.audience).about).definition
    nothing = replace(about, items=(), option_sets=())
    for frozen in (definition, nothing):
        keep_definition(session, frozen)
        session.flush()
    survey = Survey(
        school_id=school_id,
        title=described.title.strip(),
        audience=asked_audience(definition.audience),
        opens_on=described.opens_on,
        closes_on=described.closes_on,
        threshold=described.threshold,
        brought_in=described.how.strip(),
        state="counted",
    )
    session.add(survey)
    session.flush()
    groups = [
        Group(
            school_id=school_id,
            number=number,
            name=name,
            years=sorted(gathered.years[name]),
            roll=described.rolls.get(name) or 0,
        )
        for number, name in enumerate(gathered.groups, start=1)
    ]
    session.add(
        Round(
            school_id=school_id,
            survey_id=survey.id,
            digest=definition.digest,
            about_digest=nothing.digest,
            state="counted",
            spoilt=0,
            answers_mark=mark,
            groups=groups,
        )
    )
    session.flush()
    session.refresh(survey, ["rounds"])
    return survey


def _round_of(definition: Definition, gathered: GatheredElsewhere, described: AskedElsewhere) -> CountedRound:
    rolls = {name: roll for name, roll in described.rolls.items() if roll is not None}
    return CountedRound(
        definition=definition,
        responses=[response for people in gathered.groups.values() for response in people],
        groups=[name for name, people in gathered.groups.items() for _ in people],
        rolls=rolls or None,
        roll=None if rolls else described.roll,
        years=gathered.years,
    )
