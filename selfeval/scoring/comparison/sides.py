"""A released round as one side of a comparison: what it shows, and its answers where they are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from selfeval.questionnaires.model import Definition
from selfeval.scoring.change import Sample
from selfeval.scoring.comparison.samples import released_sample, scale_of, scale_sample, together
from selfeval.scoring.comparisons import Occasion
from selfeval.scoring.findings import GroupFinding, RoundFindings, ScaleFinding
from selfeval.scoring.frame import Characters, columns_of, matrix

GROUP = "group"
"""The breakdown by planned groups; every other is by an about-you item."""


@dataclass(frozen=True)
class Side:
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
        return together(known) if len(known) == len(samples) else None

    def _sample_of(self, by: str, name: str, scale: str) -> Sample | None:
        """One group; of a characteristic what is released, for nobody knows how many on roll it has."""
        group = self.group(by, name)
        if group is None:
            return None
        full = {} if self.full is None else {each.group: each for each in _groups(self.full, by)}
        parts = [full.get(member) for member in group.members or (name,)]
        exact = [scale_sample(_scale(part, scale), part.roll) for part in parts if part is not None]
        if len(exact) == len(parts):
            return together([sample for sample in exact if sample is not None])
        whole = scale_of(self.shown, scale)
        if by == GROUP or whole is None or whole.sd is None:
            return None
        return released_sample(_scale(group, scale), None, whole.sd, _step(self.shown, by))

    def partner(self, by: str, name: str, other: Side) -> tuple[str, ...] | None:
        """The groups of another round that are the same people's: the same years where these are known.

        Otherwise the same names. Groups that are shown as one there, or apart, are put together.
        """
        dated = by == GROUP and self.dated(name) and any(map(other.dated, other.years))
        return other._made_up(by, self._parts(by, name, dated), dated)

    def younger(self, name: str, other: Side) -> tuple[str, ...] | None:
        """The groups of another round that had the same children: as many years younger as it is earlier.

        A round of a later school year has them older. None where the round does not tell them apart.
        """
        ages = {int(year) - (self.year - other.year) for year in self._parts(GROUP, name, dated=True)}
        return other._made_up(GROUP, frozenset(ages), dated=True)

    def dated(self, name: str) -> bool:
        """Whether it is known which years a group has."""
        return bool(self._parts(GROUP, name, dated=True))

    def _parts(self, by: str, name: str, dated: bool) -> frozenset[int | str]:
        """Year groups, or names, of what is listed under a name."""
        group = self.group(by, name)
        members = (group.members if group else ()) or (name,)
        if not dated:
            return frozenset(members)
        return frozenset(year for member in members for year in self.years.get(member, ()))

    def _made_up(self, by: str, parts: frozenset[int | str], dated: bool) -> tuple[str, ...] | None:
        """The groups that make up exactly these parts; None where they cannot."""
        left, found = set(parts), []
        for group in self.groups(by):
            its = self._parts(by, group.group, dated)
            if its and its <= left:
                left -= its
                found.append(group.group)
        return tuple(found) if found and not left else None


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
