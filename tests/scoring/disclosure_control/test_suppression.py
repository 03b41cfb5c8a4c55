"""Which groups and questions are hidden for the sake of others (MEASUREMENT 13)."""

from __future__ import annotations

from collections.abc import Set

import pytest

from selfeval.scoring.disclosure_control.differencing import check_threshold, scale_families
from selfeval.scoring.disclosure_control.suppression import hide_groups, hide_items


def test_the_threshold_is_ten_or_more() -> None:
    check_threshold(10)
    check_threshold(25)
    with pytest.raises(ValueError, match=r"^The threshold is 10 or more; 9 would show too few people\.$"):
        check_threshold(9)


def test_nothing_is_hidden_where_nothing_must_be() -> None:
    assert hide_groups({"a": 30, "b": 30}, []) == set()


def test_one_small_group_takes_the_smallest_other_along() -> None:
    assert hide_groups({"a": 6, "b": 30, "c": 20}, ["a"]) == {"a", "c"}


def test_two_small_groups_hide_each_other_from_ten_people_on() -> None:
    assert hide_groups({"a": 6, "b": 4, "c": 20}, ["a", "b"]) == {"a", "b"}
    assert hide_groups({"a": 6, "b": 3, "c": 20, "d": 30}, ["a", "b"]) == {"a", "b", "c"}
    assert hide_groups({"a": 6, "b": 9, "c": 20}, ["a", "b"], threshold=16) == {"a", "b", "c"}


def test_hidden_groups_of_nobody_give_nobody_away_and_protect_nobody() -> None:
    assert hide_groups({"a": 0, "b": 30, "c": 20}, ["a"]) == {"a"}
    assert hide_groups({"a": 0, "b": 30, "c": 20, "d": 7}, ["a", "d"]) == {"a", "c", "d"}


def test_fewer_groups_before_fewer_people() -> None:
    """With d alone there are 3 + 40 people hidden; b and c would be 3 + 4 + 4."""
    assert hide_groups({"a": 3, "b": 4, "c": 4, "d": 40}, ["a"]) == {"a", "d"}


def test_a_group_that_is_never_shown_goes_first_and_costs_nothing() -> None:
    assert hide_groups({"a": 3, "b": 40, "c": 12, "": 60}, ["a"], [""]) == {"a", ""}
    assert hide_groups({"a": 3, "b": 40, "c": 12, "": 7}, ["a"], [""]) == {"a", ""}
    assert hide_groups({"a": 3, "b": 40, "c": 12, "": 4}, ["a"], [""]) == {"a", "c", ""}


def test_a_free_group_may_save_a_larger_one() -> None:
    def blends(gone: Set[str]) -> bool:
        return gone != {"a", "c"}

    people = {"a": 3, "b": 40, "c": 12, "": 4}
    assert hide_groups(people, ["a"], [""], blends=blends) == {"a", "c", ""}
    assert hide_groups(people, ["a"], blends=blends) == {"a", "b"}


def test_where_no_choice_is_safe_every_group_is_hidden() -> None:
    assert hide_groups({"a": 3, "b": 40}, ["a"], blends=lambda _: False) == {"a", "b"}
    assert hide_groups({"a": 3, "b": 4}, ["a", "b"]) == {"a", "b"}
    assert hide_groups({"a": 3, "b": 4, "c": 0}, ["a"]) == {"a", "b", "c"}


def test_of_groups_of_one_size_the_first_by_name_is_taken() -> None:
    assert hide_groups({"a": 3, "c": 20, "b": 20}, ["a"]) == {"a", "b"}


def test_scales_that_share_questions_are_one_family() -> None:
    assert scale_families({"a": "12", "b": "34", "c": "5"}) == [["a"], ["b"], ["c"]]
    assert scale_families({"a": "12", "b": "23", "c": "34", "d": "5"}) == [["a", "b", "c"], ["d"]]
    assert scale_families({"a": "12", "b": "34", "c": "23"}) == [["b", "a", "c"]]
    assert scale_families({"a": "12", "b": "12", "c": "12"}) == [["a", "b", "c"]]
    assert scale_families({}) == []


ITEMS = ["p", "q", "r", "s", "t"]


def test_a_hidden_question_takes_the_best_other_of_its_scale_along() -> None:
    assert hide_items(["p"], ["t", "r", "q", "s"], ITEMS, {"one": ["p", "q", "r"], "two": ["s", "t"]}) == (
        {"r"},
        set(),
    )


def test_two_hidden_questions_of_one_scale_hide_each_other() -> None:
    assert hide_items(["p", "q"], ["r"], ITEMS, {"one": ["p", "q", "r"]}) == (set(), set())


def test_a_question_of_no_scale_needs_no_other() -> None:
    assert hide_items(["p"], ITEMS[1:], ITEMS, {"one": ["q", "r"]}) == (set(), set())
    assert hide_items([], ITEMS, ITEMS, {"one": ["q", "r"]}) == (set(), set())


def test_a_scale_without_another_question_to_hide_goes() -> None:
    assert hide_items(["p"], ["s", "t"], ITEMS, {"one": ["p"], "two": ["s", "t"]}) == (set(), {"one"})


def test_a_question_of_two_scales_takes_one_along_in_each_and_both_scales_stay() -> None:
    scales = {"one": ["p", "q", "t"], "two": ["p", "r", "s"]}
    assert hide_items(["p"], ["s", "q", "r", "t"], ITEMS, scales) == ({"q", "s"}, set())
    assert hide_items(["p"], ["q", "s"], ITEMS, {"one": ["p", "q"], "two": ["p", "s"]}) == ({"q", "s"}, set())


def test_a_question_that_follows_from_others_in_the_end_hides_nothing_and_is_shown() -> None:
    scales = {"one": ["p", "q", "r"], "two": ["q", "s"], "three": ["r", "p", "t"]}
    assert hide_items(["p"], ["q", "r", "t", "s"], ITEMS, scales) == ({"r"}, set())


def test_a_scale_that_tells_a_hidden_question_beside_a_smaller_one_goes() -> None:
    scales = {"small": ["q", "r"], "large": ["p", "q", "r"]}
    assert hide_items(["p"], ["q", "r"], ITEMS, scales)[1] == {"large"}
