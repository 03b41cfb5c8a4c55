"""Change words of an edition's metrics: of each against its baseline, and against the point before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from selfeval.findings.group_contrasts import benjamini_hochberg
from selfeval.improvement.action_plan import Direction
from selfeval.improvement.metrics import Better, Metric, Phase, Point
from selfeval.improvement.point_comparison import (
    FEWEST_PEOPLE,
    PointComparison,
    compare_points,
    measured,
    people_in,
)

ChangeWord = Literal[
    "improved",
    "declined",
    "up",
    "down",
    "same",
    "cannot_tell",
    "first_value",
    "series_broken",
    "no_verdict",
    "no_value",
]
CHANGE_WORDS: dict[ChangeWord, str] = {
    "improved": "Improved",
    "declined": "Declined",
    "up": "Went up",
    "down": "Went down",
    "same": "About the same",
    "cannot_tell": "Cannot tell",
    "first_value": "First value",
    "series_broken": "New series",
    "no_verdict": "No verdict",
    "no_value": "No value yet",
}
"""Up and down are said where neither is better. None of them is a colour."""
LEVEL = 0.05
Why = Literal["", "unknown", "few", "small", "unsure", "repeats", "exposure", "broken", "chosen"]
WHYS: dict[Why, str] = {
    "": "",
    "unknown": "The newest value is not known.",
    "few": f"Fewer than {FEWEST_PEOPLE} people stand behind one of the two values.",
    "small": "It is clear that it changed, but by less than counts as a change.",
    "unsure": "The change could be chance.",
    "repeats": "One person can be counted more than once here, so chance is wider than a count shows. Judge "
    "how many people have one or more.",
    "exposure": "How many people and weeks were counted is known for one of the two values only.",
    "chosen": "This question was chosen when its answers were known already. It is judged from the next "
    "survey on.",
    "broken": "A new series has begun: what was before is counted in another way.",
}


@dataclass(frozen=True)
class MetricChange:
    """One comparison with its word. `direction` is told of a clear change only."""

    word: ChangeWord
    direction: Direction | None = None
    comparison: PointComparison | None = None
    p_adjusted: float | None = None
    why: Why = ""


@dataclass(frozen=True)
class MetricChanges:
    """Since the baseline, and since the point before; the same where these are one point."""

    since_baseline: MetricChange
    since_previous: MetricChange


def series_of_points(metric: Metric) -> tuple[Point, ...]:
    """The newest points that can be set against each other."""
    starts = [at for at, point in enumerate(metric.points) if point.new_series]
    return metric.points[starts[-1] :] if starts else metric.points


def baseline_of(metric: Metric) -> Point | None:
    """The locked baseline, or the first known point of the newest series where that one is not in it."""
    series = [point for point in series_of_points(metric) if measured(metric, point) is not None]
    baseline = metric.baseline
    return baseline if baseline in series else next(iter(series), None)


def phase_at(phases: Sequence[Phase], on: dt.date) -> Phase | None:
    """The phase that a day lies in; after the last one, the last one."""
    return next((phase for phase in phases if on <= phase.until), phases[-1] if phases else None)


def better_at(metric: Metric, on: dt.date) -> Better:
    """Which way is better on a day: of a metric that goes first up, then down, by its target's phases."""
    if metric.better != "phased":
        return metric.better
    phase = phase_at(metric.targets[-1].phases, on) if metric.targets else None
    return phase.better if phase else "none"


def edition_changes(metrics: Sequence[Metric]) -> dict[int, MetricChanges]:
    """Metric id -> its changes. Benjamini and Hochberg over all metrics, once against baselines, once against
    the points before: in each of these two families 5 % of editions at most say something false.
    """
    since_baseline = {metric.id: _pair(metric, baseline_of(metric)) for metric in metrics}
    since_previous = {metric.id: _pair(metric, _previous(metric)) for metric in metrics}
    first, second = _corrected(since_baseline), _corrected(since_previous)
    return {
        metric.id: MetricChanges(
            _change(metric, since_baseline[metric.id], first.get(metric.id)),
            _change(metric, since_previous[metric.id], second.get(metric.id)),
        )
        for metric in metrics
    }


def change_between(metric: Metric, before: Point, after: Point) -> MetricChange:
    """The word on two points alone, in no family."""
    comparison = _judgeable(metric, before, after)
    p = comparison.p if isinstance(comparison, PointComparison) else None
    return _change(metric, comparison, p)


def _previous(metric: Metric) -> Point | None:
    with_value = [point for point in series_of_points(metric)[:-1] if measured(metric, point) is not None]
    return with_value[-1] if with_value else None


def _pair(metric: Metric, before: Point | None) -> PointComparison | MetricChange:
    """The newest point against one before it, or the word where they cannot be compared."""
    latest = metric.latest
    if latest is None:
        return MetricChange("no_value")
    if len(metric.points) > 1 and latest.new_series:
        return MetricChange("series_broken", why="broken")
    if measured(metric, latest) is None:
        return MetricChange("cannot_tell" if before else "no_value", why="unknown")
    if before is None or before is latest:
        return MetricChange("first_value")
    return _judgeable(metric, before, latest)


def _judgeable(metric: Metric, before: Point, after: Point) -> PointComparison | MetricChange:
    comparison = compare_points(metric, before, after)
    if comparison is None:
        both = None not in (measured(metric, before), measured(metric, after))
        return MetricChange("cannot_tell", why="exposure" if both else "unknown")
    if metric.repeats:
        return MetricChange("no_verdict", None, comparison, why="repeats")
    if _was_known_when_chosen(metric, after):
        return MetricChange("no_verdict", None, comparison, why="chosen")
    counts = [people_in(value) for point in (before, after) if (value := measured(metric, point)) is not None]
    if any(count is not None and count < FEWEST_PEOPLE for count in counts):
        return MetricChange("cannot_tell", None, comparison, why="few")
    return comparison


def _was_known_when_chosen(metric: Metric, point: Point) -> bool:
    """Whether a single question was chosen after its round had opened (MEASUREMENT 7)."""
    of = metric.reference
    declared = of.declared_on if of is not None and of.kind == "item" else None
    return declared is not None and point.start <= declared


def _corrected(family: Mapping[int, PointComparison | MetricChange]) -> dict[int, float]:
    tests = {
        metric_id: pair.p
        for metric_id, pair in family.items()
        if isinstance(pair, PointComparison) and pair.p is not None
    }
    return dict(zip(tests, benjamini_hochberg(list(tests.values())), strict=True))


def _change(metric: Metric, pair: PointComparison | MetricChange, p: float | None) -> MetricChange:
    if isinstance(pair, MetricChange):
        return pair
    counts = pair.value > pair.smallest.high or pair.value < pair.smallest.low
    direction: Direction = "up" if pair.is_up else "down"
    if pair.p is None:
        word = _word(better_at(metric, pair.after.end), direction) if counts else "same"
        return MetricChange(word, direction if counts else None, pair)
    clear = p is not None and p < LEVEL
    if clear and counts:
        return MetricChange(_word(better_at(metric, pair.after.end), direction), direction, pair, p)
    close = pair.close
    if close is not None and pair.smallest.low <= close.low and close.high <= pair.smallest.high:
        return MetricChange("same", None, pair, p, "small" if clear else "")
    return MetricChange("cannot_tell", None, pair, p, "small" if clear else "unsure")


def _word(better: Better, direction: Direction) -> ChangeWord:
    if better in ("up", "down"):
        return "improved" if better == direction else "declined"
    return direction
