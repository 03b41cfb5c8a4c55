"""Lists that have no headings: a year and a number beside each other, or names on a sheet for each class."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from selfeval.imports.headings import (
    FURTHEST,
    Columns,
    ListTable,
    cell,
    is_total,
    is_year,
    plain,
    plain_heading,
    year_of_sheet,
)
from selfeval.imports.lists import is_number
from selfeval.imports.reader import Row, Sheet

IN_ONE_CELL = re.compile(r"(.+?)(?: ?[:=] ?| [-–] | )([0-9]+)")
"""A year and its number that no tab or comma parts: Year 7: 120, Year 7 120."""
CLASS_LINE = re.compile(r"\b(class|form|tutor|teacher|mrs?|miss|ms|mx|dr|year|register|room|pupils|total)\b")
"""Words of a line above or below names that is no name of a pupil."""


def names_alone(sheet: Sheet) -> ListTable | None:
    """A sheet called by a class or a year that has names, a line each, and no headings."""
    year = year_of_sheet(sheet.name)
    rows = []
    for number, cells in sheet.rows:
        words = " ".join(text for text in cells if not is_number(text))
        is_name = any(map(str.isalpha, words)) and not is_year(words) and not is_total(words)
        if is_name and not CLASS_LINE.search(plain_heading(words)) and plain(words) != plain(sheet.name):
            rows.append((number, [words]))
    return ListTable(sheet, Columns(name=0), rows, year=year, headless=True) if year and rows else None


def bare_table(sheet: Sheet) -> ListTable | None:
    """Two columns, copied without their headings: from the first row on that has a year or a number."""
    rows = list(_parted(sheet.rows)) if is_one_column(sheet.rows) else sheet.rows
    year_and_number = [
        (len(cells) == 2 and is_year(cells[0]), is_number(cell(cells, 1))) for _, cells in rows
    ]
    if (True, True) not in year_and_number[:FURTHEST]:
        return None
    first = next(place for place, of_row in enumerate(year_and_number) if any(of_row))
    return ListTable(sheet, Columns(0, 1), rows[first:])


def is_one_column(rows: Sequence[Row]) -> bool:
    return all(len(cells) == 1 for _, cells in rows)


def _parted(rows: Sequence[Row]) -> Iterator[Row]:
    """Rows of one cell as two, where that is a year, or any word, and a number."""
    for number, (line,) in rows:
        plain = " ".join(line.split())
        pair = None if is_year(plain) else IN_ONE_CELL.fullmatch(plain)  # Year 3 - 4 is one group
        yield number, [pair[1], pair[2]] if pair else [plain]
