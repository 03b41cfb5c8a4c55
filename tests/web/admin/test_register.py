"""Reading the national register: its encoding, its columns, and what is no school."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest

from selfeval.imports.register import Entry, NotTheRegister, RegisterRow, read_rows
from tests.web.admin.register_file import register, row, zipped


def read(content: bytes) -> list[RegisterRow]:
    return list(read_rows(io.BytesIO(content)))


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_a_name_with_an_accent_is_read_in_either_encoding(encoding: str) -> None:
    (found,) = read(register([row(100001, "St André’s Primary")], encoding))
    assert found == RegisterRow(Entry("St André’s Primary", "100001", "PS", "846"))


@pytest.mark.parametrize("parted", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("first", ["", "sep={}\r\n"])
def test_a_spreadsheet_program_may_have_saved_it(parted: str, encoding: str, first: str) -> None:
    columns = ("URN", "EstablishmentName", "LA (code)", "PhaseOfEducation (name)")
    rows = [columns, ("100001", "St André’s Primary", "846", "Primary")]
    text = first.format(parted) + "".join(parted.join(cells) + "\r\n" for cells in rows)
    assert [found.entry for found in read(text.encode(encoding))] == [
        Entry("St André’s Primary", "100001", "PS", "846")
    ]


ONE = register([row(100001, "Alder Vale Primary")])
LINKS = b"URN,LinkURN,LinkName\r\n100001,100000,Old Vale\r\n"


@pytest.mark.parametrize(
    "files",
    [
        {"edubasealldata20261005__csv": ONE},
        {"extract/edubasealldata20261005__CSV": ONE},
        {"links_edubasealldata__csv": LINKS, "edubasealldata__csv": ONE, "readme__txt": b"x"},
        {"edubasealldata__csv": ONE, "__MACOSX/__edubasealldata__csv": ONE},
    ],
)
def test_a_download_is_read_as_it_comes(files: dict[str, bytes]) -> None:
    assert [found.entry.urn for found in read(zipped(**files))] == ["100001"]


def locked(content: bytes) -> bytes:
    """With the mark of a password on its files."""
    return content.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (zipped(), "There is no CSV file in the zip, nothing."),
        (
            zipped(readme__txt=b"x", Results__zip=b"PK"),
            "no CSV file in the zip, only “readme.txt” and “Results",
        ),
        (
            zipped(a__csv=LINKS, b__csv=b"x"),
            "No CSV file in the zip is a list of schools: there is “a.csv” and",
        ),
        (zipped(a__csv=LINKS), "The file has no column EstablishmentName"),
        (
            zipped(a__csv=ONE, b__csv=ONE),
            "There are 2 lists of schools in the zip, such as “a.csv” and “b.csv”.",
        ),
        (zipped(**{"../a__csv": ONE}), "named for a folder outside it: “../a.csv”"),
        (zipped(**{"/etc/a__csv": ONE}), "named for a folder outside it: “/etc/a.csv”"),
        (zipped(**{"[Content_Types]__xml": b"x", "xl/a__csv": ONE}), "The file is a spreadsheet."),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "The file is a spreadsheet."),
        (zipped(a__csv=ONE)[:-30], "The zip file is damaged. Download it again"),
        (zipped(a__csv=ONE)[:200], "The zip file is damaged."),
        (zipped(a__csv=ONE).replace(b"a.csv", b"b.csv", 1), "The zip file is damaged."),
        (locked(zipped(a__csv=ONE)), "The zip file is locked with a password."),
    ],
)
def test_a_zip_that_is_no_download_is_refused_in_a_sentence(content: bytes, told: str) -> None:
    with pytest.raises(NotTheRegister) as refused:
        read(content)
    assert told in str(refused.value)


def test_a_file_that_unpacks_to_far_more_than_the_register_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bomb = zipped(a__csv=bytes(2_000_000))
    assert len(bomb) < 5_000
    monkeypatch.setattr("selfeval.imports.register.LARGEST", 1_000_000)
    with pytest.raises(NotTheRegister, match=r"Unpacked, “a\.csv” in the zip is larger than 1 MB\."):
        read(bomb)
    with pytest.raises(NotTheRegister, match=r"The file is larger than 1 MB\."):
        read(b"x" * 1_000_001)


def test_a_file_that_says_it_is_smaller_than_it_is_is_damaged() -> None:
    content = ONE * 50
    true, said = (len(content).to_bytes(4, "little"), (len(content) - 9).to_bytes(4, "little"))
    with pytest.raises(NotTheRegister, match=r"The zip file is damaged\."):
        read(zipped(a__csv=content).replace(true, said))


def test_what_is_packed_in_a_rare_way_can_ask_for_any_memory_and_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.csv", ONE)
    with pytest.raises(NotTheRegister, match="packed in a rare way"):
        read(out.getvalue())


def test_rows_without_end_are_not_the_register(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("selfeval.imports.register.MOST_ROWS", 100)
    with pytest.raises(NotTheRegister, match=r"more than 100 rows\."):
        read(register(row(100_000 + number, "Plain School") for number in range(101)))


def test_a_row_says_where_a_school_is_and_since_when() -> None:
    (found,) = read(
        register(
            [
                row(
                    100001,
                    "Alder Vale",
                    **{
                        "EstablishmentNumber": "2001",
                        "EstablishmentStatus": "Closed",
                        "OpenDate": "01-09-1990",
                        "CloseDate": "31/08/2026",
                        "Postcode": "wv1 2ab",
                        "PreviousLA (code)": "845",
                        "PreviousEst": "3001",
                    },
                )
            ]
        )
    )
    site = found.site
    assert (site.postcode, site.number, site.former) == ("WV12AB", "846/2001", "845/3001")
    assert (site.opened_on, site.closed_on) == (dt.date(1990, 9, 1), dt.date(2026, 8, 31))
    assert found.is_closed


def test_a_day_that_is_none_is_not_known() -> None:
    (found,) = read(register([row(100001, "Alder Vale", OpenDate="soon", CloseDate="31-02-2026")]))
    assert (found.site.opened_on, found.site.closed_on) == (None, None)


def test_what_does_not_print_is_left_out_of_a_name() -> None:
    (found,) = read(register([row(100001, "Alder\u202e Vale\x07")], "utf-8"))
    assert found.entry.name == "Alder Vale"


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
        (b"urn;name\r\n100001;Alder Vale\r\n", "no column EstablishmentName"),
        (b"number;name\r\n100001;Alder Vale\r\n", "no column URN and no column EstablishmentName"),
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
