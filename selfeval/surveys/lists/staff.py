"""How many work at a school, out of its own list: one row for each person, or numbers by kind of post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfeval.surveys.lists.headings import FURTHEST, HEADINGS, cell, place_of, plain_heading
from selfeval.surveys.lists.sheets import Row, Unreadable, WrongNumber, whole_number

COUNT, PERSON, TOTAL = (HEADINGS["staff"][kind] for kind in ("count", "person", "total"))


@dataclass(frozen=True)
class StaffRead:
    """What a list says. `left_out`: (row, what its number says, why it was not counted)."""

    people: int
    one_row_a_person: bool
    left_out: tuple[tuple[int, str, str], ...] = ()
    remark: str = ""


def read_staff(rows: Sequence[Row]) -> StaffRead:
    """Counts them; names and posts are not kept. Raises Unreadable."""
    for place, (_, cells) in enumerate(rows[:FURTHEST]):
        names = [plain_heading(each) for each in cells]
        count = place_of(names, COUNT)
        if count is not None:
            return _added_up(rows[place + 1 :], count)
        if place_of(names, PERSON) is not None:
            return StaffRead(sum(not _is_total(cells) for _, cells in rows[place + 1 :]), True)
    raise Unreadable(
        "No row of this list has headings that say what it is about. "
        "For one row a person, call a column Name or Role; for numbers, call the column Headcount."
    )


def _is_total(cells: Sequence[str]) -> bool:
    return any(plain_heading(each) in TOTAL for each in cells)


def _added_up(rows: Sequence[Row], count: int) -> StaffRead:
    people, left_out, totals = 0, [], []
    for number, cells in rows:
        try:
            said = whole_number(cell(cells, count))
        except WrongNumber as wrong:
            left_out.append((number, wrong.said[:40], wrong.why))
        else:
            if _is_total(cells):
                totals.append((number, said))
            else:
                people += said
    wrong_totals = [(row, total) for row, total in totals if total != people]
    remark = (
        f"The total in row {wrong_totals[0][0]} says {wrong_totals[0][1]:,}, "
        f"but the rows add up to {people:,}."
        if wrong_totals
        else ""
    )
    return StaffRead(people, False, tuple(left_out), remark)
