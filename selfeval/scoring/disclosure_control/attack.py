"""The attacker's sum: which small sets of people follow from published figures (rank test).

Atoms are the finest sets of people that the published tables tell apart. A figure is a line over atoms: the
sum of what the people in some of them answered, taken as exact, with every number of people known; that is
more than a reader has. A set of atoms gives people away if its line is a sum of multiples of published lines
and it holds at least one and fewer people than the threshold.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from selfeval.scoring.disclosure_control.linear import TINY, Matrix, row_reduce

People = NDArray[np.int64]
MOST = 200_000
"""Partly chosen sets that are followed at once. A table that needs more is refused like one that leaks."""


class TooTangled(Exception):
    """More ways to combine these figures than can be tried."""


def small_sets(lines: Matrix, people: People, threshold: int) -> list[NDArray[np.int64]]:
    """The sets of atoms (their columns) with 0 < people < threshold that follow from the lines.

    Columns are reduced from the largest atom to the smallest: the row of a small leading atom then has
    nothing in any larger one. In reduced form each line has a 1 where all others have 0, so a set takes or
    leaves each line whole. Atoms of nobody add nothing. All atoms together are no set: the whole is judged
    by its own base.
    """
    there = np.flatnonzero(people > 0)
    patterns, member = np.unique(lines[:, there], axis=1, return_inverse=True)
    member = member.ravel()
    sizes = np.bincount(member, weights=people[there]).astype(np.int64)
    order = np.argsort(-sizes)
    reduced, pivots = row_reduce(patterns[:, order])
    sizes = sizes[order]
    small = [row for row, pivot in enumerate(pivots) if sizes[pivot] < threshold]
    if not small:
        return []
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return [
        there[np.isin(place[member], np.flatnonzero(chosen))]
        for chosen in _whole_sums(reduced[small], sizes, threshold)
        if not chosen.all()
    ]


def _whole_sums(rows: Matrix, sizes: People, threshold: int) -> NDArray[np.bool_]:
    """Every sum of some of the rows that is 0 or 1 in every column and takes 0 < people < threshold.

    Row after row is taken or left; a column is settled once no later row has anything in it.
    """
    last = len(rows) - 1 - np.argmax(np.abs(rows[::-1]) > TINY, axis=0)
    states = np.zeros((1, rows.shape[1]))
    for number, row in enumerate(rows):
        states = np.vstack([states, states + row])
        settled = last == number
        part = states[:, settled]
        fit = np.all((np.abs(part) < TINY) | (np.abs(part - 1) < TINY), axis=1)
        known = last <= number
        states = states[fit & (np.rint(states[:, known]) @ sizes[known] < threshold)]
        if len(states) > MOST:
            raise TooTangled
    taken = states > 0.5
    return taken[taken.any(axis=1)]
