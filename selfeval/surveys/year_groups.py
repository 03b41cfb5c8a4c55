"""Groups of years: which small years are put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from selfeval.questionnaires.years import group_name
from selfeval.store.surveys import THRESHOLD
from selfeval.surveys.bands import BY_AGE, Starts, asked_in
from selfeval.surveys.plans import PlannedGroup, YearRoll

Rolls = Mapping[int, YearRoll]
"""The years that are asked."""


def may_join(year: int, starts: Starts = BY_AGE) -> bool:
    """Whether a year can be put together with the one before: both must answer the same questionnaire."""
    return year > 0 and asked_in(year, starts) == asked_in(year - 1, starts)


def groups_of(rolls: Rolls, joined: frozenset[int], starts: Starts = BY_AGE) -> list[PlannedGroup]:
    """The groups of these rolls; a joined year goes with the next younger year of its questionnaire."""
    runs: list[list[int]] = []
    for year in sorted(rolls):
        follows = runs and asked_in(runs[-1][-1], starts) == asked_in(year, starts)
        if year in joined and follows:
            runs[-1].append(year)
        else:
            runs.append([year])
    return [_group(run, rolls, starts) for run in runs]


def _group(years: Sequence[int], rolls: Rolls, starts: Starts) -> PlannedGroup:
    each = [rolls[year] for year in years]
    girls = [roll.girls for roll in each if roll.girls is not None]
    boys = [roll.boys for roll in each if roll.boys is not None]
    known = len(girls) == len(boys) == len(each)
    return PlannedGroup(
        name=group_name(years),
        years=tuple(years),
        roll=sum(roll.pupils for roll in each),
        asked=asked_in(years[0], starts),
        by_year=tuple(each),
        girls=sum(girls) if known else None,
        boys=sum(boys) if known else None,
    )


def joined_enough(
    rolls: Rolls, joined: frozenset[int], starts: Starts = BY_AGE, least: int = THRESHOLD
) -> frozenset[int]:
    """The joins that leave no group under `least`, few of them: small goes with its smaller neighbour."""
    joined = frozenset(year for year in joined if year in rolls)
    while True:
        groups = groups_of(rolls, joined, starts)
        small = sorted((group.roll, place) for place, group in enumerate(groups) if group.roll < least)
        for _, place in small:
            beside = [
                other
                for other in (place - 1, place + 1)
                if 0 <= other < len(groups) and groups[other].asked == groups[place].asked
            ]
            if beside:
                other = min(beside, key=lambda each: groups[each].roll)
                joined |= {groups[max(place, other)].years[0]}
                break
        else:
            return joined
