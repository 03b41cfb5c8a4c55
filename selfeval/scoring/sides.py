"""A released round as one side of a comparison: what it shows, and its answers where they are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from selfeval.questionnaires.model import Definition
from selfeval.scoring.change import Sample
from selfeval.scoring.comparisons import Occasion
from selfeval.scoring.findings import GroupFinding, RoundFindings, ScaleFinding
from selfeval.scoring.frame import Characters, columns_of, matrix
from selfeval.scoring.samples import released_sample, scale_of, scale_sample

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

    def hidden_of(self, by: str, name: str, scale: str) -> str | None:
        """Why a scale of a group is not shown."""
        group = self.group(by, name)
        if group is None:
            return "not_asked"
        return group.hidden or _hidden(_scale(group, scale))

    def sample_of(self, by: str, name: str, scale: str) -> Sample | None:
        """A scale of a group as precisely as it is kept: of a characteristic, what is released.

        Nobody knows how many on roll a characteristic has. None where too little is kept.
        """
        full = () if self.full is None else _groups(self.full, by)
        found = next((each for each in full if each.group == name), None)
        if found is not None:
            return scale_sample(_scale(found, scale), found.roll)
        group, whole = self.group(by, name), scale_of(self.shown, scale)
        if by == GROUP or group is None or whole is None or whole.sd is None:
            return None
        return released_sample(_scale(group, scale), None, whole.sd)

    def partner(self, by: str, name: str, other: Side) -> str | None:
        """The group of another round that is the same: the same years where they are known, else the name."""
        years = self.years.get(name)
        if by == GROUP and years:
            named = [group for group, its in other.years.items() if set(its) == set(years)]
            if named or other.years.get(name):
                return named[0] if named else None
        return name if other.group(by, name) is not None else None

    def younger(self, name: str, other: Side) -> str | None:
        """The group of another round in which the same children were: as many years younger as it is earlier.

        A round of a later school year has them older. None where the round has no such group by itself.
        """
        ages = {year - (self.year - other.year) for year in self.years.get(name, ())}
        return next((group for group, its in other.years.items() if ages and set(its) == ages), None)


def _groups(found: RoundFindings, by: str) -> tuple[GroupFinding, ...]:
    return next((each.groups for each in found.breakdowns if each.by == by), ())


def _scale(group: GroupFinding, scale: str) -> ScaleFinding | None:
    return next((each for each in group.scales if each.scale == scale), None)


def _hidden(found: ScaleFinding | None) -> str | None:
    if found is None:
        return "not_asked"
    return found.hidden or ("few" if found.mean is None else None)
