"""docs/files.md has a line for every key of JSON and every column of CSV, and for nothing else."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from selfeval.operations import export
from selfeval.operations.self_evaluation_export import judgements_csv
from selfeval.questionnaires.catalogue import latest
from selfeval.reports import tables, tidy_table
from selfeval.store.notice_details import NoticeDetails

DOCS = Path(__file__).resolve().parents[2] / "docs"
_, JSON_KEYS, CSV_COLUMNS = re.split(r"^## (?:JSON|CSV)$", (DOCS / "files.md").read_text("utf-8"), flags=re.M)


def lines_of(part: str) -> list[str]:
    return re.findall(r"^\| `(\w+)` \|", part, flags=re.M)


def schema_keys() -> set[str]:
    schema = json.loads((DOCS / "findings.schema.json").read_text("utf-8"))
    return {key for kind in schema["$defs"].values() for key in kind.get("properties", {})}


def test_every_key_of_findings_has_its_line() -> None:
    assert set(lines_of(JSON_KEYS)) == schema_keys()


@pytest.mark.parametrize("part", [JSON_KEYS, CSV_COLUMNS], ids=["JSON", "CSV"])
def test_lines_stand_in_alphabetical_order_and_once(part: str) -> None:
    assert lines_of(part) == sorted(set(lines_of(part)))


def exported() -> list[str]:
    """Every CSV that a school takes away, with nothing in it but its columns."""
    words = latest("self-evaluation").words["en"]
    return [
        export.log_csv([], {}),
        export.names_csv([]),
        export.notices_csv(NoticeDetails()),
        export.surveys_csv([]),
        export.baselines_csv([]),
        export.logged_incidents_csv([]),
        export.languages_csv([]),
        export.replies_csv([]),
        judgements_csv([], words),
        export.evidence_csv([], {}, []),
    ]


def test_every_column_has_its_line() -> None:
    columns = {*tables.COLUMNS, *tables.TREND_COLUMNS, *tidy_table.TIDY_COLUMNS}
    for text in exported():
        columns |= set(next(csv.reader(io.StringIO(text.removeprefix("\ufeff")))))
    assert set(lines_of(CSV_COLUMNS)) == columns
