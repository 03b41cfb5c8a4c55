"""A plan as the database keeps it, and what it stands beside: how the same people were asked before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field, replace
from typing import cast

from sqlalchemy.orm import Session

from selfeval.findings.findings import RoundFindings, release_from_json
from selfeval.imports.rolls import YearRoll
from selfeval.questionnaires.catalogue import band_for_year, latest
from selfeval.questionnaires.model import Definition
from selfeval.store.releases import releases_of_survey
from selfeval.store.surveys import (
    SMALLEST_CHANGE,
    THRESHOLD,
    Group,
    Round,
    Survey,
    drop_rounds,
    keep_definition,
    surveys_of,
)
from selfeval.surveys.plan import Audience, Plan, PlannedGroup, may_ask


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
    codes = {round_.definition_row.questionnaire: round_.code for round_ in survey.rounds}
    on_tablets = {tuple(group.years) for round_ in survey.rounds for group in round_.groups if group.tablets}
    drop_rounds(session, survey)
    for name, groups in planned.rounds().items():
        asked = planned.questionnaire(name)
        about = about_definition(planned, groups)
        keep_definition(session, asked.definition)
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
    whole = latest(f"about-you-{planned.audience}").definition
    allowed = {item.id for group in groups for item in may_ask(planned.audience, group.years, group.asked)}
    items = tuple(item for item in whole.items if item.id in allowed and item.id in planned.about)
    used = {item.options for item in items}
    return replace(
        whole, items=items, option_sets=tuple(each for each in whole.option_sets if each.id in used)
    )


def plan_of(survey: Survey) -> Plan:
    """The plan that a survey keeps, its rolls as they were corrected since."""
    return Plan(
        audience=cast(Audience, survey.audience),
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
        smallest_change=survey.smallest_change,
        threshold=survey.threshold,
    )


def _group(group: Group, round_: Round) -> PlannedGroup:
    asked = round_.definition_row.questionnaire
    return PlannedGroup(
        name=group.name,
        years=tuple(group.years),
        roll=group.roll,
        asked=asked if group.years and asked != band_for_year(min(group.years)) else "",
        by_year=tuple(YearRoll(**roll) for roll in group.by_year or ()),
        girls=group.roll_girls,
        boys=group.roll_boys,
    )


@dataclass(frozen=True)
class Answered:
    """How many answered a round, and in each group that was shown, there to the nearest five."""

    n: int
    groups: Mapping[str, int] = field(default_factory=dict)
    sd: float | None = None
    """How far apart people were, on the scale where they were furthest apart."""


@dataclass(frozen=True)
class Earlier:
    """A survey of the same people, as it was planned."""

    title: str
    opens_on: dt.date
    groups: Sequence[PlannedGroup]
    answered: Mapping[str, Answered] = field(default_factory=dict)
    """By questionnaire, once it is released and `with_answers` has read them."""
    smallest_change: int = SMALLEST_CHANGE
    threshold: int = THRESHOLD
    survey_id: int = 0


def earlier_surveys(
    session: Session, school_id: int, audience: Audience, but: Survey | None = None
) -> list[Earlier]:
    """The other surveys of these people, newest first."""
    return [
        _earlier(survey)
        for survey in surveys_of(session, school_id)
        if survey.audience == audience and (but is None or survey.id != but.id)
    ]


def _earlier(survey: Survey) -> Earlier:
    planned = plan_of(survey)
    return Earlier(
        title=planned.title,
        opens_on=planned.opens_on,
        groups=planned.groups,
        smallest_change=planned.smallest_change,
        threshold=planned.threshold,
        survey_id=survey.id,
    )


def with_answers(session: Session, earlier: Earlier) -> Earlier:
    """The same survey with how many answered it, where its newest release says so."""
    releases = releases_of_survey(session, earlier.survey_id)
    rounds = release_from_json(releases[-1].findings).rounds if releases else ()
    answered = {
        findings.questionnaire: _answered(findings, findings.n)
        for findings in rounds
        if findings.n is not None
    }
    return replace(earlier, answered=answered)


def _answered(findings: RoundFindings, n: int) -> Answered:
    by_group = next((breakdown.groups for breakdown in findings.breakdowns if breakdown.by == "group"), ())
    return Answered(
        n=n,
        groups={group.group: group.n for group in by_group if group.n is not None},
        sd=max((scale.sd for scale in findings.scales if scale.sd is not None), default=None),
    )
