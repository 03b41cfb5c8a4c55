"""XmR charts, against limits and signals as the NHS R package NHSRplotthedots counts them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.improvement.control_chart import Signal, control_chart, is_equally_spaced

A_PEAK = [1, 2, 1, 2, 10] + [1, 2] * 6 + [1]


def marked(values: Sequence[float], signal: Signal) -> list[int]:
    chart = control_chart(values)
    assert chart is not None
    return [at for at, signals in enumerate(chart.signals) if signal in signals]


def test_one_peak_does_not_widen_the_limits_that_it_is_judged_by() -> None:
    chart = control_chart(A_PEAK)
    assert chart is not None
    assert len(A_PEAK) == 18
    assert (chart.mean, chart.low, chart.high) == pytest.approx((1.94, -0.72, 4.60), abs=0.005)
    assert marked(A_PEAK, "outside") == [4]


def test_with_its_wide_ranges_the_limits_would_have_been_wider() -> None:
    ranges = np.abs(np.diff(A_PEAK))
    assert np.mean(A_PEAK) - 2.66 * ranges.mean() == pytest.approx(-3.06, abs=0.005)
    assert np.mean(A_PEAK) + 2.66 * ranges.mean() == pytest.approx(6.95, abs=0.005)


def test_below_six_values_there_is_no_chart_and_below_twelve_no_signal() -> None:
    assert control_chart([1, 2, 1, 2, 1]) is None
    trial = control_chart([1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 90])
    assert trial is not None
    assert trial.trial
    assert not any(trial.signals)
    assert not control_chart([1.0, 2.0] * 6).trial  # type: ignore[union-attr]


RAISED = [7.5, 5] * 4 + [7, 7.2, 7, 7.2, 7, 7.2, 7]


def test_seven_on_one_side_are_a_run_and_six_are_none() -> None:
    assert marked(RAISED, "run") == list(range(8, 15))
    shorter = [*RAISED[:8], *RAISED[9:]]
    assert marked([*shorter, 5.5], "run") == []


def test_a_value_on_the_mean_belongs_to_no_side_and_ends_a_run() -> None:
    values = [10, 12, 8, 12, 8, 10] + [11, 9] * 3 + [11] * 4 + [10] + [11] * 3 + [9] * 3 + [10] + [9] * 4
    chart = control_chart(values)
    assert chart is not None
    assert chart.mean == 10
    assert marked(values, "run") == []
    without_the_tie = [value for at, value in enumerate(values) if at != 16]
    assert marked(without_the_tie, "run") != []


def test_a_tie_is_one_although_the_mean_is_not_exact_in_the_computer() -> None:
    chart = control_chart([0.1] * 14)
    assert chart is not None
    assert not any(chart.signals)


def test_seven_rising_or_falling_are_a_trend_and_two_alike_end_it() -> None:
    flat = [5.0, 5.4, 5.0, 5.4, 5.0]
    assert marked([*flat, 4.7, 4.8, 4.9, 5.0, 5.1, 5.2, 5.3], "trend") == list(range(5, 12))
    assert marked([*flat, 5.3, 5.2, 5.1, 5.0, 4.9, 4.8, 4.7], "trend") == list(range(5, 12))
    assert marked([*flat, 4.7, 4.8, 4.9, 4.9, 5.1, 5.2, 5.3], "trend") == []


def test_two_of_three_in_the_outer_third_count_where_all_three_are_on_one_side() -> None:
    usual = [10.0, 11.0, 9.0, 10.0, 11.0, 9.0, 10.0, 11.0, 9.0, 10.0, 11.0, 9.0, 10.0]
    assert marked([*usual, 13.7, 10.9, 13.7], "outer_third") == [13, 15]
    assert marked([*usual, 13.7, 8.0, 13.7], "outer_third") == []


def reference(values: Sequence[float]) -> list[bool]:
    """Which points the R package marks, by its rules and in another form.

    Limits 2.66 times the mean of the ranges that are below 3.267 times their mean; a point is special where
    it is outside; in seven of one sign about the mean; in seven with six steps of one sign; or in the outer
    third with another one among three of one sign.
    """
    y = np.array(values, dtype=float)
    ranges = np.abs(np.diff(y))
    kept = ranges[ranges < 3.267 * ranges.mean()]
    spread = kept.mean() if len(kept) else ranges.mean()
    side = np.where(np.isclose(y, y.mean(), rtol=1e-9, atol=1e-12), 0, np.sign(y - y.mean()))
    step = np.sign(np.diff(y))
    far = np.abs(y - y.mean())
    outside = (far > 2.66 * spread) & (side != 0)
    outer = ~outside & (far > 2.66 * spread * 2 / 3) & (side != 0)
    special = outside.copy()
    for at in range(len(y) - 6):
        if len(set(side[at : at + 7])) == 1 and side[at] != 0:
            special[at : at + 7] = True
        if len(set(step[at : at + 6])) == 1 and step[at] != 0:
            special[at : at + 7] = True
    for at in range(len(y) - 2):
        trio = slice(at, at + 3)
        if abs(side[trio].sum()) == 3 and outer[trio].sum() >= 2:
            special[trio] |= outer[trio]
    return [bool(point) for point in special]


@given(st.lists(st.integers(0, 12), min_size=12, max_size=40))
def test_many_series_full_of_ties_are_marked_as_the_package_marks_them(values: list[int]) -> None:
    chart = control_chart(values)
    assert chart is not None
    assert [bool(signals) for signals in chart.signals] == reference(values)


@given(st.lists(st.integers(0, 50), min_size=6, max_size=30))
def test_turned_upside_down_a_chart_has_the_same_signals(values: list[int]) -> None:
    one, other = control_chart(values), control_chart([-value for value in values])
    assert one is not None
    assert other is not None
    assert one.signals == other.signals
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))


def test_terms_are_equally_spaced_and_a_year_left_out_is_not() -> None:
    terms = [dt.date(2025, 12, 19), dt.date(2026, 3, 27), dt.date(2026, 7, 17), dt.date(2026, 12, 18)]
    assert is_equally_spaced(terms)
    assert not is_equally_spaced([dt.date(2023, 7, 1), dt.date(2024, 7, 1), dt.date(2026, 7, 1)])
