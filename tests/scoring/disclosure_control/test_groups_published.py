"""The groups of a round as they may be shown beside the whole (MEASUREMENT 13)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from selfeval.findings.estimates import Estimate, Interval
from selfeval.findings.findings import GroupFinding, ScaleFinding
from selfeval.scoring.disclosure_control.suppression import (
    ScaleByGroup,
    SuppressionPattern,
    published_groups,
    unanimous,
)

ITEMS = ("q0", "q1")


def scale(
    n: int | None, mean: float | None = 60.4, sd: float | None = 20.0, name: str = "s0"
) -> ScaleFinding:
    """Half of what was answered is favourable, or all or nothing where the mean is at an end."""
    liked = 50.0 if mean is None or 3 < mean < 97 else mean
    found = None if mean is None else Estimate(mean, Interval(mean - 3.3, mean + 3.3))
    return ScaleFinding(name, n, mean=found, sd=sd, favourable=Estimate(liked), items=ITEMS)


def group(name: str, n: int | None, *scales: ScaleFinding) -> GroupFinding:
    return GroupFinding(name, None if n is None else n + 10, n, scales or (scale(n),))


def shown(*groups: GroupFinding, ordered: bool = True, threshold: int = 10) -> list[GroupFinding]:
    """What is shown of them, where the whole shows its scales."""
    wholes = [replace(each, n=200) for each in groups[0].scales]
    found, notice = published_groups(groups, wholes, threshold, ordered=ordered)
    assert notice is None
    return list(found)


def why(*groups: GroupFinding, threshold: int = 10) -> list[str | None]:
    return [each.scales[0].hidden for each in shown(*groups, threshold=threshold)]


def test_a_group_shows_its_mean_in_whole_numbers_and_people_in_fives() -> None:
    assert shown(group("a", 23), group("b", 41))[0] == GroupFinding(
        "a",
        33,
        25,
        (ScaleFinding("s0", 25, mean=Estimate(60.0, Interval(55.0, 65.0)), items=ITEMS),),
    )


def test_ten_in_a_scale_are_shown_and_nine_hide_another_group_too() -> None:
    assert why(group("a", 12, scale(10)), group("b", 20), group("c", 30)) == [None, None, None]
    assert why(group("a", 12, scale(9)), group("b", 20), group("c", 30)) == ["few", "complement", None]
    assert why(group("a", 20, scale(14)), group("b", 20), group("c", 30), threshold=15)[0] == "few"
    hidden = shown(group("a", 12, scale(9)), group("b", 20), group("c", 30))
    assert hidden[0].scales[0] == ScaleFinding("s0", hidden="few", items=ITEMS)
    assert hidden[1].scales[0] == ScaleFinding("s0", hidden="complement", items=ITEMS)
    assert (hidden[0].n, hidden[1].n) == (10, 20)


def test_a_group_in_which_nobody_has_a_score_hides_nobody() -> None:
    assert why(group("a", 12, scale(None, None, None)), group("b", 20), group("c", 30)) == ["few", None, None]


@pytest.mark.parametrize("told", [scale(12, 60.0, 0.0), scale(12, 99.6), scale(12, 0.4)])
def test_a_group_with_one_score_tells_an_end_or_nothing(told: ScaleFinding) -> None:
    found = shown(group("a", 12, told), group("b", 20), group("c", 30))
    end = {60.0: None, 99.6: Estimate(90.0, Interval(90.0, 100.0)), 0.4: Estimate(10.0, Interval(0.0, 10.0))}
    assert told.mean is not None
    assert found[0].scales[0] == ScaleFinding(
        "s0", 10, favourable=end[told.mean.value], hidden="unanimous", items=ITEMS
    )
    assert [each.scales[0].hidden for each in found] == ["unanimous", "complement", None]


def test_one_score_is_no_spread_or_a_mean_that_rounds_to_an_end() -> None:
    assert unanimous(scale(12, 60.0, 0.0))
    assert unanimous(scale(12, 0.4))
    assert unanimous(scale(12, 99.5))
    assert not unanimous(scale(12, 0.5))
    assert not unanimous(scale(12, 99.4))
    assert not unanimous(scale(12, None, 0.0))


def test_groups_shown_as_one_near_an_end_would_say_what_the_few_in_them_answered() -> None:
    found = shown(
        group("a", 4, scale(4, 99.0)), group("b", 20, scale(20, 96.0)), group("c", 30), group("d", 40)
    )
    assert [each.group for each in found] == ["a and b", "c", "d"]
    assert [each.scales[0].hidden for each in found] == ["unanimous", "complement", None]
    alone = shown(group("b", 20, scale(20, 96.0)), group("c", 30), group("d", 40))
    assert [each.scales[0].hidden for each in alone] == [None, None, None]


def test_two_groups_near_one_end_do_not_hide_each_other_and_two_near_both_do() -> None:
    high, low = scale(30, 99.8), scale(30, 0.2)
    people = [group("c", 30), group("d", 40)]
    assert why(group("a", 30, high), group("b", 30, high), *people) == [
        "unanimous",
        "unanimous",
        "complement",
        None,
    ]
    assert why(group("a", 30, high), group("b", 30, low), *people) == ["unanimous", "unanimous", None, None]


def test_a_table_knows_how_many_are_in_it_and_who_is_few() -> None:
    table = ScaleByGroup({"a": scale(9), "b": scale(10), "c": scale(None, None)})
    assert table.people() == {"a": 9, "b": 10, "c": 0}
    assert table.sensitive(10) == {"a", "c"}


def test_what_groups_said_together_blends_away_from_the_ends() -> None:
    table = ScaleByGroup(
        {"a": scale(12, 99.0), "b": scale(12, 20.0), "c": scale(0, None), "d": scale(12, 91.0)}
    )
    assert table.blends({"a", "b"})
    assert table.blends({"c"})
    assert not table.blends({"a", "c"})
    assert table.blends({"b", "c"})
    assert not table.blends({"a", "d"})
    assert table.blends(set())


def test_scales_that_share_questions_are_hidden_together_and_others_are_not() -> None:
    def three(n: int, first: int) -> tuple[ScaleFinding, ...]:
        other = replace(scale(n, name="s2"), items=("q5",))
        return scale(first), scale(n, name="s1"), other

    found = shown(
        group("a", 12, *three(12, 9)), group("b", 20, *three(20, 20)), group("c", 30, *three(30, 30))
    )
    assert [[each.hidden for each in one.scales] for one in found] == [
        ["few", "complement", None],
        ["complement", "complement", None],
        [None, None, None],
    ]


def test_a_scale_that_the_whole_does_not_show_no_group_shows() -> None:
    groups = [group("a", 12), group("b", 20)]
    wholes = [ScaleFinding("s0", hidden="complement", items=ITEMS)]
    found, _ = published_groups(groups, wholes, 10)
    assert [each.scales for each in found] == [
        (ScaleFinding("s0", hidden="complement", items=ITEMS),),
        (ScaleFinding("s0", hidden="complement", items=ITEMS),),
    ]


def test_where_nothing_can_be_shown_every_group_says_why() -> None:
    wholes = [scale(40)]
    assert published_groups([group("a", 9), group("b", 30), group("", 4)], wholes, 10) == (
        (GroupFinding("a", 19, hidden="few"), GroupFinding("b", 40, hidden="complement")),
        "all_hidden",
    )
    assert published_groups([group("a", 10), group("b", 0)], wholes, 10) == ((), "only_group")
    found, notice = published_groups([group("a", 10), group("b", 0), group("c", 4)], wholes, 10)
    assert [each.hidden for each in found] == ["complement", "few", "few"]
    assert notice == "all_hidden"


def test_people_whose_group_is_not_known_are_never_listed_and_left_with_a_group() -> None:
    found = shown(group("a", 12), group("b", 30), group("c", 20), group("", 4))
    assert [(each.group, each.hidden) for each in found] == [("b", None), ("c", None), ("a", "complement")]
    few = shown(group("a", 6), group("b", 30), group("c", 20), group("", 4), ordered=False)
    assert [(each.group, each.hidden) for each in few] == [("b", None), ("c", None), ("a", "few")]
    assert few[2] == GroupFinding("a", 16, hidden="few")


def test_those_who_are_left_hide_no_other_group_where_they_are_ten() -> None:
    assert why(group("b", 30), group("c", 20), group("", 10)) == [None, None]
    left = group("", 12, scale(9))
    assert why(group("b", 30), group("c", 20), left) == [None, "complement"]
    alone = group("", 30, scale(30, 99.8))
    assert why(group("a", 20, scale(9)), group("b", 30), group("c", 20), alone) == ["few", None, None]


def test_groups_have_an_order_unless_it_is_said_that_they_have_none() -> None:
    groups = [group("a", 6), group("b", 20), group("c", 12), group("d", 4), group("e", 30)]
    found, _ = published_groups(groups, [scale(72)], 10)
    assert [each.group for each in found] == ["a and b", "c and d", "e"]
    found, _ = published_groups(groups, [scale(72)], 10, ordered=False)
    assert [each.group for each in found] == ["b", "c", "e", "a and d"]
    assert [each.members for each in found] == [(), (), (), ("a", "d")]


def test_a_shape_says_which_groups_are_shown_as_one_in_its_own_table() -> None:
    groups = [group("a", 12), group("b", 20), group("c", 30), group("d", 0)]
    shape = SuppressionPattern({"group": (("a", "b"), ("c",)), "sex": (("b", "c"),)})
    found, _ = published_groups(groups, [scale(62)], 10, pattern=shape)
    assert [each.group for each in found] == ["a and b", "c", "d"]
    found, _ = published_groups(groups, [scale(62)], 10, by="sex", pattern=shape)
    assert [(each.group, each.hidden) for each in found] == [
        ("b and c", None),
        ("a", "complement"),
        ("d", "few"),
    ]
    assert published_groups(groups, [scale(62)], 10, by="age", pattern=shape) == published_groups(
        groups, [scale(62)], 10
    )


def test_people_left_by_a_shape_hide_a_group_where_they_are_few() -> None:
    groups = [group("a", 4), group("b", 20), group("c", 30)]
    found, _ = published_groups(
        groups, [scale(54)], 10, pattern=SuppressionPattern({"group": (("b",), ("c",))})
    )
    assert [each.scales[0].hidden if each.scales else each.hidden for each in found] == [
        "complement",
        None,
        "few",
    ]


def test_a_shape_holds_back_single_cells_and_whole_scales_of_groups() -> None:
    groups = [group("a", 12), group("b", 20), group("c", 30)]
    one = SuppressionPattern(cells=frozenset({("group", "s0", "b")}))
    found, _ = published_groups(groups, [scale(62)], 10, pattern=one)
    assert [each.scales[0].hidden for each in found] == ["complement", "complement", None]
    found, _ = published_groups(groups, [scale(62)], 10, by="sex", pattern=one)
    assert [each.scales[0].hidden for each in found] == [None, None, None]
    found, _ = published_groups(
        groups, [scale(62)], 10, pattern=SuppressionPattern(cells=frozenset({("group", "s1", "b")}))
    )
    assert [each.scales[0].hidden for each in found] == [None, None, None]
    whole_only = SuppressionPattern(whole_only=frozenset({"s0"}))
    found, _ = published_groups(groups, [scale(62)], 10, pattern=whole_only)
    assert [each.scales[0].hidden for each in found] == ["complement"] * 3
