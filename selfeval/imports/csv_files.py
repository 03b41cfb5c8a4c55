"""A CSV file as people save it, and what is wrong with it: where each fault is and a sentence."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

KEPT = 100


@dataclass(frozen=True)
class AnswerFault:
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
    """Faults as they are found."""

    kept: list[AnswerFault] = field(default_factory=list)
    total: int = 0

    def add(self, row: int | None, column: str | None, sentence: str) -> None:
        self.total += 1
        if len(self.kept) < KEPT:
            self.kept.append(AnswerFault(row, column, sentence))

    @property
    def full(self) -> bool:
        """Whether a further fault would only be counted."""
        return len(self.kept) >= KEPT

    def count(self, more: int) -> None:
        """Faults that are counted and not kept."""
        self.total += more


class AnswerFaults(ValueError):
    """A file of answers that cannot be scored. `faults` are the first of `total`."""

    def __init__(self, found: FaultList) -> None:
        self.faults = tuple(sorted(found.kept, key=lambda fault: fault.row or 0))
        self.total = found.total
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """One line a fault, and how many there are besides."""
        rest = self.total - len(self.faults)
        return [*map(str, self.faults), *([f"… and {rest:,} more."] if rest else [])]


LARGEST = 500_000_000
"""Bytes."""
LONGEST_CELL = 10_000
BLOCK = 20_000
"""Rows that are handled at a time."""
Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Sheet:
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
        number = 1
        try:
            reader = _reader(self.text, self.delimiter)
            next(reader, None)
            for row in reader:
                number += 1
                yield number, row
        except csv.Error as fault:
            faults.add(number + 1, None, _about(fault))


def open_sheet(path: Path, faults: FaultList) -> Sheet | None:
    """Reads a file; None, with a fault, where it is no CSV file."""
    text = _text(path, faults)
    if text is None:
        return None
    if not text.strip():
        faults.add(None, None, f"{path.name} is empty. It needs a row of headings and a row for each answer.")
        return None
    first = text[: text.find("\n") + 1 or None]
    delimiter = max(",;\t", key=first.count)
    try:
        header = next(_reader(text, delimiter))
    except csv.Error as fault:
        faults.add(1, None, _about(fault))
        return None
    return Sheet(tuple(name.strip() for name in header), text, delimiter)


def _text(path: Path, faults: FaultList) -> str | None:
    try:
        if path.stat().st_size > LARGEST:
            faults.add(None, None, f"{path.name} is larger than {LARGEST // 1_000_000} MB. Split it up.")
            return None
        data = path.read_bytes()
    except OSError as fault:
        faults.add(None, None, f"{path.name} cannot be read: {fault.strerror or fault}.")
        return None
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        faults.add(None, None, f"{path.name} is a spreadsheet file. Save it as “CSV UTF-8” first.")
        return None
    text = _decoded(data)
    if text is None:
        faults.add(None, None, f"{path.name} is not text. Save it as “CSV UTF-8” first.")
        return None
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        faults.add(
            row, None, "There is a NUL character here: the file is damaged. Save it again as “CSV UTF-8”."
        )
        return None
    return text


def _decoded(data: bytes) -> str | None:
    """UTF-8, with or without a BOM, UTF-16 with one, or else what Excel writes in Western Europe."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _about(fault: csv.Error) -> str:
    if "limit" in str(fault):
        return f"A cell here is longer than {LONGEST_CELL:,} characters. Is a quotation mark left open?"
    return "The quotation marks here do not match. Save the file again from a spreadsheet, or mend them."
