"""Rolls out of a school's own export: a number for each year, or a list with one row a pupil.

From a list of pupils only the year and the sex of each row are looked at. Counts are made of them, and
nothing else of the list is kept or said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from selfeval.surveys.lists.headings import Columns, cell, find_columns
from selfeval.surveys.lists.sheets import Row, Unreadable, WrongNumber, whole_number
from selfeval.surveys.lists.years import NURSERY, NoYear, Nursery, years_in
from selfeval.surveys.plans import YearRoll

TOTAL = re.compile(r"(grand )?totals?|sum|all|all (years|pupils|students)|(whole )?school( total)?")
SOME_TOTAL = re.compile(r"totals?\b.+|.+\btotals?")
GIRL, BOY = frozenset({"f", "female", "girl", "g"}), frozenset({"m", "male", "boy", "b"})
NO_PUPILS = "its number is 0 or empty"
SHOWN = 40
"""Characters of a cell that are said back."""


@dataclass(frozen=True)
class LeftOut:
    """Rows that were not counted. `said`: their year or their number, never anything else of them."""

    rows: tuple[int, ...]
    said: str
    why: str


@dataclass(frozen=True)
class RollsRead:
    """What a list says. `years`: 0 for Reception, then 1 to 13, in this order."""

    years: Mapping[int, YearRoll]
    one_row_a_pupil: bool
    together: tuple[tuple[int, ...], ...] = ()
    """Years that the list gives as one number; it is shared out evenly here."""
    left_out: tuple[LeftOut, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def pupils(self) -> int:
        return sum(count.pupils for count in self.years.values())


@dataclass
class _Tally:
    """Counts while the rows go by."""

    pupils: Counter[tuple[int, ...]] = field(default_factory=Counter)
    sexed: Counter[tuple[int, ...]] = field(default_factory=Counter)
    girls: Counter[tuple[int, ...]] = field(default_factory=Counter)
    rows: Counter[tuple[int, ...]] = field(default_factory=Counter)
    nursery: int = 0
    totals: list[tuple[int, int]] = field(default_factory=list)
    left_out: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def leave_out(self, row: int, said: str, why: str) -> None:
        self.left_out.setdefault((said[:SHOWN] + "…" * (len(said) > SHOWN), why), []).append(row)


def read_rolls(rows: Sequence[Row]) -> RollsRead:
    """Pupils by year out of the rows of a list. Raises Unreadable where it has no years."""
    columns, below = find_columns(rows)
    tally = _Tally()
    for number, cells in below:
        _count(tally, columns, number, cells)
    if not tally.pupils:
        raise Unreadable(_nothing(tally))
    return RollsRead(
        years=_by_year(tally, columns),
        one_row_a_pupil=columns.one_row_a_pupil,
        together=tuple(sorted(years for years in tally.pupils if len(years) > 1)),
        left_out=tuple(LeftOut(tuple(found), said, why) for (said, why), found in tally.left_out.items()),
        remarks=tuple(_remarks(tally, columns)),
    )


def _nothing(tally: _Tally) -> str:
    """Why no pupil was found."""
    reasons = {why for _, why in tally.left_out}
    if NO_PUPILS in reasons:
        return "No year of this list has a number of pupils: they are all 0 or empty."
    if NURSERY in reasons:
        return "This list names no year from Reception on. Nursery children are not asked."
    return "No row of this list names a year group. Years can be written like this: Year 7, Y7, 7 or R."


def _count(tally: _Tally, columns: Columns, row: int, cells: list[str]) -> None:
    said = cell(cells, columns.year)
    plain = " ".join(said.casefold().split()).rstrip(":")
    try:
        if TOTAL.fullmatch(plain) or SOME_TOTAL.fullmatch(plain):
            return _count_total(tally, columns, row, cells, whole=bool(TOTAL.fullmatch(plain)), said=said)
        years = years_in(said)
        pupils, girls, boys = _people(columns, cells)
    except Nursery as reason:
        tally.leave_out(row, said, str(reason))
        tally.nursery += _number_or_none(columns, cells)
    except NoYear as reason:
        tally.leave_out(row, said, str(reason))
    except WrongNumber as wrong:
        tally.leave_out(row, wrong.said, wrong.why)
    else:
        if not pupils:
            return tally.leave_out(row, said, NO_PUPILS)
        tally.rows[years] += 1
        tally.pupils[years] += pupils
        tally.sexed[years] += girls + boys
        tally.girls[years] += girls
    return None


def _count_total(
    tally: _Tally, columns: Columns, row: int, cells: list[str], *, whole: bool, said: str
) -> None:
    if columns.one_row_a_pupil:
        return
    if whole:
        tally.totals.append((row, _people(columns, cells)[0]))
    else:
        tally.leave_out(row, said, "it is a total of some years")


def _people(columns: Columns, cells: list[str]) -> tuple[int, int, int]:
    """Pupils, girls and boys of a row. Raises WrongNumber."""
    if columns.one_row_a_pupil:
        sex = cell(cells, columns.sex).casefold()
        return 1, int(sex in GIRL), int(sex in BOY)
    girls, boys = (whole_number(cell(cells, place)) for place in (columns.girls, columns.boys))
    if columns.count is None:
        return girls + boys, girls, boys
    said = cell(cells, columns.count)
    pupils = whole_number(said)
    if girls + boys > pupils:
        raise WrongNumber(said, f"its {girls} girls and {boys} boys are more than that")
    return pupils, girls, boys


def _number_or_none(columns: Columns, cells: list[str]) -> int:
    try:
        return _people(columns, cells)[0]
    except WrongNumber:
        return 0


def _by_year(tally: _Tally, columns: Columns) -> dict[int, YearRoll]:
    """A number that was given for several years is shared out evenly, the youngest first."""
    shared: tuple[Counter[int], Counter[int], Counter[int]] = (Counter(), Counter(), Counter())
    for years, pupils in tally.pupils.items():
        for whole, by_year in zip((pupils, tally.sexed[years], tally.girls[years]), shared, strict=True):
            for place, year in enumerate(years):
                by_year[year] += whole // len(years) + (place < whole % len(years))
    pupils_of, sexed, girls = shared
    return {
        year: YearRoll(pupils_of[year], girls[year], sexed[year] - girls[year])
        if columns.has_sexes and sexed[year]
        else YearRoll(pupils_of[year])
        for year in sorted(pupils_of)
    }


def _remarks(tally: _Tally, columns: Columns) -> Iterator[str]:
    total = sum(tally.pupils.values())
    for row, said in tally.totals:
        if said not in (total, total + tally.nursery):
            yield (
                f"The total in row {row} says {said:,}, but the years add up to {total:,}. "
                "Look for a year that is missing or stands there twice."
            )
    twice = sum(1 for years, rows in tally.rows.items() if rows > 1)
    if twice and not columns.one_row_a_pupil:
        yield "Some years stand in more than one row, such as one for each class. Their numbers are added up."
