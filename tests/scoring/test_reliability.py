"""Alpha against pingouin, its interval against scipy (MEASUREMENT 4)."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from selfeval.scoring.findings import Reliability, ScaleFinding
from selfeval.scoring.reliability import feldt, words
from selfeval.scoring.rounds import round_findings
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
    assert words(alpha) == word


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
