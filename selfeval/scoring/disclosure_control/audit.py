"""The audit: everything ever published about the same people is attacked before more is (MEASUREMENT 13).

The attacker takes every figure as exact and knows every base, which is more than a reader has. The unknowns
are the sums of every item in every atom of people; every shown figure is a line over them. What follows is
found by rank (`attack`): no set of fewer people than the threshold may, and no mean that was only told by its
end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from selfeval.scoring.disclosure_control.atoms import CAREFUL, EVERYONE, Atoms
from selfeval.scoring.disclosure_control.attack import TooTangled, small_sets
from selfeval.scoring.disclosure_control.linear import Matrix, null_space, reachable, row_space
from selfeval.scoring.disclosure_control.suppression import MINIMUM
from selfeval.scoring.findings import GroupFinding, RoundFindings, ScaleFinding

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
