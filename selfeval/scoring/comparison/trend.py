"""A straight line through three rounds or more, with variances that are known (MEASUREMENT 8)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from selfeval.scoring.change import LEVEL
from selfeval.scoring.estimates import Interval

LEAST_ROUNDS = 3

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """What a series rises by over `years`, from its first round to its last."""

    rise: float
    se: float
    """Widened by `birge`."""
    years: float
    q: float
    q_p: float
    birge: float

    @property
    def bent(self) -> bool:
        """Whether the points lie further from the line than chance brings them."""
        return self.q_p < LEVEL

    @property
    def p(self) -> float:
        """Of no rise at all."""
        return 2 * float(special.ndtr(-abs(self.rise) / self.se))

    def interval(self, level: float = 0.95) -> Interval:
        """z interval, because the variances are taken as known."""
        return around(self.rise, self.se, level)


def line(years: Sequence[float], means: Sequence[float], variances: Matrix) -> Line | None:
    """Weighted least squares of means on real dates; None for fewer than three rounds or no time between.

    `variances` (R, R) of the means, without finite population correction; off the diagonal those that linked
    means share. b = (X' V^-1 X)^-1 X' V^-1 m, and (X' V^-1 X)^-1 is its variance: not that of lm(weights=),
    which would take the residuals of one or two degrees of freedom for the noise. Q = r' V^-1 r on R - 2
    degrees of freedom (Cochran); if Q is larger than these, the standard error grows by sqrt(Q / (R - 2))
    (Birge 1932). As metafor::rma(method = "FE", mods = ~ year), and rma.mv for linked means.
    """
    rounds = len(means)
    span = max(years, default=0.0) - min(years, default=0.0)
    if rounds < LEAST_ROUNDS or span == 0 or not np.all(np.diag(variances) > 0):
        return None
    design = np.stack([np.ones(rounds), np.asarray(years) - np.mean(years)], axis=1)
    weighted = np.linalg.solve(variances, design)
    covariance = np.linalg.inv(design.T @ weighted)
    values = np.asarray(means, dtype=np.float64)
    fitted = covariance @ (weighted.T @ values)
    left = values - design @ fitted
    q = float(left @ np.linalg.solve(variances, left))
    free = rounds - 2
    birge = max(1.0, math.sqrt(q / free))
    se = math.sqrt(float(covariance[1, 1])) * birge
    return Line(float(fitted[1]) * span, se * span, span, q, float(special.chdtrc(free, q)), birge)


def around(value: float, se: float, level: float = 0.95) -> Interval:
    """z interval."""
    half = float(special.ndtri((1 + level) / 2)) * se
    return Interval(value - half, value + half)
