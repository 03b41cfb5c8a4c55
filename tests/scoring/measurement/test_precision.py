"""Intervals of levels against scipy and statsmodels (MEASUREMENT 3 and 5)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats
from statsmodels.api import OLS
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from selfeval.findings.estimates import Estimate
from selfeval.scoring.measurement import precision
from tests.scoring.forms import plain_ends

ONES = np.ones(4, dtype=np.int64)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """What another test has worked out is worked out again."""
    precision.exact.cache_clear()


def bounds(estimate: Estimate | None) -> tuple[float, float]:
    assert estimate is not None
    assert estimate.interval is not None
    return estimate.interval.low, estimate.interval.high


def test_a_mean_has_the_t_interval_of_statsmodels_in_log_odds_when_the_roll_is_unknown() -> None:
    values = np.array([25.0, 50.0, 50.0, 75.0])
    estimate, sd = precision.mean(values, ONES, None)
    assert estimate is not None
    assert estimate.value == 50
    assert sd == pytest.approx(math.sqrt(1250 / 3))
    low, high = DescrStatsW(values).tconfint_mean()
    assert plain_ends(estimate) == pytest.approx((low, high), abs=1e-9)
    # As R survey’s svyciprop(method = "xlogit"), from the same standard error.
    half = (high - low) / 2 / 100 / 0.25
    assert bounds(estimate) == pytest.approx((100 * special.expit(-half), 100 * special.expit(half)))


@pytest.mark.parametrize("mean", [0.5, 20.0, 61.0, 92.0, 99.5])
def test_an_interval_near_an_end_reaches_further_from_it_and_mirrors(mean: float) -> None:
    low, high = bounds(precision.estimate(mean, 8.0, 20, 60))
    assert 0 < low < mean < high < 100
    assert (high - mean < mean - low) == (mean > 50)
    mirrored = bounds(precision.estimate(100 - mean, 8.0, 20, 60))
    assert mirrored == pytest.approx((100 - high, 100 - low))


def test_a_roll_narrows_the_interval_by_the_part_that_answered() -> None:
    values = np.array([25.0, 50.0, 50.0, 75.0])
    free, _ = precision.mean(values, ONES, None)
    near, _ = precision.mean(values, ONES, 16)
    width, narrow = (high - low for low, high in (plain_ends(free), plain_ends(near)))
    assert narrow / width == pytest.approx(math.sqrt(12 / 16))


def test_when_everyone_answered_there_is_no_interval() -> None:
    estimate, sd = precision.mean(np.array([0.0, 100.0]), np.array([2, 2]), 4)
    assert estimate == Estimate(50.0, None, everyone=True)
    assert sd == pytest.approx(math.sqrt(10000 / 3))
    assert precision.share(3, 4, 4) == Estimate(75.0, None, everyone=True)


def test_one_person_has_a_mean_and_no_interval() -> None:
    assert precision.mean(np.array([75.0]), np.array([1]), 20) == (Estimate(75.0), None)


def test_the_only_person_on_a_roll_is_everyone() -> None:
    assert precision.mean(np.array([75.0]), np.array([1]), 1) == (Estimate(75.0, everyone=True), None)
    assert precision.mean(np.array([75.0]), np.array([1]), 2) == (Estimate(75.0), None)
    assert precision.pooled(np.array([3]), np.array([4]), np.array([1]), 1) == Estimate(75.0, everyone=True)
    assert precision.pooled(np.array([3]), np.array([4]), np.array([1]), 2) == Estimate(75.0)


def test_nobody_has_no_mean_and_no_share() -> None:
    empty = np.array([], dtype=np.int64)
    assert precision.mean(empty, empty, 0) == (None, None)
    assert precision.mean(empty, empty, 20) == (None, None)
    assert precision.pooled(empty, empty, empty, 20) is None
    assert precision.share(0, 0, 20) is None


def test_people_who_all_score_alike_have_no_interval_unless_they_are_everyone() -> None:
    estimate, sd = precision.mean(np.array([75.0]), np.array([12]), 20)
    assert (estimate, sd) == (Estimate(75.0), 0)


def test_more_answers_than_the_roll_are_refused() -> None:
    with pytest.raises(ValueError, match=r"There are 4 answers but the roll is 3\. Correct the roll\."):
        precision.mean(np.array([1.0, 2, 3, 4]), ONES, 3)
    with pytest.raises(ValueError, match="the roll is 3"):
        precision.pooled(ONES, 2 * ONES, ONES, 3)
    with pytest.raises(ValueError, match="the roll is 3"):
        precision.share(2, 4, 3)


def test_a_pooled_share_is_clustered_on_the_person_as_in_statsmodels() -> None:
    liked, answers = np.array([0, 1, 2, 4, 4, 0]), np.array([4, 4, 3, 4, 4, 0])
    estimate = precision.pooled(liked, answers, np.ones(6, dtype=np.int64), None)
    clicks = np.concatenate([[1] * x + [0] * (a - x) for x, a in zip(liked, answers, strict=True)])
    person = np.repeat(np.arange(6), answers)
    fit = OLS(clicks, np.ones((len(clicks), 1))).fit(cov_type="cluster", cov_kwds={"groups": person})
    half = stats.t.ppf(0.975, 4) * fit.bse[0]
    assert estimate is not None
    assert estimate.value == pytest.approx(100 * fit.params[0], abs=1e-9)
    assert plain_ends(estimate) == pytest.approx(
        (100 * (fit.params[0] - half), 100 * (fit.params[0] + half)), abs=1e-9
    )


def test_a_pooled_share_of_many_has_the_width_of_statsmodels_and_less_with_a_roll() -> None:
    draw = np.random.default_rng(8)
    answers = draw.integers(1, 6, 80)
    liked = draw.binomial(answers, 0.55)
    ones = np.ones(80, dtype=np.int64)
    clicks = np.concatenate([[1] * x + [0] * (a - x) for x, a in zip(liked, answers, strict=True)])
    fit = OLS(clicks, np.ones((len(clicks), 1))).fit(
        cov_type="cluster", cov_kwds={"groups": np.repeat(np.arange(80), answers), "df_correction": True}
    )
    ratio = liked.sum() / answers.sum()
    half = (
        stats.t.ppf(0.975, 79) * math.sqrt(80 / 79 * ((liked - ratio * answers) ** 2).sum()) / answers.sum()
    )
    assert half == pytest.approx(stats.t.ppf(0.975, 79) * fit.bse[0], rel=1e-9)
    assert plain_ends(precision.pooled(liked, answers, ones, None)) == pytest.approx(
        (100 * (ratio - half), 100 * (ratio + half)), abs=1e-9
    )
    near = math.sqrt(1 - 80 / 100) * half
    assert plain_ends(precision.pooled(liked, answers, ones, 100)) == pytest.approx(
        (100 * (ratio - near), 100 * (ratio + near)), abs=1e-9
    )
    everyone = precision.pooled(liked, answers, ones, 80)
    assert everyone is not None
    assert (everyone.value, everyone.interval, everyone.everyone) == (pytest.approx(100 * ratio), None, True)


def test_five_answers_from_one_person_are_less_than_five_people() -> None:
    one_each = precision.pooled(np.array([0, 1]), np.array([1, 1]), np.array([50, 50]), None)
    five_each = precision.pooled(np.array([0, 5]), np.array([5, 5]), np.array([10, 10]), None)
    low, high = bounds(one_each)
    low_of_few, high_of_few = bounds(five_each)
    assert high_of_few - low_of_few > 2 * (high - low)


@pytest.mark.parametrize(("x", "n"), [(0, 12), (3, 12), (12, 12), (40, 90), (1, 3000)])
def test_wilson_agrees_with_statsmodels(x: int, n: int) -> None:
    assert precision.wilson(x, n) == pytest.approx(proportion_confint(x, n, method="wilson"), abs=1e-12)


@pytest.mark.slow
def test_the_exact_interval_is_every_number_that_leaves_both_tails_over_a_fortieth() -> None:
    for roll in (1, 2, 7, 30, 41):
        for n in range(1, roll + 1):
            for x in range(n + 1):
                marked = np.arange(x, roll - (n - x) + 1)
                above = stats.hypergeom.sf(x - 1, roll, marked, n)
                below = stats.hypergeom.cdf(x, roll, marked, n)
                expected = marked[above > 0.025].min() / roll, marked[below > 0.025].max() / roll
                assert precision.exact(x, n, roll) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("x", "n", "roll"), [(0, 400, 1100), (399, 400, 1100), (1234, 2500, 5000)])
def test_the_exact_interval_holds_for_a_long_roll(x: int, n: int, roll: int) -> None:
    low, high = (round(end * roll) for end in precision.exact(x, n, roll))
    assert stats.hypergeom.sf(x - 1, roll, low, n) > 0.025
    assert low == x or stats.hypergeom.sf(x - 1, roll, low - 1, n) <= 0.025
    assert stats.hypergeom.cdf(x, roll, high, n) > 0.025
    assert high == roll - (n - x) or stats.hypergeom.cdf(x, roll, high + 1, n) <= 0.025


def test_a_share_is_that_of_those_who_answered() -> None:
    for roll in (None, 60, 8000):
        found = precision.share(30, 40, roll)
        assert found is not None
        assert found.value == 75.0


def test_of_a_roll_of_nobody_nothing_is_left_to_vary() -> None:
    assert precision.correction(0, 0) == 0.0
    assert precision.correction(0, 20) == 1.0


def test_up_to_five_thousand_on_roll_a_share_is_exact() -> None:
    for roll in (60, 5000):
        low, high = precision.exact(30, 50, roll)
        assert bounds(precision.share(30, 50, roll)) == pytest.approx((100 * low, 100 * high), abs=1e-12)
    assert bounds(precision.share(30, 50, 5001)) != bounds(precision.share(30, 50, 5000))


def test_no_interval_leaves_the_scale() -> None:
    assert all(precision.wilson(n, n)[1] <= 1.0 for n in range(1, 200))
    assert precision.wilson(12, 12)[1] == 1.0
    assert precision.wilson(0, 12)[0] == pytest.approx(0, abs=1e-12)
    assert bounds(precision.share(12, 12, 13))[1] == 100.0
    low, high = bounds(precision.mean(np.array([0.0, 100]), np.array([2, 2]), None)[0])
    assert 0.0 < low < 5.0
    assert low + high == pytest.approx(100)


people = st.lists(st.tuples(st.integers(0, 100), st.integers(1, 9)), min_size=1, max_size=12)


@given(people, st.integers(0, 80), st.integers(1, 80))
def test_an_interval_holds_its_mean_and_a_longer_roll_makes_it_no_narrower(
    given_: list[tuple[int, int]], silent: int, more: int
) -> None:
    values, some = (np.array(each) for each in zip(*given_, strict=True))
    n = int(some.sum())
    near, sd = precision.mean(values, some, n + silent)
    far, _ = precision.mean(values, some, n + silent + more)
    free, _ = precision.mean(values, some, None)
    widths = []
    for each in (near, far, free):
        assert each is not None
        low, high = (each.value, each.value) if each.interval is None else bounds(each)
        assert low - 1e-9 <= each.value <= high + 1e-9
        widths.append(high - low)
    assert widths[0] <= widths[1] + 1e-9 <= widths[2] + 2e-9
    assert (sd is None) == (n == 1)


@given(st.integers(1, 60), st.integers(0, 60), st.data())
def test_an_exact_interval_leaves_out_nothing_that_was_seen_and_mirrors(
    n: int, silent: int, data: st.DataObject
) -> None:
    x = data.draw(st.integers(0, n))
    roll = n + silent
    low, high = precision.exact(x, n, roll)
    assert x / roll <= low + 1e-12
    assert low <= high + 1e-12
    assert high <= (roll - (n - x)) / roll + 1e-12
    assert precision.exact(n - x, n, roll) == pytest.approx((1 - high, 1 - low), abs=1e-12)


def test_beyond_five_thousand_on_roll_wilson_takes_over_on_the_effective_number() -> None:
    share = precision.share(600, 3000, 6000)
    effective = 3000 * 5999 / 3000
    expected = proportion_confint(0.2 * effective, effective, method="wilson")
    assert bounds(share) == pytest.approx([100 * end for end in expected], abs=1e-9)
