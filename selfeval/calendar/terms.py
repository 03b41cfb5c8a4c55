"""School terms by name: `2026-autumn`, `2027-spring`, `2027-summer`, by the calendar year each ends in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

ENDS: dict[str, tuple[int, int]] = {"spring": (4, 30), "summer": (8, 31), "autumn": (12, 31)}
"""Season -> month and day a term ends on, in the order of a calendar year."""
NAMED = re.compile(r"(20\d\d)-(spring|summer|autumn)", re.ASCII)
OPENS_BEFORE = dt.timedelta(weeks=2)
"""How long before a term ends its edition is opened."""


def is_term(term: str) -> bool:
    """Whether this is how a term is named."""
    return NAMED.fullmatch(term) is not None


def term_of(day: dt.date) -> str:
    """The term that a day lies in; holidays count for the term before them."""
    season = next(season for season, end in ENDS.items() if (day.month, day.day) <= end)
    return f"{day.year}-{season}"


def term_starts(term: str) -> dt.date:
    """Its first day: the one after the term before it has ended."""
    return term_ends(term_before(term)) + dt.timedelta(days=1)


def term_ends(term: str) -> dt.date:
    """Its last day, where a school has typed none of its own. Raises ValueError for what is no term."""
    named = NAMED.fullmatch(term)
    if named is None:
        raise ValueError(f"{term!r} is no term")
    return dt.date(int(named[1]), *ENDS[named[2]])


def term_before(term: str) -> str:
    """The one before."""
    end = term_ends(term)
    return f"{end.year - 1}-autumn" if end.month == 4 else term_of(end - dt.timedelta(days=130))


def term_after(term: str) -> str:
    """The next one."""
    return term_of(term_ends(term) + dt.timedelta(days=1))


def terms_between(first: str, last: str) -> Iterator[str]:
    """All terms from one to another, both included."""
    end = term_ends(last)
    while term_ends(first) <= end:
        yield first
        first = term_after(first)


def term_name(term: str) -> str:
    """`2026-autumn` -> `Autumn 2026`."""
    year, _, season = term.partition("-")
    return f"{season.capitalize()} {year}"
