"""How well the items of a scale hang together in one round: alpha, omega, item by item (MEASUREMENT 4)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import special

from selfeval.scoring.factor import one_factor
from selfeval.scoring.findings import Estimate, Interval, ItemFit, Reliability
from selfeval.scoring.frame import Characters
from selfeval.scoring.scales import Administered

LEAST_PEOPLE = 30
LEAST_ITEMS = 3
LEAST_TO_DOUBT_A_KEY = 50
OWN_WAY = 0.2
"""An item that correlates less with the sum of the others goes its own way (Streiner and Norman 2008)."""
LEAST_FOR_OMEGA = (100, 4)
"""People and items from which omega is better than alpha."""
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


def reliability(covariances: NDArray[np.float64], n: int, items: Sequence[str] = ()) -> Reliability | None:
    """Alpha with Feldt's interval; None for too few people or items, or where nothing varies.

    `items` are the ids in the order of the covariances.
    """
    k = len(covariances)
    if n < LEAST_PEOPLE or k < LEAST_ITEMS or float(covariances.sum()) <= 0:
        return None
    value = alpha(covariances)
    fits = map(ItemFit, items, item_rest(covariances), without_each(covariances))
    return Reliability(
        Estimate(value, feldt(value, n, k)),
        n,
        k,
        words(value),
        omega(covariances) if n >= LEAST_FOR_OMEGA[0] and k >= LEAST_FOR_OMEGA[1] else None,
        together(covariances),
        tuple(fits),
    )


def alpha(covariances: NDArray[np.float64]) -> float:
    """Cronbach's alpha, k/(k-1) (1 - trace / sum), for items whose sum varies."""
    k = len(covariances)
    return k / (k - 1) * (1 - float(np.trace(covariances)) / float(covariances.sum()))


def omega(covariances: NDArray[np.float64]) -> float | None:
    """Omega total of one factor, (sum of loadings)^2 / ((sum of loadings)^2 + sum of what is left).

    McDonald 1999, formula 6.20b; preferred to alpha in Hayes and Coutts 2020. None where an item does not
    vary or no proper factor can be fitted.
    """
    spread = np.sqrt(np.diag(covariances))
    if not np.all(spread > 0):
        return None
    factor = one_factor(covariances / np.outer(spread, spread))
    if factor is None:
        return None
    common = float(np.dot(spread, factor.loadings)) ** 2
    return common / (common + float(np.dot(spread**2, factor.left)))


def together(covariances: NDArray[np.float64]) -> float | None:
    """Mean correlation between two items; None where fewer than two vary."""
    varying = np.diag(covariances) > 0
    kept = covariances[np.ix_(varying, varying)]
    k = len(kept)
    if k < 2:
        return None
    spread = np.sqrt(np.diag(kept))
    return float(((kept / np.outer(spread, spread)).sum() - k) / (k * (k - 1)))


def without_each(covariances: NDArray[np.float64]) -> list[float | None]:
    """Alpha of the other items for each item left out; None where those do not vary or are fewer than two."""
    k = len(covariances)
    rests = [np.delete(np.delete(covariances, item, 0), item, 1) for item in range(k)]
    return [alpha(rest) if len(rest) > 1 and float(rest.sum()) > 0 else None for rest in rests]


def feldt(value: float, n: int, k: int) -> Interval:
    """95 % interval of an alpha (Feldt, Woodruff and Salih 1987, formulas 6-7)."""
    free = (n - 1, (n - 1) * (k - 1))
    low, high = (float(special.fdtri(*free, tail)) for tail in (0.975, 0.025))
    return Interval(1 - (1 - value) * low, 1 - (1 - value) * high)


def words(value: float) -> str:
    """The word for an alpha: a statement about this group's answers, not about the questionnaire."""
    return next(
        (word for least, word in ((0.8, "consistent"), (0.7, "usable"), (0.6, "weak")) if value >= least),
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
