"""Forms as they stand: what was typed, dates among it, and what is wrong with it. Nothing typed is lost."""

from __future__ import annotations

import datetime as dt
import unicodedata
from calendar import month_name
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO, Any, Self, TypeVar, overload

from flask import Request, Response, request
from flask import session as cookie
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, StringField
from wtforms.validators import StopValidation


class InMemory(Request):
    """A request whose uploads stay in memory: a list of pupils touches no disk.

    What is larger than such a list can be is public, a register, and lies in a file without name.
    """

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return TemporaryFile() if (total_content_length or 0) > LARGEST_IN_MEMORY else BytesIO()


LARGEST_IN_MEMORY = 2_000_000
"""Bytes."""


class Form(FlaskForm):
    """Typed values and, for each field that is wrong, one sentence that says how to mend it.

    A form that is a list of fields declares them in a class of its own. One with a field for each year group
    or indicator declares none: its view reads the values and says what is wrong.
    """

    class Meta(FlaskForm.Meta):
        csrf = False  # looked at for every request that is sent, before its view

        def get_translations(self, form: object) -> None:
            """None: every sentence is our own."""

    def __init__(
        self, typed: MultiDict[str, str] | None = None, faults: Mapping[str, str] | None = None
    ) -> None:
        self.typed: MultiDict[str, str] = MultiDict() if typed is None else typed
        self._faults = dict(faults or {})
        super().__init__(self.typed)

    def value(self, name: str) -> str:
        """What was typed into a field."""
        return self.typed.get(name, "")

    def chosen(self, name: str) -> list[str]:
        """Every box ticked under this name."""
        return self.typed.getlist(name)

    @property
    def faults(self) -> dict[str, str]:
        """What is wrong, by field."""
        return {field.name: str(field.errors[0]) for field in self if field.errors} | self._faults

    def fault(self, name: str) -> str | None:
        """What is wrong with a field."""
        return self.faults.get(name)

    def with_faults(self, faults: Mapping[str, str]) -> Self:
        """The same text, with what is wrong with it."""
        return type(self)(self.typed, faults)

    def validate(self, extra_validators: Mapping[str, Sequence[Rule]] | None = None) -> bool:
        """Whether nothing is wrong with the declared fields. What is, is in `faults` from then on."""
        return bool(super().validate(extra_validators))


Rule = Callable[[Form, Field], None]
"""A validator: raises StopValidation with the sentence that stands above the field."""
Declared = TypeVar("Declared", bound=Form)


def refuse(fault: str | None) -> None:
    """What one of our rules says is the fault of a field. Raises StopValidation unless it is None."""
    if fault:
        raise StopValidation(fault)


def rule(fault_of: Callable[..., str | None], *more: str) -> Rule:
    """One of our rules about a text, as a validator."""
    return lambda _form, field: refuse(fault_of(field.data, *more))


def needed(sentence: str) -> Rule:
    """A validator: the sentence is the fault of a field that was left empty."""
    return lambda _form, field: refuse(None if field.data else sentence)


class Text(StringField):
    """A text without control characters and white space at its ends; empty where nothing was sent."""

    data: str

    def __init__(self, *rules: Rule, **options: Any) -> None:
        super().__init__(validators=rules, default="", **options)


class Password(Text):
    """A password is taken as typed: white space in it counts."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = request.form.get(self.name, "")


class Day(Field):
    """A date in three inputs: name-day, name-month and name-year. `what` names the day in a sentence."""

    data: dt.date | None

    def __init__(self, what: str, *, may_be_empty: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.what, self.may_be_empty = what, may_be_empty

    def process(self, formdata: MultiDict[str, str], *_data: object, **_filters: object) -> None:
        """Reads the three inputs."""
        parts = _day_parts(formdata, self.name)
        nothing = self.may_be_empty and not any(parts)
        self.data, fault = (None, None) if nothing else _day(parts, self.what)
        self.process_errors = (fault,) if fault else ()


@overload
def typed() -> Form: ...
@overload
def typed(kind: type[Declared]) -> Declared: ...
def typed(kind: type[Form] = Form) -> Form:
    """What this request has sent. Control characters are dropped, white space at the ends is cut off."""
    clean: MultiDict[str, str] = MultiDict()
    for name, values in request.form.lists():
        clean.setlist(name, [_clean(value) for value in values])
    return kind(clean)


def asked(kind: type[Declared]) -> Declared:
    """What the address asks for: a form that is sent by GET, so that its answer can be linked to."""
    return kind(MultiDict({name: _clean(value) for name, value in request.args.items()}))


def tell_that_it_is_saved(response: Response) -> Response:
    """The next page says that a form is saved, of which its browser keeps the text until then.

    A view that has saved sends the browser on; whatever it refuses or gives back is a page of its own.
    """
    if request.method == "POST" and response.status_code == 303 and "kept" in request.form:
        cookie["saved_text"] = request.form["kept"][:LONGEST_KEY]
    return response


LONGEST_KEY = 200
"""Characters of the name under which a browser keeps a text."""


def filled(values: Mapping[str, str | Iterable[str]]) -> Form:
    """A form with these values in it, before anyone has typed."""
    start: MultiDict[str, str] = MultiDict()
    for name, value in values.items():
        start.setlist(name, [value] if isinstance(value, str) else list(value))
    return Form(start)


def _clean(text: str) -> str:
    lines = text.replace("\r\n", "\n")
    spaced = "".join(" " if unicodedata.category(mark) == "Zs" else mark for mark in lines)
    return "".join(mark for mark in spaced if mark in "\n\t" or mark.isprintable()).strip()


def whole_number(text: str, most_digits: int = 6) -> int | None:
    """A number written with the digits 0 to 9; None for anything else."""
    plain = text.replace(",", "").replace(" ", "")
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= most_digits else None


def typed_date(form: Form, name: str, what: str) -> tuple[dt.date | None, str | None]:
    """The date in the fields name-day, name-month and name-year; or None and what is wrong with it."""
    return _day(_day_parts(form.typed, name), what)


def typed_date_or_none(form: Form, name: str, what: str) -> tuple[dt.date | None, str | None]:
    """The same of a date that may be left out: None without a fault where all three fields are empty."""
    return typed_date(form, name, what) if any(_day_parts(form.typed, name)) else (None, None)


def _day_parts(typed: MultiDict[str, str], name: str) -> list[str]:
    return [typed.get(f"{name}-{part}", "") for part in ("day", "month", "year")]


SHORT = 2
"""Digits of a year that is of this century: 26 is 2026."""


def _day(parts: Sequence[str], what: str) -> tuple[dt.date | None, str | None]:
    if not any(parts):
        return None, f"Enter {what}."
    if not all(parts):
        return None, f"Enter {what} with its day, its month and its year."
    day, month, year = whole_number(parts[0]), _month(parts[1]), whole_number(parts[2])
    if year is not None and len(parts[2]) == SHORT:
        year += 2000
    if year is None or not 2000 <= year <= 2100:
        return None, f"Write the year of {what} with two or four digits, such as 26 or 2026."
    try:
        return dt.date(year, month or 0, day or 0), None
    except ValueError:
        return None, f"Enter {what} as a date that is in the calendar, such as 5 10 2026."


def _month(text: str) -> int | None:
    number = whole_number(text)
    if number is not None:
        return number
    months = [
        place
        for place, name in enumerate(month_name)
        if len(text) >= 3 and name.lower().startswith(text.lower())
    ]
    return months[0] if len(months) == 1 else None


def as_typed(name: str, date: dt.date) -> dict[str, str]:
    """A date as the three fields hold it."""
    return {f"{name}-day": str(date.day), f"{name}-month": str(date.month), f"{name}-year": str(date.year)}
