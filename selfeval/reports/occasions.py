"""When rounds were: names for them that are as short as they can be and still tell them apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from selfeval.scoring.comparisons import Occasion

SEASONS = {9: "autumn", 10: "autumn", 11: "autumn", 12: "autumn", 1: "spring", 2: "spring", 3: "spring"}
"""Month -> term of an English school; all others are the summer term."""


def opened(occasion: Occasion) -> dt.date:
    return dt.date.fromisoformat(occasion.opens_on)


def term(day: dt.date) -> str:
    """autumn 2026"""
    return f"{SEASONS.get(day.month, 'summer')} {day.year}"


def names(days: Sequence[dt.date]) -> tuple[str, ...]:
    """2023, 2024 …; autumn 2023 where a year has two rounds; the day where a term has two."""
    for told in (lambda day: str(day.year), term):
        found = tuple(told(day) for day in days)
        if len(set(found)) == len(found):
            return found
    return tuple(f"{day.day} {day:%B} {day.year}" for day in days)


def short(name: str, *, many: bool) -> str:
    """For under an axis: 2023, or ’23 where there are many."""
    if many and name.isdecimal():
        return f"’{name[2:]}"
    season, _, year = name.partition(" ")
    return f"{season[:3]} ’{year[2:]}" if season in ("autumn", "spring", "summer") else name
