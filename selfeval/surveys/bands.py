"""Which questionnaire a year group answers: that of its age, or a younger one where too few would answer.

Never an older one: its questions would be too hard, and some of them too personal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations_with_replacement

from selfeval.questionnaires.versions import band_for_year

YEARS = range(14)
"""Reception, then Years 1 to 13."""
BANDS = ("pupils-5-7", "pupils-7-11", "pupils-11-18")
"""Questionnaires for pupils, the youngest first."""
NOBODY = len(YEARS)
"""The year from which a questionnaire is asked if nobody is asked it."""

Starts = tuple[int, ...]
"""For each questionnaire, the first year that is asked it, up to the first of the next."""
BY_AGE: Starts = tuple(min(year for year in YEARS if band_for_year(year) == band) for band in BANDS)


def asked_in(year: int, starts: Starts = BY_AGE) -> str:
    """The questionnaire that a year answers."""
    return [band for band, start in zip(BANDS, starts, strict=True) if start <= year][-1]


def is_younger(questionnaire: str, year: int) -> bool:
    """Whether a questionnaire is meant for younger pupils than those of a year."""
    return BANDS.index(questionnaire) < BANDS.index(band_for_year(year))


def years_asked(starts: Starts) -> dict[str, list[int]]:
    """Questionnaire -> the years that answer it; one that nobody answers is left out."""
    found: dict[str, list[int]] = {}
    for year in YEARS:
        found.setdefault(asked_in(year, starts), []).append(year)
    return found


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
    found = [starts for starts in possible_starts() if all_reach(rolls, starts, fewest)]
    return min(found, key=lambda starts: _moved(rolls, starts), default=None)


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
