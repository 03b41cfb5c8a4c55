"""A CSV file with headings, and everything that is wrong with it: where each fault is and a sentence."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from selfeval.imports.reader import LONGEST_CELL, Row, TableFault, delimiter_of, rows_of, text_of

LISTED = 100
"""Faults that are told; more are counted."""
LARGEST = 500_000_000
"""Bytes."""
LONGEST_NAME = 100
BLOCK = 20_000
"""Rows that are handled at a time."""


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
    """Faults in the order in which they are come upon."""

    listed: list[FileFault] = field(default_factory=list)
    total: int = 0

    def add(self, row: int | None, column: str | None, sentence: str) -> None:
        self.total += 1
        if len(self.listed) < LISTED:
            self.listed.append(FileFault(row, column, sentence))

    @property
    def full(self) -> bool:
        """Whether a further fault would only be counted."""
        return len(self.listed) >= LISTED

    def count(self, more: int) -> None:
        """Faults that are counted and not listed."""
        self.total += more


class FileFaults(ValueError):
    """A file that cannot be used. `faults` are the first of `total`."""

    def __init__(self, faults: FaultList) -> None:
        self.faults = tuple(sorted(faults.listed, key=lambda fault: fault.row or 0))
        self.total = faults.total
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """One line a fault, and how many there are besides."""
        rest = self.total - len(self.faults)
        return [*map(str, self.faults), *([f"… and {rest:,} more."] if rest else [])]


@dataclass(frozen=True)
class TableFile:
    """The headings, without spaces around them, and the text of the rows below."""

    header: tuple[str, ...]
    text: str
    delimiter: str

    def blocks(self, faults: FaultList) -> Iterator[tuple[list[int], list[list[str]], int]]:
        """Row numbers, rows of the right length, and how many rows were empty; about BLOCK rows at a time."""
        width = len(self.header)
        rows, numbers, empty = [], [], 0
        for number, row in self._rows(faults):
            if not any(row) or not any(map(str.strip, row)):
                empty += 1
            elif len(row) != width:
                faults.add(number, None, f"This row has {len(row)} cells, but there are {width} headings.")
            else:
                rows.append(row)
                numbers.append(number)
            if len(rows) == BLOCK:
                yield numbers, rows, empty
                rows, numbers, empty = [], [], 0
        yield numbers, rows, empty

    def _rows(self, faults: FaultList) -> Iterator[Row]:
        try:
            rows = rows_of(io.StringIO(self.text, newline=""), self.delimiter)
            next(rows, None)
            yield from rows
        except TableFault as fault:
            faults.add(fault.row, None, SENTENCES[fault.reason])


SENTENCES = {
    "workbook": "{name} is a spreadsheet file. Save it as “CSV UTF-8” first.",
    "password": "A password protects {name}. Take the password off and save it as “CSV UTF-8” first.",
    "not_text": "{name} is not text. Save it as “CSV UTF-8” first.",
    "nul": "There is a NUL character here: the file is damaged. Save it again as “CSV UTF-8”.",
    "long_cell": f"A cell here is longer than {LONGEST_CELL:,} characters. Is a quotation mark left open?",
    "quotes": "The quotation marks here do not match. Save the file again from a spreadsheet, or mend them.",
}


def open_table(path: Path, faults: FaultList) -> TableFile | None:
    """Reads a file; None, with a fault, where it is no CSV file."""
    try:
        if path.stat().st_size > LARGEST:
            faults.add(None, None, f"{path.name} is larger than {LARGEST // 1_000_000} MB. Split it up.")
            return None
        text = text_of(path.read_bytes())
        if not text.strip():
            needs = "It needs a row of headings and a row for each answer."
            faults.add(None, None, f"{path.name} is empty. {needs}")
            return None
        delimiter = delimiter_of(text[: text.find("\n") + 1 or None])  # answers may be decimals with commas
        _, header = next(rows_of(io.StringIO(text, newline=""), delimiter))
    except OSError as fault:
        faults.add(None, None, f"{path.name} cannot be read: {fault.strerror or fault}.")
    except TableFault as fault:
        faults.add(fault.row, None, SENTENCES[fault.reason].format(name=path.name))
    else:
        return TableFile(tuple(name.strip() for name in header), text, delimiter)
    return None


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


def check_header(header: tuple[str, ...], faults: FaultList) -> None:
    """No column without a name, no name twice."""
    seen: dict[str, int] = {}
    for number, name in enumerate(header, start=1):
        if not name:
            faults.add(1, None, f"Column {number} has no heading. Name it, or delete the column.")
        elif name in seen:
            faults.add(1, name, f"Columns {seen[name]} and {number} have the same heading. Keep one of them.")
        seen.setdefault(name, number)
