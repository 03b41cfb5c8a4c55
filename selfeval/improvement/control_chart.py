"""XmR chart of many equally spaced values: what varies as ever, and what stands out."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

FEWEST_TRIAL, FEWEST = 6, 12
"""Values from which trial limits are drawn, and from which a signal is called one."""
LIMITS = 2.66
"""Mean moving ranges from the mean to a limit: 3 / 1.128 (Shewhart; Wheeler)."""
WIDEST = 3.267
"""Mean moving ranges from which one range is left out of their mean."""
RUN = 7
WIDEST_GAP = 1.75
Signal = Literal["outside", "run", "trend", "outer_third"]
SIGNALS: dict[Signal, str] = {
    "outside": "outside the limits",
    "run": "seven in a row on one side of the mean",
    "trend": "seven in a row, each higher or each lower than the one before",
    "outer_third": "two of three in the outer third, on one side of the mean",
}


@dataclass(frozen=True)
class ControlChart:
    """One series without a break. `trial`: too few values for a signal."""

    values: tuple[float, ...]
    mean: float
    low: float
    high: float
    trial: bool
    signals: tuple[frozenset[Signal], ...]
    """Of each value."""


def control_chart(values: Sequence[float]) -> ControlChart | None:
    """Limits mean +/- 2.66 x mean moving range, very wide ranges left out once, and the four signals of
    Making Data Count (NHS England), as the package NHSRplotthedots counts them. None below six values.
    """
    if len(values) < FEWEST_TRIAL:
        return None
    mean = math.fsum(values) / len(values)
    spread = _mean_range(values)
    low, high = mean - LIMITS * spread, mean + LIMITS * spread
    trial = len(values) < FEWEST
    none: tuple[frozenset[Signal], ...] = (frozenset(),) * len(values)
    signals = none if trial else _signals(values, mean, spread)
    return ControlChart(tuple(values), mean, low, high, trial, signals)


def is_equally_spaced(days: Sequence[dt.date]) -> bool:
    """Whether no gap between neighbours is 1.75 times another, which terms around an early Easter are not."""
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    return not gaps or max(gaps) <= WIDEST_GAP * min(gaps)


def _mean_range(values: Sequence[float]) -> float:
    ranges = [abs(later - earlier) for earlier, later in pairwise(values)]
    mean = math.fsum(ranges) / len(ranges)
    usual = [size for size in ranges if size < WIDEST * mean]
    return math.fsum(usual) / len(usual) if usual else mean


def _signals(values: Sequence[float], mean: float, spread: float) -> tuple[frozenset[Signal], ...]:
    sides_of_mean = [_side(value, mean) for value in values]
    beyond = [
        abs(value - mean) > LIMITS * spread and side != 0
        for value, side in zip(values, sides_of_mean, strict=True)
    ]
    outer = [
        not outside and side != 0 and abs(value - mean) > LIMITS * spread * 2 / 3
        for value, side, outside in zip(values, sides_of_mean, beyond, strict=True)
    ]
    steps = [0, *(_side(later, earlier) for earlier, later in pairwise(values))]
    signals: list[set[Signal]] = [{"outside"} if outside else set() for outside in beyond]
    for start in range(len(values) - RUN + 1):
        window = range(start, start + RUN)
        if abs(sum(sides_of_mean[at] for at in window)) == RUN:
            _mark(signals, window, "run")
        if abs(sum(steps[at] for at in window[1:])) == RUN - 1:
            _mark(signals, window, "trend")
    for start in range(len(values) - 2):
        window = range(start, start + 3)
        if abs(sum(sides_of_mean[at] for at in window)) == 3 and sum(outer[at] for at in window) >= 2:
            _mark(signals, [at for at in window if outer[at]], "outer_third")
    return tuple(map(frozenset, signals))


def _mark(signals: Sequence[set[Signal]], positions: Sequence[int], signal: Signal) -> None:
    for place in positions:
        signals[place].add(signal)


def _side(value: float, other: float) -> int:
    """1 above, -1 below, 0 for a tie, which belongs to no side."""
    if math.isclose(value, other, rel_tol=1e-9, abs_tol=1e-12):
        return 0
    return 1 if value > other else -1
