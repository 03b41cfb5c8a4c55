"""Figures of an invented school against psych, survey and lavaan, to six digits (estimates: as stated)."""

from __future__ import annotations

import pytest
from scipy import stats

from selfeval.findings.findings import Reliability, ScaleFinding
from selfeval.scoring.round_findings import round_findings
from tests.scoring.forms import plain_ends
from tests.scoring.references import ROLLS, SCHOOL, listed, results, school

SIX_DIGITS = 1e-7
FITTED = 1e-6
"""A fit by maximum likelihood stops where its program lets it."""


@pytest.fixture(scope="module")
def scale() -> ScaleFinding:
    responses, _, _ = school()
    return round_findings(SCHOOL, responses, roll=sum(ROLLS.values())).scales[0]


@pytest.fixture(scope="module")
def hanging(scale: ScaleFinding) -> Reliability:
    assert scale.reliability is not None
    return scale.reliability


def test_the_mean_has_the_interval_of_svymean_with_its_roll(scale: ScaleFinding) -> None:
    r = results("school")
    assert scale.n == r["school.n"]
    assert scale.mean is not None
    assert scale.mean.value == pytest.approx(r["school.mean"], rel=SIX_DIGITS)
    low, high = listed("school", "school.mean_ci")
    assert plain_ends(scale.mean) == pytest.approx((low, high), rel=SIX_DIGITS)


def test_pooled_favourable_answers_are_a_ratio_of_svyratio(scale: ScaleFinding) -> None:
    r = results("school")
    assert scale.favourable is not None
    assert scale.favourable.value == pytest.approx(r["school.favourable"], rel=SIX_DIGITS)
    low, high = plain_ends(scale.favourable)
    half = (high - low) / 2
    assert half / stats.t.ppf(0.975, 239) == pytest.approx(r["school.favourable_se"], rel=SIX_DIGITS)


def test_alpha_item_rest_and_alpha_if_dropped_are_those_of_psych(hanging: Reliability) -> None:
    r = results("school")
    assert hanging.alpha.value == pytest.approx(r["school.alpha"], rel=SIX_DIGITS)
    assert hanging.together == pytest.approx(r["school.together"], rel=SIX_DIGITS)
    assert [fit.rest for fit in hanging.fits] == pytest.approx(
        listed("school", "school.rest"), rel=SIX_DIGITS
    )
    assert [fit.alpha_without for fit in hanging.fits] == pytest.approx(
        listed("school", "school.without"), rel=SIX_DIGITS
    )


@pytest.mark.parametrize("program", ["factanal", "lavaan"])
def test_omega_is_that_of_one_factor_in_r(hanging: Reliability, program: str) -> None:
    assert hanging.omega == pytest.approx(results("school")[f"school.omega_{program}"], abs=FITTED)
