"""A line through rounds (MEASUREMENT 8); its figures are checked against R beside this."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.scoring.comparison.equating import around, trend_line

heights = st.lists(st.floats(0, 100), min_size=3, max_size=6)


def test_two_rounds_have_no_line() -> None:
    assert trend_line([0, 1], [60, 65], np.eye(2)) is None
    assert trend_line([], [], np.zeros((0, 0))) is None


def test_rounds_of_one_day_have_no_line() -> None:
    assert trend_line([0, 0, 0], [60, 65, 70], np.eye(3)) is None


def test_means_that_do_not_vary_have_no_line() -> None:
    assert trend_line([0, 1, 2], [60, 65, 70], np.diag([1.0, 0.0, 1.0])) is None


def test_a_perfect_line_rises_by_what_it_rises_by() -> None:
    found = trend_line([0, 1, 3], [50, 52, 56], np.eye(3))
    assert found is not None
    assert (found.rise, found.years) == (pytest.approx(6), 3)
    assert (found.q, found.q_p, found.birge, found.bent) == (pytest.approx(0), pytest.approx(1), 1, False)
    assert found.se == pytest.approx(3 / np.sqrt(14 / 3))


def test_real_dates_count_not_the_number_of_the_round() -> None:
    even = trend_line([0, 1, 2], [50, 50, 60], np.eye(3))
    late = trend_line([0, 1.9, 2], [50, 50, 60], np.eye(3))
    assert even is not None
    assert late is not None
    assert even.rise != pytest.approx(late.rise)


def test_a_round_that_is_known_better_pulls_the_line() -> None:
    close = trend_line([0, 1, 2], [50, 60, 50], np.diag([1, 0.01, 1]))
    assert close is not None
    assert close.q == pytest.approx((50 - 2 * 60 + 50) ** 2 / (1 + 4 * 0.01 + 1))


def test_points_far_from_the_line_widen_it_and_bend_it() -> None:
    near = trend_line([0, 1, 2], [50, 51, 50], np.eye(3))
    far = trend_line([0, 1, 2], [50, 60, 50], np.eye(3))
    assert near is not None
    assert far is not None
    assert (near.birge, near.bent) == (1, False)
    assert far.birge == pytest.approx(np.sqrt(far.q))
    assert far.se == pytest.approx(near.se * far.birge)
    assert far.bent


@given(heights, st.floats(-20, 20))
def test_turned_round_in_time_a_rise_is_a_fall(means: list[float], shift: float) -> None:
    years = [float(number) for number in range(len(means))]
    forward = trend_line(years, means, np.eye(len(means)))
    backward = trend_line(years, means[::-1], np.eye(len(means)))
    moved = trend_line([year + shift for year in years], means, np.eye(len(means)))
    assert forward is not None
    assert backward is not None
    assert moved is not None
    assert backward.rise == pytest.approx(-forward.rise, abs=1e-9)
    assert (backward.se, backward.q) == (pytest.approx(forward.se), pytest.approx(forward.q, abs=1e-9))
    assert moved.rise == pytest.approx(forward.rise, abs=1e-6)


@given(
    st.permutations(
        list(zip([0.0, 1.0, 2.1, 3.0], [50.0, 57.0, 54.0, 60.0], [1.0, 2.0, 0.5, 3.0], strict=True))
    )
)
def test_the_order_of_rounds_changes_nothing(rounds: list[tuple[float, float, float]]) -> None:
    years, means, variances = zip(*rounds, strict=True)
    found = trend_line(years, means, np.diag(variances))
    expected = trend_line([0, 1, 2.1, 3], [50, 57, 54, 60], np.diag([1, 2, 0.5, 3]))
    assert found is not None
    assert expected is not None
    assert (found.rise, found.se, found.q) == pytest.approx((expected.rise, expected.se, expected.q))


def test_an_interval_of_known_error() -> None:
    interval = around(4.0, 2.0)
    assert (interval.low, interval.high) == pytest.approx((4 - 2 * 1.959964, 4 + 2 * 1.959964), abs=1e-6)
    close = around(4.0, 2.0, 0.9)
    assert close.high == pytest.approx(4 + 2 * 1.644854, abs=1e-6)
