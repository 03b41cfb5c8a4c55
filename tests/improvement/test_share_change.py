"""Shares: Newcombe's difference of two, Wilson's interval of one, p by inverting the difference."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from selfeval.improvement.share_change import Share, newcombe, share_p, wilson


@st.composite
def a_share(draw: st.DrawFn) -> Share:
    of = draw(st.integers(5, 3_000))
    return Share(draw(st.integers(0, of)), of)


CASES = [(20, 1000, 14, 1000), (45, 1100, 22, 1100), (68, 180, 51, 176), (72, 180, 49, 176), (3, 12, 11, 14)]


@pytest.mark.parametrize("level", [0.95, 0.9])
@pytest.mark.parametrize(("x1", "n1", "x2", "n2"), CASES)
def test_the_difference_is_newcombes_of_statsmodels(x1: int, n1: int, x2: int, n2: int, level: float) -> None:
    from statsmodels.stats.proportion import confint_proportions_2indep

    low, high = confint_proportions_2indep(x2, n2, x1, n1, method="newcomb", alpha=1 - level)
    interval = newcombe(Share(x1, n1), Share(x2, n2), level)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-9)


@pytest.mark.parametrize(("x", "n"), [(0, 20), (29, 1000), (1000, 1000), (4, 14)])
def test_one_share_has_the_wilson_interval_of_statsmodels(x: int, n: int) -> None:
    from statsmodels.stats.proportion import proportion_confint

    interval = wilson(Share(x, n))
    assert (interval.low, interval.high) == pytest.approx(proportion_confint(x, n, method="wilson"), abs=1e-9)


@given(a_share(), a_share())
def test_the_interval_at_the_level_of_p_just_reaches_no_change(before: Share, after: Share) -> None:
    p = share_p(before, after)
    assume(1e-9 < p < 1 - 1e-9)
    interval = newcombe(before, after, 1 - p)
    assert min(abs(interval.low), abs(interval.high)) < 1e-6


@given(a_share(), a_share())
def test_the_other_way_round_a_difference_changes_its_sign(before: Share, after: Share) -> None:
    there, back = newcombe(before, after), newcombe(after, before)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low), abs=1e-12)
    assert share_p(before, after) == pytest.approx(share_p(after, before), abs=1e-9)


@given(a_share(), a_share())
def test_counting_those_who_do_not_says_the_same(before: Share, after: Share) -> None:
    others = [Share(share.of - share.people, share.of) for share in (before, after)]
    assert share_p(before, after) == pytest.approx(share_p(*others), abs=1e-7)


def test_the_differences_that_were_worked_out_by_hand() -> None:
    teasing = newcombe(Share(68, 180), Share(51, 176))
    assert (100 * teasing.low, 100 * teasing.high) == pytest.approx((-18.4, 1.0), abs=0.05)
    clear = newcombe(Share(72, 180), Share(49, 176))
    assert (100 * clear.low, 100 * clear.high) == pytest.approx((-21.7, -2.3), abs=0.05)
