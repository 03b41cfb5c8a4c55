"""Two points of a metric set against each other: how far apart, how sure that is, how likely by chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from selfeval.findings.estimates import Interval
from selfeval.improvement.event_change import EventCount, count_interval, event_p, ratio_interval
from selfeval.improvement.mean_change import Mean, mean_difference, mean_interval, mean_p
from selfeval.improvement.metrics import Metric, Point
from selfeval.improvement.share_change import Share, newcombe, share_p, wilson

SMALLEST_POINTS = 3.0
"""From how many points of 100 a change counts (MEASUREMENT 7)."""
SMALLEST_PART = 0.2
"""Of a rare share, and of events, a change counts from a fifth on: a ratio below 0.8 or above 1 / 0.8."""
FEWEST_PEOPLE = 10
"""Of a share or a mean, below which nothing is judged."""
Measure = Literal["ratio", "points", "difference"]
"""Of event rates; of shares, in points of 100; of means, levels and milestones, in their unit."""
Measured = EventCount | Share | Mean | float
CLOSE = 0.90
"""Level of the interval that decides whether two points are about the same (Schuirmann 1987)."""


@dataclass(frozen=True)
class PointComparison:
    """Later against earlier. `smallest`: the range of changes, lowest and highest, that do not count."""

    before: Point
    after: Point
    measure: Measure
    value: float
    smallest: Interval
    interval: Interval | None = None
    close: Interval | None = None
    p: float | None = None

    @property
    def is_up(self) -> bool:
        """Whether the later point is higher."""
        return self.value > (1 if self.measure == "ratio" else 0)


def measured(metric: Metric, point: Point) -> Measured | None:
    """What a point says, None where it is not known. Events without an exposure count by the day."""
    if metric.kind in ("level", "mean"):
        if point.mean is None or metric.kind == "level":
            return point.mean
        if point.se is None or point.n is None or point.n < 2:
            return None
        return Mean(point.mean, point.se, point.n)
    if point.numerator is None:
        return None
    if metric.kind == "milestone":
        return point.numerator
    if metric.kind == "share":
        return Share(point.numerator, point.denominator) if point.denominator else None
    exposure = (point.end - point.start).days + 1 if point.denominator is None else point.denominator
    return EventCount(round(point.numerator), exposure) if exposure > 0 else None


def level_of(value: Measured) -> float:
    """A value on the axis of its kind: shares and events per 100 of what they are of, else as it is."""
    match value:
        case EventCount():
            return 100 * value.rate
        case Share():
            return 100 * value.value
        case Mean():
            return value.value
    return value


def interval_of(metric: Metric, value: Measured, level: float = 0.95) -> Interval | None:
    """95 % interval on the same axis: exact Poisson, Wilson, or t; None for what is counted in full."""
    if metric.basis == "full_count":
        return None
    match value:
        case EventCount():
            count = count_interval(value, level)
            return Interval(100 * count.low / value.exposure, 100 * count.high / value.exposure)
        case Share():
            share = wilson(value, level)
            return Interval(100 * share.low, 100 * share.high)
        case Mean():
            return mean_interval(value, level)
    return None


def people_in(value: Measured) -> float | None:
    """How many people a share or a mean is of."""
    match value:
        case Share():
            return value.of
        case Mean():
            return value.n
    return None


def compare_points(metric: Metric, before: Point, after: Point) -> PointComparison | None:
    """None where one of them is not known, or only one of two counts has an exposure."""
    earlier, later = measured(metric, before), measured(metric, after)
    if earlier is None or later is None:
        return None
    if metric.kind == "events" and (before.denominator is None) != (after.denominator is None):
        return None
    comparison = _compared(before, after, earlier, later)
    if metric.basis == "full_count":
        return PointComparison(before, after, comparison.measure, comparison.value, comparison.smallest)
    return comparison


def _compared(before: Point, after: Point, earlier: Measured, later: Measured) -> PointComparison:
    if isinstance(earlier, EventCount) and isinstance(later, EventCount):
        return PointComparison(
            before,
            after,
            "ratio",
            _ratio(earlier, later),
            Interval(1 - SMALLEST_PART, 1 / (1 - SMALLEST_PART)),
            ratio_interval(earlier, later),
            ratio_interval(earlier, later, CLOSE),
            event_p(earlier, later),
        )
    if isinstance(earlier, Share) and isinstance(later, Share):
        smallest = smallest_of(earlier, later)
        return PointComparison(
            before,
            after,
            "points",
            100 * (later.value - earlier.value),
            Interval(-smallest, smallest),
            _points(newcombe(earlier, later)),
            _points(newcombe(earlier, later, CLOSE)),
            share_p(earlier, later),
        )
    if isinstance(earlier, Mean) and isinstance(later, Mean):
        return PointComparison(
            before,
            after,
            "difference",
            later.value - earlier.value,
            Interval(-SMALLEST_POINTS, SMALLEST_POINTS),
            mean_difference(earlier, later),
            mean_difference(earlier, later, CLOSE),
            mean_p(earlier, later),
        )
    return PointComparison(
        before, after, "difference", level_of(later) - level_of(earlier), Interval(0.0, 0.0)
    )


def smallest_of(earlier: Share, later: Share) -> float:
    """Smallest worthwhile change of a share: 3 points, or a fifth of a share under 15 % (over 85 %: of the
    rest), so that it is the same whether those are counted who do or those who do not.
    """
    pooled = (earlier.people + later.people) / (earlier.of + later.of)
    return min(SMALLEST_POINTS, 100 * SMALLEST_PART * min(pooled, 1 - pooled))


def _ratio(earlier: EventCount, later: EventCount) -> float:
    if earlier.events == 0:
        return float("inf") if later.events else 1.0
    return later.rate / earlier.rate


def _points(interval: Interval) -> Interval:
    return Interval(100 * interval.low, 100 * interval.high)
