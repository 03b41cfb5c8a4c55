"""One factor fitted to correlations by maximum likelihood (Jöreskog 1967; Lawley and Maxwell 1971, ch. 4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAST_LEFT = 0.005
"""A variance of its own under this is a Heywood case: the factor would explain an item whole."""
LEAST_LOG = float(np.log(LEAST_LEFT)) - 1
MOST_STEPS = 200
PARTS = tuple(0.5**halvings for halvings in range(20))
RIDGE = 1e-9
FLAT = 1e-6
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
    misfit, slope, bend = _at(correlations, logs)
    for _ in range(MOST_STEPS):
        step = np.linalg.solve(bend + RIDGE * np.eye(k), slope)
        for part in PARTS:
            tried = np.clip(logs - part * step, LEAST_LOG, 0)
            found = _at(correlations, tried)
            if found[0] < misfit:
                break
        else:
            break  # as low as it goes: rounding hides any further fall
        logs, (misfit, slope, bend) = tried, found
    if np.abs(slope).max() > FLAT:
        return None
    left = np.exp(logs)
    if left.min() <= LEAST_LEFT:
        return None
    roots, vectors = np.linalg.eigh(correlations / np.sqrt(np.outer(left, left)))
    loadings = np.sqrt(left) * vectors[:, -1] * np.sqrt(max(roots[-1] - 1, 0))
    return Factor(loadings * (1.0 if loadings.sum() >= 0 else -1.0), left)


def _at(
    correlations: NDArray[np.float64], logs: NDArray[np.float64]
) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """Misfit with the best loadings for what is left, and its first and second derivatives in the logs."""
    scale = np.exp(-logs / 2)
    roots, vectors = np.linalg.eigh(correlations * np.outer(scale, scale))
    rest, others = roots[:-1], vectors[:, :-1]
    misfit = float(np.sum(rest - np.log(rest) - 1))
    slope = (others**2) @ (1 - rest)
    return misfit, slope, (others @ others.T) ** 2
