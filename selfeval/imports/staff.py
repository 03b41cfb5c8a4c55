"""How many work at a school, out of its own list: a row for each person, or numbers by post."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from selfeval.imports.headings import (
    FURTHEST,
    HEADINGS,
    Columns,
    ListTable,
    cell,
    marks_of,
    place_of,
    plain_heading,
)
from selfeval.imports.lists import Unreadable, WrongNumber, whole_number
from selfeval.imports.reader import Row, Sheet
from selfeval.imports.roll_questions import ALL, ListQuestion, Part, Reading, RollEntry, only_if, only_if_not
from selfeval.imports.roll_sources import choose_sources, is_doubtful
from selfeval.imports.rolls import RollsRead, count_once, rolls_of

COUNT, PERSON, CODE, POST, STAFF_TOTAL = (
    HEADINGS["staff"][kind] for kind in ("count", "person", "code", "post", "total")
)
SHARED = ("number", "surname", "forename", "name", "birth", "leaving", "admission", "status", "leaver")
ANY_YEAR = "Reception"
"""Staff have no year: to count everybody once they are read like the pupils of one."""
FIGURE = re.compile(r"[0-9]+([.,][0-9]+)?")


NOT_PUPILS = {
    "The same years are in more than one place in this list. Which is the roll?": "No one sheet "
    "has everybody on "
    "it. Which sheet says who works here?",
    " of that year": "",
    "parent": "post",
    "pupils": "people",
    "pupil": "person",
    "on roll too": "who work here",
    "on the roll of another school first": "at another school first",
    "admission": "starting",
}
"""What questions about pupils say, and what about people who work here."""


def read_staff(sheets: Sequence[Sheet], on: dt.date) -> RollsRead:
    """How many work here on a day, as one year; names and posts are forgotten. Raises Unreadable."""
    tables = [table for sheet in sorted(sheets, key=is_doubtful) if (table := _table(sheet))]
    numbers = [table for table in tables if table.columns.count is not None]
    if not tables:
        raise Unreadable(
            "No row of this list has headings that say what it is about. "
            "For one row a person, call a column Name or Role; for numbers, call the column Headcount."
        )
    lists = [table for table in tables if table.columns.count is None]
    reading = Reading(lists or numbers, on, by_year=False)
    if lists:
        pupils = count_once(reading, range(len(lists)))
        choose_sources(reading, pupils, range(len(lists)))
        reading.remarks += [
            f"The sheet “{table.sheet.name}” has numbers and no names, so it is not counted."
            for table in numbers
        ]
    else:
        for place in range(len(numbers)):
            _add_up(reading, place)
        _ask_which_number(reading)
    if not reading.entries:
        raise Unreadable("Nobody is in this list: no row below its headings has a person or a number.")
    return _of_staff(rolls_of(reading, one_row_a_pupil=bool(lists)))


def _of_staff(rolls: RollsRead) -> RollsRead:
    """The same in the words for people who work here."""

    def worded(text: str) -> str:
        for word, other in NOT_PUPILS.items():
            text = text.replace(word, other)
        return text

    questions = tuple(
        replace(
            question,
            text=worded(question.text),
            options=tuple((answer, worded(words)) for answer, words in question.options),
        )
        for question in rolls.questions
    )
    left_out = tuple(
        replace(rows, text="a person" if rows.text == ANY_YEAR else rows.text) for rows in rolls.left_out
    )
    return replace(rolls, questions=questions, left_out=left_out, remarks=tuple(map(worded, rolls.remarks)))


def _table(sheet: Sheet) -> ListTable | None:
    """The table of a sheet: with a column of numbers, or with a row for each person."""
    for place, (_, cells) in enumerate(sheet.rows[:FURTHEST]):
        names, below = [plain_heading(heading) for heading in cells], sheet.rows[place + 1 :]
        count = place_of(names, COUNT)
        if count is not None:
            return ListTable(sheet, Columns(count=count), below, year=ANY_YEAR)
        if place_of(names, PERSON) is not None:
            kinds: dict[str, Any] = {kind: place_of(names, HEADINGS["pupils"][kind]) for kind in SHARED}
            columns = replace(Columns(), upn=place_of(names, CODE), **kinds)
            people = [(row, line) for row, line in below if not _is_total(line)]
            return ListTable(sheet, columns, people, year=ANY_YEAR)
        if place_of(names, POST) is not None:
            if any(_is_amount(below, column) for column in range(len(names))):
                raise Unreadable(
                    "There is a number beside each post, so a row need not be one person. If the numbers are "
                    "people, call their column Headcount; full-time posts (FTE) are not people. If each row "
                    "is one person, leave the numbers out."
                )
            people = [(row, line) for row, line in below if not _is_total(line)]
            return ListTable(sheet, Columns(), people, year=ANY_YEAR)
    return None


def _is_amount(rows: Sequence[Row], place: int) -> bool:
    """Whether a column has a figure in every row, in some more than 1: the FTE of one person is 1 at most."""
    texts = [cell(cells, place) for _, cells in rows]
    return all(map(FIGURE.fullmatch, texts)) and any(float(text.replace(",", ".")) > 1 for text in texts)


def _is_total(cells: Sequence[str]) -> bool:
    return any(plain_heading(text) in STAFF_TOTAL for text in cells)


def _add_up(reading: Reading, place: int) -> None:
    """What the numbers of one table add."""
    table = reading.tables[place]
    entries, totals = [], []
    for row, cells in table.rows:
        try:
            number = whole_number(cell(cells, table.columns.count))
        except WrongNumber as wrong:
            reading.leave_out(table, row, wrong.text, wrong.why)
            continue
        if _is_total(cells):
            totals.append((row, number))
        elif number:
            hidden = only_if_not(marks_of(table, row))
            entries.append(RollEntry(place, row, Part((0,), number, only=hidden)))
    reading.entries += entries
    people = sum(entry.part.pupils for entry in entries)
    wrong_totals = [(row, total) for row, total in totals if total != people]
    if wrong_totals:
        row, total = wrong_totals[0]
        reading.remarks.append(f"The total in row {row} says {total:,}, but the rows add up to {people:,}.")


def _ask_which_number(reading: Reading) -> None:
    """Where several sheets have numbers: whether they add up, or one of them has everybody."""
    people: Counter[int] = Counter()
    for entry in reading.entries:
        people[entry.table] += entry.part.pupils
    if len(people) < 2:
        return
    reading.entries = [
        replace(
            entry, part=replace(entry.part, only=entry.part.only | only_if("sheets", str(entry.table), ALL))
        )
        for entry in reading.entries
    ]
    every = f"All of them together: {sum(people.values()):,} in all"
    alone = [
        (str(place), f"The sheet “{reading.tables[place].sheet.name}” alone: {number:,} in all")
        for place, number in people.items()
    ]
    reading.asked["sheets"] = ListQuestion(
        "sheets", "More than one sheet says how many work here. Who are all?", ((ALL, every), *alone)
    )
