"""Rolls out of a school's own lists: numbers by year, lists of pupils, and lists of staff."""

from __future__ import annotations

import datetime as dt

import pytest

from selfeval.imports.lists import FORMULA, Unreadable, sheets_of_file, sheets_of_text
from selfeval.imports.roll_questions import UncountedRows
from selfeval.imports.rolls import RollsRead, YearRoll, read_rolls
from selfeval.imports.staff import read_staff
from tests.imports import workbooks

TODAY = dt.date(2026, 10, 6)


def read(text: str) -> RollsRead:
    return read_rolls(sheets_of_text(text), TODAY)


def years_of(found: RollsRead) -> dict[int, YearRoll]:
    """The years of a list that leaves nothing open."""
    assert found.questions == ()
    return found.years_by({})


def pupils(found: RollsRead) -> dict[int, int]:
    return {year: count.pupils for year, count in years_of(found).items()}


@pytest.mark.parametrize("year", ["Year", "Year Group", "NC Year", "Yr", "Year taught in", "YEAR GROUP:"])
@pytest.mark.parametrize("count", ["Count", "Number on Roll", "NOR", "Pupils", "Total", "No. on roll"])
def test_the_headings_of_schools_are_known(year: str, count: str) -> None:
    assert pupils(read(f"{year}\t{count}\nYear 07\t180\nR\t30\n")) == {0: 30, 7: 180}


def test_two_columns_without_headings_will_do() -> None:
    assert pupils(read("Y7\t180\nY8\t1,176\n")) == {7: 180, 8: 1176}


@pytest.mark.parametrize(
    ("first", "why"),
    [
        ("Foundation", "it can be nursery and Reception together"),
        ("Owls", "it is not the name of a year group"),
        ("Rec (N2)", "nursery and older children are counted together"),
        ("Nursery", "nursery children are not asked"),
    ],
)
def test_without_headings_too_a_first_row_that_names_no_year_is_told(first: str, why: str) -> None:
    found = read(f"Alder Vale Primary\n{first}\t30\nYear 1\t31\nYear 2\t29\n")
    assert pupils(found) == {1: 31, 2: 29}
    assert [(left.rows, left.text) for left in found.left_out] == [((2,), first)]
    assert why in found.left_out[0].why


def test_without_headings_too_a_first_number_that_is_none_is_told() -> None:
    found = read("Y7\tmany\nY8\t1,176\nY9\t180\n")
    assert pupils(found) == {8: 1176, 9: 180}
    assert found.left_out == (UncountedRows((1,), "many", "it is not a whole number"),)


@pytest.mark.parametrize(
    "text",
    [
        "Year 7,120,\nYear 8,98,\n",
        "Year 7: 120\nYear 8: 98\n",
        "Year 7 = 120\nYear 8 = 98\nTotal = 218\n",
        "Year 7 - 120\nYear 8 - 98\n",
        "Year  NOR\n7     120\n8      98\n",
        "Numbers on 1 September\nY7 120\nY8 98\n",
    ],
)
def test_a_year_and_its_number_are_read_however_they_are_parted(text: str) -> None:
    assert pupils(read(text)) == {7: 120, 8: 98}


def test_a_word_beside_a_number_in_one_column_is_told() -> None:
    assert read("R 30\nOwls 12\n").left_out == (
        UncountedRows((2,), "Owls", "it is not the name of a year group"),
    )


def test_a_year_without_pupils_is_left_out_and_told() -> None:
    found = read("Year,NOR\n3,30\n4,0\n5,\n")
    assert pupils(found) == {3: 30}
    assert found.left_out == tuple(
        UncountedRows((row,), said, "its number is 0 or empty") for row, said in ((3, "4"), (4, "5"))
    )


def test_the_title_of_a_report_may_stand_above() -> None:
    assert pupils(read("Alder Vale Primary\nNumbers on 1 September 2026\n\nYear,NOR\n3,30\n")) == {3: 30}


def test_girls_and_boys_are_read_where_they_are_given() -> None:
    found = read("Year\tGirls\tBoys\tTotal\n3\t14\t15\t30\n4\t16\t14\t30\n")
    assert years_of(found) == {3: YearRoll(30, 14, 15), 4: YearRoll(30, 16, 14)}
    assert years_of(read("Yr,M,F\n3,14,15\n")) == {3: YearRoll(29, 15, 14)}


def test_the_rows_of_classes_are_added_up_and_that_is_said() -> None:
    found = read("Year,Class,Pupils\n3,3A,28\n3,3B,29\n4,4A,30\n")
    assert pupils(found) == {3: 57, 4: 30}
    assert found.remarks == (
        "Some years are in more than one row, such as one for each class. Their numbers are added up.",
    )


def test_a_list_of_pupils_is_counted_and_nothing_else_of_it_is_said() -> None:
    found = read(
        "Surname;Forename;Gender;Year taught in;UPN;Reg\n"
        "Yusuf;Amina;Female;Year  7;H801200001001;7A\n"
        "Bello;Grace;F;7;H801200001002;7B\n"
        "Okafor;Tom;Male;7;H801200001003;7B\n"
        "Lind;Piotr;;Yr 8;H801200001004;8A\n"
        "Sato;Hana;F;N2;H801200001005;N\n"
        "Boateng;Ama;F;Gap year;H801200001006;\n"
    )
    assert found.one_row_a_pupil
    assert years_of(found) == {7: YearRoll(3, 2, 1), 8: YearRoll(1)}
    assert found.left_out == (
        UncountedRows((6,), "N2", "nursery children are not asked"),
        UncountedRows((7,), "Gap year", "it is not the name of a year group"),
    )
    assert not any(name in repr(found) for name in ("Yusuf", "Amina", "H8012", "7A"))


def test_years_given_as_one_number_are_shared_out_so_that_girls_and_boys_fit() -> None:
    found = read("Year,Girls,Boys,NOR\n12/13,21,19,41\n")
    assert years_of(found) == {12: YearRoll(21, 11, 9), 13: YearRoll(20, 10, 10)}
    assert found.together_by({}) == ((12, 13),)
    assert sum(pupils(found).values()) == 41


def test_rows_that_cannot_be_counted_are_named_with_the_reason() -> None:
    found = read(
        "Year,Girls,Boys,Total\nR,8,7,15\nN1,5,5,10\nN1,4,4,8\nYear 15,1,1,2\n3,9,9,17\n4,=A1,9,20\n"
        "5,x,2,20\nKS1 total,8,7,15\n"
    )
    assert pupils(found) == {0: 15}
    assert found.left_out == (
        UncountedRows((3, 4), "N1", "nursery children are not asked"),
        UncountedRows((5,), "Year 15", "year groups go from Reception to Year 13"),
        UncountedRows((6,), "17", "its 9 girls and 9 boys are more than that"),
        UncountedRows((7,), "=A1", FORMULA),
        UncountedRows((8,), "x", "it is not a whole number"),
        UncountedRows((9,), "KS1 total", "it is a total of some years"),
    )


@pytest.mark.parametrize("word", ["Total", "Grand Total:", "TOTALS", "All", "Whole school"])
def test_a_total_that_agrees_is_not_counted_and_not_mentioned(word: str) -> None:
    found = read(f"Year\tNOR\n3\t30\n4\t29\n{word}\t59\n")
    assert pupils(found) == {3: 30, 4: 29}
    assert (found.left_out, found.remarks) == ((), ())


def test_a_total_may_take_the_nursery_in() -> None:
    assert read("Year\tNOR\nN2\t20\n3\t30\nTotal\t50\n").remarks == ()


def test_a_total_that_does_not_agree_is_told() -> None:
    assert read("Year\tNOR\n3\t30\n4\t29\nTotal\t95\n").remarks == (
        "The total in row 4 says 95, but the years add up to 59. "
        "Look for a year that is missing or is there twice.",
    )


def test_a_spreadsheet_with_numbers_and_dates_is_read_as_it_looks() -> None:
    data = workbooks.workbook([["Year group", "Pupils"], [7, 180], ["12/13", 41], ["Total", 221]])
    assert pupils(read_rolls(sheets_of_file(data), TODAY)) == {7: 180, 12: 21, 13: 20}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Surname,Forename\nYusuf,Amina\n", "No column of this list has a heading for the year"),
        ("Year,Pupils\nHedgehogs,28\n", "No row of this list names a year group"),
        ("Year,Pupils\n", "No row of this list names a year group"),
        ("Year,Pupils\n3,0\n4,\n", "they are all 0 or empty"),
        ("Year,Pupils\nN1,20\n", "Nursery children are not asked"),
        ("Year 3\nYear 4\n", "one column only"),
        ("Year 3 - 4\nYear 5 - 6\n", "one column only"),
    ],
)
def test_a_list_without_years_is_refused_without_repeating_it(text: str, told: str) -> None:
    with pytest.raises(Unreadable, match=told) as raised:
        read(text)
    assert "Yusuf" not in str(raised.value)


def test_a_long_cell_is_said_back_in_part() -> None:
    (left,) = read(f"Year,NOR\n3,30\n{'Hedgehogs ' * 20},12\n").left_out
    assert len(left.text) == 41
    assert left.text.endswith("…")


def staff(*rows: str) -> RollsRead:
    return read_staff(sheets_of_text("\n".join(rows)), TODAY)


def people(found: RollsRead, **answers: str) -> int:
    return sum(roll.pupils for roll in found.years_by(answers).values())


def test_staff_are_counted_a_row_each() -> None:
    found = staff("Surname,Forename,Post", "Yusuf,Amina,Teacher", "Bello,Grace,Head", "Total,,2")
    assert (people(found), found.one_row_a_pupil, found.questions) == (2, True, ())
    assert "Yusuf" not in repr(found)


def test_staff_are_added_up_by_kind_of_post() -> None:
    found = staff("Post\tHeadcount", "Teachers\t24", "Support\t19", "Office\tfew", "Total\t45")
    assert people(found) == 43
    assert found.left_out == (UncountedRows((4,), "few", "it is not a whole number"),)
    assert found.remarks == ("The total in row 5 says 45, but the rows add up to 43.",)


def test_staff_with_two_posts_are_one_person_and_who_has_left_is_none() -> None:
    found = staff(
        "Staff code,Surname,Forename,Post,End date",
        *("AY,Yusuf,Amina,Teacher,", "AY,Yusuf,Amina,Lunch,", "GB,Bello,Grace,Head,31/08/2026"),
        "TO,Okafor,Tom,Cook,31/08/2027",
    )
    assert (people(found), found.questions) == (2, ())
    assert found.left_out == (UncountedRows((4,), "a person", "the date of leaving is in the past"),)
    assert "1 row is of a person who is in the list already, such as one for each post." in found.remarks[0]


def test_staff_of_one_name_are_asked_about_in_words_for_staff() -> None:
    found = staff("Surname,Forename,Post", "Yusuf,Amina,Teacher", "Yusuf,Amina,Lunch")
    (question,) = found.questions
    assert question.text == "One row has the same name as another row. Who is it? (Row 3)"
    assert question.options == (
        ("once", "The same person again, such as a row for each post. Count each name once"),
        ("each", "Another person of that name. Count every row"),
    )
    assert (people(found, same="once"), people(found, same="each")) == (1, 2)


def test_staff_are_counted_on_all_sheets() -> None:
    head = ["Name", "Role"]
    teachers, office = [head, ["Amina Yusuf", "Teacher"]], [head, ["Grace Bello", "Office"]]
    data = workbooks.book(workbooks.MadeSheet("Teachers", teachers), workbooks.MadeSheet("Office", office))
    assert people(read_staff(sheets_of_file(data), TODAY)) == 2


def test_numbers_of_staff_on_several_sheets_are_added_up_only_if_somebody_says_so() -> None:
    head = ["Role", "Headcount"]
    data = workbooks.book(
        workbooks.MadeSheet("Teaching", [head, ["Teachers", 22], ["Leaders", 4], ["Total", 26]]),
        workbooks.MadeSheet("Support", [head, ["Assistants", 18], ["Office", 5]]),
    )
    found = read_staff(sheets_of_file(data), TODAY)
    (question,) = found.questions
    assert question.text == "More than one sheet says how many work here. Who are all?"
    assert [words for _, words in question.options] == [
        "All of them together: 49 in all",
        "The sheet “Teaching” alone: 26 in all",
        "The sheet “Support” alone: 23 in all",
    ]
    assert found.remarks == ()
    assert [people(found, sheets=answer) for answer in ("", "all", "0", "1")] == [0, 49, 26, 23]


def test_numbers_beside_a_list_of_staff_are_not_counted_and_that_is_said() -> None:
    data = workbooks.book(
        workbooks.MadeSheet("Teachers", [["Name", "Role"], ["Amina Yusuf", "Teacher"]]),
        workbooks.MadeSheet("Support", [["Role", "Headcount"], ["Office", 5]]),
    )
    found = read_staff(sheets_of_file(data), TODAY)
    assert people(found) == 1
    assert "The sheet “Support” has numbers and no names, so it is not counted." in found.remarks


def test_a_list_of_staff_needs_headings() -> None:
    with pytest.raises(Unreadable, match="call a column Name or Role"):
        staff("Yusuf\tAmina")


def test_full_time_posts_are_not_taken_for_people() -> None:
    with pytest.raises(Unreadable, match="call their column Headcount"):
        staff("Post,FTE", "Teachers,24.5", "Head,1")
    each = staff("Post,FTE", "Teacher,0.6", "Teacher,1", "Cook,1.0")
    assert (people(each), each.one_row_a_pupil) == (3, True)
    assert people(staff("Surname,Post,Hours", "Yusuf,Teacher,32", "Bello,Head,37")) == 2


@pytest.mark.parametrize("text", ["Name,Post\n", "Post\tHeadcount\nTeachers\t0\n"])
def test_a_list_of_nobody_is_no_number(text: str) -> None:
    with pytest.raises(Unreadable, match="Nobody is in this list"):
        staff(text)
