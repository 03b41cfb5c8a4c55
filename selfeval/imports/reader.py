"""The one reader of tables that people have: text as any program saves it, and workbooks.

What cannot be read is a `TableFault`; each caller says in its own words what to do about it.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Literal

from selfeval.imports import workbook
from selfeval.imports.own_process import run_on

Row = tuple[int, list[str]]
"""Its number, counted as a spreadsheet does, and its cells."""
Reason = Literal["not_text", "nul", "quotes", "long_cell", "workbook", "password", "wide", "pdf", "page"]
WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How a spreadsheet program's own files begin: .xlsx and .ods, .xls."""
PDF = b"%PDF"
MARKUP = re.compile(r"\s*<[!?a-z]", re.IGNORECASE)
"""How a web page or XML begins; <5 may be a heading."""
SEP_LINE = re.compile(r'\ufeff?"?sep=([,;\t|])"?[,;\t|]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
"""The line in which spreadsheet programs of some countries say what parts the columns."""
A_PIECE = 1_000_000
"""Bytes read at a time when the encoding is looked for."""
LONGEST_CELL = 10_000
"""Characters of a cell of text; a longer one is a quotation mark that was left open."""
HEAD = 5_000
"""Characters that say what parts the columns: a list may have its title and its date above its headings."""
LONGEST_ROW = 2_000_000
"""Characters of a row, over as many lines as it has."""


class TableFault(Exception):
    """A table that cannot be read. `row`: where, if it is known; `line`: the same, in lines of text."""

    def __init__(self, reason: Reason, row: int | None = None, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason, self.row, self.line = reason, row, line


Encoding = Literal["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]


def encoding_of(file: IO[bytes]) -> Encoding:
    """UTF-8, UTF-16 with its mark or without, or else what Excel writes in Western Europe; wound back."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        piece = file.read(A_PIECE)
        if wide := _wide(piece):
            return wide
        while piece:
            decoder.decode(piece)
            piece = file.read(A_PIECE)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        file.seek(0)
    return "utf-8-sig"


def _wide(piece: bytes) -> Literal["utf-16", "utf-16-le", "utf-16-be"] | None:
    """UTF-16 by its mark; or because every second byte is 0 in nearly all of it."""
    if piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    first, second = piece[:2_000:2], piece[1:2_000:2]
    if not first.count(0) and second.count(0) > 0.8 * len(second):
        return "utf-16-le"
    if not second.count(0) and first.count(0) > 0.8 * len(first):
        return "utf-16-be"
    return None


def text_of(data: bytes) -> str:
    """The text of a file, without a byte-order mark. Raises TableFault."""
    if is_workbook(data):
        raise TableFault("workbook")
    if data.lstrip().startswith(PDF):
        raise TableFault("pdf")
    try:
        text = data.decode(encoding_of(io.BytesIO(data)))
    except UnicodeDecodeError:
        raise TableFault("not_text") from None
    check_text(text)
    if MARKUP.match(text):
        raise TableFault("page")
    return text


def check_text(text: str) -> None:
    """Raises TableFault for a character that no text has: the file is damaged, or no text."""
    if "\0" in text:
        raise TableFault("nul", text.count("\n", 0, text.index("\0")) + 1)


def delimiter_of(head: str, likeliest: str = ",;\t") -> str:
    """Comma, semicolon or tab: what there is most of, the likeliest of them where there are as many."""
    return max(likeliest, key=head.count)


def without_sep_line(text: str) -> tuple[str, str | None]:
    """The text below a first line such as sep=; and what that line says parts the columns."""
    line = SEP_LINE.match(text)
    return (text[line.end() :], line[1]) if line else (text, None)


def pasted_rows(text: str, longest: int = LONGEST_CELL) -> Iterator[Row]:
    """Rows of a text as it comes out of a spreadsheet: columns by tab, else by semicolon or comma."""
    text, mark = without_sep_line(text)
    return rows_of(io.StringIO(text, newline=""), mark or delimiter_of(text[:HEAD], "\t;,"), longest)


def rows_of(
    lines: IO[str], delimiter: str, longest: int = LONGEST_CELL, *, strict: bool = True
) -> Iterator[Row]:
    """Rows, empty ones too. Raises TableFault. Unless `strict`, stray quotation marks are let pass.

    However long the file, no more of it than LONGEST_ROW is in memory at once. The library's own limit for a
    cell counts for the whole process, so it is left as it is: 131,072 characters.
    """
    room = LONGEST_ROW

    def taken() -> Iterator[str]:
        nonlocal room
        while line := lines.readline(room + 1):
            room -= len(line)
            if room < 0:
                raise TableFault("long_cell", number + 1, reader.line_num + 1)
            yield line

    reader = csv.reader(taken(), delimiter=delimiter, strict=strict)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if LONGEST_ROW - room > longest and max(map(len, cells)) > longest:
                raise TableFault("long_cell", number, reader.line_num)
            room = LONGEST_ROW
            yield number, cells
    except csv.Error as fault:
        reason: Reason = "long_cell" if "limit" in str(fault) or LONGEST_ROW - room > longest else "quotes"
        raise TableFault(reason, number + 1, reader.line_num) from fault


def is_workbook(data: bytes) -> bool:
    return data.startswith(WORKBOOK)


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, or a text file as one."""

    rows: Sequence[Row]
    name: str = ""
    visible: bool = True
    hidden: frozenset[int] = frozenset()
    """Numbers of rows that a filter or somebody has hidden."""
    tells_hidden: bool = True
    """Whether a file of this kind says which rows are hidden; .xlsb does not say it here."""
    struck: frozenset[int] = frozenset()
    """Numbers of rows in which something is struck through."""
    merged: frozenset[tuple[int, int]] = frozenset()
    """(row number, place) of cells that the cell above reaches into."""


def whole_workbook(data: bytes, longest: int = workbook.LONGEST) -> list[Sheet]:
    """Every sheet that has rows, hidden ones too. Raises TableFault. `longest`: characters read of a cell.

    A formula that no program has worked out stands there as its text, with = before it.
    """
    status, printed = run_on(data, workbook, str(longest), seconds=2 * workbook.SECONDS)
    if status:
        raise TableFault("password" if status == workbook.PASSWORD else "workbook")
    try:
        sheets = json.loads(printed)
    except ValueError as fault:
        raise TableFault("workbook") from fault
    return [
        Sheet(
            list(enumerate(sheet["rows"], 1)),
            sheet["name"],
            sheet["visible"],
            frozenset(sheet["hidden"] or ()),
            sheet["hidden"] is not None,
            frozenset(sheet["struck"]),
            frozenset(map(tuple, sheet["merged"])),
        )
        for sheet in sheets
    ]
