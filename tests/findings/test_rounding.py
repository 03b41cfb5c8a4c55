"""Figures as they are published: whole numbers, fives, and ends of the range (MEASUREMENT 13)."""

from __future__ import annotations

import pytest

from selfeval.findings.estimates import (
    Difference,
    Estimate,
    Interval,
    at_an_end,
    end_of_range,
    nearest,
    nearly,
    rounded,
    rounded_difference,
    to_five,
    to_whole,
)


def test_halves_go_upward_below_nought_too() -> None:
    assert [to_whole(figure) for figure in (61.49, 61.5, 62.5, -0.5, -1.5, -1.6)] == [61, 62, 63, 0, -1, -2]


def test_the_nearest_step_is_counted_from_nought() -> None:
    assert [nearest(figure, 5) for figure in (62.4, 62.5, 67.4)] == [60, 65, 65]
    assert nearest(63, 2) == 64
    assert nearest(61.5, 1) == 62


def test_people_are_counted_in_fives() -> None:
    assert [to_five(n) for n in (0, 2, 3, 7, 8, 12, 13)] == [0, 0, 5, 5, 10, 10, 15]


def test_an_estimate_is_rounded_with_its_interval_and_says_whether_everyone_answered() -> None:
    assert rounded(Estimate(61.5, Interval(57.4, 65.6))) == Estimate(62, Interval(57, 66))
    assert rounded(Estimate(61.4, everyone=True)) == Estimate(61, everyone=True)
    assert rounded(None) is None


def test_a_difference_is_rounded_by_itself() -> None:
    assert rounded_difference(Difference(-3.5, Interval(-7.6, 0.4))) == Difference(-3, Interval(-8, 0))
    assert rounded_difference(Difference(2.6)) == Difference(3)
    assert rounded_difference(None) is None


@pytest.mark.parametrize(
    ("figure", "n", "end"),
    [
        (95, 20, True),
        (94.9, 20, False),
        (5, 20, True),
        (5.1, 20, False),
        (90, 19, True),
        (89.9, 19, False),
        (10, 19, True),
        (10.1, 19, False),
    ],
)
def test_an_end_is_a_twentieth_from_twenty_people_on_and_a_tenth_below(
    figure: float, n: int, end: bool
) -> None:
    assert at_an_end(figure, n) is end


def test_an_end_is_told_as_the_range_that_it_is() -> None:
    assert nearly(97, 20) == Estimate(95, Interval(95, 100))
    assert nearly(3, 20) == Estimate(5, Interval(0, 5))
    assert nearly(97, 19) == Estimate(90, Interval(90, 100))
    assert nearly(3, 19) == Estimate(10, Interval(0, 10))
    assert nearly(50, 20) == Estimate(95, Interval(95, 100))


def test_only_what_lies_at_an_end_is_told_as_one() -> None:
    assert end_of_range(Estimate(96.0), 40) == Estimate(95, Interval(95, 100))
    assert end_of_range(Estimate(4.0), 12) == Estimate(10, Interval(0, 10))
    assert end_of_range(Estimate(60.0), 40) is None
    assert end_of_range(None, 40) is None
