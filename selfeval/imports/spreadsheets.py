"""A list as people send it: a file saved by any program, or columns pasted out of a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from selfeval.imports.workbook import MOST_COLUMNS, MOST_ROWS, NoWorkbook, read_workbook

LARGEST = 900_000
"""Bytes of a file; a list of 3,000 pupils with ten columns has half of it."""
LONGEST_CELL = 2_000
"""Characters; a longer one is a quotation mark that was left open."""
Row = tuple[int, list[str]]
"""Its number in the list, counted from 1, and its cells without spaces around them."""
SPREADSHEET = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
SAVE_AGAIN = (
    "Open it in your spreadsheet program and save it as “CSV UTF-8”, or copy its columns and paste them."
)
WHOLE = re.compile(r"([0-9]+|[0-9]{1,3}([, ][0-9]{3})+)(\.0)?")
MOST_DIGITS = 5


class Unreadable(Exception):
    """A list that cannot be read; the message says why, and what to do."""


class WrongNumber(Exception):
    """A cell that should hold a number: what it says, and in the middle of a sentence why it is none."""

    def __init__(self, said: str, why: str) -> None:
        super().__init__(why)
        self.said, self.why = said, why


def rows_of_file(data: bytes) -> list[Row]:
    """The rows of a file that have anything in them. Raises Unreadable."""
    if len(data) > LARGEST:
        raise Unreadable(
            f"This file is larger than {LARGEST // 1000} kB. Copy the columns that are needed and paste them."
        )
    if not data.strip():
        raise Unreadable("This file is empty. Choose another one.")
    if data.startswith(SPREADSHEET):
        try:
            return _numbered(read_workbook(data))
        except NoWorkbook:
            raise Unreadable(f"This spreadsheet cannot be read here. {SAVE_AGAIN}") from None
    if data.lstrip().startswith(b"%PDF"):
        raise Unreadable(
            "This file is a PDF: a page to print, without columns. Get the list out of your school’s system "
            "as a spreadsheet or as CSV, or open the PDF, copy its lines and paste them."
        )
    if data.lstrip()[:1] == b"<":
        raise Unreadable(f"This file is a web page or XML, whatever its name says. {SAVE_AGAIN}")
    return rows_of_text(_decoded(data))


def rows_of_text(text: str) -> list[Row]:
    """The rows of pasted text, or of a text file: columns by tab, semicolon or comma. Raises Unreadable."""
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise Unreadable(f"This is not a list: it has characters that no text has. {SAVE_AGAIN}")
    if not text.strip():
        raise Unreadable("Paste a list, or choose a file with one.")
    rows = list(_parsed(text))
    if len(rows) > MOST_ROWS:
        raise Unreadable(f"This list has more than {MOST_ROWS:,} rows. Is it the right one?")
    return _numbered(rows)


def _decoded(data: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or else what Excel writes in Western Europe."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(f"This file is not a text file or a spreadsheet. {SAVE_AGAIN}")


def _parsed(text: str) -> Iterator[list[str]]:
    head = text[:5_000]
    delimiter = max("\t;,", key=head.count)  # the first of them where there are as many
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error:
        raise Unreadable(
            f"Row {reader.line_num} of this list cannot be read: "
            "a quotation mark is left open there, or a cell is very long."
        ) from None


def _numbered(rows: list[list[str]]) -> list[Row]:
    """Rows that say anything, up to their last cell that does: some programs end each row with a comma."""
    clean = ([_clean(cell) for cell in row[:MOST_COLUMNS]] for row in rows)
    return [(number, _filled(cells)) for number, cells in enumerate(clean, 1) if any(cells)]


def _filled(cells: list[str]) -> list[str]:
    return cells[: max(place for place, cell in enumerate(cells, 1) if cell)]


def _clean(cell: str) -> str:
    """In one line, without what cannot be printed."""
    return "".join(mark if mark.isprintable() else " " for mark in cell.replace("\xa0", " ")).strip()


def whole_number(said: str) -> int:
    """'1,204' -> 1204; an empty cell -> 0. Raises WrongNumber."""
    if not said:
        return 0
    if said.startswith("="):
        raise WrongNumber(said, "it is a formula, not a number")
    if not WHOLE.fullmatch(said):
        raise WrongNumber(said, "it is not a whole number")
    digits = said.removesuffix(".0").replace(",", "").replace(" ", "").lstrip("0")
    if len(digits) > MOST_DIGITS:
        raise WrongNumber(said, "no school is that large")
    return int(digits or 0)


def is_number(said: str) -> bool:
    """Whether a cell holds a whole number, and is not empty."""
    return bool(WHOLE.fullmatch(said))
