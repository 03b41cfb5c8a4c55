"""Metrics as they stand, read whole from their rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from selfeval.improvement.metrics import Metric, Point, Reference, Target
from selfeval.store.metrics import MetricPoint, StoredMetric
from selfeval.store.plan_reading import PlanOwner

REFERENCE = TypeAdapter(Reference)
TARGET = TypeAdapter(Target)
SAME_NAMES: Sequence[str] = (
    *("title", "kind", "better", "basis", "repeats", "unit", "target_group", "obtainable", "missing"),
    *("source", "frequency", "holder", "next_steps", "companion_id"),
)
"""Fields of a metric that are columns of the same name."""
POINT_NAMES: Sequence[str] = (
    *("start", "end", "numerator", "denominator", "mean", "se", "n", "digest", "source", "note"),
    *("new_series", "supersedes_id", "reason", "id"),
)
"""Fields of a point that are columns of the same name."""


def metrics_of(session: Session, owner: PlanOwner) -> tuple[Metric, ...]:
    """The metrics of a school or a partnership with their typed points, without what is withdrawn.

    Points that are taken by reference are not among them: `reading.metric_points` adds these.
    """
    return tuple(map(metric_of_row, metric_rows(session, owner)))


def metric_rows(session: Session, owner: PlanOwner) -> Sequence[StoredMetric]:
    """The rows of the metrics that stand, in their order."""
    these = select(StoredMetric).filter_by(**owner.columns).where(StoredMetric.withdrawn_at.is_(None))
    whole = these.options(selectinload(StoredMetric.points), selectinload(StoredMetric.targets))
    in_order = whole.order_by(StoredMetric.position, StoredMetric.id)
    return session.scalars(in_order.execution_options(populate_existing=True)).all()


def withdrawn_metrics(session: Session, owner: PlanOwner) -> Sequence[StoredMetric]:
    """Metrics that were taken out, and can be put back."""
    these = select(StoredMetric).filter_by(**owner.columns).where(StoredMetric.withdrawn_at.is_not(None))
    return session.scalars(these).all()


def metric_of_row(row: StoredMetric) -> Metric:
    """A metric as its row has it, with its typed points and its targets."""
    return Metric(
        **{name: getattr(row, name) for name in SAME_NAMES},
        reference=REFERENCE.validate_json(row.reference) if row.reference else None,
        baseline_id=row.baseline_id,
        points=standing_points(map(point_of_row, row.points)),
        targets=tuple(TARGET.validate_json(target.content) for target in row.targets),
        id=row.id,
        version=row.version,
    )


def point_of_row(row: MetricPoint) -> Point:
    """A point as its row has it."""
    return Point(**{name: getattr(row, name) for name in POINT_NAMES})


def standing_points(points: Iterable[Point]) -> tuple[Point, ...]:
    """Those that no other one has superseded, in order of time."""
    every = list(points)
    superseded = {point.supersedes_id for point in every}
    not_superseded = [point for point in every if point.id not in superseded]
    return tuple(sorted(not_superseded, key=lambda point: (point.end, point.id)))


def metric_columns(metric: Metric) -> dict[str, object]:
    """What a metric is, as columns of its row; points and targets are rows of their own."""
    return {
        **{name: getattr(metric, name) for name in SAME_NAMES},
        "reference": REFERENCE.dump_json(metric.reference).decode() if metric.reference else "",
        "baseline_id": metric.baseline_id,
    }
