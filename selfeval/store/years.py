"""The school's calendar: days in England, and school years from 1 September to 31 August."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from selfeval.store.clock import now

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
