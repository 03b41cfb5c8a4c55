"""An action plan as it stands, read whole from its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfeval.calendar.terms import term_ends
from selfeval.improvement.action_plan import (
    Action,
    ActionPlan,
    Milestone,
    Move,
    Objective,
    Origin,
    Priority,
    Update,
)
from selfeval.store.action_plans import (
    ActionUpdate,
    OfSchoolOrPartnership,
    PlanAction,
    PlanMilestone,
    PlanObjective,
    PlanPriority,
)
from selfeval.store.schools_and_accounts import Account

ORIGIN = TypeAdapter(Origin)
MOVES = TypeAdapter(tuple[Move, ...])
PlanRow = PlanPriority | PlanObjective | PlanMilestone | PlanAction
Row = TypeVar("Row", bound=OfSchoolOrPartnership)


@dataclass(frozen=True)
class PlanOwner:
    """Whose plan it is: exactly one of the two."""

    school_id: int | None = None
    partnership_id: int | None = None

    @classmethod
    def of(cls, account: Account) -> PlanOwner:
        """The school or the partnership that an account belongs to."""
        return cls(account.school_id, account.partnership_id)

    @property
    def columns(self) -> dict[str, int | None]:
        """As columns of a row."""
        return {"school_id": self.school_id, "partnership_id": self.partnership_id}

    def owns(self, row: OfSchoolOrPartnership) -> bool:
        """Whether a row is of this plan."""
        return (row.school_id, row.partnership_id) == (self.school_id, self.partnership_id)


def plan_of(
    session: Session, *, school_id: int | None = None, partnership_id: int | None = None
) -> ActionPlan:
    """The plan of a school or of a partnership, without what is withdrawn. Five queries."""
    owner = PlanOwner(school_id, partnership_id)
    updates = defaultdict(list)
    for row in _rows(session, owner, ActionUpdate):
        updates[row.action_id].append(row)
    actions, milestones = defaultdict(list), defaultdict(list)
    for action in standing_rows(session, owner, PlanAction):
        actions[action.objective_id].append(_action(action, updates[action.id]))
    for step in standing_rows(session, owner, PlanMilestone):
        milestones[step.objective_id].append(milestone_of(step))
    objectives = defaultdict(list)
    for row in standing_rows(session, owner, PlanObjective):
        whole = _objective(row, milestones[row.id], actions[row.id])
        objectives[row.priority_id].append(whole)
    return ActionPlan(
        tuple(
            Priority(row.title, row.number, tuple(objectives[row.id]), row.id, row.version)
            for row in standing_rows(session, owner, PlanPriority)
        ),
        tuple(objectives[None]),
    )


def _rows(session: Session, owner: PlanOwner, kind: type[Row]) -> Sequence[Row]:
    these = select(kind).filter_by(**owner.columns).order_by("id").execution_options(populate_existing=True)
    return session.scalars(these).all()


def standing_rows(session: Session, owner: PlanOwner, kind: type[Any]) -> Sequence[Any]:
    """Rows of one table that are not withdrawn, in their order."""
    these = select(kind).filter_by(**owner.columns).where(kind.withdrawn_at.is_(None))
    in_order = these.order_by(kind.position, kind.id).execution_options(populate_existing=True)
    return session.scalars(in_order).all()


def withdrawn_rows(session: Session, owner: PlanOwner) -> list[PlanRow]:
    """What was taken out of a plan, the last one first."""
    rows: list[PlanRow] = []
    for kind in (PlanPriority, PlanObjective, PlanMilestone, PlanAction):
        these = select(kind).filter_by(**owner.columns).where(kind.withdrawn_at.is_not(None))
        rows += session.scalars(these)
    return sorted(rows, key=lambda row: row.withdrawn_at or row.changed_at, reverse=True)


def milestone_of(row: PlanMilestone) -> Milestone:
    """A step as its row has it."""
    return Milestone(row.text, row.timescale, row.reached_on, row.id)


def _objective(row: PlanObjective, milestones: list[Milestone], actions: list[Action]) -> Objective:
    return Objective(
        objective=row.objective,
        number=row.number,
        aim=row.aim,
        psed_aims=tuple(row.psed_aims.splitlines()),
        characteristics=tuple(row.characteristics.splitlines()),
        target_group=row.target_group,
        timescale=row.timescale,
        is_duty=row.is_duty,
        published_on=row.published_on,
        approved_by=row.approved_by,
        approved_on=row.approved_on,
        minute=row.minute,
        replaced_by_id=row.replaced_by_id,
        metric_ids=ids_in(row.metric_ids),
        milestones=tuple(milestones),
        actions=tuple(actions),
        id=row.id,
        version=row.version,
    )


def _action(row: PlanAction, updates: list[ActionUpdate]) -> Action:
    return Action(
        text=row.text,
        number=row.number,
        owners=row.owners,
        owner_account_ids=ids_in(row.owner_account_ids),
        timescale=row.timescale,
        progress=row.progress,
        reason=row.reason,
        origin=ORIGIN.validate_json(row.origin) if row.origin else None,
        moves=MOVES.validate_json(row.moves),
        updates=_one_a_term(updates),
        id=row.id,
        version=row.version,
    )


def _one_a_term(rows: list[ActionUpdate]) -> tuple[Update, ...]:
    """The last text of each term, in the order of the terms."""
    last = {row.term: row for row in rows}
    return tuple(
        Update(term, row.progress, row.update_text, row.impact_text, row.author, row.at)
        for term, row in sorted(last.items(), key=lambda of_term: term_ends(of_term[0]))
    )


def ids_in(text: str) -> tuple[int, ...]:
    """Ids with a blank between them."""
    return tuple(map(int, text.split()))


def objective_columns(objective: Objective) -> dict[str, object]:
    """What an objective says, as columns of its row."""
    return {
        **{name: getattr(objective, name) for name in AS_THEY_ARE},
        "psed_aims": "\n".join(objective.psed_aims),
        "characteristics": "\n".join(objective.characteristics),
        "metric_ids": " ".join(map(str, objective.metric_ids)),
    }


def action_columns(action: Action) -> dict[str, object]:
    """What an action says, as columns of its row; its updates are rows of their own."""
    return {
        **{name: getattr(action, name) for name in ("text", "number", "owners", "timescale")},
        **{name: getattr(action, name) for name in ("progress", "reason")},
        "owner_account_ids": " ".join(map(str, action.owner_account_ids)),
        "origin": ORIGIN.dump_json(action.origin).decode() if action.origin else "",
        "moves": MOVES.dump_json(action.moves).decode(),
    }


AS_THEY_ARE: Sequence[str] = (
    *("objective", "number", "aim", "target_group", "timescale", "is_duty", "published_on"),
    *("approved_by", "approved_on", "minute", "replaced_by_id"),
)
"""Fields of an objective that are columns of the same name."""
Columns = Mapping[str, object]
