"""Differencing: what follows from published figures by adding and subtracting.

Small sets of people are looked for within one release and over everything ever released.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from selfeval.findings.findings import GroupFinding, RoundFindings, ScaleFinding
from selfeval.scoring.disclosure_control.cells import CAREFUL, EVERYONE, Atoms
from selfeval.scoring.disclosure_control.recoding import Codes, Division, Flags
from selfeval.scoring.disclosure_control.suppression import (
    MINIMUM,
    TINY,
    Matrix,
    null_space,
    reachable,
    row_reduce,
    row_space,
)

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


Items = frozenset[str]


class Leak(AssertionError):
    """Figures that were about to be published would have given a small group away."""


def audit(told: Sequence[RoundFindings], atoms: Atoms, threshold: int = MINIMUM) -> list[str]:
    """Sets of fewer people than the threshold that follow from what is told, in sentences; none is right.

    `told`: what is to be published, and everything that was published about the same round.
    """
    tables = [table for findings in told for table in _tables(findings, atoms)]
    if not tables:
        return []
    everyone = np.ones(len(atoms.people[EVERYONE]))
    heads = [table.people for table in tables] + [everyone for findings in told if findings.n is not None]
    leaks = [
        f"The count of {few} can be worked out." for few in _few(np.array(heads), atoms, EVERYONE, threshold)
    ]
    sums = _Sums(told, tables, everyone)
    for (scale, items), lines in sums.attainable().items():
        leaks += [
            f"{scale}: the mean of {few} can be worked out." for few in _few(lines, atoms, scale, threshold)
        ]
        leaks += [
            f"{scale}: the mean of {table.name}, which is told by its end, can be worked out."
            for table in tables
            if (scale, items) in table.masked and reachable(lines, table.people)
        ]
    return list(dict.fromkeys(leaks))


@dataclass(frozen=True)
class _Table:
    """One shown group, or everyone who was asked: its atoms, and the scales that it tells."""

    name: str
    people: Matrix
    scales: frozenset[tuple[str, Items]]
    masked: frozenset[tuple[str, Items]] = frozenset()


def _tables(findings: RoundFindings, atoms: Atoms) -> Iterator[_Table]:
    """The shown groups of one release, with the whole of each table, and everyone but careless answers."""
    for breakdown in findings.breakdowns:
        if breakdown.by not in atoms.groups:
            continue
        shown = [group for group in breakdown.groups if group.hidden is None]
        for group in shown:
            yield _Table(
                group.group,
                atoms.among(breakdown.by, group.members or (group.group,)).astype(float),
                frozenset(_scales(group.scales, None)),
                frozenset(_scales(group.scales, "unanimous")),
            )
        if shown:
            inside = atoms.inside(breakdown.by).astype(float)
            yield _Table("the rest", inside, frozenset(_scales(findings.scales, None)))
    if findings.careless is not None and findings.careless.without and CAREFUL in atoms.groups:
        careful = atoms.among(CAREFUL, (CAREFUL,)).astype(float)
        yield _Table(CAREFUL, careful, frozenset(_scales(findings.careless.without, None)))


def _scales(scales: Sequence[ScaleFinding], hidden: str | None) -> Iterator[tuple[str, Items]]:
    return (
        (scale.scale, frozenset(scale.items)) for scale in scales if scale.hidden == hidden and scale.items
    )


class _Sums:
    """What is told of items and scales, over people and items.

    People in as few dimensions as the tables tell apart; of the items only what adds up to scales matters,
    since groups show scales only.
    """

    def __init__(self, told: Sequence[RoundFindings], tables: Sequence[_Table], everyone: Matrix) -> None:
        names = sorted({item.item for findings in told for item in findings.items})
        self._scales = {key: np.isin(names, list(key[1])).astype(float) for key in _of_anyone(told)}
        self._people = row_space(np.array([everyone, *(table.people for table in tables)]))
        vectors = np.array(list(self._scales.values())).reshape(len(self._scales), len(names))
        self._items = row_space(vectors) if len(vectors) else np.zeros((0, len(names)))
        shown = [self._scales[key] for findings in told for key in _scales(findings.scales, None)]
        shown += [
            np.isin(names, item.item).astype(float)
            for findings in told
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
        """Scale -> the weightings of atoms (rows) whose sum of its answers follows from what is told."""
        if not len(self._items):
            return {}
        free = null_space(self._lines).reshape(-1, len(self._people), len(self._items))
        return {
            key: null_space(free @ (self._items @ vector)) @ self._people
            for key, vector in self._scales.items()
        }


def _of_anyone(told: Sequence[RoundFindings]) -> list[tuple[str, Items]]:
    """Every scale as it is told of anybody, in one of its forms."""
    found = (
        (scale.scale, frozenset(scale.items))
        for findings in told
        for scales in (findings.scales, *_of_groups(findings))
        for scale in scales
        if scale.items
    )
    return list(dict.fromkeys(found))


def _of_groups(findings: RoundFindings) -> Iterator[Sequence[ScaleFinding]]:
    groups: Iterator[GroupFinding] = (group for each in findings.breakdowns for group in each.groups)
    return (group.scales for group in groups)


def _few(lines: Matrix, atoms: Atoms, scale: str, threshold: int) -> list[str]:
    """Sets of fewer people than the threshold that follow from the lines, in words."""
    people = atoms.people.get(scale, atoms.people[EVERYONE])
    try:
        return sorted(
            atoms.name([int(place) for place in few]) for few in small_sets(lines, people, threshold)
        )
    except TooTangled:
        return ["some of them"]


SEVERE = 1_000_000
"""Counts as so many leaks where there are more ways to combine the tables than can be tried."""


def without_leaks(
    years: Codes, divisions: Sequence[Division], scored: Flags, threshold: int
) -> list[Division]:
    """Divisions that can be published beside each other and beside the table of years.

    `years` (n,): place of each person's block in that table, -1 for none; it stays as it is. `scored`
    (n, scales): who has a score. Blocks are shown as one before a table goes, and the change that costs the
    fewest people their own line comes first.
    """
    kept = list(divisions)
    leaks = _leaks(years, kept, scored, threshold)
    anyway = _leaks(years, [division.hidden() for division in kept], scored, threshold)
    """What the table of years alone would tell if it showed every scale: its own rules see to that."""
    while leaks > anyway:
        tried = []
        for place, cost, other in sorted(_changes(kept), key=lambda change: change[1]):
            changed = [*kept[:place], other, *kept[place + 1 :]]
            left = _leaks(years, changed, scored, threshold)
            tried.append((left, cost, changed))
            if left <= anyway:
                break
        leaks, _, kept = min(tried, key=lambda way: way[:2])
    return kept


def _changes(divisions: Sequence[Division]) -> Iterator[tuple[int, int, Division]]:
    """Every division with two of its blocks as one, or with nothing shown; and whom that costs their line."""
    for place, division in enumerate(divisions):
        if not division.shows:
            continue
        people = [int(np.count_nonzero(each)) for each in division.members()]
        yield place, 2 * sum(people), division.hidden()
        for one, other in combinations(range(len(people)), 2):
            merged = division.merged(one, other)
            if merged.shows:
                yield place, people[one] + people[other], merged


def _leaks(years: Codes, divisions: Sequence[Division], scored: Flags, threshold: int) -> int:
    """How many sets of few people follow from all tables, by heads or by who has a score in some scale."""
    shown = [division for division in divisions if division.shows]
    columns = np.column_stack([years, *(division.codes for division in shown)])
    kinds, atom = np.unique(columns, axis=0, return_inverse=True)
    atom = atom.ravel()
    lines = _lines(kinds, shown)
    everyone = np.ones(len(years), dtype=np.bool_)
    try:
        return sum(
            len(small_sets(lines, np.bincount(atom[who], minlength=len(kinds)), threshold))
            for who in np.unique([everyone, *scored.T], axis=0)
        )
    except TooTangled:
        return SEVERE


def _lines(kinds: Codes, shown: Sequence[Division]) -> Matrix:
    """Everyone, each year, each block, everyone who was asked, as noughts and ones over kinds of people."""
    lines = [np.ones(len(kinds), dtype=np.bool_)]
    lines += [kinds[:, 0] == year for year in np.unique(kinds[:, 0]) if year >= 0]
    for column, division in zip(kinds.T[1:], shown, strict=True):
        lines += [column == block for block in range(len(division.blocks))]
        lines.append(column >= 0)
    return np.array(lines, dtype=float)
