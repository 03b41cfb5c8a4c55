"""A day as people type it, and as browsers, spreadsheets and registers write it."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from time import strptime

WRITTEN = (
    "%Y-%m-%d",
    *("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %m %Y"),
    *("%d %B %Y", "%d %b %Y"),
)


def day_in(text: str) -> dt.date | None:
    """2027-05-03, 3/5/2027, 3 May 2027: the day comes before the month. None for anything else."""
    for written in WRITTEN:
        with suppress(ValueError):
            return dt.date(*strptime(text, written)[:3])
    return None
