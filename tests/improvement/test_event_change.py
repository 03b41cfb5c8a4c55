"""Events: conditional binomial test, ratio by Clopper-Pearson, exact interval of a count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from selfeval.improvement.event_change import EventCount, count_interval, event_p, ratio_interval

COUNTS = st.builds(EventCount, st.integers(0, 400), st.floats(10, 50_000))


@pytest.mark.parametrize(("before", "after"), [(6, 15), (12, 30), (45, 22), (3, 0), (0, 7), (100, 100)])
def test_p_at_equal_exposure_is_the_exact_binomial_one_of_scipy(before: int, after: int) -> None:
    p = event_p(EventCount(before, 39.0), EventCount(after, 39.0))
    assert p == pytest.approx(stats.binomtest(after, before + after, 0.5).pvalue)


@given(COUNTS, COUNTS)
def test_p_at_any_exposure_is_twice_the_smaller_tail_of_scipy(before: EventCount, after: EventCount) -> None:
    both, share = before.events + after.events, after.exposure / (before.exposure + after.exposure)
    if both == 0:
        assert event_p(before, after) == 1
        return
    tails = [
        stats.binomtest(after.events, both, share, alternative=side).pvalue for side in ("less", "greater")
    ]
    assert event_p(before, after) == pytest.approx(min(1, 2 * min(tails)), rel=1e-7, abs=1e-300)


@pytest.mark.parametrize("level", [0.95, 0.9])
@pytest.mark.parametrize(
    ("before", "after"),
    [(EventCount(12, 900.0), EventCount(30, 1_100.0)), (EventCount(5, 10.0), EventCount(0, 20.0))],
)
def test_the_ratio_is_clopper_and_pearsons_of_scipy(
    before: EventCount, after: EventCount, level: float
) -> None:
    exact = stats.binomtest(after.events, before.events + after.events).proportion_ci(level, "exact")
    interval = ratio_interval(before, after, level)
    exposure = before.exposure / after.exposure
    assert interval.low == pytest.approx(exact.low / (1 - exact.low) * exposure)
    assert interval.high == pytest.approx(exact.high / (1 - exact.high) * exposure)


def test_a_ratio_to_nothing_has_no_upper_end() -> None:
    assert ratio_interval(EventCount(0, 10.0), EventCount(4, 10.0)).high == float("inf")


@given(COUNTS, COUNTS)
def test_p_is_under_five_per_cent_where_the_interval_leaves_out_no_change(
    before: EventCount, after: EventCount
) -> None:
    interval, p = ratio_interval(before, after), event_p(before, after)
    if abs(p - 0.05) > 1e-6:
        assert (p < 0.05) == (not interval.low <= 1 <= interval.high)


@given(COUNTS, COUNTS)
def test_the_other_way_round_the_ratio_is_turned_over(before: EventCount, after: EventCount) -> None:
    there, back = ratio_interval(before, after), ratio_interval(after, before)
    assert event_p(before, after) == pytest.approx(event_p(after, before), rel=1e-6)
    if there.low > 0 and there.high < float("inf"):
        assert (back.low, back.high) == pytest.approx((1 / there.high, 1 / there.low), rel=1e-6)


@pytest.mark.parametrize("events", [0, 1, 9, 119])
def test_one_count_has_the_exact_poisson_interval_of_scipy(events: int) -> None:
    interval = count_interval(EventCount(events, 1.0))
    low = stats.chi2.ppf(0.025, 2 * events) / 2 if events else 0.0
    assert interval.low == pytest.approx(low)
    assert interval.high == pytest.approx(stats.chi2.ppf(0.975, 2 * events + 2) / 2)


def test_six_to_fifteen_could_be_chance_and_twelve_to_thirty_is_two_and_a_half_times_as_many() -> None:
    assert event_p(EventCount(6, 1.0), EventCount(15, 1.0)) == pytest.approx(0.078, abs=5e-4)
    interval = ratio_interval(EventCount(12, 1.0), EventCount(30, 1.0))
    assert (interval.low, interval.high) == pytest.approx((1.2, 5.4), abs=0.05)


def test_devons_reports_by_reporting_school_did_not_rise() -> None:
    """84 from 20 schools, then 134 from 32."""
    assert round(84 / 20, 2) == EventCount(84, 20.0).rate
    assert EventCount(134, 32.0).rate == pytest.approx(4.19, abs=0.005)
    assert event_p(EventCount(84, 20.0), EventCount(134, 32.0)) > 0.9
