"""Rolls out of a school's own list: a number for each year, or a row for each pupil, on all its sheets.

Everybody is counted once, and only those who are here. What the list leaves open is asked.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from selfeval.calendar.school_years import NoYear, Nursery, school_year, years_in
from selfeval.english import count_of
from selfeval.imports.headings import (
    ListTable,
    cell,
    is_total,
    is_year,
    marks_of,
    names_a_day,
    plain,
    tables_of,
)
from selfeval.imports.lists import FORMULA, NO_DAY, Unreadable, days_of
from selfeval.imports.other_years import leave_out_other_years, of_school_year
from selfeval.imports.reader import Sheet
from selfeval.imports.roll_questions import (
    ALWAYS,
    LEFT,
    NOT_HERE,
    NOT_YET,
    YES,
    ListQuestion,
    Only,
    Part,
    Pupil,
    Reading,
    RollEntry,
    UncountedRows,
    of_school,
    only_if,
    only_if_not,
)
from selfeval.imports.roll_sources import (
    choose_sources,
    is_doubtful,
    questions_of,
    where_no_year,
    why_no_table,
    why_nothing,
)
from selfeval.imports.without_headings import bare_table, names_alone

LARGEST_ROLL = 5_000
GIRL, BOY = frozenset({"f", "female", "girl", "g"}), frozenset({"m", "male", "boy", "b"})
GONE = re.compile(
    r"\b(former|ex|leaver|left|off ?roll|not on roll|inactive|archived|withdrawn|deleted)\b"
    r"|^(no|n|f|false|0)$"
)
COMING = re.compile(
    r"\b(applicant|applied|application|future|accepted|offered|waiting|pre.?admission|pending"
    r"|reserved?|provisional|prospective|enquir(y|er)|allocated)\b"
)
GUEST = re.compile(r"\b(guest|subsidiary|visitor|other provider|fe college)\b|^[sg]$")
NO_HEADINGS = "The sheet “{}” has no headings, so it is not counted."
IS_TRUE = frozenset({"yes", "y", "true", "1", "x", "leaver", "left"})


@dataclass(frozen=True)
class YearRoll:
    """How many pupils a year has, and how many of them are girls and boys where the school says so."""

    pupils: int
    girls: int | None = None
    boys: int | None = None


@dataclass(frozen=True)
class RollsRead:
    """What a list says, and what it leaves open."""

    parts: tuple[Part, ...]
    one_row_a_pupil: bool
    questions: tuple[ListQuestion, ...] = ()
    left_out: tuple[UncountedRows, ...] = ()
    remarks: tuple[str, ...] = ()

    def years_by(self, answers: Mapping[str, str]) -> dict[int, YearRoll]:
        """0 for Reception, then 1 to 13; a number for several years is shared out, the youngest first."""
        sums: dict[tuple[int, ...], list[int]] = {}
        for part in self.parts:
            if _counts(part, answers):
                numbers = sums.setdefault(part.years, [0, 0, 0])
                for place, number in enumerate((part.pupils, part.girls + part.boys, part.girls)):
                    numbers[place] += number
        shared: tuple[Counter[int], Counter[int], Counter[int]] = (Counter(), Counter(), Counter())
        for years, numbers in sums.items():
            for whole, by_year in zip(numbers, shared, strict=True):
                for place, year in enumerate(years):
                    by_year[year] += whole // len(years) + (place < whole % len(years))
        pupils, sexed, girls = shared
        return {
            year: YearRoll(pupils[year], girls[year], sexed[year] - girls[year])
            if sexed[year]
            else YearRoll(pupils[year])
            for year in sorted(pupils)
        }

    def together_by(self, answers: Mapping[str, str]) -> tuple[tuple[int, ...], ...]:
        """Years that the list gives as one number."""
        joined = {part.years for part in self.parts if _counts(part, answers) and len(part.years) > 1}
        return tuple(sorted(joined))


def _counts(part: Part, answers: Mapping[str, str]) -> bool:
    return all(answers.get(question) in right for question, right in part.only)


def read_rolls(sheets: Sequence[Sheet], on: dt.date) -> RollsRead:
    """Pupils by year who are on roll on a day. Raises Unreadable where a list has no years."""
    remarks: list[str] = []
    if any(map(names_a_day, sheets)):
        sheets, remarks = of_school_year(sheets, school_year(on))
    if len(sheets) > 1:
        sheets = sorted(sheets, key=is_doubtful)
    with_headings = [table for sheet in sheets for table in tables_of(sheet)]
    tables = [table for table in with_headings if table.columns.year is not None or table.year]
    tables = tables or [table for sheet in sheets if (table := bare_table(sheet))]
    unread = [sheet for sheet in sheets if sheet.rows and not any(sheet is table.sheet for table in tables)]
    class_lists = [table for sheet in unread if (table := names_alone(sheet))]
    if all(table.year for table in tables):
        tables += class_lists
    else:
        remarks += [NO_HEADINGS.format(table.sheet.name) for table in class_lists]
    if not tables:
        raise Unreadable(why_no_table(sheets))
    reading = Reading(tables, on, remarks=remarks)
    if any(table.columns.school_year is not None for table in tables):
        leave_out_other_years(reading)
    if len(with_headings) > len(tables):
        reading.remarks += where_no_year(table for table in with_headings if table not in tables)
    lists = [place for place, table in enumerate(tables) if table.columns.one_row_a_pupil]
    pupils = count_once(reading, lists) if lists else []
    if len(tables) == len(lists) == 1 and not any(pupil.second for pupil in pupils):
        reading.entries = [entry for pupil in pupils for entry in pupil.entries.values()]
    else:
        choose_sources(reading, pupils, lists)
    if not reading.entries:
        raise Unreadable(why_nothing(why for _, _, why in reading.left_out))
    return rolls_of(reading, one_row_a_pupil=bool(pupils))


def rolls_of(reading: Reading, *, one_row_a_pupil: bool) -> RollsRead:
    """What has been read, added up; what is open, as questions."""
    parts: dict[tuple[tuple[int, ...], Only], list[int]] = {}
    for entry in reading.entries:
        counts = parts.setdefault((entry.part.years, entry.part.only), [0, 0, 0])
        for place, number in enumerate((entry.part.pupils, entry.part.girls, entry.part.boys)):
            counts[place] += number
    several = len({table.sheet.name for table in reading.tables}) > 1
    lines = sorted(reading.left_out.items(), key=lambda line: (line[0][0], line[1]))
    return RollsRead(
        parts=tuple(
            Part(years, pupils, girls, boys, only) for (years, only), (pupils, girls, boys) in parts.items()
        ),
        one_row_a_pupil=one_row_a_pupil,
        questions=tuple(questions_of(reading) if any(entry.part.only for entry in reading.entries) else ()),
        left_out=tuple(
            UncountedRows(tuple(rows), text, why, sheet if several else "")
            for (sheet, text, why), rows in lines
        ),
        remarks=tuple(reading.remarks),
    )


def count_once(reading: Reading, places_of_lists: Sequence[int]) -> list[Pupil]:
    """Everybody once, whatever rows they have."""
    pupils: list[Pupil] = []
    indexes: dict[Only, dict[tuple[str, ...], list[Pupil]]] = {}
    again = 0
    for place in places_of_lists:
        table = reading.tables[place]
        _check_told_apart(table)
        for row, years, cells, only in _rows_of_pupils(reading, table):
            sex = cell(cells, table.columns.sex).casefold()
            entry = RollEntry(place, row, Part(years, 1, int(sex in GIRL), int(sex in BOY), only))
            pupil = _identity(table, cells, entry)
            school = frozenset(asked for asked in only if asked[0] == "school")
            index = indexes.setdefault(school, {})
            before, doubt = _the_same(index, pupil, years)
            if before is not None and not doubt:
                again += 1
                _put_together(before, entry)
                continue
            if doubt:
                part = entry.part
                only = part.only | only_if(doubt, "each")
                pupil.entries[place] = RollEntry(place, row, Part(years, 1, part.girls, part.boys, only))
            pupils.append(pupil)
            for key in _keys(pupil, years):
                index.setdefault(key, []).append(pupil)
    if again:
        reading.remarks.append(
            f"{count_of(again, 'row')} {'is' if again == 1 else 'are'} of a pupil who is in the list "
            "already, such as one for each parent. Everybody is counted once."
        )
    return pupils


def _check_told_apart(table: ListTable) -> None:
    """Raises Unreadable where a row may be a parent, or a year has one row and no number."""
    columns = table.columns
    if columns.names_people:
        return
    if columns.guardian is not None:
        raise Unreadable(
            "This list has a column for parents or contacts, and no name or number of the pupil, so one may "
            "have several rows. Add the UPN or the names, which are not kept, or leave the parents out."
        )
    years = [text.casefold() for _, cells in table.rows if is_year(text := cell(cells, columns.year))]
    if len(years) > 1 and len(set(years)) == len(years) and not table.year:
        raise Unreadable(
            "Each year has one row in this list, and no column says how many pupils it has. Call that column "
            "Number on roll. Or, if each row is a pupil, copy a column with their numbers or names too."
        )


def _rows_of_pupils(
    reading: Reading, table: ListTable
) -> Iterator[tuple[int, tuple[int, ...], Sequence[str], Only]]:
    """Rows of who is here, as far as the list says: number, years, cells, and what must be answered first."""
    columns = table.columns
    leaving = days_of(cell(cells, columns.leaving) for _, cells in table.rows)
    admission = days_of(cell(cells, columns.admission) for _, cells in table.rows)
    narrow = all(sum(map(bool, cells)) <= 2 for _, cells in table.rows)
    above = ""
    for (row, cells), left_on, came_on in zip(table.rows, leaving, admission, strict=True):
        doubts = list(marks_of(table, row, cells))
        only = only_if_not(doubts) if doubts else ALWAYS
        if columns.school is not None:
            only |= of_school(reading, table, cells)
        text = cell(cells, columns.year) or table.year
        if not text and _is_subtotal(cells):
            continue
        merged = (row, columns.year) in table.sheet.merged
        is_row = merged or narrow or sum(map(bool, cells)) > 1
        if not text and above and is_row and _names(table, cells):
            text, only = above, only if merged else only | only_if("above", YES)
        if is_total(text) or plain(text).endswith(("total", "count")) or _names_a_total(table, cells):
            continue
        try:
            years = years_in(text)
        except NoYear as reason:
            is_nursery = isinstance(reason, Nursery)
            reading.leave_out(table, row, text, FORMULA if text.startswith("=") else str(reason))
            above = text if is_nursery else above
            continue
        above = text
        why = _why_not_here(table, cells, left_on, reading.on)
        if why:
            reading.leave_out(table, row, text, why)
            continue
        if columns.names_people and not _names(table, cells):
            if _is_subtotal(cells):
                continue
            only |= only_if("nobody", YES)
        if cell(cells, columns.leaving).casefold() not in NO_DAY and left_on is None:
            only |= only_if("left", YES)
        if came_on is not None and came_on > reading.on:
            only |= only_if("arrives", YES)
        if columns.status is not None and GUEST.search(cell(cells, columns.status).casefold()):
            only |= only_if("guest", YES)
        yield row, years, cells, only


def _is_subtotal(cells: Sequence[str]) -> bool:
    return any(is_total(text) or plain(text).endswith((" total", " count")) for text in cells)


def _why_not_here(table: ListTable, cells: Sequence[str], left_on: dt.date | None, on: dt.date) -> str:
    """Why a pupil is surely not on roll; '' for all others."""
    status = cell(cells, table.columns.status).casefold()
    if left_on is not None and left_on < on:
        return LEFT
    if GONE.search(status) or cell(cells, table.columns.leaver).casefold() in IS_TRUE:
        return NOT_HERE
    return NOT_YET if COMING.search(status) else ""


def _names(table: ListTable, cells: Sequence[str]) -> list[str]:
    """What a row has of names and numbers of a person."""
    columns = table.columns
    there = (columns.upn, columns.number, columns.surname, columns.forename, columns.name)
    return [text for place in there if (text := cell(cells, place))]


def _names_a_total(table: ListTable, cells: Sequence[str]) -> bool:
    names = _names(table, cells)
    return len(names) == 1 and is_total(names[0])


CUT_NUMBER = re.compile(r"[0-9.,]+e\+?[0-9]+", re.IGNORECASE)
"""A long number that a spreadsheet has cut: 1.23457E+11."""


def _plain(text: str) -> str:
    """Letters and digits alone; nothing of a number that was cut."""
    return "" if CUT_NUMBER.fullmatch(text) else "".join(filter(str.isalnum, text.casefold()))


def _identity(table: ListTable, cells: Sequence[str], entry: RollEntry) -> Pupil:
    columns = table.columns
    upn, number, surname, forename, name, birth = (
        _plain(cell(cells, place))
        for place in (
            *(columns.upn, columns.number, columns.surname),
            *(columns.forename, columns.name, columns.birth),
        )
    )
    whole_name = f"{surname} {forename}" if surname and forename else surname + forename or name
    return Pupil({entry.table: entry}, upn if len(upn) > 1 else "", number, whole_name, birth)


def _keys(pupil: Pupil, years: tuple[int, ...]) -> Iterator[tuple[str, ...]]:
    if pupil.upn:
        yield "upn", pupil.upn
    if pupil.name and pupil.birth:
        yield "birth", pupil.name, pupil.birth
    if pupil.name:
        yield "year", pupil.name, *map(str, years)
    elif pupil.number:
        yield "number", pupil.number


def _the_same(
    index: Mapping[tuple[str, ...], Sequence[Pupil]], pupil: Pupil, years: tuple[int, ...]
) -> tuple[Pupil | None, str]:
    """The same pupil in an earlier row; and what must be asked before that is sure."""
    for kind, *_ in (keys := list(_keys(pupil, years))):
        key = next(key for key in keys if key[0] == kind)
        for before in index.get(key, ()):
            births_differ = bool(pupil.birth and before.birth and pupil.birth != before.birth)
            if kind == "upn":
                unlike = bool(pupil.name and before.name and pupil.name != before.name)
                return before, "number" if unlike and not (
                    pupil.birth and pupil.birth == before.birth
                ) else ""
            if kind == "birth":
                return before, "same" if pupil.upn and before.upn and pupil.upn != before.upn else ""
            if kind == "number":
                return before, "same"
            if (
                births_differ
                or _sexes_differ(before, pupil)
                or (pupil.upn and before.upn and pupil.upn != before.upn)
            ):
                continue
            return before, "" if pupil.number and pupil.number == before.number else "same"
    return None, ""


def _sexes_differ(one: Pupil, other: Pupil) -> bool:
    girls_and_boys = [next(iter(pupil.entries.values())).part for pupil in (one, other)]
    return {(part.girls, part.boys) for part in girls_and_boys} == {(1, 0), (0, 1)}


def _put_together(pupil: Pupil, entry: RollEntry) -> None:
    """A further row of somebody: of two rows the one that leaves less open holds; a second year is noted."""
    there = pupil.entries.get(entry.table)
    first = next(iter(pupil.entries.values()))
    if entry.part.years != first.part.years and not pupil.second:
        pupil.second = entry.part.years
    if there is None or len(entry.part.only) < len(there.part.only):
        girls = max(entry.part.girls, first.part.girls)
        part = Part(
            first.part.years, 1, girls, 0 if girls else max(entry.part.boys, first.part.boys), entry.part.only
        )
        pupil.entries[entry.table] = RollEntry(entry.table, entry.row, part)
