"""An attacker who takes every told figure as exact and knows every number of people.

Figures are lines over the sums of what people answered to items. For each scale he asks which weightings of
people have a sum that follows from the lines (projection onto their span), and then a solver of whole numbers
(HiGHS) which of those weightings are a set of at least one and fewer than ten people. Written apart from the
product's audit, which goes another way: null space and elimination.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import svd
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.attack.answering import Flags
from tests.attack.people import Codes, Floats
from tests.attack.told import FEW, Figure, Round

TINY = 1e-7
PATIENCE = 120.0
"""Seconds after which the solver of whole numbers is asked no more."""


class Undecided(Exception):
    """The solver of whole numbers did not come to an end."""


@dataclass(frozen=True)
class Found:
    """A set of few people (n,) whose sum in a scale follows from what is told."""

    scale: str
    people: Flags
    few: int


def solved(round_: Round) -> list[Found]:
    """What follows about few people; none is right. Raises Undecided."""
    if not round_.figures:
        return []
    kinds, kind = np.unique(round_.sets, axis=1, return_inverse=True)
    kind = kind.ravel()
    span = Span(kinds, round_.figures)
    found = []
    for scale in round_.wave.definition.scales:
        weightings = span.weightings(frozenset(scale.items))
        people = np.bincount(kind[round_.behind(scale.id)], minlength=kinds.shape[1])
        chosen = few_of(weightings, people)
        if chosen is not None:
            found.append(Found(scale.id, chosen[kind], int(people[chosen].sum())))
    return found


class Span:
    """What is told, as a space of lines over kinds of people and items."""

    def __init__(self, kinds: Floats, figures: tuple[Figure, ...]) -> None:
        """`kinds` (sets, kinds of people): how a kind counts in each set."""
        names = sorted({item for figure in figures for item in figure.items})
        self._place = {name: at for at, name in enumerate(names)}
        self._people = orthonormal(kinds)
        asked = {figure.items: self._line(figure.items) for figure in figures}
        self._items = orthonormal(np.array(list(asked.values())))
        sets, items = kinds @ self._people.T, {of: self._items @ line for of, line in asked.items()}
        told = dict.fromkeys((figure.people, figure.items) for figure in figures)
        self._told = orthonormal(np.array([np.outer(sets[at], items[of]).ravel() for at, of in told]))

    def _line(self, items: frozenset[str]) -> Floats:
        line = np.zeros(len(self._place))
        line[[self._place[item] for item in items if item in self._place]] = 1
        return line

    def weightings(self, items: frozenset[str]) -> Floats:
        """Weightings of kinds of people (rows) whose sum over these items follows from what is told."""
        line = self._line(items)
        inside = self._items @ line
        if not items <= self._place.keys() or np.linalg.norm(line - self._items.T @ inside) > TINY:
            return np.zeros((0, self._people.shape[1]))
        length = float(inside @ inside)
        parts = self._told.reshape(len(self._told), len(self._people), len(self._items)) @ inside
        left, turned = np.linalg.eigh(length * np.eye(len(self._people)) - parts.T @ parts)
        return np.asarray(turned[:, left < TINY * length].T @ self._people)


def orthonormal(lines: Floats) -> Floats:
    """Rows of length one, at right angles, that span the same."""
    if not lines.size:
        return np.zeros((0, lines.shape[-1]))
    _, size, right = svd(lines, full_matrices=False, lapack_driver="gesvd")  # the faster one may not end
    return np.asarray(right[size > TINY * max(1.0, size[0])])


OUT_OF_TIME = 1
"""What `scipy.optimize.milp` calls it."""


def few_of(weightings: Floats, people: Codes) -> Flags | None:
    """Kinds of at least one and fewer than ten people in all that are a sum of weightings, if there are any.

    Raises Undecided.

    Kinds of ten and more cannot be in it. What is then left of the weightings is searched by whole numbers.
    """
    there = people > 0
    large = there & (people >= FEW)
    small = np.flatnonzero(there & ~large)
    if not len(weightings) or not len(small) or not there.any():
        return None
    left = _without(weightings, weightings[:, large])[:, small]
    left = orthonormal(left)
    if not len(left):
        return None
    many, of = len(small), len(left)
    ties = np.hstack([np.eye(many), -left.T])
    size = np.concatenate([people[small], np.zeros(of)])[None, :]
    found = milp(
        np.concatenate([people[small], np.zeros(of)]),
        constraints=[LinearConstraint(ties, 0, 0), LinearConstraint(size, 1, FEW - 1)],
        bounds=Bounds(
            np.concatenate([np.zeros(many), np.full(of, -np.inf)]),
            np.concatenate([np.ones(many), np.full(of, np.inf)]),
        ),
        integrality=np.concatenate([np.ones(many), np.zeros(of)]),
        options={"time_limit": PATIENCE},
    )
    if found.x is None and found.status == OUT_OF_TIME:
        raise Undecided
    if found.x is None:
        return None
    chosen = np.zeros(len(people), dtype=np.bool_)
    chosen[small[found.x[:many] > 0.5]] = True
    return chosen


def _without(weightings: Floats, part: Floats) -> Floats:
    """Sums of weightings that are nought in all of a part of their columns."""
    if not part.size:
        return weightings
    left, size, _ = np.linalg.svd(part, full_matrices=True)
    rank = int(np.count_nonzero(size > TINY))
    return np.asarray(left[:, rank:].T @ weightings)
