"""A form as it stands: what was typed, dates among it, and what is wrong with it. Nothing typed is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO

from flask import Request, request
from werkzeug.datastructures import MultiDict


class InMemory(Request):
    """A request whose uploads stay in memory: a list of pupils touches no disk."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()


@dataclass(frozen=True)
class Form:
    """Typed values and, for each field that is wrong, one sentence that says how to mend it."""

    typed: MultiDict[str, str] = field(default_factory=MultiDict)
    faults: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str, default: str = "") -> str:
        """What was typed into a field."""
        return self.typed.get(name, default)

    def chosen(self, name: str) -> list[str]:
        """Every box ticked under this name."""
        return self.typed.getlist(name)

    def fault(self, name: str) -> str | None:
        """What is wrong with a field."""
        return self.faults.get(name)

    def with_faults(self, faults: Mapping[str, str]) -> Form:
        """The same text, with what is wrong with it."""
        return Form(self.typed, dict(faults))


def typed() -> Form:
    """What this request has sent. Control characters are dropped, white space at the ends is cut off."""
    clean: MultiDict[str, str] = MultiDict()
    for name, values in request.form.lists():
        clean.setlist(name, [_clean(value) for value in values])
    return Form(clean)


def asked(names: Iterable[str]) -> Form:
    """What the address asks for: a form that is sent by GET, so that its answer can be linked to."""
    return filled({name: _clean(request.args.get(name, "")) for name in names})


def filled(values: Mapping[str, str | Iterable[str]]) -> Form:
    """A form with these values in it, before anyone has typed."""
    start: MultiDict[str, str] = MultiDict()
    for name, value in values.items():
        start.setlist(name, [value] if isinstance(value, str) else list(value))
    return Form(start)


def _clean(text: str) -> str:
    kept = "".join(mark for mark in text.replace("\r\n", "\n") if mark in "\n\t" or mark.isprintable())
    return kept.strip()


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
