"""Change between two means that are known with their standard errors and numbers of people."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import special

from selfeval.findings.estimates import Interval


@dataclass(frozen=True)
class Mean:
    """A mean in its unit, its standard error (0: nobody differs) and how many people (two or more)."""

    value: float
    se: float
    n: int


def mean_interval(mean: Mean, level: float = 0.95) -> Interval:
    """t interval of one mean."""
    half = float(special.stdtrit(mean.n - 1, (1 + level) / 2)) * mean.se
    return Interval(mean.value - half, mean.value + half)


def mean_difference(before: Mean, after: Mean, level: float = 0.95) -> Interval:
    """Later minus earlier (Welch 1947), without finite population correction (MEASUREMENT 7)."""
    df, se = _welch(before, after)
    difference = after.value - before.value
    half = float(special.stdtrit(df, (1 + level) / 2)) * se
    return Interval(difference - half, difference + half)


def mean_p(before: Mean, after: Mean) -> float:
    """Two-sided p of equal means, as scipy.stats.ttest_ind_from_stats(equal_var=False)."""
    df, se = _welch(before, after)
    difference = after.value - before.value
    if se == 0:
        return 1.0 if difference == 0 else 0.0
    return 2 * float(special.stdtr(df, -abs(difference) / se))


def _welch(before: Mean, after: Mean) -> tuple[float, float]:
    """Degrees of freedom (Satterthwaite 1946) and standard error of the difference."""
    one, two = before.se**2, after.se**2
    if one + two == 0:
        return float(before.n + after.n - 2), 0.0
    return (one + two) ** 2 / (one**2 / (before.n - 1) + two**2 / (after.n - 1)), math.sqrt(one + two)
