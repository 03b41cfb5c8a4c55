"""A released round as one end of a comparison: what it shows, and its answers where they are stored."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from selfeval.findings.comparisons import Occasion
from selfeval.findings.findings import BY_GROUP, GroupFinding, ItemFinding, RoundFindings, ScaleFinding
from selfeval.questionnaires.model import Definition
from selfeval.scoring.comparison.change import Sample
from selfeval.scoring.disclosure_control.recoding import listed
from selfeval.scoring.measurement.scale_scores import Characters, columns_of, keyed, matrix

ROUNDED = 1 / 12
"""Variance that rounding to a step of one adds: of a uniform error between -1/2 and 1/2."""
TO_FIVE = 2
"""People by which a number to the nearest five may be too large."""


def scale_sample(found: ScaleFinding | None, roll: int | None) -> Sample | None:
    """A scale at full precision."""
    if found is None or found.mean is None or not found.n:
        return None
    return Sample(found.n, found.mean.value, found.sd, roll is not None)


def released_sample(
    found: ScaleFinding | None, roll: int | None, spread: float | None = None, step: int = 1
) -> Sample | None:
    """A scale from its released figures, means to the nearest `step`; None where too little is shown.

    For a group, `spread` is that of everyone, in case the release shows none of the group's own, and n, which
    is released to the nearest five, is taken as small as it can have been.
    """
    if found is None or found.mean is None or not found.n:
        return None
    sd = found.sd if found.sd is not None else spread
    n = found.n if spread is None else max(2, found.n - TO_FIVE)
    return None if sd is None else Sample(n, found.mean.value, sd, roll is not None, ROUNDED * step**2)


def pooled(samples: Sequence[Sample]) -> Sample | None:
    """Several samples as one: squares about the common mean are those within them and those between."""
    n = sum(sample.n for sample in samples)
    if n == 0 or len(samples) == 1:
        return samples[0] if samples else None
    mean = sum(sample.n * sample.mean for sample in samples) / n
    squares = sum((each.n - 1) * (each.sd or 0) ** 2 + each.n * (each.mean - mean) ** 2 for each in samples)
    blur = sum((sample.n / n) ** 2 * sample.blur for sample in samples)
    return Sample(n, mean, math.sqrt(squares / (n - 1)), all(each.roll_known for each in samples), blur)


def item_sample(definition: Definition, found: ItemFinding, roll: int | None) -> Sample | None:
    """An item's score on 0-100 at full precision, from its shares; None where it has no points."""
    item = definition.item(found.item)
    options = definition.options_of(item)
    if item.kind == "about-you" or options.highest == options.lowest or not found.n or not found.shares:
        return None
    span = options.highest - options.lowest
    scores = [100 * (keyed(item, options, each.points) - options.lowest) / span for each in options.options]
    people = [found.shares[each.id] * found.n / 100 for each in options.options]
    mean = sum(score * some for score, some in zip(scores, people, strict=True)) / found.n
    squares = sum(some * (score - mean) ** 2 for score, some in zip(scores, people, strict=True))
    sd = math.sqrt(squares / (found.n - 1)) if found.n > 1 else None
    return Sample(found.n, mean, sd, roll is not None)


def scale_of(found: RoundFindings, scale: str) -> ScaleFinding | None:
    """A scale of the whole round; None where the round does not have it."""
    return next((each for each in found.scales if each.scale == scale), None)


@dataclass(frozen=True)
class ReleasedRound:
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
        """A scale of the whole round, as precisely as it is kept."""
        if self.full is not None:
            return scale_sample(scale_of(self.full, scale), self.full.roll)
        return released_sample(scale_of(self.shown, scale), self.shown.roll)

    def groups(self, by: str) -> tuple[GroupFinding, ...]:
        """The groups of a breakdown as they are shown."""
        return _groups(self.shown, by)

    def group(self, by: str, name: str) -> GroupFinding | None:
        return next((each for each in self.groups(by) if each.group == name), None)

    def hidden_of(self, by: str, names: Sequence[str], scale: str) -> str | None:
        """Why a scale of these groups, taken together, is not shown."""
        groups = [self.group(by, name) for name in names]
        reasons = [
            "not_asked" if group is None else group.hidden or _hidden(_scale(group, scale))
            for group in groups
        ]
        return next((reason for reason in reasons if reason), None)

    def sample_of(self, by: str, names: Sequence[str], scale: str) -> Sample | None:
        """A scale of these groups, taken together, as precisely as it is kept; None for too little."""
        samples = [self._sample_of(by, name, scale) for name in names]
        known = [sample for sample in samples if sample is not None]
        return pooled(known) if len(known) == len(samples) else None

    def _sample_of(self, by: str, name: str, scale: str) -> Sample | None:
        """One group; of a characteristic what is released, for nobody knows how many on roll it has."""
        group = self.group(by, name)
        if group is None:
            return None
        full = {} if self.full is None else {each.group: each for each in _groups(self.full, by)}
        parts = [full.get(member) for member in group.members or (name,)]
        exact = [scale_sample(_scale(part, scale), part.roll) for part in parts if part is not None]
        if len(exact) == len(parts):
            return pooled([sample for sample in exact if sample is not None])
        whole = scale_of(self.shown, scale)
        if by == BY_GROUP or whole is None or whole.sd is None:
            return None
        return released_sample(_scale(group, scale), None, whole.sd, _step(self.shown, by))

    def partner(self, by: str, names: Sequence[str], other: ReleasedRound) -> tuple[str, ...] | None:
        """The groups of another round that are the same people's: the same years where these are known.

        Otherwise the same names. Groups that are shown apart there are put together.
        """
        dated = self._dated_beside(by, names, other)
        return other._made_up(by, self._parts_of(by, names, dated), dated)

    def unions(self, other: ReleasedRound) -> list[tuple[str, ...]]:
        """Groups that another round does not tell apart as this one does, put together until it does.

        As few in each as can be. Both rounds show all of them, or hide them as they would alone: to add up
        what is shown tells nothing new.
        """
        found: dict[tuple[str, ...], None] = {}
        for group in self.groups(BY_GROUP):
            dated = self._dated_beside(BY_GROUP, [group.group], other)
            parts = self._parts(BY_GROUP, group.group, dated)
            while True:
                own, its = self._touching(parts, dated), other._touching(parts, dated)
                grown = self._parts_of(BY_GROUP, own, dated) | other._parts_of(BY_GROUP, its, dated)
                if grown == parts:
                    break
                parts = grown
            same = self._parts_of(BY_GROUP, own, dated) == other._parts_of(BY_GROUP, its, dated)
            once = sum(len(self._parts(BY_GROUP, name, dated)) for name in own) == len(parts)
            if len(own) > 1 and same and once:
                found[own] = None
        return list(found)

    def called(self, names: Sequence[str]) -> str:
        """What a group is called, or several as one: Year 3, Year 4 and Year 5."""
        if len(names) == 1:
            return names[0]
        groups = [self.group(BY_GROUP, name) for name in names]
        return listed([each for group in groups if group for each in group.members or (group.group,)])

    def younger(self, name: str, other: ReleasedRound) -> tuple[str, ...] | None:
        """The groups of another round that had the same children: as many years younger as it is earlier.

        A round of a later school year has them older. None where the round does not tell them apart.
        """
        ages = {int(year) - (self.year - other.year) for year in self._parts(BY_GROUP, name, dated=True)}
        return other._made_up(BY_GROUP, frozenset(ages), dated=True)

    def _dated_beside(self, by: str, names: Sequence[str], other: ReleasedRound) -> bool:
        return by == BY_GROUP and all(map(self.dated, names)) and any(map(other.dated, other.years))

    def dated(self, name: str) -> bool:
        """Whether it is known which years a group has."""
        return bool(self._parts(BY_GROUP, name, dated=True))

    def _parts(self, by: str, name: str, dated: bool) -> frozenset[int | str]:
        """Year groups, or names, of what is listed under a name."""
        group = self.group(by, name)
        members = (group.members if group else ()) or (name,)
        if not dated:
            return frozenset(members)
        return frozenset(year for member in members for year in self.years.get(member, ()))

    def _parts_of(self, by: str, names: Sequence[str], dated: bool) -> frozenset[int | str]:
        return frozenset().union(*(self._parts(by, name, dated) for name in names))

    def _touching(self, parts: frozenset[int | str], dated: bool) -> tuple[str, ...]:
        """The groups that have some of these parts."""
        names = [group.group for group in self.groups(BY_GROUP)]
        return tuple(name for name in names if self._parts(BY_GROUP, name, dated) & parts)

    def _made_up(self, by: str, parts: frozenset[int | str], dated: bool) -> tuple[str, ...] | None:
        """The groups that make up exactly these parts; None where they cannot."""
        left, found = set(parts), []
        for group in self.groups(by):
            its = self._parts(by, group.group, dated)
            if its and its <= left:
                left -= its
                found.append(group.group)
        return tuple(found) if found and not left else None


def compared_groups(
    newest: ReleasedRound, others: Sequence[ReleasedRound]
) -> list[tuple[str, tuple[str, ...]]]:
    """By what, and which groups of a round, each alone or several as one, may be set against other rounds."""
    found = []
    for by in dict.fromkeys(each.by for each in newest.shown.breakdowns):
        names = [group.group for group in newest.groups(by)]
        several = [union for other in others for union in newest.unions(other)] if by == BY_GROUP else []
        alone_or_not = [*((name,) for name in names), *dict.fromkeys(several)]
        found += [(by, each) for each in sorted(alone_or_not, key=lambda each: names.index(each[0]))]
    return found


def _groups(found: RoundFindings, by: str) -> tuple[GroupFinding, ...]:
    return next((each.groups for each in found.breakdowns if each.by == by), ())


def _step(found: RoundFindings, by: str) -> int:
    return next((each.step for each in found.breakdowns if each.by == by), 1)


def _scale(group: GroupFinding, scale: str) -> ScaleFinding | None:
    return next((each for each in group.scales if each.scale == scale), None)


def _hidden(found: ScaleFinding | None) -> str | None:
    if found is None:
        return "not_asked"
    return found.hidden or ("few" if found.mean is None else None)
