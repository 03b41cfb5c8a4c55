"""What `selfeval.scoring.change.judge` says, of many schools at once; a test holds the two side by side."""

from __future__ import annotations

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
    variances = [each.spreads**2 / each.n for each in (before, after)]
    square = variances[0] + variances[1]
    df = square**2 / (variances[0] ** 2 / (before.n - 1) + variances[1] ** 2 / (after.n - 1))
    se, difference = np.sqrt(square), after.means - before.means
    enough = (before.n >= FEWEST) & (after.n >= FEWEST)
    p = np.where(enough, 2 * special.stdtr(df, -np.abs(difference) / se), np.inf)
    beyond = adjusted(p) < LEVEL
    return Verdicts(
        difference,
        special.stdtrit(df, 0.975) * se,
        beyond & (difference >= SMALLEST),
        beyond & (difference <= -SMALLEST),
    )


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
