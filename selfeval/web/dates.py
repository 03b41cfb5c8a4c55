"""Dates as people type them: day, month, year in three fields."""

from __future__ import annotations

import datetime as dt

from selfeval.web.forms import Form

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


def whole_number(text: str, most_digits: int = 6) -> int | None:
    """A number written with the digits 0 to 9; None for anything else."""
    plain = text.replace(",", "").replace(" ", "")
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= most_digits else None


def typed_date(form: Form, name: str, what: str) -> tuple[dt.date | None, str | None]:
    """The date in the fields name-day, name-month and name-year; or None and what is wrong with it."""
    parts = [form.value(f"{name}-{part}") for part in ("day", "month", "year")]
    if not any(parts):
        return None, f"Enter {what}."
    if not all(parts):
        return None, f"Enter {what} with its day, its month and its year."
    day, month, year = whole_number(parts[0]), _month(parts[1]), whole_number(parts[2])
    if year is None or not 2000 <= year <= 2100:
        return None, f"Write the year of {what} with four digits, such as 2026."
    try:
        return dt.date(year, month or 0, day or 0), None
    except ValueError:
        return None, f"Enter {what} as a date that is in the calendar, such as 5 10 2026."


def _month(text: str) -> int | None:
    number = whole_number(text)
    if number is not None:
        return number
    found = [
        place for place, name in enumerate(MONTHS, 1) if len(text) >= 3 and name.startswith(text.lower())
    ]
    return found[0] if len(found) == 1 else None


def as_typed(name: str, date: dt.date) -> dict[str, str]:
    """A date as the three fields hold it."""
    return {f"{name}-day": str(date.day), f"{name}-month": str(date.month), f"{name}-year": str(date.year)}
