"""A backup as a file.

A zip with every table as lines of JSON, what it says of itself, and a seal over all.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, cast

MANIFEST = "manifest.json"
JOURNAL = "journal.jsonl"
FORMAT = 2
SEAL = b"SHA-256 of all bytes before it: "
DIGITS = 64
PIECE = 1_000_000
"""Bytes read at once."""
ROWS_AT_ONCE = 1_000
NOT_AS_WRITTEN = (AttributeError, TypeError, RecursionError)
"""What a document of another shape than ours, or one nested ten thousand deep, comes to."""
PROGRESS_EVERY = 50_000
"""Rows between two sentences of progress."""
Row = list[Any]
Progress = Callable[[str], None]
"""Called with a sentence before each step."""


class BackupFault(Exception):
    """A backup is not whole, or cannot be made; the message says what is wrong."""


@dataclass(frozen=True)
class StoredTable:
    """What the manifest says of a table."""

    columns: list[str]
    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `made_at`: UTC, ISO; `rounds`: code -> how far it was."""

    release: str
    revision: str
    made_at: str
    kind: str
    tables: dict[str, StoredTable]
    rounds: dict[str, str]
    journal: str
    """SHA-256 of the journal's lines."""

    def to_json(self) -> str:
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, sort_keys=True)


@dataclass(frozen=True)
class Backup:
    """A backup whose every byte has been read. `digest`: SHA-256 of all but the seal, hex."""

    path: Path
    digest: str
    manifest: Manifest


def seal(path: Path) -> str:
    """Writes the digest over the zeros that stand for it; gives it."""
    size = path.stat().st_size - DIGITS
    digest = _digest(path, size)
    with path.open("r+b") as file:
        file.seek(size)
        file.write(digest.encode("ascii"))
    return digest


def manifest_of(path: Path) -> Manifest:
    """What a file says of itself, believed. Raises BackupFault."""
    with reading(path) as archive:
        return _manifest(path, archive)


def verify(path: Path, progress: Progress = lambda _: None) -> Backup:
    """Reads every byte. Raises BackupFault."""
    progress(f"Reading back {path.name}")
    digest = _check_seal(path)
    with reading(path) as archive:
        manifest = _manifest(path, archive)
        expected = {MANIFEST, JOURNAL, *(f"{name}.jsonl" for name in manifest.tables)}
        if set(archive.namelist()) != expected:
            raise BackupFault(f"{path.name} does not hold what it says.")
        if hashlib.sha256(archive.read(JOURNAL)).hexdigest() != manifest.journal:
            raise BackupFault(f"{path.name} is damaged: the journal is not as it was written.")
        for name, description in manifest.tables.items():
            _verify_table(path, archive, name, description)
    return Backup(path, digest, manifest)


def write_table(archive: zipfile.ZipFile, name: str, columns: list[str], rows: Iterable[Row]) -> StoredTable:
    """Writes the rows of a table as lines of JSON; gives what the manifest says of it."""
    digest, number = hashlib.sha256(), 0
    with archive.open(f"{name}.jsonl", "w", force_zip64=True) as file:
        for row in rows:
            line = json.dumps(row, separators=(",", ":")).encode() + b"\n"
            file.write(line)
            digest.update(line)
            number += 1
    return StoredTable(columns, number, digest.hexdigest())


def rows_of(archive: zipfile.ZipFile, table: str) -> Iterator[Row]:
    """The rows of a table as they were written."""
    with archive.open(f"{table}.jsonl") as file:
        for line in file:
            yield cast(Row, json.loads(line))


def journal_of(archive: zipfile.ZipFile) -> list[dict[str, object]]:
    """The lines of the journal as they were when the backup was made."""
    return [json.loads(line) for line in archive.read(JOURNAL).splitlines()]


@contextmanager
def reading(path: Path) -> Iterator[zipfile.ZipFile]:
    """A backup opened for reading; whatever is wrong with it is a BackupFault."""
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _damaged(path, error) from error
    with archive:
        try:
            yield archive
        except (zipfile.BadZipFile, zlib.error, LookupError, ValueError, EOFError, *NOT_AS_WRITTEN) as error:
            raise _damaged(path, error) from error


def _damaged(path: Path, error: BaseException) -> BackupFault:
    if isinstance(error, FileNotFoundError):
        return BackupFault(f"There is no file {path}.")
    if isinstance(error, OSError):
        return BackupFault(f"{path} cannot be read: {error.strerror}.")
    return BackupFault(f"{path.name} is damaged, or is no backup of selfeval.")


def _check_seal(path: Path) -> str:
    try:
        size = path.stat().st_size - DIGITS
        digest = _digest(path, size)
        with path.open("rb") as file:
            file.seek(max(0, size - len(SEAL)))
            end = file.read()
    except OSError as error:
        raise _damaged(path, error) from error
    if not end.startswith(SEAL):
        raise BackupFault(f"{path.name} is damaged, or is no backup of selfeval.")
    if end[len(SEAL) :] != digest.encode("ascii"):
        raise BackupFault(f"{path.name} is damaged: it is not as it was written.")
    return digest


def _digest(path: Path, size: int) -> str:
    """SHA-256 of the first `size` bytes."""
    digest, left = hashlib.sha256(), size
    with path.open("rb") as file:
        while left > 0 and (piece := file.read(min(PIECE, left))):
            digest.update(piece)
            left -= len(piece)
    return digest.hexdigest()


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    given = json.loads(archive.read(MANIFEST))
    written = given.pop("format")
    if written != FORMAT:
        raise BackupFault(
            f"{path.name} was written in another form, by selfeval {given.get('release', '?')}. "
            "Install that release, or a newer one, to restore it."
        )
    tables = {name: StoredTable(**description) for name, description in given.pop("tables").items()}
    return Manifest(tables=tables, **given)


def _verify_table(path: Path, archive: zipfile.ZipFile, name: str, description: StoredTable) -> None:
    digest, rows = hashlib.sha256(), 0
    with archive.open(f"{name}.jsonl") as file:
        for line in file:
            digest.update(line)
            if len(cast(list[object], json.loads(line))) != len(description.columns):
                raise BackupFault(f"{path.name} is damaged: a row of {name} is not whole.")
            rows += 1
    if rows != description.rows or digest.hexdigest() != description.sha256:
        raise BackupFault(f"{path.name} is damaged: {name} is not as it was written.")


STAYS = {"groups", "baselines", "deletions", "rounds", "surveys"}
"""Tables that hang on a survey and hold nothing that came from people, or made from it."""
EMPTIED = {"state": "deleted", "public_key": None, "spoilt": None, "late": None, "drawn_out": None}
"""What is changed in the rows of surveys and rounds that stay; a column that is not there yet is left out."""


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
        for name, description in manifest.tables.items():
            changed = (change(name, row) for row in rows_of(archive, name))
            stay = (row for row in changed if row is not None)
            tables[name] = write_table(written, name, description.columns, stay)
        written.writestr(JOURNAL, archive.read(JOURNAL))
        rounds = {code: "deleted" if code in codes else state for code, state in manifest.rounds.items()}
        written.writestr(MANIFEST, replace(manifest, tables=tables, rounds=rounds).to_json())
        written.comment = SEAL + b"0" * DIGITS


def _changes(
    archive: zipfile.ZipFile, manifest: Manifest, codes: set[str]
) -> Callable[[str, Row], Row | None]:
    """For a table and a row, the row as it is to be kept, or None for one that goes."""
    columns = {name: description.columns for name, description in manifest.tables.items()}
    rounds = [dict(zip(columns["rounds"], row, strict=True)) for row in rows_of(archive, "rounds")]
    gone = [round_ for round_ in rounds if round_["code"] in codes]
    ids = {
        "round_id": {round_["id"] for round_ in gone},
        "survey_id": {round_["survey_id"] for round_ in gone},
        "school_id": {round_["school_id"] for round_ in gone},
    }

    def change(table: str, row: Row) -> Row | None:
        values = dict(zip(columns[table], row, strict=True))
        if (table == "rounds" and values["id"] in ids["round_id"]) or (
            table == "surveys" and values["id"] in ids["survey_id"]
        ):
            return [EMPTIED.get(name, value) for name, value in values.items()]
        if table in STAYS:
            return row
        by = ["school_id"] if table in ("charts", "remaining_series") else ["round_id", "survey_id"]
        return None if any(values.get(name) in ids[name] for name in by if name in values) else row

    return change
