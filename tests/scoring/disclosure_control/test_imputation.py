"""A few people did not say which group is theirs (docs/decisions/0005)."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from itertools import combinations, product
from math import comb

import numpy as np
import pytest

from selfeval.findings.findings import GroupFinding
from selfeval.scoring.disclosure_control.recoding import imputed, may_be_imputed
from tests.scoring.attackers import (
    everything_tried,
    people,
    puzzles,
    scores_of,
    table_of,
    without_the_lot,
)
from tests.scoring.forms import mixed
from tests.scoring.holders import whole_numbers


@pytest.mark.slow
@pytest.mark.parametrize("said", ["000000", "444444", "404040", "113024"])
def test_an_attacker_who_tries_everything_finds_one_group_in_which_the_person_may_be(said: str) -> None:
    draw = random.Random(said)
    rows, values = people(draw, 10, 10, [said])
    codes = np.array([["girl", "boy", ""].index(value) for value in values])
    finished = imputed(codes, 2, rows, "about.sex")
    odds = everything_tried(rows, whole_numbers(scores_of(rows), finished, spreads=True))
    assert odds[-1] > 0
    assert odds.max() <= 0.1
    assert np.count_nonzero(odds) >= 10


def test_without_the_lot_and_with_spreads_he_finds_the_person() -> None:
    rows, _ = people(random.Random(0), 10, 10, ["000000"])
    told = whole_numbers(scores_of(rows[:-1]), np.repeat([0, 1], 10), spreads=True)
    assert without_the_lot(rows, told)[-1] == 1


@pytest.mark.slow
def test_every_one_of_sixty_rows_may_be_and_may_not_be_of_one_who_did_not_say() -> None:
    scores, cases = puzzles()
    may, may_not = set[int](), set[int]()
    for row in range(len(scores)):
        if row not in may:
            found = [case.solved(np.zeros(len(scores)), (row, 1)) for case in cases]
            three = next(each for each in found if each is not None)
            may |= set(three.tolist())
            may_not |= set(range(len(scores))) - set(three.tolist())
    assert may == may_not == set(range(60))


def test_the_mean_of_three_who_did_not_say_may_be_nearly_anything_that_three_rows_can_have() -> None:
    scores, cases = puzzles()
    for column in scores.T:
        ends = []
        for sign in (1, -1):
            found = [case.solved(sign * column) for case in cases]
            ends.append(sign * min(sign * column[three].mean() for three in found if three is not None))
        ranked = np.sort(column)
        assert ends[1] - ends[0] >= 0.9 * (ranked[-3:].mean() - ranked[:3].mean())


def test_the_urn_leaves_everyone_as_likely_to_be_one_of_those_who_did_not_say() -> None:
    """Six people, two of whom did not say: every pair, every group of girls, every lot is gone through.

    Before, every pair is as likely, and numbers of girls have the odds of the urn, 1 / (girls x boys). Then
    whichever three girls the finished group has, every pair is as likely as before.
    """
    odds: dict[frozenset[int], Counter[tuple[int, ...]]] = {}
    for pair in combinations(range(6), 2):
        said = set(range(6)) - set(pair)
        for girls in (set(each) for n in (1, 2, 3) for each in combinations(sorted(said), n)):
            before = Fraction(1, len(girls) * (4 - len(girls)) * comb(4, len(girls)))
            for sides in product((0, 1), repeat=2):
                urn, chance = [len(girls), 4 - len(girls)], before
                for side in sides:
                    chance *= Fraction(urn[side], sum(urn))
                    urn[side] += 1
                added = {one for one, side in zip(pair, sides, strict=True) if side == 0}
                odds.setdefault(frozenset(girls | added), Counter())[pair] += chance
    threes = [pairs for finished, pairs in odds.items() if len(finished) == 3]
    assert len(threes) == 20
    for pairs in threes:
        assert len(pairs) == 15
        assert len(set(pairs.values())) == 1


def test_the_lot_hangs_on_the_answers_and_not_on_their_order() -> None:
    rows, values = people(random.Random(1), 20, 15, ["000000", "123400", "444444"])
    order = random.Random(2).sample(range(38), 38)
    assert table_of(rows, values) == table_of([rows[n] for n in order], [values[n] for n in order])


def test_everyone_gets_a_group_that_somebody_said_is_theirs_and_nobody_else_moves() -> None:
    codes = np.array([0] * 20 + [2] * 15 + [3] * 3 + [4] * 5)
    finished = imputed(codes, 3, mixed(43, 6), "about.sex")
    assert (finished[:35] == codes[:35]).all()
    assert set(finished[35:38].tolist()) <= {0, 2}
    assert (finished[38:] == 4).all()


def test_nobody_is_counted_by_lot_with_those_who_were_not_asked() -> None:
    codes = np.array([-1] * 60 + [0] * 15 + [1] * 12 + [2] * 3)
    finished = imputed(codes, 2, mixed(90, 6), "about.send")
    assert (finished[:60] == -1).all()
    assert (finished[60:] >= 0).all()


def test_the_lot_falls_in_proportion_to_the_groups() -> None:
    fell = [
        imputed(np.array([0] * 30 + [1] * 10 + [2]), 2, mixed(41, 6), f"question {number}")[-1]
        for number in range(1000)
    ]
    assert 0.70 < fell.count(0) / 1000 < 0.80


@pytest.mark.parametrize(
    ("said", "unsaid", "drawn_by_lot"),
    [
        ((30, 20), 3, True),
        ((30, 20), 1, True),
        ((30, 10), 3, True),
        ((30, 20, 0), 3, True),
        ((30, 20), 0, False),
        ((150, 120), 10, False),
        ((30, 20, 4), 3, False),
        ((50, 0), 3, False),
        ((20, 16), 5, False),
        ((20, 16), 4, True),
    ],
)
def test_only_few_beside_large_groups_are_counted_by_lot(
    said: tuple[int, ...], unsaid: int, drawn_by_lot: bool
) -> None:
    assert may_be_imputed(said, unsaid, 10) is drawn_by_lot


def test_the_number_shown_is_of_those_who_said_it() -> None:
    rows, values = people(random.Random(3), 22, 41, ["000000", "111111", "222222"])
    assert [group.n for group in table_of(rows, values).groups] == [20, 40]


def test_nine_who_said_it_stay_hidden_whoever_the_lot_would_add() -> None:
    rows, values = people(random.Random(3), 9, 60, ["000000", "111111"])
    assert table_of(rows, values).groups[-1] == GroupFinding("girl", hidden="few")


def test_a_group_that_all_answered_alike_is_not_uncovered_by_one_more() -> None:
    rows, values = people(random.Random(3), 0, 40, ["444444", "444444", "444444"])
    girls = table_of(rows + ["000000"] * 22, values + ["girl"] * 22).groups[0]
    assert {scale.mean.value for scale in girls.scales if scale.mean} <= {95}


@pytest.mark.slow
def test_a_few_people_move_a_group_less_than_its_bracket_is_wide() -> None:
    draw = random.Random(5)
    for _ in range(30):
        rows, values = people(draw, 30, 27, ["444444", "444444", "444443"])
        shown, alone = table_of(rows, values), table_of(rows[:-3], values[:-3])
        for group, before in zip(shown.groups, alone.groups, strict=True):
            for scale, other in zip(group.scales, before.scales, strict=True):
                if scale.mean is None or other.mean is None:
                    continue
                assert scale.mean.interval is not None
                assert scale.mean.interval.low <= other.mean.value <= scale.mean.interval.high
