"""How long the odds of single rows get, beside divisions that are all counted."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import logit

from selfeval.scoring.disclosure_control.attribute_disclosure import (
    PublishedMeans,
    _means,
    _narrowed,
    publishable_scales,
)
from selfeval.scoring.disclosure_control.recoding import Classification
from tests.scoring.attackers import subsets

Table = np.ndarray


def division(codes: list[int], blocks: int) -> Classification:
    """People with the place of their block each; one past the last for those who are left."""
    options = ("girl", "boy", "other")[:blocks]
    here = np.array(codes)
    return Classification("about.sex", options, tuple((option,) for option in options), here, here, here)


def scores_of(people: int, scales: int, seed: int = 1) -> Table:
    """Quarters of 0-100 that hang together."""
    draw = np.random.default_rng(seed)
    mood = draw.normal(0, 15, (people, 1))
    return np.clip(np.round((50 + mood + draw.normal(0, 18, (people, scales))) / 6.25) * 6.25, 0, 100)


def tell(place: Classification, scores: Table, step: float, moved: float = 0.0) -> int:
    """How many scales are told where the means are told to a step, those of the first block moved."""
    members = place.members()
    means = np.array([scores[member].mean(axis=0) for member in members])
    means[0] += moved
    told = step * np.floor(means / step + 0.5)
    strata = np.zeros(len(scores), dtype=np.int64)
    return publishable_scales(place, told - step / 2, told + step / 2, scores.shape[1], strata, scores)


@pytest.mark.parametrize("seed", range(4))
def test_odds_are_those_of_all_divisions_counted(seed: int) -> None:
    scores = scores_of(20, 2, seed)
    sets = subsets(20, 10)
    means = sets @ scores / 10
    low, high = (scores[:10].mean(axis=0) + side for side in (-2.5, 2.5))
    fit = ((means >= low) & (means <= high)).all(axis=1)
    counted = sets[fit].mean(axis=0)
    apart = scores - scores.mean(axis=0)
    told = PublishedMeans(
        np.array([[10.0, 10.0]]),
        np.zeros(20, dtype=np.int64),
        apart,
        10 * ((low + high) / 2 - scores.mean(axis=0))[None, :],
        np.full((1, 2), 50.0**2 / 12),
    )
    found = np.exp(told.odds(2)[:, 0])
    assert found.sum() == pytest.approx(10, abs=0.01)
    assert np.abs(found - counted).max() < 0.03
    assert np.polyfit(logit(counted), logit(found), 1)[0] == pytest.approx(1, abs=0.06)


def test_with_nothing_told_odds_are_those_of_the_stratum() -> None:
    people = np.array([[5.0, 15.0], [10.0, 0.0]])
    strata = np.repeat([0, 1], [20, 10])
    told = PublishedMeans(people, strata, np.zeros((30, 1)), np.zeros((2, 1)), np.ones((2, 1)))
    assert np.exp(told.odds(0))[[0, 29]] == pytest.approx(np.array([[0.25, 0.75], [1, 0]]))


def test_groups_alike_are_told_in_full() -> None:
    assert tell(division([0, 1] * 30, 2), scores_of(60, 6), 5) == 6


def lowest(scores: Table, people: int, code: int, codes: list[int]) -> list[int]:
    """The same codes, but that those lowest in the first scale have this one."""
    low = set(np.argsort(scores[:, 0], kind="stable")[:people].tolist())
    return [code if row in low else other for row, other in enumerate(codes)]


def test_groups_that_lie_far_apart_are_not() -> None:
    scores = scores_of(60, 6)
    assert tell(division(lowest(scores, 30, 1, [0] * 60), 2), scores, 5) == 0


def test_those_who_are_left_are_looked_after_too() -> None:
    """Both groups are alike, and nothing points at who is in which; but the least happy are in neither."""
    scores = scores_of(80, 4)
    assert tell(division([0, 2, 1, 2] * 20, 2), scores, 5) == 4
    assert tell(division(lowest(scores, 40, 2, [0, 1] * 40), 2), scores, 5) == 0


def test_the_finer_the_step_the_fewer_scales_are_told() -> None:
    scores = scores_of(44, 8, 3)
    scores[::2] += 20
    codes = [0, 1] * 22
    assert tell(division(codes, 2), scores, 1) < tell(division(codes, 2), scores, 10)


def test_two_groups_that_are_everyone_say_of_each_other_where_their_means_can_lie() -> None:
    """The mean of all is 69: if the boys' lies between 60 and 64, the girls' does between 74 and 78."""
    scores, strata = np.repeat([[58.0], [80.0]], 20, axis=0), np.zeros(40, dtype=np.int64)
    codes = [0] * 4 + [1] * 16 + [0] * 16 + [1] * 4
    told = np.array([[75.0], [60.0]]), np.array([[80.0], [64.0]])
    means = _means(division(codes, 2), *told, strata, scores)
    assert means.sums[:, 0] == pytest.approx([20 * (76.5 - 69), -20 * (76.5 - 69)])
    assert means.noise[:, 0] == pytest.approx([60.0**2 / 12] * 2)


def test_of_three_groups_each_follows_from_the_others() -> None:
    low, high = _narrowed(np.array([[-30.0], [10.0], [5.0]]), np.array([[-10.0], [12.0], [6.0]]))
    assert (low[:, 0].tolist(), high[:, 0].tolist()) == ([-18, 10, 5], [-15, 12, 6])


def test_people_who_left_out_a_scale_do_not_move_the_sum_of_their_group() -> None:
    scores, strata = scores_of(40, 1), np.repeat([0, 1], 20)
    scores[[0, 3, 8, 21]] = np.nan
    codes = [0, 0, 1, 1, 1] * 8
    place = division(codes, 2)
    exact = np.array([np.nanmean(scores[member], axis=0) for member in place.members()])
    means = _means(place, exact - 1e-9, exact + 1e-9, strata, scores)
    sums = np.array([means.rows[member].sum(axis=0) for member in place.members()])
    assert np.allclose(means.sums, sums, atol=1e-6)
