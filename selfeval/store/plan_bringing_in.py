"""Saves what a plan that came back from a file changes, and adds what is new in it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from selfeval.improvement.plan_differences import OBJECTIVE_TEXTS, PlanDifferences
from selfeval.store.action_plans import PlanAction, PlanObjective
from selfeval.store.plan_reading import PlanOwner, action_columns
from selfeval.store.plan_saving import add_action, add_plan, add_updates, save_row

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
        add_updates(session, owner, row.id, changed.new_updates, who)
    for before, after in changes.objectives:
        objective = session.get_one(PlanObjective, before.id)
        texts = {name: getattr(after, name) for name in OBJECTIVE_TEXTS}
        _save(session, owner, objective, before.version, texts, who)
    for objective_id, actions in changes.added_to.items():
        for action in actions:
            add_action(session, owner, objective_id, action, who)
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
