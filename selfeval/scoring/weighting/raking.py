"""Weights to a roll that is known by its margins alone: so many in each year, so many girls and boys."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import RoundFindings, ScaleFinding, Weights
from selfeval.scoring.measurement.precision import t_interval
from selfeval.scoring.measurement.scale_findings import Grouping, ScoredScale
from selfeval.scoring.weighting.post_stratification import (
    LEAST_IN_CELL,
    LEAST_TURNOUT,
    MOST_WEIGHT,
    Stratum,
    stratum,
)

CLOSE = 1e-9
"""Part of a margin by which it may be missed."""
MOST_ROUNDS = 1000
Numbers = NDArray[np.float64]
Margin = Mapping[str, float]
"""Value of one column -> how many on roll, in the order of the values."""


@dataclass(frozen=True)
class Raked:
    """Cells with a weight for each, so that their weighted numbers are those of every margin."""

    cells: tuple[Stratum, ...]
    weights: Numbers
    columns: NDArray[np.int64]
    """Cell by margin: which of the margin's values the cell is in, or is weighted with."""
    roll: float
    merged: tuple[tuple[str, ...], ...]

    @property
    def people(self) -> Numbers:
        return np.array([cell.n for cell in self.cells], dtype=float)

    def mean(self) -> Estimate:
        """Sum of w y / sum of w, with a t interval.

        SE^2 = (1 - n/N) n/(n-1) sum of (w e - mean of w e)^2 / N^2; e are residuals of y on the margins.
        """
        people = self.people
        n = int(people.sum())
        means = np.array([cell.mean for cell in self.cells])
        mean = float(np.dot(self.weights * people, means)) / self.roll
        dummies = np.hstack([np.eye(1 + at.max())[at] for at in self.columns.T])
        root = np.sqrt(people)
        fit, _, rank, _ = np.linalg.lstsq(dummies * root[:, None], (means - mean) * root, rcond=None)
        left = means - mean - dummies @ fit
        scatter = np.array([cell.scatter for cell in self.cells]) + people * left**2
        squares = (
            float(np.dot(self.weights**2, scatter)) - float(np.dot(self.weights * people, left)) ** 2 / n
        )
        se = math.sqrt(max(0.0, 1 - n / self.roll) * n / (n - 1) * squares) / self.roll
        return Estimate(mean, t_interval(mean, se, n - int(rank)))

    def described(self, by: tuple[str, ...]) -> Weights:
        """How answers were weighted; effective n as Kish has it."""
        people = self.people
        n_effective = float(np.dot(self.weights, people)) ** 2 / float(np.dot(self.weights**2, people))
        return Weights(by, True, n_effective, self.merged)


def rake(cells: Sequence[Stratum], margins: Sequence[Margin], roll: float) -> Raked | None:
    """Weights that meet all margins; `cells` have one name for each margin.

    None where fewer than 30 of 100 answered, where the margins cannot all be met, or where somebody would
    weigh more than five times the mean.
    """
    there = tuple(cell for cell in cells if cell.n)
    n = sum(cell.n for cell in there)
    if n < LEAST_IN_CELL or 100 * n < LEAST_TURNOUT * roll:
        return None
    targets, columns, merged = [], [], []
    for column, margin in enumerate(margins):
        values = _merged(margin, there, column)
        place = {name: number for number, (names, _) in enumerate(values) for name in names}
        columns.append([place[cell.names[column]] for cell in there])
        targets.append(np.array([target for _, target in values]) * roll / sum(margin.values()))
        merged += [names for names, _ in values if len(names) > 1]
    weights = _fitted(np.array([cell.n for cell in there], dtype=float), targets, np.array(columns), roll)
    if weights is None or weights.max() > MOST_WEIGHT * roll / n:
        return None
    return Raked(there, weights, np.array(columns).T, roll, tuple(merged))


def _fitted(
    people: Numbers, targets: Sequence[Numbers], columns: NDArray[np.int64], roll: float
) -> Numbers | None:
    weights = np.full(len(people), roll / people.sum())
    for _ in range(MOST_ROUNDS):
        most = 0.0
        for at, target in zip(columns, targets, strict=True):
            reached = np.bincount(at, weights * people, len(target))
            most = max(most, float(np.max(np.abs(reached / target - 1))))
            weights = weights * (target / reached)[at]
        if most < CLOSE:
            return weights
    return None


def _merged(margin: Margin, cells: Sequence[Stratum], column: int) -> list[tuple[tuple[str, ...], float]]:
    """A margin's values with their rolls; one with fewer than five answers joins its smaller neighbour."""
    answered = {name: sum(cell.n for cell in cells if cell.names[column] == name) for name in margin}
    values: list[tuple[tuple[str, ...], float]] = [((name,), roll) for name, roll in margin.items()]

    def some(place: int) -> int:
        return sum(answered[name] for name in values[place][0])

    while len(values) > 1 and some(place := min(range(len(values)), key=some)) < LEAST_IN_CELL:
        other = min((at for at in (place - 1, place + 1) if 0 <= at < len(values)), key=some)
        (names, roll), (more, rest) = values[min(place, other)], values[max(place, other)]
        values[min(place, other) : max(place, other) + 1] = [(names + more, roll + rest)]
    return values


def with_raking(
    findings: RoundFindings, groupings: Sequence[Grouping], scored: Sequence[ScoredScale]
) -> RoundFindings:
    """Findings at full precision with means weighted to the rolls of these groupings, one after another."""
    if findings.roll is None:
        return findings
    combined = np.zeros(findings.n or 0, dtype=np.int64)
    for grouping in groupings:
        combined = combined * len(grouping.names) + grouping.codes
    combinations, codes = np.unique(combined, return_inverse=True)
    positions = np.array(np.unravel_index(combinations, [len(grouping.names) for grouping in groupings])).T
    names = [
        tuple(grouping.names[at] for grouping, at in zip(groupings, row, strict=True)) for row in positions
    ]
    people = np.bincount(codes, minlength=len(names))
    margins = [_margin(grouping, findings.roll) for grouping in groupings]
    whole = rake(
        [Stratum(name, 0, int(n)) for name, n in zip(names, people, strict=True)], margins, findings.roll
    )
    if whole is None:
        return replace(findings, notices=(*findings.notices, "not_weighted"))
    raked = [_of_scale(scale.by_group(codes, [None] * len(names)), names) for scale in scored]
    means = [rake(cells, margins, findings.roll) for cells in raked]
    return replace(
        findings,
        weights=whole.described(tuple(grouping.by for grouping in groupings)),
        scales=tuple(
            replace(scale, weighted=None if mean is None else mean.mean())
            for scale, mean in zip(findings.scales, means, strict=True)
        ),
    )


def _of_scale(findings: Sequence[ScaleFinding], names: Sequence[tuple[str, ...]]) -> list[Stratum]:
    return [
        replace(stratum("", 0, finding), names=name) for finding, name in zip(findings, names, strict=True)
    ]


def _margin(grouping: Grouping, roll: int) -> dict[str, float]:
    """A column's rolls; those of whom it is not known stand for as much of the roll as of the answers."""
    rolls = {name: float(some) for name, some in zip(grouping.names, grouping.rolls, strict=True) if some}
    unknown = sum(grouping.names[code] == "" for code in grouping.codes)
    if unknown:
        silent = roll * unknown / len(grouping.codes)
        share = (roll - silent) / sum(rolls.values())
        rolls = {name: some * share for name, some in rolls.items()} | {"": silent}
    return rolls
