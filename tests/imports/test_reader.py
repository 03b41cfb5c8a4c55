"""The one reader of tables: encodings, what parts the columns, numbered rows, and what it refuses."""

from __future__ import annotations

import csv
import io

import pytest

from selfeval.imports.reader import LONGEST_ROW, TableFault, delimiter_of, encoding_of, rows_of, text_of


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_text_is_read_as_any_program_saves_it_and_a_file_is_wound_back(encoding: str) -> None:
    data = "Year,Café\n".encode(encoding)
    file = io.BytesIO(data)
    assert data.decode(encoding_of(file)).removeprefix("\ufeff") == text_of(data) == "Year,Café\n"
    assert file.read() == data


def test_a_letter_that_a_piece_of_the_file_cuts_in_two_is_read_whole() -> None:
    assert encoding_of(io.BytesIO(b"x" * 999_999 + "é".encode())) == "utf-8-sig"


def test_columns_are_parted_by_what_there_is_most_of() -> None:
    assert [delimiter_of(head) for head in ("a,b;c;d", "a\tb", "a,b;c", "a")] == [";", "\t", ",", ","]
    assert delimiter_of("a,b\tc", "\t;,") == "\t"


def test_rows_have_the_numbers_that_a_spreadsheet_gives_them() -> None:
    lines = io.StringIO('a,b\n"1\n2",3\n\n4,5\n', newline="")
    assert list(rows_of(lines, ",")) == [(1, ["a", "b"]), (2, ["1\n2", "3"]), (3, []), (4, ["4", "5"])]


@pytest.mark.parametrize(
    ("text", "reason", "row", "line"),
    [('a\nb\n"c\nd', "quotes", 3, 4), ('a\n"b"c\n', "quotes", 2, 2), (f"a\n{'b' * 11}\n", "long_cell", 2, 2)],
)
def test_a_row_that_cannot_be_read_is_named(text: str, reason: str, row: int, line: int) -> None:
    with pytest.raises(TableFault) as fault:
        list(rows_of(io.StringIO(text, newline=""), ",", longest=10))
    assert (fault.value.reason, fault.value.row, fault.value.line) == (reason, row, line)


def test_stray_quotation_marks_are_let_pass_where_one_of_many_rows_must_not_stop_the_reading() -> None:
    assert list(rows_of(io.StringIO('"a"b,c\n'), ",", strict=False)) == [(1, ["ab", "c"])]


@pytest.mark.parametrize(
    ("data", "reason", "row"),
    [(b"PK\x03\x04", "workbook", None), (b"\x81", "not_text", None), (b"a\nb\0", "nul", 2)],
)
def test_what_is_no_text_is_refused_with_a_reason(data: bytes, reason: str, row: int | None) -> None:
    with pytest.raises(TableFault) as fault:
        text_of(data)
    assert (fault.value.reason, fault.value.row) == (reason, row)


def test_a_list_changes_no_limit_of_the_process() -> None:
    before = csv.field_size_limit()
    list(rows_of(io.StringIO("a,b\n1,2\n"), ",", longest=10))
    assert csv.field_size_limit() == before


@pytest.mark.parametrize("piece", ["x", ",", '\n","'])
def test_a_row_without_end_is_a_fault_before_it_fills_the_memory(piece: str) -> None:
    """One line without end, cells without end, lines within quotation marks without end."""
    endless = io.StringIO('a,b\n1,2\n"' + piece * LONGEST_ROW, newline="")
    with pytest.raises(TableFault) as fault:
        list(rows_of(endless, ",", strict=False))
    assert (fault.value.reason, fault.value.row) == ("long_cell", 3)
