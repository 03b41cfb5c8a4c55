"""One factor, and one for wording where items are turned round: how well that fits what people answered.

Maximum likelihood, corrected for answers that are not normal (Satorra and Bentler 1994); CFI and RMSEA are
the robust ones (Brosseau-Liard, Savalei and Li 2012, 2014), omega has the robust standard error. All as
lavaan gives them with estimator = "MLM".
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

Vector = NDArray[np.float64]
Square = NDArray[np.float64]
STEPS = 500
SETTLED, AS_GOOD_AS_SETTLED = 1e-9, 1e-6
"""Largest slope of the misfit at which the steps have settled: at once, and where no step lowers it more."""
LEAST_LEFT = 0.005
"""Share of an item's variance under which what it has left is no proper figure (a Heywood case)."""
LEAST_WORDED = 3
"""Turned-round items from which each has a wording loading of its own; two share one."""
LEAST_STRAIGHT = 2
"""Items beside those, without which the two factors cannot be told apart."""
TAIL = 0.05
"""Beyond each end of an interval of CFI or RMSEA: they are 90 % ones, as those of RMSEA are everywhere."""


@dataclass(frozen=True)
class FactorFit:
    """A fit. `loadings`, `wording` (0 where an item has none) and `left` are by item, in steps of the key."""

    n: int
    loadings: tuple[float, ...]
    wording: tuple[float, ...]
    left: tuple[float, ...]
    chi2: float
    df: int
    scaling: float
    """By which chi2 is divided; 1 where answers are normal."""
    cfi: float
    cfi_ends: tuple[float, float]
    """Those of RMSEA, set against the baseline, which is known far better."""
    rmsea: float
    rmsea_ends: tuple[float, float]
    omega: float
    """Of what the one factor has in the variance of the sum: variance of wording counts against it."""
    omega_se: float

    @property
    def standardised(self) -> tuple[float, ...]:
        """Loadings on the one factor, of items of variance 1."""
        parts = zip(self.loadings, self.wording, self.left, strict=True)
        return tuple(own / math.sqrt(own**2 + worded**2 + left) for own, worded, left in parts)


@dataclass(frozen=True)
class _Model:
    """Which parameters there are: k loadings, then the wording ones, then what each item has left."""

    k: int
    worded: tuple[int, ...]
    shared: bool
    """Whether the turned-round items share one wording loading."""

    @property
    def wordings(self) -> int:
        return min(1, len(self.worded)) if self.shared else len(self.worded)

    def parts(self, values: Vector) -> tuple[Vector, Vector, Vector]:
        """Loadings, wording loadings and what is left, each (k,)."""
        k, wording = self.k, np.zeros(self.k)
        wording[list(self.worded)] = values[k : k + self.wordings]
        return values[:k], wording, values[k + self.wordings :]

    def implied(self, values: Vector) -> Square:
        loadings, wording, left = self.parts(values)
        both: Square = np.outer(loadings, loadings) + np.outer(wording, wording) + np.diag(left)
        return both

    def slopes(self, values: Vector) -> Square:
        """Derivatives of the implied covariances (pairs, parameters)."""
        loadings, wording, _ = self.parts(values)
        rows, columns = _pairs(self.k)
        of_loading = np.zeros((len(rows), self.k))
        of_wording = np.zeros((len(rows), self.k))
        at = np.arange(len(rows))
        for slopes, by in ((of_loading, loadings), (of_wording, wording)):
            np.add.at(slopes, (at, rows), by[columns])
            np.add.at(slopes, (at, columns), by[rows])
        worded = of_wording[:, list(self.worded)]
        if self.shared:
            worded = worded.sum(axis=1, keepdims=True)[:, : self.wordings]
        of_left = (rows == columns)[:, None] * np.eye(self.k)[rows]
        return np.concatenate([of_loading, worded, of_left], axis=1)


def factor_fit(steps: NDArray[np.int64], worded: tuple[int, ...] = ()) -> FactorFit | None:
    """How one factor fits people's keyed answers (n, k), with one of wording for the columns `worded`.

    Three items always fit: then `df` is 0. None where an item does not vary, where there are too few items,
    or where no proper fit is come to. The order of the rows changes no bit of it.
    """
    k = steps.shape[1]
    model = _model(k, worded)
    free = k * (k + 1) // 2 - (2 * k + model.wordings)
    if free < 0 or len(steps) <= k:
        return None
    people = _AnswerRows.of(steps)
    spread = np.sqrt(np.diag(people.covariances))
    if not np.all(spread > 0):
        return None
    values = _fitted(model, people.covariances / np.outer(spread, spread))
    if values is None:
        return None
    _, _, left = model.parts(values)
    if left.min() <= LEAST_LEFT:
        return None
    return _described(model, values, people.scaled(spread), free, spread)


def _model(k: int, worded: tuple[int, ...]) -> _Model:
    """With a wording factor where two items or more are turned round and some are not."""
    straight = k - len(worded)
    if len(worded) < 2 or straight == 0:
        return _Model(k, (), shared=True)
    return _Model(k, worded, shared=len(worded) < LEAST_WORDED or straight < LEAST_STRAIGHT)


@cache
def _pairs(k: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    rows, columns = np.tril_indices(k)
    return rows, columns


@cache
def _doubled(k: int) -> Square:
    """The duplication matrix (k x k, pairs)."""
    rows, columns = _pairs(k)
    matrix = np.zeros((k * k, len(rows)))
    at = np.arange(len(rows))
    matrix[rows * k + columns, at] = 1
    matrix[columns * k + rows, at] = 1
    return matrix


def _weights(implied: Square) -> Square:
    """What a covariance is worth under normal answers: half D' (S^-1 x S^-1) D (Browne 1974)."""
    inverse = np.linalg.inv(implied)
    doubled = _doubled(len(implied))
    weights: Square = 0.5 * doubled.T @ np.kron(inverse, inverse) @ doubled
    return weights


@dataclass(frozen=True)
class _AnswerRows:
    """People who answered alike, counted together and in one order: so row order changes nothing."""

    rows: Vector
    times: Vector

    @classmethod
    def of(cls, steps: NDArray[np.int64]) -> _AnswerRows:
        rows, times = np.unique(steps, axis=0, return_counts=True)
        return cls(rows.astype(np.float64), times.astype(np.float64))

    def scaled(self, spread: Vector) -> _AnswerRows:
        return _AnswerRows(self.rows / spread, self.times)

    @property
    def n(self) -> int:
        return int(self.times.sum())

    @property
    def apart(self) -> Vector:
        """Each row less the mean."""
        apart: Vector = self.rows - (self.times @ self.rows) / self.n
        return apart

    @property
    def covariances(self) -> Square:
        apart = self.apart
        covariances: Square = (apart * self.times[:, None]).T @ apart / self.n
        return covariances

    @property
    def scatter(self) -> Square:
        """How much the covariances themselves vary from person to person (pairs, pairs)."""
        apart = self.apart
        rows, columns = _pairs(apart.shape[1])
        products = apart[:, rows] * apart[:, columns]
        products -= (self.times @ products) / self.n
        scatter: Square = (products * self.times[:, None]).T @ products / self.n
        return scatter


def _misfit(covariances: Square, implied: Square) -> float:
    """ML discrepancy; infinite where the implied covariances are none."""
    sign, log = np.linalg.slogdet(implied)
    if sign <= 0 or np.linalg.eigvalsh(implied)[0] <= 0:
        return math.inf
    _, own = np.linalg.slogdet(covariances)
    return float(log - own + np.trace(np.linalg.solve(implied, covariances)) - len(covariances))


def _fitted(model: _Model, correlations: Square) -> Vector | None:
    """Parameters by Fisher scoring, each step halved until the misfit falls; None if it does not settle."""
    k = model.k
    if np.linalg.eigvalsh(correlations)[0] <= 1e-10:
        return None
    roots, vectors = np.linalg.eigh(correlations)
    first = vectors[:, -1] * math.sqrt(roots[-1]) * (1.0 if vectors[:, -1].sum() >= 0 else -1.0)
    first = np.clip(first, -0.9, 0.9) * 0.9
    values = np.concatenate([first, np.full(model.wordings, 0.3), 1 - first**2])
    rows, columns = _pairs(k)
    misfit = _misfit(correlations, model.implied(values))
    for _ in range(STEPS):
        implied = model.implied(values)
        slopes, weights = model.slopes(values), _weights(implied)
        downhill = slopes.T @ weights @ (correlations - implied)[rows, columns]
        if np.abs(downhill).max() < SETTLED:
            return values
        step = np.linalg.lstsq(slopes.T @ weights @ slopes, downhill, rcond=None)[0]
        part = 1.0
        while (tried := _misfit(correlations, model.implied(values + part * step))) >= misfit:
            part /= 2
            if part < 1e-6:  # as low as it goes: rounding hides any further fall
                return values if np.abs(downhill).max() < AS_GOOD_AS_SETTLED else None
        values, misfit = values + part * step, tried
    return None


def _described(model: _Model, values: Vector, people: _AnswerRows, free: int, spread: Vector) -> FactorFit:
    """Fit figures at the parameters of the standardised items, and these in the items' own units."""
    covariances, scatter, n = people.covariances, people.scatter, people.n
    implied = model.implied(values)
    slopes, weights = model.slopes(values), _weights(implied)
    bread = np.linalg.pinv(slopes.T @ weights @ slopes)
    left_over = weights - weights @ slopes @ bread @ slopes.T @ weights
    scaling = float(np.sum(left_over * scatter)) / free if free else 1.0
    chi2 = n * _misfit(covariances, implied)
    alone_chi2, alone_df, alone_scaling = _alone(covariances, scatter, n)
    excess = max(chi2 - scaling * free, 0.0)
    alone = alone_chi2 - alone_scaling * alone_df
    low, high = _excess_ends(chi2 / scaling, free, scaling)
    meat = bread @ slopes.T @ weights @ scatter @ weights @ slopes @ bread / n
    omega, gradient = _omega(model, values, spread)
    loadings, wording, left = model.parts(values)
    if loadings.sum() < 0:
        loadings, wording = -loadings, -wording
    return FactorFit(
        n,
        tuple(map(float, loadings * spread)),
        tuple(map(float, wording * spread)),
        tuple(map(float, left * spread**2)),
        chi2,
        free,
        scaling,
        _cfi(excess, alone),
        (_cfi(high, alone), _cfi(low, alone)),
        math.sqrt(excess / (max(free, 1) * n)),
        (math.sqrt(low / (max(free, 1) * n)), math.sqrt(high / (max(free, 1) * n))),
        omega,
        math.sqrt(float(gradient @ meat @ gradient)),
    )


def _alone(covariances: Square, scatter: Square, n: int) -> tuple[float, int, float]:
    """chi2, degrees of freedom and scaling of items that have nothing to do with one another."""
    k = len(covariances)
    rows, columns = _pairs(k)
    implied = np.diag(np.diag(covariances))
    apart = rows != columns
    weights = _weights(implied)
    df = int(apart.sum())
    scaling = float(np.sum(weights[np.ix_(apart, apart)] * scatter[np.ix_(apart, apart)])) / df
    return n * _misfit(covariances, implied), df, scaling


def _omega(model: _Model, values: Vector, spread: Vector) -> tuple[float, Vector]:
    """Omega of the sum of the items in their own units, and its derivatives in the parameters."""
    loadings, wording, left = model.parts(values)
    common, worded = float(loadings @ spread), float(wording @ spread)
    total = common**2 + worded**2 + float(left @ spread**2)
    of_wording = -2 * common**2 * worded / total**2 * spread[list(model.worded)]
    if model.shared:
        of_wording = of_wording.sum(keepdims=True)[: model.wordings]
    gradient = np.concatenate(
        [
            2 * common / total * (1 - common**2 / total) * spread,
            of_wording,
            -(common**2) / total**2 * spread**2,
        ]
    )
    return common**2 / total, gradient


def _cfi(excess: float, alone: float) -> float:
    """Of how much two models leave over: one factor, and items that have nothing to do with one another."""
    worst = max(alone, excess)
    return 1 - excess / worst if worst > 0 else 1.0


def _excess_ends(scaled: float, df: int, scaling: float) -> tuple[float, float]:
    """90 % interval of what chi2 has beyond chance (Li and Bentler 2006): the non-centralities at which it
    lies in either tail."""
    if df == 0:
        return 0.0, 0.0
    low, high = (scaling * _noncentrality(scaled, df, below) for below in (1 - TAIL, TAIL))
    return low, high


def _noncentrality(chi2: float, df: int, below: float) -> float:
    """The non-centrality with which so much of the distribution lies below chi2; 0 where none has."""
    if special.chdtr(df, chi2) <= below:
        return 0.0
    high = max(chi2, 1.0)
    while special.chndtr(chi2, df, high) > below:
        high *= 2
    return float(optimize.brentq(lambda shift: special.chndtr(chi2, df, shift) - below, 0.0, high))
