"""A figure and how sure it is. Reading it needs no numpy."""

from __future__ import annotations

from dataclasses import dataclass


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
