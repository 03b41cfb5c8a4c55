"""Invented editions for tests of what is published and printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from selfeval.improvement.action_plan import (
    Action,
    ActionPlan,
    Milestone,
    Move,
    Objective,
    Priority,
    Update,
)
from selfeval.improvement.edition_document import EditionDocument
from selfeval.improvement.edition_verdicts import judged_edition, plan_verdicts
from selfeval.improvement.metrics import Metric
from tests.improvement.invented_metrics import shares

TERM = "2026-autumn"
CLOSED = dt.date(2026, 12, 18)
SUSPENDED = shares((45, 1100), (22, 1100), id=1)
"""Improved."""
FEW = shares((45, 400), (4, 400), id=2, title="Pupils moved to another school")


def action(text: str, *moved: int, **fields: object) -> Action:
    """An action that is to move metrics down."""
    moves = tuple(Move(metric_id, "down") for metric_id in moved)
    return Action(text, moves=moves, **fields)  # type: ignore[arg-type]


def secret_plan() -> ActionPlan:
    """A plan with a duty objective, another one, and much that is for colleagues alone."""
    heard = Objective(
        "Fewer pupils are suspended",
        "1",
        aim="Everybody stays",
        psed_aims=("duty.eliminate",),
        characteristics=("char.race",),
        target_group="All pupils",
        timescale="2024 - 2028",
        is_duty=True,
        approved_by="Grace Bello",
        minute="minute 6",
        metric_ids=(1, 2),
        milestones=(Milestone("Half the staff are trained", "April 2026", dt.date(2026, 3, 28)),),
        actions=(
            action(
                "Talk first",
                1,
                id=11,
                owners="Piotr Lind / KA",
                timescale="July 2026",
                progress="done",
                updates=(Update(TERM, "done", "Secret update", "Secret impact", "Hana Brook"),),
            ),
            action("Visit at home", 2, id=12, owners="KA", progress="stopped", reason="Secret reason"),
            action("Call families", id=13, timescale="October 2026", progress="under_way"),
        ),
        id=101,
    )
    other = Objective("Budget is spent well", actions=(action("Count it", id=14, progress="done"),), id=102)
    return ActionPlan((Priority("Everybody is safe", "1", (heard,)),), (other,))


def frozen(
    plan: ActionPlan | None = None, metrics: Sequence[Metric] = (SUSPENDED, FEW), *, term: str = TERM
) -> EditionDocument:
    """A plan as it is frozen in the autumn."""
    chosen = secret_plan() if plan is None else plan
    return judged_edition(term, chosen, plan_verdicts(chosen, metrics, CLOSED))
