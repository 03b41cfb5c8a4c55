"""Making a backup: one consistent state of the whole database, the same from every kind. No key is in it."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import logging
import os
import re
import secrets
import socket
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast

from sqlalchemy import URL, Connection, Table, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from selfeval import __version__
from selfeval.calendar.school_years import now
from selfeval.store.backup_file import (
    JOURNAL,
    MANIFEST,
    PROGRESS_EVERY,
    Backup,
    BackupFault,
    Manifest,
    Progress,
    Row,
    Signing,
    StoredTable,
    rows_at_once,
    seal,
    space_for_seal,
    verify,
    write_table,
)
from selfeval.store.database import Database
from selfeval.store.journal import fsync_folder
from selfeval.store.migrations import current, stored_tables
from selfeval.store.schools_and_accounts import fact, set_fact

Kind = Literal["daily", "count", "upgrade", "asked", "before-restore"]
"""Why a backup was made; part of its name."""
LOG = logging.getLogger(__name__)
NAME = re.compile(r"selfeval-(\d{4}-\d\d-\d\dT\d{6}Z)-([a-z-]+?)(?:-\d+)?\.zip")
LAST = "last backup"
ABANDONED_AFTER = dt.timedelta(days=1)
"""Half a backup that is older was left by a process that is dead."""


def back_up(
    database: Database,
    folder: Path,
    kind: Kind,
    journal: Iterable[Mapping[str, object]] = (),
    progress: Progress = lambda _: None,
    signing: Signing | None = None,
) -> Backup:
    """Writes the whole database with the lines of the journal, and reads it back before it gets its name.

    On disk when this returns. Ballots go on being taken meanwhile. Raises BackupFault.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for place in {folder, _copies(database, folder)}:
            _clear_halves(place)
        half = folder / f".{secrets.token_hex(8)}.part"
        try:
            _write(database, half, kind, journal, progress, space_for_seal(signing))
            seal(half, signing)
            read = verify(half, progress)
            path = _take_name(folder, half, kind)
        finally:
            half.unlink(missing_ok=True)
    except OSError as error:
        raise BackupFault(
            f"No backup could be written to {folder}: {error.strerror}. "
            "Free some space there, or make the folder writable for selfeval."
        ) from error
    except (SQLAlchemyError, sqlite3.Error) as error:
        why = getattr(error, "orig", error)
        raise BackupFault(f"The database could not be read ({why}), so no backup was made.") from error
    backup = replace(read, path=path)
    if kind not in ("asked", "before-restore"):
        _note(database, backup)
    progress(f"The backup is {path}")
    return backup


@dataclass(frozen=True)
class LastBackup:
    """The newest backup that the service has made by itself. `host`: the machine that made it."""

    path: Path
    made_at: dt.datetime
    size: int
    host: str

    @property
    def gone(self) -> bool:
        """Whether it is not where it was; only the machine that made it can tell."""
        return self.host == socket.gethostname() and not self.path.exists()


def last_backup(session: Session) -> LastBackup | None:
    """What the database knows of the newest backup; None before the first."""
    stored = fact(session, LAST)
    if stored is None:
        return None
    given = json.loads(stored)
    return LastBackup(
        Path(given["path"]), dt.datetime.fromisoformat(given["made_at"]), given["size"], given["host"]
    )


def note_restored(session: Session, backup: Backup) -> None:
    """After a restore the last backup is the file that was restored, and no other that its rows name."""
    set_fact(session, LAST, json.dumps(_facts(backup)))


def _facts(backup: Backup) -> dict[str, object]:
    return {
        "path": str(backup.path.absolute()),
        "made_at": backup.manifest.made_at,
        "size": backup.path.stat().st_size,
        "host": socket.gethostname(),
    }


def _note(database: Database, backup: Backup) -> None:
    try:
        with database.writing() as session:
            set_fact(session, LAST, json.dumps(_facts(backup)))
    except SQLAlchemyError as error:  # the backup is good all the same
        LOG.warning("The backup %s was not noted: %s", backup.path.name, type(error).__name__)


def backups_in(folder: Path) -> list[tuple[Path, dt.datetime, str]]:
    """Path, time and kind of the backups in a folder by their names, oldest first."""
    backups = []
    for path in folder.glob("selfeval-*.zip"):
        if match := NAME.fullmatch(path.name):
            at = dt.datetime.strptime(match[1], "%Y-%m-%dT%H%M%SZ").replace(tzinfo=dt.UTC)
            backups.append((path, at, match[2]))
    return sorted(backups, key=lambda backup: (backup[1], backup[0].name))


def _write(
    database: Database,
    half: Path,
    kind: Kind,
    journal: Iterable[Mapping[str, object]],
    progress: Progress,
    end: bytes,
) -> None:
    revision = current(database)
    if revision is None:
        raise BackupFault("There is nothing in this database yet.")
    handle = os.open(half, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            progress("Copying the database")
            with _one_state(database, _copies(database, half.parent) / f"{half.stem}.copy") as connection:
                made_at, tables = now(), stored_tables(connection)
                descriptions = _Writer(archive, connection, progress).write(tables)
                rounds = _rounds(connection, tables)
            lines = b"".join(json.dumps(line, sort_keys=True).encode() + b"\n" for line in journal)
            archive.writestr(JOURNAL, lines)
            manifest = Manifest(
                release=__version__,
                revision=revision,
                made_at=made_at.isoformat(),
                kind=kind,
                tables=descriptions,
                rounds=rounds,
                journal=hashlib.sha256(lines).hexdigest(),
            )
            archive.writestr(MANIFEST, manifest.to_json())
            archive.comment = end
        file.flush()
        os.fsync(file.fileno())


def _take_name(folder: Path, half: Path, kind: Kind) -> Path:
    """Two backups in one second get two names. Synced before and after."""
    with half.open("rb") as file:
        os.fsync(file.fileno())
    name, number = now().strftime(f"selfeval-%Y-%m-%dT%H%M%SZ-{kind}"), 1
    path = folder / f"{name}.zip"
    while path.exists():
        number += 1
        path = folder / f"{name}-{number}.zip"
    half.rename(path)  # no hard link: a memory stick has none
    fsync_folder(folder)
    return path


def _clear_halves(folder: Path) -> None:
    for path in (*folder.glob(".*.part"), *folder.glob(".*.copy")):  # of backups, of SQLite files
        if now().timestamp() - path.stat().st_mtime > ABANDONED_AFTER.total_seconds():
            path.unlink(missing_ok=True)


def _copies(database: Database, folder: Path) -> Path:
    """Where a copy of an SQLite file is made: beside it, on the disk that is fast and private."""
    return Path(database.url.database).parent if database.is_sqlite and database.url.database else folder


@contextmanager
def _one_state(database: Database, copy: Path) -> Iterator[Connection]:
    """A connection on which every read sees the same state, and which holds up no ballot.

    An SQLite file that is being read cannot be written, so it is copied first, as fast as the disk can.
    """
    if not database.is_sqlite:
        with database.engine.connect() as connection:
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield connection
        return
    os.close(os.open(copy, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        _copy_sqlite(database, copy)
        copied = Database(URL.create("sqlite", database=str(copy)))
        with copied.engine.connect() as connection:
            yield connection
        copied.close()
    finally:
        copy.unlink()


def _copy_sqlite(database: Database, copy: Path) -> None:
    source = database.engine.raw_connection()
    try:
        with sqlite3.connect(copy) as target:
            target.execute("PRAGMA journal_mode=OFF")
            target.execute("PRAGMA synchronous=OFF")
            cast(sqlite3.Connection, source.driver_connection).backup(target, pages=-1)
        target.close()
    finally:
        source.close()


class _Writer:
    """Writes tables into an archive, and says how far it is."""

    def __init__(self, archive: zipfile.ZipFile, connection: Connection, progress: Progress) -> None:
        self.archive, self.connection, self.progress = archive, connection, progress
        self.written = 0

    def write(self, tables: Iterable[Table]) -> dict[str, StoredTable]:
        return {
            table.name: write_table(self.archive, table.name, table.columns.keys(), self._rows(table))
            for table in tables
        }

    def _rows(self, table: Table) -> Iterator[Row]:
        """In the order of their keys: nothing about the order in which they came."""
        ordered = select(table).order_by(*table.primary_key.columns)
        for row in self.connection.execution_options(yield_per=rows_at_once(table.name)).execute(ordered):
            yield [_plain(value) for value in row]
            self.written += 1
            if self.written % PROGRESS_EVERY == 0:
                self.progress(f"Written down: {self.written:,} rows")


def _plain(value: object) -> object:
    if isinstance(value, bytes | memoryview):
        return {"base64": base64.b64encode(value).decode("ascii")}
    if isinstance(value, dt.datetime):
        return (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def _rounds(connection: Connection, tables: Iterable[Table]) -> dict[str, str]:
    """Code -> the state of the survey once it is released, else of the round."""
    named = {table.name: table for table in tables}
    rounds, surveys = named["rounds"], named["surveys"]
    query = select(rounds.c.code, rounds.c.state, surveys.c.state).join(
        surveys, surveys.c.id == rounds.c.survey_id
    )
    states = connection.execute(query).all()
    return {code: "released" if survey == "released" else state for code, state, survey in states}
