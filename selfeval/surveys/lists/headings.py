"""Which column of a list of pupils is which, by the headings that schools' systems write."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from selfeval.surveys.lists.sheets import Row, Unreadable, is_number
from selfeval.surveys.lists.years import NoYear, Nursery, years_in

HEADINGS: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("headings.toml").read_text(encoding="utf-8")
)
FURTHEST = 20
"""Rows in which the headings are looked for: a report has its title and its date above them."""
IN_ONE_CELL = re.compile(r"(.+?)(?: ?[:=] ?| [-–] | )([0-9]+)")
"""A year and its number that no tab or comma parts: Year 7: 120, Year 7 120."""


@dataclass(frozen=True)
class Columns:
    """Places of the columns; without a number, a row is a pupil."""

    year: int
    count: int | None = None
    girls: int | None = None
    boys: int | None = None
    sex: int | None = None

    @property
    def one_row_a_pupil(self) -> bool:
        return self.count is None and (self.girls is None or self.boys is None)

    @property
    def has_sexes(self) -> bool:
        return self.sex is not None if self.one_row_a_pupil else None not in (self.girls, self.boys)


def cell(cells: Sequence[str], place: int | None) -> str:
    """What a row says in a column; rows may be shorter than their headings."""
    return cells[place] if place is not None and place < len(cells) else ""


def plain_heading(cell: str) -> str:
    """'No. on Roll' -> 'no on roll'"""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", cell.casefold()).split())


def place_of(names: Sequence[str], aliases: Sequence[str]) -> int | None:
    """The place of the first of these aliases that is there."""
    return next((names.index(alias) for alias in aliases if alias in names), None)


def find_columns(rows: Sequence[Row]) -> tuple[Columns, Sequence[Row]]:
    """The columns and the rows below their headings. Raises Unreadable."""
    one_column = all(len(cells) == 1 for _, cells in rows)
    found = _headed(rows) or _bare(list(_parted(rows)) if one_column else rows)
    if found:
        return found
    if one_column:
        raise Unreadable(
            "This list has one column only, and no number beside a year. Write each line like this: "
            "Year 7: 120. Or, if each line is a pupil, put the heading Year above them."
        )
    raise Unreadable(
        "No column of this list has a heading for the year. Call it Year, Year group, NC year, Yr or "
        "Year taught in, with the years below each other, and copy that row too."
    )


def _headed(rows: Sequence[Row]) -> tuple[Columns, Sequence[Row]] | None:
    for place, (_, cells) in enumerate(rows[:FURTHEST]):
        names = [plain_heading(each) for each in cells]
        found = {kind: place_of(names, aliases) for kind, aliases in HEADINGS["pupils"].items()}
        year = found.pop("year")
        if year is not None:
            return Columns(year, **found), rows[place + 1 :]
    return None


def _bare(rows: Sequence[Row]) -> tuple[Columns, Sequence[Row]] | None:
    """Two columns, copied without their headings: from the first row on that has a year or a number."""
    told = [(len(cells) == 2 and _is_year(cells[0]), is_number(cell(cells, 1))) for _, cells in rows]
    if (True, True) not in told[:FURTHEST]:
        return None
    first = next(place for place, of_row in enumerate(told) if any(of_row))
    return Columns(0, 1), rows[first:]


def _parted(rows: Sequence[Row]) -> Iterator[Row]:
    """Rows of one cell as two, where that is a year, or any word, and a number."""
    for number, (line,) in rows:
        plain = " ".join(line.split())
        pair = None if _is_year(plain) else IN_ONE_CELL.fullmatch(plain)  # Year 3 - 4 is one group
        yield number, [pair[1], pair[2]] if pair else [plain]


def _is_year(words: str) -> bool:
    try:
        return bool(years_in(words))
    except Nursery:
        return True
    except NoYear:
        return False
