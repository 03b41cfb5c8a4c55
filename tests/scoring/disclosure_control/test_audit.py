"""The audit of what is about to be published, on tables that a careless hand has made (MEASUREMENT 13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import Breakdown, GroupFinding, ItemFinding, RoundFindings, ScaleFinding
from selfeval.scoring.disclosure_control import differencing
from selfeval.scoring.disclosure_control.differencing import (
    EVERYONE,
    Cells,
    audit,
    bases,
    cells_of_groups,
    cells_of_tables,
)

ITEMS = {"s0": ("q0", "q1"), "s1": ("q2", "q3"), "both": ("q0", "q1", "q2", "q3")}


def scale(name: str, hidden: str | None = None) -> ScaleFinding:
    mean = None if hidden else Estimate(60.0)
    return ScaleFinding(name, 20, mean=mean, hidden=hidden, items=ITEMS[name])


def group(name: str, *scales: ScaleFinding, members: tuple[str, ...] = ()) -> GroupFinding:
    return GroupFinding(name, None, 20, scales or (scale("s0"),), members=members)


def told(
    *groups: GroupFinding,
    by: str = "group",
    whole: tuple[ScaleFinding, ...] = (scale("s0"),),
    items: tuple[ItemFinding, ...] = (),
    n: int | None = 99,
) -> RoundFindings:
    """What is told of everyone and of some groups."""
    names = sorted({item for its in ITEMS.values() for item in its} - {item.item for item in items})
    return RoundFindings(
        "pupils-7-11",
        1,
        "",
        "pupils",
        None,
        None,
        n,
        0,
        whole,
        (*items, *(ItemFinding(name, hidden="few") for name in names)),
        (Breakdown(by, groups),),
    )


def years(**people: int) -> Cells:
    """Groups of so many people, all of whom have a score in every scale."""
    counts = np.array(list(people.values()))
    return Cells({"group": list(people)}, dict.fromkeys([EVERYONE, *ITEMS], counts))


def test_large_groups_give_nobody_away() -> None:
    assert audit([told(group("a"), group("b"))], years(a=10, b=20, c=30)) == []


def test_the_one_group_that_is_not_listed_follows_from_the_rest() -> None:
    assert audit([told(group("a"), group("b"))], years(a=10, b=20, c=9)) == [
        "The count of c can be worked out.",
        "s0: the mean of c can be worked out.",
    ]


def test_a_hidden_group_tells_nothing() -> None:
    gone = GroupFinding("b", hidden="complement")
    assert audit([told(group("a"), gone)], years(a=10, b=20, c=9)) == []


def test_where_no_group_is_told_there_is_nothing_to_find() -> None:
    gone = GroupFinding("b", hidden="complement")
    assert audit([told(gone)], years(a=4, b=5)) == []
    assert audit([told(group("a"), by="sex")], years(a=4, b=5)) == []
    assert audit([], years(a=4, b=5)) == []


def test_tables_of_which_nothing_is_known_are_passed_over_and_others_are_not() -> None:
    both = replace(
        told(group("a")), breakdowns=(Breakdown("sex", (group("girl"),)), Breakdown("group", (group("a"),)))
    )
    assert audit([both], years(a=4, b=50))[0] == "The count of a can be worked out."


def test_groups_shown_as_one_are_one() -> None:
    one = group("a and b", members=("a", "b"))
    assert audit([told(one)], years(a=6, b=5, c=30)) == []
    assert audit([told(one)], years(a=4, b=5, c=30))[0] == "The count of a with b can be worked out."


def test_the_threshold_is_that_of_the_school() -> None:
    assert audit([told(group("a"))], years(a=14, b=30)) == []
    assert audit([told(group("a"))], years(a=14, b=30), 15) == [
        "The count of a can be worked out.",
        "s0: the mean of a can be worked out.",
    ]


def test_a_scale_is_judged_by_how_many_have_a_score_in_it() -> None:
    known = years(a=20, b=30)
    few = replace(known, people={**known.people, "s0": np.array([9, 30])})
    assert audit([told(group("a"))], few) == ["s0: the mean of a can be worked out."]
    unknown = replace(known, people={EVERYONE: np.array([9, 30])})
    assert audit([told(group("a"))], unknown) == [
        "The count of a can be worked out.",
        "s0: the mean of a can be worked out.",
    ]


def test_a_scale_that_is_hidden_everywhere_does_not_follow() -> None:
    known = years(a=20, b=30)
    few = replace(known, people={**known.people, "s1": np.array([9, 30])})
    shown = told(group("a", scale("s0"), scale("s1", "few")), whole=(scale("s0"), scale("s1")))
    assert audit([shown], few) == []


def test_a_scale_that_is_the_rest_of_a_larger_one_follows() -> None:
    known = years(a=20, b=30)
    few = replace(known, people={**known.people, "s1": np.array([9, 30])})
    shown = told(
        group("a", scale("s0"), scale("s1", "few"), scale("both")),
        whole=(scale("s0"), scale("s1"), scale("both")),
    )
    assert audit([shown], few) == ["s1: the mean of a can be worked out."]


def test_what_two_releases_tell_together_follows() -> None:
    before, after = told(group("a and b", members=("a", "b"))), told(group("b"))
    known = years(a=9, b=20, c=30)
    assert audit([before], known) == audit([after], known) == []
    assert audit([before, after], known) == [
        "The count of a can be worked out.",
        "s0: the mean of a can be worked out.",
    ]


def test_a_group_that_the_whole_leaves_follows_only_where_the_whole_is_told() -> None:
    known = years(a=9, b=20)
    assert audit([told(group("b"))], known) == [
        "The count of a can be worked out.",
        "s0: the mean of a can be worked out.",
    ]
    hidden = told(group("b"), whole=(scale("s0", "complement"),))
    assert audit([hidden], known) == ["The count of a can be worked out."]


def test_the_questions_of_a_scale_tell_it_as_well_as_its_mean() -> None:
    questions = (ItemFinding("q0", 99), ItemFinding("q1", 99))
    hidden = told(group("b"), whole=(scale("s0", "complement"),), items=questions)
    assert audit([hidden], years(a=9, b=20)) == [
        "The count of a can be worked out.",
        "s0: the mean of a can be worked out.",
    ]
    one = told(group("b"), whole=(scale("s0", "complement"),), items=questions[:1])
    assert audit([one], years(a=9, b=20)) == ["The count of a can be worked out."]


def masked(*others: GroupFinding) -> RoundFindings:
    """Group a tells only the end at which its mean lies."""
    return told(group("a", scale("s0", "unanimous")), *others)


def test_a_mean_that_is_told_by_its_end_must_not_follow() -> None:
    assert audit([masked(group("b"))], years(a=30, b=30)) == [
        "s0: the mean of a, which is told by its end, can be worked out."
    ]
    assert audit([masked(group("b"))], years(a=30, b=30, c=30)) == []
    assert audit([masked(group("b"), group("c"))], years(a=30, b=30, c=30)) == [
        "s0: the mean of a, which is told by its end, can be worked out."
    ]
    assert audit([masked()], years(a=30, b=30)) == []


def test_people_outside_a_table_are_no_part_of_its_rest() -> None:
    """Ten of sixty were not asked: what the forty girls leave are boys and those who did not say."""
    atoms = Cells(
        {"sex": ["girl", "boy", "", None]},
        dict.fromkeys([EVERYONE, *ITEMS], np.array([40, 5, 5, 10])),
    )
    assert audit([told(group("girl"), by="sex")], atoms) == []
    few = replace(atoms, people=dict.fromkeys([EVERYONE, *ITEMS], np.array([40, 5, 4, 10])))
    assert audit([told(group("girl"), by="sex")], few) == [
        "The count of boy with not said can be worked out.",
        "s0: the mean of boy with not said can be worked out.",
    ]


def test_the_few_who_were_not_asked_follow_from_everyone_and_those_who_were() -> None:
    atoms = Cells(
        {"group": ["a", "a", "b"], "sex": ["girl", "boy", None]},
        dict.fromkeys([EVERYONE, *ITEMS], np.array([40, 20, 9])),
    )
    girls = told(group("girl"), by="sex")
    assert audit([girls], atoms) == [
        "The count of b can be worked out.",
        "s0: the mean of b can be worked out.",
    ]
    assert audit([replace(girls, n=None)], atoms) == ["s0: the mean of b can be worked out."]
    assert audit([replace(girls, scales=())], atoms) == ["The count of b can be worked out."]


def test_a_round_that_hides_how_many_answered_still_tells_its_tables() -> None:
    assert audit([told(group("b"), n=None)], years(a=9, b=20))[0] == "The count of a can be worked out."


def test_two_tables_are_attacked_together() -> None:
    """Where every girl is in Year 3, its five boys are what the girls leave of it."""
    atoms = cells_of_tables(
        {
            "group": ["Y3"] * 40 + ["Y4"] * 30,
            "sex": ["girl"] * 20 + ["boy"] * 20 + ["girl"] * 5 + ["boy"] * 25,
        },
        {"s0": np.ones(70, dtype=bool)},
    )
    tables = (Breakdown("group", (group("Y3"), group("Y4"))), Breakdown("sex", (group("girl"), group("boy"))))
    assert audit([replace(told(), breakdowns=tables)], atoms) == []
    nested = cells_of_tables(
        {"group": ["Y3"] * 40 + ["Y4"] * 30, "sex": ["girl"] * 35 + ["boy"] * 35},
        {"s0": np.ones(70, dtype=bool)},
    )
    assert audit([replace(told(), breakdowns=tables)], nested) == [
        "The count of Y3/boy can be worked out.",
        "s0: the mean of Y3/boy can be worked out.",
    ]


def test_figures_too_tangled_to_follow_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(differencing, "MOST_COMBINATIONS", 1)
    assert audit([told(group("a"), group("b"))], years(a=4, b=5, c=60)) == [
        "The count of some of them can be worked out.",
        "s0: the mean of some of them can be worked out.",
    ]


def test_no_scale_is_no_leak() -> None:
    bare = told(GroupFinding("a", None, 20), whole=())
    assert audit([bare], years(a=10, b=20)) == []
    assert audit([bare], years(a=9, b=20)) == ["The count of a can be worked out."]


def test_atoms_have_names_by_all_that_tells_them_apart() -> None:
    atoms = Cells({"group": ["Y3", "Y4", None], "sex": ["", "girl", "boy"]}, {EVERYONE: np.array([1, 2, 3])})
    assert atoms.name([0, 1]) == "Y3/not said with Y4/girl"
    assert atoms.name([2]) == "boy"
    assert list(atoms.among("group", ["Y3", "Y5"])) == [True, False, False]
    assert list(atoms.inside("group")) == [True, True, False]


def groups_of(**people: Mapping[str, int]) -> list[GroupFinding]:
    return [
        GroupFinding(name, None, sum(its.values()), tuple(ScaleFinding(scale, n) for scale, n in its.items()))
        for name, its in people.items()
    ]


def test_every_group_at_full_precision_is_an_atom_with_a_base_for_each_scale() -> None:
    groups = [*groups_of(a={"s0": 12, "s1": 9}), GroupFinding("b", None, None, (ScaleFinding("s0"),))]
    assert bases(groups) == {"a": {"": 21, "s0": 12, "s1": 9}, "b": {"": 0, "s0": 0}}
    found = cells_of_groups("group", groups_of(a={"s0": 12}, b={"s0": 0}))
    assert found.groups == {"group": ["a", "b"]}
    assert {what: list(people) for what, people in found.people.items()} == {"": [12, 0], "s0": [12, 0]}
    nobody = cells_of_groups("sex", [])
    assert (nobody.groups, {what: list(each) for what, each in nobody.people.items()}) == (
        {"sex": []},
        {"": []},
    )


def test_tables_crossed_tell_people_apart_by_both() -> None:
    found = cells_of_tables(
        {"group": ["a", "a", "b", "a"], "sex": ["girl", None, "girl", "girl"]},
        {"s0": np.array([True, False, True, False]), "s1": np.array([False] * 4)},
    )
    assert found.groups == {"group": ["a", "a", "b"], "sex": ["girl", None, "girl"]}
    assert {what: list(people) for what, people in found.people.items()} == {
        "": [2, 1, 1],
        "s0": [1, 0, 1],
        "s1": [0, 0, 0],
    }


def test_people_told_apart_by_two_tables_are_as_many_in_each() -> None:
    with pytest.raises(ValueError, match="shorter"):
        cells_of_tables({"group": ["a", "b"], "sex": ["girl"]}, {})


def test_of_nobody_there_are_flags_and_numbers_too() -> None:
    nobody = cells_of_groups("sex", [])
    assert (nobody.among("sex", ["girl"]).dtype, nobody.inside("sex").dtype) == (np.bool_, np.bool_)
    assert nobody.people[EVERYONE].dtype == np.int64
