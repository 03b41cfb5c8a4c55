"""How many ways to divide the rows are left, piece by piece (decision 17)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from selfeval.scoring.disclosure_control.attribute_disclosure import (
    TableDetail,
    assignment_bits,
    centred,
    table_details,
    within,
)
from selfeval.scoring.disclosure_control.recoding import Characteristic, Classification, classified

NAN = float("nan")


def division(values: list[str | None]) -> Classification:
    question = Characteristic("about.sex", ("girl", "boy", "other"), values)
    return classified(question, ["0"] * len(values), np.ones((len(values), 1), dtype=bool), 10)


def level(values: list[str | None], scores: np.ndarray, strata: list[int] | None = None) -> TableDetail:
    (found,) = table_details([division(values)], np.array(strata or [0] * len(values)), scores)
    return found


def scores(n: int, scales: int, seed: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).normal(60, 20, (n, scales))


def test_ways_are_counted_in_each_stratum_and_multiplied() -> None:
    strata = np.array([0] * 6 + [2] * 5)
    group = np.array([True, True, False, False, False, False, True, False, False, False, False])
    assert assignment_bits(group, strata) == pytest.approx(math.log2(math.comb(6, 2) * math.comb(5, 1)))
    assert assignment_bits(np.ones(11, dtype=bool), strata) == pytest.approx(0, abs=1e-9)
    assert assignment_bits(np.zeros(11, dtype=bool), strata) == pytest.approx(0, abs=1e-9)


def test_scores_are_centred_in_each_stratum_and_a_missing_one_is_in_the_middle() -> None:
    apart, means = centred(np.array([[10.0, 5], [30, NAN], [50, 8], [NAN, 9]]), np.array([0, 0, 1, 1]))
    assert np.array_equal(apart, [[-10, 0], [10, 0], [0, -0.5], [0, 0.5]])
    assert np.array_equal(means, [[20, 5], [20, 5], [50, 8.5], [50, 8.5]])


def test_a_stratum_without_a_score_has_no_spread() -> None:
    apart, means = centred(np.array([[NAN], [NAN], [4.0]]), np.array([0, 0, 1]))
    assert np.array_equal(apart, [[0], [0], [0]])
    assert np.array_equal(means, [[0], [0], [4]])


def test_the_spread_within_strata_is_pooled_over_what_is_free() -> None:
    table = scores(30, 2)
    strata = np.array([0] * 10 + [1] * 20)
    expected = (9 * np.cov(table[:10].T) + 19 * np.cov(table[10:].T)) / 28
    assert np.allclose(within(table, strata), expected)
    assert np.array_equal(within(np.array([[4.0], [5.0]]), np.array([0, 1])), [[0.0]])


def test_many_people_are_told_everything_in_whole_points() -> None:
    assert level(["girl", "boy"] * 400, scores(800, 3)) == TableDetail(1, 3)


def test_the_fewer_people_the_coarser_what_is_told() -> None:
    seen = [level(["girl", "boy"] * (n // 2), scores(n, 6)) for n in (798, 200, 198, 30, 26)]
    assert seen == [
        TableDetail(2, 6),
        TableDetail(2, 6),
        TableDetail(5, 6),
        TableDetail(5, 6),
        TableDetail(5, 0),
    ]


def test_where_steps_do_not_help_fewer_scales_are_told() -> None:
    seen = level(["girl", "boy"] * 14, scores(28, 14))
    assert seen.step == 5
    assert 0 < seen.scales < 14


def test_twenty_people_have_too_few_ways_for_anything() -> None:
    assert math.log2(math.comb(26, 13)) < 24 < math.log2(math.comb(28, 14))
    assert level(["girl", "boy"] * 13, scores(26, 1)) == TableDetail(5, 0)
    assert level(["girl", "boy"] * 14, scores(28, 1)).scales == 1


def test_years_in_which_all_are_of_one_group_leave_no_ways_by_themselves() -> None:
    values = ["girl"] * 20 + ["boy"] * 20 + ["girl", "boy"] * 8
    assert level(values, scores(56, 1), [0] * 20 + [1] * 20 + [2] * 16) == TableDetail(5, 0)
    assert level(values, scores(56, 1)).scales == 1


def test_what_the_rows_say_already_may_be_told_in_full() -> None:
    values = ["girl", "boy"] * 14
    assert level(values, scores(28, 6), [0, 1] * 14) == TableDetail(1, 6)


def test_where_no_block_is_shown_nothing_is_told() -> None:
    assert level(["girl"] * 60, scores(60, 2)) == TableDetail(5, 0)
    assert table_details([], np.zeros(3, dtype=np.int64), scores(3, 2)) == []


def test_those_who_are_left_are_looked_after_too() -> None:
    values = [*["girl", "boy"] * 30, *[""] * 10]
    assert level(values, scores(70, 2)) == TableDetail(5, 2)
    assert level(values, scores(70, 2), [0] * 60 + [1] * 10) == TableDetail(5, 0)
