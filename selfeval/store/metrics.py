"""Metrics of schools and partnerships, their points and their targets."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from selfeval.calendar.school_years import now
from selfeval.improvement.metrics import Basis, Better, MetricKind, TargetKind
from selfeval.store.action_plans import OfSchoolOrPartnership, Versioned
from selfeval.store.database import Base
from selfeval.store.schools_and_accounts import Signed


class StoredMetric(OfSchoolOrPartnership, Versioned, Base):
    """What is measured."""

    __tablename__ = "metrics"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    kind: Mapped[MetricKind] = mapped_column(String(10))
    better: Mapped[Better] = mapped_column(String(8))
    basis: Mapped[Basis] = mapped_column(String(12), default="sign")
    repeats: Mapped[bool] = mapped_column(default=False)
    unit: Mapped[str] = mapped_column(String(200), default="")
    target_group: Mapped[str] = mapped_column(Text, default="")
    obtainable: Mapped[bool] = mapped_column(default=True)
    missing: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")
    frequency: Mapped[str] = mapped_column(String(200), default="")
    holder: Mapped[str] = mapped_column(String(200), default="")
    next_steps: Mapped[str] = mapped_column(Text, default="")
    companion_id: Mapped[int | None] = mapped_column(ForeignKey("metrics.id"))
    reference: Mapped[str] = mapped_column(Text, default="")
    """A `Reference` as JSON; empty where points are typed."""
    baseline_id: Mapped[int | None]
    """A point of its own that is locked as its baseline."""
    points: Mapped[list[MetricPoint]] = relationship(order_by="MetricPoint.end, MetricPoint.id")
    targets: Mapped[list[MetricTarget]] = relationship(order_by="MetricTarget.version")


class MetricPoint(OfSchoolOrPartnership, Signed, Base):
    """One dated value. It is never changed: another one supersedes it, with a reason."""

    __tablename__ = "metric_points"

    id: Mapped[int] = mapped_column(primary_key=True)
    metric_id: Mapped[int] = mapped_column(ForeignKey("metrics.id"), index=True)
    start: Mapped[dt.date]
    end: Mapped[dt.date]
    numerator: Mapped[float | None]
    denominator: Mapped[float | None]
    mean: Mapped[float | None]
    se: Mapped[float | None]
    n: Mapped[int | None]
    digest: Mapped[str] = mapped_column(String(64), default="")
    source: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    new_series: Mapped[str] = mapped_column(Text, default="")
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("metric_points.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    who: Mapped[str] = mapped_column(String(120), default="")
    typed_at: Mapped[dt.datetime] = mapped_column(default=now)


class MetricTarget(OfSchoolOrPartnership, Signed, Base):
    """A version of what a metric should reach; the last one holds, those before stay."""

    __tablename__ = "metric_targets"
    __table_args__ = (UniqueConstraint("metric_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    metric_id: Mapped[int] = mapped_column(ForeignKey("metrics.id"), index=True)
    version: Mapped[int]
    kind: Mapped[TargetKind] = mapped_column(String(16))
    by: Mapped[dt.date]
    content: Mapped[str] = mapped_column(Text)
    """The `Target` as JSON."""
    reason: Mapped[str] = mapped_column(Text, default="")
    who: Mapped[str] = mapped_column(String(120), default="")
    set_at: Mapped[dt.datetime] = mapped_column(default=now)
