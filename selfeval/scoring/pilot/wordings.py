"""Two wordings of a question, drawn by lot within each class, set against each other."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Vector = NDArray[np.float64]
LEAST_A_SIDE = 30
TAIL = 0.025


@dataclass(frozen=True)
class WithinClasses:
    """The second wording less the first: mean of the differences of classes, each by what it can tell."""

    difference: float
    low: float
    high: float
    p: float
    n: tuple[int, int]


def within_classes(
    values: Vector, second: NDArray[np.bool_], classes: NDArray[np.str_]
) -> WithinClasses | None:
    """Difference of two wordings (n,), classes held equal. None for too few people.

    Least squares with a mean for each class: d = sum w_c (b_c - a_c) / sum w_c, w_c = n_a n_b / (n_a + n_b);
    its standard error allows the two wordings to scatter differently (HC1). As statsmodels.
    """
    both = mixed(second, classes)
    values, second = values[both], second[both]
    codes = np.unique(classes[both], return_inverse=True)[1]
    n, k = len(values), int(codes.max(initial=-1)) + 1
    people_a_side = int(np.count_nonzero(~second)), int(np.count_nonzero(second))
    if min(people_a_side) < LEAST_A_SIDE or n - k - 1 < 1:
        return None
    sizes = np.bincount(codes)
    apart = second - (np.bincount(codes, second.astype(np.float64)) / sizes)[codes]
    centred = values - (np.bincount(codes, values) / sizes)[codes]
    spread = float(np.dot(apart, apart))
    difference = float(np.dot(apart, centred)) / spread
    left = centred - difference * apart
    free = n - k - 1
    se = math.sqrt(float(np.sum((apart * left) ** 2)) * n / free) / spread
    if se == 0:
        return WithinClasses(difference, difference, difference, float(difference == 0), people_a_side)
    half = float(special.stdtrit(free, 1 - TAIL)) * se
    p = 2 * float(special.stdtr(free, -abs(difference / se)))
    return WithinClasses(difference, difference - half, difference + half, p, people_a_side)


def mixed(second: NDArray[np.bool_], classes: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Who is of a class in which both wordings were answered (n,)."""
    codes = np.unique(classes, return_inverse=True)[1]
    some = np.bincount(codes, second)
    both: NDArray[np.bool_] = ((some > 0) & (some < np.bincount(codes)))[codes]
    return both
