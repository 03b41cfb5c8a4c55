"""Slips: easy to type, hard to guess."""

from __future__ import annotations

import pytest

from selfeval.surveys.sealing import ALPHABET, CLEAR, CLEAR_SLIPS, new_slip, normal_slip, shown_slip, slip_mac


def test_a_slip_has_eight_of_27_characters_none_of_them_easy_to_mix_up() -> None:
    assert len(set(CLEAR)) == 27
    assert not set("0O1ILSZBV") & set(CLEAR)
    assert set(CLEAR) < set(ALPHABET)
    slips = {new_slip() for _ in range(2000)}
    assert len(slips) == 2000
    assert all(len(slip) == 8 and set(slip) <= set(CLEAR) for slip in slips)
    assert set("".join(slips)) == set(CLEAR)


@pytest.mark.parametrize(
    "typed", ["ABCDEFGH", "abcd-efgh", " abcd efgh ", "A B C D E F G H", "ABCD–EFGH", "abcd\u00a0efgh"]
)
def test_case_spaces_and_hyphens_make_no_difference(typed: str) -> None:
    assert normal_slip(typed) == "ABCDEFGH"


def test_a_look_alike_that_is_typed_is_the_one_that_is_printed_but_not_where_older_cards_are_out() -> None:
    assert normal_slip("s2zb-vu85", CLEAR_SLIPS) == "5228UU85"
    assert normal_slip("s2zb-vu85") == "S2ZBVU85"


@pytest.mark.parametrize(
    "typed", ["", "ABCDEFG", "ABCDEFGHJ", "ABCDEFG0", "ABCDEFGÉ", "ⅧBCDEFGH", "ABCD_EFGH", "ß" * 4]
)
def test_what_cannot_be_a_slip_is_none(typed: str) -> None:
    assert normal_slip(typed) is None


def test_a_slip_is_printed_in_two_groups_of_four() -> None:
    assert shown_slip("ABCDEFGH") == "ABCD-EFGH"
    assert normal_slip(shown_slip("ABCDEFGH")) == "ABCDEFGH"


def test_what_is_kept_of_a_slip_hangs_on_the_pepper_and_on_the_round() -> None:
    kept = slip_mac(b"p" * 32, "abc234", "ABCDEFGH")
    assert len(kept) == 32
    others = {
        slip_mac(b"q" * 32, "abc234", "ABCDEFGH"),
        slip_mac(b"p" * 32, "abc235", "ABCDEFGH"),
        slip_mac(b"p" * 32, "abc234", "ABCDEFGJ"),
    }
    assert len(others | {kept}) == 4
