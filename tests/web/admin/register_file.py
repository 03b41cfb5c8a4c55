"""Files as the national register gives them: invented schools, in its columns and its encoding."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

COLUMNS = (
    "URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName", "TypeOfEstablishment (name)",
    "EstablishmentTypeGroup (name)", "EstablishmentStatus (name)", "CloseDate", "PhaseOfEducation (name)",
    "HeadTitle (name)", "HeadFirstName", "HeadLastName", "Trusts (code)", "Trusts (name)",
)  # fmt: skip

PRIMARY = {
    "LA (code)": "846",
    "LA (name)": "Wend and Vale",
    "TypeOfEstablishment (name)": "Community school",
    "EstablishmentTypeGroup (name)": "Local authority maintained schools",
    "EstablishmentStatus (name)": "Open",
    "PhaseOfEducation (name)": "Primary",
    "HeadTitle (name)": "Ms",
    "HeadFirstName": "Invented",
    "HeadLastName": "Headteacher",
}


def row(urn: int | str, name: str, **changed: str) -> dict[str, str]:
    """An open community primary, but for what is `changed`: by the start of a column's name."""
    given = PRIMARY | {"URN": str(urn), "EstablishmentName": name}
    return given | {next(c for c in COLUMNS if c.startswith(start)): text for start, text in changed.items()}


def register(rows: Iterable[Mapping[str, str]], encoding: str = "cp1252") -> bytes:
    """The file."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)
