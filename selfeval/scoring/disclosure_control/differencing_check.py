"""What was released of a round beside what is to be released: what follows of few of its people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from selfeval.findings.estimates import to_five
from selfeval.findings.findings import Breakdown, GroupFinding, RoundFindings, ScaleFinding
from selfeval.scoring.disclosure_control.detail import FULL_DETAIL_FROM, told_met, told_number
from selfeval.scoring.disclosure_control.differencing import reachable, scale_families, small_sets
from selfeval.scoring.disclosure_control.microdata import (
    HEADCOUNT,
    LinkedRecords,
    Microdata,
    item_of,
    met_of,
)
from selfeval.scoring.measurement.scale_scores import Flags, Matrix

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

    def items_of_small_parts(self, shown: RoundFindings) -> frozenset[str]:
        """Items of which it follows in whole numbers what a part of fewer than thirty answered.

        A correction that leaves out a year of twelve, or adds it, would tell of these twelve what a round of
        their own tells in steps only. Figures in steps are left out: they say too little.
        """
        every = [*self._published, shown]
        whole = [
            line
            for at, release in enumerate(every)
            if release.share_step == 1
            for line in self._lines(at, release)
            if line.figure != HEADCOUNT
        ]
        items = self._releases[-1].items
        return frozenset(
            item_of(figure)
            for figure in {line.figure for line in whole}
            if item_of(figure) in items and self._few(whole, frozenset([figure]), FULL_DETAIL_FROM)
        )

    def _few(
        self,
        lines: Sequence[PublishedFigure],
        scales_and_items: frozenset[str],
        threshold: int | None = None,
    ) -> set[tuple[str, frozenset[int]]]:
        """Sets of few people, as kinds, of whom one of the figures can be worked out."""
        table = [line.people for line in lines if line.figure in scales_and_items and not line.masked]
        if not table:
            return set()
        distinct = np.unique(np.array(table), axis=0)
        leaks = set()
        for figure in scales_and_items:
            few = small_sets(distinct, self._people.kinds[figure], threshold or self._threshold)
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
