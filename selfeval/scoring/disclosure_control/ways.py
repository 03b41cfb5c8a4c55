"""How many ways to divide the rows a table of characteristics leaves to somebody who holds them.

After the count the rows are kept, with each person's year and, in large years, sex. Whoever holds them knows
every score to the last digit. A table by a characteristic then tells him: of all ways to divide the rows into
groups of these sizes, it was one that has these rounded means. If only one way is left, he knows who is who.

Before, with n of the N people of a year (or of its girls) in a group, there are C(N, n) ways for it: log2 of
that in bits, added up over years, even if he knows how many of each year are in the group. What the figures
take away is their mutual information with who is in the group: I = H(figures) - H(figures | group). Drawn at
random, the means of all groups and scales are nearly normal, with the covariance K x S: S that of scales
between people of one year, K that of being in two groups (for one group and one year (1 - n/N) / n). To the
nearest w is as good as with noise of w evenly spread (a dithered quantiser: Gray and Stockham 1993). So

    I = 1/2 log2 det(K x S / w^2 + 1/12) - 1/2 log2 det(K' x S / w^2 + 1/12),

with K' given the group, and 1/2 log2(2 pi e / 12) more for each figure that the group determines: noise that
is spread evenly is less uncertain than normal noise of its variance. All tables of the round stand in one
determinant, so that groups of one question that add up to the whole, questions that go together, and scales
that correlate are not counted twice.

How it was found and tried: docs/decisions/0017-rows-in-hand.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from selfeval.scoring.disclosure_control.divisions import Codes, Division, Flags
from selfeval.scoring.disclosure_control.linear import Matrix

LEFT = 10.0
"""Bits that must be left of who is in a group: a thousand ways."""
SHARE = 0.5
"""For a group that had fewer than twice as many to begin with: the share of its bits that must be left."""
START = 24.0
"""Bits that every shown group, and those left, must have to begin with, or nothing is told: a figure far from
the rest's takes away more than the mean figure does, so twenty people have too few ways for any."""
FEWEST = 10.0
"""Bits below which a group is so small that nothing is told of it but as part of a larger one."""
EVEN = 0.5 * math.log2(2 * math.pi * math.e / 12)
"""Bits by which normal noise is more uncertain than evenly spread noise of the same variance."""
LITTLE = 1e-12
"""Of a variance: no more than the last bits of a sum."""
STEPS = {1: 400, 2: 100, 5: 0}
"""To what means are rounded, in points, from how many people in the smallest group on: brackets become wider
by a fifth at most, and a mean tells much less of single rows."""


@dataclass(frozen=True)
class Level:
    """What a table may tell: the means of its first so many scales, to the nearest step."""

    step: int
    scales: int


def levels(divisions: Sequence[Division], strata: Codes, scores: Matrix) -> list[Level]:
    """The finest level of each division at which enough ways are left for every group of every one.

    `strata` (n,): what is kept with each row, as a number. `scores` (n, scales): the most important first. It
    hangs on numbers of people and on rows without characteristics, which the holder of the rows has anyway.
    """
    ladders = [_ladder(division, strata, scores.shape[1]) for division in divisions]
    at = [0] * len(divisions)
    figures = _Figures(divisions, strata, scores)
    while True:
        found = [ladder[place] for ladder, place in zip(ladders, at, strict=True)]
        short = figures.short_of_ways(found)
        if short is None:
            return found
        at[short] += 1


def _ladder(division: Division, strata: Codes, scales: int) -> list[Level]:
    """From all there is to nothing. Nothing at once where there are too few ways before anything is told.

    Where the rows themselves say who is in which group (a large year keeps girls and boys), a table tells
    nothing that they do not.
    """
    nothing = Level(max(STEPS), 0)
    if not division.shows:
        return [nothing]
    members = division.members()
    known = not any(bits(division.said == block, strata) for block in range(len(members)))
    left = division.codes == len(members)
    if not known and any(bits(group, strata) < START for group in (*members, left) if group.any()):
        return [nothing]
    smallest = min(np.count_nonzero(group) for group in members)
    steps = [step for step, people in STEPS.items() if known or smallest >= people]
    fewer = [Level(steps[-1], some) for some in range(scales - 1, 0, -1)]
    return [*(Level(step, scales) for step in steps), *fewer, nothing]


class _Figures:
    """Every mean that could be told, and every group whose members must not be found."""

    def __init__(self, divisions: Sequence[Division], strata: Codes, scores: Matrix) -> None:
        self._blocks = np.array(
            [member for division in divisions for member in division.members()], dtype=float
        ).reshape(-1, len(strata))
        self._of = [place for place, division in enumerate(divisions) for _ in division.blocks]
        self._scales = within(scores, strata)
        self._free = _together(self._blocks, strata)
        self._groups = [
            (place, bits(group, strata), _together(self._blocks, 2 * strata + group))
            for place, division in enumerate(divisions)
            if division.shows
            for group in _secret(division)
            if bits(group, strata) >= FEWEST
        ]

    def short_of_ways(self, levels: Sequence[Level]) -> int | None:
        """The division one of whose groups is left with too few ways; None if all have enough."""
        told = [(block, scale) for block, of in enumerate(self._of) for scale in range(levels[of].scales)]
        if not told:
            return None
        block, scale = (np.array(each) for each in zip(*told, strict=True))
        steps = np.array([float(levels[self._of[each]].step) for each in block])
        spread = self._scales[np.ix_(scale, scale)] / np.outer(steps, steps)
        noise = np.eye(len(told)) / 12
        before = _half_log_det(self._free[np.ix_(block, block)] * spread + noise)
        free = np.diag(self._free)[block]
        """0 for a block that the strata give away: nothing more is settled about its figures."""
        worst: tuple[float, int] | None = None
        for division, ways, given in self._groups:
            after = _half_log_det(given[np.ix_(block, block)] * spread + noise)
            settled = 1 - np.divide(np.diag(given)[block], free, out=np.ones_like(free), where=free > LITTLE)
            taken = before - after + EVEN * float(settled.sum())
            short = min(LEFT, SHARE * ways) - (ways - taken)
            if short > 0 and levels[division].scales and (worst is None or short > worst[0]):
                worst = short, division
        return None if worst is None else worst[1]


def _secret(division: Division) -> list[Flags]:
    """Who is in each block, in each option that is shown with others, and who is left."""
    options = [
        division.chosen == division.options.index(option)
        for block in division.blocks
        if len(block) > 1
        for option in block
    ]
    left = division.codes == len(division.blocks)
    return [group for group in (*division.members(), *options, left) if group.any()]


def bits(group: Flags, strata: Codes) -> float:
    """log2 of the number of ways to be in a group, with so many of each stratum in it."""
    people = np.bincount(strata).astype(float)
    inside = np.bincount(strata[group], minlength=len(people)).astype(float)
    ways = special.gammaln(people + 1) - special.gammaln(inside + 1) - special.gammaln(people - inside + 1)
    return float(ways.sum()) / math.log(2)


def within(scores: Matrix, strata: Codes) -> NDArray[np.float64]:
    """Covariance of scales between people of one stratum, pooled (scales, scales)."""
    apart, _ = centred(scores, strata)
    free = max(1, len(scores) - len(np.unique(strata)))
    return np.asarray(apart.T @ apart / free)


def centred(scores: Matrix, strata: Codes) -> tuple[Matrix, Matrix]:
    """Scores less the mean of their stratum, 0 where somebody has no score; and those means (n, scales)."""
    apart, means = np.zeros_like(scores), np.zeros_like(scores)
    for stratum in np.unique(strata):
        rows = strata == stratum
        there = ~np.isnan(scores[rows])
        some = np.where(there, scores[rows], 0)
        means[rows] = some.sum(axis=0) / np.maximum(1, there.sum(axis=0))
        apart[rows] = np.where(there, some - means[rows], 0)
    return apart, means


def _together(blocks: Matrix, strata: Codes) -> NDArray[np.float64]:
    """Covariance of the means of blocks for scores of variance 1 that are dealt anew within strata."""
    found = np.zeros((len(blocks), len(blocks)))
    for stratum in np.unique(strata):
        part = blocks[:, strata == stratum]
        inside = part.sum(axis=1)
        found += part @ part.T - np.outer(inside, inside) / part.shape[1]
    sizes = blocks.sum(axis=1)
    return np.asarray(found / np.outer(sizes, sizes))


def _half_log_det(matrix: Matrix) -> float:
    """1/2 log2 det."""
    return float(np.linalg.slogdet(matrix)[1]) / (2 * math.log(2))
