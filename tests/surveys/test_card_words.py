"""Cards in words: what the list keeps to, how much a card is worth, and what is said of a mistyped word."""

from __future__ import annotations

import math

import pytest

from selfeval.surveys.card_words import (
    ON_A_CARD,
    WORDS,
    MistypedWord,
    mistyped,
    new_word_slip,
    one_slip_away,
)
from selfeval.surveys.sealing import CLEAR, LENGTH, SLIP_SIZE, normal_slip, slip_mac

KNOWN = set(WORDS)


def test_four_words_are_worth_at_least_as_much_as_eight_characters() -> None:
    assert len(KNOWN) == len(WORDS)
    assert ON_A_CARD * math.log2(len(WORDS)) >= LENGTH * math.log2(len(CLEAR))


def test_words_are_short_and_in_small_letters() -> None:
    assert all(3 <= len(word) <= 7 and word.isascii() and word.islower() for word in WORDS)
    assert ON_A_CARD * max(map(len, WORDS)) <= SLIP_SIZE


def test_no_slip_of_a_finger_makes_one_word_of_another() -> None:
    assert not [(word, other) for word in WORDS for other in one_slip_away(word) & KNOWN]


def test_no_word_begins_another_so_words_without_gaps_can_be_told_apart() -> None:
    assert not [word for word in WORDS for end in range(1, len(word)) if word[:end] in KNOWN]


def test_no_word_sounds_like_another_or_hurts() -> None:
    alike = {"sea", "see", "pear", "pair", "flower", "flour", "deer", "dear", "hair", "hare", "patrol"}
    hurtful = {"pig", "cow", "fat", "slow", "bottom", "banana", "sausage", "angel", "robin", "grape", "trump"}
    assert not KNOWN & (alike | hurtful)


def test_a_card_has_four_words_of_the_list() -> None:
    cards = {new_word_slip() for _ in range(500)}
    assert len(cards) == 500
    assert all(len(card.split()) == ON_A_CARD and set(card.split()) <= KNOWN for card in cards)


@pytest.mark.parametrize(
    "typed",
    [
        "otter kite zebra lamp".replace("lamp", "candle"),
        "Otter Kite Zebra Candle",
        "otter-kite-zebra-candle",
        " otter,  kite, zebra, candle. ",
        "otterkitezebracandle",
        "OTTER KITE zebra CANDLE",
    ],
)
def test_case_gaps_and_marks_make_no_difference(typed: str) -> None:
    assert normal_slip(typed) == "OTTERKITEZEBRACANDLE"
    assert mistyped(typed) is None


def test_what_is_kept_of_words_is_an_hmac_as_of_any_slip() -> None:
    kept = slip_mac(b"p" * 32, "abc234", "OTTERKITEZEBRACANDLE")
    assert len(kept) == 32
    assert kept != slip_mac(b"p" * 32, "abc234", "KITEOTTERZEBRACANDLE")


def test_a_code_of_eight_characters_is_never_taken_for_words() -> None:
    assert normal_slip("ABCDEFGH") == "ABCDEFGH"
    assert mistyped("ABCD-5678") is None


@pytest.mark.parametrize(
    ("typed", "word", "meant"),
    [
        ("oter kite zebra candle", "oter", ("otter",)),
        ("otter kite zebra cnadle", "cnadle", ("candle",)),
        ("otterkitezebracandel", "candel", ("candle",)),
        ("otter kite zebraq candle", "zebraq", ("zebra",)),
        ("otter qqqq zebra candle", "qqqq", ()),
    ],
)
def test_a_word_that_is_mistyped_is_told_with_what_was_meant(
    typed: str, word: str, meant: tuple[str, ...]
) -> None:
    assert mistyped(typed) == MistypedWord(word, meant)


@pytest.mark.parametrize("typed", ["otter", "otter kite zebra", "otter kite zebra candle otter", "q" * 20])
def test_too_few_or_too_many_words_are_told(typed: str) -> None:
    assert mistyped(typed) == MistypedWord()


@pytest.mark.parametrize("typed", ["", "  ", "1234 5678"])
def test_of_what_has_no_words_nothing_is_told(typed: str) -> None:
    assert mistyped(typed) is None
