"""How far the means of a group point at single rows, for somebody who holds the rows.

Even where many ways to divide the rows are left (`ways`), means that lie far from everyone's make some rows
likely to be in the group: if the girls of a small round are much less happy, the least happy rows are girls'.
In the best linear guess, the odds of row i to be in a group are its odds before, times e to the power of

    g (sum over scales of d_k z_ik - (1/2 - f) a),   a = sum of d_k^2,   g = 1 / (1 - f (1 - f) a)

(discriminant analysis with the covariance of everyone: Fisher 1936), where z are the row's scores, made
uncorrelated with spread 1, d the distance of the group from the rest on them, and f its share of the people.
What rounding adds to the spread of the means is added to that of the scores.

Scales are told one after the other for as long as the next can be expected to leave every row in doubt,
however its figure falls: up to what chance does in one of a hundred cases, and a real distance of half a
spread. The decision is made from figures that are told already, and so it tells nothing itself. (To look at
the next figure and then hide it would: "simulatable auditing", Kenthapadi, Mishra and Nissim 2005.)
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from scipy import special

from selfeval.scoring.disclosure_control.divisions import Codes, Division, Flags
from selfeval.scoring.disclosure_control.linear import Matrix
from selfeval.scoring.disclosure_control.ways import centred, within

DOUBT = 49.0
"""A row's doubt may shrink to this part, and its odds may not exceed it where they were even."""
CHANCE = float(special.chdtri(1, 0.01))
"""Square of what chance makes of a distance in one of a hundred cases, in its own spread: 6.6."""
REAL = 0.5
"""Spreads by which groups may really lie apart on the next scale."""
LEAST_NOISE = 0.2
"""Of a spread, inside a group: figures that would leave less are not taken at their word."""


def tellable(division: Division, told: Matrix, step: int, most: int, strata: Codes, scores: Matrix) -> int:
    """How many of the scales may be told of a division, at most `most`.

    `told` (blocks, scales): means as they would be published, to the nearest `step`. `strata` and `scores`
    as for `ways.levels`.
    """
    strata, scores = strata[division.asked], scores[division.asked]
    groups = list(_smaller_sides([member[division.asked] for member in division.members()], told))
    scales = 0
    while scales < most and all(
        _leaves_doubt(group, inside, means[:scales], step, strata, scores) for group, inside, means in groups
    ):
        scales += 1
    return scales


def _smaller_sides(groups: Sequence[Flags], told: Matrix) -> Iterator[tuple[Flags, bool, Matrix]]:
    """Each group with its means; one of most people, where nobody is left, as those who are not in it.

    The rounded means of the few say more about who is where than those of the many. The flag says whether it
    is being in or being out that must stay in doubt.
    """
    people = np.array([np.count_nonzero(group) for group in groups])
    everyone = len(groups[0])
    for place, group in enumerate(groups):
        others = np.arange(len(groups)) != place
        if 2 * people[place] > everyone and people.sum() == everyone:
            yield ~group, False, people[others] @ told[others] / people[others].sum()
        else:
            yield group, True, told[place]


def _leaves_doubt(group: Flags, inside: bool, told: Matrix, step: int, strata: Codes, scores: Matrix) -> bool:
    """Whether the next scale, beside those told, leaves every row in doubt about being in a group, or out."""
    known, size = len(told), int(np.count_nonzero(group))
    people = np.bincount(strata).astype(float)
    share = np.bincount(strata[group], minlength=len(people)) / np.maximum(1, people)
    free = float((people * share * (1 - share)).sum())
    doubtful = (share[strata] > 0) & (share[strata] < 1)
    if not doubtful.any():
        return True
    apart, means = centred(scores[:, : known + 1], strata)
    rounding = step**2 / 12 * size**2 / free
    spread = within(scores[:, : known + 1], strata) + rounding * np.eye(known + 1)
    whiten = np.linalg.inv(np.linalg.cholesky(spread))
    rows = (apart @ whiten.T)[doubtful]
    distance = whiten[:known, :known] @ (told - means[group, :known].mean(axis=0)) * size / free
    unknown = math.sqrt(CHANCE / free + REAL**2)
    square = float(distance @ distance) + unknown**2
    grows = 1 / max(LEAST_NOISE, 1 - free / len(scores) * square)
    before = share[strata][doubtful]
    lean = rows[:, :known] @ distance - (0.5 - before) * square
    room = np.log(1 / before - 1)
    if not inside:
        lean, room = -lean, -room
    most = grows * (lean + unknown * np.abs(rows[:, known]))
    return bool(np.all(most <= math.log(DOUBT) + np.maximum(0, room)))
