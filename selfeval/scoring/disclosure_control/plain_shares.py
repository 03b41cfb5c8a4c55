"""Shares of answers none of which is the good one, told in steps: together they must not add up to counts.

Each share by itself stands for two numbers of people at least, but all of them are everybody who answered:
of 12 people 60, 20 and 0 per cent can only be 8, 3 and 1. Where that is so, what is told is what would be
told if one person, or a few, had chosen another answer, and that stands for more than one way to answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from selfeval.findings.estimates import nearest

Counts = tuple[int, ...]
MOST_MOVES = 4
"""People who are told as if they had chosen another answer."""


def told_shares(shares: Mapping[str, float], n: int, step: int) -> dict[str, float] | None:
    """Per cent of n people to the nearest step, of each answer; None where any would say how many it is."""
    rough = _rough_shares(tuple(round(share * n / 100) for share in shares.values()), n, step)
    return None if rough is None else dict(zip(shares, rough, strict=True))


@cache
def _rough_shares(counts: Counts, n: int, step: int) -> tuple[float, ...] | None:
    tried, seen = [counts], {counts}
    for _ in range(MOST_MOVES + 1):
        for some in tried:
            rough = tuple(nearest(100 * one / n, step) for one in some)
            if says_no_number(rough, n, step):
                return rough
        tried = sorted({other for some in tried for other in _moved(some)} - seen)
        seen.update(tried)
    return None


def says_no_number(rough: tuple[float, ...], n: int, step: int) -> bool:
    """Whether of no answer, nor of several as one, it follows how many chose it, given how many all are.

    Where all are alike, or all but one, no share is told at all: no answer is that of more than all but two.
    """
    ranges = [_stands_for(share, n, step) for share in rough]
    fewest, most = (sum(ends) for ends in zip(*ranges, strict=True))
    return all(low < high for low, high in ranges) and fewest < n < most


@cache
def _stands_for(share: float, n: int, step: int) -> tuple[int, int]:
    """The fewest and the most people that a share in steps may be, if not all, or all but one, are alike."""
    some = [one for one in range(n - 1) if nearest(100 * one / n, step) == share]
    return (some[0], some[-1]) if some else (0, 0)


def _moved(counts: Counts) -> Iterator[Counts]:
    """With one person at another answer: first from one that many chose to one that few did."""
    by_size = sorted(range(len(counts)), key=lambda at: (-counts[at], at))
    for source in by_size:
        for to in reversed(by_size):
            if source != to and counts[source]:
                other = list(counts)
                other[source] -= 1
                other[to] += 1
                yield tuple(other)
