"""Everything that is wrong with a plan, at once."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence

from selfeval.questionnaires.versions import band_for_year
from selfeval.questionnaires.years import year_name
from selfeval.store.years import school_year, year_label
from selfeval.surveys.bands import BANDS
from selfeval.surveys.earlier import Earlier
from selfeval.surveys.plans import (
    CHANGES,
    LARGEST_ROLL,
    LONGEST_WINDOW,
    ROUND_NAMES,
    THRESHOLDS,
    Plan,
    PlannedGroup,
    may_ask,
)


def plan_faults(plan: Plan, today: dt.date) -> dict[str, str]:
    """Field -> sentence, every fault of a plan at once; fields of a group are `groups-<place>-<field>`."""
    faults = _text_fault(
        "title", plan.title, 80, "Give the survey a title, such as “Belonging, autumn 2026”."
    )
    faults |= _text_fault("adult", plan.adult, 160, "Say whom people can talk to about a worry.")
    faults |= _date_faults(plan, today)
    if plan.smallest_change not in CHANGES:
        faults["smallest_change"] = (
            "Say from how many points of 100 a change counts: a whole number from "
            f"{CHANGES[0]} to {CHANGES[-1]}."
        )
    if plan.threshold not in THRESHOLDS:
        others = ", ".join(map(str, THRESHOLDS[:-1]))
        faults["threshold"] = (
            f"Nothing is ever shown about fewer than {THRESHOLDS[0]} people, and a school may raise that. "
            f"Choose {others} or {THRESHOLDS[-1]}."
        )
    faults |= _group_faults(plan)
    if not any(field.startswith("groups") for field in faults):
        faults |= _roll_faults(plan) | _about_faults(plan)
    return faults


def title_faults(plan: Plan, others: Sequence[Earlier]) -> dict[str, str]:
    """The fault of a title that another survey of these people has in the same school year."""
    year = school_year(plan.opens_on)
    taken = {_plain(other.title) for other in others if school_year(other.opens_on) == year}
    if _plain(plan.title) not in taken:
        return {}
    return {
        "title": f"Another survey in {year_label(year)} is called “{plan.title.strip()}” too. Nobody could "
        "tell them apart on cards and in the report, so add a word to this one."
    }


def _plain(title: str) -> str:
    return " ".join(title.casefold().split())


INSTEAD = (
    "Talk with them instead, each with somebody they trust, and write what you hear into the "
    "self-evaluation as evidence."
)
"""What a school does that is too small to ask."""


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
        elif (group.girls or 0) + (group.boys or 0) > group.roll:
            faults[f"groups-{place}-roll"] = (
                f"{group.name.strip()} has {group.roll} pupils, fewer than its {group.girls} girls and "
                f"{group.boys} boys together."
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
    if group.asked and group.asked not in BANDS:
        return {field: f"There are no questions for pupils called {group.asked}."}
    bands = {band_for_year(year) for year in group.years}
    if not group.asked and len(bands) > 1:
        years = " and ".join(year_name(year) for year in sorted(group.years))
        return {field: f"{years} get different questions, so they cannot be one group. Split them."}
    youngest = min(group.years)
    if BANDS.index(group.questionnaire) > BANDS.index(band_for_year(youngest)):
        return {
            field: f"{year_name(youngest)} would get the questions for {ROUND_NAMES[group.asked].lower()}, "
            "which are too hard. Nobody is asked the questions for an older age."
        }
    return {}


def _roll_faults(plan: Plan) -> dict[str, str]:
    rolls = {name: sum(group.roll for group in groups) for name, groups in plan.rounds().items()}
    small = {name: roll for name, roll in rolls.items() if roll < plan.threshold}
    if not small:
        return {}
    everyone = sum(rolls.values())
    if everyone < plan.threshold:
        who = "staff" if plan.audience == "staff" else "pupils"
        return {
            "groups": f"Only {everyone} {who} could answer. With fewer than {plan.threshold}, nothing could "
            f"be shown without giving someone away. {INSTEAD}"
        }
    told = " ".join(f"{ROUND_NAMES[name]}: only {roll} could answer." for name, roll in small.items())
    return {
        "groups": f"{told} Each age needs at least {plan.threshold}. Ask some years the questions for a "
        "younger age, or leave these years empty."
    }


def _about_faults(plan: Plan) -> dict[str, str]:
    allowed = {item.id for group in plan.groups for item in may_ask(plan.audience, group.years, group.asked)}
    refused = [item_id for item_id in plan.about if item_id not in allowed]
    if refused:
        return {"about": f"No group of this survey may be asked {', '.join(refused)}. Leave it out."}
    if plan.needs_decision:
        return _text_fault(
            "decided",
            plan.decided,
            200,
            "Say who decided to ask the more personal questions, and when, such as: "
            "governing body, 12 October 2026, minute 7.",
        )
    return {}
