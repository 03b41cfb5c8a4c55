"""An attacker with a linear program: every told figure lies between two ends, every score between 0 and 100.

He knows who is in which group and how many of them are scored. For few people he asks between which ends
their mean must lie. Told alone, a mean of ten people or more confines any nine of them too where it lies near
an end of the range; that is the price of telling it. What must not be is that figures put together confine
few people to less than ten points where none of them does so by itself: ten points are what the ends of the
range leave open (`selfeval.scoring.disclosure_control.rounding`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from tests.attack.answering import Flags
from tests.attack.people import Codes
from tests.attack.told import FEW, Round

NARROW = 10.0
"""Points."""
MOST = 8
"""Linear programs, one for each end, that are asked about a round."""


@dataclass(frozen=True)
class Confined:
    """Few people (n,) whose mean must lie between these ends."""

    scale: str
    people: Flags
    few: int
    low: float
    high: float


@dataclass(frozen=True)
class Tried:
    """How many sets of few people were tried, and those that were confined."""

    sets: int
    confined: tuple[Confined, ...]


def confined(round_: Round) -> Tried:
    """Few people whom the figures of a round together confine; the `MOST` with the least room are tried."""
    every: list[tuple[float, str, _Told, Flags]] = []
    for scale in {figure.scale: None for figure in round_.figures if figure.scale}:
        told = _Told(round_, scale)
        every += [(told.freedom(few), scale, told, few) for few in told.few()]
    tight = [way for way in every if way[0] < NARROW <= way[2].alone(way[3])]
    found = []
    for _, scale, told, few in sorted(tight, key=lambda way: way[0])[:MOST]:
        low, high = told.ends(few)
        if high - low < NARROW:
            found.append(Confined(scale, told.of_all(few), int(few.sum()), low, high))
    return Tried(len(every), tuple(found))


class _Told:
    """The figures of one scale. People are those with a score in it; no figure tells a kind of them apart."""

    def __init__(self, round_: Round, scale: str) -> None:
        figures = [figure for figure in round_.figures if figure.scale == scale]
        self._round, self._scored = round_, round_.scored(scale)
        self._scores = round_.scores[self._scored, round_.place(scale)]
        at = {people: row for row, people in enumerate(dict.fromkeys(figure.people for figure in figures))}
        self._sets = round_.sets[list(at)][:, self._scored]
        self._kinds, kind = np.unique(self._sets, axis=1, return_inverse=True)
        self._kind: Codes = kind.ravel()
        self._low, self._high = np.zeros(len(at)), np.full(len(at), 100.0)
        for figure in figures:
            row = at[figure.people]
            self._low[row] = max(self._low[row], figure.low)
            self._high[row] = min(self._high[row], figure.high)
        self._many = np.bincount(self._kind)
        self._total = np.bincount(self._kind, weights=self._scores)

    def of_all(self, few: Flags) -> Flags:
        """The same people among everyone."""
        people = np.zeros(len(self._scored), dtype=np.bool_)
        people[self._scored] = few
        return people

    def few(self) -> Iterator[Flags]:
        """Years, options, those who did not say, and what one told set has over another, where few."""
        wave = self._round.wave
        sets = [each.group == place for each in wave.tellings for place in range(-1, len(wave.years))]
        for asked in wave.questions:
            sets += [asked.chosen == code for code in range(len(asked.options) + 1)]
        there = [each[self._scored] for each in sets]
        told = self._sets > 0
        there += [one & ~other for one in told for other in told]
        for few in {each.tobytes(): each for each in there}.values():
            if 0 < np.count_nonzero(few) < FEW:
                yield few

    def freedom(self, few: Flags) -> float:
        """Points by which their mean can move, from the truth on, against others of the same kinds.

        Where these are many no linear program needs to be asked.
        """
        inside = np.bincount(self._kind[few], minlength=len(self._many))
        most = np.minimum(100 * inside, self._total)
        least = np.maximum(0, self._total - 100 * (self._many - inside))
        return float((most - least).sum() / inside.sum())

    def alone(self, few: Flags) -> float:
        """Points that the narrowest figure of ten people or more leaves few people by itself."""
        size = np.count_nonzero(few)
        many = np.count_nonzero(self._sets, axis=1)
        holds = ~(few & ~(self._sets > 0)).any(axis=1) & (many >= FEW)
        low = np.maximum(0, self._low * many - 100 * (many - size)) / size
        return float((np.minimum(100, self._high * many / size) - low)[holds].min(initial=100))

    def ends(self, few: Flags) -> tuple[float, float]:
        """The least and the greatest mean that few people can have."""
        both = 2 * self._kind + few
        kinds, row = np.unique(both, return_inverse=True)
        people = np.bincount(row)
        lines = self._kinds[:, kinds // 2]
        sums = lines @ people
        aim = (kinds % 2) / np.count_nonzero(few)
        ends = [
            linprog(
                sign * aim,
                A_ub=np.vstack([lines, -lines]),
                b_ub=np.concatenate([self._high * sums, -self._low * sums]) + 1e-6,
                bounds=[(0, 100 * n) for n in people],
                method="highs",
            )
            for sign in (1, -1)
        ]
        low, high = (end.fun for end in ends)
        if low is None or high is None:
            raise ValueError("These figures cannot all be true.")
        return float(low), -float(high)
