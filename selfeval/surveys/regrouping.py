"""Groups that are not those of an earlier survey: where a trend breaks, and what would give people away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import chain, combinations

from selfeval.questionnaires.years import group_name
from selfeval.surveys.earlier import Earlier
from selfeval.surveys.plans import ROUND_NAMES, Plan, PlannedGroup

NEAR = dt.timedelta(days=400)
"""Surveys no further apart ask much the same people: what one shows can be taken from what another shows."""


def broken_trends(planned: Plan, last: Earlier) -> list[str]:
    """The groups that cannot be set against one of last time, each with what stood in its place."""
    before = {(group.questionnaire, group.years) for group in last.groups}
    changed = [group for group in planned.groups if (group.questionnaire, group.years) not in before]
    return [told for group in changed if (told := _broken(group, last))]


def _broken(group: PlannedGroup, last: Earlier) -> str:
    were = [other for other in last.groups if set(other.years) & set(group.years)]
    moved = [other for other in were if other.questionnaire != group.questionnaire]
    if moved:
        now, then = (ROUND_NAMES[each.questionnaire].lower() for each in (group, moved[0]))
        return f"{group.name}: now the questions for {now}, last time those for {then}."
    if were:
        return f"{group.name}: last time {' and '.join(other.name for other in were)}."
    return ""  # years that were not asked have no trend to break


def nested_faults(planned: Plan, others: Sequence[Earlier]) -> dict[str, str]:
    """Field -> sentence for groups that would give a few people away beside groups of another survey.

    One inside the other, asked the same questions, and fewer people than the threshold between them
    (MEASUREMENT 13, rule 5).
    """
    faults: dict[str, str] = {}
    for other in others:
        if abs(other.opens_on - planned.opens_on) <= NEAR:
            least = max(planned.threshold, other.threshold)
            for place, told in _nested(planned, other, least):
                faults.setdefault(f"groups-{place}-years", told)
    return faults


def _nested(planned: Plan, other: Earlier, least: int) -> Iterator[tuple[int, str]]:
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
    """The years that are left of a group when groups inside it are taken away, where those are few people."""
    inside = [
        group
        for group in groups
        if group.questionnaire == whole.questionnaire and set(group.years) < set(whole.years)
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
