"""The one reader of tables that people have: text as any program saves it, and workbooks.

What cannot be read is a `TableFault`; each caller says in its own words what to do about it. A workbook is
read by this file as a process of its own, because one file can ask for any amount of memory.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import IO, Literal

Row = tuple[int, list[str]]
"""Its number, counted as a spreadsheet does, and its cells."""
Reason = Literal["not_text", "nul", "quotes", "long_cell", "workbook"]
WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How a spreadsheet program's own files begin: .xlsx and .ods, .xls."""
A_PIECE = 1_000_000
"""Bytes read at a time when the encoding is looked for."""
LONGEST_CELL = 10_000
"""Characters of a cell of text; a longer one is a quotation mark that was left open."""
LONGEST_ROW = 2_000_000
"""Characters of a row, over as many lines as it has."""
MEMORY = 192 * 2**20
"""Bytes of address space; 3,000 rows of 40 columns take less than a third of it."""
SECONDS = 10
"""Of the processor, and a little more by the clock."""
MOST_ROWS, MOST_COLUMNS, LONGEST_IN_WORKBOOK = 20_000, 200, 300
"""Rows of all sheets together, columns of each, characters of a cell."""
_one_at_a_time = Lock()


class TableFault(Exception):
    """A table that cannot be read. `row`: where, if it is known; `line`: the same, in lines of text."""

    def __init__(self, reason: Reason, row: int | None = None, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason, self.row, self.line = reason, row, line


def encoding_of(file: IO[bytes]) -> Literal["utf-8-sig", "utf-16", "cp1252"]:
    """UTF-8, UTF-16 with its mark, or else what Excel writes in Western Europe; the file is wound back."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        piece = file.read(A_PIECE)
        if piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        while piece:
            decoder.decode(piece)
            piece = file.read(A_PIECE)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        file.seek(0)
    return "utf-8-sig"


def text_of(data: bytes) -> str:
    """The text of a file, without a byte-order mark. Raises TableFault."""
    if is_workbook(data):
        raise TableFault("workbook")
    try:
        text = data.decode(encoding_of(io.BytesIO(data)))
    except UnicodeDecodeError:
        raise TableFault("not_text") from None
    check_text(text)
    return text


def check_text(text: str) -> None:
    """Raises TableFault for a character that no text has: the file is damaged, or no text."""
    if "\0" in text:
        raise TableFault("nul", text.count("\n", 0, text.index("\0")) + 1)


def delimiter_of(head: str, likeliest: str = ",;\t") -> str:
    """Comma, semicolon or tab: what there is most of, the likeliest of them where there are as many."""
    return max(likeliest, key=head.count)


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


def rows_of_workbook(data: bytes) -> Iterator[Row]:
    """The rows of the first sheet that has any, from its first row on. Raises TableFault."""
    return iter(next((rows for _, rows in sheets_of_workbook(data)), []))


def sheets_of_workbook(data: bytes) -> list[tuple[str, list[Row]]]:
    """Name and rows of every sheet that has any and is not hidden, in their order. Raises TableFault."""
    with _one_at_a_time:
        try:
            done = subprocess.run(  # noqa: S603 (the file is its input, no part of the command)
                [sys.executable, "-I", str(Path(__file__))],
                input=data,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=2 * SECONDS,
                check=True,
            )
            sheets: list[tuple[str, list[list[str]]]] = json.loads(done.stdout)
        except (subprocess.SubprocessError, OSError, ValueError) as fault:
            raise TableFault("workbook") from fault
    return [(name, list(enumerate(rows, 1))) for name, rows in sheets]


def _limit() -> None:
    """Of this process: memory, time, and no core file, which would hold what is in the spreadsheet."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _sheets(data: bytes) -> list[tuple[str, list[list[str]]]]:
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets: list[tuple[str, list[list[str]]]] = []
    left = MOST_ROWS
    for place, sheet in enumerate(workbook.sheets_metadata):
        if sheet.visible == SheetVisibleEnum.Visible and left:
            rows = workbook.get_sheet_by_index(place).to_python(skip_empty_area=False, nrows=left)
            left -= len(rows)
            if rows:
                sheets.append((sheet.name, [[_text(cell) for cell in row[:MOST_COLUMNS]] for row in rows]))
    return sheets


def _text(cell: object) -> str:
    """7.0 -> 7; a date -> 2026-04-03; True -> TRUE, as the spreadsheet shows it."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)[:LONGEST_IN_WORKBOOK]


if __name__ == "__main__":
    _limit()
    print(json.dumps(_sheets(sys.stdin.buffer.read())))
