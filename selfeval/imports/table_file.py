"""A table in a file, as CSV or as a workbook, and everything that is wrong with it: where, and a sentence."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO

from selfeval.imports.reader import (
    LONGEST_CELL,
    Row,
    Sheet,
    TableFault,
    delimiter_of,
    is_workbook,
    rows_of,
    text_of,
    whole_workbook,
    without_sep_line,
)
from selfeval.imports.workbook import MOST_COLUMNS, MOST_ROWS

LISTED = 100
"""Faults that are told; more are counted."""
LARGEST = 100_000_000
"""Bytes that are read: a million people and 45 questions."""
A_PIECE = 1 << 20
LONGEST_NAME = 100
BLOCK = 20_000
"""Rows that are handled at a time."""
FURTHEST = 20
"""Rows in which the headings are looked for: a report has its title and its date above them."""
STDIN = Path("-")


@dataclass(frozen=True)
class SentFile:
    """A file that somebody sent: what it is called, and what is in it, in memory alone."""

    name: str
    data: bytes


Source = Path | SentFile


def plain_text(text: str) -> str:
    """In one line, and nothing in it that does not print: a cell must not steer the screen it is told on."""
    return "".join(c if c.isprintable() else "�" for c in " ".join(text.split()))


def shortened(text: str, longest: int = 30) -> str:
    """A text as far as a sentence says it back."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def in_a_row(names: Sequence[str], most: int = 8) -> str:
    """“a”, “b” and “c”; of very many only the first."""
    quoted = [f"“{shortened(name, 60)}”" for name in names[:most]]
    if len(names) > most:
        quoted.append(f"{len(names) - most:,} more")
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def letter(column: int) -> str:
    """A column as a spreadsheet calls it: 0 -> A, 26 -> AA."""
    column, last = divmod(column, 26)
    return (letter(column - 1) if column else "") + chr(ord("A") + last)


@dataclass(frozen=True)
class FileFault:
    """One fault. Rows are counted as a spreadsheet does: the headings are row 1."""

    row: int | None
    column: str | None
    sentence: str

    def __str__(self) -> str:
        row = [] if self.row is None else [f"row {self.row}"]
        column = [] if self.column is None else [f"column {self.column}"]
        where = ", ".join(row + column)
        return f"{where[0].upper()}{where[1:]}: {self.sentence}" if where else self.sentence


@dataclass
class FaultList:
    """Faults in the order in which they are come upon; those of the whole file are never crowded out."""

    listed: list[FileFault] = field(default_factory=list)
    of_file: list[FileFault] = field(default_factory=list)
    total: int = 0

    def add(self, row: int | None, column: str | None, sentence: str) -> None:
        """A fault of a cell, a row, or without a row of the file."""
        kind = self.of_file if row is None else self.listed
        self.total += 1
        if len(kind) < LISTED:
            name = None if column is None else shortened(plain_text(column), 60)
            kind.append(FileFault(row, name, plain_text(sentence)))


class FileFaults(ValueError):
    """A file that cannot be used. `faults` are the first of `total`."""

    def __init__(self, faults: FaultList) -> None:
        self.faults = tuple(sorted([*faults.of_file, *faults.listed], key=lambda fault: fault.row or 0))
        self.total = faults.total
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """One line a fault, and how many there are besides."""
        rest = self.total - len(self.faults)
        return [*map(str, self.faults), *([f"… and {rest:,} more."] if rest else [])]


@dataclass(frozen=True)
class Headings:
    """The lines of headings among the first rows. `recognised`: how many of them mean something."""

    lines: tuple[Row, ...]
    recognised: int

    @property
    def row(self) -> int:
        """The number of the first line."""
        return self.lines[0][0]

    @property
    def names(self) -> tuple[tuple[str, ...], ...]:
        """What the lines say of each column, spaces around it and empty cells left out."""
        width = max(len(cells) for _, cells in self.lines)
        return tuple(
            tuple(filter(None, (cells[at].strip() for _, cells in self.lines if at < len(cells))))
            for at in range(width)
        )


Find = Callable[[Sequence[Row]], Headings]
"""Looks for the headings among the first rows, of which one at least is not empty."""


def first_filled(rows: Sequence[Row]) -> Headings:
    """The first row that has anything in it."""
    return Headings((next(row for row in rows if any(map(str.strip, row[1]))),), 0)


@dataclass(frozen=True)
class TableFile:
    """The headings, without spaces around them (empty where there is none), and the rows below."""

    headings: Headings
    rows: Callable[[], Iterable[Row]]
    """All rows from the first on; they may raise TableFault."""
    remarks: tuple[str, ...] = ()
    short_rows: list[int] = field(default_factory=list)
    """Numbers of the rows that ended before the last heading, once the blocks were read."""

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(names[0] if names else "" for names in self.headings.names)

    def blocks(self, faults: FaultList) -> Iterator[tuple[list[int], list[list[str]], int]]:
        """Row numbers, rows as long as the header, and how many were empty; about BLOCK rows at a time.

        Cells that are missing at the end of a row are empty. A column without a heading must be.
        """
        header = self.header
        width = len(header)
        bare = [at for at, name in enumerate(header) if not name]
        rows, numbers, empty = [], [], 0
        for number, row in self._below(faults):
            if not any(row) or not any(map(str.strip, row)):
                empty += 1
                continue
            if len(row) != width:
                if any(map(str.strip, row[width:])):
                    sentence = f"This row has {len(row)} cells, but there are {width} headings."
                    faults.add(number, None, sentence)
                    continue
                if any(header[len(row) :]):
                    self.short_rows.append(number)
                row = row[:width] + [""] * (width - len(row))
            for at in [at for at in bare if row[at].strip()] if bare else ():
                bare.remove(at)
                faults.add(number, None, NO_HEADING.format(letter(at), shortened(row[at].strip())))
            rows.append(row)
            numbers.append(number)
            if len(rows) == BLOCK:
                yield numbers, rows, empty
                rows, numbers, empty = [], [], 0
        yield numbers, rows, empty

    def sample(self, most: int) -> list[list[str]]:
        """The first rows below the headings, as long as the header; what cannot be read is not told here."""
        width, last = len(self.header), self.headings.lines[-1][0]
        rows = []
        with suppress(TableFault):
            for number, row in islice(self.rows(), most + last):
                if number > last:
                    rows.append(row[:width] + [""] * (width - len(row)))
        return rows

    def _below(self, faults: FaultList) -> Iterator[Row]:
        last = self.headings.lines[-1][0]
        try:
            yield from (row for row in self.rows() if row[0] > last)
        except TableFault as fault:
            faults.add(fault.row, None, SENTENCES[fault.reason])


NO_HEADING = "Column {} has no heading, but “{}” is in it here. Name the column, or delete it."
SAVE = "Save it as “CSV UTF-8” first."
WIDEST = 2_000
"""Of a file; to look for headings among more takes a minute."""
SENTENCES = {
    "workbook": f"{{name}} cannot be read as a spreadsheet: it is damaged or very large. {SAVE}",
    "password": "A password protects {name}. Take the password off and save it as “CSV UTF-8” first.",
    "not_text": f"{{name}} is not text. {SAVE}",
    "misnamed": "{name} is called a spreadsheet, but it is none: it is damaged, or another kind of file that "
    "was given this name. Open it in a spreadsheet program and save it as “CSV UTF-8”.",
    "pdf": "{name} is a PDF: a page to print, without columns. Save the answers as a spreadsheet or as "
    "“CSV UTF-8” where they were gathered.",
    "page": "{name} is a web page or XML, whatever its name says. Open it in a spreadsheet program and save "
    "it as “CSV UTF-8”.",
    "nul": "There is a NUL character here: the file is damaged. Save it again as “CSV UTF-8”.",
    "long_cell": f"A cell here is longer than {LONGEST_CELL:,} characters. Is a quotation mark left open?",
    "wide": f"This row has more than {WIDEST:,} columns. Leave out those that are no answers.",
    "quotes": "The quotation marks here do not match. Save the file again from a spreadsheet, or "
    "correct them.",
}

SPREADSHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def fault_in(name: str, fault: TableFault) -> FileFault:
    """Why a file, called so, cannot be read. What is called a spreadsheet is not told to be a poor text."""
    if fault.reason in ("not_text", "nul") and name.lower().endswith(SPREADSHEETS):
        return FileFault(None, None, SENTENCES["misnamed"].format(name=name))
    return FileFault(fault.row, None, SENTENCES[fault.reason].format(name=name))


def open_table(path: Source, faults: FaultList, find: Find = first_filled) -> TableFile | None:
    """Reads a file, or what is piped in for a dash; None, with a fault, where it is no table."""
    name, find = name_of(path), _of_few_columns(find)
    try:
        data = _bytes_of(path)
        if len(data) > LARGEST:
            faults.add(None, None, f"{name} is larger than {LARGEST // 1_000_000} MB. Split it up.")
        elif is_workbook(data):
            return _of_workbook(whole_workbook(data), name, find, faults)
        else:
            return _of_text(text_of(data), name, find, faults)
    except OSError as fault:
        faults.add(None, None, f"{name} cannot be read: {fault.strerror or fault}.")
    except TableFault as fault:
        why = fault_in(name, fault)
        faults.add(why.row, None, why.sentence)
    return None


def _of_few_columns(find: Find) -> Find:
    """Headings are looked for only where no row is wider than a table can be."""

    def checked(rows: Sequence[Row]) -> Headings:
        for number, cells in rows:
            if len(cells) > WIDEST and any(map(str.strip, cells[WIDEST:])):
                raise TableFault("wide", number)
        return find(rows)

    return checked


def name_of(path: Source) -> str:
    """What a file is called where it is told of."""
    return "What was piped in" if path == STDIN else plain_text(path.name)


def _bytes_of(path: Source) -> bytes:
    """At most one byte more than may be read: some files have no end. Raises OSError, TableFault."""
    pieces: list[bytes] = []
    left = LARGEST + 1
    with _opened(path) as file:
        while left and (piece := file.read(min(A_PIECE, left))):
            if not pieces and b"\0\0\0\0" in piece and not is_workbook(piece):
                raise TableFault("nul", 1)
            pieces.append(piece)
            left -= len(piece)
    return b"".join(pieces)


def _opened(path: Source) -> AbstractContextManager[IO[bytes]]:
    if isinstance(path, SentFile):
        return io.BytesIO(path.data)
    return nullcontext(sys.stdin.buffer) if path == STDIN else path.open("rb")


def _of_text(text: str, name: str, find: Find, faults: FaultList) -> TableFile | None:
    text, separator = without_sep_line(text)
    if not text.strip():
        _empty(name, faults)
        return None
    likely = separator or delimiter_of(text.lstrip().partition("\n")[0])
    tried: dict[str, Headings] = {}
    for delimiter in dict.fromkeys([likely, *("" if separator else ",;\t")]):
        rows = _first_rows(text, delimiter)
        if any(any(map(str.strip, cells)) for _, cells in rows):
            tried[delimiter] = find(rows)
    if not tried:
        tried[likely] = first_filled(list(rows_of(io.StringIO(text, newline=""), likely)))
    best = max(tried, key=lambda delimiter: tried[delimiter].recognised)
    return TableFile(tried[best], lambda: rows_of(io.StringIO(text, newline=""), best))


def _first_rows(text: str, delimiter: str) -> list[Row]:
    """As many of the rows in which headings are looked for as can be read."""
    rows: list[Row] = []
    try:
        rows.extend(islice(rows_of(io.StringIO(text, newline=""), delimiter), FURTHEST))
    except TableFault:
        return rows  # said when the file is read on
    return rows


def _empty(name: str, faults: FaultList) -> None:
    faults.add(None, None, f"{name} is empty. It needs a row of headings and a row for each answer.")


def _of_workbook(sheets: Sequence[Sheet], name: str, find: Find, faults: FaultList) -> TableFile | None:
    """The first sheet with headings that mean something, or the first; hidden sheets are not looked at."""
    filled = [sheet for sheet in sheets if sheet.visible and any(any(cells) for _, cells in sheet.rows)]
    if not filled:
        _empty(name, faults)
        return None
    if sum(len(sheet.rows) for sheet in sheets) >= MOST_ROWS:
        faults.add(None, None, f"{name} has more than {MOST_ROWS:,} rows, too many for a spreadsheet. {SAVE}")
        return None
    headings = [_find_in(sheet, find) for sheet in filled]
    at = next((place for place, lines in enumerate(headings) if lines.recognised), 0)
    if len(headings[at].names) >= MOST_COLUMNS:
        faults.add(None, None, f"{name} has {MOST_COLUMNS} columns or more, too many here. {SAVE}")
        return None
    others = [sheet.name for place, sheet in enumerate(filled) if place != at]
    remarks = [f"Only the sheet “{filled[at].name}” was read, not {in_a_row(others)}."] if others else []
    hidden = len(filled[at].hidden)
    if hidden:
        rows = "1 row that is" if hidden == 1 else f"{hidden:,} rows that are"
        remarks.append(f"Answers in {rows} hidden in the spreadsheet, as by a filter, were read like others.")
    return TableFile(headings[at], lambda: iter(filled[at].rows), tuple(map(plain_text, remarks)))


def _find_in(sheet: Sheet, find: Find) -> Headings:
    first = sheet.rows[:FURTHEST]
    return find(first) if any(any(cells) for _, cells in first) else first_filled(sheet.rows)


def check_name(
    kind: str, name: str, row: int, column: str, faults: FaultList, *, may_be_empty: bool = False
) -> None:
    """A respondent's id or a group's name: there, not long, and nothing in it that does not print."""
    if not name and may_be_empty:
        return
    if not name:
        faults.add(row, column, f"This cell is empty. Every row needs a {kind}.")
    elif len(name) > LONGEST_NAME:
        faults.add(row, column, f"This {kind} has {len(name)} characters. The most is {LONGEST_NAME}.")
    elif not name.isprintable():
        faults.add(row, column, f"This {kind} has a character that cannot be printed. Type it again.")


def check_header(header: Sequence[str], row: int, faults: FaultList) -> None:
    """No name twice."""
    seen: dict[str, int] = {}
    for at, name in enumerate(header):
        if name and name in seen:
            a, b = letter(seen[name]), letter(at)
            faults.add(row, name, f"Columns {a} and {b} have the same heading. Keep one of them.")
        seen.setdefault(name, at)
