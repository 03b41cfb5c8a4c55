"""A school's own list, pasted or uploaded into a plan: counts go into its fields, the list is forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import request

from selfeval.calendar.year_groups import group_name, year_name
from selfeval.english import listed
from selfeval.imports.rolls import RollsRead, read_rolls, read_staff
from selfeval.imports.spreadsheets import Row, Unreadable, rows_of_file, rows_of_text
from selfeval.surveys.plan import YEARS, Audience
from selfeval.web.site.forms import Form
from selfeval.web.site.words import counted

MOST_LINES = 20
"""Lines about rows that were left out."""
PASTED, UPLOADED = "list", "file"
FORGOTTEN = "Names and all else in it are forgotten."
NOT_ASKED = "There was a list that had not been read yet. It is read now."
ONE_OF_TWO = (
    "You have pasted a list and chosen a file. Press “Read the list” to read what is pasted. "
    "Or empty this field and choose the file once more: this page cannot keep it."
)


@dataclass(frozen=True)
class ListTold:
    """What a list said, in sentences; and of the rows left out: which, what they say, and why."""

    sentences: tuple[str, ...]
    left_out: tuple[tuple[str, str, str], ...] = ()
    more: int = 0
    """Lines of `left_out` that are not here."""


def waits(form: Form) -> bool:
    """Whether this request has sent a list."""
    return bool(form.value(PASTED) or request.files.get(UPLOADED))


def take_list(form: Form, audience: Audience, *, asked: bool) -> tuple[Form, ListTold | None]:
    """The form with the counts of the list that this request has sent; or with the fault of the list.

    `asked`: by its own button. A list that any other button has sent is read too: a browser does not
    keep a chosen file for the next page, so it would be lost.
    """
    uploaded, pasted = request.files.get(UPLOADED), request.form.get(PASTED, "")
    if uploaded and pasted.strip():
        return form.with_faults({PASTED: ONE_OF_TWO}), None
    try:
        rows = rows_of_file(uploaded.read()) if uploaded else rows_of_text(pasted)
        changed, told = _pupils(form, rows) if audience == "pupils" else _staff(form, rows)
    except Unreadable as fault:
        if uploaded:
            return form.with_faults({UPLOADED: str(fault)}), None
        without = "" if asked else " To go on without the list, empty this field."
        return form.with_faults({PASTED: f"{fault}{without}"}), None
    return changed, told if asked else replace(told, sentences=(NOT_ASKED, *told.sentences))


def _pupils(form: Form, rows: Sequence[Row]) -> tuple[Form, ListTold]:
    """A year that the list does not have is emptied, so that no number of an older list stays."""
    found = read_rolls(rows)
    changed = form.typed.copy()
    changed.pop(PASTED, None)
    emptied = [year for year in YEARS if year not in found.years and form.value(f"roll-{year}")]
    for year in YEARS:
        roll = found.years.get(year)
        numbers = (roll.pupils, roll.girls, roll.boys) if roll else (None, None, None)
        for name, number in zip(("roll", "girls", "boys"), numbers, strict=True):
            changed[f"{name}-{year}"] = "" if number is None else str(number)
    joined = {str(year) for years in found.together for year in years[1:]}
    changed.setlist("join", sorted(joined.union(form.chosen("join"))))
    return Form(changed), _told(found, emptied)


def _told(found: RollsRead, emptied: Sequence[int]) -> ListTold:
    years = counted(len(found.years), "year")
    if found.one_row_a_pupil:
        first = f"Your list has one row for each of {counted(found.pupils, 'pupil')} in {years}. {FORGOTTEN}"
    else:
        first = f"Your list has {counted(found.pupils, 'pupil')} in {years}."
    shared = (
        f"{group_name(together)} have one number in the list. It is shared out evenly between them, "
        "and they are put together."
        for together in found.together
    )
    gone = (
        [f"Not in the list, so taken out: {listed([year_name(year) for year in emptied])}."]
        if emptied
        else []
    )
    lines = [(_rows(each.rows), each.said or "nothing", each.why) for each in found.left_out]
    return ListTold(
        (first, *shared, *gone, *found.remarks, "Check the numbers below."),
        tuple(lines[:MOST_LINES]),
        max(len(lines) - MOST_LINES, 0),
    )


def _rows(rows: Sequence[int]) -> str:
    """(4,) -> 4; (4, 5, 6) -> 4 to 6; (2, 5, 9, 12) -> 2, 5, 9 and 1 more"""
    if len(rows) > 1 and rows[-1] - rows[0] == len(rows) - 1:
        return f"{rows[0]} to {rows[-1]}"
    more = f" and {len(rows) - 3} more" if len(rows) > 3 else ""
    return ", ".join(map(str, rows[:3])) + more


def _staff(form: Form, rows: Sequence[Row]) -> tuple[Form, ListTold]:
    found = read_staff(rows)
    changed = form.typed.copy()
    changed.pop(PASTED, None)
    changed["roll"] = str(found.people)
    people = counted(found.people, "person", "people")
    first = (
        f"Your list has one row for each of {people}. {FORGOTTEN}"
        if found.one_row_a_person
        else f"The numbers in your list add up to {people}."
    )
    left_out = tuple((str(row), said, why) for row, said, why in found.left_out)
    sentences = (first, found.remark, "Check the number below.")
    return Form(changed), ListTold(
        tuple(filter(None, sentences)), left_out[:MOST_LINES], max(len(left_out) - MOST_LINES, 0)
    )
