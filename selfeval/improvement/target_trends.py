"""Targets that are held against a metric's own past: beat the best year, and first up, then down."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from selfeval.improvement.action_plan import Direction
from selfeval.improvement.metric_changes import baseline_of, change_between, phase_at, series_of_points
from selfeval.improvement.metrics import Metric, Point, Target
from selfeval.improvement.point_comparison import level_of, measured
from selfeval.improvement.target_words import TargetVerdict, TargetWord, plain_number


def beat_best_verdict(metric: Metric, point: Point, direction: Direction) -> TargetVerdict:
    """Met where the value passes the best one before it and is clearly better than all before it together."""
    before = _known_before(metric, point)
    value = measured(metric, point)
    if not before or value is None:
        return TargetVerdict("cannot_tell", sentences=("There is no value before it to pass.",))
    levels = [level_of(earlier) for one in before if (earlier := measured(metric, one)) is not None]
    best = max(levels) if direction == "up" else min(levels)
    passed = level_of(value) > best if direction == "up" else level_of(value) < best
    change = change_between(replace(metric, better=direction), pooled(metric, before), point)
    luck = f"Luck alone passes the best of {len(before)} once in {len(before) + 1}."
    if passed:
        met = change.word == "improved"
        sentences = (f"Passed {plain_number(best)}.", *(() if met else (luck,)))
        return TargetVerdict("met" if met else "reached_itself", threshold=best, sentences=sentences)
    clear = metric.basis == "full_count" or change.word == "declined"
    word: TargetWord = "missed" if clear else "cannot_tell"
    return TargetVerdict(word, threshold=best, sentences=(f"Did not pass {plain_number(best)}.",))


def pooled(metric: Metric, points: Sequence[Point]) -> Point:
    """Known points put together: counts and what they are of are added, means weighted by their people."""
    first, last = points[0], points[-1]
    together = Point(first.start, last.end)
    if metric.kind == "level":
        return replace(together, mean=math.fsum(point.mean or 0 for point in points) / len(points))
    if metric.kind == "mean":
        n = sum(point.n or 0 for point in points)
        mean = math.fsum((point.mean or 0) * (point.n or 0) for point in points) / n
        se = math.sqrt(math.fsum(((point.se or 0) * (point.n or 0) / n) ** 2 for point in points))
        return replace(together, mean=mean, se=se, n=n)
    exposed = [point.denominator for point in points if point.denominator is not None]
    return replace(
        together,
        numerator=math.fsum(point.numerator or 0 for point in points),
        denominator=math.fsum(exposed) if len(exposed) == len(points) else None,
    )


def phased_verdict(metric: Metric, target: Target, point: Point) -> TargetVerdict:
    """Whether it went the way that its phase was fixed to go, since the phase before ended."""
    phase = phase_at(target.phases, point.end)
    if phase is None:
        return TargetVerdict("cannot_tell", sentences=("No turning day was fixed beforehand.",))
    started = [earlier.until for earlier in target.phases if earlier.until < point.end and earlier != phase]
    before = [earlier for earlier in _known_before(metric, point) if started and earlier.end <= started[-1]]
    start = before[-1] if before else baseline_of(metric)
    if start is None or start.end >= point.end:
        return TargetVerdict("cannot_tell", sentences=("There is no value before this phase.",))
    change = change_between(replace(metric, better=phase.better), start, point)
    way = f"Until {phase.until:%-d %B %Y} it is meant to go {phase.better}."
    beside = (
        "Read it beside its companion only."
        if metric.companion_id or target.companion_id
        else "It has no companion that says which of the two a rise means."
    )
    if change.word == "improved":
        return TargetVerdict("met", sentences=(way, beside))
    return TargetVerdict("missed" if change.word == "declined" else "cannot_tell", sentences=(way, beside))


def _known_before(metric: Metric, point: Point) -> list[Point]:
    """From the baseline on: a value that is older, and was written down later, moves no target."""
    baseline = baseline_of(metric)
    return [
        earlier
        for earlier in series_of_points(metric)
        if earlier.end < point.end
        and measured(metric, earlier) is not None
        and (baseline is None or earlier.end >= baseline.end)
    ]
