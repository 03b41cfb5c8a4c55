"""Small rounds read in whole numbers, and scores of one's own read for who said both."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from selfeval.findings.comparisons import Occasion
from selfeval.findings.findings import RoundFindings, from_json, to_json
from selfeval.questionnaires.catalogue import latest
from selfeval.questionnaires.composing import AREA_SCORE, Composition, OwnItem, composed
from selfeval.questionnaires.composing_faults import composing_faults
from selfeval.questionnaires.model import Definition
from selfeval.scoring.comparison.pairs import round_change
from selfeval.scoring.comparison.released_round import ComparedRound
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.partnership.findings import partnership_findings
from selfeval.scoring.partnership.member_schools import school_sums
from selfeval.scoring.round_findings import round_findings
from tests.attack.whole_numbers import answers_alike, release_of, solved_in
from tests.scoring.forms import form

PUPILS = "pupils-7-11"
YES_NO = {"answers": {"en": ("Yes", "No")}, "points": (2, 1), "favourable_from": 2}


def own(text: str, scored: str = "Chairs", **more: object) -> OwnItem:
    return OwnItem({"en": text}, scored=scored, **more)  # type: ignore[arg-type]


WHEELCHAIR = own("I use a wheelchair.", **YES_NO)
REWORDED = own("I come to school in a wheelchair.", **YES_NO)
CHAIRS = (WHEELCHAIR, REWORDED)
HIT = own("A grown-up here hits me.", options="agree5_middle")


def composition(*items: str | OwnItem) -> Composition:
    return Composition(PUPILS, latest(PUPILS).definition.version, items)


def asking(*items: str | OwnItem) -> Definition:
    return composed(composition(*items), 101).definition


def answered(n: int, few: str, seed: int) -> list[str]:
    """Of n people as many use a wheelchair as there are letters: what these few say to the third question."""
    draw = random.Random(seed)
    return [f"00{one}" for one in few] + [f"11{draw.choice('0011223334444')}" for _ in range(n - len(few))]


def swapped(rows: Sequence[str], few: int, seed: int) -> list[str]:
    """Everybody's answers to the third question dealt anew: each question by itself is answered as before."""
    third = [row[2] for row in rows]
    random.Random(seed).shuffle(third)
    first = "4" if seed % 2 else "0"
    third.sort(key=lambda one: one != first)
    return [row[:2] + other for row, other in zip(rows, third, strict=True)]


@pytest.mark.parametrize("questionnaire", [PUPILS, "staff"])
@pytest.mark.parametrize("sizes", [range(10, 16), range(16, 30), range(30, 41)])
def test_in_small_rounds_whole_numbers_say_of_no_hidden_question_whether_one_person_differs(
    questionnaire: str, sizes: range
) -> None:
    """By the rules of November 2026 one in four of these followed."""
    found = solved_in(questionnaire, sizes, 2, 0.85)
    assert found.hidden > 5
    assert found.known == 0
    assert found.told_scores >= 8


def test_where_ten_of_eleven_say_the_best_to_everything_no_score_tells_that_one_says_the_worst() -> None:
    definition = latest(PUPILS).definition
    best = answers_alike(definition, 1, 1, 5.0)[0]
    worst = answers_alike(definition, 1, 1, -5.0)[0]
    shown = release_of(definition, [*[best] * 10, worst])
    assert all(scale.mean is None and scale.sd is None for scale in shown.scales)
    assert shown == release_of(definition, [best] * 11)


@pytest.mark.parametrize("n", [12, 24, 40, 60, 100])
@pytest.mark.parametrize("few", ["04", "004", "0011"])
def test_a_score_of_ones_own_tells_the_same_whoever_said_both(n: int, few: str) -> None:
    definition = asking(WHEELCHAIR, REWORDED, HIT)
    rows = answered(n, few, n)
    told = release_of(definition, rows)
    assert told.scales[0].mean is not None or n < 20
    for seed in range(4):
        other = release_of(definition, swapped(rows, len(few), seed))
        assert (other.scales, other.items) == (told.scales, told.items)


def test_nor_does_its_change_or_what_a_trust_pools_of_it() -> None:
    definition = asking(WHEELCHAIR, REWORDED, HIT)
    rows, before = answered(60, "004", 3), answered(48, "0123", 4)
    told = [_change(definition, before, now) for now in (rows, swapped(rows, 3, 0), swapped(rows, 3, 1))]
    assert told[0].scales[0].difference is not None
    assert told[0].scales == told[1].scales == told[2].scales
    pooled = [_pooled(definition, now) for now in (rows, swapped(rows, 3, 0), swapped(rows, 3, 1))]
    assert pooled[0] == pytest.approx(pooled[1])
    assert pooled[0] == pytest.approx(pooled[2])


def _full(definition: Definition, rows: Sequence[str]) -> RoundFindings:
    return round_findings(definition, rows, groups=["Year 4"] * len(rows), rolls={"Year 4": len(rows) + 4})


def _change(definition: Definition, before: Sequence[str], now: Sequence[str]):  # type: ignore[no-untyped-def]
    sides = []
    for year, rows in ((2025, before), (2026, now)):
        full = _full(definition, rows)
        occasion = Occasion(f"Autumn {year}", f"{year}-10-05", f"{year}-10-16", 101, f"{year}", n=full.n)
        sides.append(ComparedRound(occasion, definition, publish(full), full, rows))
    return round_change(sides[0], sides[1], {})


def _pooled(definition: Definition, rows: Sequence[str]) -> list[float]:
    full = _full(definition, rows)
    sums = school_sums("Larkbeck", full, [publish(full)]).figures[full.scales[0].scale][""]
    return [sums.n, sums.total, sums.squares]


def test_of_two_schools_that_hide_a_question_their_trust_tells_not_whether_anybody_differs() -> None:
    """A share over both, in whole numbers, would say how many of forty people differ: none in either."""
    definition = latest(PUPILS).definition
    best = answers_alike(definition, 1, 1, 5.0)[0]
    worst = answers_alike(definition, 1, 1, -5.0)[0]
    told = []
    for rows in ([best] * 20, [*[best] * 19, worst]):
        full = _full(definition, rows)
        shown = publish(full)
        sums = school_sums("Larkbeck", full, [shown])
        hidden = [item.item for item in shown.items if item.hidden == "unanimous" and item.favourable]
        assert len(hidden) > 20
        told.append([sums.figures[item][""] for item in hidden])
        told[-1] += [sums.figures[scale.scale][""] for scale in shown.scales]
    assert told[0] == told[1]


@pytest.mark.parametrize("n", [20, 24, 40])
def test_nor_of_an_area_that_schools_tell_by_its_end_without_a_share(n: int) -> None:
    """Two questions alike and one not: pooled 99 or 98, which said whether one of both schools differs."""
    definition = latest(PUPILS).definition
    best, other = answers_alike(definition, 1, 1, 5.0)[0], answers_alike(definition, 1, 1, 0.5)[0]
    scales = {scale.id: scale.items for scale in definition.scales}
    places = [at for at, item in enumerate(definition.items) if item.id in scales["leadership"]]
    told = []
    for differs in (0, 1):
        rows = [list(best if at % 3 else other) for at in range(n)]
        for at, row in enumerate(rows):
            for place in places:
                row[place] = best[place]
            if at < 2:
                row[places[-1]] = other[places[-1]]
            if at == 5 and differs:
                row[places[0]] = other[places[0]]
        full = _full(definition, ["".join(row) for row in rows])
        area = next(scale for scale in publish(full).scales if scale.scale == "leadership")
        assert (area.hidden, area.favourable) == ("unanimous", None)
        schools = [school_sums(name, full, [publish(full)]) for name in ("Larkbeck", "Oxenmoor")]
        pooled = partnership_findings(schools, 2, scales=scales)
        assert pooled is not None
        told.append([figure for figure in pooled.groups[0].figures if figure.figure == "leadership"])
        assert any(figure.mean for figure in pooled.groups[0].figures)
    assert told == [[], []]


@pytest.mark.parametrize("n", [12, 24])
def test_nor_does_a_year_that_two_schools_tell_by_its_end_or_with_everyones_spread(n: int) -> None:
    definition = form(3, scales=[[0, 1, 2]])
    for year in (["000"] * n, ["000"] * (n - 1) + ["444"]):
        rows = [*year, *(f"{at % 5}{at % 4}{at % 3}" for at in range(40))]
        groups = ["Year 3"] * n + ["Year 4"] * 40
        full = round_findings(definition, rows, groups=groups, rolls={"Year 3": n + 2, "Year 4": 44})
        shown = publish(full)
        sums = [school_sums(name, full, [shown]) for name in ("Larkbeck", "Oxenmoor")]
        pooled = partnership_findings(sums, 2, scales={"s0": definition.scales[0].items})
        assert pooled is not None
        (of_year,) = (group.figures for group in pooled.groups if group.group == "Year 3")
        whole = shown.scales[0]
        if year[-1] == "000":
            assert not any(figure.mean for figure in of_year)
        else:
            assert sums[0].figures["s0"]["Year 3"].variance == pytest.approx((whole.sd or 0) ** 2)


def test_an_area_score_that_has_own_questions_tells_the_same_whoever_said_both() -> None:
    """One question of ours in it is enough: two others may be copies of each other."""
    base = latest(PUPILS).definition
    asked = next(item for item in base.items if item.area == "bullying" and item.kind == "experience")
    chairs = (
        replace(one, scored=AREA_SCORE, commitment=asked.commitment or "") for one in (WHEELCHAIR, REWORDED)
    )
    definition = asking(asked.id, *chairs)
    assert [scale.kind for scale in definition.scales] == ["area"]
    letters = sorted(definition.characters(definition.items[0]).values())[1:4:2]
    rows = [f"{letters[at % 2]}{'00' if at < 3 else '11'}" for at in range(60)]
    other = [f"{letters[at >= 30]}{'00' if at < 3 else '11'}" for at in range(60)]
    told = release_of(definition, rows)
    assert told.scales[0].mean is not None
    assert told.scales == release_of(definition, other).scales


def test_a_score_of_ones_own_is_told_of_everyone_and_of_no_year() -> None:
    """By year three wordings of one question would be that question: exactly one of twelve."""
    definition = asking(WHEELCHAIR, REWORDED, HIT, "ks2.a2.does", "ks2.a2.place")
    rows = [f"{'00' if at % 9 == 0 else '11'}{at % 5}{at % 3}{at % 4}" for at in range(60)]
    groups = [f"Year {3 + at // 15}" for at in range(60)]
    full = round_findings(definition, rows, groups=groups, rolls={f"Year {at}": 16 for at in range(3, 7)})
    shown = publish(full)
    assert shown.scales[0].mean is not None
    assert {group.scales[0].hidden for group in shown.groups()} == {"own"}


def test_a_score_of_two_questions_is_a_fault_at_its_first_question() -> None:
    faults = composing_faults(composition(WHEELCHAIR, HIT))
    said = (
        "The score “Chairs” has only 2 questions. It needs three or more. Add to it, or choose “By itself”."
    )
    assert (0, said) in [(fault.place, fault.sentence) for fault in faults]
    three = composing_faults(composition(WHEELCHAIR, HIT, REWORDED))
    assert not any("score" in fault.sentence for fault in three)


def test_of_twenty_four_people_nothing_is_told_that_one_more_answer_to_a_question_would_always_move() -> None:
    definition = latest(PUPILS).definition
    shown = release_of(definition, answers_alike(definition, 24, 5, 0.6))
    there = [item for item in shown.items if item.hidden is None and item.favourable]
    assert len(there) > 15
    assert {item.n for item in there} == {20}
    assert all(item.shares is None and not item.apart for item in there)
    assert all(item.favourable and item.favourable.value % 10 == 0 for item in there)
    assert all((item.unfavourable or 0) % 10 == 0 for item in there)
    scored = [scale for scale in shown.scales if scale.mean]
    assert scored
    for scale in scored:
        assert scale.mean is not None
        assert scale.sd is None
        assert scale.reliability is None
        assert scale.unscored is None
        assert scale.mean.value % 5 == 0
        assert scale.mean.interval is not None
        assert scale.mean.interval.low % 5 == scale.mean.interval.high % 5 == 0
    assert from_json(to_json(shown)) == shown


def test_a_share_in_steps_stands_for_two_numbers_of_people_at_least() -> None:
    definition = latest("pupils-5-7").definition
    for n in range(10, 30):
        told: dict[float, set[int]] = {}
        place = next(at for at, item in enumerate(definition.items) if definition.has_points(item))
        ends = sorted(definition.characters(definition.items[place]).values())
        for liked in range(n + 1):
            rows = [ends[0] if at < liked else ends[2] for at in range(n)]
            rows = ["." * place + one + "." * (len(definition.items) - place - 1) for one in rows]
            item = release_of(definition, rows).items[place]
            assert item.favourable is not None
            if item.hidden is None:
                told.setdefault(item.favourable.value, set()).add(liked)
        assert min(map(len, told.values())) >= 2, n
        assert set().union(*told.values()) == set(range(2, n - 1))


def test_of_thirty_people_everything_is_told_in_whole_numbers_as_before() -> None:
    definition = latest(PUPILS).definition
    shown = release_of(definition, answers_alike(definition, 30, 5, 0.5))
    assert (shown.step, shown.share_step) == (1, 1)
    assert any(scale.sd for scale in shown.scales)
    assert '"step":1,"weights"' not in to_json(shown)
    assert '"share_step"' not in to_json(shown)
