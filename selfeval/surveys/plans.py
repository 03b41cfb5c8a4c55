"""A plan for a survey: who is asked what, when, and told apart how."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from selfeval.questionnaires.model import Item, Questionnaire
from selfeval.questionnaires.versions import about_you, band_for_year, find, latest
from selfeval.store.surveys import SMALLEST_CHANGE, THRESHOLD
from selfeval.surveys.bands import BANDS

Audience = Literal["pupils", "staff"]

THRESHOLDS = (THRESHOLD, 12, 15, 20)
"""What a school may choose. A round that fewer people could answer cannot be opened."""
LARGEST_ROLL = 5_000
CHANGES = range(1, 21)
"""Points of 100 that may be the smallest change a school cares about."""
LONGEST_WINDOW = 120
"""Days from the first to the last on which answers are taken."""

ROUND_NAMES: Mapping[str, str] = {
    "pupils-5-7": "Ages 5 to 7",
    "pupils-7-11": "Ages 7 to 11",
    "pupils-11-18": "Ages 11 to 18",
    "staff": "Staff",
}
"""Questionnaire name -> what the lead calls its round."""


@dataclass(frozen=True)
class YearRoll:
    """How many pupils a year has, and how many of them are girls and boys where the school says so."""

    pupils: int
    girls: int | None = None
    boys: int | None = None


@dataclass(frozen=True)
class PlannedGroup:
    """A group as planned: a year, years merged because they are small, or all staff (no years)."""

    name: str
    years: tuple[int, ...]
    roll: int
    asked: str = ""
    """Questionnaire, where it is not that of their age."""
    by_year: tuple[YearRoll, ...] = ()
    """The roll of each year, in the order of `years`, where it is known."""
    girls: int | None = None
    boys: int | None = None

    @property
    def questionnaire(self) -> str:
        """What it answers. Only for a group without faults."""
        return self.asked or (band_for_year(min(self.years)) if self.years else "staff")


@dataclass(frozen=True)
class Plan:
    """What the lead decides before a survey opens. `about`: ids of the about-you questions to ask."""

    audience: Audience
    title: str
    opens_on: dt.date
    closes_on: dt.date
    adult: str
    groups: Sequence[PlannedGroup]
    about: Sequence[str] = ()
    decided: str = ""
    """Who decided on the about-you questions that are a school's own choice, and when."""
    versions: Mapping[str, int] = field(default_factory=dict)
    """Questionnaire name -> the version to ask, where it is not the newest."""
    smallest_change: int = SMALLEST_CHANGE
    """Points of 100; a smaller change is never called improved or declined."""
    threshold: int = THRESHOLD
    """Nothing is shown about fewer people; a school may raise it, nobody may lower it."""

    def rounds(self) -> dict[str, list[PlannedGroup]]:
        """Questionnaire name -> its groups, the youngest first. Only for a plan without faults."""
        if self.audience == "staff":
            return {"staff": list(self.groups)}
        found: dict[str, list[PlannedGroup]] = {}
        for group in sorted(
            self.groups, key=lambda group: (BANDS.index(group.questionnaire), sorted(group.years))
        ):
            found.setdefault(group.questionnaire, []).append(group)
        return found

    def questionnaire(self, name: str) -> Questionnaire:
        """The version of a questionnaire that is asked."""
        return find(name, self.versions[name]) if name in self.versions else latest(name)

    def asked_about(self, group: PlannedGroup) -> tuple[Item, ...]:
        """The about-you questions of this plan that a group is asked."""
        return tuple(
            item for item in may_ask(self.audience, group.years, group.asked) if item.id in self.about
        )

    @property
    def needs_decision(self) -> bool:
        """Whether a question is asked that is the governors' choice."""
        return any(item.off_by_default for group in self.groups for item in self.asked_about(group))


def comfortable(threshold: int) -> int:
    """Four in five of so many are the threshold: a group is shown after an ordinary survey."""
    return -(-threshold * 5 // 4)


def may_ask(audience: Audience, years: Sequence[int] = (), asked: str = "") -> tuple[Item, ...]:
    """About-you questions that a group may be asked; merged years get those of the youngest of them.

    Who is asked a younger questionnaire gets only what its own pupils may be asked, too.
    """
    items = about_you(audience, years)
    if not asked or audience == "staff":
        return items
    own = set(latest(asked).definition.years)
    return tuple(item for item in items if own.intersection(item.years))
