"""What a metric could show at all: told before a target is saved."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy import special

from selfeval.improvement.action_plan import Direction
from selfeval.improvement.event_change import EventCount, event_p
from selfeval.improvement.mean_change import Mean
from selfeval.improvement.metrics import Metric, Point
from selfeval.improvement.point_comparison import (
    SMALLEST_PART,
    SMALLEST_POINTS,
    measured,
    smallest_of,
)
from selfeval.improvement.share_change import Share, share_p

LEVEL = 0.05


@dataclass(frozen=True)
class SmallestChange:
    """From which value on, at the exposure or the people of the baseline, a change is clear. None: never."""

    start: float
    clear: float | None
    of: float | None
    """People of a share or of a mean, exposure of events."""


def smallest_change(metric: Metric, baseline: Point, direction: Direction) -> SmallestChange | None:
    """The least far count, or mean, that counts as a change from the baseline and is clear (p < .05 alone).

    None where values are compared plainly, so that each step is seen, or nothing is known.
    """
    value = measured(metric, baseline)
    if value is None or metric.basis == "full_count":
        return None
    match value:
        case EventCount():
            return SmallestChange(value.events, _clear_count(value, direction), value.exposure)
        case Share():
            return SmallestChange(value.people, _clear_people(value, direction), value.of)
        case Mean():
            return SmallestChange(value.value, _clear_mean(value, direction), value.n)
    return None


def _clear_count(value: EventCount, direction: Direction) -> float | None:
    def clear(events: int) -> bool:
        return event_p(value, EventCount(events, value.exposure)) < LEVEL

    if direction == "down":
        return _nearest(math.ceil(value.events * (1 - SMALLEST_PART)) - 1, 0, clear)
    most = 10 * value.events + 20
    return _nearest(math.floor(value.events / (1 - SMALLEST_PART)) + 1, most, clear)


def _clear_people(value: Share, direction: Direction) -> float | None:
    def clear(people: int) -> bool:
        after = Share(people, value.of)
        counts = abs(100 * (after.value - value.value)) > smallest_of(value, after)
        return counts and share_p(value, after) < LEVEL

    return _nearest(round(value.people), 0 if direction == "down" else math.floor(value.of), clear)


def _clear_mean(value: Mean, direction: Direction) -> float:
    critical = float(special.stdtrit(2 * (value.n - 1), 1 - LEVEL / 2)) * value.se * math.sqrt(2)
    return value.value + (1 if direction == "up" else -1) * max(SMALLEST_POINTS, critical)


def _nearest(start: int, end: int, clear: Callable[[int], bool]) -> int | None:
    """The nearest whole number to `start` that is clear, on the way to `end`; further ones are clear too."""
    if not clear(end):
        return None
    step = 1 if end >= start else -1
    near, far = start - step, end
    while abs(far - near) > 1:
        middle = (near + far) // 2
        near, far = (near, middle) if clear(middle) else (middle, far)
    return far
