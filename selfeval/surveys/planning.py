"""Planning a survey.

What is to be asked is written down, changed and thrown away, beside what was asked before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.store.schools import note
from selfeval.store.surveys import SMALLEST_CHANGE, THRESHOLD, Survey, drop_planned, hold
from selfeval.surveys.plan import Plan
from selfeval.surveys.plan_faults import nested_faults, plan_faults, title_faults
from selfeval.surveys.stored_plans import Earlier, earlier_surveys, fill, plan_of


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
    kept = plan_of(survey)
    if mark_of(kept) != seen:
        raise ChangedMeanwhile(kept)
    _check(planned, earlier_surveys(session, survey.school_id, planned.audience, survey))
    before = survey.decided
    fill(session, survey, planned)
    note(session, survey.school_id, who, "changed a plan", survey.title)
    _note_rules(session, survey, who, kept.smallest_change, kept.threshold)
    if survey.decided != before:
        _note_decision(session, survey, who)


def throw_away(session: Session, survey: Survey, who: str) -> Plan:
    """Removes a plan that was never opened, and gives it back. Raises AlreadyOpened."""
    hold(session, survey)
    if survey.state != "planned":
        raise AlreadyOpened
    thrown = plan_of(survey)
    drop_planned(session, survey)
    note(session, survey.school_id, who, "threw a plan away", survey.title)
    return thrown


def mark_of(planned: Plan) -> str:
    """Tells whether a plan has changed."""
    return hashlib.sha256(repr(planned).encode()).hexdigest()[:16]


def _check(planned: Plan, others: Sequence[Earlier]) -> None:
    found = plan_faults(planned, today())
    faults = found or title_faults(planned, others) | nested_faults(planned, others)
    if faults:
        raise PlanFaults(faults)


def _note_rules(session: Session, survey: Survey, who: str, change: int, threshold: int) -> None:
    """`change` and `threshold`: the smallest change and the fewest people that counted before."""
    if survey.smallest_change != change:
        told = f"{survey.title}: {survey.smallest_change} points of 100, before {change}"
        note(session, survey.school_id, who, "changed how much counts as a change", told)
    if survey.threshold != threshold:
        told = f"{survey.title}: nothing about fewer than {survey.threshold}, before {threshold}"
        note(session, survey.school_id, who, "changed how many people a figure needs", told)


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
