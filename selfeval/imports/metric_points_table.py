"""The table of points in a file: where it begins, and what its columns most likely hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from selfeval.calendar.typed_days import day_in_cell
from selfeval.imports.lists import Unreadable
from selfeval.imports.reader import Row, Sheet
from selfeval.imports.table_file import shortened

PointColumn = Literal["metric", "from", "to", "period", "numerator", "denominator", "note"]
HEADINGS: Mapping[PointColumn, frozenset[str]] = {
    "metric": frozenset({"metric", "measure", "measure target", "title", "name"}),
    "from": frozenset({"from", "start", "period start", "first day"}),
    "to": frozenset({"to", "end", "until", "period end", "last day"}),
    "period": frozenset({"period", "school year", "academic year", "year", "time period"}),
    "numerator": frozenset({"numerator", "number", "count", "how many", "value"}),
    "denominator": frozenset({"denominator", "of", "out of", "roll", "exposure", "total"}),
    "note": frozenset({"note", "notes", "comment"}),
}
"""Column -> what it may be headed."""
WORDS: Mapping[PointColumn, str] = {
    "metric": "The metric",
    "from": "The first day",
    "to": "The last day",
    "period": "School year, as 2025-26",
    "numerator": "How many",
    "denominator": "Of how many",
    "note": "A note",
}
FURTHEST = 20
"""Rows from the top in which headings are looked for."""
FEWEST_COLUMNS, MOST_COLUMNS = 2, 100


@dataclass(frozen=True)
class PointTable:
    """Headings, and the rows below them with their numbers in the file."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def point_table(sheets: Sequence[Sheet]) -> PointTable:
    """The table below the row with most headings of ours; below the first row of two cells if none has any.

    Raises Unreadable where a row is very wide.

    A first row that holds a day or a number is no row of headings: its cells stand for them, and it is read.
    """
    rows = [(sheet, at) for sheet in sheets for at in range(min(FURTHEST, len(sheet.rows)))]
    wide = [(sheet, at) for sheet, at in rows if sum(map(bool, sheet.rows[at][1])) >= FEWEST_COLUMNS]
    if not wide:
        return PointTable((), ())
    sheet, at = max(wide, key=lambda place: len(likely_columns(place[0].rows[place[1]][1])))
    cells = sheet.rows[at][1]
    if likely_columns(cells) or not any(map(_is_value, cells)):
        return _table(cells, sheet.rows[at + 1 :])
    return _table(
        [f"Column {place}, “{shortened(cell)}”" for place, cell in enumerate(cells, 1)], sheet.rows[at:]
    )


def likely_columns(headings: Sequence[str]) -> dict[int, PointColumn]:
    """Place of a column -> what it most likely holds, by its heading; each thing once."""
    columns: dict[int, PointColumn] = {}
    for place, heading in enumerate(headings):
        plain = " ".join(re.sub(r"[^a-z]+", " ", heading.lower()).split())
        name = next((name for name, names in HEADINGS.items() if plain in names), None)
        if name is not None and name not in columns.values():
            columns[place] = name
    return columns


def _is_value(cell: str) -> bool:
    return day_in_cell(cell) is not None or bool(re.fullmatch(r"[0-9][0-9., ]*%?", cell))


def _table(cells: Sequence[str], rows: Sequence[Row]) -> PointTable:
    """Every column with a heading of its own, and rows that are all as wide as the widest."""
    width = max(len(cells), *(len(row) for _, row in rows), 0)
    if width > MOST_COLUMNS:
        raise Unreadable(f"A row has more than {MOST_COLUMNS} columns. Keep those of the metrics only.")
    headings: list[str] = []
    for place in range(width):
        heading = (cells[place] if place < len(cells) else "") or f"Column {place + 1}"
        headings.append(f"{heading} (column {place + 1})" if heading in headings else heading)
    return PointTable(
        tuple(headings), tuple((number, tuple((*row, *[""] * width)[:width])) for number, row in rows)
    )
