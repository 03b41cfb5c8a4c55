"""How sure a level is in a near-census: means, pooled shares, single shares (MEASUREMENT 3 and 5)."""

from __future__ import annotations

import math
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

from selfeval.findings.estimates import Estimate, Interval

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
    return Estimate(centre, None if sd is None else _t_interval(centre, math.sqrt(free / n) * sd, n))


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
    return Estimate(100 * ratio, _t_interval(100 * ratio, 100 * se, n))


def share(x: int, n: int, roll: int | None) -> Estimate | None:
    """Per cent x of n: exact (hypergeometric) where the roll is known and not too long, Wilson otherwise."""
    correction(n, roll)
    if n == 0:
        return None
    if n == roll:
        return Estimate(100 * x / n, everyone=True)
    low, high = wilson(x, n, roll) if roll is None or roll > EXACT_UP_TO else exact(x, n, roll)
    return Estimate(100 * x / n, Interval(100 * low, 100 * high))


def wilson(x: int, n: int, roll: int | None = None) -> tuple[float, float]:
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


def _t_interval(centre: float, se: float, n: int) -> Interval | None:
    """Student's interval, kept inside 0-100; None where nothing varies."""
    if se == 0:
        return None
    half = float(special.stdtrit(n - 1, 1 - TAIL)) * se
    return Interval(max(0.0, centre - half), min(100.0, centre + half))
