"""A round set against an earlier one: what is shown of it, and how strictly (MEASUREMENT 7, 10 and 13)."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from selfeval.findings.comparisons import Link, RoundChange, ScaleChange
from selfeval.findings.findings import ItemFinding, ScaleFinding
from selfeval.questionnaires.model import Definition
from selfeval.scoring.comparison.pairs import round_change
from selfeval.scoring.comparison.released_round import ComparedRound
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.measurement.scale_scores import matrix, points, scale_scores
from selfeval.scoring.round_findings import round_findings
from tests.scoring.compared import list_of, scales_of, side
from tests.scoring.comparison.pairing import FORM, LATER, YEARS, exact, of, pair, scores
from tests.scoring.statsmodels_corrections import multipletests


def test_every_scale_of_the_whole_is_tested_by_welch_and_corrected_together() -> None:
    earlier, later = pair()
    change = exact(earlier, later)
    tests = [
        stats.ttest_ind(scores(later, place), scores(earlier, place), equal_var=False) for place in range(3)
    ]
    _, adjusted, _, _ = multipletests([test.pvalue for test in tests], method="fdr_bh")
    for place, (found, test) in enumerate(zip(change.scales, tests, strict=True)):
        assert found.difference is not None
        assert found.technical is not None
        before, after = scores(earlier, place).mean(), scores(later, place).mean()
        assert (found.before, found.after) == (pytest.approx(before), pytest.approx(after))
        assert found.difference.value == pytest.approx(after - before)
        assert found.difference.interval is not None
        ends = found.difference.interval.low, found.difference.interval.high
        assert ends == pytest.approx(tuple(test.confidence_interval()))
        assert found.technical.p == pytest.approx(test.pvalue)
        assert found.technical.adjusted == pytest.approx(adjusted[place])


def test_groups_are_a_family_of_their_own() -> None:
    earlier, later = pair()
    change = exact(earlier, later)
    assert [(each.by, each.group) for each in change.groups] == [("group", f"Year {n}") for n in (3, 4, 5)]
    p = [
        stats.ttest_ind(scores(later, place, group), scores(earlier, place, group), equal_var=False).pvalue
        for group in ("Year 3", "Year 4", "Year 5")
        for place in range(3)
    ]
    _, adjusted, _, _ = multipletests(p, method="fdr_bh")
    found = [each.technical.adjusted for group in change.groups for each in group.scales if each.technical]
    assert found == pytest.approx(list(adjusted))


def test_holm_may_be_chosen_and_is_said() -> None:
    earlier, later = pair()
    change = exact(earlier, later, correction="holm")
    p = [each.technical.p for each in change.scales if each.technical]
    assert [each.technical.adjusted for each in change.scales if each.technical] == pytest.approx(
        list(multipletests(p, method="holm")[1])
    )
    assert (change.correction, exact(earlier, later).correction) == ("holm", "benjamini-hochberg")


def test_published_changes_are_the_exact_ones_in_whole_numbers_with_the_exact_label() -> None:
    earlier, later = pair()
    full, told = exact(earlier, later), round_change(earlier, later, {})
    for one, other in [
        *zip(full.scales, told.scales, strict=True),
        *((a, b) for x, y in zip(full.groups, told.groups, strict=True)
          for a, b in zip(x.scales, y.scales, strict=True)),
    ]:  # fmt: skip
        assert one.difference is not None
        assert other.difference is not None
        assert one.difference.interval is not None
        assert other.difference.interval is not None
        assert (other.label, other.shade, other.technical) == (one.label, one.shade, None)
        for exactly, shown in (
            (one.difference.interval.low, other.difference.interval.low),
            (one.difference.interval.high, other.difference.interval.high),
            (one.before, other.before),
            (one.after, other.after),
        ):
            assert exactly is not None
            assert shown is not None
            assert shown == int(shown)
            assert abs(exactly - shown) <= 0.5
        assert other.before is not None
        assert other.after is not None
        assert other.difference.value == other.after - other.before, "a reader's subtraction comes out"
        assert abs(one.difference.value - other.difference.value) < 1


def test_a_scale_that_one_round_hides_is_not_compared_for_anyone() -> None:
    earlier, later = pair()
    hiding = replace(
        later.shown,
        scales=(ScaleFinding("s", hidden="complement"), *later.shown.scales[1:]),
        breakdowns=tuple(
            replace(each, groups=tuple(
                replace(group, scales=(ScaleFinding("s", hidden="complement"), *group.scales[1:]))
                for group in each.groups
            ))
            for each in later.shown.breakdowns
        ),
    )  # fmt: skip
    change = exact(earlier, replace(later, shown=hiding))
    assert of(change, "s") == ScaleChange("s", hidden="complement")
    assert of(change, "s", "Year 4") == ScaleChange("s", hidden="complement")
    p = [each.technical.p for each in change.scales if each.technical]
    assert len(p) == 2
    assert [each.technical.adjusted for each in change.scales if each.technical] == pytest.approx(
        list(multipletests(p, method="fdr_bh")[1])
    )


def test_a_round_whose_answers_are_deleted_is_compared_by_what_it_released() -> None:
    earlier, later = pair()
    gone = side(FORM, YEARS, 2024, gone=True)
    blurred, full = exact(gone, later), exact(earlier, later)
    for one, other in zip(blurred.scales, full.scales, strict=True):
        assert one.difference is not None
        assert other.difference is not None
        assert one.difference.value == pytest.approx(other.difference.value, abs=0.5)
        assert one.technical is not None
        assert other.technical is not None
        assert one.technical.se == pytest.approx(other.technical.se, rel=0.05)
    assert {each.hidden for each in blurred.groups} == {"kept"}
    assert {each.hidden for each in blurred.items} == {"kept"}


FIRST = scales_of(1, {"s": "abcd", "t": "efg", "u": "hijk"})
SECOND = scales_of(2, {"s": "abcx", "t": "efg", "u": "yzkh"})
LISTS = {2: list_of(unchanged="abcefgh", reworded="k", retired="dij", new="xyz")}


def revised(**how: object) -> RoundChange:
    big = [(name, 2 * n, lean) for name, n, lean in YEARS]
    return round_change(side(FIRST, big, 2024), side(SECOND, big, 2025, seed=2), LISTS, **how)  # type: ignore[arg-type]


def test_a_revised_scale_is_compared_on_its_common_items_for_the_whole_only() -> None:
    change = revised()
    assert of(change, "s").link == Link(("a", "b", "c"))
    assert of(change, "s").difference is not None
    assert of(change, "t").link is None
    assert of(change, "u") == ScaleChange("u", hidden="other_items")
    assert of(change, "s", "Year 3") == ScaleChange("s", hidden="revised")
    assert of(change, "t", "Year 3").difference is not None
    assert of(change, "u", "Year 3") == ScaleChange("u", hidden="other_items")


def test_items_are_compared_where_both_versions_ask_them_alike() -> None:
    reasons = {each.item: each.hidden for each in revised().items}
    assert reasons == dict.fromkeys("abcefgh") | {"k": "reworded"}


def item_scores(found: ComparedRound, item: str) -> pd.Series[float]:
    assert found.responses is not None
    values = points(found.definition, matrix(found.definition, found.responses))
    place = [each.id for each in found.definition.items].index(item)
    return pd.Series(values[:, place].astype(float)).dropna()


def test_items_have_their_interval_and_no_label() -> None:
    earlier, later = pair()
    change = exact(earlier, later)
    p = {}
    for found in change.items:
        test = stats.ttest_ind(
            item_scores(later, found.item), item_scores(earlier, found.item), equal_var=False
        )
        assert found.difference is not None
        assert found.difference.interval is not None
        ends = found.difference.interval.low, found.difference.interval.high
        assert ends == pytest.approx(tuple(test.confidence_interval()))
        before, after = (
            next(each.favourable for each in one.shown.items if each.item == found.item)
            for one in (earlier, later)
        )
        assert before is not None
        assert after is not None
        assert found.favourable == (before.value, after.value)
        p[found.item] = test.pvalue
    beyond = multipletests(list(p.values()), method="fdr_bh")[0]
    assert [each.beyond for each in change.items] == list(beyond)
    assert any(beyond)
    assert not all(beyond)


def test_the_five_items_that_moved_most_are_numbered() -> None:
    change = exact(*pair())
    moved = sorted(change.items, key=lambda item: -abs(item.difference.value) if item.difference else 0)
    assert [each.place for each in moved] == [1, 2, 3, 4, 5] + [None] * (len(moved) - 5)


def test_an_item_that_a_round_hides_is_not_compared() -> None:
    earlier, later = pair()
    items = (replace(later.shown.items[0], hidden="unanimous"), *later.shown.items[1:])
    change = exact(earlier, replace(later, shown=replace(later.shown, items=items)))
    assert change.items[0].hidden == "unanimous"
    assert change.items[0].difference is None
    assert sum(each.place is not None for each in change.items) == 5


def one_scale(definition: Definition) -> Definition:
    return replace(definition, scales=definition.scales[:1])


def test_a_scale_that_the_earlier_version_did_not_have_was_not_asked() -> None:
    earlier = side(one_scale(FORM), YEARS, 2024)
    assert of(exact(earlier, side(FORM, LATER, seed=2)), "t") == ScaleChange("t", hidden="not_asked")


def test_swapping_the_rounds_turns_every_label() -> None:
    earlier, later = pair()
    turned = {"improved": "declined", "declined": "improved"}
    for one, other in zip(exact(earlier, later).scales, exact(later, earlier).scales, strict=True):
        assert other.label == turned.get(one.label, one.label)
        assert one.difference is not None
        assert other.difference is not None
        assert other.difference.value == pytest.approx(-one.difference.value)


def test_a_round_against_itself_is_about_the_same() -> None:
    earlier, _ = pair()
    for found in exact(earlier, earlier).scales:
        assert (found.label, found.shade) == ("unclear", "same")
        assert found.difference is not None
        assert found.difference.value == 0


def turned_round(found: ComparedRound) -> ComparedRound:
    """The same answers, with every item asked the other way round."""
    items = tuple(replace(item, reversed=not item.reversed) for item in found.definition.items)
    definition = replace(found.definition, items=items)
    assert found.responses is not None
    names = [name for name, n, _ in (YEARS if found.year == 2024 else LATER) for _ in range(n)]
    full = round_findings(definition, found.responses, groups=names)
    return replace(found, definition=definition, shown=full, full=full)


def test_turned_round_a_rise_is_a_fall_and_turned_twice_it_is_itself() -> None:
    earlier, later = pair(published=False)
    plain = exact(earlier, later)
    once = exact(turned_round(earlier), turned_round(later))
    twice = exact(turned_round(turned_round(earlier)), turned_round(turned_round(later)))
    for one, other, again in zip(plain.scales, once.scales, twice.scales, strict=True):
        assert one.difference is not None
        assert other.difference is not None
        assert other.difference.value == pytest.approx(-one.difference.value)
        assert other.label == {"improved": "declined", "declined": "improved"}.get(one.label, one.label)
        assert again.difference == one.difference


def _with_question_read_anew(version: ComparedRound, seed: int = 4) -> ComparedRound:
    """The same round, but that nearly all who disagreed with question e agree with it: nobody said why."""
    place = [item.id for item in version.definition.items].index("e")
    chance = random.Random(seed)
    assert isinstance(version.responses, list)
    responses = [
        one[:place]
        + ("0" if one[place] in "234" and chance.random() < 0.9 else one[place])
        + one[place + 1 :]
        for one in version.responses
    ]
    full = round_findings(version.definition, responses, roll=version.shown.roll)
    return replace(version, full=full, shown=publish(full), responses=responses)


def test_a_question_that_means_something_else_now_is_named_where_a_verdict_hangs_on_it() -> None:
    form = scales_of(1, {"s": "abcde", "t": "fghij"})
    before = side(form, [("Year 7", 260, 0.5)], 2024, seed=1)
    after = _with_question_read_anew(side(form, [("Year 7", 260, 0.5)], 2025, seed=2))
    changed = round_change(before, after, {})
    scale, other = changed.scales
    assert scale.label == "improved"
    assert scale.rests_on is not None
    assert scale.rests_on.items == ("e",)
    assert abs(scale.rests_on.without.value) <= 4
    assert other.rests_on is None
    exact = round_change(before, after, {}, published=False).scales[0]
    assert exact.rests_on is not None
    without = [
        scale_scores(scales_of(1, {"s": "abcd"}), matrix(form, one.responses or [])[:, :4])[:, 0]
        for one in (before, after)
    ]
    means = [float(np.nanmean(scores)) for scores in without]
    assert exact.rests_on.without.value == pytest.approx(means[1] - means[0])


def test_nothing_is_said_of_it_where_the_word_would_be_the_same_or_too_few_answered() -> None:
    form = scales_of(1, {"s": "abcde"})
    before = side(form, [("Year 7", 260, 0.4)], 2024, seed=1)
    risen = _with_question_read_anew(side(form, [("Year 7", 260, 0.65)], 2025, seed=2))
    assert round_change(before, risen, {}).scales[0].label == "improved"
    assert round_change(before, risen, {}).scales[0].rests_on is None
    few = [side(form, [("Year 7", 180, 0.5)], year, seed=year) for year in (2024, 2025)]
    found = round_change(few[0], _with_question_read_anew(few[1]), {}).scales[0]
    assert (found.label, found.rests_on) == ("improved", None)


def test_what_a_verdict_hangs_on_is_the_same_in_any_order_of_rows_and_of_rounds() -> None:
    form = scales_of(1, {"s": "abcde"})
    before = side(form, [("Year 7", 260, 0.5)], 2024, seed=1)
    after = _with_question_read_anew(side(form, [("Year 7", 260, 0.5)], 2025, seed=2))
    found = round_change(before, after, {}, published=False).scales[0].rests_on
    turned = round_change(after, before, {}, published=False).scales[0]
    assert found is not None
    assert turned.label == "declined"
    assert turned.rests_on is not None
    assert turned.rests_on.items == found.items
    assert turned.rests_on.without.value == pytest.approx(-found.without.value)
    assert isinstance(after.responses, list)
    mixed_up = replace(after, responses=sorted(after.responses))
    assert round_change(before, mixed_up, {}, published=False).scales[0].rests_on == found


def test_a_hidden_question_is_not_named() -> None:
    form = scales_of(1, {"s": "abcde"})
    before = side(form, [("Year 7", 260, 0.5)], 2024, seed=1)
    after = _with_question_read_anew(side(form, [("Year 7", 260, 0.5)], 2025, seed=2))
    items = tuple(
        ItemFinding(item.item, hidden="complement") if item.item == "a" else item
        for item in after.shown.items
    )
    hidden = replace(after, shown=replace(after.shown, items=items))
    assert round_change(before, hidden, {}).scales[0].rests_on is None
