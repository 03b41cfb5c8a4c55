"""Files as the national register gives them: invented schools, in its columns and its encoding."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping

COLUMNS = (
    "URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName", "TypeOfEstablishment (name)",
    "EstablishmentTypeGroup (name)", "EstablishmentStatus (name)", "OpenDate", "CloseDate",
    "PhaseOfEducation (name)", "Postcode", "HeadTitle (name)", "HeadFirstName", "HeadLastName",
    "Trusts (code)", "Trusts (name)", "PreviousLA (code)", "PreviousEstablishmentNumber",
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


def zipped(**files: bytes) -> bytes:
    """A zip with these files; `__` in a name is a dot, as in register__csv."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()
