"""Invented schools by the hundred: five years, six areas of five questions with five answers, a year apart.

A pupil has a mood of their own and a leaning in each area; questions add noise. Every September the oldest
leave, the others move up and new ones come: so four in five pupils of a round are in the next one too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

YEARS, AREAS, QUESTIONS = 5, 6, 5
HEIGHT, MOOD, LEANING, NOISE = 2.5, 0.62, 0.5, 1.0
"""In steps of one answer: so that scores have a mean of 62 and a spread of about 20, as real ones have."""
AGAIN = 0.6
"""Correlation of a pupil's scores in one area, a year apart."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Round:
    """Scores (schools, pupils, areas) on 0-100, and who answered (schools, pupils); years in equal blocks."""

    scores: Floats
    answered: NDArray[np.bool_]

    def of_year(self, year: int) -> Round:
        size = self.scores.shape[1] // YEARS
        rows = slice(year * size, (year + 1) * size)
        return Round(self.scores[:, rows], self.answered[:, rows])

    def figures(self) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """How many answered (schools,), and mean and spread (schools, areas) of those."""
        some = self.answered[:, :, None]
        n = self.answered.sum(axis=1)
        means = np.where(some, self.scores, 0).sum(axis=1, dtype=np.float64) / n[:, None]
        squares = np.where(some, (self.scores - means[:, None, :]) ** 2, 0).sum(axis=1, dtype=np.float64)
        return n, means, np.sqrt(squares / (n[:, None] - 1))


def new_pupils(random: np.random.Generator, schools: int, pupils: int) -> Floats:
    """What pupils feel in each area (schools, pupils, areas), in steps of one answer."""
    mood = MOOD * random.standard_normal((schools, pupils, 1), dtype=np.float32)
    return mood + LEANING * random.standard_normal((schools, pupils, AREAS), dtype=np.float32)


def a_year_older(random: np.random.Generator, feelings: Floats) -> Floats:
    """The same pupils a year later; the oldest have left, the youngest are new."""
    schools, pupils, _ = feelings.shape
    stay = persistence()
    moved = stay * feelings[:, : -pupils // YEARS] + np.sqrt(1 - stay**2) * new_pupils(
        random, schools, pupils - pupils // YEARS
    )
    return np.concatenate([new_pupils(random, schools, pupils // YEARS), moved], axis=1)


def asked(random: np.random.Generator, feelings: Floats, rate: float, rise: Floats | float = 0.0) -> Round:
    """A round in which so many answer, at random; `rise` (areas,) in steps lifts what they feel."""
    schools, pupils, _ = feelings.shape
    answers = answers_of(random, feelings + np.float32(HEIGHT) + np.asarray(rise, dtype=np.float32))
    order = random.random((schools, pupils)).argsort(axis=1)
    return Round(answers.mean(axis=3, dtype=np.float32) * 25, order < round(rate * pupils))


def answers_of(random: np.random.Generator, height: Floats) -> Floats:
    """Answers 0-4 (…, questions) of people who feel like this."""
    noise = NOISE * random.standard_normal((*height.shape, QUESTIONS), dtype=np.float32)
    return np.clip(np.rint(height[..., None] + noise), 0, 4)


@cache
def persistence() -> float:
    """Share of a feeling that lasts a year: so that scores, which questions blur, correlate by AGAIN."""
    random = np.random.default_rng(1)
    feelings = new_pupils(random, 1, 200_000)
    one, other = (asked(random, feelings, 1.0).scores[0, :, 0] for _ in range(2))
    return min(1.0, AGAIN / float(np.corrcoef(one, other)[0, 1]))


@cache
def steps_for(points: float) -> float:
    """The rise of feelings, in steps, that lifts the mean score by so many points."""
    random = np.random.default_rng(2)
    feelings = new_pupils(random, 1, 100_000)[0]
    noise = NOISE * random.standard_normal((*feelings.shape, QUESTIONS), dtype=np.float32)

    def mean(rise: float) -> float:
        heights = (feelings + np.float32(HEIGHT + rise))[..., None] + noise
        return float(np.clip(np.rint(heights), 0, 4).mean()) * 25

    low, high, still = 0.0, 6.0, mean(0.0)
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if mean(middle) - still < points else (low, middle)
    return high
