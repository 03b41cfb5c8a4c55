"""One area of invented schools through every attack."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tests.attack.bounds import confined
from tests.attack.counts import counted
from tests.attack.exact import Undecided, solved
from tests.attack.holder import Tied, tied
from tests.attack.partners import Partnerships, attacked
from tests.attack.people import sizes
from tests.attack.shares import Shares, shares
from tests.attack.told import Round, releases_of, round_of
from tests.attack.worlds import ROUNDS, School, school

AREA = 25
"""Schools of one authority."""
SEED = 20261124
DRAWN_EVERY = 10
"""In one school of so many, divisions of the rows are drawn for every table."""


@dataclass
class Result:
    """What came of the schools of an area, or of all."""

    schools: int = 0
    people: int = 0
    rounds: int = 0
    corrections: int = 0
    refused: int = 0
    """Corrections beside which nothing safe was left to show."""
    scales: int = 0
    figures: int = 0
    misread: list[str] = field(default_factory=list)
    solved: list[str] = field(default_factory=list)
    undecided: int = 0
    """Rounds of which the solver of whole numbers came to no end."""
    sets: int = 0
    confined: list[str] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)
    tied: Tied = field(default_factory=Tied)
    shares: Shares = field(default_factory=Shares)
    partnerships: Partnerships = field(default_factory=Partnerships)

    @property
    def leaks(self) -> int:
        return len(self.all_leaks())

    def all_leaks(self) -> list[str]:
        """What was found, in sentences."""
        tied = [f"{self.tied.sure} rows are tied to an answer."] if self.tied.sure else []
        return [*self.misread, *self.solved, *self.confined, *self.counted, *self.partnerships.leaks, *tied]

    def add(self, other: Result) -> None:
        for name, value in vars(other).items():
            mine = getattr(self, name)
            if isinstance(value, int | list):
                setattr(self, name, mine + value)
            else:
                mine.add(value)


def area(number: int, schools: int = AREA, seed: int = SEED, rounds_each: int = ROUNDS) -> Result:
    """The schools of one authority, attacked one by one and together."""
    random = np.random.default_rng([seed, number])
    result = Result()
    every: list[School] = []
    rounds: dict[str, list[Round]] = {}
    for place, size in enumerate(sizes(random, schools)):
        made = school([seed, number, place], f"School {number}-{place}", int(size), rounds_each)
        every.append(made)
        rounds[made.name] = _attack(result, made, draw=place % DRAWN_EVERY == 0)
    result.partnerships = attacked(random, every, rounds)
    return result


def _attack(result: Result, made: School, *, draw: bool) -> list[Round]:
    releases = releases_of(made)
    rounds = [round_of(wave, releases) for wave in made.waves]
    result.schools += 1
    result.people += made.size
    for number, round_ in enumerate(rounds):
        name = f"{made.name}, round {number}"
        result.rounds += 1
        result.corrections += len(round_.wave.tellings) - 1
        result.refused += round_.wave.refused
        result.scales += len(round_.wave.definition.scales)
        result.figures += len(round_.figures)
        result.misread += [f"{name}: {each.source} {each.scale}" for each in round_.misread()]
        try:
            result.solved += [f"{name}: {each.scale} of {each.few}" for each in solved(round_)]
        except Undecided:
            result.undecided += 1
        result.counted += [f"{name}: {each.n} in {each.year}" for each in counted(round_.wave)]
        tried = confined(round_)
        result.sets += tried.sets
        result.confined += [
            f"{name}: {each.scale} of {each.few} from {each.low:.1f} to {each.high:.1f}"
            for each in tried.confined
        ]
    result.tied.add(tied(rounds, draw=draw, seed=made.size))
    result.shares.add(shares(made.size, rounds))
    return rounds
