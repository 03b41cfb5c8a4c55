"""Which column of a list of pupils is which, by the headings that schools' systems write."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from selfeval.surveys.lists.sheets import Row, Unreadable
from selfeval.surveys.lists.years import NoYear, Nursery, years_in

HEADINGS: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("headings.toml").read_text(encoding="utf-8")
)
FURTHEST = 20
"""Rows in which the headings are looked for: a report has its title and its date above them."""


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
    for place, (_, cells) in enumerate(rows[:FURTHEST]):
        if columns := _by_headings(cells):
            return columns, rows[place + 1 :]
        if len(cells) == 2 and _is_year(cells[0]) and cells[1].isdecimal():
            return Columns(0, 1), rows[place:]  # two columns, copied without their headings
    raise Unreadable(
        "No column of this list has a heading for the year. Call it Year, Year group, NC year, Yr or "
        "Year taught in, with the years below each other, and copy that row too."
    )


def _by_headings(cells: Sequence[str]) -> Columns | None:
    names = [plain_heading(each) for each in cells]
    found = {kind: place_of(names, aliases) for kind, aliases in HEADINGS["pupils"].items()}
    year = found.pop("year")
    return None if year is None else Columns(year, **found)


def _is_year(words: str) -> bool:
    try:
        return bool(years_in(words))
    except Nursery:
        return True
    except NoYear:
        return False
