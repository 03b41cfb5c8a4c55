"""How far the means of groups point at single rows, for somebody who holds the rows.

Even where many ways to divide the rows are left (`ways`), means that lie far from everyone's make some rows
likely to be in a group: if the girls of a small round are much less happy, the least happy rows are girls'.
So scales are told one after the other only while no row's odds to be in a group (`tilting`) get too long.

Whether the next is tried is decided from what is told already, for whatever chance may make of its figure. If
it then points too far all the same, it is not told, nor any after it. That says that it would have pointed,
which is less than to look at every figure first would (Kenthapadi, Mishra and Nissim 2005); `make attack`
measures what it says to somebody who knows this rule.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from selfeval.scoring.disclosure_control.divisions import Codes, Division, Flags
from selfeval.scoring.disclosure_control.linear import Matrix
from selfeval.scoring.disclosure_control.tilting import Means
from selfeval.scoring.disclosure_control.ways import centred

DOUBT = 32.0
"""How long figures may make a row's odds to be in a group; times its odds before, if it was likely in it."""
CHANCE = math.sqrt(special.chdtri(1, 0.01))
"""How far, in its own spread, chance takes a figure in one of a hundred cases: 2.6."""
NEARLY, LITTLE = 1 - 1e-12, 1e-6


def tellable(division: Division, low: Matrix, high: Matrix, most: int, strata: Codes, scores: Matrix) -> int:
    """How many of the scales may be told of a division, at most `most`.

    `low`, `high` (blocks, scales): between what a reader knows each mean to lie. `strata` and `scores` as for
    `ways.levels`.
    """
    means = _means(division, low, high, strata, scores)
    doubtful = _doubtful(division, strata, means.people.shape[1])
    scales, odds = 0, means.odds(0)
    while scales < most and _in_doubt(means, doubtful, odds, _moved(means, odds, scales)):
        odds = means.odds(scales + 1)
        if not _in_doubt(means, doubtful, odds):
            break
        scales += 1
    return scales


def _means(division: Division, low: Matrix, high: Matrix, strata: Codes, scores: Matrix) -> Means:
    codes, scores = division.codes[division.asked], scores[division.asked]
    strata = np.unique(strata[division.asked], return_inverse=True)[1]
    rows, usual = centred(scores, strata)
    people = np.zeros((strata.max() + 1, codes.max() + 1))
    np.add.at(people, (strata, codes), 1)
    scored = [~np.isnan(scores) & (codes == block)[:, None] for block in range(len(low))]
    size = np.array([there.sum(axis=0) for there in scored])
    expected = np.array([np.where(there, usual, 0).sum(axis=0) for there in scored])
    low, high = low * size - expected, high * size - expected
    if len(low) == people.shape[1]:
        low, high = _narrowed(low, high)
    return Means(people, strata, rows, (low + high) / 2, (high - low) ** 2 / 12)


def _narrowed(low: Matrix, high: Matrix) -> tuple[Matrix, Matrix]:
    """Sums of groups (groups, scales) where nobody is left: all add up to 0, each follows from the others."""
    return np.maximum(low, high - high.sum(axis=0)), np.minimum(high, low - low.sum(axis=0))


def _moved(means: Means, odds: Matrix, scales: int) -> Matrix:
    """How far the figure of the next scale may move each row's log odds, by chance (n, groups)."""
    told, new = means.rows[:, :scales], means.rows[:, scales]
    apart = new - told @ np.linalg.lstsq(told, new, rcond=None)[0] if scales else new
    variance = apart**2 @ (np.exp(odds) * (1 - np.exp(odds))) + means.noise[:, scales].min()
    return np.asarray(CHANCE * np.abs(apart)[:, None] / np.sqrt(np.maximum(variance, LITTLE)))


def _doubtful(division: Division, strata: Codes, groups: int) -> Flags:
    """Of whom the stratum does not say what they said (n, groups): whom the lot put where is no secret."""
    strata, said = strata[division.asked], division.said[division.asked]
    shares = np.zeros((len(said), groups))
    for stratum in np.unique(strata):
        here = strata == stratum
        shares[here] = [(said[here] == group).mean() for group in range(groups)]
    return (shares > 0) & (shares < 1)


def _in_doubt(means: Means, doubtful: Flags, odds: Matrix, moved: Matrix | float = 0.0) -> bool:
    """Whether no row's odds are too long."""
    likely = np.maximum(0, special.logit(np.clip(means.share, 1 - NEARLY, NEARLY)))
    long = special.logit(np.clip(np.exp(odds), 1 - NEARLY, NEARLY)) + moved - likely
    return bool(np.all(long[doubtful] <= math.log(DOUBT)))
