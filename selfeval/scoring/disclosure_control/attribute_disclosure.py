"""Attribute disclosure and re-identification: how far tables point at single rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import special

from selfeval.scoring.disclosure_control.recoding import Classification
from selfeval.scoring.measurement.scale_scores import Codes, Flags, Matrix

FLAT = 1e-6
"""A penalty that only settles what no figure settles."""
NEAR = 1e-3
"""Log odds that no longer move."""
ROUNDS, STRIDE = 60, 1.5
"""Newton steps at most, and how far one may move any log odds."""


@dataclass(frozen=True)
class PublishedMeans:
    """What the means of groups say; published groups come first, then those who are left."""

    people: Matrix
    """In each stratum, of each group (strata, groups)."""
    strata: Codes
    rows: Matrix
    """Scores less the mean of their stratum (n, scales)."""
    sums: Matrix
    """Of each published group, as its means are told (published groups, scales)."""
    noise: Matrix
    """Their variance, for what is rounded away (published groups, scales)."""

    @cached_property
    def share(self) -> Matrix:
        """Of each group in the row's stratum (n, groups)."""
        return np.asarray((self.people / self.people.sum(axis=1, keepdims=True))[self.strata])

    def odds(self, scales: int) -> Matrix:
        """log p (n, groups), where so many scales are told."""
        strata, groups = self.people.shape
        design = np.hstack([np.eye(strata)[self.strata], self.rows[:, :scales]])
        aim, penalty = np.zeros((groups, strata + scales)), np.full((groups, strata + scales), FLAT)
        aim[:, :strata], aim[: len(self.sums), strata:] = self.people.T, self.sums[:, :scales]
        penalty[: len(self.sums), strata:] += self.noise[:, :scales]
        free = np.ones(aim.shape, dtype=np.bool_)
        free[len(self.sums) :, strata:] = False
        before, slopes = np.log(np.maximum(self.share, 1e-300)), np.zeros(aim.shape)
        for _ in range(ROUNDS):
            odds = np.asarray(special.log_softmax(before + design @ slopes.T, axis=1))
            inverse = _inverse(_curvature(np.exp(odds), design, penalty), free)
            step = np.tensordot(inverse, aim - np.exp(odds).T @ design - penalty * slopes)
            far = float(np.abs(design @ step.T).max())
            slopes += step * min(1, STRIDE / max(far, NEAR))
            if far < NEAR:
                break
        return np.asarray(
            special.log_softmax(odds + _saddlepoint_correction(np.exp(odds), design, inverse), axis=1)
        )


def _curvature(chance: Matrix, design: Matrix, penalty: Matrix) -> Matrix:
    """How sums of the columns of the design (j) over groups (g) bend with slopes (groups, j, groups, j)."""
    moves = chance[:, :, None] * (np.eye(chance.shape[1]) - chance[:, None, :])
    curvature = np.einsum("igh,ij,ik->gjhk", moves, design, design, optimize=True)
    return np.asarray(curvature + np.diag(penalty.ravel()).reshape(curvature.shape))


def _inverse(curvature: Matrix, free: Flags) -> Matrix:
    """0 for slopes that are not free."""
    inverse, at = np.zeros((free.size, free.size)), np.ix_(free.ravel(), free.ravel())
    inverse[at] = np.linalg.inv(curvature.reshape(inverse.shape)[at])
    return inverse.reshape(curvature.shape)


def _saddlepoint_correction(chance: Matrix, design: Matrix, inverse: Matrix) -> Matrix:
    """By how much the sums that are left for all others change the log odds of each row (n, groups).

    Minus half the square of how far they are moved, and half the slope that their skewness gives.
    """
    covariance = np.einsum("ij,gjhk,ik->igh", design, inverse, design, optimize=True)
    apart = np.eye(chance.shape[1]) - chance[:, None, :]
    squares = np.einsum("igh,ihk,igk->ig", apart, covariance, apart, optimize=True)
    skew = chance * (squares - (chance * squares).sum(axis=1, keepdims=True))
    return np.asarray((design @ np.tensordot(inverse, skew.T @ design).T - squares) / 2)


LEAST_BITS_LEFT = 10.0
"""Bits that must be left of who is in a group: a thousand ways."""
LEAST_SHARE_LEFT = 0.5
"""For a group that had fewer than twice as many to begin with: the share of its bits that must be left."""
LEAST_BITS_BEFORE = 24.0
"""Bits that every shown group, and those left, must have to begin with, or nothing is told: a figure far from
the rest's takes away more than the mean figure does, so twenty people have too few ways for any."""
LEAST_BITS_ALONE = 10.0
"""Bits below which a group is so small that nothing is told of it but as part of a larger one."""
BITS_OF_ROUNDING = 0.5 * math.log2(2 * math.pi * math.e / 12)
"""Bits by which normal noise is more uncertain than evenly spread noise of the same variance."""
NO_VARIANCE = 1e-12
"""Of a variance: no more than the last bits of a sum."""
STEPS = {1: 400, 2: 100, 5: 0}
"""To what means are rounded, in points, from how many people in the smallest group on: brackets become wider
by a fifth at most, and a mean tells much less of single rows."""


@dataclass(frozen=True)
class TableDetail:
    """What a table may tell: the means of its first so many scales, to the nearest step."""

    step: int
    scales: int


def table_details(
    classifications: Sequence[Classification], strata: Codes, scores: Matrix
) -> list[TableDetail]:
    """The finest detail of each classification at which enough bits are left for every group of every one.

    `strata` (n,): what is stored with each row, as a number. `scores` (n, scales): most important first. It
    hangs on numbers of people and on rows without characteristics, which the holder of the rows has anyway.
    """
    ladders = [
        _descending_details(classification, strata, scores.shape[1]) for classification in classifications
    ]
    at = [0] * len(classifications)
    table_means = _TableMeans(classifications, strata, scores)
    while True:
        details = [ladder[place] for ladder, place in zip(ladders, at, strict=True)]
        short = table_means.short_of_bits(details)
        if short is None:
            return details
        at[short] += 1


def _descending_details(classification: Classification, strata: Codes, scales: int) -> list[TableDetail]:
    """From all there is to nothing. Nothing at once where there are too few ways before anything is told.

    Where the rows themselves say who is in which group (a large year keeps girls and boys), a table tells
    nothing that they do not.
    """
    nothing = TableDetail(max(STEPS), 0)
    if not classification.shows:
        return [nothing]
    members = classification.members()
    settled_by_strata = not any(
        assignment_bits(classification.observed == block, strata) for block in range(len(members))
    )
    left = classification.codes == len(members)
    if not settled_by_strata and any(
        assignment_bits(group, strata) < LEAST_BITS_BEFORE for group in (*members, left) if group.any()
    ):
        return [nothing]
    smallest = min(np.count_nonzero(group) for group in members)
    steps = [step for step, people in STEPS.items() if settled_by_strata or smallest >= people]
    fewer = [TableDetail(steps[-1], some) for some in range(scales - 1, 0, -1)]
    return [*(TableDetail(step, scales) for step in steps), *fewer, nothing]


class _TableMeans:
    """Every mean that could be told, and every group whose members must not be found."""

    def __init__(self, classifications: Sequence[Classification], strata: Codes, scores: Matrix) -> None:
        self._blocks = np.array(
            [member for classification in classifications for member in classification.members()], dtype=float
        ).reshape(-1, len(strata))
        self._of = [
            place for place, classification in enumerate(classifications) for _ in classification.blocks
        ]
        self._scales = within(scores, strata)
        self._free = _covariance_of_means(self._blocks, strata)
        self._groups = [
            (place, assignment_bits(group, strata), _covariance_of_means(self._blocks, 2 * strata + group))
            for place, classification in enumerate(classifications)
            if classification.shows
            for group in _groups_to_protect(classification)
            if assignment_bits(group, strata) >= LEAST_BITS_ALONE
        ]

    def short_of_bits(self, levels: Sequence[TableDetail]) -> int | None:
        """The classification one of whose groups is left with too few bits; None if all have enough."""
        published = [
            (block, scale) for block, of in enumerate(self._of) for scale in range(levels[of].scales)
        ]
        if not published:
            return None
        block, scale = (np.array(column) for column in zip(*published, strict=True))
        steps = np.array([float(levels[self._of[row]].step) for row in block])
        spread = self._scales[np.ix_(scale, scale)] / np.outer(steps, steps)
        noise = np.eye(len(published)) / 12
        before = _half_log_det(self._free[np.ix_(block, block)] * spread + noise)
        free = np.diag(self._free)[block]
        """0 for a block that the strata give away: nothing more is settled about its figures."""
        worst: tuple[float, int] | None = None
        for classification, bits_before, given in self._groups:
            after = _half_log_det(given[np.ix_(block, block)] * spread + noise)
            settled = 1 - np.divide(
                np.diag(given)[block], free, out=np.ones_like(free), where=free > NO_VARIANCE
            )
            taken = before - after + BITS_OF_ROUNDING * float(settled.sum())
            short = min(LEAST_BITS_LEFT, LEAST_SHARE_LEFT * bits_before) - (bits_before - taken)
            if short > 0 and levels[classification].scales and (worst is None or short > worst[0]):
                worst = short, classification
        return None if worst is None else worst[1]


def _groups_to_protect(classification: Classification) -> list[Flags]:
    """Who is in each block, in each option that is shown with others, and who is left."""
    options = [
        classification.chosen == classification.options.index(option)
        for block in classification.blocks
        if len(block) > 1
        for option in block
    ]
    left = classification.codes == len(classification.blocks)
    return [group for group in (*classification.members(), *options, left) if group.any()]


def assignment_bits(group: Flags, strata: Codes) -> float:
    """log2 of the number of ways to be in a group, with so many of each stratum in it."""
    people = np.bincount(strata).astype(float)
    inside = np.bincount(strata[group], minlength=len(people)).astype(float)
    log_ways = (
        special.gammaln(people + 1) - special.gammaln(inside + 1) - special.gammaln(people - inside + 1)
    )
    return float(log_ways.sum()) / math.log(2)


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


def _covariance_of_means(blocks: Matrix, strata: Codes) -> NDArray[np.float64]:
    """Covariance of the means of blocks for scores of variance 1 that are dealt anew within strata."""
    covariance = np.zeros((len(blocks), len(blocks)))
    for stratum in np.unique(strata):
        part = blocks[:, strata == stratum]
        inside = part.sum(axis=1)
        covariance += part @ part.T - np.outer(inside, inside) / part.shape[1]
    sizes = blocks.sum(axis=1)
    return np.asarray(covariance / np.outer(sizes, sizes))


def _half_log_det(matrix: Matrix) -> float:
    """1/2 log2 det."""
    return float(np.linalg.slogdet(matrix)[1]) / (2 * math.log(2))


LONGEST_ODDS = 32.0
"""How long figures may make a row's odds to be in a group; times its odds before, if it was likely in it."""
CHANCE_DEVIATION = math.sqrt(special.chdtri(1, 0.01))
"""How far, in its own spread, chance takes a figure in one of a hundred cases: 2.6."""
NEARLY, TOO_LITTLE = 1 - 1e-12, 1e-6


def publishable_scales(
    classification: Classification, low: Matrix, high: Matrix, most: int, strata: Codes, scores: Matrix
) -> int:
    """How many of the scales may be told of a classification, at most `most`.

    `low`, `high` (blocks, scales): between what a reader knows each mean to lie. `strata` and `scores` as for
    `table_details`.
    """
    means = _means(classification, low, high, strata, scores)
    doubtful = _uncertain(classification, strata, means.people.shape[1])
    scales, odds = 0, means.odds(0)
    while scales < most and _stay_uncertain(means, doubtful, odds, _expected_shift(means, odds, scales)):
        odds = means.odds(scales + 1)
        if not _stay_uncertain(means, doubtful, odds):
            break
        scales += 1
    return scales


def _means(
    classification: Classification, low: Matrix, high: Matrix, strata: Codes, scores: Matrix
) -> PublishedMeans:
    codes, scores = classification.codes[classification.asked], scores[classification.asked]
    strata = np.unique(strata[classification.asked], return_inverse=True)[1]
    rows, usual = centred(scores, strata)
    people = np.zeros((strata.max() + 1, codes.max() + 1))
    np.add.at(people, (strata, codes), 1)
    scored = [~np.isnan(scores) & (codes == block)[:, None] for block in range(len(low))]
    size = np.array([there.sum(axis=0) for there in scored])
    expected = np.array([np.where(there, usual, 0).sum(axis=0) for there in scored])
    low, high = low * size - expected, high * size - expected
    if len(low) == people.shape[1]:
        low, high = _narrowed(low, high)
    return PublishedMeans(people, strata, rows, (low + high) / 2, (high - low) ** 2 / 12)


def _narrowed(low: Matrix, high: Matrix) -> tuple[Matrix, Matrix]:
    """Sums of groups (groups, scales) where nobody is left: all add up to 0, each follows from the others."""
    return np.maximum(low, high - high.sum(axis=0)), np.minimum(high, low - low.sum(axis=0))


def _expected_shift(means: PublishedMeans, odds: Matrix, scales: int) -> Matrix:
    """How far the figure of the next scale may move each row's log odds, by chance (n, groups)."""
    published, new = means.rows[:, :scales], means.rows[:, scales]
    apart = new - published @ np.linalg.lstsq(published, new, rcond=None)[0] if scales else new
    variance = apart**2 @ (np.exp(odds) * (1 - np.exp(odds))) + means.noise[:, scales].min()
    return np.asarray(CHANCE_DEVIATION * np.abs(apart)[:, None] / np.sqrt(np.maximum(variance, TOO_LITTLE)))


def _uncertain(classification: Classification, strata: Codes, groups: int) -> Flags:
    """Of whom the stratum does not say what they said (n, groups): whom the lot put where is no secret."""
    strata, observed = strata[classification.asked], classification.observed[classification.asked]
    shares = np.zeros((len(observed), groups))
    for stratum in np.unique(strata):
        here = strata == stratum
        shares[here] = [(observed[here] == group).mean() for group in range(groups)]
    return (shares > 0) & (shares < 1)


def _stay_uncertain(
    means: PublishedMeans, doubtful: Flags, odds: Matrix, moved: Matrix | float = 0.0
) -> bool:
    """Whether no row's odds are too long."""
    likely = np.maximum(0, special.logit(np.clip(means.share, 1 - NEARLY, NEARLY)))
    long = special.logit(np.clip(np.exp(odds), 1 - NEARLY, NEARLY)) + moved - likely
    return bool(np.all(long[doubtful] <= math.log(LONGEST_ODDS)))
