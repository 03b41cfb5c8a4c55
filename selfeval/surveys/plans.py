"""A plan for a survey as the lead types it, and everything that is wrong with it."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from selfeval.questionnaires.model import Item
from selfeval.questionnaires.versions import about_you, band_for_year

SMALLEST_ROLL = 10
"""A round that fewer people could answer cannot be opened: nothing about it could ever be shown."""
LARGEST_ROLL = 5_000
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
class PlannedGroup:
    """A group as planned: a year, years merged because they are small, or all staff (no years)."""

    name: str
    years: tuple[int, ...]
    roll: int


@dataclass(frozen=True)
class Plan:
    """What the lead decides before a survey opens. `about`: ids of the about-you questions to ask."""

    audience: Literal["pupils", "staff"]
    title: str
    opens_on: dt.date
    closes_on: dt.date
    adult: str
    groups: Sequence[PlannedGroup]
    about: Sequence[str] = ()
    versions: Mapping[str, int] = field(default_factory=dict)
    """Questionnaire name -> the version to ask, where it is not the newest."""

    def rounds(self) -> dict[str, list[PlannedGroup]]:
        """Questionnaire name -> its groups, the youngest first. Only for a plan without faults."""
        if self.audience == "staff":
            return {"staff": list(self.groups)}
        found: dict[str, list[PlannedGroup]] = {}
        for group in sorted(self.groups, key=lambda group: sorted(group.years)):
            found.setdefault(band_for_year(min(group.years)), []).append(group)
        return found


def may_ask(audience: Literal["pupils", "staff"], years: Sequence[int] = ()) -> tuple[Item, ...]:
    """About-you questions that a group may be asked; merged years get those of the youngest of them."""
    return about_you(audience, years)


def year_name(year: int) -> str:
    """0 -> 'Reception', 3 -> 'Year 3'."""
    return "Reception" if year == 0 else f"Year {year}"


def plan_faults(plan: Plan, today: dt.date) -> dict[str, str]:
    """Field -> sentence, every fault of a plan at once; fields of a group are `groups-<place>-<field>`."""
    faults = _text_fault(
        "title", plan.title, 80, "Give the survey a title, such as “Belonging, autumn 2026”."
    )
    faults |= _text_fault("adult", plan.adult, 160, "Say whom people can talk to about a worry.")
    faults |= _date_faults(plan, today)
    faults |= _group_faults(plan)
    if not any(field.startswith("groups") for field in faults):
        faults |= _roll_faults(plan) | _about_faults(plan)
    return faults


def _text_fault(field: str, text: str, longest: int, missing: str) -> dict[str, str]:
    if not text.strip():
        return {field: missing}
    if len(text.strip()) > longest:
        return {field: f"This is {len(text.strip())} characters long. Use {longest} or fewer."}
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in text.strip()):
        return {field: "This has a character that cannot be printed, such as a new line. Take it out."}
    return {}


def _date_faults(plan: Plan, today: dt.date) -> dict[str, str]:
    if plan.closes_on < plan.opens_on:
        return {"closes_on": "The last day is before the first day. Choose a later last day."}
    if plan.closes_on < today:
        return {"closes_on": "The last day is in the past. Choose today or a later day."}
    if (plan.closes_on - plan.opens_on).days >= LONGEST_WINDOW:
        return {
            "closes_on": f"A survey can be open for {LONGEST_WINDOW} days at most. Choose an earlier day."
        }
    return {}


def _group_faults(plan: Plan) -> dict[str, str]:
    faults: dict[str, str] = {}
    if not plan.groups:
        who = "all staff" if plan.audience == "staff" else "at least one year group"
        return {"groups": f"Say how many could answer: {who}."}
    if plan.audience == "staff" and len(plan.groups) > 1:
        return {"groups": "Staff are one group. Put them together."}
    names: set[str] = set()
    taken: dict[int, str] = {}
    for place, group in enumerate(plan.groups):
        faults |= _text_fault(f"groups-{place}-name", group.name, 60, "Give this group a name.")
        if group.name.strip().casefold() in names:
            faults[f"groups-{place}-name"] = (
                f"Two groups are called {group.name.strip()}. Rename one of them."
            )
        names.add(group.name.strip().casefold())
        if not 1 <= group.roll <= LARGEST_ROLL:
            faults[f"groups-{place}-roll"] = (
                f"Say how many people are in {group.name.strip() or 'this group'}, "
                f"from 1 to {LARGEST_ROLL:,}."
            )
        if plan.audience == "pupils":
            faults |= _year_faults(f"groups-{place}-years", group, taken)
    return faults


def _year_faults(field: str, group: PlannedGroup, taken: dict[int, str]) -> dict[str, str]:
    """Every year in one group only, and every group inside one questionnaire's ages."""
    if not group.years:
        return {field: f"Say which years are in {group.name.strip() or 'this group'}."}
    if any(not 0 <= year <= 13 for year in group.years):
        return {field: "A year group is Reception, or a year from 1 to 13."}
    for year in group.years:
        if year in taken:
            return {field: f"{year_name(year)} is in two groups: {taken[year]} and {group.name.strip()}."}
        taken[year] = group.name.strip()
    bands = {band_for_year(year) for year in group.years}
    if len(bands) > 1:
        years = " and ".join(year_name(year) for year in sorted(group.years))
        return {field: f"{years} get different questions, so they cannot be one group. Split them."}
    return {}


def _roll_faults(plan: Plan) -> dict[str, str]:
    rolls = {name: sum(group.roll for group in groups) for name, groups in plan.rounds().items()}
    small = [
        f"{ROUND_NAMES[name]}: only {roll} could answer."
        for name, roll in rolls.items()
        if roll < SMALLEST_ROLL
    ]
    if not small:
        return {}
    mend = "They cannot be asked here." if plan.audience == "staff" else "Leave those years empty."
    return {
        "groups": f"{' '.join(small)} With fewer than {SMALLEST_ROLL} people, nothing could be shown "
        f"without giving someone away. {mend}"
    }


def _about_faults(plan: Plan) -> dict[str, str]:
    allowed = {item.id for group in plan.groups for item in may_ask(plan.audience, group.years)}
    refused = [item_id for item_id in plan.about if item_id not in allowed]
    if refused:
        return {"about": f"No group of this survey may be asked {', '.join(refused)}. Leave it out."}
    return {}
