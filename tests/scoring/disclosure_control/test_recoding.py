"""Small groups put together with others before anything is hidden (MEASUREMENT 13, rule 3)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import GroupFinding, ScaleFinding
from selfeval.scoring.disclosure_control.recoding import (
    joined,
    joined_name,
    neighbours_joined,
    recoded,
    recoded_beside_whole,
    small_groups_joined,
)
from selfeval.scoring.round_findings import round_findings
from tests.scoring.forms import form, mixed


def test_neighbours_are_put_together_until_they_are_ten() -> None:
    assert neighbours_joined({"a": 10, "b": 10}, 10) == [("a",), ("b",)]
    assert neighbours_joined({"a": 9, "b": 1, "c": 30}, 10) == [("a", "b"), ("c",)]
    assert neighbours_joined({"a": 30, "b": 4, "c": 4}, 10) == [("a", "b", "c")]
    assert neighbours_joined({"a": 3, "b": 3}, 10) == []
    assert neighbours_joined({}, 10) == []


def test_as_many_are_shown_as_can_be_and_most_people_by_themselves() -> None:
    assert neighbours_joined({"a": 9, "b": 9, "c": 9, "d": 9}, 10) == [("a", "b"), ("c", "d")]
    assert neighbours_joined({"a": 40, "b": 5, "c": 20}, 10) == [("a",), ("b", "c")]
    assert neighbours_joined({"a": 20, "b": 5, "c": 40}, 10) == [("a", "b"), ("c",)]
    assert neighbours_joined({"a": 20, "b": 5, "c": 20}, 10) == [("a",), ("b", "c")]


def test_small_ones_without_an_order_are_put_together() -> None:
    assert small_groups_joined({"a": 6, "b": 20, "c": 4}, 10) == [("b",), ("a", "c")]
    assert small_groups_joined({"a": 6, "b": 20, "c": 12}, 10) == [("b",), ("a", "c")]
    assert small_groups_joined({"a": 6, "b": 12, "c": 12}, 10) == [("c",), ("a", "b")]
    assert small_groups_joined({"a": 20, "b": 10}, 10) == [("a",), ("b",)]
    assert small_groups_joined({"a": 0, "b": 20, "c": 12}, 10) == [("b",), ("c",)]
    assert small_groups_joined({"a": 1, "b": 20, "c": 12}, 10) == [("b",), ("a", "c")]
    assert small_groups_joined({"a": 3, "b": 4}, 10) == []


def test_people_whose_group_is_not_known_are_left_to_the_whole() -> None:
    people = {"a": 20, "b": 30, "": 10}
    for ordered in (True, False):
        assert recoded(people, 10, ordered=ordered) == ([("a",), ("b",)], ("",))
        assert recoded({"a": 20, "b": 30, "": 0}, 10, ordered=ordered) == ([("a",), ("b",)], ())
        assert recoded({"a": 20, "b": 30}, 10, ordered=ordered) == ([("a",), ("b",)], ())


def test_a_few_whose_group_is_not_known_take_the_smallest_group_along() -> None:
    for ordered in (True, False):
        assert recoded({"a": 20, "b": 30, "c": 25, "": 9}, 10, ordered=ordered) == (
            [("b",), ("c",)],
            ("a", ""),
        )
    assert recoded({"a": 6, "b": 30, "c": 8, "": 1}, 10, ordered=True) == ([], ("a", "b", "c", ""))
    assert recoded({"a": 6, "b": 5, "c": 18, "": 1}, 10, ordered=True) == ([("c",)], ("a", "b", ""))


def test_without_an_order_a_few_are_left_with_them_where_they_are_ten_together() -> None:
    assert recoded({"a": 6, "b": 30, "c": 20, "": 4}, 10, ordered=False) == (
        [("b",), ("c",)],
        ("a", ""),
    )
    assert recoded({"a": 6, "b": 30, "c": 20, "": 3}, 10, ordered=False) == ([("b",)], ("a", "c", ""))
    assert recoded({"a": 1, "b": 30, "c": 20, "": 9}, 10, ordered=False) == (
        [("b",), ("c",)],
        ("a", ""),
    )
    assert recoded({"a": 10, "b": 30, "c": 6, "": 4}, 10, ordered=False) == (
        [("a",), ("b",)],
        ("c", ""),
    )
    assert recoded({"a": 6, "b": 30, "c": 4, "": 20}, 10, ordered=False) == (
        [("b",), ("a", "c")],
        ("",),
    )
    assert recoded({"a": 6, "b": 30, "c": 20, "": 4}, 10, ordered=True) == ([("a", "b")], ("c", ""))


def test_where_all_together_are_few_nothing_is_shown() -> None:
    assert recoded({"a": 3, "b": 3, "": 2}, 10, ordered=True) == ([], ("",))
    assert recoded({"a": 3, "b": 3}, 10, ordered=True) == ([], ())


@pytest.mark.parametrize("ordered", [True, False])
def test_why_nothing_is_shown_beside_the_whole(ordered: bool) -> None:
    assert recoded_beside_whole({"a": 40, "b": 0}, 10, ordered=ordered) == ([], (), "only_group")
    assert recoded_beside_whole({"a": 40}, 10, ordered=ordered) == ([], (), "only_group")
    assert recoded_beside_whole({"a": 40, "b": 5}, 10, ordered=ordered) == ([], (), "all_hidden")
    assert recoded_beside_whole({"a": 4, "b": 5}, 10, ordered=ordered) == ([], (), "all_hidden")
    assert recoded_beside_whole({"a": 40, "b": 10}, 10, ordered=ordered) == ([("a",), ("b",)], (), None)
    assert recoded_beside_whole({"a": 40, "": 10}, 10, ordered=ordered) == ([("a",)], ("",), None)


def test_what_is_given_is_shown_whatever_sizes_say() -> None:
    people = {"a": 4, "b": 30, "c": 20, "d": 0}
    given = [("a", "b"), ("c",)]
    assert recoded_beside_whole(people, 10, ordered=True, given=given) == (given, (), None)
    assert recoded_beside_whole(people, 10, ordered=True, given=[("b",)]) == ([("b",)], ("a", "c"), None)
    assert recoded_beside_whole(people, 10, ordered=True, given=[("a", "b", "c")]) == ([], (), "all_hidden")
    assert recoded_beside_whole(people, 10, ordered=True, given=[]) == ([], (), "all_hidden")


def test_names_are_listed() -> None:
    assert joined_name(["a"]) == "a"
    assert joined_name(["a", "b"]) == "a and b"
    assert joined_name(["a", "b", "c"]) == "a, b and c"


def parts_of(sizes: dict[str, int], rolls: dict[str, int] | None) -> tuple[GroupFinding, GroupFinding]:
    """Groups put together, and the same people as they come in one group."""
    responses = mixed(sum(sizes.values()), 4)
    names = [name for name, n in sizes.items() for _ in range(n)]
    apart = round_findings(form(4), responses, groups=names, rolls=rolls)
    roll = None if rolls is None else {"all": sum(rolls.values())}
    one = round_findings(form(4), responses, groups=["all"] * len(responses), rolls=roll)
    return joined(apart.breakdowns[0].groups), one.breakdowns[0].groups[0]


@pytest.mark.parametrize("rolls", [None, {"a": 20, "b": 50, "c": 3}, {"a": 12, "b": 31, "c": 1}])
def test_groups_put_together_have_the_figures_of_all_their_people(rolls: dict[str, int] | None) -> None:
    found, one = parts_of({"a": 12, "b": 31, "c": 1}, rolls)
    assert (found.group, found.members) == ("a, b and c", ("a", "b", "c"))
    assert (found.roll, found.n) == (one.roll, one.n)
    mine, theirs = found.scales[0], one.scales[0]
    assert (mine.scale, mine.n, mine.items) == (theirs.scale, theirs.n, theirs.items)
    assert mine.sd == pytest.approx(theirs.sd)
    for ours, its in ((mine.mean, theirs.mean), (mine.favourable, theirs.favourable)):
        assert ours is not None
        assert its is not None
        assert ours.value == pytest.approx(its.value)
    assert mine.mean is not None
    assert theirs.mean is not None
    assert mine.mean.everyone == theirs.mean.everyone
    if theirs.mean.interval is None:
        assert mine.mean.interval is None
    else:
        assert mine.mean.interval is not None
        assert np.allclose(
            (mine.mean.interval.low, mine.mean.interval.high),
            (theirs.mean.interval.low, theirs.mean.interval.high),
        )


def test_one_group_is_itself() -> None:
    only = GroupFinding("a", 20, 12, (ScaleFinding("s0", 12),))
    assert joined([only]) is only


def test_a_roll_that_one_group_lacks_is_not_known() -> None:
    groups = [GroupFinding("a", 20, 12), GroupFinding("b", None, 12), GroupFinding("c", 7, None)]
    assert joined(groups) == GroupFinding("a, b and c", None, 24, members=("a", "b", "c"))
    assert joined([groups[0], groups[2]]) == GroupFinding("a and c", 27, 12, members=("a", "c"))


def scale(
    n: int | None, mean: float | None, sd: float | None = None, liked: float | None = None
) -> ScaleFinding:
    return ScaleFinding(
        "s0",
        n,
        mean=None if mean is None else Estimate(mean),
        sd=sd,
        favourable=None if liked is None else Estimate(liked),
        items=("q0", "q1"),
    )


def scale_of(*parts: ScaleFinding) -> ScaleFinding:
    return joined(
        [GroupFinding(str(place), None, part.n, (part,)) for place, part in enumerate(parts)]
    ).scales[0]


def test_groups_of_nobody_have_no_figure_together() -> None:
    assert scale_of(scale(0, None), scale(0, None)) == replace(scale(0, None), n=0)


def test_a_group_without_a_score_adds_nothing() -> None:
    found = scale_of(scale(0, None), scale(12, 60.0, 10.0, 70.0))
    assert (found.n, found.sd) == (12, pytest.approx(10.0))
    assert (found.mean and found.mean.value, found.favourable) == (pytest.approx(60.0), Estimate(70.0))


def test_one_person_alone_has_no_spread_and_two_have_that_between_them() -> None:
    assert scale_of(scale(1, 60.0), scale(0, None)).sd is None
    assert scale_of(scale(1, 60.0), scale(1, 80.0)).sd == pytest.approx(200**0.5)


def test_without_favourable_answers_anywhere_there_is_no_share() -> None:
    assert scale_of(scale(12, 60.0, 10.0), scale(12, 70.0, 10.0)).favourable is None
    assert scale_of(scale(12, 60.0, 10.0, 40.0), scale(24, 70.0, 10.0, 70.0)).favourable == Estimate(60.0)
