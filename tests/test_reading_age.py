"""How old a child has to be to read a text."""

from __future__ import annotations

import pytest

from selfeval.reading_age import reading_age


def test_the_grade_is_that_of_the_formula() -> None:
    """Six words of one syllable in one sentence, worked out by hand: 0.39 * 6 + 11.8 * 1 - 15.59 + 5."""
    assert reading_age("The cat sat on the mat.") == pytest.approx(3.55)


def test_longer_words_and_longer_sentences_take_an_older_child() -> None:
    short = "We ask you. You tell us. We do it."
    assert reading_age(short) < reading_age("We ask you and you tell us and we do it.")
    assert reading_age("We help each other.") < reading_age("We collaborate with others.")


def test_order_of_sentences_and_signs_inside_them_make_no_difference() -> None:
    one, other = "Adults step in at once.", "Nobody is left out of games."
    assert reading_age(f"{one} {other}") == pytest.approx(reading_age(f"{other} {one}"))
    assert reading_age("We don’t, ever, leave out (or forget) a child.") == pytest.approx(
        reading_age("We don't ever leave out or forget a child.")
    )


def test_nothing_is_read_at_any_age() -> None:
    assert reading_age("") == reading_age(" … ") == 5
