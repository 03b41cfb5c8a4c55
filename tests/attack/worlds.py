"""Invented schools and their four rounds, counted and released by the product's own functions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from selfeval.findings.findings import ReleaseFindings, RoundFindings
from selfeval.questionnaires.catalogue import find
from selfeval.questionnaires.model import Definition
from selfeval.release.release import CountedRound, OtherRelease, digest_of, findings_of
from selfeval.scoring.disclosure_control.differencing import Leak
from selfeval.store.surveys import SEX_KEPT
from tests.attack import answering
from tests.attack.answering import Asked, Ways
from tests.attack.people import Codes, Crowd, Trait, a_year_later, crowd, traits, uneven

ROUNDS = 4
CORRECTED = 0.25
"""Share of rounds whose release is corrected later."""
FIRST = 2023


@dataclass(frozen=True)
class Telling:
    """One release of a round. `group` (n,): the year each person was counted in, -1 for one who was not."""

    group: Codes
    counted: CountedRound
    release: ReleaseFindings
    digest: str


@dataclass(frozen=True)
class Wave:
    """One round as somebody knows it who was told everything: the truth, and what was released."""

    definition: Definition
    years: tuple[int, ...]
    rows: tuple[str, ...]
    """Of everybody who was ever counted (n,)."""
    questions: tuple[Asked, ...]
    kept: tuple[str | None, ...]
    tellings: tuple[Telling, ...]
    """The first release, and its correction."""
    refused: bool = False
    """Whether there was a correction that could not be released."""

    @property
    def names(self) -> list[str]:
        return [f"Year {year}" for year in self.years]

    @property
    def group(self) -> Codes:
        """Place of each person's year at the count, when the about-you questions were known (n,)."""
        return self.tellings[0].group

    @property
    def shown(self) -> RoundFindings:
        """What the first release shows."""
        return self.tellings[0].release.rounds[0]


FORMS = (("pupils-7-11", 1), ("pupils-11-18", 2))
"""What younger and older pupils are asked: the versions on which the figures of page.md were made."""


@dataclass(frozen=True)
class School:
    """An invented school. `size`: people on roll in its first round."""

    name: str
    size: int
    waves: tuple[Wave, ...]


def school(seed: Sequence[int], name: str, size: int, rounds: int = ROUNDS) -> School:
    """A school of so many people over so many years."""
    random = np.random.default_rng(seed)
    years = _years(random, size)
    definition = find(*FORMS[0 if years[0] == 3 else 1]).definition
    of, areas = traits(random, years), len(definition.scales)
    height = 3.6 if random.random() < 0.06 else random.normal(2.5, 0.35)
    ways = Ways(
        height + random.normal(0, 0.35, len(definition.items)),
        float(random.uniform(0.7, 1.0)),
        np.where(random.random(len(definition.items)) < 0.04, 0.2, random.uniform(0, 0.04)),
        bool(random.random() < 0.4),
    )
    people = crowd(random, years, uneven(random, size, len(years), random.uniform(2, 25)), of, areas)
    waves: list[Wave] = []
    past: list[OtherRelease] = []
    for number in range(rounds):
        if number:
            people = a_year_later(random, people, years, of)
        rolls = {year: int(np.count_nonzero(people.year == year)) for year in years}
        autumn = _Autumn(name, FIRST + number, definition, years, rolls, tuple(past))
        wave = _wave(random, autumn, of, people, ways)
        if wave is not None:
            waves.append(wave)
            newest = wave.tellings[-1]
            past.append(
                OtherRelease(newest.release, newest.digest, {definition.questionnaire: newest.counted})
            )
    return School(name, size, tuple(waves))


def _years(random: np.random.Generator, size: int) -> tuple[int, ...]:
    """Primary, secondary, or a special school with more years than one of its size would have."""
    draw = random.random()
    if size > 500:
        return tuple(range(7, 14)) if draw < 0.5 else tuple(range(7, 12))
    if size < 120 and draw < 0.15:
        return tuple(range(7, 14))
    return tuple(range(7, 12)) if draw > 0.85 else tuple(range(3, 7))


@dataclass(frozen=True)
class _Autumn:
    """A round before it is counted."""

    school: str
    autumn: int
    definition: Definition
    years: tuple[int, ...]
    rolls: Mapping[int, int]
    past: Sequence[OtherRelease]

    def told(self, counted: CountedRound, group: Codes, earlier: Sequence[Telling] = ()) -> Telling:
        """A release of it; beside earlier ones, as a correction."""
        name = self.definition.questionnaire
        release = findings_of(
            school=self.school,
            survey=f"Autumn {self.autumn}",
            opens_on=dt.date(self.autumn, 10, 2),
            closes_on=dt.date(self.autumn, 10, 13),
            rounds=[counted],
            past=self.past,
            earlier=[OtherRelease(each.release, each.digest, {name: each.counted}) for each in earlier],
        )
        return Telling(group, counted, release, digest_of(release))


def _wave(
    random: np.random.Generator,
    autumn: _Autumn,
    of: tuple[Trait, ...],
    people: Crowd,
    ways: Ways,
) -> Wave | None:
    """One round, and its correction where it has one; None where nobody answered."""
    years, definition = autumn.years, autumn.definition
    there = people.only(random.random(len(people)) < ways.answer)
    if not len(there):
        return None
    rows = answering.answers(random, definition, there, of, ways)
    said = [answering.said(random, trait, place, there) for place, trait in enumerate(of)]
    order = sorted(
        range(len(rows)), key=lambda row: (str(there.year[row]), rows[row], *(each[row] for each in said))
    )
    group, rows = np.searchsorted(years, there.year)[order], [rows[row] for row in order]
    first, then = _counted(random, group, len(years))
    asked = tuple(
        answering.asked(trait, each[order], first, years) for trait, each in zip(of, said, strict=True)
    )
    kept = answering.kept(first, asked[0]) if ways.rolls_by_sex else [None] * len(rows)
    tables = answering.tables(definition, years, of, asked, first, rows, kept)
    girls_and_boys = _rolls_by_sex(years, people) if any(kept) else {}
    tellings: list[Telling] = []
    refused = False
    for codes in [first] if then is None else [first, then]:
        there_now = np.flatnonzero(codes >= 0)
        counted = CountedRound(
            definition,
            [rows[row] for row in there_now],
            [f"Year {years[codes[row]]}" for row in there_now],
            {
                f"Year {year}": max(autumn.rolls[year], int(np.count_nonzero(codes == place)))
                for place, year in enumerate(years)
            },
            characteristic_tables=tables,
            sexes=[_SAID.get(kept[row] or "", "") for row in there_now],
            rolls_by_sex=girls_and_boys,
            years={f"Year {year}": (year,) for year in years},
        )
        try:
            tellings.append(autumn.told(counted, codes, tellings))
        except Leak:
            if not tellings:
                raise
            refused = True
    return Wave(definition, years, tuple(rows), asked, tuple(kept), tuple(tellings), refused)


def _counted(random: np.random.Generator, group: Codes, years: int) -> tuple[Codes, Codes | None]:
    """In which year everybody was counted at first, and after a correction if there was one.

    A few had been left out, a few should have been, a few were counted in another year.
    """
    if random.random() > CORRECTED:
        return group, None
    many = min(12, len(group) // 3)
    some = random.permutation(len(group))[: int(random.integers(1, many + 1)) if many else 0]
    kinds = random.integers(0, 3, len(some))
    first, then = group.copy(), group.copy()
    first[some[kinds == 0]] = -1
    then[some[kinds == 1]] = -1
    first[some[kinds == 2]] = random.integers(0, years, np.count_nonzero(kinds == 2))
    return first, then


_SAID = {mark: sex for sex, mark in SEX_KEPT.items()}


def _rolls_by_sex(years: Sequence[int], people: Crowd) -> dict[str, dict[str, int]]:
    return {
        f"Year {year}": {
            sex: int(np.count_nonzero((people.year == year) & (people.chosen[:, 0] == code)))
            for code, sex in enumerate(("girl", "boy"))
        }
        for year in years
    }
