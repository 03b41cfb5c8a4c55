"""A day as people type it, and as browsers, spreadsheets and registers write it."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from time import strptime

WRITTEN = (
    "%Y-%m-%d",
    *("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %m %Y"),
    *("%d %B %Y", "%d %b %Y"),
)
TWO_DIGITS = re.compile(r"(.*[/. ])(\d\d)", re.ASCII)
"""A day whose year has two digits."""


def day_in(text: str) -> dt.date | None:
    """2027-05-03, 3/5/2027, 3/5/27, 3 May 2027: the day comes before the month. None for anything else."""
    for written in WRITTEN:
        with suppress(ValueError):
            return dt.date(*strptime(text, written)[:3])
    short = TWO_DIGITS.fullmatch(text)
    return day_in(f"{short[1]}20{short[2]}") if short else None


def day_in_cell(cell: str) -> dt.date | None:
    """The day that a cell holds, with or without a time of 0:00, as some programs keep a day."""
    return day_in(cell.removesuffix("T00:00:00").removesuffix(" 00:00:00"))
