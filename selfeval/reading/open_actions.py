"""What a school means to do, for pages about something else: open actions, and the equality duty's dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.improvement.action_plan import Action, ActionPlan, OriginKind
from selfeval.improvement.duty_clocks import DutyClock, information_clock, objectives_clock
from selfeval.improvement.status import OVER, Status, status_of
from selfeval.store.duty_facts import duty_facts
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


def born_of(
    actions: Sequence[OpenAction], kind: OriginKind, year: int, reference: str
) -> tuple[OpenAction, ...]:
    """Of these, the ones that came from one next step, gap or finding."""
    wanted = (kind, year, reference)
    return tuple(
        one
        for one in actions
        if (origin := one.action.origin) and (origin.kind, origin.year, origin.reference) == wanted
    )


def open_actions_of(session: Session, school_id: int, day: dt.date) -> tuple[OpenAction, ...]:
    """The open actions of a school."""
    return open_actions(plan_of(session, school_id=school_id), day)


@dataclass(frozen=True)
class DutyDates:
    """The equality duty's dates on a day, and what they follow from."""

    information: DutyClock
    objectives: DutyClock
    employees: int | None
    has_objectives: bool

    @property
    def is_known(self) -> bool:
        """Whether anything was said that they follow from."""
        return self.information.due is not None or self.objectives.due is not None


def duty_dates(session: Session, owner: PlanOwner, day: dt.date) -> DutyDates:
    """Those of a school or a partnership."""
    facts = duty_facts(session, owner)
    objectives = list(plan_of(session, **owner.columns).every_objective())
    return DutyDates(
        information_clock(facts.information_on if facts else None, day),
        objectives_clock(objectives, day),
        facts.employees if facts else None,
        any(one.is_duty for one in objectives),
    )
