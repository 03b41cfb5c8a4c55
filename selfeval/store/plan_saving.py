"""Writing in an action plan: nobody overwrites another unseen, and what is saved over is kept."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import now
from selfeval.improvement.action_plan import Action, ActionPlan, Progress, Update
from selfeval.improvement.timescales import read_timescale
from selfeval.store.action_plans import (
    ActionUpdate,
    Edition,
    PlanAction,
    PlanMilestone,
    PlanObjective,
    PlanPriority,
    SupersededPlanText,
)
from selfeval.store.metrics import StoredMetric
from selfeval.store.plan_reading import (
    Columns,
    PlanOwner,
    PlanRow,
    action_columns,
    objective_columns,
    standing_rows,
)

Row = TypeVar("Row", PlanPriority, PlanObjective, PlanMilestone, PlanAction, StoredMetric)
SavedRow = PlanRow | StoredMetric
NO_TEXT = frozenset({"id", "school_id", "partnership_id", "position", "version", "changed_at", "changed_by"})
"""Columns that say whose a row is, where it stands and who saved it."""


class TermIsClosed(Exception):
    """The edition of this term is closed: what is written now belongs to the next one."""


def add_row(session: Session, owner: PlanOwner, row: Row, who: str) -> Row:
    """Adds a row at the end of its list."""
    row.school_id, row.partnership_id, row.changed_by = owner.school_id, owner.partnership_id, who[:120]
    last = session.scalar(select(func.max(type(row).position)).filter_by(**owner.columns))
    row.position = (last or 0) + 1
    session.add(row)
    session.flush()
    return row


PRESSED_TWICE = dt.timedelta(seconds=10)
"""Nobody types the same once more in so short a time."""


def added_just_now(
    session: Session, owner: PlanOwner, kind: type[PlanRow], columns: Mapping[str, object], who: str
) -> PlanRow | None:
    """The newest row of its kind, if the same person has added it moments ago just so."""
    newest = select(kind).filter_by(**owner.columns).order_by(kind.id.desc()).limit(1)
    last = cast("PlanRow | None", session.scalar(newest))
    if last is None or last.changed_by != who[:120] or now() - last.changed_at > PRESSED_TWICE:
        return None
    says = text_columns(last)
    return last if all(says.get(name, value) == value for name, value in columns.items()) else None


def add_plan(session: Session, owner: PlanOwner, plan: ActionPlan, who: str) -> None:
    """Adds all of a plan behind what there is: as it is read from a file, with updates of its own."""
    for priority in plan.priorities:
        row = add_row(session, owner, PlanPriority(title=priority.title, number=priority.number), who)
        _add_objectives(session, owner, ActionPlan(objectives=priority.objectives), row.id, who)
    _add_objectives(session, owner, plan, None, who)


def _add_objectives(
    session: Session, owner: PlanOwner, plan: ActionPlan, priority_id: int | None, who: str
) -> None:
    for objective in plan.objectives:
        columns = objective_columns(objective)
        row = add_row(session, owner, PlanObjective(priority_id=priority_id, **columns), who)
        for step in objective.milestones:
            written = PlanMilestone(
                objective_id=row.id, text=step.text, timescale=step.timescale, reached_on=step.reached_on
            )
            add_row(session, owner, written, who)
        for action in objective.actions:
            add_action(session, owner, row.id, action, who)


def add_action(session: Session, owner: PlanOwner, objective_id: int, action: Action, who: str) -> None:
    """Adds an action at the end of its objective, with its updates."""
    row = add_row(session, owner, PlanAction(objective_id=objective_id, **action_columns(action)), who)
    add_updates(session, owner, row.id, action.updates, who)


def add_updates(
    session: Session, owner: PlanOwner, action_id: int, updates: Iterable[Update], who: str
) -> None:
    """Adds texts about an action as they are; those that name no author are of `who`."""
    for one in updates:
        session.add(
            ActionUpdate(
                **owner.columns,
                action_id=action_id,
                term=one.term,
                progress=one.progress,
                update_text=one.update,
                impact_text=one.impact,
                author=one.author or who[:120],
            )
        )
    session.flush()


def save_row(session: Session, row: SavedRow, version: int, columns: Columns, who: str) -> bool:
    """Saves a row; False, and nothing is changed, where `version` is no longer the stored one.

    What stood is kept. Nothing happens where nothing would change.
    """
    session.refresh(row)
    if row.version != version:
        return False
    if all(getattr(row, name) == value for name, value in columns.items()):
        return True
    before = SupersededPlanText(
        school_id=row.school_id,
        partnership_id=row.partnership_id,
        of_table=row.__tablename__,
        row_id=row.id,
        version=row.version,
        content=json.dumps(text_columns(row), default=str, ensure_ascii=False),
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )
    kind = type(row)
    saved = session.execute(
        update(kind)
        .where(kind.id == row.id, kind.version == version)
        .values(dict(columns))
        .values(version=version + 1, changed_by=who[:120], changed_at=now())
        .execution_options(synchronize_session="evaluate")
    )
    if not cast("CursorResult[Any]", saved).rowcount:
        return False
    session.add(before)
    return True


def text_columns(row: SavedRow) -> dict[str, object]:
    """What a row says, by column."""
    return {
        column.name: getattr(row, column.name)
        for column in row.__table__.columns
        if column.name not in NO_TEXT
    }


def superseded_texts(session: Session, row: SavedRow) -> Sequence[SupersededPlanText]:
    """What a row said before, newest first."""
    earlier = select(SupersededPlanText).filter_by(of_table=row.__tablename__, row_id=row.id)
    return session.scalars(earlier.order_by(SupersededPlanText.version.desc())).all()


def withdraw(session: Session, row: SavedRow, version: int, who: str) -> bool:
    """Takes a row out of the plan; False where somebody else has saved it meanwhile."""
    return save_row(session, row, version, {"withdrawn_at": now()}, who)


def put_back(session: Session, row: SavedRow, version: int, who: str) -> bool:
    """Puts it in again."""
    return save_row(session, row, version, {"withdrawn_at": None}, who)


def move_row(session: Session, owner: PlanOwner, row: PlanRow, by: int) -> None:
    """Moves a row up (-1) or down (1) among those that stand beside it. No text changes."""
    beside = [one for one in standing_rows(session, owner, type(row)) if parent_of(one) == parent_of(row)]
    here = next((place for place, one in enumerate(beside) if one.id == row.id), None)
    if here is None or not 0 <= here + by < len(beside):
        return
    beside.insert(here + by, beside.pop(here))
    for place, one in zip(sorted(one.position for one in beside), beside, strict=True):
        one.position = place
    if len({one.position for one in beside}) < len(beside):
        for place, one in enumerate(beside, 1):
            one.position = place
    session.flush()


def parent_of(row: PlanRow) -> int | None:
    """The row below which it stands."""
    if isinstance(row, PlanObjective):
        return row.priority_id
    return row.objective_id if isinstance(row, PlanMilestone | PlanAction) else None


def last_update_id(session: Session, action: PlanAction, term: str) -> int:
    """The id of the text that holds for a term; 0 before there is one."""
    newest = select(func.max(ActionUpdate.id)).filter_by(action_id=action.id, term=term)
    return session.scalar(newest) or 0


def write_update(
    session: Session,
    action: PlanAction,
    term: str,
    progress: Progress,
    *,
    update_text: str = "",
    impact_text: str = "",
    author: str,
    seen: int,
    reason: str = "",
) -> bool:
    """Writes what an owner says for a term; False where somebody else has since the text `seen` (its id).

    A time of a recurring action that is done leaves the action under way. Raises TermIsClosed.
    """
    session.refresh(action, with_for_update={"read": False})
    owner = {"school_id": action.school_id, "partnership_id": action.partnership_id}
    edition = session.scalar(select(Edition).filter_by(**owner, term=term).with_for_update(read=True))
    if edition is not None and edition.state != "open":
        raise TermIsClosed(term)
    if last_update_id(session, action, term) != seen:
        return False
    session.add(
        ActionUpdate(
            **owner,
            action_id=action.id,
            term=term,
            progress=progress,
            update_text=update_text,
            impact_text=impact_text,
            author=author[:120],
        )
    )
    goes_on = progress == "done" and read_timescale(action.timescale).is_recurring
    columns = {"progress": "under_way" if goes_on else progress, "reason": reason or action.reason}
    return save_row(session, action, action.version, columns, author)


def updates_of(session: Session, action_ids: Collection[int]) -> dict[int, list[ActionUpdate]]:
    """Id of each of these actions -> every text about it, oldest first. One query."""
    texts: dict[int, list[ActionUpdate]] = {action_id: [] for action_id in action_ids}
    these = select(ActionUpdate).where(ActionUpdate.action_id.in_(action_ids))
    for text in session.scalars(these.order_by(ActionUpdate.id)):
        texts[text.action_id].append(text)
    return texts
