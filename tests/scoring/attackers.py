"""Attackers who hold every row, look at a table by sex, and want to know who did not say."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from selfeval.scoring.findings import Breakdown, GroupFinding
from selfeval.scoring.frame import matrix
from selfeval.scoring.rounds import characteristic_breakdown
from selfeval.scoring.scales import scale_scores
from tests.scoring.forms import form

FORM = form(6, scales=[[0, 1, 2], [2, 3, 4, 5]])
SEXES = ["girl", "boy"]
Table = NDArray[np.float64]


def people(draw: random.Random, girls: int, boys: int, unsaid: Sequence[str]) -> tuple[list[str], list[str]]:
    """Girls who are happier than boys, and people who did not say, with these answers."""
    rows = ["".join(draw.choices("01234", (5, 4, 3, 2, 1), k=6)) for _ in range(girls)]
    rows += ["".join(draw.choices("01234", (2, 3, 4, 3, 2), k=6)) for _ in range(boys)]
    return [*rows, *unsaid], ["girl"] * girls + ["boy"] * boys + [""] * len(unsaid)


def table_of(rows: Sequence[str], values: Sequence[str]) -> Breakdown:
    return characteristic_breakdown(FORM, rows, values, "about.sex", SEXES)


def scores_of(rows: Sequence[str]) -> Table:
    return scale_scores(FORM, matrix(FORM, rows))


def fitting(sums: Table, n: int, group: GroupFinding) -> NDArray[np.bool_]:
    """Which sets of `n` people, by their sums (sets, scales), have a group's figures."""
    means = sums / n
    told = np.array([scale.mean.value for scale in group.scales if scale.mean])
    return np.asarray((np.abs(means - told) <= 0.5 + 1e-9).all(axis=1))


def subsets(n: int, size: int) -> NDArray[np.float32]:
    """Every set of `size` of `n` people, a row of noughts and ones each."""
    chosen = np.array(list(combinations(range(n), size)))
    sets = np.zeros((len(chosen), n), dtype=np.float32)
    np.put_along_axis(sets, chosen, 1, axis=1)
    return sets


def everything_tried(rows: Sequence[str], shown: Breakdown) -> Table:
    """The attacker's odds of each row to be the one person of 21 who did not say, of ten girls and ten boys.

    He knows the rows, that it is one person, that ten girls and ten boys answered, and how the lot works.
    """
    scores, n = scores_of(rows), len(rows)
    girls, boys = shown.groups
    worlds = np.zeros(n)
    for size in (10, 11):
        sets = subsets(n, size)
        sums, squares = sets @ scores, sets @ scores**2
        fit = fitting(sums, squares, size, girls)
        fit &= fitting(scores.sum(0) - sums, (scores**2).sum(0) - squares, n - size, boys)
        with_girls = sets[fit].sum(axis=0)
        worlds += with_girls if size == 11 else fit.sum() - with_girls
    return np.asarray(worlds / worlds.sum())


def without_the_lot(rows: Sequence[str], girls: GroupFinding, boys: GroupFinding) -> Table:
    """The same attacker's odds where groups show the figures of those who said, and nothing else is done."""
    scores, n = scores_of(rows), len(rows)
    worlds = np.zeros(n)
    sets = subsets(n, 10)
    sums, squares = sets @ scores, sets @ scores**2
    sets, sums, squares = (each[fitting(sums, squares, 10, girls)] for each in (sets, sums, squares))
    for one in range(n):
        rest = scores.sum(0) - sums - scores[one], (scores**2).sum(0) - squares - scores[one] ** 2
        worlds[one] = (fitting(*rest, 10, boys) & (sets[:, one] == 0)).sum()
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
        for size, sign, group in ((girls + some, 1, 0), (n - girls - some, -1, 1)):
            for number, scale in enumerate(shown.groups[group].scales):
                assert scale.mean is not None
                centre = scores[:, number].mean()
                self._figures(
                    scores[:, number] - centre, size, sign, scale.mean.value - centre, scale.sd or 0
                )

    def _figures(self, scores: Table, size: int, sign: int, mean: float, spread: float) -> None:
        """Sums, and sums of squares, that make the mean and spread shown; a little narrower, to be linear."""
        low, high = mean - 0.4, mean + 0.4
        squares = [min(low**2, high**2) * (low * high > 0), max(low**2, high**2)]
        widths = [(size - 1) * (spread - 0.5) ** 2 + size * squares[1],
                  (size - 1) * (spread + 0.5) ** 2 + size * squares[0]]  # fmt: skip
        for values, bounds in ((scores, (size * low, size * high)), (scores**2, (widths[0], widths[1]))):
            of_all = 0 if sign == 1 else values.sum()
            ends = sorted(sign * (end - of_all) for end in bounds)
            self.lines.append((np.hstack([values, np.zeros(2 * self.n)]), ends[0], ends[1]))

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
