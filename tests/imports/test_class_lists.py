"""Lists by class, by school year, and with marks made by hand: what they may say is asked."""

from __future__ import annotations

import datetime as dt

import pytest

from selfeval.imports.lists import Unreadable, sheets_of_file, sheets_of_text
from selfeval.imports.rolls import RollsRead, read_rolls
from selfeval.imports.staff import read_staff
from tests.imports.workbooks import MadeSheet, book, old_workbook, open_document

TODAY = dt.date(2026, 10, 6)
NAMES = [["Lind Ama"], ["Sato Tom"], ["Bello Grace"]]


def of_text(*rows: str) -> RollsRead:
    return read_rolls(sheets_of_text("\n".join(rows)), TODAY)


def of_file(data: bytes) -> RollsRead:
    return read_rolls(sheets_of_file(data), TODAY)


def by_year(rolls: RollsRead, **answers: str) -> dict[int, int]:
    return {year: roll.pupils for year, roll in rolls.years_by(answers).items()}


def asked(rolls: RollsRead) -> list[str]:
    return [question.text for question in rolls.questions]


def test_a_sheet_for_each_class_with_names_and_no_heading_is_asked_about() -> None:
    rolls = of_file(
        book(
            MadeSheet("7A", [["Class 7A"], ["Teacher: Mrs Oduya"], *NAMES]),
            MadeSheet("7B", [["1", "Ray", "Lee"], ["2", "Ray", "Kim"]]),
            MadeSheet("8A", NAMES[:1]),
        )
    )
    assert by_year(rolls) == {}
    assert by_year(rolls, names="yes") == {7: 5, 8: 1}
    assert by_year(rolls, names="no") == {}
    assert asked(rolls) == [
        "6 lines have words and no heading. Are they names of pupils of the year that the sheet is called "
        "by? (Rows 3 to 5 of “7A”, Rows 1 to 2 of “7B”, Row 1 of “8A”)"
    ]


def test_names_alone_below_a_heading_are_pupils_of_the_year_of_their_sheet() -> None:
    rolls = of_file(book(MadeSheet("Year 7", [["Name"], *NAMES]), MadeSheet("RB", [["Pupil name"], *NAMES])))
    assert (by_year(rolls), asked(rolls)) == ({7: 3, 0: 3}, [])


def test_beside_a_list_with_years_a_sheet_without_headings_is_told_and_not_counted() -> None:
    rolls = of_file(book(MadeSheet("Pupils", [["Name", "Year"], ["Lind Ama", "7"]]), MadeSheet("7B", NAMES)))
    assert (by_year(rolls), asked(rolls)) == ({7: 1}, [])
    assert "The sheet “7B” has no headings, so it is not counted." in rolls.remarks


def test_sheets_that_are_not_called_by_a_class_are_refused_with_what_to_do() -> None:
    with pytest.raises(Unreadable, match="Call each sheet by its class or its year, such as 7B or Year 7"):
        of_file(book(MadeSheet("Beech", NAMES), MadeSheet("Oak", NAMES)))


def test_a_class_in_the_column_of_years_is_of_its_year() -> None:
    assert by_year(of_text("Name,Year", "Lind Ama,10A", "Sato Tom,10B", "Bello Grace,11A")) == {10: 2, 11: 1}
    assert by_year(of_text("Year,Number on roll", "10A,28", "10B,27", "RA,30")) == {0: 30, 10: 55}


@pytest.mark.parametrize(
    "heading",
    [
        "Current Year Group: Year Group Name",
        "Year Group: Name",
        "Student: Current Year Group",
        "Year Group Name",
    ],
)
def test_headings_of_reports_in_two_parts_are_known_by_one_of_them(heading: str) -> None:
    rolls = of_text(f"Student: Full Name,{heading}", "Lind Ama,Year 7", "Sato Tom,Year 8")
    assert (by_year(rolls), asked(rolls)) == ({7: 1, 8: 1}, [])


def test_the_name_of_a_parent_is_no_name_of_a_pupil_however_its_heading_is_made() -> None:
    with pytest.raises(Unreadable, match="a column for parents or contacts"):
        of_text("Year,Primary Guardian: Full Name", "7,Lind Ove", "7,Lind Eva")


@pytest.mark.parametrize(
    ("rows", "counts"),
    [
        (("Year,2024/25,2025/26,2026/27", "7,30,31,32", "8,30,31,33"), {7: 32, 8: 33}),
        (("Year,Academic year 2025/26,Academic year 2026/27", "7,30,31", "8,30,33"), {7: 31, 8: 33}),
        ((",2025/26,2026/27", "Year 7,120,118", "Year 8,99,112", "Total,219,230"), {7: 118, 8: 112}),
        (("Surname,Forename,2025/26,2026/27", "Lind,Ama,7,8", "Sato,Tom,6,7"), {7: 1, 8: 1}),
        (
            (",2025/26,,2026/27,", "Year,Girls,Boys,Girls,Boys", "7,60,59,58,57", "8,50,49,48,47"),
            {7: 115, 8: 95},
        ),
    ],
)
def test_of_school_years_side_by_side_that_of_today_is_read(
    rows: tuple[str, ...], counts: dict[int, int]
) -> None:
    rolls = of_text(*rows)
    assert (by_year(rolls), asked(rolls)) == (counts, [])
    assert "Of the school years side by side, 2026/27 is read." in rolls.remarks


def test_school_years_side_by_side_without_that_of_today_are_asked_about_or_refused() -> None:
    assert asked(of_text("Year,2023/24,2024/25", "7,30,31", "8,30,33")) == [
        "Which column says how many pupils are on roll?"
    ]
    with pytest.raises(Unreadable, match="“2023/24” and “2024/25”"):
        of_text(",2023/24,,2024/25,", "Year,Girls,Boys,Girls,Boys", "7,60,59,58,57")


def test_who_has_left_by_a_note_alone_is_asked_about_with_the_rows() -> None:
    rolls = of_text(
        "Name,Year,Notes",
        *("Lind Ama,7,LEFT Oct 2026", "Sato Tom,7,left-handed", "Bello Grace (leaver),8,", "Ray Lee,8,"),
    )
    assert asked(rolls) == [
        "2 rows have a note that may say that the pupil has left. Count them? (Rows 2, 4)"
    ]
    assert (by_year(rolls), by_year(rolls, note="yes")) == ({7: 1, 8: 1}, {7: 2, 8: 2})


ROLL = [["Name", "Year"], ["Lind Ama", "7"], ["Sato Tom", "7"], ["Bello Grace", "8"]]


@pytest.mark.parametrize(
    "data",
    [
        book(MadeSheet("Pupils", ROLL, struck={3})),
        open_document(ROLL, struck={3}),
        old_workbook("Pupils", ROLL, (), struck={3}),
    ],
    ids=["xlsx", "ods", "xls"],
)
def test_rows_that_are_struck_through_are_asked_about(data: bytes) -> None:
    rolls = of_file(data)
    assert asked(rolls) == ["One row is struck through. Count it? (Row 3)"]
    assert (by_year(rolls, struck="no"), by_year(rolls, struck="yes")) == ({7: 1, 8: 1}, {7: 2, 8: 1})


def test_staff_who_are_struck_through_or_have_left_by_a_note_are_asked_about_too() -> None:
    staff = [["Name", "Post", "Note"], ["Bello Grace", "Teacher", ""], ["Oduya Ann", "Cook", "left in May"]]
    rolls = read_staff(sheets_of_file(book(MadeSheet("Staff", staff, struck={2}))), TODAY)
    assert asked(rolls) == [
        "One row has a note that may say that the person has left. Count it? (Row 3)",
        "One row is struck through. Count it? (Row 2)",
    ]
