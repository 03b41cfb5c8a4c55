"""Everything that is wrong with a plan, at once; and groups that are not those of an earlier survey."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain, combinations

from selfeval.calendar.school_years import group_name, year_label, year_name
from selfeval.imports.rolls import LARGEST_ROLL
from selfeval.questionnaires.audiences import words_of
from selfeval.questionnaires.catalogue import BANDS, band_for_year
from selfeval.surveys.plan import (
    CHANGES,
    LONGEST_WINDOW,
    ROUND_NAMES,
    THRESHOLDS,
    EarlierSurvey,
    Plan,
    PlannedGroup,
    may_ask,
)

LONGEST_TITLE = 80


def plan_faults(plan: Plan, today: dt.date) -> dict[str, str]:
    """Field -> sentence, every fault of a plan at once; fields of a group are `groups-<place>-<field>`."""
    faults = text_fault(
        "title", plan.title, LONGEST_TITLE, "Give the survey a title, such as “Belonging, autumn 2026”."
    )
    faults |= text_fault("adult", plan.adult, 160, "Say who people can talk to about a worry.")
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


def title_faults(plan: Plan | EarlierSurvey, others: Sequence[EarlierSurvey]) -> dict[str, str]:
    """The fault of a title that another survey of these people has in the same school year."""
    year = plan.year
    taken = {_plain(other.title) for other in others if year == other.year}
    if year is None or _plain(plan.title) not in taken:
        return {}
    return {
        "title": f"Another survey in {year_label(year)} is called “{plan.title.strip()}” too. Nobody could "
        "tell them apart on cards and in the report, so add a word to this one."
    }


def _plain(title: str) -> str:
    return " ".join(title.casefold().split())


INSTEAD = (
    "Talk with them instead. Let each talk to somebody they trust, and write what you hear into the "
    "self-evaluation as evidence."
)
"""What a school does that is too small to ask."""


def text_fault(field: str, text: str, longest: int, missing: str) -> dict[str, str]:
    """What is wrong with a line that somebody typed. `missing`: what is said where there is none."""
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
        who = "at least one year group" if plan.by_age else f"all {plan.audience}"
        return {"groups": f"Say how many could answer: {who}."}
    if not plan.by_age and len(plan.groups) > 1:
        return {"groups": f"{words_of(plan.audience).title} are one group. Put them together."}
    names: set[str] = set()
    taken: dict[int, str] = {}
    for place, group in enumerate(plan.groups):
        faults |= text_fault(f"groups-{place}-name", group.name, 60, "Give this group a name.")
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
        if plan.by_age:
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
        return {
            "groups": f"Only {everyone} {plan.audience} could answer. With fewer than {plan.threshold}, "
            f"nothing could be shown without giving someone away. {INSTEAD}"
        }
    sentences = " ".join(f"{ROUND_NAMES[name]}: only {roll} could answer." for name, roll in small.items())
    return {
        "groups": f"{sentences} Each age needs at least {plan.threshold}. Ask some years the questions for a "
        "younger age, or leave these years empty."
    }


def _about_faults(plan: Plan) -> dict[str, str]:
    allowed = {item.id for group in plan.groups for item in may_ask(plan.audience, group.years, group.asked)}
    refused = [item_id for item_id in plan.about if item_id not in allowed]
    if refused:
        return {"about": f"No group of this survey may be asked {', '.join(refused)}. Leave it out."}
    if plan.needs_decision:
        return text_fault(
            "decided",
            plan.decided,
            200,
            "Say who decided to ask the more personal questions, and when, such as: "
            "governing body, 12 October 2026, minute 7.",
        )
    return {}


NEAR = dt.timedelta(days=400)
"""Surveys no further apart ask much the same people: what one shows can be taken from what another shows."""


def broken_trends(planned: Plan, last: EarlierSurvey) -> list[str]:
    """The groups that cannot be compared with one of last time, each with what stood in its place."""
    before = {(group.questionnaire, group.years) for group in last.groups}
    changed = [group for group in planned.groups if (group.questionnaire, group.years) not in before]
    return [sentence for group in changed if (sentence := _broken(group, last))]


def _broken(group: PlannedGroup, last: EarlierSurvey) -> str:
    were = [other for other in last.groups if set(other.years) & set(group.years)]
    moved = [other for other in were if other.questionnaire != group.questionnaire]
    if moved:
        now, then = (ROUND_NAMES[one.questionnaire].lower() for one in (group, moved[0]))
        return f"{group.name}: now the questions for {now}, last time those for {then}."
    if were:
        return f"{group.name}: last time {' and '.join(other.name for other in were)}."
    return ""  # years that were not asked have no trend to break


def nested_faults(planned: Plan | EarlierSurvey, others: Sequence[EarlierSurvey]) -> dict[str, str]:
    """Field -> sentence for groups that would give a few people away beside groups of another survey.

    One inside the other, asked the same questions, and fewer people than the threshold between them
    (docs/disclosure.md).
    """
    faults: dict[str, str] = {}
    for other in others:
        if abs(other.opens_on - planned.opens_on) <= NEAR:
            least = max(planned.threshold, other.threshold)
            for place, sentence in _nested(planned, other, least):
                faults.setdefault(f"groups-{place}-years", sentence)
    return faults


def _nested(planned: Plan | EarlierSurvey, other: EarlierSurvey, least: int) -> Iterator[tuple[int, str]]:
    for place, group in enumerate(planned.groups):
        for left in _few_between(group, other.groups, least):
            has = "has" if len(left) == 1 else "have"
            yield (
                place,
                f"{group.name} cannot be one group. “{other.title}” has {_without(group, left)} without "
                f"{group_name(left)}, and {group_name(left)} {has} {_so_few(least)} "
                "Tell the years apart as they were then.",
            )
    for whole in other.groups:
        for left in _few_between(whole, planned.groups, least):
            yield from (
                (
                    place,
                    f"{group.name} cannot be apart from {_without(whole, group.years)}. “{other.title}” has "
                    f"{whole.name} as one group, and {group_name(left)} had {_so_few(least)} "
                    "Put the same years together as then.",
                )
                for place, group in enumerate(planned.groups)
                if set(group.years) < set(whole.years)
            )


def _without(group: PlannedGroup, years: Sequence[int]) -> str:
    return group_name([year for year in group.years if year not in years])


def _so_few(least: int) -> str:
    return (
        f"fewer than {least} pupils: the figures of both surveys side by side would give away what these few "
        "answered."
    )


def _few_between(whole: PlannedGroup, groups: Sequence[PlannedGroup], least: int) -> list[tuple[int, ...]]:
    """The years that are left of a group when groups inside it are taken away, where those are few people.

    One without years, of a survey that was brought in, is everybody, and inside none.
    """
    inside = [
        group
        for group in groups
        if group.years and group.questionnaire == whole.questionnaire and set(group.years) < set(whole.years)
    ]
    for taken in chain.from_iterable(combinations(inside, many) for many in range(1, len(inside) + 1)):
        left = tuple(year for year in whole.years if not any(year in group.years for group in taken))
        if left and _people(whole, left, taken) < least:
            return [left]
    return []


def _people(whole: PlannedGroup, left: Sequence[int], taken: Sequence[PlannedGroup]) -> int:
    """How many are left: by the rolls of the years where they are known, or else what is over."""
    if whole.by_year:
        rolls = dict(zip(whole.years, whole.by_year, strict=True))
        return sum(rolls[year].pupils for year in left)
    return whole.roll - sum(group.roll for group in taken)
