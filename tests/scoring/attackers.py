"""Attackers who hold every row, look at a table by sex, and want to know who did not say."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from selfeval.findings.findings import Breakdown
from selfeval.scoring.disclosure_control.characteristics import characteristic_breakdowns
from selfeval.scoring.disclosure_control.recoding import Characteristic
from selfeval.scoring.measurement.scale_scores import matrix, scale_scores
from tests.scoring.forms import form
from tests.scoring.holders import Shown, told_by

FORM = form(6, scales=[[0, 1, 2], [2, 3, 4, 5]])
SEXES = ["girl", "boy"]
Table = NDArray[np.float64]


def people(draw: random.Random, girls: int, boys: int, unsaid: Sequence[str]) -> tuple[list[str], list[str]]:
    """Girls who are happier than boys, and people who did not say, with these answers."""
    rows = ["".join(draw.choices("01234", (5, 4, 3, 2, 1), k=6)) for _ in range(girls)]
    rows += ["".join(draw.choices("01234", (2, 3, 4, 3, 2), k=6)) for _ in range(boys)]
    return [*rows, *unsaid], ["girl"] * girls + ["boy"] * boys + [""] * len(unsaid)


def table_of(rows: Sequence[str], values: Sequence[str]) -> Breakdown:
    (found,) = characteristic_breakdowns(
        FORM, rows, [Characteristic("about.sex", tuple(SEXES), values)], groups=["All"] * len(rows)
    )
    return found


def scores_of(rows: Sequence[str]) -> Table:
    return scale_scores(FORM, matrix(FORM, rows))


def told_of(shown: Breakdown) -> tuple[Shown, list[int]]:
    return told_by(shown, [scale.scale for scale in shown.groups[0].scales])


def fitting(sums: Table, squares: Table, n: int, told: Shown, group: int) -> NDArray[np.bool_]:
    """Which sets of `n` people, by their sums and sums of squares (sets, scales), have a group's figures."""
    means = sums / n
    fit = _within(means, told.means, group)
    if told.spreads is not None:
        fit &= _within(np.sqrt(np.maximum(0, squares - n * means**2) / (n - 1)), told.spreads, group)
    return fit


def _within(figures: Table, bounds: tuple[Table, Table], group: int) -> NDArray[np.bool_]:
    low, high = bounds
    return np.asarray(((figures >= low[group] - 1e-9) & (figures <= high[group] + 1e-9)).all(axis=1))


def subsets(n: int, size: int) -> NDArray[np.float32]:
    """Every set of `size` of `n` people, a row of noughts and ones each."""
    chosen = np.array(list(combinations(range(n), size)))
    sets = np.zeros((len(chosen), n), dtype=np.float32)
    np.put_along_axis(sets, chosen, 1, axis=1)
    return sets


def everything_tried(rows: Sequence[str], told: Shown) -> Table:
    """The attacker's odds of each row to be the one person of 21 who did not say, of ten girls and ten boys.

    He knows the rows, that it is one person, that ten girls and ten boys answered, and how the lot works.
    """
    scores, n = scores_of(rows), len(rows)
    worlds = np.zeros(n)
    for size in (10, 11):
        sets = subsets(n, size)
        sums, squares = sets @ scores, sets @ scores**2
        fit = fitting(sums, squares, size, told, 0)
        fit &= fitting(scores.sum(0) - sums, (scores**2).sum(0) - squares, n - size, told, 1)
        with_girls = sets[fit].sum(axis=0)
        worlds += with_girls if size == 11 else fit.sum() - with_girls
    return np.asarray(worlds / worlds.sum())


def without_the_lot(rows: Sequence[str], told: Shown) -> Table:
    """The same attacker's odds where groups show the figures of those who said, and nothing else is done."""
    scores, n = scores_of(rows), len(rows)
    worlds = np.zeros(n)
    sets = subsets(n, 10)
    sums, squares = sets @ scores, sets @ scores**2
    sets, sums, squares = (each[fitting(sums, squares, 10, told, 0)] for each in (sets, sums, squares))
    for one in range(n):
        rest = scores.sum(0) - sums - scores[one], (scores**2).sum(0) - squares - scores[one] ** 2
        worlds[one] = (fitting(*rest, 10, told, 1) & (sets[:, one] == 0)).sum()
    return np.asarray(worlds / worlds.sum())


class Puzzle:
    """The whole numbers that an attacker solves for: who is in the finished group of girls, who did not say.

    Variables: girl (n), unsaid (n), both (n). He knows how many did not say; `some` of
    them went to the girls by lot.
    """

    def __init__(self, rows: Sequence[str], shown: Breakdown, girls: int, unsaid: int, some: int) -> None:
        scores = scores_of(rows)
        self.n = n = len(rows)
        one, none = np.ones(n), np.zeros(n)
        self.lines = [
            (np.hstack([one, none, none]), girls + some, girls + some),
            (np.hstack([none, one, none]), unsaid, unsaid),
            (np.hstack([none, none, one]), some, some),
        ]
        for line, high in (((-1, 0, 1), 0), ((0, -1, 1), 0), ((1, 1, -1), 1)):
            self.lines += [
                (np.hstack([part * row for part in line]), -2, high) for row in np.eye(n)
            ]  # both = girl and unsaid
        told, scales = told_of(shown)
        for size, sign, group in ((girls + some, 1, 0), (n - girls - some, -1, 1)):
            for number, scale in enumerate(scales):
                low, high = told.means[0][group, number], told.means[1][group, number]
                self._mean(scores[:, scale], size, sign, low, high)

    def _mean(self, scores: Table, size: int, sign: int, low: float, high: float) -> None:
        """Sums that make the mean shown."""
        of_all = 0 if sign == 1 else scores.sum()
        ends = sorted(sign * (end - of_all) for end in (size * low, size * high))
        self.lines.append((np.hstack([scores, np.zeros(2 * self.n)]), ends[0], ends[1]))

    def solved(self, aim: Table, fixed: tuple[int, int] | None = None) -> NDArray[np.int64] | None:
        """The unsaid people, with the least aim; a row can be fixed to be one of them (1) or none (0)."""
        low, high = np.zeros(3 * self.n), np.ones(3 * self.n)
        if fixed is not None:
            low[self.n + fixed[0]] = high[self.n + fixed[0]] = fixed[1]
        lines, least, most = zip(*self.lines, strict=True)
        found = milp(
            np.hstack([np.zeros(self.n), aim, np.zeros(self.n)]),
            constraints=LinearConstraint(np.array(lines), np.array(least), np.array(most)),
            bounds=Bounds(low, high),
            integrality=np.ones(3 * self.n),
            options={"time_limit": 20, "mip_rel_gap": 0},
        )
        return None if found.x is None else np.flatnonzero(found.x[self.n : 2 * self.n] > 0.5)


def puzzles() -> tuple[Table, list[Puzzle]]:
    rows, values = people(random.Random(4), 30, 27, ["000000", "000000", "100000"])
    shown = table_of(rows, values)
    return scores_of(rows), [Puzzle(rows, shown, 30, 3, some) for some in range(4)]
