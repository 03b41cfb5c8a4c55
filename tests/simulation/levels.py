"""How often the interval of a level holds the figure of everyone on roll."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from selfeval.findings.estimates import Estimate
from selfeval.scoring.measurement import precision
from tests.simulation.schools import AREAS, HEIGHT, Floats, answers_of, new_pupils

FAVOURABLE = 3
"""Least answer that counts as favourable, of 0-4."""


@dataclass(frozen=True)
class Coverage:
    """Per cent of intervals that hold the truth, and how many were tried."""

    mean: float
    pooled: float
    share: float
    tried: int


def coverage(random: np.random.Generator, roll: int, rate: float, schools: int) -> Coverage:
    """Of area means, of pooled shares and of the share of one question in each area."""
    held = np.zeros(3)
    for _ in range(schools):
        feelings = new_pupils(random, 1, roll)[0]
        answers = answers_of(random, feelings + np.float32(HEIGHT))
        some = random.permutation(roll)[: round(rate * roll)]
        for area in range(AREAS):
            held += _held(answers[:, area], some, roll)
    mean, pooled, share = (100 * held / (schools * AREAS)).tolist()
    return Coverage(mean, pooled, share, schools * AREAS)


def _held(answers: Floats, some: np.ndarray, roll: int) -> np.ndarray:
    """Whether each of three intervals from the answers of some holds the figure of all."""
    scores = answers.mean(axis=1, dtype=np.float64) * 25
    liked = (answers >= FAVOURABLE).sum(axis=1)
    asked = np.full(len(liked), answers.shape[1])
    ones = np.ones(len(some), dtype=np.int64)
    first = answers[:, 0] >= FAVOURABLE
    return np.array(
        [
            _holds(precision.mean(scores[some], ones, roll)[0], float(scores.mean())),
            _holds(
                precision.pooled(liked[some], asked[some], ones, roll), float(100 * liked.sum() / asked.sum())
            ),
            _holds(precision.share(int(first[some].sum()), len(some), roll), 100 * float(first.mean())),
        ]
    )


def _holds(found: Estimate | None, truth: float) -> bool:
    if found is None or found.interval is None:
        return False
    return found.interval.low - 1e-9 <= truth <= found.interval.high + 1e-9
