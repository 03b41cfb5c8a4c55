"""Two wordings within classes, against statsmodels, and what a class cannot change."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from selfeval.scoring.pilot.wordings import WithinClasses, mixed, within_classes


def drawn(n: int = 240, difference: float = 4.0, seed: int = 5) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    classes = random.integers(0, 10, n).astype(np.str_)
    second = random.random(n) < 0.5
    values = 50 + 20 * random.normal(size=n) + difference * second + 3.0 * classes.astype(int)
    return values, second, classes


def compared(values: np.ndarray, second: np.ndarray, classes: np.ndarray) -> WithinClasses:
    result = within_classes(values, second, classes)
    assert result is not None
    return result


def test_the_difference_is_that_of_least_squares_with_a_mean_for_each_class() -> None:
    values, second, classes = drawn()
    result = compared(values, second, classes)
    table = pd.DataFrame({"value": values, "second": second.astype(int), "room": classes})
    fit = smf.ols("value ~ second + C(room)", table).fit(cov_type="HC1", use_t=True)
    assert result.difference == pytest.approx(fit.params["second"], abs=1e-9)
    assert (result.low, result.high) == pytest.approx(tuple(fit.conf_int().loc["second"]), abs=1e-9)
    assert result.p == pytest.approx(fit.pvalues["second"], abs=1e-9)


def test_a_class_that_is_happier_changes_nothing() -> None:
    values, second, classes = drawn()
    happier = values + 30.0 * (classes == "3")
    plain, shifted = compared(values, second, classes), compared(happier, second, classes)
    assert shifted.difference == pytest.approx(plain.difference, abs=1e-9)
    assert shifted.p == pytest.approx(plain.p, abs=1e-9)


def test_the_wordings_the_other_way_round_differ_the_other_way() -> None:
    values, second, classes = drawn()
    plain, other = compared(values, second, classes), compared(values, ~second, classes)
    assert other.difference == pytest.approx(-plain.difference, abs=1e-9)
    assert (other.low, other.high) == pytest.approx((-plain.high, -plain.low), abs=1e-9)


def test_a_class_that_had_one_wording_takes_no_part() -> None:
    values, second, classes = drawn()
    one_wording = np.append(classes, ["alone"] * 30)
    both = compared(values, second, classes)
    beside = compared(np.append(values, [90.0] * 30), np.append(second, [True] * 30), one_wording)
    assert beside == both
    assert not mixed(np.append(second, [True] * 30), one_wording)[-30:].any()


def test_fewer_than_thirty_a_side_are_too_few() -> None:
    values, _, classes = drawn()
    second = np.arange(len(values)) < 29
    assert within_classes(values, second, classes) is None


def test_where_everybody_is_alike_the_wordings_surely_do_not_differ() -> None:
    _, second, classes = drawn()
    result = compared(np.zeros(len(second)), second, classes)
    assert (result.difference, result.low, result.high, result.p) == (0, 0, 0, 1)


@pytest.mark.slow
def test_where_wordings_do_not_differ_one_in_twenty_seems_to() -> None:
    results = [compared(*drawn(difference=0.0, seed=seed)) for seed in range(600)]
    assert np.mean([one.p < 0.05 for one in results]) == pytest.approx(0.05, abs=0.025)
