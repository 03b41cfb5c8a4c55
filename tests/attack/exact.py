"""An attacker who takes every told figure as exact and knows every number of people.

Figures are lines over the sums of what people answered to items. For each scale he asks which weightings of
people have a sum that follows from the lines (projection onto their span), and then which of those weightings
are a set of at least one and fewer than ten people: by trying all, or of a solver of whole numbers (HiGHS).
Written apart from the product's audit, which goes another way: null space and elimination.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import qr, svd
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.attack.answering import Flags
from tests.attack.people import Codes, Floats
from tests.attack.told import FEW, Figure, Round

TINY = 1e-7
NEARLY, HALF = 1e-5, 0.5
MANY = 20
"""Lines up to which every set is tried; AT_ONCE of them together."""
AT_ONCE = 1 << 15
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

    Kinds of ten and more cannot be in it. Of what is then left of the weightings every set is tried, or where
    they are many, searched by a solver of whole numbers.
    """
    there = people > 0
    large = there & (people >= FEW)
    small = np.flatnonzero(there & ~large)
    if not len(weightings) or not len(small) or not there.any():
        return None
    left = orthonormal(_without(weightings, weightings[:, large])[:, small])
    if not len(left):
        return None
    found = (tried if len(left) <= MANY else searched)(left, people[small])
    if found is None:
        return None
    chosen = np.zeros(len(people), dtype=np.bool_)
    chosen[small[found]] = True
    return chosen


def tried(left: Floats, people: Codes) -> Flags | None:
    """Every set there can be: as many columns as there are lines say what all the others are.

    `left` (lines, kinds): orthonormal. 2^lines sets are tried.
    """
    _, _, order = qr(left, pivoting=True)
    leading = order[: len(left)]
    rest = np.linalg.solve(left[:, leading], left)
    sets = np.zeros((1, len(left)))
    for place in range(len(left)):
        more = sets.copy()
        more[:, place] = 1
        sets = np.concatenate([sets, more[more @ people[leading] < FEW]])
    for of in np.array_split(sets[1:], -(-len(sets) // AT_ONCE)):
        kinds = of @ rest
        whole = np.abs(kinds - (kinds > HALF)).max(axis=1, initial=0) < NEARLY
        few = whole & ((kinds > HALF) @ people < FEW)
        if few.any():
            return np.asarray(kinds[few][0] > HALF)
    return None


def searched(left: Floats, people: Codes) -> Flags | None:
    """The same by a solver of whole numbers. Raises Undecided."""
    of, many = left.shape
    ties = np.hstack([np.eye(many), -left.T])
    size = np.concatenate([people, np.zeros(of)])
    found = milp(
        size,
        constraints=[LinearConstraint(ties, 0, 0), LinearConstraint(size[None, :], 1, FEW - 1)],
        bounds=Bounds(
            np.concatenate([np.zeros(many), np.full(of, -np.inf)]),
            np.concatenate([np.ones(many), np.full(of, np.inf)]),
        ),
        integrality=np.concatenate([np.ones(many), np.zeros(of)]),
        options={"time_limit": PATIENCE},
    )
    if found.x is None and found.status == OUT_OF_TIME:
        raise Undecided
    return None if found.x is None else np.asarray(found.x[:many] > HALF)


def _without(weightings: Floats, part: Floats) -> Floats:
    """Sums of weightings that are nought in all of a part of their columns."""
    if not part.size:
        return weightings
    left, size, _ = np.linalg.svd(part, full_matrices=True)
    rank = int(np.count_nonzero(size > TINY))
    return np.asarray(left[:, rank:].T @ weightings)
