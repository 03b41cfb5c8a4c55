"""The people of an invented school: years of uneven size, who leave and come, and what they feel and are."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]
LEAVE, COME = 0.06, 0.05
"""Shares of a school that leave, and come, within a year, besides its oldest and youngest."""
LASTS = 0.75
"""Of a feeling, from one year to the next."""
MOOD, LEANING = 0.62, 0.5
"""Spreads in steps of one answer, as in `tests.simulation.schools`."""
LEAST, MOST = 12, 1500


@dataclass(frozen=True)
class Trait:
    """One about-you question of a school: what it asks, of which years, and how answers are dealt.

    `shares` (years, options): how likely an option is in a year. `effect` (options,): steps of an answer by
    which those who chose it feel otherwise. `unsaid`: how likely nobody is told.
    """

    by: str
    options: tuple[str, ...]
    shares: Floats
    effect: Floats
    unsaid: float
    asked: tuple[int, ...]


@dataclass(frozen=True)
class Crowd:
    """Everyone on roll: year (n,), options chosen (n, questions), mood (n,), leaning (n, areas)."""

    year: Codes
    chosen: Codes
    mood: Floats
    leaning: Floats

    def __len__(self) -> int:
        return len(self.year)

    def only(self, who: NDArray[np.bool_]) -> Crowd:
        return Crowd(self.year[who], self.chosen[who], self.mood[who], self.leaning[who])

    def and_(self, other: Crowd) -> Crowd:
        return Crowd(
            *(np.concatenate(each) for each in zip(vars(self).values(), vars(other).values(), strict=True))
        )


def sizes(random: np.random.Generator, schools: int) -> Codes:
    """How many are on roll: most schools small, some very large."""
    drawn = np.exp(random.normal(np.log(95), 1.15, schools))
    return np.clip(np.rint(drawn), LEAST, MOST).astype(np.int64)


def uneven(random: np.random.Generator, people: int, years: int, evenness: float) -> Codes:
    """So many people in so many years; the more even the larger."""
    shares = random.dirichlet(np.full(years, evenness))
    return random.multinomial(people, shares).astype(np.int64)


def traits(random: np.random.Generator, years: tuple[int, ...]) -> tuple[Trait, ...]:
    """Sex, and two more: some options rare, some found in few years, some questions for the older only."""
    rare = random.uniform(0.01, 0.06)
    sexes = ("girl", "boy", "other") if random.random() < 0.7 else ("girl", "boy", "other", "not_sure")
    some = [rare / (len(sexes) - 2)] * (len(sexes) - 2)
    girls = (1 - rare) * (0.5 if random.random() < 0.85 else random.uniform(0.1, 0.9))
    sex = np.tile([girls, 1 - rare - girls, *some], (len(years), 1))
    found = [Trait("about.sex", sexes, sex, random.normal(0, 0.2, len(sexes)), _unsaid(random), years)]
    for number in (2, 3):
        many = int(random.integers(2, 6))
        shares = random.dirichlet(np.full(many, 0.8), 1).repeat(len(years), axis=0)
        if random.random() < 0.4:
            shares = 0.4 * shares + 0.6 * random.dirichlet(np.full(many, 0.3), len(years))
        names = tuple(f"answer{place}" for place in range(many))
        older = years[len(years) // 2 :] if random.random() < 0.3 else years
        effect = random.normal(0, 0.25, many)
        found.append(Trait(f"about.q{number}", names, shares, effect, _unsaid(random), older))
    return tuple(found)


def _unsaid(random: np.random.Generator) -> float:
    return 0.0 if random.random() < 0.25 else float(random.uniform(0.005, 0.1))


def crowd(
    random: np.random.Generator, years: tuple[int, ...], of_year: Codes, of: tuple[Trait, ...], areas: int
) -> Crowd:
    """New people, so many of each year."""
    place = np.repeat(np.arange(len(years)), of_year)
    chosen = np.array([_dealt(random, trait, place) for trait in of]).T.reshape(len(place), len(of))
    return Crowd(
        np.array(years)[place],
        chosen.astype(np.int64),
        MOOD * random.standard_normal(len(place)),
        LEANING * random.standard_normal((len(place), areas)),
    )


def _dealt(random: np.random.Generator, trait: Trait, place: Codes) -> Codes:
    ends = trait.shares.cumsum(axis=1)[place]
    drawn: Codes = (random.random(len(place))[:, None] > ends).sum(axis=1)
    return np.minimum(drawn, len(trait.options) - 1)


def a_year_later(
    random: np.random.Generator, people: Crowd, years: tuple[int, ...], of: tuple[Trait, ...]
) -> Crowd:
    """Everyone a year older: the oldest gone, some more gone, new youngest and some more new."""
    typical = max(1, len(people) // len(years))
    stay = people.only((people.year < years[-1]) & (random.random(len(people)) > LEAVE))
    areas = people.leaning.shape[1]
    fresh = np.sqrt(1 - LASTS**2)
    stay = replace(
        stay,
        year=stay.year + 1,
        mood=LASTS * stay.mood + fresh * MOOD * random.standard_normal(len(stay)),
        leaning=LASTS * stay.leaning + fresh * LEANING * random.standard_normal((len(stay), areas)),
    )
    come = random.poisson(COME * typical, len(years))
    come[0] += max(0, round(typical * random.uniform(0.7, 1.3)))
    return stay.and_(crowd(random, years, come, of, areas))
