"""The baseline stays where it was: what an older value would move, and what was moved and by whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from selfeval.improvement.metric_changes import baseline_of
from selfeval.improvement.metrics import Metric, Point
from selfeval.improvement.point_comparison import measured


@dataclass(frozen=True)
class MetricBaselineMove:
    """That somebody let a metric start from another of its values. None: that value is not there any more."""

    before: Point | None
    after: Point | None
    who: str
    when: dt.datetime


def older_than_baseline(metric: Metric, points: Iterable[Point]) -> Point | None:
    """The oldest of new values from which a metric could start in place of its baseline.

    None where none is older, or all that are older are counted in another way.
    """
    baseline = baseline_of(metric)
    if baseline is None or baseline.new_series:
        return None
    older = [
        point
        for point in points
        if point.end < baseline.start and measured(metric, point) is not None and not point.new_series
    ]
    return min(older, key=lambda point: point.end, default=None)


def started_from(metric: Metric, point: Point) -> Metric:
    """A metric as it would be with one more value, and that one as its baseline."""
    points = tuple(sorted((*metric.points, point), key=lambda one: (one.end, one.id)))
    return replace(metric, points=points, baseline_id=point.id)


def baseline_moves(
    points: Mapping[int, Point], versions: Sequence[tuple[int | None, str, dt.datetime]]
) -> tuple[MetricBaselineMove, ...]:
    """Each time that somebody chose another baseline, newest first.

    `points`: every value by its id, corrected ones too. `versions`: what was the baseline in each version of
    a metric, who saved that version and when, oldest first. A correction of the baseline is no move.
    """
    moves = []
    before: int | None = None
    for now, who, when in versions:
        if now is not None and before is not None and now != before and not _corrects(points, now, before):
            moves.append(MetricBaselineMove(points.get(before), points.get(now), who, when))
        before = now if now is not None else before
    return tuple(reversed(moves))


def _corrects(points: Mapping[int, Point], now: int, before: int) -> bool:
    """Whether one value stands in the place of another, over however many corrections."""
    seen: int | None = now
    while seen is not None and seen != before:
        point = points.get(seen)
        seen = point.supersedes_id if point else None
    return seen == before
