"""Saves what a plan that came back from a file changes, and adds what is new in it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from selfeval.improvement.action_plan import Action, Update
from selfeval.improvement.plan_differences import OBJECTIVE_TEXTS, PlanDifferences
from selfeval.store.action_plans import ActionUpdate, PlanAction, PlanObjective
from selfeval.store.plan_reading import PlanOwner, action_columns
from selfeval.store.plan_saving import add_plan, add_row, save_row

FROM_FILE = ("number", "text", "owners", "timescale", "progress", "reason")
"""Columns of an action that a file has; what it is to move and where it came from stay as they are."""


class PlanChangedMeanwhile(Exception):
    """Somebody saved one of the rows between the look at the file and its saving: nothing was saved."""


def bring_in(session: Session, owner: PlanOwner, changes: PlanDifferences, who: str) -> None:
    """Saves all of it, or raises PlanChangedMeanwhile. What stood is kept with every row."""
    for changed in changes.actions:
        row = session.get_one(PlanAction, changed.before.id)
        columns = {name: value for name, value in action_columns(changed.after).items() if name in FROM_FILE}
        _save(session, owner, row, changed.before.version, columns, who)
        _add_updates(session, owner, row.id, changed.new_updates, who)
    for before, after in changes.objectives:
        objective = session.get_one(PlanObjective, before.id)
        texts = {name: getattr(after, name) for name in OBJECTIVE_TEXTS}
        _save(session, owner, objective, before.version, texts, who)
    for objective_id, actions in changes.added_to.items():
        for action in actions:
            _add_action(session, owner, objective_id, action, who)
    add_plan(session, owner, changes.added, who)


def _save(
    session: Session,
    owner: PlanOwner,
    row: PlanAction | PlanObjective,
    version: int,
    columns: dict[str, object],
    who: str,
) -> None:
    if not owner.owns(row) or not save_row(session, row, version, columns, who):
        raise PlanChangedMeanwhile


def _add_action(session: Session, owner: PlanOwner, objective_id: int, action: Action, who: str) -> None:
    row = add_row(session, owner, PlanAction(objective_id=objective_id, **action_columns(action)), who)
    _add_updates(session, owner, row.id, action.updates, who)


def _add_updates(
    session: Session, owner: PlanOwner, action_id: int, updates: tuple[Update, ...], who: str
) -> None:
    for one in updates:
        session.add(
            ActionUpdate(
                **owner.columns,
                action_id=action_id,
                term=one.term,
                progress=one.progress,
                update_text=one.update,
                impact_text=one.impact,
                author=who[:120],
            )
        )
    session.flush()
