"""Microdata: the rows behind a round's releases, and what published figures tell of few of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from selfeval.questionnaires.model import OPTION_CHARACTERS, Definition
from selfeval.scoring.careless import flagged
from selfeval.scoring.disclosure_control.record_linkage import NO_ROW, linked_rows
from selfeval.scoring.measurement.scale_scores import (
    Characters,
    Flags,
    Matrix,
    columns_of,
    has_answered,
    matrix,
    scale_scores,
)


@dataclass(frozen=True)
class Microdata:
    """The responses of a round as they were counted for one release, and each one's group in each table."""

    definition: Definition
    responses: Sequence[str] | bytes
    groups: Mapping[str, Sequence[str]]

    @cached_property
    def characters(self) -> Characters:
        """(n, items)"""
        return matrix(self.definition, self.responses)

    def without_blank(self) -> Microdata:
        """The same without forms handed in empty, which are in no figure."""
        answered = has_answered(self.definition, columns_of(self.characters))
        if answered.all():
            return self
        groups = {
            by: [value for value, some in zip(values, answered, strict=True) if some]
            for by, values in self.groups.items()
        }
        return Microdata(self.definition, self.characters[answered].tobytes(), groups)

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
        """Item -> who is in its figures (n,); of one that asks what followed, who met it too."""
        answered = {}
        for at, item in enumerate(self.definition.items):
            options = [
                ord(place) for place in OPTION_CHARACTERS[: len(self.definition.options_of(item).options)]
            ]
            answered[item.id] = np.isin(self.characters[:, at], options)
            if among := self.definition.met(item):
                of = self.definition.characters(item)
                met = [ord(of[answer]) for answer in among]
                answered[met_of(item.id)] = np.isin(self.characters[:, at], met)
        return answered

    @cached_property
    def careless(self) -> Flags:
        """Who looks as if they answered carelessly (n,)."""
        return flagged(self.definition, columns_of(self.characters))

    def texts(self, items: Sequence[str]) -> list[bytes]:
        """What each response says to these items."""
        place = {item.id: at for at, item in enumerate(self.definition.items)}
        return [row.tobytes() for row in self.characters[:, [place[item] for item in items]]]

    def group_of_each(self) -> list[tuple[str, ...]]:
        """Each response's group in every table."""
        return list(zip(*self.groups.values(), strict=True)) if self.groups else [()] * self.n


MET = " met"


def met_of(item: str) -> str:
    """The figure of those who met what an item asks after."""
    return item + MET


def item_of(figure: str) -> str:
    """The item that a figure hides with."""
    return figure.removesuffix(MET)


def rows_of_people(releases: Sequence[Microdata]) -> NDArray[np.int64]:
    """The row of each person in each release, or NO_ROW (people, releases).

    ValueError where nobody can tell, as `linked_rows`, or because no item is in all releases.
    """
    if len(releases) == 1:
        return np.arange(releases[0].n)[:, None]
    items = [
        item.id for item in releases[0].definition.items if all(item.id in rows.items for rows in releases)
    ]
    if not items:
        raise ValueError("The questions have changed altogether, so nobody can tell whose answers are whose.")
    return linked_rows([list(zip(rows.texts(items), rows.group_of_each(), strict=True)) for rows in releases])


HEADCOUNT = ""
"""The figure of how many answered; others go by their scale or item."""
_Value = TypeVar("_Value", bound=np.generic)


class LinkedRecords:
    """The people of some releases, each for one release; by figure, who is in it in which of them."""

    def __init__(self, releases: Sequence[Microdata], scales_and_items: Set[str]) -> None:
        self._releases = releases
        self._rows = rows_of_people(releases)
        self._there = self._rows != NO_ROW
        self.members = [dict(self._members_of(at, scales_and_items)) for at in range(len(releases))]
        """For each release: figure -> who is in it."""
        self.base = [dict[str, Flags]() for _ in releases]
        """The same, with those who are in it in no release: who skips a scale is no group."""
        self.changed: set[str] = set()
        """Figures of which somebody is part in one release and not in another that has the person too."""
        columns = [*self._there.T.astype(np.int64), *self._columns()]
        for figure in sorted(scales_and_items):
            columns += self._compared(figure)
        kind = np.zeros(len(self._rows), dtype=np.int64)
        for column in columns:
            _, kind = np.unique(kind * (1 + column.max(initial=0)) + column, return_inverse=True)
        _, self._first = np.unique(kind, return_index=True)
        self.kinds = {
            figure: np.bincount(kind[self._anywhere(figure)], minlength=len(self._first))
            for figure in scales_and_items
        }
        """Figure -> how many of each kind, people who are in the same figures, are in it in any release."""

    def _members_of(self, at: int, scales_and_items: Set[str]) -> Iterator[tuple[str, Flags]]:
        microdata = self._releases[at]
        yield HEADCOUNT, self._there[:, at]
        for flags_of in (microdata.scored, microdata.answered if scales_and_items & microdata.items else {}):
            yield from (
                (figure, self.by_person(at, who))
                for figure, who in flags_of.items()
                if figure in scales_and_items
            )

    def _columns(self) -> Iterator[NDArray[np.int64]]:
        """What tells people apart whatever the figure: their groups, and whether they look careless."""
        for at, microdata in enumerate(self._releases):
            for values in microdata.groups.values():
                _, codes = np.unique(np.array(values, dtype=str), return_inverse=True)
                yield self.by_person(at, codes.astype(np.int64) + 1)
            yield self.by_person(at, microdata.careless).astype(np.int64)

    def _compared(self, figure: str) -> Iterator[NDArray[np.int64]]:
        """Notes the base of a figure in each release, and whom one leaves out whom another has."""
        some = self._anywhere(figure)
        for at, members in enumerate(self.members):
            if figure in members:
                left_out = self._there[:, at] & ~members[figure] & some
                self.base[at][figure] = self._there[:, at] & ~left_out
                if left_out.any():
                    self.changed.add(figure)
                    yield left_out.astype(np.int64)

    def _anywhere(self, figure: str) -> Flags:
        anywhere = np.zeros(len(self._rows), dtype=np.bool_)
        for members in self.members:
            anywhere |= members.get(figure, False)
        return anywhere

    @cached_property
    def moved(self) -> bool:
        """Whether somebody is in one release and not in another, or in another group."""
        groups = [microdata.group_of_each() for microdata in self._releases]
        return len(groups) > 1 and any(
            len({groups[at][row] if row != NO_ROW else None for at, row in enumerate(person)}) > 1
            for person in self._rows
        )

    def by_person(self, at: int, values: NDArray[_Value]) -> NDArray[_Value]:
        """Each person's value in one release; nothing for a person who is not in it."""
        values_of_people = np.zeros(len(self._rows), dtype=values.dtype)
        values_of_people[self._there[:, at]] = values[self._rows[self._there[:, at], at]]
        return values_of_people

    def by_kind(self, who: Flags) -> Matrix:
        """A line over kinds of people."""
        return who[self._first].astype(float)
