"""Pupils and staff side by side: paired questions, Welch's test and the perception gap (MEASUREMENT 12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from selfeval.findings.comparisons import Occasion, ScaleGap
from selfeval.questionnaires.catalogue import latest
from selfeval.questionnaires.model import Definition, Item, Scale
from selfeval.scoring.comparison.equating import items_asked_of_both
from selfeval.scoring.comparison.pairs import published_gaps, scale_gaps
from selfeval.scoring.comparison.released_round import ComparedRound
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.round_findings import round_findings
from tests.invented import answers
from tests.scoring.forms import AGREE, AMOUNT, mixed
from tests.scoring.statsmodels_corrections import multipletests

LINKS = (("L1", "L2", None), ("L3", "L4"))
"""Of the items of two areas: one of the first is asked of one voice only."""


def form(audience: str, *, reversed_: tuple[str, ...] = (), options: object = AGREE) -> Definition:
    items = tuple(
        Item(
            f"{audience}.{area}{number}",
            "experience",
            "agree5" if options is AGREE else "amount3",
            area=f"a{area}",
            link=link,
            link_kind=None if link is None else "mirror",
            reversed=f"{audience}.{area}{number}" in reversed_,
        )
        for area, links in enumerate(LINKS)
        for number, link in enumerate(links)
    )
    scales = tuple(
        Scale(
            f"a{area}", "area", tuple(item.id for item in items if item.area == f"a{area}"), area=f"a{area}"
        )
        for area in range(len(LINKS))
    )
    return Definition(audience, 1, audience, items, scales, (AGREE, AMOUNT))  # type: ignore[arg-type]


OCCASION = Occasion("Autumn survey", "2026-10-05", "2026-10-16", 1)


def made(definition: Definition, responses: Sequence[str], shown: Sequence[str] = ()) -> ComparedRound:
    """One voice; `shown` are the answers its published findings are made from, if not these."""
    published = publish(round_findings(definition, shown or responses))
    return ComparedRound(OCCASION, definition, published, None, responses)


def side(definition: Definition, n: int, lean: float, seed: int = 1) -> ComparedRound:
    """`n` people whose answers lie around a place: 0 agrees most."""
    draw = np.random.default_rng(seed)
    places = np.clip(np.rint(draw.normal(lean, 1, (n, len(definition.items)))), 0, 4).astype(int)
    responses = ["".join(map(str, row)) for row in places]
    return made(definition, responses)


def scores(one: ComparedRound, places: list[int]) -> np.ndarray:
    return np.array(
        [np.mean([100 - 25 * int(each[place]) for place in places]) for each in one.responses or ()]
    )


def test_only_questions_that_both_were_asked_are_paired() -> None:
    assert items_asked_of_both(form("pupils"), form("staff")) == {
        "a0": (("pupils.00", "staff.00"), ("pupils.01", "staff.01")),
        "a1": (("pupils.10", "staff.10"), ("pupils.11", "staff.11")),
    }


def test_three_pictures_are_not_set_against_five_steps() -> None:
    assert items_asked_of_both(form("pupils", options=AMOUNT), form("staff")) == {}
    assert items_asked_of_both(latest("pupils-5-7").definition, latest("staff").definition) == {}


@pytest.mark.parametrize("band", ["pupils-7-11", "pupils-11-18"])
def test_each_pair_of_the_library_has_one_link_and_no_attitude(band: str) -> None:
    pupils, staff = latest(band).definition, latest("staff").definition
    found = items_asked_of_both(pupils, staff)
    assert {"leadership", "culture", "flourish", "bullying", "community", "belonging"} <= found.keys()
    for pairs in found.values():
        for own, theirs in pairs:
            assert pupils.item(own).link == staff.item(theirs).link
            assert pupils.item(own).kind != "attitude"


def test_gaps_are_welchs_with_benjamini_and_hochberg_as_in_scipy_and_statsmodels() -> None:
    pupils, staff = side(form("pupils"), 120, 1.7), side(form("staff"), 35, 1.1, seed=2)
    found = scale_gaps(pupils, staff, 10, published=False)
    tests = []
    for gap, places in zip(found, ([0, 1], [3, 4]), strict=True):
        one, other = scores(pupils, places), scores(staff, places)
        test = stats.ttest_ind(other, one, equal_var=False)
        interval = test.confidence_interval()
        assert (gap.pupils, gap.staff) == pytest.approx((one.mean(), other.mean()))
        assert gap.difference is not None
        assert gap.difference.value == pytest.approx(other.mean() - one.mean())
        assert gap.difference.interval is not None
        assert (gap.difference.interval.low, gap.difference.interval.high) == pytest.approx(tuple(interval))
        tests.append(test.pvalue)
    adjusted = multipletests(tests, method="fdr_bh")[1]
    assert [gap.technical.adjusted for gap in found if gap.technical] == pytest.approx(adjusted)


def test_a_gap_is_perceived_from_ten_points_on_and_beyond_chance() -> None:
    def perceived(pupils: ComparedRound, staff: ComparedRound) -> list[bool]:
        return [gap.perceived for gap in scale_gaps(pupils, staff, 10)]

    people, workers = form("pupils"), form("staff")
    assert perceived(side(people, 300, 2.0), side(workers, 60, 1.0, 2)) == [True, True]
    assert perceived(side(people, 300, 1.0), side(workers, 60, 2.0, 2)) == [True, True]
    assert perceived(side(people, 3000, 1.25), side(workers, 3000, 1.0, 2)) == [False, False]  # small
    assert perceived(side(people, 10, 1.6), side(workers, 10, 1.0, 2)) == [False, False]  # chance


@pytest.mark.parametrize("sign", [1, -1])
def test_half_a_point_under_ten_counts_as_ten_whichever_voice_is_higher(sign: int) -> None:
    pupils = ["11111", "22222", "33333"] * 100
    staff = [
        "".join(str(int(place) - sign) for place in each) if person < 114 else each
        for person, each in enumerate(pupils)
    ]
    found = scale_gaps(made(form("pupils"), pupils), made(form("staff"), staff), 10)
    assert [gap.difference and gap.difference.value for gap in found] == [sign * 9.5] * 2
    assert [gap.perceived for gap in found] == [True, True]
    assert [gap.difference and gap.difference.value for gap in published_gaps(found)] == [sign * 10] * 2


def test_a_question_turned_round_for_one_voice_is_scored_its_own_way() -> None:
    pupils = side(form("pupils"), 60, 1.5)
    turned = form("staff", reversed_=("staff.00", "staff.01"))
    mirrored = [
        "".join(str(4 - int(c)) if p < 2 else c for p, c in enumerate(r)) for r in pupils.responses or ()
    ]
    staff = made(turned, mirrored)
    gap = scale_gaps(pupils, staff, 10)[0]
    assert gap.pupils == pytest.approx(gap.staff)


def test_under_the_threshold_on_either_side_nothing_is_shown() -> None:
    pupils, staff = side(form("pupils"), 40, 1.5), side(form("staff"), 9, 1.5)
    assert {gap.hidden for gap in scale_gaps(pupils, staff, 10)} == {"few"}
    assert all(
        (gap.pupils, gap.staff, gap.difference) == (None, None, None) for gap in scale_gaps(pupils, staff, 10)
    )


def test_a_question_that_is_not_shown_takes_its_gap_along() -> None:
    pupils, staff = side(form("pupils"), 40, 1.5), side(form("staff"), 30, 1.5)
    items = tuple(
        replace(item, hidden="complement") if item.item == "staff.11" else item for item in staff.shown.items
    )
    found = scale_gaps(pupils, replace(staff, shown=replace(staff.shown, items=items)), 10)
    assert [gap.hidden for gap in found] == [None, "hidden_items"]


def test_voices_that_answer_all_alike_have_no_test() -> None:
    definition = form("staff")
    same = made(definition, ["11111"] * 30, mixed(40, 5))
    found = scale_gaps(side(form("pupils"), 40, 1.5), same, 10)
    assert {gap.hidden for gap in found} == {"unanimous"}


def test_published_gaps_are_whole_numbers_without_the_test_behind_them() -> None:
    found = published_gaps(scale_gaps(side(form("pupils"), 120, 1.7), side(form("staff"), 35, 1.1, 2), 10))
    for gap in found:
        assert gap.technical is None
        assert gap.difference is not None
        assert gap.difference.interval is not None
        figures = (gap.pupils, gap.staff, gap.difference.value, gap.difference.interval.low)
        assert all(figure == int(figure) for figure in figures if figure is not None)


def test_missing_answers_follow_the_half_rule_on_the_paired_questions_alone() -> None:
    definition = form("staff")
    responses = ["0...."] * 12 + ["..000"] * 12 + ["01234"] * 6 + ["11234"] * 6
    staff = made(definition, responses, mixed(40, 5))
    gap = scale_gaps(side(form("pupils"), 40, 1.5), staff, 10)[0]
    assert gap.staff == pytest.approx(np.mean([87.5, 75]))  # one of two paired answers is too few


def test_a_gap_with_nothing_to_show_is_an_empty_one() -> None:
    assert published_gaps([ScaleGap("a", (("x", "y"),), hidden="few")]) == (
        ScaleGap("a", (("x", "y"),), hidden="few"),
    )


def test_the_librarys_belonging_is_one_of_the_gaps() -> None:
    pupils, staff = latest("pupils-7-11").definition, latest("staff").definition
    sides = [
        made(each, given) for each, given in ((pupils, answers(pupils, 90)), (staff, answers(staff, 30)))
    ]
    found = scale_gaps(*sides, 10)
    assert found[-1].scale == "belonging"
    assert len(found) == 7
