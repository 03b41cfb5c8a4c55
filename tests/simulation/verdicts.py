"""What `selfeval.scoring.change.judge` says, of many schools at once; a test holds the two side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from selfeval.scoring.comparison.change import FEWEST, LEVEL, SMALLEST

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Figures:
    """Figures of one family (schools, members): how many answered, means and spreads."""

    n: NDArray[np.int64]
    means: Matrix
    spreads: Matrix


@dataclass(frozen=True)
class Verdicts:
    """All (schools, members)."""

    difference: Matrix
    half: Matrix
    """Half the width of the 95 % interval."""
    improved: NDArray[np.bool_]
    declined: NDArray[np.bool_]

    @property
    def clear(self) -> NDArray[np.bool_]:
        return self.improved | self.declined


def verdicts(before: Figures, after: Figures) -> Verdicts:
    """Welch, Benjamini and Hochberg by row, and the smallest worthwhile change."""
    p, difference, half = _welch(before, after)
    beyond = adjusted(p) < LEVEL
    return Verdicts(difference, half, beyond & (difference >= SMALLEST), beyond & (difference <= -SMALLEST))


def at_first_sight(pairs: Sequence[tuple[Figures, Figures]]) -> NDArray[np.bool_]:
    """Clear changes (pairs, schools, members) as `label_rounds` has them, of a round against those before it.

    Enough people answer in all of them.
    """
    p, difference, _ = (np.stack(parts) for parts in zip(*(_welch(*pair) for pair in pairs), strict=True))
    count, schools, members = p.shape

    def together(some: Matrix) -> Matrix:
        flat = adjusted(some.transpose(1, 0, 2).reshape(schools, -1))
        return flat.reshape(schools, len(some), members).transpose(1, 0, 2)

    large = np.abs(difference) >= SMALLEST
    first = sorted({0, count - 1})
    told = large & (together(p) < LEVEL)
    told[first] = large[first] & (together(p[first]) < LEVEL)
    said = told[first].any(axis=0)
    return told & said


def _welch(before: Figures, after: Figures) -> tuple[Matrix, Matrix, Matrix]:
    """p, infinite where too few answered; the difference; half of its interval."""
    variances = [each.spreads**2 / each.n for each in (before, after)]
    square = variances[0] + variances[1]
    df = square**2 / (variances[0] ** 2 / (before.n - 1) + variances[1] ** 2 / (after.n - 1))
    se, difference = np.sqrt(square), after.means - before.means
    enough = (before.n >= FEWEST) & (after.n >= FEWEST)
    p = np.where(enough, 2 * special.stdtr(df, -np.abs(difference) / se), np.inf)
    return p, difference, special.stdtrit(df, 0.975) * se


def adjusted(p: Matrix) -> Matrix:
    """Benjamini and Hochberg by row; an infinite p is no member of its family."""
    order = np.argsort(p, axis=1)
    sorted_p = np.take_along_axis(p, order, axis=1)
    tested = np.isfinite(sorted_p)
    factor = tested.sum(axis=1, keepdims=True) / np.arange(1, p.shape[1] + 1)
    steps = np.multiply(sorted_p, factor, where=tested, out=np.full_like(p, np.inf))
    steps = np.minimum.accumulate(steps[:, ::-1], axis=1)[:, ::-1]
    found = np.empty_like(p)
    np.put_along_axis(found, order, steps, axis=1)
    return found
