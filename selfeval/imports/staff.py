"""How many work at a school, out of its own list: a row for each person, or numbers by post."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from selfeval.imports.headings import FURTHEST, HEADINGS, cell, place_of, plain_heading
from selfeval.imports.lists import Unreadable, WrongNumber, whole_number
from selfeval.imports.reader import Row

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
