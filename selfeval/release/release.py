"""From the responses of a counted survey to its frozen release.

Nothing else may read responses and make figures.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import school_year
from selfeval.findings.comparisons import Occasion
from selfeval.findings.findings import Breakdown, ReleaseFindings, RoundFindings, to_json
from selfeval.questionnaires.catalogue import changes_by_version
from selfeval.questionnaires.model import Definition
from selfeval.release.counted import Counted, Opened, Past, counted_round, other_voice, released_besides
from selfeval.store.releases import Release
from selfeval.store.schools import School
from selfeval.store.surveys import OVER, SMALLEST_CHANGE, THRESHOLD, Survey

if TYPE_CHECKING:
    from selfeval.scoring.comparison.released_round import Side
    from selfeval.scoring.disclosure_control.cells import Counting


# scipy takes a second to import and only a count needs it, so the figures are made by late imports here.


def characteristics(
    definition: Definition,
    about: Definition,
    opened: Sequence[Opened],
    asked: Mapping[str, Sequence[bool]],
    threshold: int = THRESHOLD,
) -> list[Breakdown]:
    """What may be kept about each about-you question, made once from memory; the answers are forgotten.

    `asked`: group name, as planned and in that order -> for each item of `about`, whether that group was
    asked it.
    """
    from selfeval.scoring.disclosure_control.characteristics import characteristic_breakdowns
    from selfeval.scoring.disclosure_control.recoding import Question

    questions = [
        Question(
            item.id,
            tuple(option.id for option in about.options_of(item).options),
            _values(about, place, opened, asked),
        )
        for place, item in enumerate(about.items)
    ]
    return characteristic_breakdowns(
        definition,
        [ballot.answers for ballot in opened],
        questions,
        groups=[ballot.group for ballot in opened],
        order=list(asked),
        kept=[ballot.kept for ballot in opened],
        threshold=threshold,
    )


def _values(
    about: Definition, place: int, opened: Sequence[Opened], asked: Mapping[str, Sequence[bool]]
) -> list[str | None]:
    """Each ballot's answer to one about-you question: "" for none given, None for a group that was not asked.

    People who were not asked are no part of the whole that a table is set against: they hide nobody else.
    """
    said = {character: option for option, character in about.characters(about.items[place]).items()}
    return [said.get(ballot.about[place], "") if asked[ballot.group][place] else None for ballot in opened]


def findings_of(
    *,
    school: str,
    survey: str,
    opens_on: dt.date,
    closes_on: dt.date,
    rounds: Iterable[Counted],
    past: Sequence[Past] = (),
    beside: Past | None = None,
    told: Sequence[Past] = (),
    smallest: float = SMALLEST_CHANGE,
    threshold: int = THRESHOLD,
) -> ReleaseFindings:
    """From counted responses to findings that may be published; needs no database.

    `past`: the school's other releases. `beside`: that of the other voice in the same school year. `told`: of
    a correction, every earlier release of the same survey, oldest first, with its rounds as they were counted
    then. `smallest`: its smallest worthwhile change, in points. Leak where nothing safe is left to show.
    """
    from selfeval.scoring.comparison.series import changes, trends
    from selfeval.scoring.comparison.voice_gaps import voice_gaps

    rounds = list(rounds)
    full = [_full(counted) for counted in rounds]
    published = [
        _published(found, counted, told, threshold) for found, counted in zip(full, rounds, strict=True)
    ]
    findings = ReleaseFindings(
        school=school,
        survey=survey,
        opens_on=opens_on.isoformat(),
        closes_on=closes_on.isoformat(),
        rounds=tuple(
            replace(found, breakdowns=found.breakdowns + _kept(counted, found))
            for found, counted in zip(published, rounds, strict=True)
        ),
        threshold=threshold,
    )
    new = [_side(findings, *each) for each in zip(findings.rounds, rounds, full, strict=True)]
    others = [side for each in past for side in _sides(each)]
    lists = {name: changes_by_version(name) for name in {side.shown.questionnaire for side in new}}
    return replace(
        findings,
        changes=changes(new, others, lists, smallest=smallest),
        trends=trends(new, others, lists, smallest=smallest),
        gaps=voice_gaps(
            new, _sides(beside) if beside else (), max(threshold, beside.findings.threshold if beside else 0)
        ),
    )


def _published(full: RoundFindings, counted: Counted, told: Sequence[Past], threshold: int) -> RoundFindings:
    """One round, beside everything that earlier releases told of the same questionnaire."""
    from selfeval.scoring.disclosure_control.release_history import Told, published_beside

    earlier = [
        Told(shown, _counting(then))
        for release in told
        for shown in release.findings.rounds
        if shown.questionnaire == full.questionnaire and (then := release.rounds.get(full.questionnaire))
    ]
    return published_beside(full, _counting(counted), earlier, threshold)


def _kept(counted: Counted, shown: RoundFindings) -> tuple[Breakdown, ...]:
    """Breakdowns by characteristics as they may still be told."""
    from selfeval.scoring.disclosure_control.characteristics import retold

    then = counted.counted_by or counted.definition
    return tuple(retold(each, then, counted.definition, shown) for each in counted.kept)


def _counting(counted: Counted) -> Counting:
    from selfeval.scoring.disclosure_control.cells import Counting

    sexes = {"sex": counted.sexes} if counted.rolls_by_sex else {}
    return Counting(counted.definition, counted.responses, {"group": counted.groups, **sexes})


def _full(counted: Counted) -> RoundFindings:
    from selfeval.scoring.measurement.scale_findings import Crossing
    from selfeval.scoring.round_findings import round_findings

    found = round_findings(
        counted.definition,
        counted.responses,
        groups=counted.groups,
        rolls=counted.rolls,
        crossing=Crossing("sex", counted.sexes, counted.rolls_by_sex) if counted.rolls_by_sex else None,
        spoilt=counted.spoilt,
        drawn_out=counted.drawn_out,
        late=counted.late,
    )
    return replace(found, younger=counted.younger)


def _sides(past: Past) -> list[Side]:
    """The rounds of another release; a round whose responses are gone is compared by what it has released."""
    return [
        _side(past.findings, shown, counted, _full(counted) if counted.responses else None, past.digest)
        for shown in past.findings.rounds
        if (counted := past.rounds.get(shown.questionnaire)) is not None
    ]


def _side(
    findings: ReleaseFindings,
    shown: RoundFindings,
    counted: Counted,
    full: RoundFindings | None,
    digest: str = "",
) -> Side:
    from selfeval.scoring.comparison.released_round import Side

    return Side(
        Occasion(
            findings.survey, findings.opens_on, findings.closes_on, shown.version, digest,
            n=shown.n, roll=shown.roll,
        ),
        counted.definition,
        shown,
        full,
        counted.responses if full else None,
        counted.years,
        school_year(dt.date.fromisoformat(findings.opens_on)),
    )  # fmt: skip


def digest_of(findings: ReleaseFindings) -> str:
    """SHA-256, hex, over the canonical JSON of rounded findings."""
    return hashlib.sha256(to_json(findings).encode()).hexdigest()


def make_release(session: Session, survey_id: int, on: dt.date) -> Release:
    """Releases a survey whose rounds are all counted; the newest release it has already, if it has one.

    Raises ValueError for a survey that does not exist or has a round that is not counted.
    """
    survey = session.get(Survey, survey_id)
    if survey is None:
        raise ValueError(f"There is no survey {survey_id}.")
    existing = session.scalar(
        select(Release).where(Release.survey_id == survey_id).order_by(Release.number.desc()).limit(1)
    )
    if existing is not None:
        return existing
    uncounted = [round_.code for round_ in survey.rounds if round_.state not in ("opened", *OVER)]
    there = [round_ for round_ in survey.rounds if round_.state in ("opened", "counted")]
    if uncounted or not there:
        raise ValueError(f"Survey {survey_id} has rounds that are not counted: {', '.join(uncounted)}.")
    findings = findings_for(session, survey, [counted_round(session, round_) for round_ in there])
    release = keep_release(session, survey, findings, on)
    survey.state = "released"
    session.flush()
    return release


def findings_for(
    session: Session, survey: Survey, rounds: Sequence[Counted], told: Sequence[Past] = ()
) -> ReleaseFindings:
    """The findings of these rounds of a survey, beside all that the school has released."""
    asked = {counted.definition.questionnaire for counted in rounds}
    return findings_of(
        school=session.get_one(School, survey.school_id).on(survey.opens_on).name,
        survey=survey.title,
        opens_on=survey.opens_on,
        closes_on=survey.closes_on,
        rounds=rounds,
        past=released_besides(session, survey, asked),
        beside=other_voice(session, survey),
        told=told,
        smallest=survey.smallest_change,
        threshold=survey.threshold,
    )


def keep_release(
    session: Session, survey: Survey, findings: ReleaseFindings, on: dt.date, reason: str = ""
) -> Release:
    """Freezes findings as the newest release of a survey."""
    release = Release(
        school_id=survey.school_id,
        survey_id=survey.id,
        number=_next_number(session, survey),
        audience=survey.audience,
        released_on=on,
        year=school_year(survey.opens_on),
        digest=digest_of(findings),
        findings=to_json(findings),
        reason=reason,
    )
    session.add(release)
    session.flush()
    return release


def _next_number(session: Session, survey: Survey) -> int:
    highest = session.scalar(select(func.max(Release.number)).where(Release.survey_id == survey.id))
    return (highest or 0) + 1
