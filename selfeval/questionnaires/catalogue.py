"""The questionnaires that come with selfeval, every version of each, and what may be asked of whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Literal

from selfeval.questionnaires.load import load
from selfeval.questionnaires.model import Change, Item, Questionnaire
from selfeval.questionnaires.parts import LIBRARY

NAMES = (
    "self-evaluation",
    "pupils-5-7",
    "pupils-7-11",
    "pupils-11-18",
    "staff",
    "about-you-pupils",
    "about-you-staff",
)
_LAST_YEARS = {"pupils-5-7": 2, "pupils-7-11": 6, "pupils-11-18": 13}


@cache
def shipped() -> Mapping[str, tuple[Questionnaire, ...]]:
    """Name -> its versions, oldest first."""
    return MappingProxyType({name: _versions(name) for name in NAMES})


def _versions(name: str) -> tuple[Questionnaire, ...]:
    paths = [path for path in (LIBRARY / name).glob("v*.toml") if path.stem[1:].isdigit()]
    return tuple(load(path) for path in sorted(paths, key=lambda path: int(path.stem[1:])))


def latest(name: str) -> Questionnaire:
    """The newest version. Raises KeyError for a name that is not shipped."""
    return shipped()[name][-1]


@cache
def find(name: str, version: int) -> Questionnaire:
    """Raises KeyError for a name or version that is not shipped."""
    for questionnaire in shipped()[name]:
        if questionnaire.definition.version == version:
            return questionnaire
    raise KeyError(f"{name} version {version}")


def changes_by_version(name: str) -> dict[int, tuple[Change, ...]]:
    """Version -> its change list against the version before; empty for a name that is not shipped."""
    return {each.definition.version: each.changes for each in shipped().get(name, ())}


def band_for_year(year: int) -> str:
    """Name of the questionnaire for a year group, Reception being 0. Raises ValueError outside 0-13."""
    if year < 0:
        raise ValueError(f"There is no year group {year}.")
    for name, last in _LAST_YEARS.items():
        if year <= last:
            return name
    raise ValueError(f"There is no year group {year}.")


def about_you(audience: Literal["pupils", "staff"], years: Sequence[int] = ()) -> tuple[Item, ...]:
    """About-you items that may be asked of a group; merged years get the questions of the youngest."""
    items = latest(f"about-you-{audience}").definition.items
    if audience == "staff":
        return items
    return tuple(item for item in items if years and min(years) in item.years)


YEARS = range(14)
"""Reception, then Years 1 to 13."""
BANDS = tuple(_LAST_YEARS)
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
    years: dict[str, list[int]] = {}
    for year in YEARS:
        years.setdefault(asked_in(year, starts), []).append(year)
    return years


def may_join(year: int, starts: Starts = BY_AGE) -> bool:
    """Whether a year can be put together with the one before: both must answer the same questionnaire."""
    return year > 0 and asked_in(year, starts) == asked_in(year - 1, starts)
