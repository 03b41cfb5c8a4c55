"""Alpha against pingouin, its interval against scipy (MEASUREMENT 4)."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from selfeval.findings.findings import Reliability, ScaleFinding
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.measurement.precision import (
    DOUBTED_BY_CHANCE,
    LEAST_LEFT,
    feldt,
    goes_against,
    item_rest,
    mean_correlation,
    omega,
    one_factor,
    without_each,
    word_for_alpha,
)
from selfeval.scoring.round_findings import round_findings
from tests.scoring.forms import form, mixed

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # warnings of its own imports are not ours
    import pingouin


def hanging_together(n: int, items: int, seed: int = 1, shared: float = 1) -> list[str]:
    """Responses whose items share something."""
    draw = np.random.default_rng(seed)
    raw = shared * draw.normal(size=(n, 1)) + draw.normal(size=(n, items))
    return ["".join(row) for row in np.clip(np.round(raw + 2), 0, 4).astype(int).astype(str)]


def scale_of(responses: list[str], items: int, reversed_: tuple[int, ...] = ()) -> ScaleFinding:
    return round_findings(form(items, reversed_=reversed_), responses).scales[0]


def reliability_of(responses: list[str], items: int) -> Reliability:
    found = scale_of(responses, items).reliability
    assert found is not None
    return found


@pytest.mark.parametrize(("n", "items"), [(30, 3), (200, 5), (1000, 12)])
def test_alpha_agrees_with_pingouin(n: int, items: int) -> None:
    responses = hanging_together(n, items)
    frame = pd.DataFrame([[int(answer) for answer in response] for response in responses])
    found = reliability_of(responses, items)
    assert found.alpha.value == pytest.approx(pingouin.cronbach_alpha(frame)[0], abs=1e-10)
    assert (found.n, found.items) == (n, items)


def test_people_with_a_gap_are_left_out_of_alpha() -> None:
    whole = hanging_together(60, 4)
    assert reliability_of([*whole, ".123", "0-12"], 4) == reliability_of(whole, 4)


def test_the_interval_is_feldts() -> None:
    below, above = stats.f.ppf([0.975, 0.025], 99, 99 * 5)
    found = feldt(0.8, 100, 6)
    assert (found.low, found.high) == pytest.approx((1 - 0.2 * below, 1 - 0.2 * above), abs=1e-10)


@pytest.mark.parametrize(
    ("alpha", "word"),
    [
        (0.95, "consistent"),
        (0.8, "consistent"),
        (0.79, "usable"),
        (0.6, "weak"),
        (0.59, "apart"),
        (-1, "apart"),
    ],
)
def test_each_alpha_has_a_word(alpha: float, word: str) -> None:
    assert word_for_alpha(alpha) == word


def test_there_is_no_alpha_under_thirty_people_or_three_items() -> None:
    few, short = scale_of(mixed(29, 4), 4), scale_of(mixed(60, 2), 2)
    assert (few.reliability, few.notices) == (None, ("reliability_few",))
    assert (short.reliability, short.notices) == (None, ("reliability_items",))


@pytest.mark.parametrize("n", [20, 49, 50, 400])
def test_an_item_that_goes_against_the_rest_beyond_chance_is_named_however_few_answered(n: int) -> None:
    responses = hanging_together(n, 4, shared=3)
    assert scale_of(responses, 4, reversed_=(2,)).notices[-1] == "check_reversed:q2"
    assert not [x for x in scale_of(responses, 4).notices if x.startswith("check_reversed")]


def test_under_fifty_people_no_item_is_doubted_for_a_little_and_under_ten_none_is() -> None:
    assert [goes_against(rest, 30, 4) for rest in (-0.49, -0.50)] == [False, True]
    assert [goes_against(-0.01, n, 4) for n in (49, 50)] == [False, True]
    assert [goes_against(-0.99, n, 4) for n in (9, 10)] == [False, True]
    assert not goes_against(0.0, 50, 4)


@pytest.mark.parametrize("n", [12, 30, 49])
@pytest.mark.parametrize("answers", [(0.2, 0.2, 0.2, 0.2, 0.2), (0.02, 0.03, 0.05, 0.3, 0.6)])
def test_of_scales_whose_items_have_nothing_in_common_hardly_one_in_a_hundred_is_doubted(
    n: int, answers: tuple[float, ...]
) -> None:
    draw = np.random.default_rng(n)
    scales = 1500
    points = draw.choice(5, (scales, n, 5), p=answers)
    rests = (item_rest(np.cov(of_scale, rowvar=False)) for of_scale in points)
    doubted = sum(any(goes_against(r, n, 5) for r in scale if r is not None) for scale in rests)
    assert doubted <= stats.binom.ppf(0.999, scales, DOUBTED_BY_CHANCE)


def test_an_item_to_which_all_gave_one_answer_is_named_and_stays_in_alpha() -> None:
    responses = [response[:3] + "0" for response in hanging_together(40, 4)]
    found = scale_of(responses, 4)
    assert found.notices == ("no_spread:q3",)
    assert found.reliability is not None
    assert found.reliability.items == 4


def test_where_nobody_differs_there_is_no_alpha() -> None:
    assert scale_of(["0000"] * 40, 4).reliability is None


def test_an_item_that_has_little_to_do_with_the_rest_is_named() -> None:
    draw = np.random.default_rng(4).integers(0, 5, 200)
    responses = [f"{response}{extra}" for response, extra in zip(hanging_together(200, 4), draw, strict=True)]
    assert scale_of(responses, 5).notices == ("own_way:q4",)
    assert scale_of([response[3:] for response in responses], 2).notices == ("reliability_items",)


def test_one_wrong_key_is_told_alone_though_it_spoils_the_rest() -> None:
    assert scale_of(hanging_together(400, 3), 3, reversed_=(0,)).notices == ("check_reversed:q0",)


def test_omega_needs_a_hundred_people_and_four_items() -> None:
    assert reliability_of(hanging_together(100, 4), 4).omega is not None
    assert reliability_of(hanging_together(99, 4), 4).omega is None
    assert reliability_of(hanging_together(300, 3), 3).omega is None


def test_omega_is_alpha_where_every_item_has_the_same_share_of_the_factor() -> None:
    alike = np.full((5, 5), 0.4) + 0.6 * np.eye(5)
    assert omega(alike) == pytest.approx(5 / 4 * (1 - 5 / alike.sum()), abs=1e-9)


def test_a_factor_is_found_again_in_the_correlations_that_it_makes() -> None:
    loadings = np.array([0.9, 0.7, 0.5, -0.3])
    exact = np.outer(loadings, loadings) + np.diag(1 - loadings**2)
    found = one_factor(exact)
    assert found is not None
    assert found.loadings == pytest.approx(loadings, abs=1e-6)
    assert found.left == pytest.approx(1 - loadings**2, abs=1e-6)


def test_a_heywood_case_has_no_omega() -> None:
    """Two items that nearly say the same, with others that hardly join in: one would be explained whole."""
    table = np.array([[1, 0.95, 0.5, 0.5], [0.95, 1, 0.3, 0.3], [0.5, 0.3, 1, 0.2], [0.5, 0.3, 0.2, 1]])
    assert omega(table) is None
    doubled = np.array([[1, 1, 0.3, 0.2], [1, 1, 0.3, 0.2], [0.3, 0.3, 1, 0.3], [0.2, 0.2, 0.3, 1]])
    assert one_factor(doubled) is None
    assert LEAST_LEFT > 0


def test_an_item_that_does_not_vary_has_no_omega_and_no_part_in_the_mean_correlation() -> None:
    table = np.array([[2.0, 1, 0], [1, 2, 0], [0, 0, 0]])
    assert omega(table) is None
    assert mean_correlation(table) == pytest.approx(0.5)
    assert mean_correlation(np.zeros((3, 3))) is None


def test_alpha_without_each_item_is_the_alpha_of_the_others() -> None:
    responses = hanging_together(80, 4)
    fits = reliability_of(responses, 4).fits
    for place, fit in enumerate(fits):
        others = [response[:place] + response[place + 1 :] for response in responses]
        assert fit.item == f"q{place}"
        assert fit.alpha_without == pytest.approx(reliability_of(others, 3).alpha.value)


def test_nothing_is_said_of_alpha_without_an_item_where_the_rest_does_not_vary() -> None:
    assert without_each(np.array([[1.0, 0, 0], [0, 0, 0], [0, 0, 0]]))[0] is None


def test_published_reliability_has_two_places_and_no_figure_of_one_item() -> None:
    found = publish(round_findings(form(4), hanging_together(120, 4))).scales[0].reliability
    assert found is not None
    assert found.fits == ()
    for figure in (found.alpha.value, found.omega, found.together):
        assert figure is not None
        assert figure == round(figure, 2)
