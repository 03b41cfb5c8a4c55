"""Reading the national register: its encoding, its columns, and what is no school."""

from __future__ import annotations

import io

import pytest

from selfeval.imports.register import Entry, NotTheRegister, RegisterRow, read_rows
from tests.web.admin.register_file import register, row


def read(content: bytes) -> list[RegisterRow]:
    return list(read_rows(io.BytesIO(content)))


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_a_name_with_an_accent_is_read_in_either_encoding(encoding: str) -> None:
    (found,) = read(register([row(100001, "St André’s Primary")], encoding))
    assert found == RegisterRow(Entry("St André’s Primary", "100001", "PS", "846"))


def test_an_accent_late_in_a_long_file_decides_for_all_of_it() -> None:
    rows = [row(number, "Plain School") for number in range(100_000, 108_000)]
    content = register([*rows, row(200_000, "Ysgol Tŷ Gwyn".replace("ŷ", "ÿ"))])
    assert len(content) > 1_000_000
    assert read(content)[-1].entry.name == "Ysgol Tÿ Gwyn"


def test_the_names_of_head_teachers_are_not_read() -> None:
    assert "Headteacher" not in repr(read(register([row(100001, "Alder Vale Primary")])))


@pytest.mark.parametrize(
    ("changed", "phase"),
    [
        ({"Phase": "Secondary"}, "SS"),
        ({"Phase": "Middle deemed secondary"}, "MS"),
        ({"Phase": "All-through"}, "AT"),
        ({"Phase": "Not applicable", "EstablishmentTypeGroup": "Special schools"}, "SP"),
        (
            {
                "Phase": "Not applicable",
                "EstablishmentTypeGroup": "Academies",
                "Type": "Academy special converter",
            },
            "SP",
        ),
        ({"Phase": "Not applicable", "Type": "Pupil referral unit"}, "PR"),
        ({"Phase": "Not applicable", "Type": "Free schools alternative provision"}, "PR"),
        ({"Phase": "16 plus"}, None),
    ],
)
def test_the_phase_is_that_of_the_census(changed: dict[str, str], phase: str | None) -> None:
    (found,) = read(register([row(100001, "Quarry Hill School", **changed)]))
    assert found.entry.phase == phase


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"EstablishmentStatus": "Closed"}, "the register says: closed"),
        ({"EstablishmentStatus": "Proposed to open"}, "the register says: proposed to open"),
        ({"EstablishmentStatus": "Open, but proposed to close"}, ""),
        ({"EstablishmentTypeGroup": "Universities"}, "it is no school: universities"),
        ({"EstablishmentTypeGroup": "Academies"}, ""),
        ({"EstablishmentName": " "}, "it has no name"),
        ({"URN": "12345"}, "its number is not six digits"),
        ({"URN": "１２３４５６"}, "its number is not six digits"),
    ],
)
def test_what_cannot_be_added_says_why(changed: dict[str, str], fault: str) -> None:
    rows = [{**row(100001, "Alder Vale Primary"), **row(100001, "Alder Vale Primary", **changed)}]
    (found,) = read(register(rows, "utf-8"))
    assert found.fault == fault


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no column URN and no column EstablishmentName"),
        (b"urn;name\r\n100001;Alder Vale\r\n", "no column URN"),
        (b"URN,Name\r\n", "no column EstablishmentName"),
        (b"\x00\x01\x02", "no column URN"),
    ],
)
def test_a_file_that_is_not_the_register_is_refused_with_what_it_lacks(content: bytes, told: str) -> None:
    with pytest.raises(NotTheRegister, match=told):
        read(content)


def test_a_cell_without_an_end_is_a_fault_with_its_line() -> None:
    endless = register([row(100001, "Alder Vale Primary")]) + b'"100002' + b"x" * 200_000
    with pytest.raises(NotTheRegister, match="Line"):
        read(endless)


def test_a_row_that_is_cut_off_is_no_school() -> None:
    (found,) = read(b"LA (code),URN,EstablishmentName\r\n846,100001\r\n")
    assert found.fault == "it has no name"
