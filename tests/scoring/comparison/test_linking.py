"""Two versions of a scale, compared on what both ask alike (MEASUREMENT 10)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from selfeval.findings.comparisons import Link
from selfeval.questionnaires.catalogue import changes_by_version, find
from selfeval.questionnaires.model import Definition
from selfeval.scoring.comparison.equating import Linked, Restart, asked_alike, common_alpha, linked, same_form
from selfeval.scoring.comparison.released_round import ComparedRound
from selfeval.scoring.measurement.scale_scores import matrix, points
from tests.scoring.compared import list_of, scales_of, side

FIRST = scales_of(1, {"s": "abcd"})
SECOND = scales_of(2, {"s": "abce"})
LISTS = {2: list_of(unchanged="abc", retired="d", new="e")}
WHOLE = [("Year 3", 160, 0.55), ("Year 4", 150, 0.6)]


def link(first: Definition, second: Definition, **how: object) -> Linked | Restart:
    lists = how.pop("lists", LISTS)
    alike = asked_alike(first, second, lists)  # type: ignore[arg-type]
    return linked(side(first, WHOLE, 2024), side(second, WHOLE, 2025, seed=2), "s", alike)


def scores(found: ComparedRound, items: str) -> pd.Series[float]:
    """By pandas: the mean of a person's answers where at least half are given."""
    columns = [item.id for item in found.definition.items]
    assert found.responses is not None
    frame = pd.DataFrame(points(found.definition, matrix(found.definition, found.responses)), columns=columns)
    asked = frame[list(items)].astype(float)
    return asked.mean(axis=1)[asked.notna().sum(axis=1) * 2 >= len(items)]


def test_both_rounds_are_scored_again_on_the_common_items() -> None:
    before, after = side(FIRST, WHOLE, 2024), side(SECOND, WHOLE, 2025, seed=2)
    found = linked(before, after, "s", asked_alike(FIRST, SECOND, LISTS))
    assert isinstance(found, Linked)
    assert found.link == Link(("a", "b", "c"))
    for sample, reference in ((found.before, scores(before, "abc")), (found.after, scores(after, "abc"))):
        assert (sample.n, sample.mean, sample.sd) == (
            len(reference),
            pytest.approx(reference.mean()),
            pytest.approx(reference.std()),
        )
        assert sample.roll_known


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("abcd", "abef", "other_items"),
        ("abcdghi", "abcefgk", None),
        ("abcdghi", "abcefjk", "half"),
        ("abc", "abcdefg", "half"),
        ("abc", "abcdef", None),
    ],
)
def test_three_items_and_half_of_each_form_must_be_common(
    first: str, second: str, reason: str | None
) -> None:
    lists = {2: list_of(unchanged="".join(set(first) & set(second)))}
    found = link(scales_of(1, {"s": first}), scales_of(2, {"s": second}), lists=lists)
    assert found == Restart(reason) if reason else isinstance(found, Linked)


def _of_ones_own(definition: Definition) -> Definition:
    """The same with questions of one's own."""
    return replace(
        definition,
        items=tuple(replace(item, id=f"own.{item.id}") for item in definition.items),
        scales=tuple(
            replace(scale, items=tuple(f"own.{item}" for item in scale.items)) for scale in definition.scales
        ),
    )


@pytest.mark.parametrize("seed", range(5))
def test_whether_questions_of_ones_own_hang_together_is_not_told_by_a_new_start(seed: int) -> None:
    """Alpha is worked out from exact answers: with it, two rounds alike in every figure could tell a pair."""
    chance = np.random.default_rng(seed)
    before, after = (
        replace(
            side(_of_ones_own(form), WHOLE),
            responses=["".join(map(str, row)) for row in chance.integers(0, 5, (300, 4))],
        )
        for form in (FIRST, SECOND)
    )
    found = linked(before, after, "s", frozenset(f"own.{item}" for item in "abc"))
    assert isinstance(found, Linked)
    assert found.link == Link(("own.a", "own.b", "own.c"))


def test_common_items_that_do_not_hang_together_start_a_new_measure() -> None:
    chance = np.random.default_rng(5)
    before, after = (
        replace(
            side(form, WHOLE), responses=["".join(map(str, row)) for row in chance.integers(0, 5, (300, 4))]
        )
        for form in (FIRST, SECOND)
    )
    assert linked(before, after, "s", frozenset("abc")) == Restart("alpha")


def test_where_too_few_answered_to_say_whether_they_do_a_new_measure_starts() -> None:
    few = [("Year 3", 14, 0.6)]
    before, after = side(FIRST, few, 2024), side(SECOND, few, 2025, seed=2)
    assert linked(before, after, "s", frozenset("abc")) == Restart("alpha_unknown")


def test_alpha_is_pooled_within_rounds_so_that_a_change_does_not_make_it() -> None:
    one, other = np.diag([2.0, 3.0, 4.0]) + 1, np.diag([1.0, 1.0, 1.0]) + 3
    pooled = (39 * one + 19 * other) / 58
    expected = 3 / 2 * (1 - np.trace(pooled) / pooled.sum())
    assert common_alpha((one, 40), (other, 20)) == pytest.approx(expected)
    assert common_alpha((one, 29), (other, 1)) == pytest.approx(3 / 2 * (1 - np.trace(one) / one.sum()))
    assert common_alpha((one, 15), (other, 14)) is None
    assert common_alpha((np.zeros((3, 3)), 40), (np.zeros((3, 3)), 40)) is None


def test_an_item_that_people_alike_answer_unlike_leaves_the_common_set_and_is_named() -> None:
    five, other = scales_of(1, {"s": "abcdf"}), scales_of(2, {"s": "abcde"})
    lists = {2: list_of(unchanged="abcd", new="e")}
    before, after = side(five, WHOLE, 2024), side(other, WHOLE, 2025, seed=2)
    assert after.responses is not None
    turned = [f"{answers[:3]}4{answers[4:]}" for answers in map(str, after.responses)]
    found = linked(before, replace(after, responses=turned), "s", asked_alike(five, other, lists))
    assert isinstance(found, Linked)
    assert found.link == Link(("a", "b", "c"), ("d",))
    assert found.before.mean == pytest.approx(scores(before, "abc").mean())


def test_where_too_few_are_left_then_the_item_is_named_all_the_same() -> None:
    before, after = side(FIRST, WHOLE, 2024), side(SECOND, WHOLE, 2025, seed=2)
    assert after.responses is not None
    turned = [f"{answers[:2]}4{answers[3:]}" for answers in map(str, after.responses)]
    found = linked(before, replace(after, responses=turned), "s", frozenset("abc"))
    assert found == Restart("other_items", ("c",))


def test_a_common_item_that_a_round_hides_cannot_be_scored_again() -> None:
    before, after = side(FIRST, WHOLE, 2024), side(SECOND, WHOLE, 2025, seed=2)
    items = tuple(
        replace(item, hidden="complement") if item.item == "b" else item for item in before.shown.items
    )
    hiding = replace(before, shown=replace(before.shown, items=items))
    assert linked(hiding, after, "s", frozenset("abc")) == Restart("hidden_items")
    assert linked(after, hiding, "s", frozenset("abc")) == Restart("hidden_items")


def test_deleted_answers_an_unasked_item_and_a_missing_scale_start_a_new_measure() -> None:
    before, after = side(FIRST, WHOLE, 2024), side(SECOND, WHOLE, 2025, seed=2)
    alike = frozenset("abc")
    assert linked(side(FIRST, WHOLE, 2024, gone=True), after, "s", alike) == Restart("kept")
    assert linked(before, after, "t", alike) == Restart("not_asked")
    assert before.responses is not None
    silent = replace(before, responses=["." + answers[1:] for answers in map(str, before.responses)])
    assert linked(silent, after, "s", alike) == Restart("not_asked")


def test_only_unchanged_items_are_asked_alike() -> None:
    lists = {2: list_of(unchanged="ab", reworded="c", retired="d", new="e")}
    assert asked_alike(FIRST, SECOND, lists) == frozenset("ab")
    assert asked_alike(SECOND, FIRST, lists) == frozenset("ab")
    assert asked_alike(FIRST, SECOND, {}) == frozenset()
    assert asked_alike(FIRST, FIRST, {}) == frozenset("abcd")


def test_an_item_stays_alike_over_several_versions_only_if_none_changed_it() -> None:
    third = scales_of(3, {"s": "abce"})
    lists = {2: list_of(unchanged="abc"), 3: list_of(unchanged="abe", reworded="c")}
    assert asked_alike(FIRST, third, lists) == frozenset("ab")


def test_an_item_with_other_answers_is_not_asked_alike_whatever_a_list_says() -> None:
    turned = replace(SECOND, items=tuple(replace(item, reversed=item.id == "a") for item in SECOND.items))
    assert asked_alike(FIRST, turned, LISTS) == frozenset("bc")


def test_a_scale_is_the_same_form_if_its_items_and_their_rule_are() -> None:
    assert same_form(FIRST, scales_of(2, {"s": "dcba"}), "s", frozenset("abcd"))
    assert not same_form(FIRST, scales_of(2, {"s": "dcba"}), "s", frozenset("abc"))
    assert not same_form(FIRST, SECOND, "s", frozenset("abc"))
    assert not same_form(FIRST, scales_of(2, {"t": "abcd"}), "s", frozenset("abcd"))
    stricter = replace(FIRST, scales=(replace(FIRST.scales[0], minimum_answered=3),))
    assert not same_form(FIRST, stricter, "s", frozenset("abcd"))


def test_the_revised_questionnaire_of_the_library_keeps_most_of_its_scales() -> None:
    first, second = (find("pupils-11-18", version).definition for version in (1, 2))
    alike = asked_alike(first, second, changes_by_version("pupils-11-18"))
    assert {item.id for item in first.items} - alike == {"ks3.a2.alone", "ks3.a3.fit"}
    revised = {scale.id for scale in second.scales if not same_form(first, second, scale.id, alike)}
    assert revised == {"culture", "curriculum", "belonging"}
