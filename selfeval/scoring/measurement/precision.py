"""How sure a level is, and how well the items of a scale hang together (MEASUREMENT 3 to 5)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

from selfeval.findings.estimates import Estimate, Interval
from selfeval.findings.findings import ItemFit, Reliability
from selfeval.scoring.measurement.scale_scores import Administered, Characters

TAIL = 0.025
EXACT_UP_TO = 5000
"""Largest roll for which the exact interval is worked out."""
Z = float(special.ndtri(1 - TAIL))
Numbers = NDArray[np.float64] | NDArray[np.int64]


def correction(n: int, roll: int | None) -> float:
    """Finite population correction of a variance, 1 - n/N. ValueError where more answered than could have."""
    if roll is None:
        return 1.0
    if n > roll:
        raise ValueError(f"There are {n} answers but the roll is {roll}. Correct the roll.")
    return 1 - n / roll if roll else 0.0


def mean(
    values: Numbers, people: NDArray[np.int64], roll: int | None
) -> tuple[Estimate | None, float | None]:
    """Mean and standard deviation (n - 1) of `values`, each held by so many `people`; t interval.

    No interval for one person, nor where all have one value: that does not make the rest of the roll alike.
    """
    n = int(people.sum())
    if n == 0:
        return None, None
    centre = float(np.dot(values, people)) / n
    sd = math.sqrt(float(np.dot((values - centre) ** 2, people)) / (n - 1)) if n > 1 else None
    return estimate(centre, sd, n, roll), sd


def estimate(centre: float, sd: float | None, n: int, roll: int | None) -> Estimate:
    """A mean of `n` with its interval: SE^2 = (1 - n/N) sd^2 / n (MEASUREMENT 5)."""
    free = correction(n, roll)
    if n == roll:
        return Estimate(centre, everyone=True)
    return Estimate(centre, None if sd is None else t_interval(centre, math.sqrt(free / n) * sd, n - 1))


def pooled(
    part: NDArray[np.int64], whole: NDArray[np.int64], people: NDArray[np.int64], roll: int | None
) -> Estimate | None:
    """100 x sum of `part` / sum of `whole`, for `people` with so many favourable of so many answers.

    Ratio estimator, clustered on the respondent: SE^2 = (1 - n/N) n/(n-1) sum (f - r a)^2 / (sum a)^2.
    """
    answering = whole > 0
    part, whole, people = part[answering], whole[answering], people[answering]
    n = int(people.sum())
    free = correction(n, roll)
    if n == 0:
        return None
    answers = int(np.dot(whole, people))
    ratio = int(np.dot(part, people)) / answers
    if n == roll:
        return Estimate(100 * ratio, everyone=True)
    if n == 1:
        return Estimate(100 * ratio)
    squares = float(np.dot((part - ratio * whole) ** 2, people))
    se = math.sqrt(free * n / (n - 1) * squares) / answers
    return Estimate(100 * ratio, t_interval(100 * ratio, 100 * se, n - 1))


def share(x: int, n: int, roll: int | None) -> Estimate | None:
    """Per cent x of n: exact (hypergeometric) where the roll is known and not too long, Wilson otherwise."""
    correction(n, roll)
    if n == 0:
        return None
    if n == roll:
        return Estimate(100 * x / n, everyone=True)
    low, high = wilson(x, n, roll) if roll is None or roll > EXACT_UP_TO else exact(x, n, roll)
    return Estimate(100 * x / n, Interval(100 * low, 100 * high))


def wilson(x: float, n: int, roll: int | None = None) -> tuple[float, float]:
    """Wilson's interval of x/n (0-1), on the effective n(N-1)/(N-n) where the roll is known."""
    share_of = x / n
    effective = n if roll is None else n * (roll - 1) / (roll - n)
    scale = 1 + Z**2 / effective
    centre = (share_of + Z**2 / (2 * effective)) / scale
    half = Z / scale * math.sqrt(share_of * (1 - share_of) / effective + Z**2 / (4 * effective**2))
    return max(0.0, centre - half), min(1.0, centre + half)


@lru_cache(maxsize=65536)
def exact(x: int, n: int, roll: int) -> tuple[float, float]:
    """Exact interval of K/N (0-1) when x of n drawn from N had it: each K with both tails over 2.5 %."""
    return _fewest(x, n, roll) / roll, 1 - _fewest(n - x, n, roll) / roll


def _fewest(x: int, n: int, roll: int) -> int:
    """Least K with P(X >= x | N, K, n) > 2.5 %, by bisection: the probability rises with K."""
    low, high = x, roll - (n - x)
    while low < high:
        middle = (low + high) // 2
        if _at_least(x, n, middle, roll) > TAIL:
            high = middle
        else:
            low = middle + 1
    return low


def _at_least(x: int, n: int, marked: int, roll: int) -> float:
    """P(X >= x) of the hypergeometric distribution."""
    facts = _log_factorials(roll)
    drawn = np.arange(max(x, n - (roll - marked)), min(n, marked) + 1)
    logs = (
        facts[marked] - facts[drawn] - facts[marked - drawn]
        + facts[roll - marked] - facts[n - drawn] - facts[roll - marked - n + drawn]
        - facts[roll] + facts[n] + facts[roll - n]
    )  # fmt: skip
    return float(np.exp(logs).sum())


@cache
def _log_factorials(largest: int) -> NDArray[np.float64]:
    return np.asarray(special.gammaln(np.arange(largest + 1) + 1.0), dtype=np.float64)


def t_interval(centre: float, se: float, df: int) -> Interval | None:
    """Student's interval on the scale of log odds, so that it never leaves 0-100; None where nothing varies.

    logit(m) +/- t SE / (m (1 - m)) with m = centre / 100 (delta method), as R's `svyciprop("xlogit")`. Near
    an end answers are skew, and the plain interval holds the truth too rarely.
    """
    share_of = centre / 100
    if se == 0 or not 0 < share_of < 1:
        return None
    middle = float(special.logit(share_of))
    half = float(special.stdtrit(df, 1 - TAIL)) * se / 100 / (share_of * (1 - share_of))
    return Interval(100 * float(special.expit(middle - half)), 100 * float(special.expit(middle + half)))


LEAST_LEFT = 0.005
"""A variance of its own under this is a Heywood case: the factor would explain an item whole."""
LEAST_LOG = float(np.log(LEAST_LEFT)) - 1
MOST_STEPS = 200
PARTS = tuple(0.5**halvings for halvings in range(20))
RIDGE = 1e-9
NO_VARIANCE = 1e-6
"""Largest slope of the misfit at which the steps have settled."""


@dataclass(frozen=True)
class Factor:
    """Loadings (k,) and the variance of its own that each item has left (k,), for items of variance 1."""

    loadings: NDArray[np.float64]
    left: NDArray[np.float64]


def one_factor(correlations: NDArray[np.float64]) -> Factor | None:
    """The fit, or None for a Heywood case or where the steps do not settle.

    Newton steps in the logarithms of what is left, with Jöreskog's approximate second derivatives, halved
    until the misfit falls.
    """
    k = len(correlations)
    try:
        logs = -np.log(np.diag(np.linalg.inv(correlations))) + np.log(1 - 0.5 / k)
    except np.linalg.LinAlgError:
        return None
    misfit, slope, bend = _misfit_at(correlations, logs)
    for _ in range(MOST_STEPS):
        step = np.linalg.solve(bend + RIDGE * np.eye(k), slope)
        for part in PARTS:
            tried = np.clip(logs - part * step, LEAST_LOG, 0)
            tried_at = _misfit_at(correlations, tried)
            if tried_at[0] < misfit:
                break
        else:
            break  # as low as it goes: rounding hides any further fall
        logs, (misfit, slope, bend) = tried, tried_at
    if np.abs(slope).max() > NO_VARIANCE:
        return None
    left = np.exp(logs)
    if left.min() <= LEAST_LEFT:
        return None
    roots, vectors = np.linalg.eigh(correlations / np.sqrt(np.outer(left, left)))
    loadings = np.sqrt(left) * vectors[:, -1] * np.sqrt(max(roots[-1] - 1, 0))
    return Factor(loadings * (1.0 if loadings.sum() >= 0 else -1.0), left)


def _misfit_at(
    correlations: NDArray[np.float64], logs: NDArray[np.float64]
) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """Misfit with the best loadings for what is left, and its first and second derivatives in the logs."""
    scale = np.exp(-logs / 2)
    roots, vectors = np.linalg.eigh(correlations * np.outer(scale, scale))
    rest, others = roots[:-1], vectors[:, :-1]
    misfit = float(np.sum(rest - np.log(rest) - 1))
    slope = (others**2) @ (1 - rest)
    return misfit, slope, (others @ others.T) ** 2


LEAST_PEOPLE = 30
LEAST_ITEMS = 3
LEAST_TO_DOUBT_A_KEY = (10, 50)
"""People from whom an item may be doubted that goes against the rest: beyond chance, and at all."""
DOUBTED_BY_CHANCE = 0.01
"""Of scales of few people whose items have nothing to do with one another, those of which one is doubted."""
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
        steps = np.stack([tables[row].take(columns[place, rows]) for row, place in enumerate(asked.columns)])
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
        word_for_alpha(value),
        omega(covariances) if n >= LEAST_FOR_OMEGA[0] and k >= LEAST_FOR_OMEGA[1] else None,
        mean_correlation(covariances),
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


def mean_correlation(covariances: NDArray[np.float64]) -> float | None:
    """Mean correlation between two items; None where fewer than two vary."""
    varying = np.diag(covariances) > 0
    covariances_varying = covariances[np.ix_(varying, varying)]
    k = len(covariances_varying)
    if k < 2:
        return None
    spread = np.sqrt(np.diag(covariances_varying))
    return float(((covariances_varying / np.outer(spread, spread)).sum() - k) / (k * (k - 1)))


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


def word_for_alpha(value: float) -> str:
    """The word for an alpha: a statement about this group's answers, not about the questionnaire."""
    return next(
        (word for least, word in ((0.8, "consistent"), (0.7, "usable"), (0.6, "weak")) if value >= least),
        "apart",
    )


def item_rest(covariances: NDArray[np.float64]) -> list[float | None]:
    """Correlation of each item with the sum of the others; None where either does not vary."""
    total = float(covariances.sum())
    correlations: list[float | None] = []
    for row, own in enumerate(np.diag(covariances)):
        shared = float(covariances[row].sum()) - float(own)
        rest = total - 2 * shared - float(own)
        varies = own > 0 and rest > 1e-12 * total
        correlations.append(shared / math.sqrt(float(own) * rest) if varies else None)
    return correlations


def goes_against(rest: float, n: int, items: int) -> bool:
    """Whether an item-rest correlation of `n` people is under 0; below fifty people, beyond chance.

    One-sided t = r sqrt((n - 2) / (1 - r^2)) with n - 2 degrees of freedom, which needs no normal answers
    (Pitman 1937, on permutations), at DOUBTED_BY_CHANCE over all items of the scale (Bonferroni).
    """
    few, many = LEAST_TO_DOUBT_A_KEY
    if n >= many or rest >= 0 or n < few:
        return n >= many and rest < 0
    t = rest * math.sqrt((n - 2) / max(1 - rest**2, 1e-12))
    return float(special.stdtr(n - 2, t)) < DOUBTED_BY_CHANCE / items
