"""A list as people send it: a file saved by any program, or columns pasted out of a spreadsheet."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from selfeval.imports.reader import (
    Row,
    Sheet,
    TableFault,
    check_text,
    is_workbook,
    pasted_rows,
    text_of,
    whole_workbook,
)
from selfeval.imports.workbook import MOST_COLUMNS, MOST_ROWS

LARGEST = 900_000
"""Bytes of a file; a list of 3,000 pupils with ten columns has half of it."""
LONGEST_CELL = 2_000
"""Characters; a longer one is a quotation mark that was left open."""
SAVE_AGAIN = (
    "Open it in your spreadsheet program and save it as “CSV UTF-8”, or copy its columns and paste them."
)
WHOLE = re.compile(r"([0-9]+|[0-9]{1,3}([, ][0-9]{3})+)(\.0)?")
MOST_DIGITS = 5


FORMULA = "it is a formula that nobody has worked out; open the list in a spreadsheet program and save it"


class Unreadable(Exception):
    """A list that cannot be read; the message says why, and what to do."""


class WrongNumber(Exception):
    """A cell that should hold a number: what it says, and in the middle of a sentence why it is none."""

    def __init__(self, text: str, why: str) -> None:
        super().__init__(why)
        self.text, self.why = text, why


REFUSALS = {
    "workbook": f"This spreadsheet cannot be read here. {SAVE_AGAIN}",
    "password": "A password protects this workbook, so it cannot be read here. Open it in your spreadsheet "
    "program and save a copy without the password (in Excel: File, Info, Protect Workbook, Encrypt with "
    "Password, and empty the field), or copy its columns and paste them.",
    "not_text": f"This file is not a text file or a spreadsheet. {SAVE_AGAIN}",
    "pdf": "This file is a PDF: a page to print, without columns. Get the list out of your school’s system "
    "as a spreadsheet or as CSV, or open the PDF, copy its lines and paste them.",
    "page": f"This file is a web page or XML, whatever its name says. {SAVE_AGAIN}",
    "nul": f"This is not a list: it has characters that no text has. {SAVE_AGAIN}",
    "quotes": "Row {line} of this list cannot be read: "
    "a quotation mark is left open there, or a cell is very long.",
}
REFUSALS["long_cell"] = REFUSALS["quotes"]


def sheets_of_file(data: bytes) -> list[Sheet]:
    """The sheets of a file, and of each the rows that have anything in them. Raises Unreadable."""
    if len(data) > LARGEST:
        raise Unreadable(
            f"This file is larger than {LARGEST // 1000} kB. Copy the columns that are needed and paste them."
        )
    if not data.strip():
        raise Unreadable("This file is empty. Choose another one.")
    with _refusals():
        if not is_workbook(data):
            return sheets_of_text(text_of(data))
        return [replace(sheet, rows=_clean_rows(sheet.rows)) for sheet in whole_workbook(data)]


def sheets_of_text(text: str) -> list[Sheet]:
    """Pasted text, or a text file, as one sheet: columns by tab, semicolon or comma. Raises Unreadable."""
    with _refusals():
        check_text(text)
        rows = list(pasted_rows(text.removeprefix("\ufeff"), LONGEST_CELL))
    if not any(any(map(str.strip, cells)) for _, cells in rows):
        raise Unreadable("Paste a list, or choose a file with one.")
    if len(rows) > MOST_ROWS:
        raise Unreadable(f"This list has more than {MOST_ROWS:,} rows. Is it the right one?")
    return [Sheet(_clean_rows(rows))]


@contextmanager
def _refusals() -> Iterator[None]:
    """What the reader cannot read, in a sentence that says what to do."""
    try:
        yield
    except TableFault as fault:
        raise Unreadable(REFUSALS[fault.reason].format(line=fault.line)) from None


def _clean_rows(rows: Iterable[Row]) -> list[Row]:
    """Rows that say anything, up to their last cell that does: some programs end each row with a comma."""
    clean = ((number, [_clean(cell) for cell in cells[:MOST_COLUMNS]]) for number, cells in rows)
    return [(number, _filled(cells)) for number, cells in clean if any(cells)]


def _filled(cells: list[str]) -> list[str]:
    return cells[: max(place for place, cell in enumerate(cells, 1) if cell)]


def _clean(cell: str) -> str:
    """In one line, without what cannot be printed."""
    return "".join(mark if mark.isprintable() else " " for mark in cell.replace("\xa0", " ")).strip()


def whole_number(text: str) -> int:
    """'1,204' -> 1204; an empty cell -> 0. Raises WrongNumber."""
    if not text:
        return 0
    if text.startswith("="):
        raise WrongNumber(text, FORMULA)
    if not WHOLE.fullmatch(text):
        raise WrongNumber(text, "it is not a whole number")
    digits = text.removesuffix(".0").replace(",", "").replace(" ", "").lstrip("0")
    if len(digits) > MOST_DIGITS:
        raise WrongNumber(text, "no school is that large")
    return int(digits or 0)


NO_DAY = frozenset({"", "-", "–", "n/a", "na", "none", "null", "0", "00/00/0000", "nil"})
"""Cells that say that there is no date."""
BY_NUMBERS = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4}|[0-9]{2})( .*)?")
ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})([ T].*)?")
IN_WORDS = re.compile(
    r"(?:[a-z]+,? )?([0-9]{1,2})(?:st|nd|rd|th)?[- /]([a-z]{3})[a-z]*\.?[- /,]+([0-9]{4}|[0-9]{2})"
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SERIAL = re.compile(r"[2-7][0-9]{4}")
SERIAL_BEGINS = dt.date(1899, 12, 30)


def days_of(texts: Iterable[str]) -> list[dt.date | None]:
    """The dates of a column, day before month unless one of them cannot be read so; None for what is none."""
    column = [text.casefold() for text in texts]
    numbers = [pair for text in column if (pair := BY_NUMBERS.fullmatch(text))]
    month_first = any(int(pair[2]) > 12 for pair in numbers) and not any(
        int(pair[1]) > 12 for pair in numbers
    )
    return [_day(text, month_first=month_first) for text in column]


def _day(text: str, *, month_first: bool) -> dt.date | None:
    if SERIAL.fullmatch(text):
        return SERIAL_BEGINS + dt.timedelta(days=int(text))
    if iso := ISO.fullmatch(text):
        year, month, day = int(iso[1]), int(iso[2]), int(iso[3])
    elif numbers := BY_NUMBERS.fullmatch(text):
        day, month, year = int(numbers[1]), int(numbers[2]), int(numbers[3])
        day, month = (month, day) if month_first else (day, month)
    elif (words := IN_WORDS.fullmatch(text)) and words[2] in MONTHS:
        day, month, year = int(words[1]), MONTHS.index(words[2]) + 1, int(words[3])
    else:
        return None
    try:
        return dt.date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def is_number(text: str) -> bool:
    """Whether a cell holds a whole number, and is not empty."""
    return bool(WHOLE.fullmatch(text))
