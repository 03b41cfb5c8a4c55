"""A plan as the database keeps it: a survey with its rounds and groups."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import asdict, replace
from typing import cast

from sqlalchemy.orm import Session

from selfeval.questionnaires.model import Definition
from selfeval.questionnaires.versions import band_for_year, latest
from selfeval.store.surveys import Group, Round, Survey, drop_rounds, keep_definition
from selfeval.surveys.plans import Audience, Plan, PlannedGroup, YearRoll, may_ask


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
