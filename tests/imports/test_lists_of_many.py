"""Lists of more than one school year or school, and lines that sum up others: who is here counts once."""

from __future__ import annotations

import datetime as dt

import pytest

from selfeval.imports.lists import Unreadable, sheets_of_file, sheets_of_text
from selfeval.imports.rolls import RollsRead, read_rolls
from tests.imports.workbooks import Cells, MadeSheet, book

TODAY = dt.date(2026, 10, 6)


def told(*rows: str) -> RollsRead:
    return read_rolls(sheets_of_text("\n".join(rows)), TODAY)


def of_book(*sheets: MadeSheet) -> RollsRead:
    return read_rolls(sheets_of_file(book(*sheets)), TODAY)


def by_year(rolls: RollsRead, **answers: str) -> dict[int, int]:
    return {year: roll.pupils for year, roll in rolls.years_by(answers).items()}


def class_of(year: int, size: int) -> Cells:
    return [["Surname", "Forename", "Year"], *([f"Lind{n}", "Ama", year] for n in range(size))]


def test_of_two_columns_of_years_that_of_this_school_year_is_read_and_that_is_said() -> None:
    rolls = told("Name,Year (2025/26),Year (2026/27)", "Ama Lind,2,3", "Tom Sato,2,3", "Lee Bello,3,4")
    assert by_year(rolls) == {3: 2, 4: 1}
    assert "The year is taken from “Year (2026/27)”, not from “Year (2025/26)”." in rolls.remarks


def test_two_columns_of_years_of_which_nobody_knows_the_day_are_refused() -> None:
    with pytest.raises(
        Unreadable, match="More than one column says the year: “Year Sept 2024” and “Year Sept 2025”"
    ):
        told("Name,Year Sept 2024,Year Sept 2025", "Ama Lind,2,3", "Tom Sato,2,3")
    rows = ("Ama Lind,2,3,4", "Tom Sato,2,3,4")
    assert by_year(told("Name,Year Sept 2024,Year Sept 2025,Year", *rows)) == {4: 2}


def test_sheets_of_another_school_year_do_not_add_to_this_one() -> None:
    rolls = of_book(MadeSheet("2025-26", class_of(3, 11)), MadeSheet("2026-27", class_of(4, 12)))
    assert by_year(rolls) == {4: 12}
    assert "The sheet “2025-26” is of another school year, so it is not counted." in rolls.remarks


def test_a_list_of_last_year_alone_is_read_as_it_is() -> None:
    assert by_year(of_book(MadeSheet("2025-26", class_of(3, 11)))) == {3: 11}
    assert by_year(told("Academic year,Name,Year", "2025/26,Ama Lind,3", "2025/26,Tom Sato,3")) == {3: 2}


def test_rows_of_another_school_year_are_left_out_and_told() -> None:
    rolls = told(
        "Academic Year,Name,Year", "2026/2027,Ama Lind,4", "2025/2026,Ama Lind,3", "2026/2027,Tom Sato,4"
    )
    assert by_year(rolls) == {4: 2}
    assert [(line.rows, line.text, line.why) for line in rolls.left_out] == [
        ((3,), "2025/26", "it is of another school year")
    ]


def test_a_list_of_several_schools_asks_which_is_ours_and_namesakes_elsewhere_are_others() -> None:
    rolls = told("School,Name,Year", "Alder,Ama Lind,3", "Alder,Tom Sato,3", "Beech,Ama Lind,3")
    (question,) = rolls.questions
    assert question.text == "The list has more than one school in it. Which is yours?"
    assert by_year(rolls) == {}
    assert by_year(rolls, school="Alder") == {3: 2}
    assert by_year(rolls, school="Beech") == {3: 1}
    assert by_year(rolls, school="all") == {3: 3}
    assert not told("School,Name,Year", "Alder,Ama Lind,3", "Alder,Tom Sato,3").questions


def test_numbers_of_several_schools_are_asked_about_too() -> None:
    rolls = told("School,Year,Number on roll", "Alder,Year 3,28", "Alder,Year 4,30", "Beech,Year 3,55")
    assert by_year(rolls, school="Alder") == {3: 28, 4: 30}
    assert by_year(rolls, school="Beech") == {3: 55}


def test_a_line_for_several_years_that_is_the_sum_of_theirs_is_a_total_and_no_more_pupils() -> None:
    rolls = told("Year,Number", "Year 7,61", "Year 8,58", "Year 9,60", "Years 7 to 9,179")
    assert by_year(rolls) == {7: 61, 8: 58, 9: 60}
    assert [(line.rows, line.why) for line in rolls.left_out] == [((5,), "it is a total of some years")]


def test_a_mixed_class_beside_classes_of_its_years_is_counted() -> None:
    assert by_year(told("Year,Number", "Year 3,20", "Year 4,18", "Years 3 and 4,26")) == {3: 33, 4: 31}


@pytest.mark.parametrize("heading", ["Not known", "Unspecified", "Other", "U", "Non-binary"])
def test_pupils_who_are_counted_beside_girls_and_boys_are_on_roll(heading: str) -> None:
    rolls = told(f"Year,Girls,Boys,{heading}", "Year 7,30,30,1", "Year 8,29,28,0")
    assert by_year(rolls) == {7: 61, 8: 57}


def test_a_year_merged_down_beside_one_column_of_names_holds_for_all_its_rows() -> None:
    rows = [
        ["Year", "Name"],
        ["Year 3", "Ama Lind"],
        ["", "Tom Sato"],
        ["", "Lee Bello"],
        ["Year 4", "Siân Okafor"],
    ]
    assert by_year(of_book(MadeSheet("List", rows, merged=["A2:A4"]))) == {3: 3, 4: 1}
    rolls = of_book(MadeSheet("List", rows))
    assert by_year(rolls, above="yes") == {3: 3, 4: 1}
    assert by_year(rolls, above="no") == {3: 1, 4: 1}


@pytest.mark.parametrize(("here", "gone"), [("T", "F"), ("Yes", "No"), ("TRUE", "FALSE"), ("Y", "N")])
def test_a_column_that_says_whether_somebody_is_on_roll_is_no_number(here: str, gone: str) -> None:
    rolls = told("Name,Year,On Roll", f"Ama Lind,3,{here}", f"Tom Sato,3,{here}", f"Lee Bello,3,{gone}")
    assert by_year(rolls) == {3: 2}
    assert [line.why for line in rolls.left_out] == ["the list says that they have left"]


@pytest.mark.parametrize("status", ["Reserved", "Provisional", "Prospective", "Place allocated"])
def test_who_has_a_place_but_is_not_here_yet_does_not_count(status: str) -> None:
    assert by_year(told("Name,Year,Status", "Ama Lind,3,On roll", f"Tom Sato,3,{status}")) == {3: 1}
