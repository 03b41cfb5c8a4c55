"""Backups: every table as lines of JSON in a zip, the same from every database. Keys are never in it."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Table, select

from selfeval import __version__
from selfeval.store.base import now
from selfeval.store.database import Database
from selfeval.store.migrations import current
from selfeval.store.tables import METADATA

MANIFEST = "manifest.json"
FORMAT = 1
ROWS_AT_ONCE = 1_000


class BackupFault(Exception):
    """A backup is not whole; the message says what is wrong with it."""


def back_up(database: Database, folder: Path) -> Path:
    """Writes one consistent state of the whole database; the file is on disk when this returns."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    revision = current(database)
    name = now().strftime("selfeval-%Y-%m-%dT%H%M%SZ")
    path = _free_name(folder, name)
    half = path.with_suffix(".part")
    handle = os.open(half, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            with _one_state(database) as connection:
                tables = {
                    table.name: _write_table(archive, connection, table) for table in METADATA.sorted_tables
                }
            manifest = {
                "format": FORMAT,
                "release": __version__,
                "revision": revision,
                "made_at": now().isoformat(),
                "tables": tables,
            }
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    _fsync_folder(folder)
    return path


def verify(path: Path) -> dict[str, int]:
    """Table -> rows, after reading every byte. Raises BackupFault."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            if manifest["format"] != FORMAT:
                raise BackupFault(f"{path.name} was written by another release of selfeval.")
            tables: dict[str, dict[str, Any]] = manifest["tables"]
            missing = {table.name for table in METADATA.sorted_tables} - tables.keys()
            if missing:
                raise BackupFault(f"{path.name} lacks {', '.join(sorted(missing))}.")
            for name, told in tables.items():
                _verify_table(path, archive, name, told)
    except (OSError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, EOFError) as error:
        raise BackupFault(f"{path.name} is damaged: {error}.") from error
    return {name: told["rows"] for name, told in tables.items()}


def _free_name(folder: Path, name: str) -> Path:
    """Two backups in one second get two names."""
    path, number = folder / f"{name}.zip", 2
    while path.exists():
        path, number = folder / f"{name}-{number}.zip", number + 1
    return path


def _one_state(database: Database) -> Connection:
    """A connection on which every read sees the same state."""
    connection = database.engine.connect()
    if not database.is_sqlite:
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return connection


def _write_table(archive: zipfile.ZipFile, connection: Connection, table: Table) -> dict[str, Any]:
    columns = [column.name for column in table.columns]
    digest, rows = hashlib.sha256(), 0
    with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as file:
        for line in _lines(connection, table):
            file.write(line)
            digest.update(line)
            rows += 1
    return {"columns": columns, "rows": rows, "sha256": digest.hexdigest()}


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """Rows in the order of their keys: nothing about the order in which they came."""
    ordered = select(table).order_by(*table.primary_key.columns)
    for row in connection.execution_options(yield_per=ROWS_AT_ONCE).execute(ordered):
        yield json.dumps([_plain(value) for value in row], separators=(",", ":")).encode() + b"\n"


def _plain(value: object) -> object:
    if isinstance(value, bytes | memoryview):
        return {"base64": base64.b64encode(value).decode("ascii")}
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def _verify_table(path: Path, archive: zipfile.ZipFile, name: str, told: dict[str, Any]) -> None:
    digest, rows = hashlib.sha256(), 0
    with archive.open(f"{name}.jsonl") as file:
        for line in file:
            digest.update(line)
            if len(cast(list[object], json.loads(line))) != len(told["columns"]):
                raise BackupFault(f"{path.name} is damaged: a row of {name} is not whole.")
            rows += 1
    if rows != told["rows"] or digest.hexdigest() != told["sha256"]:
        raise BackupFault(f"{path.name} is damaged: {name} is not as it was written.")


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
