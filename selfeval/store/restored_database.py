"""Filling a database from a backup, in the place of the one that is there.

Whole or not at all, whenever killed.
"""

from __future__ import annotations

import base64
import datetime as dt
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    URL,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    Table,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from selfeval.store.backup_file import (
    PROGRESS_EVERY,
    Backup,
    BackupFault,
    Progress,
    Row,
    checked_rows,
    reading,
    rows_at_once,
)
from selfeval.store.database import Database
from selfeval.store.journal import fsync_folder
from selfeval.store.migrations import VERSIONS, newest, stored_tables, upgrade_within


class ForeignTables(Exception):
    """The database holds tables of something else; the message says what to do."""


def own_tables(connection: Connection) -> list[str]:
    """The tables that are there; none in a new database. Raises ForeignTables."""
    names = inspect(connection).get_table_names()
    if names and VERSIONS not in names:
        raise ForeignTables(
            "This database holds tables of something else. Give selfeval a database of its own."
        )
    return names


def empty(connection: Connection) -> None:
    """Drops every table of ours. Raises ForeignTables for a database that is somebody else's."""
    for name in own_tables(connection):
        cascade = "" if connection.dialect.name == "sqlite" else " CASCADE"
        connection.execute(text(f'DROP TABLE "{name}"{cascade}'))


def refill(
    connection: Connection, archive: zipfile.ZipFile, backup: Backup, progress: Progress = lambda _: None
) -> None:
    """Fills an empty database; it is at the newest schema when this returns. The caller commits.

    Raises BackupFault where the file is not any more what was verified: people read the preview meanwhile.
    """
    manifest = backup.manifest
    progress(f"Making the tables as they were on {manifest.made_at[:10]}")
    upgrade_within(connection, manifest.revision)
    tables = stored_tables(connection)
    if {table.name for table in tables} != manifest.tables.keys():
        raise BackupFault("This backup holds other tables than its release of selfeval had.")
    filled = 0
    for table in tables:
        every = checked_rows(backup, archive, table.name)
        for rows in batched_rows(every, table, manifest.tables[table.name].columns):
            connection.execute(insert(table), rows)
            filled += len(rows)
            if filled // PROGRESS_EVERY > (filled - len(rows)) // PROGRESS_EVERY:
                progress(f"Filled in: {filled:,} rows")
    progress("Bringing the tables to this release")
    if manifest.revision != newest():
        upgrade_within(connection)
    if connection.dialect.name == "postgresql":
        _set_counters(connection)


def batched_rows(
    every: Iterator[Row], table: Table, columns: Sequence[str]
) -> Iterator[list[dict[str, Any]]]:
    """The rows of a table as its columns take them, some at a time."""
    readers = [(name, _reader(table.columns[name])) for name in columns]
    while rows := list(islice(every, rows_at_once(table.name))):
        yield [{name: read(value) for (name, read), value in zip(readers, row, strict=True)} for row in rows]


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    """From the JSON of a backup to what this column takes."""
    kind = column.type
    if isinstance(kind, LargeBinary):
        return lambda value: None if value is None else base64.b64decode(value["base64"])
    if isinstance(kind, DateTime):
        return lambda value: None if value is None else dt.datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return lambda value: None if value is None else dt.date.fromisoformat(value)
    if isinstance(kind, JSON):
        kind.none_as_null = bool(column.nullable)
    return lambda value: value


def _set_counters(connection: Connection) -> None:
    """PostgreSQL counts ids apart from the rows: the next one comes after the last that is there."""
    for table in stored_tables(connection):
        keys = list(table.primary_key.columns)
        if len(keys) != 1 or not isinstance(keys[0].type, Integer):
            continue
        counter = connection.scalar(select(func.pg_get_serial_sequence(f'"{table.name}"', keys[0].name)))
        highest = connection.scalar(select(func.max(keys[0])))
        if counter is not None and highest is not None:
            connection.execute(select(func.setval(counter, highest)))


Finish = Callable[[Session], None]
"""What is done to the restored rows before anybody can see them."""


def is_empty(database: Database) -> bool:
    """Whether there is no table at all; a file that is damaged is not empty. Raises ForeignTables."""
    if database.is_sqlite and not _file(database).exists():
        return True
    try:
        with database.engine.connect() as connection:
            return not own_tables(connection)
    except DatabaseError:
        if database.is_sqlite:
            return False
        raise


def rebuild(database: Database, backup: Backup, finish: Finish, progress: Progress) -> None:
    """The database is that of the backup when this returns. Raises BackupFault, ForeignTables."""
    if database.is_sqlite:
        _replace_file(database, backup, finish, progress)
    else:
        with database.engine.connect() as connection:
            connection.execute(text("SET LOCAL lock_timeout = '30s'"))
            empty(connection)
            _fill(connection, backup, finish, progress)
            progress("Putting it in place")
            connection.commit()


def set_aside(database: Database, folder: Path) -> Path:
    """Moves an SQLite file that cannot be read, with its journal, to where it can be looked at later."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file, number = _file(database), 1
    while (target := folder / f"unreadable-{number}.sqlite").exists():
        number += 1
    for suffix in ("-journal", "-wal", "-shm", ""):
        part = file.with_name(file.name + suffix)
        if part.exists():
            part.rename(target.with_name(target.name + suffix))
    fsync_folder(file.parent)
    return target


def _replace_file(database: Database, backup: Backup, finish: Finish, progress: Progress) -> None:
    """A new file is made beside the old one and takes its name in one step."""
    file = _file(database)
    beside = file.with_name(f"{file.name}.restoring")
    for part in (beside, beside.with_name(f"{beside.name}-journal")):
        part.unlink(missing_ok=True)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    made = Database(URL.create("sqlite", database=str(beside)))
    with made.engine.connect().execution_options(selfeval_writes=True) as connection:
        _fill(connection, backup, finish, progress)
        connection.commit()
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise BackupFault("The restored rows do not fit together. Nothing was changed.")
    made.close()
    progress("Putting it in place")
    database.close()
    beside.replace(file)
    fsync_folder(file.parent)


def _fill(connection: Connection, backup: Backup, finish: Finish, progress: Progress) -> None:
    with reading(backup.path) as archive:
        refill(connection, archive, backup, progress)
    progress("Replaying the journal")
    with Session(connection, expire_on_commit=False) as session:
        finish(session)
        session.flush()


def _file(database: Database) -> Path:
    return Path(str(database.url.database))
