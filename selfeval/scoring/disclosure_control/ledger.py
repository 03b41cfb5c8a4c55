"""The ledger of a round: every release of it, by the people whose answers are in each of its figures.

A figure is a line over people. Releases of the same people may differ in who is counted, in whose group, and
in who is scored, so the people are told apart as finely as any figure of any release does. Nothing may follow
about fewer than the threshold that did not follow before (rank test: `attack`). What the questions of a scale
have in common with those of another is not asked for: all figures of scales that share questions count as
told of each of them, and so do the same scale's before and after its key was mended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from selfeval.scoring.disclosure_control.attack import TooTangled, small_sets
from selfeval.scoring.disclosure_control.counting import Counting, Flags
from selfeval.scoring.disclosure_control.linear import Matrix, reachable
from selfeval.scoring.disclosure_control.people import HEADS, People
from selfeval.scoring.disclosure_control.rounding import to_five
from selfeval.scoring.disclosure_control.shape import members
from selfeval.scoring.disclosure_control.suppression import linked
from selfeval.scoring.findings import Breakdown, GroupFinding, RoundFindings, ScaleFinding

Leaks = Mapping[str, int]
"""Figure -> how many sets of few people follow from it that did not follow before."""


class Line(NamedTuple):
    """One told figure: who is in it, over kinds of people. `masked`: only its end is told."""

    figure: str
    people: Matrix
    masked: bool = False


class Ledger:
    """What was told of a round, and the counting of which more is to be told."""

    def __init__(self, told: Sequence[tuple[RoundFindings, Counting]], now: Counting, threshold: int) -> None:
        self._told = [shown for shown, _ in told]
        self._countings = [*(counting for _, counting in told), now]
        self._threshold = threshold
        scales: dict[str, set[str]] = {}
        for counting in self._countings:
            for scale in counting.definition.scales:
                scales.setdefault(scale.id, set()).update(scale.items)
        self.families = [frozenset(family) for family in linked(scales)]
        """Scales that share items, directly or through others."""
        self._figures = set(scales)
        if told:  # of one release alone an item is told of everyone, and of nobody else
            self._figures |= {item.id for each in self._countings for item in each.definition.items}
        self._people = People(self._countings, {HEADS, *self._figures})

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
                if line.figure in {HEADS, *self._people.changed} and not _follows(
                    self.before, line, masked=False
                ):
                    found[line.figure] += 1
        return {figure: some for figure, some in found.items() if some}

    @cached_property
    def before(self) -> list[Line]:
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

    def _few(self, lines: Sequence[Line], figures: frozenset[str]) -> set[tuple[str, frozenset[int]]]:
        """Sets of few people, as kinds, of whom one of the figures can be worked out."""
        table = [line.people for line in lines if line.figure in figures and not line.masked]
        if not table:
            return set()
        told = np.unique(np.array(table), axis=0)
        found = set()
        for figure in figures:
            try:
                sets = small_sets(told, self._people.kinds[figure], self._threshold)
            except TooTangled:
                found.add((figure, frozenset([-len(told)])))  # another number of figures, another tangle
                continue
            found |= {(figure, frozenset(map(int, few))) for few in sets}
        return found

    def _lines(self, at: int, shown: RoundFindings) -> Iterator[Line]:
        """Every told figure of one release, tables that are kept without their people apart."""
        counting = self._countings[at]
        known = [table for table in shown.breakdowns if table.by in counting.groups]
        if shown.n is not None or any(_open(table) for table in known):
            yield Line(HEADS, self._people.by_kind(self._people.base[at][HEADS]))
        for scale in shown.scales:
            yield from self._line(at, scale, self._people.base[at][HEADS])
        for item in shown.items:
            if item.hidden is None and item.item in self._figures:
                yield Line(item.item, self._people.by_kind(self._people.base[at][item.item]))
        for table in known:
            for group in _open(table):
                inside = self._members(at, table, group)
                yield Line(HEADS, self._people.by_kind(inside))
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

    def _line(self, at: int, scale: ScaleFinding, who: Flags) -> Iterator[Line]:
        if scale.hidden == "unanimous" or scale.mean is not None:
            people = self._people.by_kind(self._people.base[at][scale.scale] & who)
            yield Line(scale.scale, people, masked=scale.hidden is not None)

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
        yield HEADS, shown.n, int(who[HEADS].sum())
        for scale in shown.scales:
            yield scale.scale, scale.n, int(who[scale.scale].sum())
        for item in shown.items:
            yield item.item, item.n, int(who[item.item].sum())
        for table in shown.breakdowns:
            for group in _open(table) if table.by in self._countings[at].groups else ():
                inside = self._members(at, table, group)
                yield HEADS, group.n, to_five(int((who[HEADS] & inside).sum()))
                for scale in group.scales:
                    yield scale.scale, scale.n, to_five(int((who[scale.scale] & inside).sum()))


def _open(table: Breakdown) -> list[GroupFinding]:
    return [group for group in table.groups if group.hidden is None]


def _follows(lines: Sequence[Line], line: Line, *, masked: bool = True) -> bool:
    """Whether a figure can be worked out from others of its scale."""
    others = [
        other.people for other in lines if other.figure == line.figure and not (masked and other.masked)
    ]
    return bool(others) and reachable(np.array(others), line.people)
