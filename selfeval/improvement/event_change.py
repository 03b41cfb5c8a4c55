"""Change between two counts of events, each with its exposure, such as roll x school weeks."""

from __future__ import annotations

from dataclasses import dataclass

from scipy import special

from selfeval.findings.estimates import Interval


@dataclass(frozen=True)
class EventCount:
    """Events, and the exposure in which they happened (above 0)."""

    events: int
    exposure: float

    @property
    def rate(self) -> float:
        """Events by exposure."""
        return self.events / self.exposure


def ratio_interval(before: EventCount, after: EventCount, level: float = 0.95) -> Interval:
    """Of the later rate by the earlier one: Clopper and Pearson 1934 for the share of the later events among
    all, turned into a ratio. Its upper end is infinite where nothing was counted before.
    """
    both, tail = before.events + after.events, (1 - level) / 2
    if both == 0:
        return Interval(0.0, float("inf"))
    low = float(special.betaincinv(after.events, before.events + 1, tail)) if after.events else 0.0
    high = float(special.betaincinv(after.events + 1, before.events, 1 - tail)) if before.events else 1.0
    return Interval(_ratio(low, before, after), _ratio(high, before, after))


def event_p(before: EventCount, after: EventCount) -> float:
    """Two-sided p of equal rates: the later events, given all, are binomial with the later part of the
    exposure (Przyborowski and Wilenski 1940). Twice the smaller tail, so that it agrees with the interval.
    """
    both = before.events + after.events
    if both == 0:
        return 1.0
    share = after.exposure / (before.exposure + after.exposure)
    low = float(special.bdtr(after.events, both, share))
    high = float(special.bdtrc(after.events - 1, both, share)) if after.events else 1.0
    return min(1.0, 2 * min(low, high))


def count_interval(count: EventCount, level: float = 0.95) -> Interval:
    """Exact interval of one count (Garwood 1936), in events: what chance alone does to it."""
    tail = (1 - level) / 2
    low = float(special.gammaincinv(count.events, tail)) if count.events else 0.0
    return Interval(low, float(special.gammaincinv(count.events + 1, 1 - tail)))


def _ratio(share: float, before: EventCount, after: EventCount) -> float:
    if share >= 1:
        return float("inf")
    return share / (1 - share) * before.exposure / after.exposure
