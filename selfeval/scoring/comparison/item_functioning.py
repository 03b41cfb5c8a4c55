"""Differential item functioning.

Whether people who are alike on the rest of a scale answer an item differently in two rounds.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from selfeval.findings.comparisons import RestsOn
from selfeval.scoring.comparison.change import LabelledChange, Sample, adjusted
from selfeval.scoring.comparison.released_round import CommonAnswers, ComparedRound

LEAST_PEOPLE = 200
"""In each round, who answered every item: with fewer, no item is tested."""
BEYOND_CHANCE, LARGE = 0.01, 0.035
LEAST_ITEMS = 2
STEPS, CLOSE = 100, 1e-12
FLOOR = 1e-300
Vector = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Dif:
    """One item. `level` and `slope`: likelihood ratios (1 degree of freedom each) of adding the round, then
    its product with the rest; `p` is of both together."""

    level: float
    slope: float
    p: float
    rise: float
    """Of Nagelkerke's R^2, by both together."""


def rests_on(
    earlier: ComparedRound,
    later: ComparedRound,
    scale: str,
    label: str,
    judge: Callable[[tuple[Sample, Sample]], LabelledChange],
) -> RestsOn | None:
    """What the label of a scale that both rounds ask alike, one of CLEAR, hangs on; None if on nothing.

    A question that changed its meaning while its text stayed, or was reworded and not declared, moves a
    score as nothing else does. The scale is judged again on its other items, in its place among all that is
    judged with it (`judge`): at least two of them, and half; where most look unlike, the rest is no measure,
    and in short scales a large change of all their questions looks so. Only where every item is shown in both
    rounds: the mean of some of them then follows from what is shown.
    """
    items = later.definition.scale(scale).items
    shown = [{item.item for item in round_.shown.items if item.hidden is None} for round_ in (earlier, later)]
    if earlier.columns is None or later.columns is None or not set(items) <= shown[0] & shown[1]:
        return None
    rounds = [CommonAnswers.to(round_.definition, round_.columns, items) for round_ in (earlier, later)]
    if any(answers.asked.unanswered for answers in rounds):
        return None
    differing = tuple(items[place] for place in unlike(rounds[0].complete, rounds[1].complete))
    left = [item for item in items if item not in differing]
    if not differing or len(left) < max(LEAST_ITEMS, len(items) / 2):
        return None
    before, after = (
        CommonAnswers.to(round_.definition, round_.columns, left).sample(round_.shown.roll is not None)
        for round_ in (earlier, later)
    )
    if before is None or after is None:
        return None
    without = judge((before, after))
    if without.label == label or without.difference is None:
        return None
    return RestsOn(differing, without.difference)


def unlike(before: Whole, after: Whole) -> list[int]:
    """Places of the items that people alike on the rest answered differently, the worst first.

    `before` and `after` are the steps (n, k) of the people who answered every item.
    """
    differing: list[int] = []
    left = list(range(before.shape[1]))
    if min(len(before), len(after)) < LEAST_PEOPLE:
        return differing
    while len(left) >= LEAST_ITEMS:
        tests = tested(before[:, left], after[:, left])
        p = adjusted([test.p for test in tests])
        flagged = [
            (test.rise, place)
            for test, place, value in zip(tests, left, p, strict=True)
            if value < BEYOND_CHANCE and test.rise >= LARGE
        ]
        if not flagged:
            break
        differing.append(max(flagged)[1])
        left.remove(differing[-1])
    return differing


def tested(before: Whole, after: Whole) -> list[Dif]:
    """Every item (columns) against the sum of the others, between two rounds."""
    steps = np.concatenate([before, after])
    later = np.repeat([0, 1], [len(before), len(after)])
    total = steps.sum(axis=1)
    return [_test(steps[:, item], total - steps[:, item], later) for item in range(steps.shape[1])]


def _test(item: Whole, rest: Whole, later: Whole) -> Dif:
    """Equal people are counted together, so that a fit takes a few hundred cells however many answered."""
    cells, people = np.unique(np.stack([item, rest, later]), axis=1, return_counts=True)
    _, answers = np.unique(cells[0], return_inverse=True)
    weights = people.astype(np.float64)
    scaled = cells[1] / max(1, int(cells[1].max()))
    columns = np.stack([scaled, cells[2], scaled * cells[2]], axis=1).astype(np.float64)
    given = np.bincount(answers, weights)
    n = float(weights.sum())
    null = float(np.dot(given, np.log(given / n)))
    start = special.logit(np.cumsum(given)[:-1] / n)
    logs = []
    for used in (1, 2, 3):
        start, log = fit(answers, columns[:, :used], weights, np.append(start, 0.0))
        logs.append(log)
    level, slope = 2 * (logs[1] - logs[0]), 2 * (logs[2] - logs[1])
    both = max(0.0, level + slope)
    rise = nagelkerke(null, logs[2], n) - nagelkerke(null, logs[0], n)
    return Dif(level, slope, float(special.chdtrc(2, both)), rise)


def nagelkerke(null: float, log: float, n: float) -> float:
    """R^2 of a model from its log-likelihood and that of none (Nagelkerke 1991); 0 where nothing varies."""
    most = -math.expm1(2 * null / n)
    return 0.0 if most == 0 else -math.expm1(2 * (null - log) / n) / most


def fit(answers: Whole, columns: Vector, weights: Vector, start: Vector) -> tuple[Vector, float]:
    """Parameters and log-likelihood of the proportional odds model, by Newton's method.

    logit P(answer <= j) = threshold_j - columns . slopes (McCullagh 1980); as MASS::polr. `answers` are 0, 1,
    2 … without gaps; parameters are the thresholds, then the slopes. The log-likelihood is concave (Pratt
    1981), so that a step that makes it worse is only too long, and is halved.
    """
    cells = _Cells.of(answers, columns, weights)
    parameters, log = start, cells.log(start)
    for _ in range(STEPS):
        gradient, curvature = cells.derivatives(parameters)
        step = np.linalg.lstsq(curvature, gradient, rcond=None)[0]
        while (new := cells.log(parameters + step)) < log and float(np.abs(step).max()) > CLOSE:
            step = step / 2
        if new - log <= CLOSE * abs(log):
            break
        parameters, log = parameters + step, new
    return parameters, log


@dataclass(frozen=True)
class _Cells:
    """Equal people together: each answer lies between two ends, whose logits are rows . parameters."""

    upper: Vector
    lower: Vector
    last: NDArray[np.bool_]
    first: NDArray[np.bool_]
    people: Vector

    @classmethod
    def of(cls, answers: Whole, columns: Vector, people: Vector) -> _Cells:
        thresholds = int(answers.max())
        ends = np.pad(np.eye(thresholds), ((1, 1), (0, 0)))
        return cls(
            np.concatenate([ends[answers + 1], -columns], axis=1),
            np.concatenate([ends[answers], -columns], axis=1),
            answers == thresholds,
            answers == 0,
            people,
        )

    def _ends(self, parameters: Vector) -> tuple[Vector, Vector]:
        return (
            np.where(self.last, 1.0, special.expit(self.upper @ parameters)),
            np.where(self.first, 0.0, special.expit(self.lower @ parameters)),
        )

    def log(self, parameters: Vector) -> float:
        """Log-likelihood."""
        high, low = self._ends(parameters)
        return float(np.dot(self.people, np.log(np.maximum(high - low, FLOOR))))

    def derivatives(self, parameters: Vector) -> tuple[Vector, Vector]:
        """First derivatives of the log-likelihood, and its second ones with their sign turned."""
        high, low = self._ends(parameters)
        chance = np.maximum(high - low, FLOOR)
        dense_high, dense_low = high * (1 - high), low * (1 - low)
        up, down = dense_high / chance, -dense_low / chance
        gradient = self.upper.T @ (self.people * up) + self.lower.T @ (self.people * down)
        both_up = self.people * (up**2 - dense_high * (1 - 2 * high) / chance)
        both_down = self.people * (down**2 + dense_low * (1 - 2 * low) / chance)
        mixed = (self.upper.T * (self.people * up * down)) @ self.lower
        curvature = (self.upper.T * both_up) @ self.upper + (self.lower.T * both_down) @ self.lower
        return gradient, curvature + mixed + mixed.T
