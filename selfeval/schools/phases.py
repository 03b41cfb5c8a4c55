"""Which years a school of a phase has, so that pages ask about no others."""

from __future__ import annotations

from functools import cache

from selfeval.calendar.school_years import group_name, year_name
from selfeval.english import lowered
from selfeval.questionnaires.catalogue import YEARS
from selfeval.store.schools_and_accounts import PHASES

_YEARS_OF = {"PS": range(7), "MP": range(4, 8), "MS": range(5, 9), "SS": range(7, 14)}
"""Phase -> its years, where they are known. Nurseries, all-through and special schools may have any."""


@cache
def years_of(phase: str | None) -> frozenset[int]:
    """The years a school of this phase can have; all of them where the phase does not say."""
    return frozenset(_YEARS_OF.get(phase or "", YEARS))


def span_of(phase: str | None) -> str:
    """Reception to Year 6; Years 7 to 13"""
    years = sorted(years_of(phase))
    return f"{year_name(0)} to {year_name(years[-1])}" if years[0] == 0 else group_name(years)


@cache
def outside_words(phase: str | None) -> str:
    """Years outside Reception to Year 6: a primary school rarely has them. Empty where there are none."""
    if years_of(phase) == frozenset(YEARS):
        return ""
    school = "middle" if phase in ("MP", "MS") else lowered(PHASES[phase or ""])
    return f"Years outside {span_of(phase)}, which a {school} school rarely has"
