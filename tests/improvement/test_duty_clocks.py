"""The equality duty's dates."""

from __future__ import annotations

import datetime as dt

from selfeval.improvement.action_plan import Objective
from selfeval.improvement.duty_clocks import (
    information_clock,
    not_yet_measurable,
    objectives_clock,
    staff_information,
    yearly_date,
    years_later,
)
from selfeval.improvement.metrics import Metric, Point, Target

PUBLISHED = dt.date(2026, 11, 30)


def test_information_is_due_within_a_year_that_begins_with_the_last_publication() -> None:
    clock = information_clock(PUBLISHED, PUBLISHED)
    assert (clock.due, clock.is_late) == (dt.date(2027, 11, 29), False)
    assert not information_clock(PUBLISHED, dt.date(2027, 11, 29)).is_late
    assert information_clock(PUBLISHED, dt.date(2027, 11, 30)).is_late
    assert information_clock(None, PUBLISHED).due is None


def test_objectives_are_due_within_four_years_of_the_newest_under_the_duty() -> None:
    old, other = dt.date(2020, 1, 1), dt.date(2029, 1, 1)
    objectives = [
        Objective("A", is_duty=True, published_on=PUBLISHED),
        Objective("B", is_duty=True, published_on=old),
        Objective("C", published_on=other),
    ]
    assert objectives_clock(objectives, PUBLISHED).due == dt.date(2030, 11, 29)
    assert objectives_clock(objectives[2:], PUBLISHED).due is None


def test_years_that_begin_on_a_leap_day_end_on_the_last_of_february() -> None:
    assert years_later(dt.date(2024, 2, 29), 1) == dt.date(2025, 2, 28)


def test_the_commissions_date_is_the_next_30_march() -> None:
    assert yearly_date(dt.date(2027, 3, 30)) == dt.date(2027, 3, 30)
    assert yearly_date(dt.date(2027, 3, 31)) == dt.date(2028, 3, 30)


def test_information_on_staff_is_asked_for_from_150_employees_on() -> None:
    assert "need not be published" in staff_information(149)
    assert "is published too" in staff_information(150)
    assert staff_information(None).startswith("Say how many")


def test_an_objective_without_metric_baseline_target_and_day_says_what_it_lacks() -> None:
    point = Point(PUBLISHED, PUBLISHED, numerator=4, denominator=40)
    metric = Metric("Left out", "share", "down", points=(point,), id=7)
    bare = Objective("A", timescale="Ongoing")
    assert not_yet_measurable(bare, {}) == ("a metric", "a baseline", "a target", "a day")
    measured = Objective("A", timescale="July 2027", metric_ids=(7,))
    assert not_yet_measurable(measured, {7: metric}) == ("a target",)
    aimed = Metric(
        "Left out", "share", "down", points=(point,), targets=(Target("absolute", PUBLISHED, 5),), id=7
    )
    assert not_yet_measurable(Objective("A", metric_ids=(7,)), {7: aimed}) == ()
