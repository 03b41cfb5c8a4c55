"""What a partnership's board reads of plans: its own, and those editions that member schools share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.calendar.terms import term_name
from selfeval.improvement.board_groups import BOARD_GROUPS, BoardAction, BoardGroup, of_edition, of_plan
from selfeval.improvement.edition_verdicts import plan_verdicts
from selfeval.reading.metric_points import metrics_with_points
from selfeval.reading.published_objectives import told_edition
from selfeval.store.action_plans import Edition
from selfeval.store.directory import Membership
from selfeval.store.editions import closed_editions
from selfeval.store.plan_reading import PlanOwner, plan_of


@dataclass(frozen=True)
class BoardPlan:
    """One plan with all its actions. `school_id` is None of the partnership's own, which has no edition."""

    name: str
    actions: tuple[BoardAction, ...]
    school_id: int | None = None
    term: str = ""
    """Of the edition that is read."""
    day: dt.date | None = None
    """On which it stood so."""

    @property
    def of(self) -> str:
        """Alder Vale Primary, autumn 2026"""
        return f"{self.name}, {term_name(self.term).lower()}" if self.term else self.name


@dataclass(frozen=True)
class BoardView:
    """The partnership's own plan, and those of its schools that it may read."""

    own: BoardPlan
    schools: tuple[BoardPlan, ...]

    @property
    def plans(self) -> tuple[BoardPlan, ...]:
        return (self.own, *self.schools)

    def count(self, group: BoardGroup, plans: Sequence[BoardPlan]) -> int:
        """How many actions of these plans are in a group."""
        return sum(one.group == group for plan in plans for one in plan.actions)

    def listed(self, group: BoardGroup) -> list[tuple[BoardPlan, BoardAction]]:
        """The actions of a group with the plan that each is in, the own plan first."""
        return [(plan, one) for plan in self.plans for one in plan.actions if one.group == group]

    @property
    def counts(self) -> dict[BoardGroup, tuple[int, int]]:
        """Group -> how many of the own plan, and of the schools' plans."""
        return {
            group: (self.count(group, [self.own]), self.count(group, self.schools)) for group in BOARD_GROUPS
        }


def board_view(
    session: Session, partnership_id: int, name: str, members: Sequence[Membership], day: dt.date
) -> BoardView:
    """`members`: the schools of which the reader may read what they share."""
    owner = PlanOwner(partnership_id=partnership_id)
    plan, metrics = plan_of(session, **owner.columns), metrics_with_points(session, owner)
    schools = [
        BoardPlan(
            member.school.on(day).name,
            of_edition(document),
            member.school_id,
            document.term,
            document.closed_on,
        )
        for member in members
        for edition in shared_editions(session, member)[:1]
        for document in (told_edition(session, edition),)
    ]
    return BoardView(
        BoardPlan(name, of_plan(plan_verdicts(plan, metrics, day))),
        tuple(sorted(schools, key=lambda one: (one.name, one.school_id))),
    )


def shared_editions(session: Session, member: Membership) -> list[Edition]:
    """The editions of a school that its partnership may read, newest first: the head has agreed each."""
    if not member.shares_plan:
        return []
    return [
        edition
        for edition in closed_editions(session, PlanOwner(school_id=member.school_id))
        if edition.agreed_on is not None and member.reads_plan(edition.agreed_on)
    ]
