"""The release history of a round.

What every release tells, by the people in each figure, and a correction that stands beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

import numpy as np

from selfeval.findings.estimates import to_five
from selfeval.findings.findings import Breakdown, GroupFinding, RoundFindings, ScaleFinding
from selfeval.scoring.disclosure_control.cells import HEADS, Counting, Flags, People
from selfeval.scoring.disclosure_control.differencing import Leak, TooTangled, small_sets
from selfeval.scoring.disclosure_control.group_tables import Blocks, Shape, members
from selfeval.scoring.disclosure_control.publication import BY_GROUP, publish
from selfeval.scoring.disclosure_control.suppression import MINIMUM, Matrix, linked, reachable

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


ALONE = "These figures would tell what fewer than {threshold} people answered, whatever is left out."
REFUSED = (
    "Beside the figures that were released before, these would tell what fewer than {threshold} people "
    "answered, whatever is left out. "
)
STAYS = "Nothing was released, and the figures from before stay as they are."


@dataclass(frozen=True)
class Told:
    """An earlier release of a round, and the round as it was counted for it."""

    shown: RoundFindings
    counting: Counting


def published_beside(
    full: RoundFindings, now: Counting, told: Sequence[Told] = (), threshold: int = MINIMUM
) -> RoundFindings:
    """Findings that may be shown beside everything `told` of the round, oldest first.

    `full`: at full precision, of the responses `now`. Leak where nothing is safe.
    """
    try:
        ledger = Ledger([(each.shown, each.counting) for each in told], now, threshold)
    except ValueError as unknown:
        raise Leak(f"{unknown} {STAYS}") from None
    if ledger.moved:
        full = replace(full, cells=())  # girls and boys of a year are weighed only where nobody has moved
    return _Mending(full, ledger, threshold).run([each.shown for each in told])


@dataclass(frozen=True)
class _Mending:
    full: RoundFindings
    ledger: Ledger
    threshold: int

    def run(self, told: Sequence[RoundFindings]) -> RoundFindings:
        shapes = [Shape(), *(Shape.of(shown) for shown in reversed(told))]
        by_itself, leaks = self._tried(shapes[0])
        if by_itself is not None and not leaks:
            return by_itself
        for shape in shapes[1:]:
            shown, leaks = self._tried(shape)
            if shown is not None and not leaks:
                return shown
        shown = self._less(shapes[min(1, len(shapes) - 1)])
        if not _tells(shown) and (by_itself is None or _tells(by_itself)):
            raise self._refused()
        return shown

    def _refused(self) -> Leak:
        return Leak((REFUSED + STAYS if self.ledger.before else ALONE).format(threshold=self.threshold))

    def _tried(self, shape: Shape) -> tuple[RoundFindings | None, Leaks]:
        """What a shape shows, and what leaks from it; nothing shown where it leaks by itself."""
        try:
            full = self.full if shape.crossed else replace(self.full, cells=())
            shown = publish(full, self.threshold, shape)
        except Leak:
            return None, {HEADS: 1_000}
        return shown, self.ledger.leaks(shown)

    def _less(self, shape: Shape) -> RoundFindings:
        """Holds back more and more until nothing leaks."""
        shown, leaks = self._tried(shape)
        while leaks or shown is None:
            ways = [way for way in self._ways(shape, shown, leaks) if way != shape]
            if not ways:
                raise self._refused()
            if len(ways) == 1:
                shape = ways[0]
            else:
                left = [sum(self._tried(way)[1].values()) for way in ways]
                shape = ways[left.index(min(left))]
            shown, leaks = self._tried(shape)
        return shown

    def _ways(self, shape: Shape, shown: RoundFindings | None, leaks: Leaks) -> Iterator[Shape]:
        """Shapes that show less, the one that costs least first."""
        if shown is None or HEADS in leaks:
            yield from self._coarser(shape, shown)
            return
        for bare in (replace(shape, careless=False), replace(shape, crossed=False)):
            if bare != shape and sum(self._tried(bare)[1].values()) < sum(leaks.values()):
                yield bare
                return
        scales = self._together(frozenset(leaks))
        if not scales <= shape.whole_only:
            yield replace(shape, whole_only=shape.whole_only | scales)
            return
        items = {item for scale in self.full.scales if scale.scale in scales for item in scale.items}
        yield replace(shape, never=shape.never | scales | items | frozenset(leaks))

    def _together(self, figures: frozenset[str]) -> frozenset[str]:
        """The scales that are, or share an item with, or ask one of these figures."""
        asking = {scale.scale for scale in self.full.scales if figures.intersection(scale.items)}
        return frozenset().union(*(each for each in self.ledger.families if each & (figures | asking)))

    def _coarser(self, shape: Shape, shown: RoundFindings | None) -> Iterator[Shape]:
        """With two groups of a table as one, or one left to the whole; planned groups come last."""
        blocks = dict(shape.blocks)
        if shown is not None:
            blocks = dict(Shape.of(shown).blocks)
        for by, its in sorted(blocks.items(), key=lambda table: table[0] == BY_GROUP):
            pairs = zip(range(len(its)), range(1, len(its)), strict=False)
            for one, other in pairs if by == BY_GROUP else combinations(range(len(its)), 2):
                yield replace(shape, blocks=blocks | {by: _merged(its, one, other)})
            for at in range(len(its)):
                yield replace(shape, blocks=blocks | {by: (*its[:at], *its[at + 1 :])})


def _tells(shown: RoundFindings) -> bool:
    return any(scale.mean for scale in shown.scales)


def _merged(blocks: Blocks, one: int, other: int) -> Blocks:
    both = (*blocks[one], *blocks[other])
    return tuple(both if at == one else block for at, block in enumerate(blocks) if at != other)
