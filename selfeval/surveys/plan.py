"""A plan for a survey: who is asked what, when, and told apart how.

Its days; which age a questionnaire is for; what an earlier survey was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations_with_replacement
from typing import Literal

from selfeval.calendar.school_years import YearBy, group_name, year_of_days
from selfeval.imports.rolls import YearRoll
from selfeval.questionnaires.audiences import ONE_GROUP, AskedAudience, words_of
from selfeval.questionnaires.catalogue import (
    BANDS,
    BY_AGE,
    NOBODY,
    Starts,
    about_you,
    asked_in,
    band_for_year,
    find,
    latest,
)
from selfeval.questionnaires.model import Item, Questionnaire
from selfeval.store.surveys import SMALLEST_CHANGE, THRESHOLD


def possible_starts() -> Iterator[Starts]:
    """Every way to ask each year the questions of its age or younger ones, those of their age first."""
    _, middle, oldest = BY_AGE
    for second, third in combinations_with_replacement(range(middle, NOBODY + 1), 2):
        if third >= oldest:
            yield (0, second, third)


def starts_that_reach(rolls: Mapping[int, int], fewest: int) -> Starts | None:
    """The starts with which every round has enough people, moving as few pupils as can be; None if none does.

    `rolls`: year -> pupils, for the years that are asked. A pupil who is moved by two questionnaires counts
    twice.
    """
    enough = [starts for starts in possible_starts() if all_reach(rolls, starts, fewest)]
    return min(enough, key=lambda starts: _moved(rolls, starts), default=None)


def all_reach(rolls: Mapping[int, int], starts: Starts, fewest: int) -> bool:
    """Whether every round that somebody is asked in has so many people."""
    of_round: dict[str, int] = {}
    for year, roll in rolls.items():
        asked = asked_in(year, starts)
        of_round[asked] = of_round.get(asked, 0) + roll
    return all(roll >= fewest for roll in of_round.values())


def _moved(rolls: Mapping[int, int], starts: Starts) -> int:
    return sum(
        roll * (BANDS.index(band_for_year(year)) - BANDS.index(asked_in(year, starts)))
        for year, roll in rolls.items()
    )


THRESHOLDS = (THRESHOLD, 12, 15, 20)
"""What a school may choose. A round that fewer people could answer cannot be opened."""
CHANGES = range(1, 21)
"""Points of 100 that may be the smallest change a school cares about."""
LONGEST_WINDOW = 120
"""Days from the first to the last on which answers are taken."""
ROUND_NAMES: Mapping[str, str] = {
    "pupils-5-7": "Ages 5 to 7",
    "pupils-7-11": "Ages 7 to 11",
    "pupils-11-18": "Ages 11 to 18",
    **{name: words.title for name, words in ONE_GROUP.items()},
}
"""Questionnaire name -> what the lead calls its round."""


@dataclass(frozen=True)
class PlannedGroup:
    """A group as planned: a year, years merged because they are small, or all of an audience (no years)."""

    name: str
    years: tuple[int, ...]
    roll: int
    asked: str = ""
    """Questionnaire, where it is not that of their age; always of a group without years."""
    by_year: tuple[YearRoll, ...] = ()
    """The roll of each year, in the order of `years`, where it is known."""
    girls: int | None = None
    boys: int | None = None

    @property
    def questionnaire(self) -> str:
        """What it answers. Only for a group without faults."""
        return self.asked or band_for_year(min(self.years))


@dataclass(frozen=True)
class Plan:
    """What the lead decides before a survey opens. `about`: ids of the about-you questions to ask."""

    audience: AskedAudience
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
    own: Mapping[str, Questionnaire] = field(default_factory=dict, repr=False)
    """Questionnaire name -> what is asked of one's own in its place, under its version."""
    smallest_change: int = SMALLEST_CHANGE
    """Points of 100; a smaller change is never called improved or declined."""
    threshold: int = THRESHOLD
    """Nothing is shown about fewer people; a school may raise it, nobody may lower it."""
    year_by: YearBy = "most"
    """What says which school year it counts for."""

    @property
    def year(self) -> int:
        """The school year it counts for, by the calendar year of its September."""
        return year_of_days(self.opens_on, self.closes_on, self.year_by)

    @property
    def by_age(self) -> bool:
        """Whether what is asked hangs on the age of those who answer."""
        return not words_of(self.audience).is_one_group

    def rounds(self) -> dict[str, list[PlannedGroup]]:
        """Questionnaire name -> its groups, the youngest first. Only for a plan without faults."""
        if not self.by_age:
            return {words_of(self.audience).questionnaire: list(self.groups)}
        rounds: dict[str, list[PlannedGroup]] = {}
        for group in sorted(
            self.groups, key=lambda group: (BANDS.index(group.questionnaire), sorted(group.years))
        ):
            rounds.setdefault(group.questionnaire, []).append(group)
        return rounds

    def questionnaire(self, name: str) -> Questionnaire:
        """The version of a questionnaire that is asked."""
        if name in self.own:
            return self.own[name]
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


def may_ask(audience: AskedAudience, years: Sequence[int] = (), asked: str = "") -> tuple[Item, ...]:
    """About-you questions that a group may be asked; merged years get those of the youngest of them.

    Who is asked a younger questionnaire gets only what its own pupils may be asked, too.
    """
    items = about_you(audience, years)
    if not asked or words_of(audience).is_one_group:
        return items
    own = set(latest(asked).definition.years)
    return tuple(item for item in items if own.intersection(item.years))


LATE_WEEKDAYS = 3
"""Weekdays after the last day on which what was answered before is still taken."""
SATURDAY = 5
Stage = Literal["not_yet", "open", "paused", "late", "closed"]
"""`late`: nobody can start, what was answered before is taken. `paused`: neither, until the lead goes on."""
Start = Literal["not_yet", "open", "paused", "closed"]


def late_until(closes_on: dt.date) -> dt.date:
    """The last day on which late ballots are taken; a Friday gives the Wednesday after it."""
    day, left = closes_on, LATE_WEEKDAYS
    while left:
        day += dt.timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day


def stage_of(state: str, paused: bool, opens_on: dt.date, closes_on: dt.date, on: dt.date) -> Stage:
    """What a round in this state takes on a day; first and last day are included."""
    if state == "planned" or (state == "open" and on < opens_on):
        return "not_yet"
    if state not in ("open", "closed"):
        return "closed"
    if state == "open" and paused:
        return "paused"
    if state == "open" and on <= closes_on:
        return "open"
    return "late" if on <= late_until(closes_on) else "closed"


def start_at(stage: Stage) -> Start:
    """What somebody who has not begun is told."""
    return "closed" if stage == "late" else stage


def whole_group(audience: AskedAudience, roll: int) -> PlannedGroup:
    """All of an audience that is one group, as it is planned."""
    words = words_of(audience)
    return PlannedGroup(words.title, (), roll, words.questionnaire)


Rolls = Mapping[int, YearRoll]
"""The years that are asked."""


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
    of_years = [rolls[year] for year in years]
    girls = [roll.girls for roll in of_years if roll.girls is not None]
    boys = [roll.boys for roll in of_years if roll.boys is not None]
    both_given = len(girls) == len(boys) == len(of_years)
    return PlannedGroup(
        name=group_name(years),
        years=tuple(years),
        roll=sum(roll.pupils for roll in of_years),
        asked=asked_in(years[0], starts),
        by_year=tuple(of_years),
        girls=sum(girls) if both_given else None,
        boys=sum(boys) if both_given else None,
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
                other = min(beside, key=lambda neighbour: groups[neighbour].roll)
                joined |= {groups[max(place, other)].years[0]}
                break
        else:
            return joined


@dataclass(frozen=True)
class EarlierAnswers:
    """How many answered a round, and in each group that was shown, there to the nearest five."""

    n: int
    groups: Mapping[str, int] = field(default_factory=dict)
    sd: float | None = None
    """How far apart people were, on the scale where they were furthest apart."""
    looks: int = 1
    """Rounds that the next one is set against at first sight: this one, and the first if that is another."""


@dataclass(frozen=True)
class EarlierSurvey:
    """A survey of the same people, as it was planned."""

    title: str
    opens_on: dt.date
    groups: Sequence[PlannedGroup]
    answered: Mapping[str, EarlierAnswers] = field(default_factory=dict)
    """By questionnaire, once it is released and `with_answers` has read them."""
    smallest_change: int = SMALLEST_CHANGE
    threshold: int = THRESHOLD
    survey_id: int = 0
    versions: Mapping[str, int] = field(default_factory=dict)
    """Questionnaire name -> the version that was asked."""
    year: int | None = None
    """The school year it counts for."""
    adult: str = ""
