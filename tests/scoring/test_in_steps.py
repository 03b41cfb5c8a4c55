"""Rounds that are told in steps: their ranges hold, and no change is found where nothing changed."""

from __future__ import annotations

import random

import numpy as np

from selfeval.findings.comparisons import Occasion
from selfeval.scoring.comparison.change import CLEAR
from selfeval.scoring.comparison.pairs import round_change
from selfeval.scoring.comparison.released_round import ComparedRound
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.measurement.scale_scores import matrix, scale_scores
from selfeval.scoring.round_findings import round_findings
from tests.scoring.forms import form

FORM = form(6, scales=[[0, 1, 2], [3, 4, 5]])


def population(draw: random.Random, size: int, height: float) -> list[str]:
    """Responses of everyone on a roll, whose moods differ."""
    rows = []
    for _ in range(size):
        mood = draw.gauss(height, 0.9)
        rows.append("".join(str(min(4, max(0, round(draw.gauss(mood, 0.8))))) for _ in range(6)))
    return rows


def side(year: int, rows: list[str], roll: int) -> ComparedRound:
    full = round_findings(FORM, rows, groups=["Year 4"] * len(rows), rolls={"Year 4": roll})
    days = f"{year}-10-05", f"{year}-10-16"
    return ComparedRound(Occasion(f"{year}", *days, 1, f"{year}", n=full.n), FORM, publish(full), full, rows)


def test_the_range_of_a_score_in_steps_holds_the_score_of_everyone_on_the_roll() -> None:
    draw, inside, there = random.Random(5), 0, 0
    for _ in range(150):
        everyone = population(draw, 30, draw.uniform(1.2, 2.8))
        n = draw.randint(10, 28)
        truth = np.nanmean(scale_scores(FORM, matrix(FORM, everyone)), axis=0)
        shown = side(2026, everyone[:n], 30).shown
        for scale, true in zip(shown.scales, truth, strict=True):
            if scale.mean is not None and scale.mean.interval is not None:
                there += 1
                inside += scale.mean.interval.low <= true <= scale.mean.interval.high
    assert there > 250
    assert inside / there > 0.97


def test_the_range_of_a_share_in_steps_holds_that_of_everyone_on_the_roll() -> None:
    draw, inside, there = random.Random(6), 0, 0
    for _ in range(150):
        everyone = population(draw, 30, draw.uniform(1.2, 2.8))
        n = draw.randint(10, 28)
        exact = round_findings(FORM, everyone).items
        for item, true in zip(side(2026, everyone[:n], 30).shown.items, exact, strict=True):
            if item.hidden is None and item.favourable and item.favourable.interval and true.favourable:
                around = item.favourable.interval
                there += 1
                inside += around.low <= true.favourable.value <= around.high
    assert there > 600
    assert inside / there > 0.97


def test_between_rounds_in_steps_a_change_is_found_where_it_is_large_and_seldom_where_there_is_none() -> None:
    draw, wrong, found = random.Random(7), 0, 0
    for _ in range(150):
        height = draw.uniform(1.5, 2.5)
        sides = [side(year, population(draw, 20, height), 24) for year in (2025, 2026)]
        wrong += any(scale.label in CLEAR for scale in round_change(sides[0], sides[1], {}).scales)
        apart = side(2025, population(draw, 20, 0.9), 24), side(2026, population(draw, 20, 3.0), 24)
        found += any(scale.label in CLEAR for scale in round_change(*apart, {}).scales)
    assert wrong <= 0.05 * 150
    assert found > 0.9 * 150


def test_a_change_beside_a_round_in_steps_is_that_of_the_told_figures_and_of_no_single_question() -> None:
    draw = random.Random(8)
    small, large = side(2025, population(draw, 20, 1.8), 24), side(2026, population(draw, 60, 2.4), 70)
    change = round_change(small, large, {})
    scale = next(scale for scale in change.scales if scale.difference is not None)
    before = next(one for one in small.shown.scales if one.scale == scale.scale)
    assert before.mean is not None
    assert scale.before == before.mean.value
    assert {item.hidden for item in change.items} <= {"steps", "unanimous", "few", "complement"}
