"""Differencing: which small sets of people follow from published figures by adding and subtracting."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from selfeval.findings.findings import GroupFinding, RoundFindings, ScaleFinding
from selfeval.scoring.measurement.scale_scores import Counts, Matrix

TINY = 1e-7


def reachable(lines: Matrix, target: Matrix) -> bool:
    """Whether a line is a sum of multiples of others."""
    free = null_space(lines)
    return bool(np.all(np.abs(free @ target) < TINY))


def null_space(lines: Matrix) -> Matrix:
    """Orthonormal rows that are perpendicular to every line."""
    return _decomposed(lines)[1]


def row_space(lines: Matrix) -> Matrix:
    """Orthonormal rows of which every line is a sum of multiples."""
    return _decomposed(lines)[0]


def _decomposed(lines: Matrix) -> tuple[Matrix, Matrix]:
    if not lines.size:
        width = lines.shape[1]
        return np.zeros((0, width)), np.eye(width)
    _, singular, right = np.linalg.svd(lines, full_matrices=True)
    rank = int(np.count_nonzero(singular > TINY))  # not relative: lines of nothing but noise have rank 0
    return right[:rank], right[rank:]


def row_reduce(lines: Matrix) -> tuple[Matrix, list[int]]:
    """Reduced row echelon form without its empty rows, and the column of each leading 1."""
    table = lines.astype(float).copy()
    pivots: list[int] = []
    for column in range(table.shape[1]):
        row = len(pivots)
        if row == len(table):
            break
        best = row + int(np.argmax(np.abs(table[row:, column])))
        if abs(table[best, column]) < TINY:
            continue
        table[[row, best]] = table[[best, row]]
        table[row] /= table[row, column]
        others = table[:, column].copy()
        others[row] = 0
        hit = np.abs(others) > 0
        table[hit] -= np.outer(others[hit], table[row])
        pivots.append(column)
    return table[: len(pivots)], pivots


MINIMUM = 10
"""No school may lower this threshold; it may raise it."""


def check_threshold(threshold: int) -> None:
    """Raises ValueError for a threshold under the minimum."""
    if threshold < MINIMUM:
        raise ValueError(f"The threshold is {MINIMUM} or more; {threshold} would show too few people.")


def scale_families(scales: Mapping[str, Collection[str]]) -> list[list[str]]:
    """Families of scales that share items, directly or through others.

    A group hidden in one scale is hidden in its whole family: or its answers are what the others have over.
    """
    families = [[scale] for scale in scales]
    for one, other in combinations(scales, 2):
        if set(scales[one]) & set(scales[other]):
            first = next(family for family in families if one in family)
            second = next(family for family in families if other in family)
            if first is not second:
                first += second
                families.remove(second)
    return families


CAREFUL = "careful"
"""What a table of cells is by: its one group is everyone whose answers do not look careless."""
EVERYONE = ""
"""In a table of bases: everyone who answered, whatever they answered."""


@dataclass(frozen=True)
class Cells:
    """For each table, the group that every cell is in; and how many people every cell has.

    `groups`: what a table is by -> the group of each cell, "" for people who are part of its whole and in no
    listed group, None for people outside. `people`: "" or scale id -> exact base of each cell.
    """

    groups: Mapping[str, Sequence[str | None]]
    people: Mapping[str, NDArray[np.int64]]

    def among(self, by: str, members: Sequence[str]) -> NDArray[np.bool_]:
        """Which cells are in one of these groups."""
        return np.array([group in members for group in self.groups[by]], dtype=np.bool_)

    def inside(self, by: str) -> NDArray[np.bool_]:
        """Which cells are part of the whole of a table."""
        return np.array([group is not None for group in self.groups[by]], dtype=np.bool_)

    def name(self, columns: Sequence[int]) -> str:
        """A set of cells in words, for a message."""
        return " with ".join(
            "/".join(
                groups[place] or "not said" for groups in self.groups.values() if groups[place] is not None
            )
            for place in columns
        )


def bases(groups: Sequence[GroupFinding]) -> dict[str, dict[str, int]]:
    """Group -> "" for everyone who answered, or scale id -> exact base, from findings at full precision."""
    return {
        group.group: {EVERYONE: group.n or 0} | {scale.scale: scale.n or 0 for scale in group.scales}
        for group in groups
    }


def cells_of_groups(by: str, groups: Sequence[GroupFinding]) -> Cells:
    """One table: every group at full precision is an cell."""
    bases_of = bases(groups)
    whats = [EVERYONE, *(scale.scale for scale in groups[0].scales)] if groups else [EVERYONE]
    return Cells(
        {by: list(bases_of)},
        {what: np.array([of[what] for of in bases_of.values()], dtype=np.int64) for what in whats},
    )


def cells_of_tables(
    tables: Mapping[str, Sequence[str | None]], scored: Mapping[str, NDArray[np.bool_]]
) -> Cells:
    """Several tables of the same people: each person's group in each, and who has a score in each scale."""
    everyone = list(zip(*tables.values(), strict=True))
    kinds = {kind: place for place, kind in enumerate(dict.fromkeys(everyone))}
    cell = np.array([kinds[kind] for kind in everyone], dtype=np.int64)
    return Cells(
        dict(zip(tables, (list(column) for column in zip(*kinds, strict=True)), strict=True)),
        {EVERYONE: np.bincount(cell)}
        | {scale: np.bincount(cell[who], minlength=len(kinds)) for scale, who in scored.items()},
    )


MOST_COMBINATIONS = 200_000
"""Partly chosen sets that are followed at once. A table that needs more is refused like one that leaks."""


class _TooManyCombinations(Exception):
    pass


@dataclass(frozen=True)
class SmallSets:
    """What follows from published figures about few people: true where anything does."""

    sets: tuple[tuple[int, ...], ...] = ()
    """The cells of each, by their columns."""
    too_many: bool = False
    """There are more ways to combine the figures than can be tried: not known to be safe, so a leak."""

    def __bool__(self) -> bool:
        return self.too_many or bool(self.sets)


def small_sets(lines: Matrix, people: Counts, threshold: int) -> SmallSets:
    """The sets of cells with 0 < people < threshold that follow from the lines, by the rank of what is left.

    `lines` (figures, cells): which cells each published figure is about. `people` (cells,): in each cell. All
    differencing of the project is this: cells are the unknowns, published figures the equations.
    """
    try:
        return SmallSets(tuple(tuple(map(int, cells)) for cells in _that_follow(lines, people, threshold)))
    except _TooManyCombinations:
        return SmallSets(too_many=True)


def _that_follow(lines: Matrix, people: Counts, threshold: int) -> list[NDArray[np.int64]]:
    """Columns are reduced from the largest cell to the smallest: the row of a small leading cell then has
    nothing in any larger one. In reduced form each line has a 1 where all others have 0, so a set takes or
    leaves each line whole. Cells of nobody add nothing. All cells together are no set: the whole is judged
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


def _whole_sums(rows: Matrix, sizes: Counts, threshold: int) -> NDArray[np.bool_]:
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
        complete = last <= number
        states = states[fit & (np.rint(states[:, complete]) @ sizes[complete] < threshold)]
        if len(states) > MOST_COMBINATIONS:
            raise _TooManyCombinations
    taken = states > 0.5
    return taken[taken.any(axis=1)]


Items = frozenset[str]


class Leak(AssertionError):
    """Figures that were about to be published would have given a small group away."""


def audit(released: Sequence[RoundFindings], cells: Cells, threshold: int = MINIMUM) -> list[str]:
    """Sets of fewer people than the threshold that follow from published figures, in words; none is right.

    `released`: what is to be published, and everything that was published about the same round.
    """
    tables = [table for findings in released for table in _tables(findings, cells)]
    if not tables:
        return []
    everyone = np.ones(len(cells.people[EVERYONE]))
    heads = [table.people for table in tables] + [everyone for findings in released if findings.n is not None]
    leaks = [
        f"The count of {few} can be worked out." for few in _few(np.array(heads), cells, EVERYONE, threshold)
    ]
    sums = _PublishedSums(released, tables, everyone)
    for (scale, items), lines in sums.attainable().items():
        leaks += [
            f"{scale}: the mean of {few} can be worked out." for few in _few(lines, cells, scale, threshold)
        ]
        leaks += [
            f"{scale}: the mean of {table.name}, which is told by its end, can be worked out."
            for table in tables
            if (scale, items) in table.masked and reachable(lines, table.people)
        ]
    return list(dict.fromkeys(leaks))


@dataclass(frozen=True)
class _Table:
    """One shown group, or everyone who was asked: its cells, and the scales that it tells."""

    name: str
    people: Matrix
    scales: frozenset[tuple[str, Items]]
    masked: frozenset[tuple[str, Items]] = frozenset()


def _tables(findings: RoundFindings, cells: Cells) -> Iterator[_Table]:
    """The shown groups of one release, with the whole of each table, and everyone but careless answers."""
    for breakdown in findings.breakdowns:
        if breakdown.by not in cells.groups:
            continue
        for group in breakdown.shown:
            yield _Table(
                group.group,
                cells.among(breakdown.by, group.parts).astype(float),
                frozenset(_scales(group.scales, None)),
                frozenset(_scales(group.scales, "unanimous")),
            )
        if breakdown.shown:
            inside = cells.inside(breakdown.by).astype(float)
            yield _Table("the rest", inside, frozenset(_scales(findings.scales, None)))
    if findings.careless is not None and findings.careless.without and CAREFUL in cells.groups:
        careful = cells.among(CAREFUL, (CAREFUL,)).astype(float)
        yield _Table(CAREFUL, careful, frozenset(_scales(findings.careless.without, None)))


def _scales(scales: Sequence[ScaleFinding], hidden: str | None) -> Iterator[tuple[str, Items]]:
    return (
        (scale.scale, frozenset(scale.items)) for scale in scales if scale.hidden == hidden and scale.items
    )


class _PublishedSums:
    """What is told of items and scales, over people and items.

    People in as few dimensions as the tables tell apart; of the items only what adds up to scales matters,
    since groups show scales only.
    """

    def __init__(self, released: Sequence[RoundFindings], tables: Sequence[_Table], everyone: Matrix) -> None:
        names = sorted({item.item for findings in released for item in findings.items})
        self._scales = {key: np.isin(names, list(key[1])).astype(float) for key in _of_anyone(released)}
        self._people = row_space(np.array([everyone, *(table.people for table in tables)]))
        vectors = np.array(list(self._scales.values())).reshape(len(self._scales), len(names))
        self._items = row_space(vectors) if len(vectors) else np.zeros((0, len(names)))
        shown = [self._scales[key] for findings in released for key in _scales(findings.scales, None)]
        shown += [
            np.isin(names, item.item).astype(float)
            for findings in released
            for item in findings.items
            if item.hidden is None
        ]
        apart = null_space(np.array(shown).reshape(len(shown), len(names)))
        lines = [self._line(everyone, line) for line in null_space(apart @ self._items.T)]
        for table in tables:
            lines += [self._line(table.people, self._items @ self._scales[key]) for key in table.scales]
        self._lines = np.array(lines).reshape(len(lines), len(self._people) * len(self._items))

    def _line(self, people: Matrix, items: Matrix) -> Matrix:
        return np.outer(self._people @ people, items).ravel()

    def attainable(self) -> dict[tuple[str, Items], Matrix]:
        """Scale -> the weightings of cells (rows) whose sum of its answers follows from what is told."""
        if not len(self._items):
            return {}
        free = null_space(self._lines).reshape(-1, len(self._people), len(self._items))
        return {
            key: null_space(free @ (self._items @ vector)) @ self._people
            for key, vector in self._scales.items()
        }


def _of_anyone(released: Sequence[RoundFindings]) -> list[tuple[str, Items]]:
    """Every scale as it is told of anybody, in one of its forms."""
    scale_keys = (
        (scale.scale, frozenset(scale.items))
        for findings in released
        for scales in (findings.scales, *_of_groups(findings))
        for scale in scales
        if scale.items
    )
    return list(dict.fromkeys(scale_keys))


def _of_groups(findings: RoundFindings) -> Iterator[Sequence[ScaleFinding]]:
    groups: Iterator[GroupFinding] = (
        group for breakdown in findings.breakdowns for group in breakdown.groups
    )
    return (group.scales for group in groups)


def _few(lines: Matrix, cells: Cells, scale: str, threshold: int) -> list[str]:
    """Sets of fewer people than the threshold that follow from the lines, in words."""
    few = small_sets(lines, cells.people.get(scale, cells.people[EVERYONE]), threshold)
    return ["some of them"] if few.too_many else sorted(map(cells.name, few.sets))
