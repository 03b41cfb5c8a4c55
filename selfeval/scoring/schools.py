"""Groups among groups, and schools among schools: which of them differ beyond chance (MEASUREMENT 9).

Small groups scatter more than large ones, so the lowest and the highest are mostly small. Their means are
therefore drawn towards the mean of all, the more the less is known of them, and only what still stands out is
said to. The means that are shown are always the plain ones. Schools are never put in order.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from selfeval.scoring.precision import Z
from selfeval.scoring.weights import Stratum

LEAST_GROUPS = 4
"""Fewer are not set against one another."""
LEAST_SCHOOLS = 20
"""Fewer are no distribution."""
HALVINGS = 200

Figures = NDArray[np.float64]


@dataclass(frozen=True)
class Between:
    """How far the true means of groups lie apart: their mean, its standard error, and their variance."""

    mean: float
    se: float
    variance: float

    def share(self, within: Figures) -> Figures:
        """Reliability of each group's mean, tau^2 / (tau^2 + v_j): how much of its distance is real."""
        return self.variance / (self.variance + within)


@dataclass(frozen=True)
class Position:
    """A school's interval against the middle half of schools."""

    low: float
    high: float
    """First and third quartile of the schools' means."""
    side: str
    """above | within | below: the interval lies wholly over the third quartile, or under the first."""
    outranks: float
    """Chance that its true mean is higher than that of another school taken at random."""


def between(means: Sequence[float], within: Sequence[float]) -> Between:
    """Restricted maximum likelihood for means with known variances, as metafor's `rma(method="REML")`.

    The score, sum of w^2 (m - mu)^2 less (sum of w - sum of w^2 / sum of w), falls to nothing at the
    variance; it is found by halving. No less than 0.
    """
    m, v = np.asarray(means, dtype=float), np.asarray(within, dtype=float)

    def score(variance: float) -> float:
        w = 1 / (v + variance)
        mean = float(np.dot(w, m)) / float(w.sum())
        return float(np.dot(w**2, (m - mean) ** 2)) - float(w.sum()) + float((w**2).sum()) / float(w.sum())

    low, high = 0.0, float(np.var(m, ddof=1)) * 10 + 1e-12
    if score(0.0) <= 0:
        return _at(m, v, 0.0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if score(middle) > 0 else (low, middle)
    return _at(m, v, (low + high) / 2)


def dersimonian_laird(means: Sequence[float], within: Sequence[float]) -> float:
    """Variance between groups by moments, (Q - (k - 1)) / (sum of w - sum of w^2 / sum of w), at least 0."""
    m, v = np.asarray(means, dtype=float), np.asarray(within, dtype=float)
    w = 1 / v
    mean = float(np.dot(w, m)) / float(w.sum())
    q = float(np.dot(w, (m - mean) ** 2))
    return max(0.0, (q - (len(m) - 1)) / (float(w.sum()) - float((w**2).sum()) / float(w.sum())))


def _at(means: Figures, within: Figures, variance: float) -> Between:
    w = 1 / (within + variance)
    return Between(float(np.dot(w, means)) / float(w.sum()), 1 / math.sqrt(float(w.sum())), variance)


def apart(means: Sequence[float], within: Sequence[float]) -> list[tuple[float, float]]:
    """How far each true mean lies from the mean of all, best guess and standard error (`ranef` of metafor).

    m* - mu = s (m - mu), SE^2 = s v + s^2 SE(mu)^2, with s = tau^2 / (tau^2 + v).
    """
    found = between(means, within)
    m, v = np.asarray(means, dtype=float), np.asarray(within, dtype=float)
    share = found.share(v)
    guesses = share * (m - found.mean)
    errors = np.sqrt(share * v + share**2 * found.se**2)
    return list(zip(guesses.tolist(), errors.tolist(), strict=True))


def standing_out(groups: Mapping[str, Stratum]) -> dict[str, str | None] | None:
    """Group -> "higher", "lower" or None for one like the rest; None for all where there are fewer than four.

    The variance of each mean comes from the spread within all groups, s_p^2 / n_j: that of one small group is
    noise. Without finite population correction: whether a group differs is not about who was away.
    """
    there = {name: group for name, group in groups.items() if group.n}
    free = sum(group.n - 1 for group in there.values())
    pooled = sum(group.scatter for group in there.values()) / free if free else 0.0
    if len(there) < LEAST_GROUPS or pooled <= 0:
        return None
    guesses = apart([group.mean for group in there.values()], [pooled / group.n for group in there.values()])
    return {
        name: ("higher" if guess > 0 else "lower") if abs(guess) > Z * se else None
        for name, (guess, se) in zip(there, guesses, strict=True)
    }


def position(
    mean: float, interval: tuple[float, float], variance: float, others: Sequence[tuple[float, float]]
) -> Position | None:
    """A school among others (mean, variance of the mean) asked the same in the same term.

    None where they are fewer than twenty together. P(outranks) is the mean of Phi((m - m_k) / sqrt(v + v_k)).
    """
    if len(others) + 1 < LEAST_SCHOOLS:
        return None
    m, v = (np.array(each, dtype=float) for each in zip(*others, strict=True))
    low, high = (float(end) for end in np.quantile([mean, *m], (0.25, 0.75)))
    side = "above" if interval[0] > high else "below" if interval[1] < low else "within"
    chances = special.ndtr((mean - m) / np.sqrt(variance + v))
    return Position(low, high, side, float(chances.mean()))
