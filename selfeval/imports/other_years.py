"""What of a list is of another school year: sheets, columns and rows that do not count beside this one's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from selfeval.calendar.school_years import school_year, year_label
from selfeval.english import listed
from selfeval.imports.headings import (
    DAY_IN_HEADING,
    FURTHEST,
    HEADINGS,
    SCHOOL_YEAR,
    cell,
    is_total,
    is_year,
    place_of,
    plain_heading,
    school_year_in,
    sureness_of,
    year_place,
)
from selfeval.imports.lists import Unreadable, is_number
from selfeval.imports.reader import Row, Sheet
from selfeval.imports.roll_questions import Reading

OTHER_YEAR = "it is of another school year"
ACROSS = re.compile(r"\b(academic|school|year|ay|in|for)\b")


def _says_year_of_a_day(heading: str) -> bool:
    """Whether a heading is of the year groups of one day or one school year: Year (2025/26)."""
    return bool(DAY_IN_HEADING.search(heading.casefold())) and year_place([heading]) == 0


def _quoted(texts: Sequence[str]) -> str:
    return listed([f"“{text}”" for text in texts])


def of_school_year(sheets: Sequence[Sheet], year: int) -> tuple[list[Sheet], list[str]]:
    """Without what is of another school year, if there is the same of this one; and what to say of it.

    Raises Unreadable where nobody can know which of two columns says the year of today.
    """
    remarks: list[str] = []
    if any(school_year_in(sheet.name) == year for sheet in sheets):
        others = [sheet.name for sheet in sheets if school_year_in(sheet.name) not in (None, year)]
        sheets = [sheet for sheet in sheets if sheet.name not in others]
        remarks += [f"The sheet “{name}” is of another school year, so it is not counted." for name in others]
    read = []
    for sheet in sheets:
        rows = list(_one_of_those_across(sheet.rows, year, remarks))
        for place, (number, cells) in enumerate(rows[:FURTHEST]):
            of_a_day = [text for text in cells if _says_year_of_a_day(text)]
            those = [text for text in of_a_day if school_year_in(text) == year]
            others = [text for text in of_a_day if text not in those]
            if len(of_a_day) > 1 and len(those) == 1:
                rows[place] = (number, ["" if text in others else text for text in cells])
                remarks.append(f"The year is taken from “{those[0]}”, not from {_quoted(others)}.")
            elif (
                len(of_a_day) > 1
                and place_of(list(map(plain_heading, cells)), HEADINGS["pupils"]["year"]) is None
            ):
                raise Unreadable(
                    f"More than one column says the year: {_quoted(of_a_day)}. "
                    "Call the one that holds today Year, and choose the list again."
                )
        read.append(replace(sheet, rows=rows))
    return read, remarks


def _one_of_those_across(rows: Sequence[Row], year: int, remarks: list[str]) -> Sequence[Row]:
    """Without the columns of other school years, where a line of headings names several of them.

    Raises Unreadable where none of them is this one and a second line of headings stands below each.
    """
    for place, (_, headings) in enumerate(rows[:FURTHEST]):
        of_column = list(_school_years_across(headings, rows[place + 1 :]))
        named = [text for text in headings if _only_school_year(text)]
        several = len(set(filter(None, of_column))) > 1
        if several and year not in of_column and of_column.count(None) + len(named) < len(of_column):
            raise Unreadable(
                f"The numbers of several school years are side by side: {_quoted(named)}. "
                "Leave the columns of the one that holds today, and choose the list again."
            )
        if several and year in of_column:
            remarks.append(f"Of the school years side by side, {year_label(year)} is read.")
            others = {column for column, of in enumerate(of_column) if of not in (None, year)}
            below = [(number, _without(cells, others)) for number, cells in rows[place + 1 :]]
            this = of_column.index(year)
            cells = _without(headings, others)
            cells = _with_kind(cells, this, below, alone=of_column.count(year) == 1)
            return [*rows[:place], (rows[place][0], cells), *below]
    return rows


def _only_school_year(heading: str) -> bool:
    """Whether a heading says a school year, and else no more than that there are pupils: NOR 2026/27."""
    words = " ".join(ACROSS.sub(" ", SCHOOL_YEAR.sub(" ", heading.casefold())).split())
    return school_year_in(heading) is not None and (not words or sureness_of(words) is not None)


def _school_years_across(headings: Sequence[str], below: Sequence[Row]) -> Iterator[int | None]:
    """The school year of each column: its own, or that to the left if a second line divides it."""
    second = below[0][1] if below else []
    divided = any(map(plain_heading, second)) and not any(map(is_number, second))
    year = None
    for place in range(max(len(headings), len(second) if divided else 0)):
        heading = cell(headings, place)
        if heading:
            year = school_year_in(heading) if _only_school_year(heading) else None
        yield year if heading or (divided and cell(second, place)) else None


def _without(cells: Sequence[str], columns: Iterable[int]) -> list[str]:
    left_out = set(columns)
    return ["" if place in left_out else text for place, text in enumerate(cells)]


def _with_kind(headings: list[str], this: int, below: Sequence[Row], *, alone: bool) -> list[str]:
    """The headings, with what the columns that are only known by their school year say."""
    years = [place for place in range(len(headings)) if _has_years(below, place)]
    if year_place(headings) is None and this in years and _has_letters(below):
        return [*headings[:this], "Year", *headings[this + 1 :]]
    if year_place(headings) is None and years and not headings[years[0]]:
        headings = [*headings[: years[0]], "Year", *headings[years[0] + 1 :]]
    if alone and year_place(headings) is not None and not _has_letters(below, this):
        return [*headings[:this], "Number on roll", *headings[this + 1 :]]
    return headings


def _has_years(rows: Sequence[Row], place: int) -> bool:
    texts = [text for _, cells in rows if (text := cell(cells, place)) and not is_total(text)]
    return bool(texts) and all(map(is_year, texts))


def _has_letters(rows: Sequence[Row], place: int | None = None) -> bool:
    """Whether a column has words that are no year, or any has: then each row may be a person."""
    texts = (text for _, cells in rows for text in (cells if place is None else [cell(cells, place)]))
    return any(any(map(str.isalpha, text)) and not is_year(text) and not is_total(text) for text in texts)


def leave_out_other_years(reading: Reading) -> None:
    """Rows that a column puts into another school year, if it puts others into this one."""
    this_year, remaining = school_year(reading.on), []
    for table in reading.tables:
        years = [school_year_in(cell(cells, table.columns.school_year)) for _, cells in table.rows]
        if this_year in years:
            for (row, _), year in zip(table.rows, years, strict=True):
                if year not in (None, this_year):
                    reading.leave_out(table, row, year_label(year or 0), OTHER_YEAR)
            rows = [row for row, year in zip(table.rows, years, strict=True) if year in (None, this_year)]
            table = replace(table, rows=rows)
        remaining.append(table)
    reading.tables = remaining
