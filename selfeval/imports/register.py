"""The national register of schools (GIAS, "Get information about schools") as a file: read row by row."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from selfeval.imports.reader import TableFault, encoding_of, rows_of
from selfeval.store.schools_and_accounts import PHASES

NEEDED = ("URN", "EstablishmentName")
LOOKED_AT = (
    *NEEDED,
    "LA (code)",
    "EstablishmentStatus (name)",
    "EstablishmentTypeGroup (name)",
    "TypeOfEstablishment (name)",
    "PhaseOfEducation (name)",
    "Trusts (code)",
    "Trusts (name)",
)
LONGEST_CELL = 131_072
"""Characters."""
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
class RegisterRow:
    """A row of the file: the school, what it may be chosen by, and why it is no school that can be added."""

    entry: Entry
    trust_code: str = ""
    trust_name: str = ""
    fault: str = ""


def read_rows(file: IO[bytes]) -> Iterator[RegisterRow]:
    """The rows of the register, one at a time; `file` can be wound back. Raises NotTheRegister."""
    text = io.TextIOWrapper(file, encoding=encoding_of(file), errors="replace", newline="")
    rows = rows_of(text, ",", LONGEST_CELL, strict=False)
    try:
        columns = _columns(next(rows, (0, []))[1])
        for _, cells in rows:
            if cells:
                yield _row({name: _cell(cells, place) for name, place in columns.items()})
    except TableFault as fault:
        raise NotTheRegister(f"Line {fault.line} of the file cannot be read: {fault.__cause__}.") from fault
    finally:
        text.detach()


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
    return " ".join(cells[place].split()) if place < len(cells) else ""


def _row(record: Mapping[str, str]) -> RegisterRow:
    urn, authority = record["URN"], record.get("LA (code)", "")
    entry = Entry(
        name=record["EstablishmentName"][:120],
        urn=urn,
        phase=_phase(record),
        authority=authority if is_authority(authority) else None,
    )
    return RegisterRow(
        entry, record.get("Trusts (code)", ""), record.get("Trusts (name)", ""), _fault(record)
    )


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
