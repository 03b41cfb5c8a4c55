"""Microdata: the rows behind a round's releases, and what published figures tell of few of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from selfeval.findings.estimates import to_five
from selfeval.findings.findings import Breakdown, GroupFinding, RoundFindings, ScaleFinding
from selfeval.questionnaires.model import PLACES, Definition
from selfeval.scoring.careless import flagged
from selfeval.scoring.disclosure_control.differencing import (
    Matrix,
    TooManyCombinations,
    reachable,
    scale_families,
    small_sets,
)
from selfeval.scoring.disclosure_control.record_linkage import NO_ROW, linked_rows
from selfeval.scoring.disclosure_control.suppression import members
from selfeval.scoring.measurement.scale_scores import Characters, columns_of, matrix, scale_scores

Flags = NDArray[np.bool_]


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


def rows_of_people(releases: Sequence[Microdata]) -> NDArray[np.int64]:
    """The row of each person in each release, or NOBODY (people, releases).

    ValueError where nobody can tell, as `same_people`, or because no item is in all releases.
    """
    if len(releases) == 1:
        return np.arange(releases[0].n)[:, None]
    items = [
        item.id for item in releases[0].definition.items if all(item.id in rows.items for rows in releases)
    ]
    if not items:
        raise ValueError("The questions have changed altogether, so nobody can tell whose answers are whose.")
    return linked_rows([list(zip(rows.texts(items), rows.marks(), strict=True)) for rows in releases])


HEADCOUNT = ""
"""The figure of how many answered; others go by their scale or item."""
_Value = TypeVar("_Value", bound=np.generic)


class LinkedRecords:
    """The people of some countings, each for one release; by figure, who is in it in which of them."""

    def __init__(self, countings: Sequence[Microdata], figures: Set[str]) -> None:
        self._countings = countings
        self._rows = rows_of_people(countings)
        self._there = self._rows != NO_ROW
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
        yield HEADCOUNT, self._there[:, at]
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
            len({marks[at][row] if row != NO_ROW else None for at, row in enumerate(person)}) > 1
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


Leaks = Mapping[str, int]
"""Figure -> how many sets of few people follow from it that did not follow before."""


class PublishedFigure(NamedTuple):
    """One told figure: who is in it, over kinds of people. `masked`: only its end is told."""

    figure: str
    people: Matrix
    masked: bool = False


class DifferencingCheck:
    """What was told of a round, and the counting of which more is to be told."""

    def __init__(
        self, told: Sequence[tuple[RoundFindings, Microdata]], now: Microdata, threshold: int
    ) -> None:
        self._told = [shown for shown, _ in told]
        self._countings = [*(counting for _, counting in told), now]
        self._threshold = threshold
        scales: dict[str, set[str]] = {}
        for counting in self._countings:
            for scale in counting.definition.scales:
                scales.setdefault(scale.id, set()).update(scale.items)
        self.families = [frozenset(family) for family in scale_families(scales)]
        """Scales that share items, directly or through others."""
        self._figures = set(scales)
        if told:  # of one release alone an item is told of everyone, and of nobody else
            self._figures |= {item.id for each in self._countings for item in each.definition.items}
        self._people = LinkedRecords(self._countings, {HEADCOUNT, *self._figures})

    @property
    def moved(self) -> bool:
        """Whether somebody is counted in one release and not in another, or in another group."""
        return self._people.moved

    def leaks(self, shown: RoundFindings) -> Leaks:
        """What the newest release would tell of few people that is not known without it; nothing is right."""
        new = list(self._lines(len(self._told), shown))
        every = [*self.before, *new]
        found: dict[str, int] = defaultdict(int)
        for figures in self._asked_together(line.figure for line in new):
            one = min(figures)
            found[one] += len(self._few(every, figures) - self._few(self.before, figures))
        for line in every:
            if line.masked and _follows(every, line) and not _follows(self.before, line):
                found[line.figure] += 1
        for figure in {line.figure for line in new} & self._unverified:
            found[figure] += 1
        if self.has_kept_tables:
            for line in new:
                if line.figure in {HEADCOUNT, *self._people.changed} and not _follows(
                    self.before, line, masked=False
                ):
                    found[line.figure] += 1
        return {figure: some for figure, some in found.items() if some}

    @cached_property
    def before(self) -> list[PublishedFigure]:
        """What the earlier releases told."""
        return [line for at, shown in enumerate(self._told) for line in self._lines(at, shown)]

    @property
    def has_kept_tables(self) -> bool:
        """Whether people were told apart by something that is forgotten.

        Nobody can see then what a new set of people would tell beside those tables.
        """
        known = self._countings[-1].groups
        return any(
            group.hidden is None
            for shown in self._told
            for table in shown.breakdowns
            if table.by not in known
            for group in table.groups
        )

    def _asked_together(self, figures: Iterable[str]) -> list[frozenset[str]]:
        """Sets of figures any of which may be worked out with the others' help."""
        there = set(figures)
        families = [family for family in self.families if family & there]
        alone = there.difference(*self.families)
        return [*families, *(frozenset([figure]) for figure in sorted(alone))]

    def _few(
        self, lines: Sequence[PublishedFigure], figures: frozenset[str]
    ) -> set[tuple[str, frozenset[int]]]:
        """Sets of few people, as kinds, of whom one of the figures can be worked out."""
        table = [line.people for line in lines if line.figure in figures and not line.masked]
        if not table:
            return set()
        told = np.unique(np.array(table), axis=0)
        found = set()
        for figure in figures:
            try:
                sets = small_sets(told, self._people.kinds[figure], self._threshold)
            except TooManyCombinations:
                found.add((figure, frozenset([-len(told)])))  # another number of figures, another tangle
                continue
            found |= {(figure, frozenset(map(int, few))) for few in sets}
        return found

    def _lines(self, at: int, shown: RoundFindings) -> Iterator[PublishedFigure]:
        """Every told figure of one release, tables that are kept without their people apart."""
        counting = self._countings[at]
        known = [table for table in shown.breakdowns if table.by in counting.groups]
        if shown.n is not None or any(_open(table) for table in known):
            yield PublishedFigure(HEADCOUNT, self._people.by_kind(self._people.base[at][HEADCOUNT]))
        for scale in shown.scales:
            yield from self._line(at, scale, self._people.base[at][HEADCOUNT])
        for item in shown.items:
            if item.hidden is None and item.item in self._figures:
                yield PublishedFigure(item.item, self._people.by_kind(self._people.base[at][item.item]))
        for table in known:
            for group in _open(table):
                inside = self._members(at, table, group)
                yield PublishedFigure(HEADCOUNT, self._people.by_kind(inside))
                for scale in group.scales:
                    yield from self._line(at, scale, inside)
        if shown.careless is not None:
            careful = ~self._people.taken(at, counting.careless)
            for scale in shown.careless.without:
                yield from self._line(at, scale, careful)
        for inside in self._weighted_cells(at, shown):
            for scale in shown.scales:
                if scale.weighted is not None:
                    yield from self._line(at, scale, inside)

    def _weighted_cells(self, at: int, shown: RoundFindings) -> Iterator[Flags]:
        """Parts of groups that weigh by themselves. A weighted mean is a sum over them: less than each."""
        by = () if shown.weights is None else shown.weights.by
        values = [self._countings[at].groups.get(each, ()) for each in by]
        if len(by) < 2 or not all(values):
            return
        cells = np.array(list(zip(*values, strict=True)), dtype=str)
        for cell in np.unique(cells, axis=0):
            yield self._people.taken(at, (cells == cell).all(axis=1))

    def _line(self, at: int, scale: ScaleFinding, who: Flags) -> Iterator[PublishedFigure]:
        if scale.hidden == "unanimous" or scale.mean is not None:
            people = self._people.by_kind(self._people.base[at][scale.scale] & who)
            yield PublishedFigure(scale.scale, people, masked=scale.hidden is not None)

    def _members(self, at: int, table: Breakdown, group: GroupFinding) -> Flags:
        named = np.isin(np.array(self._countings[at].groups[table.by], dtype=str), members(group))
        return self._people.taken(at, named)

    @cached_property
    def _unverified(self) -> set[str]:
        """Figures of earlier releases that counted other people than can be told today."""
        found = set()
        for at, shown in enumerate(self._told):
            for figure, told, people in self._numbers(at, shown):
                if told is not None and told != people:
                    found.add(figure)
        return found

    def _numbers(self, at: int, shown: RoundFindings) -> Iterator[tuple[str, int | None, int]]:
        """Figure, how many people a release says are in it, and how many are today."""
        who = self._people.counted[at]
        yield HEADCOUNT, shown.n, int(who[HEADCOUNT].sum())
        for scale in shown.scales:
            yield scale.scale, scale.n, int(who[scale.scale].sum())
        for item in shown.items:
            yield item.item, item.n, int(who[item.item].sum())
        for table in shown.breakdowns:
            for group in _open(table) if table.by in self._countings[at].groups else ():
                inside = self._members(at, table, group)
                yield HEADCOUNT, group.n, to_five(int((who[HEADCOUNT] & inside).sum()))
                for scale in group.scales:
                    yield scale.scale, scale.n, to_five(int((who[scale.scale] & inside).sum()))


def _open(table: Breakdown) -> list[GroupFinding]:
    return [group for group in table.groups if group.hidden is None]


def _follows(lines: Sequence[PublishedFigure], line: PublishedFigure, *, masked: bool = True) -> bool:
    """Whether a figure can be worked out from others of its scale."""
    others = [
        other.people for other in lines if other.figure == line.figure and not (masked and other.masked)
    ]
    return bool(others) and reachable(np.array(others), line.people)
