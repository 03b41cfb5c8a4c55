"""One factor with a factor of wording, against lavaan, and what must hold for any answers."""

from __future__ import annotations

import numpy as np
import pytest

from selfeval.scoring.pilot.factor_fit import FactorFit, factor_fit
from tests.scoring.pilot import answers, results

FITTED = 2e-6
"""A fit by maximum likelihood stops where its program lets it."""
MODELS = {
    "one_factor": ((0, 1, 3, 5, 7), ()),
    "no_wording": (tuple(range(8)), ()),
    "wording_free": (tuple(range(8)), (2, 4, 6)),
    "wording_equal": (tuple(range(6)), (2, 4)),
}


def fitted(model: str) -> FactorFit:
    columns, worded = MODELS[model]
    fit = factor_fit(answers()[1][:, columns], worded)
    assert fit is not None
    return fit


@pytest.mark.parametrize("model", MODELS)
def test_the_fit_is_that_of_lavaan_with_robust_maximum_likelihood(model: str) -> None:
    fit, r = fitted(model), results()[model]
    assert fit.df == r["df"]
    assert fit.chi2 == pytest.approx(r["chisq"], rel=1e-7)
    assert fit.scaling == pytest.approx(r["chisq.scaling.factor"], rel=FITTED)
    assert fit.cfi == pytest.approx(r["cfi.robust"], abs=FITTED)
    assert fit.rmsea == pytest.approx(r["rmsea.robust"], abs=FITTED)
    ends = (r["rmsea.ci.lower.robust"], r["rmsea.ci.upper.robust"])
    assert fit.rmsea_ends == pytest.approx(ends, abs=FITTED)


@pytest.mark.parametrize("model", MODELS)
def test_loadings_and_omega_with_its_standard_error_are_those_of_lavaan(model: str) -> None:
    fit, r, columns = fitted(model), results()[model], MODELS[model][0]
    expected = [r[f"f~q{column + 1}"] for column in columns]
    assert fit.loadings == pytest.approx(expected, abs=FITTED)
    assert fit.omega == pytest.approx(r["omega"], abs=FITTED)
    assert fit.omega_se == pytest.approx(r["omega.se"], abs=FITTED)


def test_wording_loadings_are_those_of_lavaan_where_three_questions_are_turned_round() -> None:
    fit, r = fitted("wording_free"), results()["wording_free"]
    expected = [r.get(f"w~q{item}", 0.0) for item in range(1, 9)]
    assert fit.wording == pytest.approx(expected, abs=FITTED)


def test_leaving_the_wording_out_fits_surely_worse() -> None:
    assert fitted("no_wording").rmsea_ends[0] > fitted("wording_free").rmsea
    assert fitted("no_wording").cfi < fitted("wording_free").cfi


def test_the_ends_of_cfi_hold_it_between_them() -> None:
    for model in MODELS:
        fit = fitted(model)
        assert fit.cfi_ends[0] <= fit.cfi <= fit.cfi_ends[1] <= 1


def test_the_order_of_people_changes_no_bit() -> None:
    steps = answers()[1]
    shuffled = steps[np.random.default_rng(4).permutation(len(steps))]
    assert factor_fit(shuffled, (2, 4, 6)) == factor_fit(steps, (2, 4, 6))


def test_the_order_of_questions_changes_only_their_order() -> None:
    steps = answers()[1]
    turned = factor_fit(steps[:, ::-1].copy(), (1, 3, 5))
    plain = fitted("wording_free")
    assert turned is not None
    assert turned.loadings[::-1] == pytest.approx(plain.loadings, abs=1e-6)
    assert turned.chi2 == pytest.approx(plain.chi2, rel=1e-8)


def test_turning_every_answer_round_changes_nothing() -> None:
    steps = answers()[1]
    turned, plain = factor_fit(4 - steps, (2, 4, 6)), fitted("wording_free")
    assert turned is not None
    assert turned.loadings == pytest.approx(plain.loadings, abs=1e-6)
    assert turned.omega == pytest.approx(plain.omega, abs=1e-8)


def test_another_unit_changes_no_figure_of_fit() -> None:
    steps = answers()[1]
    scaled, plain = factor_fit(3 * steps, (2, 4, 6)), fitted("wording_free")
    assert scaled is not None
    assert scaled.cfi == pytest.approx(plain.cfi, abs=1e-9)
    assert scaled.omega == pytest.approx(plain.omega, abs=1e-9)
    assert scaled.loadings == pytest.approx([3 * own for own in plain.loadings], abs=1e-6)


def test_three_questions_always_fit() -> None:
    fit = factor_fit(answers()[1][:, :3], ())
    assert fit is not None
    assert fit.df == 0
    assert fit.chi2 == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    "columns", [(0, 1), (0, 1, 3, 5, 0)], ids=["two questions", "the same question twice"]
)
def test_there_is_no_fit_where_none_is_proper(columns: tuple[int, ...]) -> None:
    assert factor_fit(answers()[1][:, columns]) is None


def test_there_is_no_fit_where_everybody_gave_one_answer() -> None:
    steps = answers()[1].copy()
    steps[:, 2] = 3
    assert factor_fit(steps) is None


@pytest.mark.slow
def test_where_one_factor_is_true_its_ninety_per_cent_interval_of_rmsea_reaches_zero_that_often() -> None:
    random = np.random.default_rng(11)
    misses = 0
    for _ in range(200):
        trait = random.normal(size=(300, 1))
        latent = 0.7 * trait + random.normal(size=(300, 6)) * np.sqrt(1 - 0.49)
        fit = factor_fit(np.digitize(latent, [-1.5, -0.8, 0.0, 0.9]).astype(np.int64))
        assert fit is not None
        misses += fit.rmsea_ends[0] > 0
    assert misses / 200 == pytest.approx(0.05, abs=0.05)
