"""Cells: the finest sets of people that published tables tell apart, and who is counted in which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from selfeval.findings.findings import GroupFinding
from selfeval.questionnaires.model import PLACES, Definition
from selfeval.scoring.careless import flagged
from selfeval.scoring.disclosure_control.suppression import Matrix
from selfeval.scoring.measurement.scale_scores import Characters, columns_of, matrix, scale_scores

CAREFUL = "careful"
"""What a table of atoms is by: its one group is everyone whose answers do not look careless."""
EVERYONE = ""
"""In a table of bases: everyone who answered, whatever they answered."""


@dataclass(frozen=True)
class Atoms:
    """For each table, the group that every atom is in; and how many people every atom has.

    `groups`: what a table is by -> the group of each atom, "" for people who are part of its whole and in no
    listed group, None for people outside. `people`: "" or scale id -> exact base of each atom.
    """

    groups: Mapping[str, Sequence[str | None]]
    people: Mapping[str, NDArray[np.int64]]

    def among(self, by: str, members: Sequence[str]) -> NDArray[np.bool_]:
        """Which atoms are in one of these groups."""
        return np.array([group in members for group in self.groups[by]], dtype=np.bool_)

    def inside(self, by: str) -> NDArray[np.bool_]:
        """Which atoms are part of the whole of a table."""
        return np.array([group is not None for group in self.groups[by]], dtype=np.bool_)

    def name(self, places: Sequence[int]) -> str:
        """A set of atoms in words, for a message."""
        return " with ".join(
            "/".join(
                groups[place] or "not said" for groups in self.groups.values() if groups[place] is not None
            )
            for place in places
        )


def bases(groups: Sequence[GroupFinding]) -> dict[str, dict[str, int]]:
    """Group -> "" for everyone who answered, or scale id -> exact base, from findings at full precision."""
    return {
        group.group: {EVERYONE: group.n or 0} | {scale.scale: scale.n or 0 for scale in group.scales}
        for group in groups
    }


def of_groups(by: str, groups: Sequence[GroupFinding]) -> Atoms:
    """One table: every group at full precision is an atom."""
    found = bases(groups)
    whats = [EVERYONE, *(scale.scale for scale in groups[0].scales)] if groups else [EVERYONE]
    return Atoms(
        {by: list(found)},
        {what: np.array([of[what] for of in found.values()], dtype=np.int64) for what in whats},
    )


def crossed(tables: Mapping[str, Sequence[str | None]], scored: Mapping[str, NDArray[np.bool_]]) -> Atoms:
    """Several tables of the same people: each person's group in each, and who has a score in each scale."""
    everyone = list(zip(*tables.values(), strict=True))
    kinds = {kind: place for place, kind in enumerate(dict.fromkeys(everyone))}
    atom = np.array([kinds[kind] for kind in everyone], dtype=np.int64)
    return Atoms(
        dict(zip(tables, (list(column) for column in zip(*kinds, strict=True)), strict=True)),
        {EVERYONE: np.bincount(atom)}
        | {scale: np.bincount(atom[who], minlength=len(kinds)) for scale, who in scored.items()},
    )


Flags = NDArray[np.bool_]
NOBODY = -1


@dataclass(frozen=True)
class Counting:
    """The responses of a round as they were counted for one release, and each one's group in each table."""

    definition: Definition
    responses: Sequence[str] | bytes
    groups: Mapping[str, Sequence[str]]

    @cached_property
    def characters(self) -> Characters:
        """(n, items)"""
        return matrix(self.definition, self.responses)

    @property
    def items(self) -> frozenset[str]:
        return frozenset(item.id for item in self.definition.items)

    @property
    def n(self) -> int:
        return len(self.characters)

    @cached_property
    def scored(self) -> Mapping[str, Flags]:
        """Scale -> who is in its figures (n,)."""
        scores = scale_scores(self.definition, self.characters)
        return {scale.id: ~np.isnan(scores[:, at]) for at, scale in enumerate(self.definition.scales)}

    @cached_property
    def answered(self) -> Mapping[str, Flags]:
        """Item -> who is in its figures (n,)."""
        found = {}
        for at, item in enumerate(self.definition.items):
            options = [ord(place) for place in PLACES[: len(self.definition.options_of(item).options)]]
            found[item.id] = np.isin(self.characters[:, at], options)
        return found

    @cached_property
    def careless(self) -> Flags:
        """Who looks as if they answered carelessly (n,)."""
        return flagged(self.definition, columns_of(self.characters))

    def texts(self, items: Sequence[str]) -> list[bytes]:
        """What each response says to these items."""
        place = {item.id: at for at, item in enumerate(self.definition.items)}
        return [row.tobytes() for row in self.characters[:, [place[item] for item in items]]]

    def marks(self) -> list[tuple[str, ...]]:
        """Each response's group in every table."""
        return list(zip(*self.groups.values(), strict=True)) if self.groups else [()] * self.n


_Mark = tuple[str, ...]
_Said = tuple[bytes, _Mark]
"""What a response says, and its group in every table."""


def same_people(countings: Sequence[Counting]) -> NDArray[np.int64]:
    """The row of each person in each counting, or NOBODY (people, countings).

    Responses have no name: those that say the same in the same group are taken for one person's, then those
    that say the same. ValueError where nobody can tell: no item is in all countings, or one of several that
    say the same is in another group now and it is open which.
    """
    if len(countings) == 1:
        return np.arange(countings[0].n)[:, None]
    items = [
        item.id for item in countings[0].definition.items if all(item.id in each.items for each in countings)
    ]
    if not items:
        raise ValueError("The questions have changed altogether, so nobody can tell whose answers are whose.")
    people: list[_Person] = []
    for number, counting in enumerate(countings):
        left = dict(enumerate(zip(counting.texts(items), counting.marks(), strict=True)))
        free = list(people)
        for person in people:
            person.history.append(None)
        for by_group in (True, False):
            free = _matched(free, left, number, by_group=by_group)
        people += [_Person({number: row}, said, [None] * number + [said[1]]) for row, said in left.items()]
    rows = [[person.rows.get(number, NOBODY) for number in range(len(countings))] for person in people]
    return np.array(rows, dtype=np.int64).reshape(len(rows), len(countings))


@dataclass
class _Person:
    rows: dict[int, int]
    """Counting -> row."""
    said: _Said
    """When last counted."""
    history: list[_Mark | None]
    """Its group in each counting so far."""


def _matched(
    free: Sequence[_Person], left: dict[int, _Said], number: int, *, by_group: bool
) -> list[_Person]:
    """Gives rows that are left to people who are free; who is free after that. ValueError."""
    waiting: defaultdict[object, list[_Person]] = defaultdict(list)
    asking: defaultdict[object, list[int]] = defaultdict(list)
    for person in free:
        waiting[person.said if by_group else person.said[0]].append(person)
    for row, said in left.items():
        asking[said if by_group else said[0]].append(row)
    still = []
    for key, alike in waiting.items():
        rows = asking[key]
        _check(alike, [left[row][1] for row in rows])
        for person, row in zip(alike, rows, strict=False):
            person.rows[number], person.said = row, left.pop(row)
            person.history[number] = person.said[1]
        still += alike[len(rows) :]
    return still


def _check(people: Sequence[_Person], marks: Sequence[_Mark]) -> None:
    """ValueError where it makes a difference which of these people who say the same is where."""
    one_past = len({tuple(person.history) for person in people}) == 1
    one_group = len(set(marks)) == 1
    every_person, every_row = len(marks) >= len(people), len(people) >= len(marks)
    certain = (one_past and (one_group or every_row)) or (one_group and every_person)
    if marks and not certain:
        raise ValueError(
            "People who answered alike are counted in other groups than before, and nobody can tell which."
        )


HEADS = ""
"""The figure of how many answered; others go by their scale or item."""
_Value = TypeVar("_Value", bound=np.generic)


class People:
    """The people of some countings, each for one release; by figure, who is in it in which of them."""

    def __init__(self, countings: Sequence[Counting], figures: Set[str]) -> None:
        self._countings = countings
        self._rows = same_people(countings)
        self._there = self._rows != NOBODY
        self.counted = [dict(self._counted(at, figures)) for at in range(len(countings))]
        """For each counting: figure -> who is in it."""
        self.base = [dict[str, Flags]() for _ in countings]
        """The same, with those who are in it in no counting: who skips a scale is no group."""
        self.changed: set[str] = set()
        """Figures of which somebody is part in one counting and not in another that has the person too."""
        columns = [*self._there.T.astype(np.int64), *self._columns()]
        for figure in sorted(figures):
            columns += self._compared(figure)
        kind = np.zeros(len(self._rows), dtype=np.int64)
        for column in columns:
            _, kind = np.unique(kind * (1 + column.max(initial=0)) + column, return_inverse=True)
        _, self._first = np.unique(kind, return_index=True)
        self.kinds = {
            figure: np.bincount(kind[self._anywhere(figure)], minlength=len(self._first))
            for figure in figures
        }
        """Figure -> how many of each kind, people who are in the same figures, are in it in any counting."""

    def _counted(self, at: int, figures: Set[str]) -> Iterator[tuple[str, Flags]]:
        counting = self._countings[at]
        yield HEADS, self._there[:, at]
        for each in (counting.scored, counting.answered if figures & counting.items else {}):
            yield from ((figure, self.taken(at, who)) for figure, who in each.items() if figure in figures)

    def _columns(self) -> Iterator[NDArray[np.int64]]:
        """What tells people apart whatever the figure: their groups, and whether they look careless."""
        for at, counting in enumerate(self._countings):
            for values in counting.groups.values():
                _, codes = np.unique(np.array(values, dtype=str), return_inverse=True)
                yield self.taken(at, codes.astype(np.int64) + 1)
            yield self.taken(at, counting.careless).astype(np.int64)

    def _compared(self, figure: str) -> Iterator[NDArray[np.int64]]:
        """Notes the base of a figure in each counting, and whom one leaves out whom another has."""
        some = self._anywhere(figure)
        for at, counted in enumerate(self.counted):
            if figure in counted:
                left_out = self._there[:, at] & ~counted[figure] & some
                self.base[at][figure] = self._there[:, at] & ~left_out
                if left_out.any():
                    self.changed.add(figure)
                    yield left_out.astype(np.int64)

    def _anywhere(self, figure: str) -> Flags:
        found = np.zeros(len(self._rows), dtype=np.bool_)
        for counted in self.counted:
            found |= counted.get(figure, False)
        return found

    @cached_property
    def moved(self) -> bool:
        """Whether somebody is in one counting and not in another, or in another group."""
        marks = [each.marks() for each in self._countings]
        return len(marks) > 1 and any(
            len({marks[at][row] if row != NOBODY else None for at, row in enumerate(person)}) > 1
            for person in self._rows
        )

    def taken(self, at: int, values: NDArray[_Value]) -> NDArray[_Value]:
        """Each person's value in one counting; nothing for a person who is not in it."""
        found = np.zeros(len(self._rows), dtype=values.dtype)
        found[self._there[:, at]] = values[self._rows[self._there[:, at], at]]
        return found

    def by_kind(self, who: Flags) -> Matrix:
        """A line over kinds of people."""
        return who[self._first].astype(float)
