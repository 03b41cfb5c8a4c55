"""Change between two shares of people."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import special

from selfeval.findings.estimates import Interval

HALVINGS = 100
"""Of a range of z, until nothing is left of it in double precision."""
FURTHEST_Z = 40.0
"""Beyond it no p is told from 0."""


@dataclass(frozen=True)
class Share:
    """`people` of `of` people (above 0)."""

    people: float
    of: float

    @property
    def value(self) -> float:
        """Between 0 and 1."""
        return self.people / self.of


def wilson(share: Share, level: float = 0.95) -> Interval:
    """Score interval of a share, between 0 and 1 (Wilson 1927)."""
    return _wilson(share, _z(level))


def newcombe(before: Share, after: Share, level: float = 0.95) -> Interval:
    """Of the later share minus the earlier one: Newcombe 1998, method 10, from both Wilson intervals."""
    return _newcombe(before, after, _z(level))


def share_p(before: Share, after: Share) -> float:
    """Two-sided p of equal shares: of the Newcombe interval that just reaches 0, so that both agree."""
    difference = after.value - before.value
    if difference == 0:
        return 1.0
    low, high = 0.0, FURTHEST_Z
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        interval = _newcombe(before, after, middle)
        clear = interval.low > 0 if difference > 0 else interval.high < 0
        low, high = (middle, high) if clear else (low, middle)
    return 2 * float(special.ndtr(-high))


def _z(level: float) -> float:
    return float(special.ndtri((1 + level) / 2))


def _wilson(share: Share, z: float) -> Interval:
    n, p = share.of, share.value
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return Interval(0.0 if p == 0 else max(0.0, middle - half), 1.0 if p == 1 else min(1.0, middle + half))


def _newcombe(before: Share, after: Share, z: float) -> Interval:
    earlier, later, difference = _wilson(before, z), _wilson(after, z), after.value - before.value
    return Interval(
        difference - math.hypot(after.value - later.low, earlier.high - before.value),
        difference + math.hypot(later.high - after.value, before.value - earlier.low),
    )
