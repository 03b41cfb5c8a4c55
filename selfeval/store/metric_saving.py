"""Writing metrics: a point is never changed but superseded with a reason, a target is a new version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from selfeval.improvement.metric_changes import baseline_of
from selfeval.improvement.metrics import Metric, Point, Target
from selfeval.improvement.point_comparison import measured
from selfeval.store.metric_reading import POINT_NAMES, TARGET, metric_columns, metric_of_row, point_of_row
from selfeval.store.metrics import MetricPoint, MetricTarget, StoredMetric
from selfeval.store.plan_reading import PlanOwner
from selfeval.store.plan_saving import add_row, save_row


class PointRefused(Exception):
    """A point that cannot be saved. The message says why."""


class WithoutReason(PointRefused):
    """A point that supersedes another, and does not say why."""


class Superseded(PointRefused):
    """Somebody else has superseded this point meanwhile."""


class OverlappingPeriods(PointRefused):
    """A point whose days another standing point has. `other` is that one."""

    def __init__(self, other: Point) -> None:
        super().__init__(f"{other.start} to {other.end}")
        self.other = other


def add_metric(session: Session, owner: PlanOwner, metric: Metric, who: str) -> StoredMetric:
    """Adds a metric at the end, with its points and targets."""
    row = add_row(session, owner, StoredMetric(**metric_columns(metric)), who)
    for point in sorted(metric.points, key=lambda one: one.end):
        add_point(session, row, point, who)
    for target in metric.targets:
        add_target(session, row, target, who)
    return row


def add_point(session: Session, row: StoredMetric, point: Point, who: str) -> MetricPoint:
    """Adds one value. Where `supersedes_id` is set it takes that one's place; that one is kept.

    The first known value is locked as the baseline: one that is older, and is added later, does not move it.
    Raises OverlappingPeriods, WithoutReason or Superseded.
    """
    session.refresh(row, with_for_update={"read": False})
    metric = metric_of_row(row)
    lock_baseline(row, baseline_of(metric))
    points = metric.points
    if point.supersedes_id is not None:
        if not point.reason.strip():
            raise WithoutReason
        if point.supersedes_id not in {one.id for one in points}:
            raise Superseded
    others = [one for one in points if one.id != point.supersedes_id]
    overlap = overlapping(others, point)
    if overlap is not None:
        raise OverlappingPeriods(overlap)
    written = MetricPoint(
        school_id=row.school_id,
        partnership_id=row.partnership_id,
        metric_id=row.id,
        who=who[:120],
        **{name: getattr(point, name) for name in POINT_NAMES if name != "id"},
    )
    session.add(written)
    session.flush()
    if point.supersedes_id is not None and row.baseline_id == point.supersedes_id:
        row.baseline_id = written.id
    if measured(metric, point) is not None:
        lock_baseline(row, point_of_row(written))
    session.flush()
    session.expire(row, ["points"])
    return written


def lock_baseline(row: StoredMetric, point: Point | None) -> None:
    """Locks a value as the baseline of a metric that has none yet."""
    if row.baseline_id is None and point is not None:
        row.baseline_id = point.id


def start_from(session: Session, row: StoredMetric, point_id: int, who: str) -> None:
    """Makes another value the baseline. What it was before is kept, with who moved it and when."""
    save_row(session, row, row.version, {"baseline_id": point_id}, who)


def overlapping(points: Iterable[Point], point: Point) -> Point | None:
    """One of these points that has a day in common with another one."""
    return next((one for one in points if one.overlaps(point)), None)


def add_target(
    session: Session, row: StoredMetric, target: Target, who: str, *, baseline: Point | None = None
) -> MetricTarget:
    """Adds the next version of what a metric should reach; those before stay.

    `baseline`: what it was set against, which is locked with it.
    """
    session.refresh(row, with_for_update={"read": False})
    lock_baseline(row, baseline or baseline_of(metric_of_row(row)))
    version = 1 + max((one.version for one in row.targets), default=0)
    numbered = replace(target, version=version)
    written = MetricTarget(
        school_id=row.school_id,
        partnership_id=row.partnership_id,
        metric_id=row.id,
        version=version,
        kind=target.kind,
        by=target.by,
        content=TARGET.dump_json(numbered).decode(),
        reason=target.reason,
        who=who[:120],
    )
    session.add(written)
    session.flush()
    session.expire(row, ["targets"])
    return written
