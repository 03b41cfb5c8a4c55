"""Items that people alike on the rest answer differently, against statsmodels and R (MEASUREMENT 10)."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats
from statsmodels.miscmodels.ordinal_model import OrderedModel

from selfeval.scoring.comparison import item_functioning

Steps = NDArray[np.int64]


def invented(seed: int, n: int, *shifts: float, points: int = 5, lean: float = 0.0) -> Steps:
    """Answers of n people to items of which each is answered higher by its shift."""
    random = np.random.default_rng(seed)
    mood = random.normal(lean, 1, n)[:, None]
    height = np.linspace(-0.4, 0.4, len(shifts)) + np.array(shifts)
    raw = (points - 1) / 2 + 0.9 * mood + random.normal(0, 0.8, (n, len(shifts))) + height
    return np.clip(np.rint(raw), 0, points - 1).astype(np.int64)


def log_likelihood(answers: Steps, columns: NDArray[np.float64]) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that its optimiser was asked to be exact
        model = OrderedModel(answers, columns, distr="logit")
        fitted = model.fit(method="bfgs", disp=0, maxiter=2000, gtol=1e-9)
    return float(fitted.llf)


@pytest.mark.parametrize("place", [0, 4])
def test_likelihood_ratios_are_those_of_statsmodels(place: int) -> None:
    before, after = invented(1, 320, 0, 0, 0, 0, 0), invented(2, 260, 0, 0, 0, 0, 0.7)
    found = item_functioning.tested(before, after)[place]
    steps = np.concatenate([before, after])
    later = np.repeat([0.0, 1.0], [len(before), len(after)])
    rest = (steps.sum(axis=1) - steps[:, place]) / 16
    columns = np.stack([rest, later, rest * later], axis=1)
    logs = [log_likelihood(steps[:, place], columns[:, :used]) for used in (1, 2, 3)]
    assert found.level == pytest.approx(2 * (logs[1] - logs[0]), rel=1e-6, abs=1e-6)
    assert found.slope == pytest.approx(2 * (logs[2] - logs[1]), rel=1e-6, abs=1e-6)
    assert found.p == pytest.approx(stats.chi2.sf(2 * (logs[2] - logs[0]), 2), rel=1e-6)
    counts = np.bincount(steps[:, place])
    n, null = len(steps), float(np.sum(counts * np.log(counts / len(steps))))
    most = 1 - np.exp(2 * null / n)
    expected = (np.exp(2 * (null - logs[0]) / n) - np.exp(2 * (null - logs[2]) / n)) / most
    assert found.rise == pytest.approx(expected, rel=1e-6)


def test_an_item_that_means_something_else_now_is_found() -> None:
    before = invented(3, 300, 0, 0, 0, 0, 0)
    assert item_functioning.unlike(before, invented(4, 300, 0, 0, 0, 0, 0)) == []
    assert item_functioning.unlike(before, invented(4, 300, 0, 0, 1.2, 0, 0)) == [2]


def test_a_school_that_improved_in_everything_has_no_unlike_item() -> None:
    assert item_functioning.unlike(invented(5, 400, 0, 0, 0, 0), invented(6, 400, 0, 0, 0, 0, lean=0.8)) == []


def test_the_worst_goes_first_and_the_rest_are_tested_without_it() -> None:
    found = item_functioning.unlike(
        invented(7, 500, 0, 0, 0, 0, 0, 0), invented(8, 500, 0, 0, 0, 0, 1.2, 2.0)
    )
    assert found == [5, 4]


def test_an_item_that_tells_people_apart_less_than_it_did_is_found_by_its_slope() -> None:
    before, after = invented(9, 500, 0, 0, 0, 0, 0), invented(10, 500, 0, 0, 0, 0, 0)
    after[:, 4] = np.random.default_rng(11).permutation(after[:, 4])
    found = item_functioning.tested(before, after)[4]
    assert found.slope > found.level
    assert item_functioning.unlike(before, after) == [4]


def test_fewer_than_two_hundred_in_either_round_are_not_tested() -> None:
    large, small = invented(3, 300, 0, 0, 0), invented(4, 199, 0, 0, 3.0)
    assert item_functioning.unlike(large, small) == []
    assert item_functioning.unlike(small, large) == []
    assert item_functioning.unlike(large, invented(4, 200, 0, 0, 3.0)) == [2]


def test_a_difference_beyond_chance_must_also_be_large() -> None:
    before, after = invented(1, 20_000, 0, 0, 0, 0), invented(2, 20_000, 0, 0, 0, 0.2)
    found = item_functioning.tested(before, after)[3]
    assert found.p < 1e-9
    assert found.rise < item_functioning.LARGE
    assert item_functioning.unlike(before, after) == []


def test_items_that_nobody_answers_differently_are_no_trouble() -> None:
    before, after = invented(1, 250, 0, 0, 0), invented(2, 250, 0, 0, 0)
    before[:, 1] = after[:, 1] = 2
    alike = item_functioning.tested(before, after)[1]
    assert (alike.level, alike.slope, alike.p, alike.rise) == (0, 0, 1, 0)
    assert item_functioning.unlike(before, after) == []


def test_rounds_that_a_question_parts_completely_end_in_a_flag_not_in_a_fault() -> None:
    before, after = invented(1, 250, 0, 0, 0, 0), invented(2, 250, 0, 0, 0, 0)
    before[:, 0], after[:, 0] = 0, 4
    assert item_functioning.unlike(before, after) == [0]


def test_the_order_of_people_changes_nothing() -> None:
    before, after = invented(1, 250, 0, 0, 0, 0), invented(2, 250, 0, 0, 0, 0.9)
    turned = np.random.default_rng(3).permutation(before)
    assert item_functioning.tested(before, after) == item_functioning.tested(turned, after[::-1])
