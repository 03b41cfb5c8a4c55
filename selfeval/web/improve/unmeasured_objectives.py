"""An objective that is published although it is not yet measurable: asked once, and logged who decided."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from selfeval.english import listed
from selfeval.improvement.action_plan import Objective
from selfeval.improvement.duty_clocks import not_yet_measurable
from selfeval.reading.metric_points import metrics_with_points
from selfeval.store.action_plans import PlanObjective
from selfeval.store.plan_reading import PlanRow, ids_in
from selfeval.store.schools_and_accounts import note
from selfeval.web.improve.reading_plan import plan_owner
from selfeval.web.improve.row_fields import OBJECTIVE, RowKind
from selfeval.web.site.access import account
from selfeval.web.site.forms import Form


def published_without(
    session: Session, kind: RowKind, columns: Mapping[str, object], *, before: PlanRow | None
) -> tuple[str, ...]:
    """What an equality objective lacks that is published now; empty where nothing, or it was before."""
    was = before.published_on if isinstance(before, PlanObjective) else None
    if kind is not OBJECTIVE or not columns["is_duty"] or not columns["published_on"] or was:
        return ()
    objective = Objective(
        str(columns["objective"]),
        timescale=str(columns["timescale"]),
        metric_ids=ids_in(str(columns["metric_ids"])),
    )
    metrics = {metric.id: metric for metric in metrics_with_points(session, plan_owner())}
    return not_yet_measurable(objective, metrics)


def ask_once(lacks: tuple[str, ...], form: Form) -> dict[str, str]:
    """The fault that asks whether it is published all the same."""
    if not lacks or form.value("sure") == "yes":
        return {}
    return {"sure": f"It is not yet measurable: it lacks {listed(lacks)}. Tick that it is published so."}


def log_unmeasured(session: Session, lacks: tuple[str, ...], row: PlanRow, name: str) -> None:
    """Who decided that it is published all the same."""
    if lacks:
        act = "published an objective that is not yet measurable"
        note(session, row.school_id, account().name, act, name)
