"""Reading one release of a round: every figure it tells, and whose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from selfeval.findings.comparisons import RoundChange, Trend
from selfeval.findings.findings import Breakdown, GroupFinding, ReleaseFindings, ScaleFinding
from selfeval.scoring.careless import against_oneself, in_a_line
from selfeval.scoring.measurement.scale_scores import columns_of, matrix
from selfeval.store.surveys import SEX_KEPT
from tests.attack.people import Codes, Floats
from tests.attack.worlds import Telling, Wave


@dataclass(frozen=True)
class Figure:
    """A mean, told between two ends: on a scale, or on the items named. `people`: the place of their set."""

    source: str
    people: int
    items: frozenset[str]
    scale: str | None = None
    low: float = 0.0
    high: float = 100.0


class Sets:
    """Sets of people, each with its place."""

    def __init__(self) -> None:
        self._all: list[Floats] = []
        self._place: dict[bytes, int] = {}

    def at(self, people: Floats) -> int:
        """The place of a set; a new one for a new set."""
        place = self._place.setdefault(people.tobytes(), len(self._all))
        if place == len(self._all):
            self._all.append(people)
        return place

    def all(self) -> Floats:
        return np.array(self._all)


def table_of(wave: Wave, by: str) -> Breakdown | None:
    return next((each for each in wave.shown.breakdowns if each.by == by), None)


def members_of(group: GroupFinding) -> tuple[str, ...]:
    """The groups that a shown one is made of; none for a hidden one."""
    return () if group.hidden else group.parts


class Reader:
    """Reads what is told of a round by one release of it, and of that release by others."""

    def __init__(
        self, wave: Wave, telling: Telling, finished: Sequence[Codes], scores: Floats, sets: Sets
    ) -> None:
        self._wave, self._telling, self._sets = wave, telling, sets
        self._finished = {
            asked.by: (asked, each) for asked, each in zip(wave.questions, finished, strict=True)
        }
        self._items = {scale.id: frozenset(scale.items) for scale in wave.definition.scales}
        self._everyone = (telling.group >= 0).astype(float)
        self._scored = ~np.isnan(scores)

    def release(self) -> Iterator[Figure]:
        """Its own figures."""
        findings = self._telling.release
        shown = findings.rounds[0]
        yield from self._scales("whole", self._everyone, shown.scales, shown.step)
        for item in shown.items:
            if item.hidden is None:
                yield Figure("item", self._sets.at(self._everyone), frozenset([item.item]))
        for table in shown.breakdowns:
            for group in table.groups:
                people = self.people(table.by, members_of(group))
                yield from self._scales(table.by, people, group.scales, table.step)
        if shown.careless:
            columns = columns_of(matrix(self._wave.definition, self._wave.rows))
            careful = ~in_a_line(self._wave.definition, columns)
            careful &= ~against_oneself(self._wave.definition, columns)
            yield from self._scales("careless", careful * self._everyone, shown.careless.without)
        yield from self._weighted(findings)
        for gap in (gap for voice in findings.gaps for gap in voice.scales if gap.hidden is None):
            yield Figure("gap", self._sets.at(self._everyone), frozenset(own for own, _ in gap.pairs))

    def comparisons(self, releases: Mapping[str, ReleaseFindings]) -> Iterator[Figure]:
        """What changes and trends in these releases say of this round's years.

        Those of tables by about-you questions are made of the tables' own told figures.
        """
        for digest, findings in releases.items():
            for change in findings.changes:
                ends = {change.earlier.release or digest: "before", change.later.release or digest: "after"}
                if self._telling.digest in ends:
                    yield from self._change(change, ends[self._telling.digest])
            for trends in findings.trends:
                at = [occasion.release or digest for occasion in trends.occasions]
                if self._telling.digest in at:
                    years = int(trends.occasions[-1].opens_on[:4]) - int(self._telling.release.opens_on[:4])
                    yield from self._trends(trends.trends, at.index(self._telling.digest), years)

    def _change(self, change: RoundChange, end: str) -> Iterator[Figure]:
        for group in (group for group in change.groups if group.by == "group"):
            for scale in group.scales:
                yield from self._mean(self.named(group.group), scale.scale, getattr(scale, end))

    def _trends(self, trends: Sequence[Trend], at: int, years: int) -> Iterator[Figure]:
        for trend in trends:
            point = next((point for point in trend.points if point.at == at), None)
            if point is None or point.mean is None or trend.by not in ("group", "cohort"):
                continue
            people = self.named(trend.group, years if trend.by == "cohort" else 0)
            yield from self._mean(people, trend.scale, point.mean.value)

    def people(self, by: str, names: Sequence[str]) -> Floats:
        """Who is in one of these groups."""
        if by == "group":
            codes, options = self._telling.group, self._wave.names
        else:
            asked, codes = self._finished[by]
            options = list(asked.options)
        wanted = [options.index(name) for name in names if name in options]
        return np.isin(codes, wanted).astype(float)

    def named(self, title: str, younger: int = 0) -> Floats:
        """Who is in the years that are listed under a title, or so many years younger."""
        ages = [
            int(name.removeprefix("Year ")) - younger for name in title.replace(" and ", ", ").split(", ")
        ]
        return self.people("group", [f"Year {age}" for age in ages])

    def _scales(
        self, source: str, people: Floats, scales: Sequence[ScaleFinding], step: int = 1
    ) -> Iterator[Figure]:
        at = self._sets.at(people)
        for found in scales:
            if found.hidden is None and found.mean is not None:
                is_table = source in self._finished or (source == "group" and step > 1)
                steps = 3 if source == "group" and self._has_years_in_steps else 1
                ends = _ends_of_a_table if is_table else _ends
                told = ends(found.mean.value, steps * step)
                yield Figure(source, at, self._items[found.scale], found.scale, *told)

    def _mean(self, people: Floats, scale: str, value: float | None) -> Iterator[Figure]:
        """Of years in steps nothing: their changes are made of the figures that the round tells of them."""
        of_steps = self._telling.release.rounds[0].step > 1 or self._has_years_in_steps
        if value is not None and not of_steps:
            yield Figure("repeated", self._sets.at(people), self._items[scale], scale, *_ends(value, 1))

    @property
    def _has_years_in_steps(self) -> bool:
        """Whether a larger round tells its years in steps: then one may be told a step further up or down."""
        shown = self._telling.release.rounds[0]
        return shown.step == 1 and any(one.by == "group" and one.step > 1 for one in shown.breakdowns)

    def _weighted(self, findings: ReleaseFindings) -> Iterator[Figure]:
        """Weighted means: by shown year, what is hidden as one; or by year and sex."""
        shown, rolls = findings.rounds[0], self._telling.counted.rolls or {}
        for place, scale in enumerate(shown.scales):
            if scale.weighted is None or shown.weights is None:
                continue
            strata = self._cells() if len(shown.weights.by) > 1 else self._years(place, rolls)
            scored = self._scored[:, place]
            weights = np.zeros(len(scored))
            for people, roll in strata:
                weights += people * (roll / max(1, int(np.count_nonzero(scored & (people > 0)))))
            told = _ends(scale.weighted.value, 1)
            yield Figure("weighted", self._sets.at(weights), self._items[scale.scale], scale.scale, *told)

    def _years(self, place: int, rolls: Mapping[str, int]) -> Iterator[tuple[Floats, float]]:
        table = next(each for each in self._telling.release.rounds[0].breakdowns if each.by == "group")
        left = set(rolls)
        for group in table.groups:
            if group.hidden is None and group.scales[place].mean is not None:
                left -= set(members_of(group))
                yield self.people("group", members_of(group)), float(sum(rolls[n] for n in members_of(group)))
        if left:
            yield self.people("group", sorted(left)), float(sum(rolls[name] for name in left))

    def _cells(self) -> Iterator[tuple[Floats, float]]:
        for name, cells in self._telling.counted.rolls_by_sex.items():
            here = self.people("group", [name]) > 0
            for sex, roll in cells.items():
                same = [mark == SEX_KEPT[sex] for mark in self._wave.kept]
                yield (here & np.array(same)).astype(float), float(roll)


def _ends(mean: float, step: int) -> tuple[float, float]:
    """Between which a mean lies that is told like this."""
    return max(0.0, mean - step / 2), min(100.0, mean + step / 2)


def _ends_of_a_table(mean: float, step: int) -> tuple[float, float]:
    """The same in a table in steps, which tells all above 90 or 95 as 90 or 95; so below."""
    low, high = _ends(mean, step)
    if mean >= 90:
        return low, 100.0
    return (0.0, high) if mean <= 10 else (low, high)
