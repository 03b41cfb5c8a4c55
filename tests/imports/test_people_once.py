"""Lists of pupils and of numbers as schools have them: everybody once, and what is open is asked."""

from __future__ import annotations

import datetime as dt

import pytest

from selfeval.imports.lists import FORMULA, Unreadable, days_of, sheets_of_file, sheets_of_text
from selfeval.imports.reader import Sheet
from selfeval.imports.rolls import RollsRead, read_rolls
from tests.imports import workbooks
from tests.imports.workbooks import MadeSheet

TODAY = dt.date(2026, 10, 6)


def read(*rows: str) -> RollsRead:
    return read_rolls(sheets_of_text("\n".join(rows)), TODAY)


def book(*sheets: MadeSheet) -> RollsRead:
    return read_rolls(sheets_of_file(workbooks.book(*sheets)), TODAY)


def counts(found: RollsRead, **answers: str) -> dict[int, int]:
    return {year: roll.pupils for year, roll in found.years_by(answers).items()}


def asked(found: RollsRead) -> list[str]:
    return [question.id for question in found.questions]


HEAD = "UPN,Surname,Forename,Year"


def test_a_row_for_each_parent_is_one_pupil_by_number_and_by_name_with_date_of_birth() -> None:
    by_number = read(HEAD, "H1,Yusuf,Amina,7", "H1,Yusuf,Amina,7", "H2,Yusuf,Amina,7")
    assert (counts(by_number), asked(by_number)) == ({7: 2}, [])
    assert by_number.remarks == (
        "1 row is of a pupil who is in the list already, such as one for each parent. "
        "Everybody is counted once.",
    )
    by_birth = read(
        "Name,DOB,Year", "Yusuf Amina,1/9/2015,6", "YUSUF  Amina,1/9/2015,6", "Yusuf Amina,2/9/2015,6"
    )
    assert (counts(by_birth), asked(by_birth)) == ({6: 2}, [])


def test_the_same_name_in_one_year_is_asked_about_and_in_two_years_not() -> None:
    found = read("Surname,Forename,Year", "Yusuf,Amina,7", "Yusuf,Amina,7", "Yusuf,Amina,8")
    assert asked(found) == ["same"]
    assert found.questions[0].text == (
        "One row has the same name as another row of that year. Who is it? (Row 3)"
    )
    assert (counts(found, same="once"), counts(found, same="each")) == ({7: 1, 8: 1}, {7: 2, 8: 1})
    assert asked(read("Surname,Forename,Sex,Year", "Yusuf,Lee,F,7", "Yusuf,Lee,M,7")) == []


def test_one_number_with_two_names_and_numbers_that_were_cut_are_not_taken_at_their_word() -> None:
    siblings = read("ID,Surname,Forename,Year", "12,Yusuf,Amina,7", "12,Yusuf,Lee,8")
    assert (counts(siblings), asked(siblings)) == ({7: 1, 8: 1}, [])
    mistyped = read(HEAD, "H1,Yusuf,Amina,7", "H1,Bello,Grace,7")
    assert (asked(mistyped), counts(mistyped, number="each")) == (["number"], {7: 2})
    cut = read(HEAD, "1.23457E+11,Yusuf,Amina,7", "1.23457E+11,Bello,Grace,7")
    assert (counts(cut), asked(cut)) == ({7: 2}, [])


def test_who_has_left_is_not_counted_and_who_will_leave_is() -> None:
    found = read(
        f"{HEAD},Date of leaving",
        *(
            "H1,A,A,7,05/10/2026",
            "H2,B,B,7,06/10/2026",
            "H3,C,C,7,17 July 2027",
            "H4,D,D,7,-",
            "H5,E,E,7,46200",
        ),
    )
    assert (counts(found), asked(found)) == ({7: 3}, [])
    assert [(left.rows, left.text, left.why) for left in found.left_out] == [
        ((2, 6), "7", "the date of leaving is in the past")
    ]
    vague = read(f"{HEAD},Leaving date", "H1,A,A,7,", "H2,B,B,7,moved")
    assert (asked(vague), counts(vague, left="yes"), counts(vague, left="no")) == (["left"], {7: 2}, {7: 1})


@pytest.mark.parametrize(
    ("texts", "days"),
    [
        (["5/10/2026", "2026-10-05", "5.10.26", "5 Oct 2026", "Mon 5th October 2026"], dt.date(2026, 10, 5)),
        (["10/05/2026", "10/05/2026 00:00"], dt.date(2026, 5, 10)),
        (["46300"], dt.date(2026, 10, 5)),
        (["gone", "31/02/2026", "2026"], None),
    ],
)
def test_dates_are_read_as_lists_have_them(texts: list[str], days: dt.date | None) -> None:
    assert set(days_of(texts)) == {days}


def test_a_column_of_dates_is_read_by_months_where_it_must_be() -> None:
    assert days_of(["07/04/2026", "07/17/2026"]) == [dt.date(2026, 7, 4), dt.date(2026, 7, 17)]


def test_a_status_says_who_is_here() -> None:
    found = read(
        f"{HEAD},Enrolment Status",
        *("H1,A,A,7,Single Registration", "H2,B,B,7,Main – Dual Registration", "H3,C,C,7,Former"),
        *("H4,D,D,7,Guest Pupil", "H5,E,E,7,Applicant"),
    )
    assert asked(found) == ["guest"]
    assert (counts(found, guest="no"), counts(found, guest="yes")) == ({7: 2}, {7: 3})
    assert {left.why for left in found.left_out} == {
        "the list says that they have left",
        "the list says that they are not here yet",
    }


def test_a_date_of_admission_to_come_is_asked_about() -> None:
    found = read(f"{HEAD},Date of admission", "H1,A,A,7,01/09/2026", "H2,B,B,7,02/11/2026")
    assert (counts(found, arrives="no"), counts(found, arrives="yes")) == ({7: 1}, {7: 2})


def test_a_list_of_parents_without_pupils_is_refused() -> None:
    with pytest.raises(Unreadable, match="a column for parents or contacts"):
        read("Year,Sex,Guardian", "7,F,G1", "7,F,G2")


def test_a_number_beside_a_year_is_never_taken_for_one_pupil() -> None:
    for rows in (("7,2", "8,3"), ("7,2", "7,3", "8,3")):
        found = read("Year,Places taken", *rows)
        assert asked(found) == ["column-0"]
    assert counts(read("Year,Places taken", "7,30", "8,31"), **{"column-0": "1"}) == {7: 30, 8: 31}
    with pytest.raises(Unreadable, match="Each year has one row in this list, and no column says"):
        read("Year,Teacher", "7,Bello", "8,Sato")


def test_of_two_days_the_right_one_is_asked_for() -> None:
    found = read("Year,NOR Oct 2025,NOR Oct 2026", "7,28,30", "8,31,31")
    (question,) = found.questions
    assert question.text == "Which column says how many pupils are on roll?"
    assert question.options == (
        ("1", "“NOR Oct 2025”: 59 in all"),
        ("2", "“NOR Oct 2026”: 61 in all"),
    )


def test_a_total_of_points_in_a_list_of_pupils_is_no_roll() -> None:
    assert counts(read("Surname,Forename,Year,Total", "Yusuf,Amina,7,120", "Bello,Grace,7,80")) == {7: 2}


def test_rows_of_classes_and_their_subtotals_are_told_apart() -> None:
    beside = read("Year,Class,NOR", "7,7A,28", "7,7B,29", "7,Total,57", "8,All,30", "Total,,87")
    assert (counts(beside), asked(beside)) == ({7: 57, 8: 30}, [])
    above = read("Year,Class,NOR", "7,,57", ",7A,28", ",7B,29", "8,,30")
    assert (counts(above), asked(above)) == ({7: 57, 8: 30}, [])
    blank = read("Year,Class,NOR", "7,7A,28", ",7B,29", "8,8A,30")
    assert (asked(blank), counts(blank, above="yes")) == (["above"], {7: 57, 8: 30})


def test_a_year_whose_cell_reaches_over_several_rows_is_the_year_of_all() -> None:
    rows = [["Year", "Class", "NOR"], ["Year 7", "7A", 28], ["", "7B", 29], ["Year 8", "8A", 30]]
    found = book(MadeSheet("Rolls", rows, merged=["A2:A3"]))
    assert (counts(found), asked(found)) == ({7: 57, 8: 30}, [])


def test_headings_may_be_in_two_rows() -> None:
    rows = [["Year", "Number on roll", "", ""], ["", "Girls", "Boys", "Total"], ["Year 7", 14, 16, 30]]
    assert counts(book(MadeSheet("Rolls", rows))) == {7: 30}


def test_totals_that_nobody_has_worked_out_are_said() -> None:
    with_sexes = [["Year", "Girls", "Boys", "Total"], ["Year 7", 14, 16, "=B2+C2"], ["Total", "", "", "=1"]]
    found = book(MadeSheet("Rolls", with_sexes))
    assert counts(found) == {7: 30}
    assert found.remarks == (
        "The total in row 2 is a formula that nobody has worked out. Girls and boys are added up.",
    )
    (left,) = book(MadeSheet("Rolls", [["Year", "NOR"], [7, 30], [8, "=30+1"]])).left_out
    assert (left.text, left.why) == ("=30+1", FORMULA)
    with pytest.raises(Unreadable, match="formulas that nobody has worked out"):
        book(MadeSheet("Rolls", [["Year", "NOR"], [7, "=30"], [8, "=31"]]))


CHILDREN = [["UPN", "Surname", "Forename", "Year"], ["H1", "Yusuf", "Amina", 7], ["H2", "Bello", "Grace", 7]]
OTHERS = [CHILDREN[0], ["H3", "Lind", "Piotr", 8], ["H2", "Bello", "Grace", 7]]


def test_all_sheets_are_counted_and_everybody_once() -> None:
    found = book(
        MadeSheet("Year 7", CHILDREN), MadeSheet("Year 8", OTHERS[:2]), MadeSheet("Notes", [["Hello"]])
    )
    assert (counts(found), asked(found)) == ({7: 2, 8: 1}, [])
    assert found.remarks == ("Counted on 2 sheets: Year 7 and Year 8.",)


def test_two_versions_of_a_list_are_asked_about() -> None:
    found = book(MadeSheet("Autumn", CHILDREN), MadeSheet("Summer", OTHERS))
    (question,) = found.questions
    assert question.options == (
        ("0", "The sheet “Autumn”: 2 pupils"),
        ("1", "The sheet “Summer”: 2 pupils"),
        ("all", "All of them together, each pupil once"),
    )
    assert counts(found, sheets="0") == {7: 2}
    assert counts(found, sheets="1") == {7: 1, 8: 1}
    assert counts(found, sheets="all") == {7: 2, 8: 1}


def test_of_a_file_that_does_not_tell_hidden_rows_it_is_asked_whether_there_are_any() -> None:
    sheet = Sheet([(1, ["Year", "NOR"]), (2, ["7", "30"])], tells_hidden=False)
    rolls = read_rolls([sheet], TODAY)
    assert (asked(rolls), counts(rolls), counts(rolls, unknown="no")) == (["unknown"], {}, {})
    assert counts(rolls, unknown="yes") == {7: 30}
    assert "Does a filter hide any of them?" in rolls.questions[0].text


def test_two_tables_for_the_same_years_are_asked_about_even_where_they_agree() -> None:
    found = read("Girls,", "Year,Pupils", "7,15", "8,14", "Boys,", "Year,Pupils", "7,15", "8,14")
    assert asked(found) == ["sheets"]
    assert counts(found, sheets="all") == {7: 30, 8: 28}


def test_a_summary_beside_the_list_that_agrees_is_no_second_roll() -> None:
    summary = MadeSheet("Summary", [["Year", "Pupils"], [7, 2]])
    found = book(summary, MadeSheet("List", CHILDREN))
    assert (counts(found), asked(found)) == ({7: 2}, [])
    other = book(MadeSheet("Summary", [["Year", "Pupils"], [7, 3]]), MadeSheet("List", CHILDREN))
    assert asked(other) == ["sheets"]


def test_lines_below_a_list_are_no_pupils() -> None:
    found = read("Surname,Forename,Year", "Yusuf,Amina,7", "Total pupils: 1", "Printed on 5 October")
    assert (counts(found), asked(found)) == ({7: 1}, [])


def test_sheets_that_are_hidden_or_of_leavers_are_asked_about() -> None:
    for sheet in (MadeSheet("2025", OTHERS[:2], visible=False), MadeSheet("Leavers", OTHERS[:2])):
        found = book(sheet, MadeSheet("All", CHILDREN))
        assert asked(found) == ["sheet-1"]
        assert counts(found, **{"sheet-1": "no"}) == {7: 2}
        assert counts(found, **{"sheet-1": "yes"}) == {7: 2, 8: 1}
    copy = book(MadeSheet("Copy", CHILDREN, visible=False), MadeSheet("All", CHILDREN))
    assert (counts(copy), asked(copy)) == ({7: 2}, [])


def test_a_sheet_or_a_line_may_say_the_year() -> None:
    of_class = [["Surname", "Forename"], ["Yusuf", "Amina"], ["Bello", "Grace"]]
    found = book(MadeSheet("7A", of_class), MadeSheet("Year 8 (2026)", of_class))
    assert counts(found) == {7: 2, 8: 2}
    assert "The year is taken from the name of the sheet, or from the line above the rows." in found.remarks
    mixed = book(MadeSheet("Year 8", of_class), MadeSheet("Staff", of_class))
    assert counts(mixed) == {8: 2}
    assert "Rows 2 to 3 of “Staff” are not counted: nothing says their year." in mixed.remarks


def test_a_row_that_names_nobody_is_asked_about_and_a_subtotal_is_not() -> None:
    found = read("Surname,Forename,Year", "Yusuf,Amina,7", ",,7", "Year 7 count,1,", "Bello,Grace,8")
    assert (asked(found), counts(found, nobody="no")) == (["nobody"], {7: 1, 8: 1})


def test_a_pupil_in_two_years_is_asked_about() -> None:
    found = read(HEAD, "H1,Yusuf,Amina,7", "H1,Yusuf,Amina,8", "H2,Bello,Grace,8")
    assert asked(found) == ["years"]
    assert (counts(found, years="first"), counts(found, years="last")) == ({7: 1, 8: 1}, {8: 2})


def test_reception_may_be_the_first_row_of_a_list_without_headings() -> None:
    assert counts(read("YR,30", "Y1,28")) == {0: 30, 1: 28}


def test_nobody_on_roll_is_said() -> None:
    with pytest.raises(Unreadable, match="Nobody in this list is on roll today"):
        read(f"{HEAD},DOL", "H1,A,A,7,01/01/2020")
