"""A target that is a gap to another group: both ends are told, and which of the two has moved."""

from __future__ import annotations

from collections.abc import Sequence

from selfeval.findings.estimates import Interval
from selfeval.improvement.action_plan import Direction
from selfeval.improvement.mean_change import Mean, mean_difference
from selfeval.improvement.metric_changes import baseline_of
from selfeval.improvement.metrics import Metric, Point, Target
from selfeval.improvement.point_comparison import Measured, level_of, measured
from selfeval.improvement.share_change import Share, newcombe
from selfeval.improvement.target_words import TargetVerdict, plain_number, points_of, threshold_word


def gap_verdict(
    metric: Metric, target: Target, point: Point, companion: Metric | None, direction: Direction
) -> TargetVerdict:
    """Whether the own figure is behind the other group's by no more than the target's points.

    Behind: lower where up is better, higher where down is. Newcombe's interval for shares, Welch's for means.
    """
    if companion is None or target.value is None:
        return TargetVerdict("cannot_tell", sentences=("The group that the gap is to is not measured.",))
    there = same_period(companion, point)
    own, other = measured(metric, point), measured(companion, there) if there else None
    if own is None or other is None:
        return TargetVerdict("cannot_tell", sentences=("There is no value of both groups for one period.",))
    sign = 1 if direction == "up" else -1
    gap = sign * (level_of(other) - level_of(own))
    word = threshold_word(gap, _gap_interval(own, other, sign), target.value, "down")
    sentences = [
        f"{plain_number(level_of(own))} here and {plain_number(level_of(other))} there: "
        f"{points_of(gap)} behind."
    ]
    sentences += _why_it_closed(metric, companion, point, gap, level_of(other), sign)
    return TargetVerdict(word, threshold=target.value, sentences=tuple(sentences))


def same_period(companion: Metric, point: Point) -> Point | None:
    """The companion's point for the very same days."""
    return next(
        (other for other in companion.points if (other.start, other.end) == (point.start, point.end)), None
    )


def _why_it_closed(
    metric: Metric, companion: Metric, point: Point, gap: float, other_now: float, sign: int
) -> Sequence[str]:
    baseline = baseline_of(metric)
    there = same_period(companion, baseline) if baseline else None
    own = measured(metric, baseline) if baseline else None
    other = measured(companion, there) if there else None
    if own is None or other is None or baseline is point:
        return ()
    before = sign * (level_of(other) - level_of(own))
    at_baseline = f"At the baseline it was {plain_number(before)}."
    if gap < before and sign * (other_now - level_of(other)) < 0:
        return (at_baseline, "It closed, at least in part, because the other group’s figure got worse.")
    return (at_baseline,)


def _gap_interval(own: Measured, other: Measured, sign: int) -> Interval | None:
    if isinstance(own, Share) and isinstance(other, Share):
        points = newcombe(own, other)
        interval = Interval(100 * points.low, 100 * points.high)
    elif isinstance(own, Mean) and isinstance(other, Mean):
        interval = mean_difference(own, other)
    else:
        return None
    return interval if sign == 1 else Interval(-interval.high, -interval.low)
