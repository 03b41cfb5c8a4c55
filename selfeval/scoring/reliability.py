"""How well the items of a scale hang together in one round: alpha, item-rest correlations (MEASUREMENT 4)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import special

from selfeval.scoring.findings import Estimate, Interval, Reliability
from selfeval.scoring.frame import Characters
from selfeval.scoring.scales import Administered

LEAST_PEOPLE = 30
LEAST_ITEMS = 3
LEAST_TO_DOUBT_A_KEY = 50
EXACT_IN_FLOAT32 = 1 << 24


def covariance(
    asked: Administered, columns: Characters, answered: NDArray[np.int64]
) -> tuple[NDArray[np.float64], int]:
    """Covariances (k, k) of the item steps of the people who answered every item, and how many they are.

    Summed as whole numbers, in blocks that float32 holds exactly: so the order of rows changes no bit.
    """
    if asked.k == 0:
        return np.zeros((0, 0)), 0
    tables = asked.key.steps.astype(np.float32)
    block = max(1, min(1 << 16, EXACT_IN_FLOAT32 // max(1, int(tables.max(initial=0)) ** 2)))
    products = np.zeros((asked.k, asked.k), dtype=np.int64)
    sums = np.zeros(asked.k, dtype=np.int64)
    complete = answered == asked.k
    n = int(np.count_nonzero(complete))
    for start in range(0, complete.size, block):
        rows = slice(start, start + block)
        whole = complete[rows].astype(np.float32)
        steps = np.stack([tables[row].take(columns[place, rows]) for row, place in enumerate(asked.places)])
        steps *= whole
        products += (steps @ steps.T).astype(np.int64)
        sums += steps.sum(axis=1, dtype=np.float64).astype(np.int64)
    # n x products - sums x sums' is still a whole number, so nothing cancels.
    scatter = n * products.astype(object) - np.multiply.outer(sums.astype(object), sums.astype(object))
    return (scatter / (n * (n - 1))).astype(np.float64) if n > 1 else np.zeros(products.shape), n


def reliability(covariances: NDArray[np.float64], n: int) -> Reliability | None:
    """Alpha with Feldt's interval; None for too few people or items, or where nothing varies."""
    k = len(covariances)
    total = float(covariances.sum())
    if n < LEAST_PEOPLE or k < LEAST_ITEMS or total <= 0:
        return None
    alpha = k / (k - 1) * (1 - float(np.trace(covariances)) / total)
    return Reliability(Estimate(alpha, feldt(alpha, n, k)), n, k, words(alpha))


def feldt(alpha: float, n: int, k: int) -> Interval:
    """95 % interval of alpha (Feldt, Woodruff and Salih 1987, formulas 6-7)."""
    free = (n - 1, (n - 1) * (k - 1))
    low, high = (float(special.fdtri(*free, tail)) for tail in (0.975, 0.025))
    return Interval(1 - (1 - alpha) * low, 1 - (1 - alpha) * high)


def words(alpha: float) -> str:
    """The word for an alpha: a statement about this group's answers, not about the questionnaire."""
    return next(
        (word for least, word in ((0.8, "consistent"), (0.7, "usable"), (0.6, "weak")) if alpha >= least),
        "apart",
    )


def item_rest(covariances: NDArray[np.float64]) -> list[float | None]:
    """Correlation of each item with the sum of the others; None where either does not vary."""
    total = float(covariances.sum())
    found: list[float | None] = []
    for row, own in enumerate(np.diag(covariances)):
        shared = float(covariances[row].sum()) - float(own)
        rest = total - 2 * shared - float(own)
        varies = own > 0 and rest > 1e-12 * total
        found.append(shared / math.sqrt(float(own) * rest) if varies else None)
    return found
