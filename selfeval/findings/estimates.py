"""A figure and how sure it is, and how it is rounded where it is published."""

from __future__ import annotations

import math
from dataclasses import dataclass

TOO_MANY = 2
"""People by which a number to the nearest five may be too large."""


@dataclass(frozen=True)
class Interval:
    """95 % interval."""

    low: float
    high: float


@dataclass(frozen=True)
class Estimate:
    """A figure and how sure it is: no interval where none can be worked out, or where everyone answered."""

    value: float
    interval: Interval | None = None
    everyone: bool = False


@dataclass(frozen=True)
class Difference:
    """Later minus earlier, in points of 0-100; above nothing is better. No interval where nothing varies."""

    value: float
    interval: Interval | None = None


def to_whole(figure: float) -> float:
    """Nearest whole number, halves upward."""
    return float(math.floor(figure + 0.5))


def nearest(figure: float, step: int) -> float:
    """Nearest multiple of a step, halves upward."""
    return step * to_whole(figure / step)


def to_five(n: int) -> int:
    """Nearest multiple of five."""
    return 5 * ((n + TOO_MANY) // 5)


def rounded(estimate: Estimate | None) -> Estimate | None:
    """An estimate and its interval in whole numbers."""
    if estimate is None:
        return None
    return Estimate(to_whole(estimate.value), _ends(estimate.interval), estimate.everyone)


def rounded_difference(difference: Difference | None) -> Difference | None:
    """A difference and its interval in whole numbers: the exact one, not yet fitted to two rounded means."""
    return difference and Difference(to_whole(difference.value), _ends(difference.interval))


def told_difference(exact: Difference, before: float, after: float, *, clear: bool = False) -> Difference:
    """A difference that fits the two figures beside it as they are told, so that a subtraction comes out.

    By itself where the other would leave its own range, or, of a clear one, its side.
    """
    points = after - before
    ends = exact.interval or Interval(points, points)
    if not ends.low <= points <= ends.high or (clear and points * exact.value <= 0):
        return exact
    return Difference(points, exact.interval)


def _ends(interval: Interval | None) -> Interval | None:
    return interval and Interval(to_whole(interval.low), to_whole(interval.high))


def end_of_range(favourable: Estimate | None, n: int) -> Estimate | None:
    """Nearly everyone, or nearly nobody: 95 and more (5 and less) from 20 people on, else 90 (10)."""
    if favourable is None or not at_an_end(favourable.value, n):
        return None
    return nearly(favourable.value, n)


def nearly(figure: float, n: int) -> Estimate:
    """The end of the range at which a figure of so many people lies."""
    if figure < 50:
        return Estimate(100 - _end(n), Interval(0.0, 100 - _end(n)))
    return Estimate(_end(n), Interval(_end(n), 100.0))


def at_an_end(figure: float, n: int) -> bool:
    """Whether a figure of so many people is told as an end of the range only."""
    return not 100 - _end(n) < figure < _end(n)


def _end(n: int) -> float:
    return 95.0 if n >= 20 else 90.0
