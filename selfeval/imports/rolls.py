"""Rolls out of a school's own list: a number for each year, a row for each pupil, or how many work there.

Columns by their headings.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from selfeval.calendar.school_years import NURSERY, NoYear, Nursery, years_in
from selfeval.imports.lists import Unreadable, WrongNumber, is_number, whole_number
from selfeval.imports.reader import Row

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
    table = _headed(rows) or _bare(list(_parted(rows)) if one_column else rows)
    if table:
        return table
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
        names = [plain_heading(heading) for heading in cells]
        columns = {kind: place_of(names, aliases) for kind, aliases in HEADINGS["pupils"].items()}
        year = columns.pop("year")
        if year is not None:
            return Columns(year, **columns), rows[place + 1 :]
    return None


def _bare(rows: Sequence[Row]) -> tuple[Columns, Sequence[Row]] | None:
    """Two columns, copied without their headings: from the first row on that has a year or a number."""
    year_and_number = [
        (len(cells) == 2 and _is_year(cells[0]), is_number(cell(cells, 1))) for _, cells in rows
    ]
    if (True, True) not in year_and_number[:FURTHEST]:
        return None
    first = next(place for place, of_row in enumerate(year_and_number) if any(of_row))
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


LARGEST_ROLL = 5_000


@dataclass(frozen=True)
class YearRoll:
    """How many pupils a year has, and how many of them are girls and boys where the school says so."""

    pupils: int
    girls: int | None = None
    boys: int | None = None


TOTAL = re.compile(r"(grand )?totals?|sum|all|all (years|pupils|students)|(whole )?school( total)?")
SOME_TOTAL = re.compile(r"totals?\b.+|.+\btotals?")
GIRL, BOY = frozenset({"f", "female", "girl", "g"}), frozenset({"m", "male", "boy", "b"})
NO_PUPILS = "its number is 0 or empty"
SHOWN = 40
"""Characters of a cell that are said back."""


@dataclass(frozen=True)
class UncountedRows:
    """Rows that were not counted. `text`: their year or their number, never anything else of them."""

    rows: tuple[int, ...]
    text: str
    why: str


@dataclass(frozen=True)
class RollsRead:
    """What a list says. `years`: 0 for Reception, then 1 to 13, in this order."""

    years: Mapping[int, YearRoll]
    one_row_a_pupil: bool
    together: tuple[tuple[int, ...], ...] = ()
    """Years that the list gives as one number; it is shared out evenly here."""
    left_out: tuple[UncountedRows, ...] = ()
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

    def leave_out(self, row: int, text: str, why: str) -> None:
        self.left_out.setdefault((text[:SHOWN] + "…" * (len(text) > SHOWN), why), []).append(row)


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
        left_out=tuple(
            UncountedRows(tuple(numbers), text, why) for (text, why), numbers in tally.left_out.items()
        ),
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
    year_text = cell(cells, columns.year)
    plain = " ".join(year_text.casefold().split()).rstrip(":")
    try:
        if TOTAL.fullmatch(plain) or SOME_TOTAL.fullmatch(plain):
            return _count_total(
                tally, columns, row, cells, whole=bool(TOTAL.fullmatch(plain)), year_text=year_text
            )
        years = years_in(year_text)
        pupils, girls, boys = _people(columns, cells)
    except Nursery as reason:
        tally.leave_out(row, year_text, str(reason))
        tally.nursery += _number_or_none(columns, cells)
    except NoYear as reason:
        tally.leave_out(row, year_text, str(reason))
    except WrongNumber as wrong:
        tally.leave_out(row, wrong.text, wrong.why)
    else:
        if not pupils:
            return tally.leave_out(row, year_text, NO_PUPILS)
        tally.rows[years] += 1
        tally.pupils[years] += pupils
        tally.sexed[years] += girls + boys
        tally.girls[years] += girls
    return None


def _count_total(
    tally: _Tally, columns: Columns, row: int, cells: list[str], *, whole: bool, year_text: str
) -> None:
    if columns.one_row_a_pupil:
        return
    if whole:
        tally.totals.append((row, _people(columns, cells)[0]))
    else:
        tally.leave_out(row, year_text, "it is a total of some years")


def _people(columns: Columns, cells: list[str]) -> tuple[int, int, int]:
    """Pupils, girls and boys of a row. Raises WrongNumber."""
    if columns.one_row_a_pupil:
        sex = cell(cells, columns.sex).casefold()
        return 1, int(sex in GIRL), int(sex in BOY)
    girls, boys = (whole_number(cell(cells, place)) for place in (columns.girls, columns.boys))
    if columns.count is None:
        return girls + boys, girls, boys
    count_text = cell(cells, columns.count)
    pupils = whole_number(count_text)
    if girls + boys > pupils:
        raise WrongNumber(count_text, f"its {girls} girls and {boys} boys are more than that")
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
    for row, stated in tally.totals:
        if stated not in (total, total + tally.nursery):
            yield (
                f"The total in row {row} says {stated:,}, but the years add up to {total:,}. "
                "Look for a year that is missing or stands there twice."
            )
    twice = sum(1 for years, rows in tally.rows.items() if rows > 1)
    if twice and not columns.one_row_a_pupil:
        yield "Some years stand in more than one row, such as one for each class. Their numbers are added up."


COUNT, PERSON, POST, STAFF_TOTAL = (HEADINGS["staff"][kind] for kind in ("count", "person", "post", "total"))
FIGURE = re.compile(r"[0-9]+([.,][0-9]+)?")


@dataclass(frozen=True)
class StaffRead:
    """What a list says. `left_out`: (row, what its number says, why it was not counted)."""

    people: int
    one_row_a_person: bool
    left_out: tuple[tuple[int, str, str], ...] = ()
    remark: str = ""


def read_staff(rows: Sequence[Row]) -> StaffRead:
    """Counts them; names and posts are not kept. Raises Unreadable."""
    staff = _read(rows)
    if staff is None:
        raise Unreadable(
            "No row of this list has headings that say what it is about. "
            "For one row a person, call a column Name or Role; for numbers, call the column Headcount."
        )
    if not staff.people:
        raise Unreadable("Nobody is in this list: no row below its headings has a person or a number.")
    return staff


def _read(rows: Sequence[Row]) -> StaffRead | None:
    for place, (_, cells) in enumerate(rows[:FURTHEST]):
        names, below = [plain_heading(heading) for heading in cells], rows[place + 1 :]
        count = place_of(names, COUNT)
        if count is not None:
            return _added_up(below, count)
        if place_of(names, PERSON) is not None:
            return _a_row_each(below)
        if place_of(names, POST) is not None:
            if any(_is_amount(below, column) for column in range(len(names))):
                raise Unreadable(
                    "A number stands beside each post, so a row need not be one person. If the numbers are "
                    "people, call their column Headcount; full-time posts (FTE) are not people. If each row "
                    "is one person, leave the numbers out."
                )
            return _a_row_each(below)
    return None


def _a_row_each(rows: Sequence[Row]) -> StaffRead:
    return StaffRead(sum(not _is_total(cells) for _, cells in rows), True)


def _is_amount(rows: Sequence[Row], place: int) -> bool:
    """Whether a column has a figure in every row, in some more than 1: the FTE of one person is 1 at most."""
    texts = [cell(cells, place) for _, cells in rows]
    return all(map(FIGURE.fullmatch, texts)) and any(float(text.replace(",", ".")) > 1 for text in texts)


def _is_total(cells: Sequence[str]) -> bool:
    return any(plain_heading(text) in STAFF_TOTAL for text in cells)


def _added_up(rows: Sequence[Row], count: int) -> StaffRead:
    people, left_out, totals = 0, [], []
    for number, cells in rows:
        try:
            number_there = whole_number(cell(cells, count))
        except WrongNumber as wrong:
            left_out.append((number, wrong.text[:40], wrong.why))
        else:
            if _is_total(cells):
                totals.append((number, number_there))
            else:
                people += number_there
    wrong_totals = [(row, total) for row, total in totals if total != people]
    remark = (
        f"The total in row {wrong_totals[0][0]} says {wrong_totals[0][1]:,}, "
        f"but the rows add up to {people:,}."
        if wrong_totals
        else ""
    )
    return StaffRead(people, False, tuple(left_out), remark)
