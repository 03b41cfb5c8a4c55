"""Means that are known with their standard errors: Welch's test and intervals."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from selfeval.improvement.mean_change import Mean, mean_difference, mean_interval, mean_p

MEANS = st.builds(Mean, st.floats(0, 100), st.floats(0.2, 8), st.integers(2, 1_000))


@given(MEANS, MEANS)
def test_p_and_interval_are_welchs_of_scipy(before: Mean, after: Mean) -> None:
    spread = [mean.se * math.sqrt(mean.n) for mean in (after, before)]
    test = stats.ttest_ind_from_stats(
        after.value, spread[0], after.n, before.value, spread[1], before.n, equal_var=False
    )
    assert mean_p(before, after) == pytest.approx(float(test.pvalue), rel=1e-6, abs=1e-12)
    interval = mean_difference(before, after)
    if abs(float(test.pvalue) - 0.05) > 1e-6:
        assert (interval.low > 0 or interval.high < 0) == (test.pvalue < 0.05)


def test_one_mean_has_the_t_interval_of_scipy() -> None:
    interval = mean_interval(Mean(61.0, 2.0, 30))
    assert (interval.low, interval.high) == pytest.approx(stats.t.interval(0.95, 29, 61.0, 2.0))


def test_where_nobody_differs_any_difference_is_clear() -> None:
    assert mean_p(Mean(50, 0, 12), Mean(50, 0, 12)) == 1
    assert mean_p(Mean(50, 0, 12), Mean(60, 0, 12)) == 0
