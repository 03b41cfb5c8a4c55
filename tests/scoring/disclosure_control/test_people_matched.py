"""Who of one count is who in another, of people without a name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from selfeval.scoring.disclosure_control.microdata import Microdata, rows_of_people
from selfeval.scoring.disclosure_control.record_linkage import NO_ROW
from tests.scoring.forms import form


def test_people_are_the_same_who_say_the_same_first_in_the_same_group() -> None:
    one = Microdata(form(2), ["00", "00", "11", "22"], {"group": ["a", "b", "a", "a"]})
    other = Microdata(form(2), ["00", "22", "11"], {"group": ["b", "b", "a"]})
    assert rows_of_people([one, other]).tolist() == [[0, NO_ROW], [1, 0], [2, 2], [3, 1]]


@pytest.mark.parametrize(
    ("before", "after", "known"),
    [
        ("a", "b", True),
        ("ab", "cc", True),
        ("aa", "bc", True),
        ("aa", "b", True),
        ("ab", "c", False),  # one of them has moved and one has gone
        ("ab", "cd", False),
        ("ab", "ab", True),
        ("ab", "b", True),
        ("ab", "bb", True),
        ("a", "bc", False),  # one of them is new
        ("a", "bb", True),
        ("aab", "ac", False),
    ],
)
def test_where_it_is_open_which_of_those_who_say_the_same_is_where_nobody_is_matched(
    before: str, after: str, known: bool
) -> None:
    pair = [Microdata(form(2), ["00"] * len(groups), {"group": list(groups)}) for groups in (before, after)]
    if known:
        assert (rows_of_people(pair) != NO_ROW).sum() == len(before) + len(after)
    else:
        with pytest.raises(ValueError, match="nobody can tell which"):
            rows_of_people(pair)


@pytest.mark.parametrize("before", [("ab", "cc"), ("aa", "ab")])
def test_who_was_told_apart_once_is_not_taken_for_one_another_later(before: tuple[str, str]) -> None:
    """Two who say the same were once in two groups; then one of them is gone and the other elsewhere."""
    rounds = [Microdata(form(2), ["00"] * len(each), {"group": list(each)}) for each in (*before, "d")]
    assert (rows_of_people(rounds[:2]) != NO_ROW).all()
    with pytest.raises(ValueError, match="nobody can tell which"):
        rows_of_people(rounds)


def test_without_groups_people_are_the_same_who_say_the_same() -> None:
    rounds = [Microdata(form(2), list(texts), {}) for texts in (["00", "11"], ["11", "22"])]
    assert rows_of_people(rounds).tolist() == [[0, NO_ROW], [1, 0], [NO_ROW, 1]]


def test_people_are_told_by_the_questions_that_stayed() -> None:
    two, three = form(2), form(3)
    one = Microdata(three, ["012", "340"], {"group": ["a", "a"]})
    other = Microdata(two, ["34", "01"], {"group": ["a", "a"]})
    assert rows_of_people([one, other]).tolist() == [[0, 1], [1, 0]]
    strange = replace(two, items=tuple(replace(item, id=f"x{item.id}") for item in two.items), scales=())
    with pytest.raises(ValueError, match="nobody can tell whose answers are whose"):
        rows_of_people([one, replace(other, definition=strange)])
