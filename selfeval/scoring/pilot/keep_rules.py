"""When a figure lies surely on one side of the line that it is held to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import special

from selfeval.findings.keep_lines import LEAST_PEOPLE, LINES
from selfeval.findings.pilot import AT_LEAST, RuleFigure, RuleName, Verdict

Z = float(special.ndtri(0.95))
"""Of a 90 % interval: each end is passed by chance one time in twenty."""


def held(
    rule: RuleName,
    value: float | None,
    ends: tuple[float, float] | None,
    n: int,
    line: float | None = None,
    about: str = "",
    least: int = LEAST_PEOPLE,
) -> RuleFigure:
    """A figure beside its line: keep or reword where its whole interval lies on one side, else too few."""
    line = LINES[rule] if line is None else line
    if value is None or ends is None or n < least:
        low_end, high_end = ends or (None, None)
        return RuleFigure(rule, "few", line, value, low_end, high_end, n, about)
    low, high = ends
    good, bad = (low >= line, high < line) if rule in AT_LEAST else (high < line, low >= line)
    verdict: Verdict = "keep" if good else "reword" if bad else "few"
    return RuleFigure(rule, verdict, line, value, low, high, n, about)


def together(verdicts: Iterable[Verdict]) -> Verdict:
    """Of several rules: one that is broken decides, then one that is open."""
    every = set(verdicts)
    return "reword" if "reword" in every else "few" if "few" in every or not every else "keep"


def share_rule(
    rule: RuleName, chosen: NDArray[np.bool_], clusters: NDArray[np.int64] | None
) -> RuleFigure | None:
    """The share of people (n,) who did something, in per cent; None where nobody was asked.

    Wilson's interval on as many people as they are worth: those of one school answer alike. Then with t for
    the schools, because their likeness is known from so few.
    """
    n = len(chosen)
    if n == 0:
        return None
    x = int(np.count_nonzero(chosen))
    grows = inflation(chosen.astype(np.float64), clusters)
    worth, z = n / grows, Z
    if clusters is not None and grows > 1:
        z = float(special.stdtrit(len(np.unique(clusters)) - 1, 0.95))
    share_of = x / n
    scale = 1 + z**2 / worth
    centre = (share_of + z**2 / (2 * worth)) / scale
    half = z / scale * math.sqrt(share_of * (1 - share_of) / worth + z**2 / (4 * worth**2))
    ends = max(0.0, 100 * (centre - half)), min(100.0, 100 * (centre + half))
    return held(rule, 100 * share_of, ends, n)


def correlation_ends(r: float, n: float) -> tuple[float, float] | None:
    """90 % interval of a correlation of n people, by Fisher's z; None for three people."""
    if n <= 3:
        return None
    if abs(r) >= 1 - 1e-12:
        return r, r
    half = Z / math.sqrt(n - 3)
    return math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)


def pooled_correlation(parts: Sequence[tuple[float, int]]) -> tuple[float, tuple[float, float] | None, int]:
    """One correlation from those of several sets of people: Fisher's z weighted by n - 3; its ends; n."""
    n = sum(people for _, people in parts)
    if len(parts) == 1:
        return parts[0][0], correlation_ends(*parts[0]), n
    weights = [max(people - 3, 1) for _, people in parts]
    z = [math.atanh(max(-0.999999, min(0.999999, r))) for r, _ in parts]
    r = math.tanh(sum(weight * value for weight, value in zip(weights, z, strict=True)) / sum(weights))
    return r, correlation_ends(r, sum(weights) + 3), n


def variance_between(
    values: NDArray[np.float64], clusters: NDArray[np.int64]
) -> tuple[float, float, int, int] | None:
    """Mean squares' ratio F, size n0, and degrees of freedom of a one-way analysis of variance.

    None where there is one cluster, one person in each, or nothing varies. F is infinite where everybody of
    a cluster is alike.
    """
    sizes = np.bincount(clusters)
    sizes = sizes[sizes > 0]
    n, k = len(values), len(sizes)
    if k < 2 or n <= k:
        return None
    codes = np.unique(clusters, return_inverse=True)[1]
    means = np.bincount(codes, values) / sizes
    within = float(np.sum((values - means[codes]) ** 2)) / (n - k)
    between = float(np.sum(sizes * (means - values.mean()) ** 2)) / (k - 1)
    if between <= 0 and within <= 0:
        return None
    n0 = (n - float(np.sum(sizes.astype(np.float64) ** 2)) / n) / (k - 1)
    return between / within if within > 1e-12 * between else math.inf, n0, k - 1, n - k


def intraclass(values: NDArray[np.float64], clusters: NDArray[np.int64]) -> float:
    """Share of the variance that lies between clusters, by analysis of variance; never under 0."""
    parts = variance_between(values, clusters)
    if parts is None:
        return 0.0
    ratio, n0, _, _ = parts
    return share_between(ratio, n0)


def share_between(ratio: float, size: float) -> float:
    """The share of the variance between clusters from F and their size; never under 0."""
    return 1.0 if math.isinf(ratio) else max(0.0, (ratio - 1) / (ratio + size - 1))


def inflation(values: NDArray[np.float64], clusters: NDArray[np.int64] | None) -> float:
    """By how much a variance grows because people of a cluster are alike: 1 + (m - 1) rho, Kish's m."""
    if clusters is None or len(values) == 0:
        return 1.0
    sizes = np.bincount(clusters).astype(np.float64)
    size = float(np.sum(sizes**2)) / len(values)
    return 1 + (size - 1) * intraclass(values, clusters)
