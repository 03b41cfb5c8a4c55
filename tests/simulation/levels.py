"""How often the interval of a level holds the figure of everyone on roll."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from selfeval.findings.estimates import Estimate
from selfeval.scoring.measurement import precision
from tests.simulation.schools import AREAS, HEIGHT, QUESTIONS, Floats, answers_of, new_pupils

FAVOURABLE = 3
"""Least answer that counts as favourable, of 0-4."""


@dataclass(frozen=True)
class Coverage:
    """Per cent of intervals that hold the truth, and how many were tried."""

    mean: float
    pooled: float
    share: float
    plain_mean: float
    """The same of plain intervals, which take answers to be spread evenly to both sides."""
    plain_pooled: float
    tried: int


def coverage(
    random: np.random.Generator, roll: int, rate: float, schools: int, higher: float = 0.0
) -> Coverage:
    """Of area means, of pooled shares and of the share of one question in each area.

    `higher`: steps by which all feel better than in the usual school.
    """
    held = np.zeros(5)
    for _ in range(schools):
        feelings = new_pupils(random, 1, roll)[0]
        answers = answers_of(random, feelings + np.float32(HEIGHT + higher))
        some = random.permutation(roll)[: round(rate * roll)]
        for area in range(AREAS):
            held += _held(answers[:, area], some, roll)
    mean, pooled, share, plain_mean, plain_pooled = (100 * held / (schools * AREAS)).tolist()
    return Coverage(mean, pooled, share, plain_mean, plain_pooled, schools * AREAS)


def _held(answers: Floats, some: np.ndarray, roll: int) -> np.ndarray:
    """Whether each of five intervals from the answers of some holds the figure of all."""
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
            _plainly_holds(scores[some], float(scores.mean()), roll),
            _plainly_holds(100 * liked[some] / QUESTIONS, float(100 * liked.mean() / QUESTIONS), roll),
        ]
    )


def _plainly_holds(values: np.ndarray, truth: float, roll: int) -> bool:
    """Whether mean -/+ t SE does. A pooled share of people who answered everything is a mean, too."""
    n = len(values)
    se = np.sqrt((1 - n / roll) * values.var(ddof=1) / n)
    return bool(se > 0 and abs(values.mean() - truth) <= special.stdtrit(n - 1, 0.975) * se + 1e-9)


def _holds(found: Estimate | None, truth: float) -> bool:
    if found is None or found.interval is None:
        return False
    return found.interval.low - 1e-9 <= truth <= found.interval.high + 1e-9
