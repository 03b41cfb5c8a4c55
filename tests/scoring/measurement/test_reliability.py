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
    LEAST_LEFT,
    feldt,
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


def hanging_together(n: int, items: int, seed: int = 1) -> list[str]:
    """Responses whose items share something."""
    draw = np.random.default_rng(seed)
    raw = draw.normal(size=(n, 1)) + draw.normal(size=(n, items))
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


def test_an_item_that_goes_against_the_rest_is_named_from_fifty_people_on() -> None:
    many, few = hanging_together(50, 4), hanging_together(49, 4)
    assert scale_of(many, 4, reversed_=(2,)).notices == ("check_reversed:q2",)
    assert scale_of(few, 4, reversed_=(2,)).notices == ()


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
