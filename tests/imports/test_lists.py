"""Lists as files and as pasted text: what is read of them, and what is refused with a sentence."""

from __future__ import annotations

import resource
from collections.abc import Callable

import pytest

from selfeval.imports.lists import Unreadable, WrongNumber, sheets_of_file, sheets_of_text, whole_number
from selfeval.imports.reader import Row
from selfeval.imports.workbook import SECONDS
from tests.imports import workbooks


def rows_of_file(data: bytes) -> list[Row]:
    """The rows of the first sheet that can be seen."""
    return list(next(sheet.rows for sheet in sheets_of_file(data) if sheet.visible))


ROWS = [(1, ["Year", "Pupils"]), (2, ["Year 7", "30"]), (4, ["Café", "2"])]
TEXT = "Year,Pupils\r\nYear 7,30\r\n,\r\nCafé,2\r\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("cp1252"),
        TEXT.replace(",", "\t").encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        ("sep=;\r\n" + TEXT.replace(",", ";")).encode("utf-8-sig"),
        ('"sep=|"\r\n' + TEXT.replace(",", "|")).encode(),
        TEXT.replace(",", ";").encode(),
        TEXT.replace("\r\n", "\n").encode(),
    ],
)
def test_a_text_file_is_read_as_any_program_saves_it(data: bytes) -> None:
    assert rows_of_file(data) == ROWS


def test_columns_pasted_out_of_a_spreadsheet_are_read() -> None:
    assert sheets_of_text(TEXT.replace(",", "\t"))[0].rows == ROWS


def test_a_spreadsheet_is_read_from_its_first_visible_sheet() -> None:
    data = workbooks.workbook([["Year", "Pupils"], ["Year 7", 30], ["", ""], ["Café", 2]])
    assert rows_of_file(data) == ROWS


def test_a_formula_that_no_program_has_worked_out_is_read_as_its_text() -> None:
    assert rows_of_file(workbooks.workbook([["Year", "Pupils"], [7, "=1+1"]]))[1] == (2, ["7", "=1+1"])


def test_of_a_workbook_every_sheet_is_read_and_what_is_hidden_is_known() -> None:
    data = workbooks.book(
        workbooks.MadeSheet("Last year", [["Year"], [7]], visible=False),
        workbooks.MadeSheet("Empty", []),
        workbooks.MadeSheet(
            "A & B", [["Year", "Class"], [7, "7A"], ["", "7B"], [8, "8A"]], {3, 4}, ["A2:A3"]
        ),
    )
    hidden, shown = sheets_of_file(data)
    assert (hidden.name, hidden.visible, hidden.rows) == ("Last year", False, [(1, ["Year"]), (2, ["7"])])
    assert (shown.name, shown.visible, shown.hidden, shown.merged) == ("A & B", True, {3, 4}, {(3, 0)})


def test_rows_that_are_hidden_in_an_open_document_are_known_too() -> None:
    (sheet,) = sheets_of_file(workbooks.open_document([["Year"], ["Year 7"], ["Year 8"]], {2}))
    assert sheet.rows == [(1, ["Year"]), (2, ["Year 7"]), (3, ["Year 8"])]
    assert sheet.hidden == {2}


@pytest.mark.parametrize("hostile", [workbooks.far_cell, workbooks.bomb, workbooks.echo])
def test_a_spreadsheet_that_asks_for_too_much_ends_a_process_of_its_own(hostile: Callable[[], bytes]) -> None:
    data, before = hostile(), resource.getrusage(resource.RUSAGE_CHILDREN)
    with pytest.raises(Unreadable, match=r"This spreadsheet cannot be read here\. Open it in your"):
        rows_of_file(data)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime) < SECONDS + 2


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "This file is empty"),
        (b"  \r\n ", "This file is empty"),
        (b"x" * 900_001, "larger than 900 kB"),
        (b"PK\x03\x04 and no more", "This spreadsheet cannot be read here"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "This spreadsheet cannot be read here"),
        (workbooks.protected(), "A password protects this workbook"),
        (workbooks.protected_xls(), "A password protects this workbook"),
        (workbooks.protected_ods(), "A password protects this workbook"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "This file is a PDF: a page to print"),
        (b"<html><table><tr><td>Year</td></tr></table>", "This file is a web page or XML"),
        (b"\x81\x8d\x8f\x90\x9d", "not a text file or a spreadsheet"),
        (b"\xff\xfe\x00", "not a text file or a spreadsheet"),
        (b"Year,Pupils\n7,3\x000\n", "characters that no text has"),
        (b'Year,Pupils\n7,"30\n8,31\n', "Row 3 of this list cannot be read: a quotation mark is left open"),
        (b"Year,Pupils\n7," + b"9" * 5_000, "Row 2 of this list cannot be read"),
        (b"7\n" * 20_001, "more than 20,000 rows"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_way_out(data: bytes, told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        rows_of_file(data)


def test_nothing_pasted_is_told_too() -> None:
    with pytest.raises(Unreadable, match="Paste a list"):
        sheets_of_text(" \n ")


def test_cells_come_in_one_line_and_without_what_cannot_be_printed() -> None:
    assert sheets_of_text('Year\tPupils\n" Year\xa07\n"\t\u202e3\x070\n')[0].rows[1] == (2, ["Year 7", "3 0"])


@pytest.mark.parametrize(
    ("said", "number"),
    [("30", 30), ("030", 30), ("1,204", 1204), ("1 204", 1204), ("30.0", 30), ("0", 0), ("", 0)],
)
def test_numbers_are_read_as_lists_have_them(said: str, number: int) -> None:
    assert whole_number(said) == number


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("1,20", "not a whole number"),
        ("30.5", "not a whole number"),
        ("-3", "not a whole number"),
        ("30 pupils", "not a whole number"),
        ("٣", "not a whole number"),
        ("1e3", "not a whole number"),
        ("=SUM(B2:B8)", "a formula that nobody has worked out"),
        ("123456", "no school is that large"),
    ],
)
def test_what_is_no_number_is_told_with_the_reason(said: str, why: str) -> None:
    with pytest.raises(WrongNumber, match=why) as raised:
        whole_number(said)
    assert raised.value.text == said


def test_of_an_old_workbook_too_it_is_known_which_rows_a_filter_hides() -> None:
    rows = [["Name", "Year"], ["Ama Lind", "Year 3"], ["Tom Sato", "Year 4"], ["Lee Bello", "Year 3"]]
    (sheet,) = sheets_of_file(workbooks.old_workbook("List", rows, hidden={3}))
    assert [cells for _, cells in sheet.rows] == rows
    assert (sheet.tells_hidden, set(sheet.hidden)) == (True, {3})
    (plain,) = sheets_of_file(workbooks.old_workbook("List", rows * 50, hidden=()))
    assert (plain.tells_hidden, len(plain.hidden)) == (True, 0)
