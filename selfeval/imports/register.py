"""The national register of schools (GIAS, "Get information about schools") as a file: read row by row.

As it is downloaded, a zip with a CSV file in it; or as CSV, however a spreadsheet program has saved it. Of
the whole register, more than 60 MB, a row is in memory at a time; nothing of a zip is written to a disk.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO

from selfeval.calendar.typed_days import day_in
from selfeval.english import listed
from selfeval.imports.reader import (
    Row,
    TableFault,
    delimiter_of,
    encoding_of,
    is_workbook,
    rows_of,
    without_sep_line,
)
from selfeval.imports.zip_parts import DAMAGED, ENDED, PACKED
from selfeval.store.schools_and_accounts import PHASES

NEEDED = ("URN", "EstablishmentName")
LOOKED_AT = (
    *NEEDED,
    "LA (code)",
    "EstablishmentNumber",
    "EstablishmentStatus (name)",
    "EstablishmentTypeGroup (name)",
    "TypeOfEstablishment (name)",
    "PhaseOfEducation (name)",
    "Trusts (code)",
    "Trusts (name)",
    "OpenDate",
    "CloseDate",
    "Postcode",
    "PreviousLA (code)",
    "PreviousEstablishmentNumber",
)
LONGEST_CELL = 131_072
"""Characters."""
LARGEST = 200_000_000
"""Bytes, unpacked; the whole register has 65 million."""
MOST_ROWS = 200_000
"""The whole register has 52,000, closed schools with it."""
MOST_LISTED = 1_000_000
"""Bytes of a zip's list of what is in it."""
MOST_TABLES = 20
"""CSV files in a zip that are looked into."""
DOWNLOAD = "Download it again from “Get information about schools”, as CSV with all fields."
SCHOOLS = {
    "academies",
    "free schools",
    "independent schools",
    "local authority maintained schools",
    "special schools",
}
"""Groups of establishments that are schools; the register holds universities and children's centres, too."""
OPEN = {"open", "open, but proposed to close"}


class NotTheRegister(Exception):
    """A file that cannot be read as the register; the message says what is wrong with it."""


@dataclass(frozen=True)
class Entry:
    """What the register says of a school."""

    name: str
    urn: str | None = None
    phase: str | None = None
    authority: str | None = None


@dataclass(frozen=True)
class Site:
    """Where a school is and since when: by this a school is known again under a new number."""

    postcode: str = ""
    number: str = ""
    """Local authority and number there, such as 846/2001; a school often keeps it as an academy."""
    former: str = ""
    """The same, from before."""
    opened: str = ""
    """01-09-2026, as the register writes it, or what a spreadsheet program makes of it."""
    closed: str = ""

    @property
    def opened_on(self) -> dt.date | None:
        return day_in(self.opened)

    @property
    def closed_on(self) -> dt.date | None:
        return day_in(self.closed)


@dataclass(frozen=True)
class RegisterRow:
    """A row of the file: the school, what it may be chosen by, and why it is no school that can be added."""

    entry: Entry
    trust_code: str = ""
    trust_name: str = ""
    fault: str = ""
    is_closed: bool = False
    site: Site = field(default_factory=Site)


def read_rows(file: IO[bytes]) -> Iterator[RegisterRow]:
    """The rows of the register, one at a time; `file` can be wound back. Raises NotTheRegister."""
    with _table_in(file) as table, _as_text(table) as (rows, first_line):
        try:
            columns = _columns(next(rows, (0, []))[1])
            for number, cells in rows:
                if number > MOST_ROWS:
                    raise NotTheRegister(f"The file has more than {MOST_ROWS:,} rows. {DOWNLOAD}")
                if cells:
                    yield _row({name: _cell(cells, place) for name, place in columns.items()})
        except TableFault as fault:
            line = (fault.line or 1) + first_line
            why = fault.__cause__ or "a quotation mark is left open there, or a cell is very long"
            raise NotTheRegister(f"Line {line} of the file cannot be read: {why}.") from fault


@contextmanager
def _as_text(table: IO[bytes]) -> Iterator[tuple[Iterator[Row], int]]:
    """The rows, by whatever parts the columns; and how many lines stand before the headings."""
    text = io.TextIOWrapper(table, encoding=encoding_of(table), errors="replace", newline="")
    try:
        head = text.readline(LONGEST_CELL)
        _, delimiter = without_sep_line(head)
        if delimiter is None:
            text.seek(0)
        rows = rows_of(text, delimiter or delimiter_of(head), LONGEST_CELL, strict=False)
        yield rows, 0 if delimiter is None else 1
    finally:
        text.detach()


@contextmanager
def _table_in(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """The file itself, or the one with schools in it of a zip. Raises NotTheRegister."""
    start = file.read(8)
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if not (is_workbook(start) or start.startswith(ENDED)):
        if size > LARGEST:
            raise NotTheRegister(f"The file is larger than {LARGEST // 1_000_000} MB. {DOWNLOAD}")
        yield file
        return
    if not start.startswith(b"PK"):
        raise NotTheRegister(WORKBOOK)
    try:
        _check_list(file, size)
        with zipfile.ZipFile(file) as archive, archive.open(_with_schools(archive)) as table:
            yield table
    except DAMAGED as fault:
        raise NotTheRegister(f"The zip file is damaged. {DOWNLOAD}") from fault


WORKBOOK = "The file is a spreadsheet. Save it as “CSV UTF-8”, or download it as CSV instead."


def _check_list(file: IO[bytes], size: int) -> None:
    """Raises the library's error for a list of files so long that reading it would fill the memory."""
    file.seek(max(0, size - 66_000))
    end = file.read()
    file.seek(0)
    place = end.rfind(ENDED)
    if (
        place < 0
        or struct.unpack_from("<L", end, place + 12)[0] > MOST_LISTED
        or b"PK\x06\x07" in end[:place]
    ):
        raise zipfile.BadZipFile


def _with_schools(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The one CSV file in it that has schools. Raises NotTheRegister."""
    inside = [info for info in archive.infolist() if not (info.is_dir() or _is_clutter(info.filename))]
    if any(info.filename in ("[Content_Types].xml", "mimetype") for info in inside):
        raise NotTheRegister(WORKBOOK)
    for info in inside:
        if info.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", info.filename):
            raise NotTheRegister(
                f"A file in the zip is named for a folder outside it: {_shown(info)}. {DOWNLOAD}"
            )
    tables = [info for info in inside if info.filename.lower().endswith(".csv")]
    if not tables:
        contents = f"only {listed([_shown(info) for info in inside[:3]])}" if inside else "nothing"
        raise NotTheRegister(f"There is no CSV file in the zip, {contents}. {DOWNLOAD}")
    for info in tables:
        if info.flag_bits & 1:
            raise NotTheRegister("The zip file is locked with a password. Unpack it and choose the CSV file.")
        if info.file_size > LARGEST:
            size = f"larger than {LARGEST // 1_000_000} MB"
            raise NotTheRegister(f"Unpacked, {_shown(info)} in the zip is {size}. {DOWNLOAD}")
        if info.compress_type not in PACKED:
            raise NotTheRegister("The zip file is packed in a rare way. Unpack it and choose the CSV file.")
    if len(tables) == 1:
        return tables[0]
    with_schools = [info for info in tables[:MOST_TABLES] if _has_schools(archive, info)]
    if len(with_schools) != 1:
        names = listed([_shown(info) for info in (with_schools or tables)[:3]])
        raise NotTheRegister(
            f"There are {len(with_schools)} lists of schools in the zip, such as {names}. "
            "Unpack it and choose one of them."
            if with_schools
            else f"No CSV file in the zip is a list of schools: there is {names}. {DOWNLOAD}"
        )
    return with_schools[0]


def _has_schools(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    """Whether its headings are those of a list of schools."""
    with archive.open(info) as table, _as_text(table) as (rows, _):
        try:
            _columns(next(rows, (0, []))[1])
        except (NotTheRegister, TableFault):
            return False
        return True


def _is_clutter(name: str) -> bool:
    """What a computer adds to a zip by itself."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")


def _shown(info: zipfile.ZipInfo) -> str:
    return f"“{''.join(mark for mark in info.filename if mark.isprintable())[:60]}”"


def _columns(header: list[str]) -> Mapping[str, int]:
    """Name of a column -> its place, for those that are looked at and there."""
    positions = {name.strip().lower(): place for place, name in enumerate(header)}
    missing = [name for name in NEEDED if name.lower() not in positions]
    if missing:
        raise NotTheRegister(
            f"The file has no column {' and no column '.join(missing)}. "
            "Take the file with all fields from “Get information about schools”, as CSV."
        )
    return {name: positions[name.lower()] for name in LOOKED_AT if name.lower() in positions}


def _cell(cells: list[str], place: int) -> str:
    text = " ".join(cells[place].split()) if place < len(cells) else ""
    return text if text.isprintable() else "".join(mark for mark in text if mark.isprintable())


def _row(record: Mapping[str, str]) -> RegisterRow:
    urn, authority = record["URN"], record.get("LA (code)", "")
    entry = Entry(
        name=record["EstablishmentName"][:120],
        urn=urn,
        phase=_phase(record),
        authority=authority if is_authority(authority) else None,
    )
    return RegisterRow(
        entry,
        record.get("Trusts (code)", ""),
        record.get("Trusts (name)", ""),
        _fault(record),
        record.get("EstablishmentStatus (name)", "").lower() == "closed",
        Site(
            postcode=record.get("Postcode", "").replace(" ", "").upper(),
            number=_number(authority, record.get("EstablishmentNumber", "")),
            former=_number(
                record.get("PreviousLA (code)", ""), record.get("PreviousEstablishmentNumber", "")
            ),
            opened=record.get("OpenDate", ""),
            closed=record.get("CloseDate", ""),
        ),
    )


def _number(authority: str, number: str) -> str:
    return f"{authority}/{number}" if authority and number else ""


def _fault(record: Mapping[str, str]) -> str:
    """Why this row is no school that can be added; empty if it is one."""
    status = record.get("EstablishmentStatus (name)", "")
    group = record.get("EstablishmentTypeGroup (name)", "")
    if not is_urn(record["URN"]):
        return "its number is not six digits"
    if not record["EstablishmentName"]:
        return "it has no name"
    if status and status.lower() not in OPEN:
        return f"the register says: {status.lower()}"
    if group and group.lower() not in SCHOOLS:
        return f"it is no school: {group.lower()}"
    return ""


def _phase(record: Mapping[str, str]) -> str | None:
    """The census code. Special schools and alternative provision have no phase in the register."""
    kinds = ("EstablishmentTypeGroup (name)", "TypeOfEstablishment (name)")
    kind = " ".join(record.get(column, "") for column in kinds).lower()
    if "special" in kind:
        return "SP"
    if "referral" in kind or "alternative provision" in kind:
        return "PR"
    phase = record.get("PhaseOfEducation (name)", "").lower().replace(",", "")
    return next((code for code, name in PHASES.items() if name.lower().replace(",", "") == phase), None)


def is_urn(text: str) -> bool:
    """Whether this is a register number: six digits, from 100000 up."""
    return len(text) == 6 and text.isascii() and text.isdecimal() and text[0] != "0"


def is_authority(text: str) -> bool:
    """Whether this is the code of a local authority: three digits."""
    return len(text) == 3 and text.isascii() and text.isdecimal()
