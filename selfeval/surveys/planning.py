"""Planning a survey: a plan becomes rows, rows become a plan again, and what was asked before."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence, Set
from dataclasses import asdict, replace

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.findings.findings import RoundFindings, release_from_json
from selfeval.imports.rolls import YearRoll
from selfeval.questionnaires.audiences import AskedAudience, asked_audience, words_of
from selfeval.questionnaires.catalogue import band_for_year, latest
from selfeval.questionnaires.model import Definition
from selfeval.store.languages import drop_languages
from selfeval.store.releases import releases_of_survey
from selfeval.store.schools_and_accounts import note
from selfeval.store.surveys import (
    SMALLEST_CHANGE,
    THRESHOLD,
    Group,
    Round,
    Survey,
    drop_planned,
    drop_rounds,
    hold,
    keep_definition,
    plan_alone,
    surveys_of,
)
from selfeval.surveys.plan import EarlierAnswers, EarlierSurvey, Plan, PlannedGroup, may_ask
from selfeval.surveys.plan_faults import nested_faults, plan_faults, title_faults


class PlanFaults(Exception):
    """What is wrong with a plan: field -> sentence, all at once."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("\n".join(faults.values()))
        self.faults = dict(faults)


class AlreadyOpened(Exception):
    """A survey that has been opened keeps its plan."""


class ChangedMeanwhile(Exception):
    """Somebody else has changed the plan since it was read; `theirs` is how it stands now."""

    def __init__(self, theirs: Plan) -> None:
        super().__init__("Somebody else has changed this plan in the meantime.")
        self.theirs = theirs


def plan(session: Session, school_id: int, who: str, planned: Plan) -> Survey:
    """A planned survey with a round for each questionnaire used. Raises PlanFaults."""
    plan_alone(session, school_id)
    others = earlier_surveys(session, school_id, planned.audience)
    _check(planned, others)
    survey = Survey(
        school_id=school_id,
        title=planned.title.strip(),
        audience=planned.audience,
        opens_on=planned.opens_on,
        closes_on=planned.closes_on,
    )
    session.add(survey)
    fill(session, survey, planned)
    note(session, school_id, who, "planned a survey", survey.title)
    last = others[0] if others else None
    _note_rules(
        session,
        survey,
        who,
        last.smallest_change if last else SMALLEST_CHANGE,
        last.threshold if last else THRESHOLD,
    )
    _note_decision(session, survey, who)
    return survey


def replan(session: Session, survey: Survey, who: str, planned: Plan, seen: str) -> None:
    """Changes a plan until it is opened. `seen`: the mark of the plan that the change was made from.

    Raises AlreadyOpened, ChangedMeanwhile or PlanFaults.
    """
    hold(session, survey)
    session.refresh(survey, ["rounds"])
    if survey.state != "planned":
        raise AlreadyOpened
    stored = plan_of(survey)
    if mark_of(stored) != seen:
        raise ChangedMeanwhile(stored)
    plan_alone(session, survey.school_id)
    _check(planned, earlier_surveys(session, survey.school_id, planned.audience, survey))
    before = survey.decided
    fill(session, survey, planned)
    note(session, survey.school_id, who, "changed a plan", survey.title)
    _note_rules(session, survey, who, stored.smallest_change, stored.threshold)
    if survey.decided != before:
        _note_decision(session, survey, who)


def throw_away(session: Session, survey: Survey, who: str) -> Plan:
    """Removes a plan that was never opened, and gives it back. Raises AlreadyOpened."""
    hold(session, survey)
    if survey.state != "planned":
        raise AlreadyOpened
    thrown = plan_of(survey)
    drop_languages(session, [survey.id])
    drop_planned(session, survey)
    note(session, survey.school_id, who, "threw a plan away", survey.title)
    return thrown


def mark_of(planned: Plan) -> str:
    """Tells whether a plan has changed."""
    return hashlib.sha256(repr(planned).encode()).hexdigest()[:16]


def _check(planned: Plan, others: Sequence[EarlierSurvey]) -> None:
    own_faults = plan_faults(planned, today())
    faults = own_faults or title_faults(planned, others) | nested_faults(planned, others)
    if faults:
        raise PlanFaults(faults)


def _note_rules(session: Session, survey: Survey, who: str, change: int, threshold: int) -> None:
    """`change` and `threshold`: the smallest change and the fewest people that counted before."""
    if survey.smallest_change != change:
        change_words = f"{survey.title}: {survey.smallest_change} points of 100, before {change}"
        note(session, survey.school_id, who, "changed how much counts as a change", change_words)
    if survey.threshold != threshold:
        change_words = f"{survey.title}: nothing about fewer than {survey.threshold}, before {threshold}"
        note(session, survey.school_id, who, "changed how many people a figure needs", change_words)


def _note_decision(session: Session, survey: Survey, who: str) -> None:
    """The governors' decision stands in the audit log, and is not changed by a later plan."""
    if survey.decided:
        note(
            session,
            survey.school_id,
            who,
            "noted who decided on questions",
            f"{survey.title}: {survey.decided}",
        )


def fill(session: Session, survey: Survey, planned: Plan) -> None:
    """Writes a plan without faults into a survey that nobody has answered; its older rounds are replaced.

    A round keeps its code where the questionnaire is asked again, and a group that stays how it answers.
    """
    survey.title = planned.title.strip()
    survey.opens_on = planned.opens_on
    survey.closes_on = planned.closes_on
    survey.adult = planned.adult.strip()
    survey.decided = planned.decided.strip() if planned.needs_decision else ""
    survey.smallest_change = planned.smallest_change
    survey.threshold = planned.threshold
    survey.year_by = planned.year_by
    codes = {round_.definition_row.questionnaire: round_.code for round_ in survey.rounds}
    on_tablets = {tuple(group.years) for round_ in survey.rounds for group in round_.groups if group.tablets}
    drop_rounds(session, survey)
    for name, groups in planned.rounds().items():
        asked = planned.questionnaire(name)
        about = about_definition(planned, groups)
        keep_definition(session, asked.definition, asked.words if name in planned.own else None)
        keep_definition(session, about)
        session.flush()
        round_ = Round(
            school_id=survey.school_id,
            survey=survey,
            digest=asked.definition.digest,
            about_digest=about.digest,
            groups=[_row(survey, group, number, on_tablets) for number, group in enumerate(groups, start=1)],
        )
        if name in codes:
            round_.code = codes[name]
        session.add(round_)
    session.flush()


def _row(survey: Survey, group: PlannedGroup, number: int, on_tablets: Set[tuple[int, ...]]) -> Group:
    return Group(
        school_id=survey.school_id,
        number=number,
        name=group.name.strip(),
        years=sorted(group.years),
        by_year=[asdict(roll) for roll in group.by_year] or None,
        roll=group.roll,
        roll_girls=group.girls,
        roll_boys=group.boys,
        tablets=tuple(sorted(group.years)) in on_tablets,
    )


def about_definition(planned: Plan, groups: Sequence[PlannedGroup]) -> Definition:
    """Exactly the chosen about-you questions that some of these groups may be asked."""
    whole = latest(words_of(planned.audience).about).definition
    allowed = {item.id for group in groups for item in may_ask(planned.audience, group.years, group.asked)}
    items = tuple(item for item in whole.items if item.id in allowed and item.id in planned.about)
    used = {item.options for item in items}
    return replace(
        whole, items=items, option_sets=tuple(options for options in whole.option_sets if options.id in used)
    )


def plan_of(survey: Survey) -> Plan:
    """The plan that a survey keeps, its rolls as they were corrected since."""
    return Plan(
        audience=asked_audience(survey.audience),
        title=survey.title,
        opens_on=survey.opens_on,
        closes_on=survey.closes_on,
        adult=survey.adult,
        groups=tuple(_group(group, round_) for round_ in survey.rounds for group in round_.groups),
        about=tuple(dict.fromkeys(item.id for round_ in survey.rounds for item in round_.about.items)),
        decided=survey.decided,
        versions={
            round_.definition_row.questionnaire: round_.definition_row.version for round_ in survey.rounds
        },
        own={
            round_.definition_row.questionnaire: round_.definition_row.questionnaire_asked
            for round_ in survey.rounds
            if round_.definition_row.own_words is not None
        },
        smallest_change=survey.smallest_change,
        threshold=survey.threshold,
        year_by=survey.year_by,
    )


def _group(group: Group, round_: Round) -> PlannedGroup:
    asked = round_.definition_row.questionnaire
    return PlannedGroup(
        name=group.name,
        years=tuple(group.years),
        roll=group.roll,
        asked="" if group.years and asked == band_for_year(min(group.years)) else asked,
        by_year=tuple(YearRoll(**roll) for roll in group.by_year or ()),
        girls=group.roll_girls,
        boys=group.roll_boys,
    )


def earlier_surveys(
    session: Session, school_id: int, audience: AskedAudience, but: Survey | None = None
) -> list[EarlierSurvey]:
    """The other surveys of these people, newest first."""
    return [
        _earlier(survey)
        for survey in surveys_of(session, school_id)
        if survey.audience == audience and (but is None or survey.id != but.id)
    ]


def _earlier(survey: Survey) -> EarlierSurvey:
    planned = plan_of(survey)
    return EarlierSurvey(
        title=planned.title,
        opens_on=planned.opens_on,
        groups=planned.groups,
        smallest_change=planned.smallest_change,
        threshold=planned.threshold,
        survey_id=survey.id,
        versions=planned.versions,
        year=planned.year,
        adult=planned.adult,
    )


def with_answers(session: Session, earlier: EarlierSurvey) -> EarlierSurvey:
    """The same survey with how many answered it, where its newest release says so."""
    releases = releases_of_survey(session, earlier.survey_id)
    newest = release_from_json(releases[-1].findings) if releases else None
    compared = {change.questionnaire for change in newest.changes} if newest else set()
    answered = {
        findings.questionnaire: _answered(findings, findings.n, 1 + (findings.questionnaire in compared))
        for findings in (newest.rounds if newest else ())
        if findings.n is not None
    }
    return replace(earlier, answered=answered)


def _answered(findings: RoundFindings, n: int, looks: int) -> EarlierAnswers:
    return EarlierAnswers(
        n=n,
        looks=looks,
        groups={group.group: group.n for group in findings.groups() if group.n is not None},
        sd=max((scale.spread for scale in findings.scales if scale.spread is not None), default=None),
    )
