"""A released round as one end of a comparison: what it shows, and its answers where they are stored."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from selfeval.findings.comparisons import Occasion
from selfeval.findings.estimates import TOO_MANY, nearest, to_five
from selfeval.findings.findings import BY_GROUP, GroupFinding, ItemFinding, RoundFindings, ScaleFinding
from selfeval.questionnaires.model import Definition, Scale
from selfeval.scoring.comparison.change import Sample
from selfeval.scoring.disclosure_control.detail import (
    FULL_DETAIL_FROM,
    has_spread,
    largest_spread,
    mean_step,
    spread_of,
    told_number,
    told_spread,
)
from selfeval.scoring.disclosure_control.differencing import MINIMUM
from selfeval.scoring.disclosure_control.recoding import joined_name
from selfeval.scoring.measurement import precision
from selfeval.scoring.measurement.precision import covariance
from selfeval.scoring.measurement.scale_scores import (
    Administered,
    Characters,
    administered,
    character_counts,
    columns_of,
    count_scores,
    keyed,
    matrix,
    totals,
)

ROUNDED = 1 / 12
"""Variance that rounding to a step of one adds: of a uniform error between -1/2 and 1/2."""


def scale_sample(finding: ScaleFinding | None, roll: int | None) -> Sample | None:
    """A scale at full precision."""
    if finding is None or finding.mean is None or not finding.n:
        return None
    return Sample(finding.n, finding.mean.value, finding.sd, roll is not None)


def released_sample(
    finding: ScaleFinding | None, roll: int | None, spread: float | None = None, step: int = 1
) -> Sample | None:
    """A scale from its released figures, means to the nearest `step`; None where too little is shown.

    For a group, `spread` is that of everyone, in case the release shows none of the group's own, and n, which
    is released to the nearest five, is taken as small as it can have been.
    """
    if finding is None or finding.mean is None or not finding.n:
        return None
    sd = finding.spread if finding.spread is not None else spread
    n = finding.n if spread is None and step == 1 else max(2, finding.n - TOO_MANY)
    return None if sd is None else Sample(n, finding.mean.value, sd, roll is not None, ROUNDED * step**2)


def pooled(samples: Sequence[Sample]) -> Sample | None:
    """Several samples as one: squares about the common mean are those within them and those between."""
    n = sum(sample.n for sample in samples)
    if n == 0 or len(samples) == 1:
        return samples[0] if samples else None
    mean = sum(sample.n * sample.mean for sample in samples) / n
    squares = sum(
        (sample.n - 1) * (sample.sd or 0) ** 2 + sample.n * (sample.mean - mean) ** 2 for sample in samples
    )
    blur = sum((sample.n / n) ** 2 * sample.blur for sample in samples)
    return Sample(n, mean, math.sqrt(squares / (n - 1)), all(sample.roll_known for sample in samples), blur)


def item_sample(definition: Definition, finding: ItemFinding, roll: int | None) -> Sample | None:
    """An item's score on 0-100 at full precision, its mean from its shares; None where it has no points."""
    item = definition.item(finding.item)
    options = definition.options_of(item)
    if not definition.has_points(item) or not finding.n or not finding.shares:
        return None
    span = options.highest - options.lowest
    scores = [
        100 * (keyed(item, options, option.points) - options.lowest) / span for option in options.options
    ]
    shares = [finding.shares[option.id] / 100 for option in options.options]
    mean = sum(score * share for score, share in zip(scores, shares, strict=True))
    return Sample(finding.n, mean, finding.sd, roll is not None)


@dataclass(frozen=True)
class CommonAnswers:
    """A round's answers to some of its items; its steps and numbers of answers are by person (n,)."""

    columns: Characters
    asked: Administered
    steps: NDArray[np.int64]
    answered: NDArray[np.int64]

    @classmethod
    def to(cls, definition: Definition, columns: Characters | None, items: Sequence[str]) -> CommonAnswers:
        if columns is None:
            raise ValueError("The answers of this round are not kept.")
        scale = Scale("common", "other", tuple(items))
        asked = administered(definition, scale, character_counts(definition, columns))
        return cls(columns, asked, *totals(asked, columns, asked.key.steps, asked.key.answered))

    @property
    def complete(self) -> NDArray[np.int64]:
        """Steps (n, k) of the people who answered all of them."""
        rows = self.answered == self.asked.k
        tables = self.asked.key.steps.astype(np.int64)
        return np.stack(
            [
                table.take(self.columns[place, rows])
                for table, place in zip(tables, self.asked.columns, strict=True)
            ],
            axis=1,
        )

    @property
    def covariances(self) -> tuple[NDArray[np.float64], int]:
        return covariance(self.asked, self.columns, self.answered)

    def sample(self, roll_known: bool) -> Sample | None:
        """The mean score of the people who answered at least half of them."""
        enough = self.answered >= self.asked.needed
        people = count_scores(self.steps[enough], self.answered[enough], None, 1)
        scores = 100 * people.first / (people.second * self.asked.key.unit)
        mean, sd = precision.mean(scores, people.people, None)
        return None if mean is None else Sample(people.n, mean.value, sd, roll_known)


def scale_of(findings: RoundFindings, scale: str) -> ScaleFinding | None:
    """A scale of the whole round; None where the round does not have it."""
    return next((finding for finding in findings.scales if finding.scale == scale), None)


@dataclass(frozen=True)
class ComparedRound:
    """One round. `shown` are its released findings; a figure that they hide takes part in nothing."""

    occasion: Occasion
    definition: Definition
    shown: RoundFindings
    full: RoundFindings | None = None
    """The same at full precision; None where its answers are no longer kept."""
    responses: Sequence[str] | bytes | None = None
    years: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Name of a group -> its year groups."""
    year: int = 0
    """The school year, by the calendar year of its September."""

    @cached_property
    def columns(self) -> Characters | None:
        """The kept answers, item by item (items, n)."""
        return None if self.responses is None else columns_of(matrix(self.definition, self.responses))

    def hidden(self, scale: str) -> str | None:
        """Why a scale of the whole round is not shown; "not_asked" where the round does not have it."""
        return _hidden(scale_of(self.shown, scale))

    def sample(self, scale: str) -> Sample | None:
        """A scale of the whole round, as precisely as it is kept and may be used.

        A figure that is told in steps, or without a spread, takes part in comparisons as it is released.
        """
        released = scale_of(self.shown, scale)
        if self.full is not None and (released is None or released.spread_below is None):
            return scale_sample(scale_of(self.full, scale), self.full.roll)
        step = self.shown.step if released is None else self._step(released.items)
        return released_sample(released, self.shown.roll, step=step)

    def as_told(self, sample: Sample | None, items: Sequence[str]) -> Sample | None:
        """A figure of some of its questions as the release would tell it: in steps, or without its spread."""
        if sample is None:
            return None
        step = self._step(items)
        if step == 1:
            if has_spread(items, self.shown.own):
                return sample
            return replace(sample, sd=self._spread_of(items, sample.mean))
        mean = nearest(sample.mean, step)
        n = max(2, told_number(sample.n, self.shown.n or sample.n) - TOO_MANY)
        stepped = self.shown.step > 1
        spread = told_spread(mean, (sample.sd or 0.0) if stepped else self._spread_of(items, mean))
        return Sample(n, mean, spread, sample.roll_known, ROUNDED * step**2)

    def _step(self, items: Sequence[str]) -> int:
        return mean_step(items, self.shown.own, self.shown.step)

    def _spread_of(self, items: Sequence[str], mean: float) -> float:
        """A spread that says nothing new: of these questions each by itself, or the largest at a mean."""
        shown = {item.item for item in self.shown.items if item.hidden is None and not item.in_steps}
        if self.columns is None or not shown.issuperset(items):
            return largest_spread(mean)
        alone = (CommonAnswers.to(self.definition, self.columns, [item]).sample(True) for item in items)
        return spread_of([one.sd if one else None for one in alone])

    def groups(self, by: str) -> tuple[GroupFinding, ...]:
        """The groups of a breakdown as they are shown."""
        return self.shown.groups(by)

    def group(self, by: str, name: str) -> GroupFinding | None:
        return next((group for group in self.groups(by) if group.group == name), None)

    def hidden_of(self, by: str, names: Sequence[str], scale: str) -> str | None:
        """Why a scale of these groups, taken together, is not shown."""
        groups = [self.group(by, name) for name in names]
        reasons = [
            "not_asked" if group is None else group.hidden or _hidden(_scale(group, scale))
            for group in groups
        ]
        return next((reason for reason in reasons if reason), None)

    def sample_of(self, by: str, names: Sequence[str], scale: str) -> Sample | None:
        """A scale of these groups, taken together, as precisely as it is kept; None for too little.

        Where one is told without its spread, everyone's is used, and as many people as the release says at
        least: an interval would tell their own spread, or how many they are.
        """
        samples = [self._sample_of(by, name, scale) for name in names]
        stored = [sample for sample in samples if sample is not None]
        together = pooled(stored) if len(stored) == len(samples) else None
        whole = scale_of(self.shown, scale)
        if together is None or whole is None or whole.spread is None:
            return together
        if not any(self._has_no_spread(by, name, scale) for name in names):
            return together
        least = sum(max(MINIMUM, to_five(sample.n) - TOO_MANY) for sample in stored)
        return replace(together, n=least, sd=whole.spread)

    def _sample_of(self, by: str, name: str, scale: str) -> Sample | None:
        """One group; of a characteristic what is released, for nobody knows how many on roll it has."""
        group = self.group(by, name)
        whole = scale_of(self.shown, scale)
        if group is None:
            return None
        if self.full and _step(self.shown, by) > 1 and whole and self.shown is not self.full:
            roll = None if self.shown.roll is None else group.roll
            return released_sample(_scale(group, scale), roll, whole.spread, _step(self.shown, by))
        full = {} if self.full is None else {finding.group: finding for finding in self.full.groups(by)}
        parts = [full.get(member) for member in group.parts]
        exact = [scale_sample(_scale(part, scale), part.roll) for part in parts if part is not None]
        if len(exact) == len(parts):
            return pooled([sample for sample in exact if sample is not None])
        if by == BY_GROUP or whole is None or whole.spread is None:
            return None
        return released_sample(_scale(group, scale), None, whole.spread, _step(self.shown, by))

    def _has_no_spread(self, by: str, name: str, scale: str) -> bool:
        """Whether a release tells no spread of a group, nor an interval made with it."""
        group, whole = self.group(by, name), scale_of(self.shown, scale)
        released = _scale(group, scale) if group else None
        if released is None or whole is None or released.sd is not None or self.shown is self.full:
            return False
        return whole.spread_below is not None or (released.n or 0) < FULL_DETAIL_FROM

    def partner(self, by: str, names: Sequence[str], other: ComparedRound) -> tuple[str, ...] | None:
        """The groups of another round that are the same people's: the same years where these are known.

        Otherwise the same names. Groups that are shown apart there are put together.
        """
        by_year = self._both_by_year(by, names, other)
        return other._composed_of(by, self._parts_of(by, names, by_year), by_year)

    def unions(self, other: ComparedRound) -> list[tuple[str, ...]]:
        """Groups that another round does not tell apart as this one does, put together until it does.

        As few in each as can be. Both rounds show all of them, or hide them as they would alone: to add up
        what is shown tells nothing new.
        """
        unions: dict[tuple[str, ...], None] = {}
        for group in self.groups(BY_GROUP):
            by_year = self._both_by_year(BY_GROUP, [group.group], other)
            parts = self._parts(BY_GROUP, group.group, by_year)
            while True:
                own, its = self._overlapping(parts, by_year), other._overlapping(parts, by_year)
                grown = self._parts_of(BY_GROUP, own, by_year) | other._parts_of(BY_GROUP, its, by_year)
                if grown == parts:
                    break
                parts = grown
            same = self._parts_of(BY_GROUP, own, by_year) == other._parts_of(BY_GROUP, its, by_year)
            once = sum(len(self._parts(BY_GROUP, name, by_year)) for name in own) == len(parts)
            if len(own) > 1 and same and once:
                unions[own] = None
        return list(unions)

    def name_of(self, names: Sequence[str]) -> str:
        """What a group is called, or several as one: Year 3, Year 4 and Year 5."""
        if len(names) == 1:
            return names[0]
        groups = [self.group(BY_GROUP, name) for name in names]
        return joined_name([member for group in groups if group for member in group.parts])

    def younger(self, name: str, other: ComparedRound) -> tuple[str, ...] | None:
        """The groups of another round that had the same children: as many years younger as it is earlier.

        A round of a later school year has them older. None where the round does not tell them apart.
        """
        ages = {int(year) - (self.year - other.year) for year in self._parts(BY_GROUP, name, by_year=True)}
        return other._composed_of(BY_GROUP, frozenset(ages), by_year=True)

    def _both_by_year(self, by: str, names: Sequence[str], other: ComparedRound) -> bool:
        return (
            by == BY_GROUP
            and all(map(self.has_known_years, names))
            and any(map(other.has_known_years, other.years))
        )

    def has_known_years(self, name: str) -> bool:
        """Whether it is known which years a group has."""
        return bool(self._parts(BY_GROUP, name, by_year=True))

    def _parts(self, by: str, name: str, by_year: bool) -> frozenset[int | str]:
        """Year groups, or names, of what is joined_name under a name."""
        group = self.group(by, name)
        members = (group.members if group else ()) or (name,)
        if not by_year:
            return frozenset(members)
        return frozenset(year for member in members for year in self.years.get(member, ()))

    def _parts_of(self, by: str, names: Sequence[str], by_year: bool) -> frozenset[int | str]:
        return frozenset().union(*(self._parts(by, name, by_year) for name in names))

    def _overlapping(self, parts: frozenset[int | str], by_year: bool) -> tuple[str, ...]:
        """The groups that have some of these parts."""
        names = [group.group for group in self.groups(BY_GROUP)]
        return tuple(name for name in names if self._parts(BY_GROUP, name, by_year) & parts)

    def _composed_of(self, by: str, parts: frozenset[int | str], by_year: bool) -> tuple[str, ...] | None:
        """The groups that make up exactly these parts; None where they cannot."""
        left, composed = set(parts), []
        for group in self.groups(by):
            its = self._parts(by, group.group, by_year)
            if its and its <= left:
                left -= its
                composed.append(group.group)
        return tuple(composed) if composed and not left else None


def compared_groups(
    newest: ComparedRound, others: Sequence[ComparedRound]
) -> list[tuple[str, tuple[str, ...]]]:
    """By what, and which groups of a round, each alone or several as one, may be set against other rounds."""
    compared = []
    for by in dict.fromkeys(breakdown.by for breakdown in newest.shown.breakdowns):
        names = [group.group for group in newest.groups(by)]
        several = [union for other in others for union in newest.unions(other)] if by == BY_GROUP else []
        alone_or_not = [*((name,) for name in names), *dict.fromkeys(several)]
        compared += [
            (by, by_and_names)
            for by_and_names in sorted(alone_or_not, key=lambda by_and_names: names.index(by_and_names[0]))
        ]
    return compared


def _step(findings: RoundFindings, by: str) -> int:
    return next((breakdown.step for breakdown in findings.breakdowns if breakdown.by == by), 1)


def _scale(group: GroupFinding, scale: str) -> ScaleFinding | None:
    return next((finding for finding in group.scales if finding.scale == scale), None)


def _hidden(finding: ScaleFinding | None) -> str | None:
    if finding is None:
        return "not_asked"
    return finding.hidden or ("few" if finding.mean is None else None)
