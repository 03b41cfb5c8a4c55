"""What a school means to do, for pages about something else: open actions, and the equality duty's dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.calendar.terms import OPENS_BEFORE, term_after, term_ends, term_of
from selfeval.improvement.action_plan import Action, ActionPlan
from selfeval.improvement.duty_clocks import DutyClock, information_clock, objectives_clock
from selfeval.improvement.status import OVER, Status, is_owner_of, is_unwritten, status_of
from selfeval.reading.published_objectives import with_first_published
from selfeval.store.action_plans import Edition
from selfeval.store.duty_facts import duty_facts
from selfeval.store.editions import editions_of, heads_of, was_sent_back
from selfeval.store.plan_reading import PlanOwner, plan_of


@dataclass(frozen=True)
class OpenAction:
    """An action that is not over, with what another page says of it."""

    action: Action
    status: Status

    @property
    def words(self) -> str:
        """Who does it and by when: `Amina Yusuf, July 2027`; as far as anybody has said."""
        words = [self.action.owners or "nobody named yet", self.action.timescale or "no day yet"]
        return ", ".join(words)


def open_actions(plan: ActionPlan, day: dt.date) -> tuple[OpenAction, ...]:
    """Those that are not done and not stopped: overdue ones first, then in the order of the plan."""
    every = [
        OpenAction(action, status_of(action, day))
        for _, action in plan.every_action()
        if action.progress not in OVER
    ]
    return tuple(sorted(every, key=lambda one: one.status.overdue_since or dt.date.max))


def about_indicator(actions: Sequence[OpenAction], indicator: str) -> tuple[OpenAction, ...]:
    """Of these, the ones that came from a next step of an indicator, or from a gap at it."""
    return tuple(
        one
        for one in actions
        if (origin := one.action.origin)
        and origin.kind in ("next_step", "gap")
        and origin.reference == indicator
    )


def about_sentence(actions: Sequence[OpenAction], sentence: str) -> tuple[OpenAction, ...]:
    """Of these, the ones that came from a sentence of a report."""
    return tuple(
        one for one in actions if one.action.origin is not None and one.action.origin.sentence == sentence
    )


def open_actions_of(session: Session, school_id: int, day: dt.date) -> tuple[OpenAction, ...]:
    """The open actions of a school."""
    return open_actions(plan_of(session, school_id=school_id), day)


def doing_in_words(actions: Sequence[OpenAction]) -> tuple[str, ...]:
    """Open actions as the head's two pages list them, those that came from a finding first."""
    in_order = sorted(actions, key=lambda one: one.action.origin is None)
    return tuple(
        f"{one.action.text.rstrip('.')} ({one.words}){', overdue' if one.status.overdue_since else ''}."
        for one in in_order
    )


@dataclass(frozen=True)
class DutyDates:
    """The equality duty's dates on a day, and what they follow from."""

    information: DutyClock
    objectives: DutyClock
    employees: int | None
    has_objectives: bool


def duty_dates(session: Session, owner: PlanOwner, day: dt.date) -> DutyDates:
    """Those of a school or a partnership."""
    facts = duty_facts(session, owner)
    every = list(plan_of(session, **owner.columns).every_objective())
    objectives = with_first_published(session, owner, every)
    return DutyDates(
        information_clock(facts.information_on if facts else None, day),
        objectives_clock(objectives, day),
        facts.employees if facts else None,
        any(one.is_duty for one in objectives),
    )


@dataclass(frozen=True)
class PlanNow:
    """What a start page says of the action plan."""

    term: str
    """The term that is written for."""
    edition: Edition | None
    """Of that term, while it is open."""
    waiting: Edition | None
    """The newest closed one that no head has agreed."""
    is_sent_back: bool
    """Whether the open one was sent back by the head."""
    agreed: Edition | None
    """The one of the newest term, where it is agreed: to be noted and published."""
    heads: tuple[str, ...]
    """Names of those who can agree an edition."""
    has_duty: bool
    """Whether an objective is published under the equality duty."""
    silent: int
    """Actions of the plan of which nobody has written for the term yet."""
    is_time: bool
    """Whether the edition of the term is to be opened."""
    ends: dt.date
    actions: tuple[OpenAction, ...]
    unwritten: tuple[Action, ...]
    """Of these, what whoever reads has still to write of for the term."""
    is_begun: bool


def plan_now(session: Session, owner: PlanOwner, account_id: int, name: str, day: dt.date) -> PlanNow:
    """How a plan stands for one of its people."""
    plan = plan_of(session, **owner.columns)
    editions = editions_of(session, owner)
    term = term_to_write(editions, day)
    current = next((one for one in editions if one.term == term), None)
    ends = (current.ends_on if current else None) or term_ends(term)
    closed = [one for one in editions if one.state != "open"]
    last = max(closed, key=lambda one: term_ends(one.term), default=None)
    return PlanNow(
        term=term,
        edition=current,
        waiting=next((one for one in editions if one.state == "closed"), None),
        is_sent_back=current is not None and was_sent_back(session, current),
        agreed=last if last is not None and last.agreed_at else None,
        heads=tuple(one.name for one in heads_of(session, owner)),
        has_duty=any(one.is_duty for one in plan.every_objective()),
        silent=sum(is_unwritten(action, term) for _, action in plan.every_action()),
        is_time=current is None and day >= ends - OPENS_BEFORE,
        ends=ends,
        actions=open_actions(plan, day),
        unwritten=tuple(
            action
            for _, action in plan.every_action()
            if is_owner_of(action, account_id, name) and is_unwritten(action, term)
        ),
        is_begun=bool(plan.priorities or plan.objectives),
    )


def term_to_write(editions: Sequence[Edition], day: dt.date) -> str:
    """The term that is written for, as the editions of a plan stand.

    That of the oldest open edition, also where it was sent back after its term; else the term of the day, or
    the next one where the edition of this one is closed.
    """
    if unfinished := [one.term for one in editions if one.state == "open"]:
        return min(unfinished, key=term_ends)
    term = term_of(day)
    edition = next((one for one in editions if one.term == term), None)
    return term if edition is None else term_after(term)
