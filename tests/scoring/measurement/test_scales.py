"""Scale scores and the half rule (MEASUREMENT 2)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.scoring.measurement.scale_scores import matrix, points, scale_scores
from tests.scoring.forms import AGREE, AMOUNT, form


def score(response: str, items: int, minimum: int | None = None) -> float | None:
    """Score of one person, among others who answered everything, on the scale of all items."""
    definition = form(items, minimum=minimum)
    scores = scale_scores(definition, matrix(definition, [response, "0" * items]))
    return None if np.isnan(scores[0, 0]) else float(scores[0, 0])


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        ("0", 100),
        (".", None),
        ("02", 75),
        ("0.", None),
        ("04.", 50),
        ("0..", None),
        ("01..", 87.5),
        ("0...", None),
        ("014..", 175 / 3),
        ("01...", None),
        ("-04..-", None),
        ("-041.-", 175 / 3),
    ],
)
def test_half_the_items_and_at_least_two_make_a_score(response: str, expected: float | None) -> None:
    assert score(response, len(response)) == (
        None if expected is None else pytest.approx(expected, abs=1e-12)
    )


def test_a_scale_may_ask_for_more_answers_than_half() -> None:
    assert score("000.", 4, minimum=4) is None
    assert score("000.", 4, minimum=3) == 100


def test_an_item_that_nobody_answered_drops_out_of_the_scale() -> None:
    definition = form(4)
    scores = scale_scores(definition, matrix(definition, ["00..", "0.0.", "0..."]))
    assert scores[:, 0].tolist()[:2] == [100, 100]
    assert np.isnan(scores[2, 0])


def test_items_of_three_and_of_five_options_count_the_same_in_a_scale() -> None:
    five, three = form(2), form(2, options=AMOUNT)
    definition = replace(
        five, items=(five.items[0], replace(three.items[1], options="amount3")), option_sets=(AGREE, AMOUNT)
    )
    assert scale_scores(definition, matrix(definition, ["11", "02"])).tolist() == [[62.5], [50]]


@given(st.lists(st.text("01234.-", min_size=5, max_size=5), min_size=1))
def test_a_score_is_the_mean_of_the_answered_item_scores(responses: list[str]) -> None:
    definition = form(5, reversed_=[2])
    characters = matrix(definition, responses)
    items = points(definition, characters).astype(float)
    kept = ~np.isnan(items).all(axis=0)
    k, answered = int(kept.sum()), (~np.isnan(items)).sum(axis=1)
    enough = answered >= max(-(-k // 2), min(2, k), 1)
    expected = [np.nanmean(row) if some else np.nan for row, some in zip(items, enough, strict=True)]
    assert np.allclose(scale_scores(definition, characters)[:, 0], expected, equal_nan=True, atol=1e-4)
