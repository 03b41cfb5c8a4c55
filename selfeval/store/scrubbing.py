"""Taking rounds out of a backup: the file is written anew without them, and sealed again."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from selfeval.store.backup_file import (
    DIGITS,
    JOURNAL,
    MANIFEST,
    SEAL,
    Backup,
    Manifest,
    Told,
    manifest_of,
    reading,
    rows_of,
    seal,
    verify,
)

STAYS = {"groups", "baselines", "deletions", "rounds", "surveys"}
"""Tables that hang on a survey and hold nothing that came from people, or made from it."""
EMPTIED = {"state": "deleted", "public_key": None, "spoilt": None, "late": None, "drawn_out": None}
"""What is changed in the rows of surveys and rounds that stay; a column that is not there yet is left out."""

Row = list[Any]


def scrub(path: Path, codes: Collection[str]) -> Backup | None:
    """Rewrites a backup without these rounds; None if they are not in it. Raises BackupFault, OSError."""
    manifest = manifest_of(path)
    there = {code for code in codes if manifest.rounds.get(code, "deleted") != "deleted"}
    if not there:
        return None
    verify(path)
    half = path.with_name(f".{path.name}.part")
    try:
        with reading(path) as archive, half.open("wb") as file:
            half.chmod(0o600)
            _copy(archive, file, manifest, there)
            file.flush()
            os.fsync(file.fileno())
        seal(half)
        written = verify(half)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return Backup(path, written.digest, written.manifest)


def _copy(archive: zipfile.ZipFile, file: Any, manifest: Manifest, codes: set[str]) -> None:
    change = _changes(archive, manifest, codes)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as written:
        tables = {}
        for name, told in manifest.tables.items():
            digest, rows = hashlib.sha256(), 0
            with written.open(f"{name}.jsonl", "w", force_zip64=True) as table:
                for row in rows_of(archive, name):
                    kept = change(name, row)
                    if kept is None:
                        continue
                    line = json.dumps(kept, separators=(",", ":")).encode() + b"\n"
                    table.write(line)
                    digest.update(line)
                    rows += 1
            tables[name] = Told(told.columns, rows, digest.hexdigest())
        written.writestr(JOURNAL, archive.read(JOURNAL))
        rounds = {code: "deleted" if code in codes else state for code, state in manifest.rounds.items()}
        written.writestr(MANIFEST, replace(manifest, tables=tables, rounds=rounds).to_json())
        written.comment = SEAL + b"0" * DIGITS


def _changes(
    archive: zipfile.ZipFile, manifest: Manifest, codes: set[str]
) -> Callable[[str, Row], Row | None]:
    """For a table and a row, the row as it is to be kept, or None for one that goes."""
    columns = {name: told.columns for name, told in manifest.tables.items()}
    rounds = [dict(zip(columns["rounds"], row, strict=True)) for row in rows_of(archive, "rounds")]
    gone = [round_ for round_ in rounds if round_["code"] in codes]
    ids = {
        "round_id": {round_["id"] for round_ in gone},
        "survey_id": {round_["survey_id"] for round_ in gone},
        "school_id": {round_["school_id"] for round_ in gone},
    }

    def change(table: str, row: Row) -> Row | None:
        told = dict(zip(columns[table], row, strict=True))
        if (table == "rounds" and told["id"] in ids["round_id"]) or (
            table == "surveys" and told["id"] in ids["survey_id"]
        ):
            return [EMPTIED.get(name, value) for name, value in told.items()]
        if table in STAYS:
            return row
        by = ["school_id"] if table == "charts" else ["round_id", "survey_id"]
        return None if any(told.get(name) in ids[name] for name in by if name in told) else row

    return change
