"""Metrics of a school: points are superseded with a reason, targets are versions, nothing is lost."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select

from selfeval.improvement.metrics import Metric, Phase, Point, Reference, Target
from selfeval.store.database import Database
from selfeval.store.metric_reading import metric_columns, metrics_of
from selfeval.store.metric_saving import (
    OverlappingPeriods,
    Superseded,
    WithoutReason,
    add_metric,
    add_point,
    add_target,
)
from selfeval.store.metrics import MetricPoint, StoredMetric
from selfeval.store.plan_reading import PlanOwner
from selfeval.store.plan_saving import save_row, superseded_texts, withdraw
from tests.schools import new_school

WHO = "Amina Yusuf"
FIRST = Point(dt.date(2024, 9, 1), dt.date(2025, 8, 31), 45, 1_100, source="Suspensions return")
SECOND = Point(dt.date(2025, 9, 1), dt.date(2026, 8, 31), 22, 1_100)
SUSPENDED = Metric(
    "Pupils suspended",
    "share",
    "down",
    unit="pupils with one suspension or more",
    target_group="Everyone on roll",
    frequency="Yearly",
    points=(FIRST, SECOND),
    targets=(Target("phased", dt.date(2027, 8, 31), phases=(Phase(dt.date(2026, 8, 31), "up"),)),),
)


@pytest.fixture
def measured_school(sqlite_database: Database) -> PlanOwner:
    with sqlite_database.writing() as session:
        return PlanOwner(new_school(session).id)


@pytest.fixture
def stored(sqlite_database: Database, measured_school: PlanOwner) -> int:
    with sqlite_database.writing() as session:
        return add_metric(session, measured_school, SUSPENDED, WHO).id


def read(database: Database, measured_school: PlanOwner) -> Metric:
    with database.reading() as session:
        (metric,) = metrics_of(session, measured_school)
    return metric


def test_a_metric_comes_back_as_it_was_saved(
    sqlite_database: Database, measured_school: PlanOwner, stored: int
) -> None:
    metric = read(sqlite_database, measured_school)
    assert metric.id == stored
    assert metric.points == tuple(
        replace(point, id=back.id) for point, back in zip(SUSPENDED.points, metric.points, strict=True)
    )
    assert metric.targets == SUSPENDED.targets
    assert metric.baseline_id == metric.points[0].id
    assert replace(metric, id=0, version=0, points=SUSPENDED.points, baseline_id=None) == SUSPENDED


def test_a_reference_comes_back_too(sqlite_database: Database, measured_school: PlanOwner) -> None:
    reference = Reference("item", "staff", "staff.a1.lead", declared_on=dt.date(2026, 9, 1))
    with sqlite_database.writing() as session:
        add_metric(
            session, measured_school, Metric("Staff know the lead", "share", "up", reference=reference), WHO
        )
    assert read(sqlite_database, measured_school).reference == reference


def test_one_schools_metrics_are_not_anothers(
    sqlite_database: Database, measured_school: PlanOwner, stored: int
) -> None:
    with sqlite_database.writing() as session:
        other = PlanOwner(new_school(session, "Birch Hill Primary").id)
    with sqlite_database.reading() as session:
        assert metrics_of(session, other) == ()
        assert metrics_of(session, PlanOwner(partnership_id=1)) == ()
        assert len(metrics_of(session, measured_school)) == 1


def test_a_point_is_superseded_with_a_reason_and_stays(
    sqlite_database: Database, measured_school: PlanOwner, stored: int
) -> None:
    wrong = read(sqlite_database, measured_school).points[1]
    right = replace(SECOND, numerator=24, supersedes_id=wrong.id)
    with sqlite_database.writing() as session:
        row = session.get_one(StoredMetric, stored)
        with pytest.raises(WithoutReason):
            add_point(session, row, right, WHO)
        add_point(session, row, replace(right, reason="Two late."), WHO)
    metric = read(sqlite_database, measured_school)
    assert [point.numerator for point in metric.points] == [45, 24]
    with sqlite_database.reading() as session:
        assert sorted(session.scalars(select(MetricPoint.numerator))) == [22, 24, 45]
    with sqlite_database.writing() as session:
        row = session.get_one(StoredMetric, stored)
        with pytest.raises(Superseded):
            add_point(session, row, replace(right, reason="Again."), WHO)


def test_a_locked_baseline_stays_locked_where_it_is_superseded(
    sqlite_database: Database, measured_school: PlanOwner, stored: int
) -> None:
    first = read(sqlite_database, measured_school).points[0]
    with sqlite_database.writing() as session:
        row = session.get_one(StoredMetric, stored)
        assert save_row(session, row, 1, {"baseline_id": first.id}, WHO)
        add_point(session, row, replace(FIRST, numerator=47, supersedes_id=first.id, reason="A slip."), WHO)
    metric = read(sqlite_database, measured_school)
    assert metric.baseline is not None
    assert metric.baseline.numerator == 47
    assert metric.baseline_id == metric.baseline.id


def test_two_points_never_have_a_day_in_common(
    sqlite_database: Database, measured_school: PlanOwner, stored: int
) -> None:
    with sqlite_database.writing() as session:
        row = session.get_one(StoredMetric, stored)
        shared_day = replace(SECOND, start=dt.date(2026, 8, 31), end=dt.date(2027, 1, 1))
        with pytest.raises(OverlappingPeriods) as refused:
            add_point(session, row, shared_day, WHO)
    assert refused.value.other.numerator == 22


def test_a_changed_target_is_a_new_version_and_the_old_one_stays(
    sqlite_database: Database, measured_school: PlanOwner, stored: int
) -> None:
    with sqlite_database.writing() as session:
        row = session.get_one(StoredMetric, stored)
        add_target(
            session, row, Target("reduction", dt.date(2027, 8, 31), 30, reason="Less is realistic."), WHO
        )
    targets = read(sqlite_database, measured_school).targets
    assert [(target.kind, target.version) for target in targets] == [("phased", 1), ("reduction", 2)]


def test_definitions_are_saved_over_by_nobody_unseen_and_what_stood_is_kept(
    sqlite_database: Database, measured_school: PlanOwner, stored: int
) -> None:
    with sqlite_database.writing() as session:
        row = session.get_one(StoredMetric, stored)
        columns = metric_columns(replace(SUSPENDED, holder="The office"))
        assert save_row(session, row, 1, columns, WHO)
        assert not save_row(session, row, 1, metric_columns(SUSPENDED), WHO)
    assert read(sqlite_database, measured_school).holder == "The office"
    with sqlite_database.reading() as session:
        (before,) = superseded_texts(session, session.get_one(StoredMetric, stored))
        assert '"holder": ""' in before.content


def test_a_metric_that_is_taken_out_is_not_read(
    sqlite_database: Database, measured_school: PlanOwner, stored: int
) -> None:
    with sqlite_database.writing() as session:
        assert withdraw(session, session.get_one(StoredMetric, stored), 1, WHO)
    with sqlite_database.reading() as session:
        assert metrics_of(session, measured_school) == ()
