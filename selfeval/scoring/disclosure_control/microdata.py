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
from selfeval.questionnaires.model import OPTION_CHARACTERS, Definition
from selfeval.scoring.careless import flagged
from selfeval.scoring.disclosure_control.detail import told_met, told_number
from selfeval.scoring.disclosure_control.differencing import reachable, scale_families, small_sets
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


Leaks = Mapping[str, int]
"""Figure -> how many sets of few people follow from it that did not follow before."""


class PublishedFigure(NamedTuple):
    """One published figure: who is in it, over kinds of people. `masked`: only its end is told."""

    figure: str
    people: Matrix
    masked: bool = False


class DifferencingCheck:
    """What was released of a round and what is to be released of its rows: what follows of few people."""

    def __init__(
        self, released: Sequence[tuple[RoundFindings, Microdata]], now: Microdata, threshold: int
    ) -> None:
        self._published = [shown for shown, _ in released]
        self._releases = [*(microdata for _, microdata in released), now]
        self._threshold = threshold
        scales: dict[str, set[str]] = {}
        for microdata in self._releases:
            for scale in microdata.definition.scales:
                scales.setdefault(scale.id, set()).update(scale.items)
        self.families = [frozenset(family) for family in scale_families(scales)]
        """Scales that share items, directly or through others."""
        self._scales_and_items = set(scales)
        if released:  # of one release alone an item is told of everyone, and of nobody else
            self._scales_and_items |= {figure for rows in self._releases for figure in rows.answered}
        self._people = LinkedRecords(self._releases, {HEADCOUNT, *self._scales_and_items})

    @property
    def moved(self) -> bool:
        """Whether somebody is counted in one release and not in another, or in another group."""
        return self._people.moved

    def leaks(self, shown: RoundFindings) -> Leaks:
        """What the newest release would say of few people that is not known without it; nothing is right."""
        new = list(self._lines(len(self._published), shown))
        every = [*self.before, *new]
        leaks: dict[str, int] = defaultdict(int)
        for scales_and_items in self._families_among(line.figure for line in new):
            one = min(scales_and_items)
            leaks[one] += len(self._few(every, scales_and_items) - self._few(self.before, scales_and_items))
        for line in every:
            if line.masked and _follows(every, line) and not _follows(self.before, line):
                leaks[line.figure] += 1
        for figure in {line.figure for line in new} & self._unverified:
            leaks[figure] += 1
        if self.has_forgotten_characteristics:
            for line in new:
                if line.figure in {HEADCOUNT, *self._people.changed} and not _follows(
                    self.before, line, masked=False
                ):
                    leaks[line.figure] += 1
        return {figure: some for figure, some in leaks.items() if some}

    @cached_property
    def before(self) -> list[PublishedFigure]:
        """What the earlier releases say."""
        return [line for at, shown in enumerate(self._published) for line in self._lines(at, shown)]

    @property
    def has_forgotten_characteristics(self) -> bool:
        """Whether people were told apart by something that is forgotten.

        Nobody can see then what a new set of people would tell beside those tables.
        """
        stored_tables = self._releases[-1].groups
        return any(
            table.shown and table.by not in stored_tables
            for shown in self._published
            for table in shown.breakdowns
        )

    def _families_among(self, scales_and_items: Iterable[str]) -> list[frozenset[str]]:
        """Sets of figures any of which may be worked out with the others' help."""
        there = set(scales_and_items)
        families = [family for family in self.families if family & there]
        alone = there.difference(*self.families)
        return [*families, *(frozenset([figure]) for figure in sorted(alone))]

    def _few(
        self, lines: Sequence[PublishedFigure], scales_and_items: frozenset[str]
    ) -> set[tuple[str, frozenset[int]]]:
        """Sets of few people, as kinds, of whom one of the figures can be worked out."""
        table = [line.people for line in lines if line.figure in scales_and_items and not line.masked]
        if not table:
            return set()
        distinct = np.unique(np.array(table), axis=0)
        leaks = set()
        for figure in scales_and_items:
            few = small_sets(distinct, self._people.kinds[figure], self._threshold)
            if few.too_many:
                leaks.add((figure, frozenset([-len(distinct)])))  # another number of figures, another tangle
            leaks |= {(figure, frozenset(cells)) for cells in few.sets}
        return leaks

    def _lines(self, at: int, shown: RoundFindings) -> Iterator[PublishedFigure]:
        """Every published figure of one release, tables whose people are forgotten apart."""
        microdata = self._releases[at]
        stored_tables = [table for table in shown.breakdowns if table.by in microdata.groups]
        if shown.n is not None or any(table.shown for table in stored_tables):
            yield PublishedFigure(HEADCOUNT, self._people.by_kind(self._people.base[at][HEADCOUNT]))
        for scale in shown.scales:
            yield from self._line(at, scale, self._people.base[at][HEADCOUNT])
        for item in shown.items:
            if item.hidden is None and item.item in self._scales_and_items:
                yield PublishedFigure(item.item, self._people.by_kind(self._people.base[at][item.item]))
                if item.met is not None:
                    met = met_of(item.item)
                    yield PublishedFigure(met, self._people.by_kind(self._people.base[at][met]))
        for table in stored_tables:
            for group in table.shown:
                inside = self._in_group(at, table, group)
                yield PublishedFigure(HEADCOUNT, self._people.by_kind(inside))
                for scale in group.scales:
                    yield from self._line(at, scale, inside)
        if shown.careless is not None:
            careful = ~self._people.by_person(at, microdata.careless)
            for scale in shown.careless.without:
                yield from self._line(at, scale, careful)
        for inside in self._weighted_cells(at, shown):
            for scale in shown.scales:
                if scale.weighted is not None:
                    yield from self._line(at, scale, inside)

    def _weighted_cells(self, at: int, shown: RoundFindings) -> Iterator[Flags]:
        """Parts of groups that weigh by themselves. A weighted mean is a sum over them: less than each."""
        by = () if shown.weights is None else shown.weights.by
        values = [self._releases[at].groups.get(column, ()) for column in by]
        if len(by) < 2 or not all(values):
            return
        cells = np.array(list(zip(*values, strict=True)), dtype=str)
        for cell in np.unique(cells, axis=0):
            yield self._people.by_person(at, (cells == cell).all(axis=1))

    def _line(self, at: int, scale: ScaleFinding, who: Flags) -> Iterator[PublishedFigure]:
        if scale.hidden == "unanimous" or scale.mean is not None:
            people = self._people.by_kind(self._people.base[at][scale.scale] & who)
            yield PublishedFigure(scale.scale, people, masked=scale.hidden is not None)

    def _in_group(self, at: int, table: Breakdown, group: GroupFinding) -> Flags:
        named = np.isin(np.array(self._releases[at].groups[table.by], dtype=str), group.parts)
        return self._people.by_person(at, named)

    @cached_property
    def _unverified(self) -> set[str]:
        """Figures of earlier releases that counted other people than can be told today."""
        unverified = set()
        for at, shown in enumerate(self._published):
            for figure, published_n, people in self._numbers(at, shown):
                if published_n is not None and published_n != people:
                    unverified.add(figure)
        return unverified

    def _numbers(self, at: int, shown: RoundFindings) -> Iterator[tuple[str, int | None, int]]:
        """Figure, how many people a release says are in it, and how many are today."""
        who = self._people.members[at]
        yield HEADCOUNT, shown.n, int(who[HEADCOUNT].sum())
        in_steps, of = shown.step > 1, shown.n or 0
        for scale in shown.scales:
            some = int(who[scale.scale].sum())
            yield scale.scale, scale.n, told_number(some, of) if in_steps else some
        for item in shown.items:
            some = int(who[item.item].sum())
            yield item.item, item.n, told_number(some, of) if in_steps else some
            if item.met is not None:
                met = int(who[met_of(item.item)].sum())
                yield met_of(item.item), item.met, told_met(met) if in_steps else met
        for table in shown.breakdowns:
            for group in table.shown if table.by in self._releases[at].groups else ():
                inside = self._in_group(at, table, group)
                yield HEADCOUNT, group.n, to_five(int((who[HEADCOUNT] & inside).sum()))
                for scale in group.scales:
                    yield scale.scale, scale.n, to_five(int((who[scale.scale] & inside).sum()))


def _follows(lines: Sequence[PublishedFigure], line: PublishedFigure, *, masked: bool = True) -> bool:
    """Whether a figure can be worked out from others of its scale."""
    others = [
        other.people for other in lines if other.figure == line.figure and not (masked and other.masked)
    ]
    return bool(others) and reachable(np.array(others), line.people)
