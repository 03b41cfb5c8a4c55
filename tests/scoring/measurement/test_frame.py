"""Keyed scores (MEASUREMENT 1)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.questionnaires.model import Definition
from selfeval.scoring.measurement.scale_scores import character_counts, columns_of, matrix, points
from tests.scoring.forms import AMOUNT, form


def test_the_strongest_agreement_scores_100_and_the_weakest_0() -> None:
    scores = points(form(5), matrix(form(5), ["01234"]))
    assert scores.tolist() == [[100, 75, 50, 25, 0]]


def test_a_reversed_item_scores_the_other_way_round() -> None:
    definition = form(2, reversed_=[1])
    assert points(definition, matrix(definition, ["00", "11"])).tolist() == [[100, 0], [75, 25]]


def test_three_options_are_half_the_scale_apart() -> None:
    definition = form(3, options=AMOUNT)
    assert points(definition, matrix(definition, ["012"])).tolist() == [[100, 50, 0]]


def test_skipping_and_preferring_not_to_say_have_no_score() -> None:
    definition = form(3)
    assert np.isnan(points(definition, matrix(definition, [".-0"]))).tolist() == [[True, True, False]]


def test_about_you_answers_have_no_score() -> None:
    definition = form(1)
    about = replace(definition, items=(replace(definition.items[0], kind="about-you"),))
    assert np.isnan(points(about, matrix(about, ["0"]))).all()


def test_strings_and_their_bytes_run_together_are_the_same_matrix() -> None:
    definition = form(3)
    assert (matrix(definition, ["012", ".-4"]) == matrix(definition, b"012.-4")).all()


@pytest.mark.parametrize(
    ("responses", "sentence"),
    [
        (["0123", "012"], "has 4 answers; one here has 3"),
        (b"01230", "5 answers are not a whole number of responses of 4"),
    ],
)
def test_a_response_of_the_wrong_length_is_refused(responses: list[str] | bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        matrix(form(4), responses)


@pytest.mark.parametrize("stranger", ["5", "x", "?", "é", " "])
def test_a_character_that_is_no_answer_is_refused_by_its_item(stranger: str) -> None:
    definition = form(2)
    with pytest.raises(ValueError, match="Item q1 has no answer"):
        character_counts(definition, columns_of(matrix(definition, ["00", f"0{stranger}"])))


def turned(definition: Definition) -> Definition:
    return replace(
        definition, items=tuple(replace(item, reversed=not item.reversed) for item in definition.items)
    )


@pytest.mark.slow
@given(st.lists(st.text("01234.-", min_size=3, max_size=3), min_size=1))
def test_reversing_twice_changes_nothing_and_reversing_once_mirrors(responses: list[str]) -> None:
    definition = form(3, reversed_=[1])
    characters = matrix(definition, responses)
    once, twice = points(turned(definition), characters), points(turned(turned(definition)), characters)
    assert np.array_equal(twice, points(definition, characters), equal_nan=True)
    assert np.array_equal(once, 100 - points(definition, characters), equal_nan=True)
