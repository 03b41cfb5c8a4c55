"""A baseline stays where it was locked, and who moved it is told."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from selfeval.improvement.baselines import baseline_moves, older_than_baseline, started_from
from selfeval.improvement.metric_changes import baseline_of, edition_changes
from selfeval.improvement.metrics import Point, Target
from selfeval.improvement.target import step_verdict, target_verdict
from tests.improvement.invented_metrics import shares, year

LOCKED = shares((45, 1_100), (22, 1_100), baseline_id=2021)
OLDER = year(2019, numerator=20, denominator=1_100)
ON = dt.date(2024, 1, 1)


def test_an_older_value_is_asked_about_and_moves_neither_change_nor_target() -> None:
    target = Target("reduction", dt.date(2023, 8, 31), 30)
    before = replace(LOCKED, targets=(target, replace(target, by=dt.date(2025, 8, 31), again=True)))
    assert older_than_baseline(before, [OLDER]) == OLDER
    after = replace(before, points=(OLDER, *before.points))
    assert edition_changes([after]) == edition_changes([before])
    assert target_verdict(after, ON) == target_verdict(before, ON)
    moved = started_from(before, OLDER)
    assert baseline_of(moved) == OLDER
    asked = [step_verdict(one, 0, ON, {}).threshold for one in (before, moved)]
    assert [round(one or 0, 2) for one in asked] == [2.86, 1.27]


def test_the_best_year_to_beat_is_none_that_is_older_than_the_baseline() -> None:
    best = replace(LOCKED, targets=(Target("beat_best", dt.date(2023, 8, 31)),))
    after = replace(best, points=(OLDER, *best.points))
    assert target_verdict(after, ON) == target_verdict(best, ON)


def test_nothing_is_asked_of_a_value_that_could_be_no_baseline() -> None:
    assert older_than_baseline(LOCKED, [year(2019, numerator=None, denominator=1_100)]) is None
    assert older_than_baseline(LOCKED, [replace(OLDER, new_series="By halves")]) is None
    assert older_than_baseline(LOCKED, [year(2024, numerator=9, denominator=1_100)]) is None
    assert older_than_baseline(shares(), [OLDER]) is None
    first, last = LOCKED.points
    broken = replace(LOCKED, points=(replace(first, new_series="Lunchtimes count"), last))
    assert older_than_baseline(broken, [OLDER]) is None


def test_who_moved_a_baseline_is_told_and_a_correction_of_it_is_no_move() -> None:
    day = dt.datetime(2026, 5, 3, 9, tzinfo=dt.UTC)
    corrected = Point(OLDER.start, OLDER.end, 21, 1_100, supersedes_id=OLDER.id, id=7)
    points = {one.id: one for one in (*LOCKED.points, OLDER, corrected)}
    saved = ((None, "A"), (2021, "A"), (2021, "B"), (2019, "Amina Yusuf"), (7, "C"))
    versions = [(baseline, who, day) for baseline, who in saved]
    (move,) = baseline_moves(points, versions)
    assert (move.before, move.after, move.who) == (LOCKED.points[0], OLDER, "Amina Yusuf")
