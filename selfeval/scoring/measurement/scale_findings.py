"""The figures of one scale, for a whole round, its groups and their cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from selfeval.findings.findings import Breakdown, CellFinding, GroupFinding, ScaleFinding
from selfeval.questionnaires.model import OPTION_CHARACTERS, Definition, Scale
from selfeval.scoring.measurement import precision
from selfeval.scoring.measurement.scale_scores import (
    Administered,
    Characters,
    Counts,
    Flags,
    ScoreCounts,
    administered,
    count_scores,
    totals,
)

MISSING_TO_CHECK = 0.05
MOVES = 1.0
"""Points by which filling missing answers in must move a mean to be mentioned (MEASUREMENT 2)."""


class ScoredScale:
    """One scale of one round, added up by person: steps, answers, favourable answers, judged answers."""

    def __init__(self, definition: Definition, scale: Scale, columns: Characters, counts: Counts) -> None:
        self.definition = definition
        self.columns = columns
        self.counts = counts
        self.asked: Administered = administered(definition, scale, counts)
        key = self.asked.key
        self.steps, self.answered = totals(self.asked, columns, key.steps, key.answered)
        self.liked, self.judged = totals(self.asked, columns, key.favourable, key.judged)

    def whole(self, roll: int | None) -> ScaleFinding:
        """The scale for the whole round."""
        finding = self._figures(
            count_scores(self.steps, self.answered, None, 1),
            count_scores(self.liked, self.judged, None, 1),
            roll,
        )
        covariances, complete = precision.covariance(self.asked, self.columns, self.answered)
        if not self.asked.k:
            return replace(finding, unscored=len(self.steps), notices=("scale_unanswered",))
        notices = [f"item_unanswered:{item}" for item in self.asked.unanswered]
        if self.asked.k < precision.LEAST_ITEMS:
            notices.append("reliability_items")
        elif complete < precision.LEAST_PEOPLE:
            notices.append("reliability_few")
        return replace(
            finding,
            unscored=len(self.steps) - (finding.n or 0),
            reliability=precision.reliability(covariances, complete, finding.items),
            notices=(*notices, *self._missing(finding), *self._spread(), *self._keys(covariances, complete)),
        )

    def by_group(self, codes: NDArray[np.int64], rolls: Sequence[int | None]) -> list[ScaleFinding]:
        """The scale for each group; `codes` (n,) says which group a person is in."""
        scores = count_scores(self.steps, self.answered, codes, len(rolls))
        answers = count_scores(self.liked, self.judged, codes, len(rolls))
        return [
            self._figures(scores.of(scores.group == group), answers.of(answers.group == group), roll)
            for group, roll in enumerate(rolls)
        ]

    def _figures(self, scores: ScoreCounts, answers: ScoreCounts, roll: int | None) -> ScaleFinding:
        scores = scores.of(scores.second >= self.asked.needed)
        values = 100 * scores.first / (scores.second * self.asked.key.unit)
        mean, sd = precision.mean(values, scores.people, roll)
        return ScaleFinding(
            scale=self.asked.scale.id,
            n=scores.n,
            mean=mean,
            sd=sd,
            favourable=precision.pooled(answers.first, answers.second, answers.people, roll),
            items=tuple(self.definition.items[place].id for place in self.asked.columns),
        )

    def _missing(self, finding: ScaleFinding) -> list[str]:
        """Two-way check: the mean if each missing answer were person mean + item mean - overall mean."""
        k, people = self.asked.k, len(self.steps)
        if not k or not people or int(self.answered.sum()) >= (1 - MISSING_TO_CHECK) * people * k:
            return []
        scored = self.answered >= self.asked.needed
        n = int(np.count_nonzero(scored))
        if n == 0 or finding.mean is None:
            return []
        key = self.asked.key
        given, sums = np.zeros(k), np.zeros(k)
        for row, place in enumerate(self.asked.columns):
            answers = np.bincount(self.columns[place, scored], minlength=256)
            given[row] = np.dot(answers, key.answered[row])
            sums[row] = np.dot(answers, key.steps[row])
        some = given > 0
        item_means = np.divide(sums, given, out=np.zeros(k), where=some)
        apart = np.where(some, item_means - sums.sum() / given.sum(), 0)
        moved = 100 / key.unit * float(np.dot(n - given, apart)) / (n * k)
        return [f"two_way:{finding.mean.value + moved:.1f}"] if abs(moved) >= MOVES else []

    def _spread(self) -> list[str]:
        """Items to which at least two people answered, all the same."""
        notices = []
        for place in self.asked.columns:
            item = self.definition.items[place]
            codes = [
                ord(OPTION_CHARACTERS[number])
                for number in range(len(self.definition.options_of(item).options))
            ]
            given = self.counts[place, codes]
            if given.sum() >= 2 and np.count_nonzero(given) == 1:
                notices.append(f"no_spread:{item.id}")
        return notices

    def _keys(self, covariances: NDArray[np.float64], complete: int) -> list[str]:
        """Items that go against the rest of their scale; where none does, those that go their own way.

        No item is turned round by itself.
        """
        few, many = precision.LEAST_TO_DOUBT_A_KEY
        if complete < few or self.asked.k < 2:
            return []
        rests = [
            (self.definition.items[place].id, rest)
            for place, rest in zip(self.asked.columns, precision.item_rest(covariances), strict=True)
            if rest is not None
        ]
        against = [
            f"check_reversed:{item}"
            for item, rest in rests
            if precision.goes_against(rest, complete, self.asked.k)
        ]
        if against or complete < many or self.asked.k < precision.LEAST_ITEMS:
            return against
        return [f"own_way:{item}" for item, rest in rests if rest < precision.OWN_WAY]


RECEPTION = ("r", "rec", "reception")
"""Names that schools give the year before Year 1."""
_Of = TypeVar("_Of")


@dataclass(frozen=True)
class Grouping:
    """Who is in which group: names in order, and each response's place among them."""

    by: str
    names: tuple[str, ...]
    codes: NDArray[np.int64]
    rolls: tuple[int | None, ...]

    def of(self, chosen: Flags) -> Grouping:
        """The same of some of the responses."""
        return replace(self, codes=self.codes[chosen])

    def breakdown(self, scales: Sequence[Sequence[ScaleFinding]]) -> Breakdown:
        """The groups with their figures; `scales` holds for each scale its figures by group."""
        answered = np.bincount(self.codes, minlength=len(self.names))
        return Breakdown(
            self.by,
            tuple(
                GroupFinding(
                    name, self.rolls[number], int(answered[number]), tuple(e[number] for e in scales)
                )
                for number, name in enumerate(self.names)
            ),
        )


def group_responses(by: str, groups: Sequence[str], rolls: Mapping[str, int] | None, n: int) -> Grouping:
    """Groups in the order of their rolls; "", where nobody knows, comes last and has no roll.

    ValueError for every group with a wrong roll or none.
    """
    if len(groups) != n:
        raise ValueError(f"There are {n} responses, but {len(groups)} of them name a {by}.")
    there = set(groups)
    names = list(rolls) if rolls is not None else sorted(there - {""}, key=natural_order)
    if "" in there:
        names.append("")
    place = {name: number for number, name in enumerate(names)}
    unknown = sorted(there - place.keys(), key=natural_order)
    if unknown:
        raise ValueError(f"No roll is given for {', '.join(unknown)}.")
    codes = np.fromiter(map(place.__getitem__, groups), dtype=np.int64, count=n)
    if rolls is not None:
        some = np.bincount(codes, minlength=len(names))
        over = [
            f"{name} has {some[place[name]]} answers but a roll of {roll}"
            for name, roll in rolls.items()
            if some[place[name]] > roll
        ]
        if over:
            raise ValueError("; ".join(over) + ". Correct the roll.")
    return Grouping(by, tuple(names), codes, tuple((rolls or {}).get(name) for name in names))


def in_order(by_name: Mapping[str, _Of]) -> dict[str, _Of]:
    """Groups as people count them where each has a number, otherwise as they were named.

    Neighbours may be put together, so years must not stand as somebody happened to type them.
    """
    numbered = all(name.lower() in RECEPTION or re.search("[0-9]", name) for name in by_name)
    return {name: by_name[name] for name in (sorted(by_name, key=natural_order) if numbered else by_name)}


def natural_order(name: str) -> list[tuple[bool, int, str]]:
    """Sort key that puts Year 10 after Year 9, and Reception before them."""
    if name.lower() in RECEPTION:
        return [(False, 0, "")]
    parts = re.findall(r"[0-9]{1,9}|[^0-9]+", name)
    return [
        (False, int(part), "") if part.isascii() and part.isdigit() else (True, 0, part) for part in parts
    ]


NOT_SAID = ""


@dataclass(frozen=True)
class Crossing:
    """A second column inside the groups."""

    by: str
    values: Sequence[str]
    """Of each response; empty where it is not known."""
    rolls: Mapping[str, Mapping[str, int]]
    """Group -> value -> how many on roll. A group that is missing here is weighted as a whole."""

    def of(self, chosen: Flags) -> Crossing:
        """The same of some of the responses."""
        return replace(self, values=[value for value, some in zip(self.values, chosen, strict=True) if some])

    @property
    def cells(self) -> list[tuple[str, str]]:
        """Group and value; those of a group who did not say come after its others."""
        return [(group, part) for group, rolls in self.rolls.items() for part in (*rolls, NOT_SAID)]

    @property
    def totals(self) -> dict[str, int]:
        """Value -> how many on roll over all groups."""
        values = dict.fromkeys(value for rolls in self.rolls.values() for value in rolls)
        return {value: sum(rolls.get(value, 0) for rolls in self.rolls.values()) for value in values}

    def findings(self, groups: Grouping, scored: Sequence[ScoredScale]) -> tuple[CellFinding, ...]:
        """The cells of the groups with their figures. ValueError for a value without a roll among others."""
        codes = self._codes(groups)
        people = np.bincount(codes, minlength=len(self.cells) + 1)
        findings_by_scale = [scale.by_group(codes, [None] * len(people)) for scale in scored]
        return tuple(
            CellFinding(
                group,
                part,
                self.rolls[group].get(part),
                int(people[number]),
                tuple(findings_by_cell[number] for findings_by_cell in findings_by_scale),
            )
            for number, (group, part) in enumerate(self.cells)
        )

    def _codes(self, groups: Grouping) -> NDArray[np.int64]:
        """The cell of each response; one past the last where its group has none."""
        cells = {cell: number for number, cell in enumerate(self.cells)}
        codes = np.empty(len(self.values), dtype=np.int64)
        for row, (code, value) in enumerate(zip(groups.codes, self.values, strict=True)):
            group = groups.names[code]
            if group in self.rolls and (group, value) not in cells:
                raise ValueError(f"No roll is given for {value} in {group}.")
            codes[row] = cells.get((group, value), len(cells))
        return codes
