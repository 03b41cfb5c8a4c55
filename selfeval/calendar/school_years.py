"""What day and time it is in England, and school years from 1 September to 31 August.

The clock can be that of a story.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

_told: ContextVar[dt.datetime | None] = ContextVar("told", default=None)


def now() -> dt.datetime:
    """This moment in UTC, to the second."""
    return (_told.get() or dt.datetime.now(dt.UTC)).replace(microsecond=0)


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """In this block, and in no other thread, it is `moment` (with its zone)."""
    before = _told.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _told.reset(before)


ENGLAND = ZoneInfo("Europe/London")


def today() -> dt.date:
    """The date in England at this moment."""
    return now().astimezone(ENGLAND).date()


def school_year(day: dt.date) -> int:
    """The school year a day lies in, named by the calendar year of its September."""
    return day.year if day.month >= 9 else day.year - 1


def year_label(year: int) -> str:
    """2026 -> '2026/27'."""
    return f"{year}/{(year + 1) % 100:02d}"
