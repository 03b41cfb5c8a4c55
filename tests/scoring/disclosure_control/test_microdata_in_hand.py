"""Somebody who holds every row of a round wants to know whose answers are whose (docs/decisions/0017)."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest

from selfeval.findings.findings import Breakdown
from selfeval.questionnaires.catalogue import latest
from selfeval.scoring.disclosure_control.attribute_disclosure import assignment_bits, table_details
from selfeval.scoring.disclosure_control.characteristics import characteristic_breakdowns
from selfeval.scoring.disclosure_control.recoding import Characteristic
from selfeval.scoring.measurement.scale_scores import matrix, scale_scores
from tests.invented import answers
from tests.scoring.attackers import fitting, people, scores_of, subsets, table_of, told_of
from tests.scoring.holders import Codes, Table, attack, told_by, whole_numbers

PUPILS = latest("pupils-7-11").definition
SCALES = [scale.id for scale in PUPILS.scales]


def school(pupils: int, years: int) -> tuple[Table, Codes, Codes, Breakdown]:
    """Scores of a made-up round, years, sexes, and the published table by sex."""
    rows, draw = answers(PUPILS, pupils), np.random.default_rng(pupils)
    sexes, year = draw.integers(0, 2, pupils), np.sort(draw.integers(0, years, pupils))
    (found,) = characteristic_breakdowns(
        PUPILS,
        rows,
        [Characteristic("about.sex", ("girl", "boy"), [("girl", "boy")[sex] for sex in sexes])],
        groups=[f"Year {each}" for each in year],
    )
    return scale_scores(PUPILS, matrix(PUPILS, rows)), year, sexes, found


def test_means_and_spreads_of_eight_scales_left_one_way_to_divide_twenty_rows() -> None:
    scores = np.nan_to_num(scale_scores(PUPILS, matrix(PUPILS, answers(PUPILS, 20))), nan=50)
    sexes = np.array([0, 1] * 10)
    sets = subsets(20, 10)
    sums, squares = sets @ scores, sets @ scores**2
    told = whole_numbers(scores, sexes, spreads=True)
    fit = fitting(sums, squares, 10, told, 0)
    fit &= fitting(scores.sum(0) - sums, (scores**2).sum(0) - squares, 10, told, 1)
    assert fit.sum() == 1
    assert (sets[fit][0] == (sexes == 0)).all()


@pytest.mark.parametrize("seed", range(4))
def test_even_one_mean_of_girls_who_are_much_happier_would_leave_twenty_rows_few_ways(seed: int) -> None:
    rows, values = people(random.Random(seed), 10, 10, [])
    assert all(scale.mean is None for group in table_of(rows, values).groups for scale in group.scales)


@pytest.mark.parametrize("seed", range(4))
def test_of_girls_who_are_much_happier_what_is_told_leaves_a_thousand_ways(seed: int) -> None:
    rows, values = people(random.Random(seed), 18, 18, [])
    told, scales = told_of(table_of(rows, values))
    for place, scale in enumerate(scales):
        low, high = (18 * bound[0, place] for bound in told.means)
        assert ways(scores_of(rows)[:, scale], 18, low, high) >= 1000


def ways(scores: Table, size: int, low: float, high: float) -> int:
    """How many sets of so many rows have a sum between these: all counted, by size and sum."""
    counted: list[Counter[float]] = [Counter({0.0: 1}), *(Counter() for _ in range(size))]
    for score in scores:
        for many in range(size, 0, -1):
            for total, number in counted[many - 1].items():
                counted[many][round(total + float(score), 6)] += number
    return sum(number for total, number in counted[size].items() if low - 1e-6 <= total <= high + 1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("pupils", [40, 60])
def test_a_holder_of_the_rows_who_draws_divisions_is_sure_of_nobody(pupils: int) -> None:
    scores, year, sexes, found = school(pupils, 2)
    shown, told = told_by(found, SCALES)
    assert told
    verdict = attack(scores[:, told], year, sexes, shown, chains=60, steps=5000)
    assert verdict.found >= 10
    assert verdict.different == verdict.found
    assert verdict.sure == 0


def test_the_larger_a_round_the_more_is_told() -> None:
    told = [len(told_by(school(pupils, 4)[3], SCALES)[1]) for pupils in (24, 40, 60, 120)]
    assert told == sorted(told)
    assert told[0] < 8
    assert told[-1] == 8


SAYS = ("girl", "boy", "")


def by_sex(kept: bool, unsaid: float = 0.03) -> Breakdown:
    """The table by sex of three hundred pupils in five years, where the rows say who is a girl, or do not."""
    draw = np.random.default_rng(5)
    sexes = [SAYS[sex] for sex in draw.choice(3, 300, p=[0.5, 0.5 - unsaid, unsaid])]
    (found,) = characteristic_breakdowns(
        PUPILS,
        answers(PUPILS, 300),
        [Characteristic("about.sex", ("girl", "boy"), sexes)],
        groups=[f"Year {place % 5}" for place in range(300)],
        key_variables=[sex or None for sex in sexes] if kept else [],
    )
    return found


@pytest.mark.slow
def test_what_the_rows_say_themselves_is_told_in_full() -> None:
    assert [len(told_by(by_sex(kept), SCALES)[1]) for kept in (False, True)] == [8, 8]
    assert by_sex(True).step == 1


def test_beside_what_the_rows_say_another_question_is_looked_after_as_ever() -> None:
    sexes = ["girl", "boy"] * 24
    speaks = ["yes", "yes", "no", "no"] * 12
    alone, beside = (
        characteristic_breakdowns(
            PUPILS,
            answers(PUPILS, 48),
            [Characteristic("about.language", ("yes", "no"), speaks), *more],
            groups=["Year 3"] * 48,
            key_variables=sexes,
        )
        for more in ((), (Characteristic("about.sex", ("girl", "boy"), sexes),))
    )
    assert beside[:1] == alone
    assert (alone[0].step, beside[1].step) == (5, 1)
    assert len(told_by(beside[1], SCALES)[1]) == 8


def test_one_small_year_whose_rows_do_not_say_it_is_looked_after() -> None:
    sexes = ["girl", "boy"] * 66
    (found,) = characteristic_breakdowns(
        PUPILS,
        answers(PUPILS, 132),
        [Characteristic("about.sex", ("girl", "boy"), sexes)],
        groups=["Year 3"] * 120 + ["Year 4"] * 12,
        key_variables=[*sexes[:120], *[None] * 12],
    )
    assert told_by(found, SCALES)[1] == []


def test_no_spread_is_told_of_anybody() -> None:
    groups = school(300, 4)[3].groups
    assert {scale.sd for group in groups for scale in group.scales} == {None}


def test_bits_are_those_of_the_binomial() -> None:
    group = np.array([True] * 3 + [False] * 7)
    assert 2 ** assignment_bits(group, np.zeros(10, dtype=np.int64)) == pytest.approx(120)
    assert 2 ** assignment_bits(group, np.array([0] * 5 + [1] * 5)) == pytest.approx(10)


def test_nothing_is_told_where_there_is_no_division() -> None:
    assert table_details([], np.zeros(20, dtype=np.int64), np.zeros((20, 3))) == []
