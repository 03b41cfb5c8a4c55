"""Filling a database from a backup: the tables as they were then, their rows, then this release's schema."""

from __future__ import annotations

import base64
import datetime as dt
import zipfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    func,
    insert,
    inspect,
    select,
    text,
)

from selfeval.store.backup_file import TOLD_EVERY, BackupFault, Manifest, Progress, rows_of
from selfeval.store.migrations import upgrade_within

ROWS_AT_ONCE = 1_000
VERSIONS = "alembic_version"


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
    connection: Connection, archive: zipfile.ZipFile, manifest: Manifest, progress: Progress = lambda _: None
) -> None:
    """Fills an empty database; it is at the newest schema when this returns. The caller commits."""
    progress(f"Making the tables as they were on {manifest.made_at[:10]}")
    upgrade_within(connection, manifest.revision)
    found = MetaData()
    found.reflect(connection)
    tables = [table for table in found.sorted_tables if table.name != VERSIONS]
    if {table.name for table in tables} != manifest.tables.keys():
        raise BackupFault("This backup holds other tables than its release of selfeval had.")
    filled = 0
    for table in tables:
        columns = manifest.tables[table.name].columns
        for rows in batched_rows(archive, table, columns):
            connection.execute(insert(table), rows)
            filled += len(rows)
            if filled // TOLD_EVERY > (filled - len(rows)) // TOLD_EVERY:
                progress(f"Filled in: {filled:,} rows")
    progress("Bringing the tables to this release")
    upgrade_within(connection)
    if connection.dialect.name == "postgresql":
        _set_counters(connection)


def batched_rows(
    archive: zipfile.ZipFile, table: Table, columns: Sequence[str]
) -> Iterator[list[dict[str, Any]]]:
    """The rows of a table as its columns take them, some at a time."""
    readers = [(name, _reader(table.columns[name])) for name in columns]
    every = rows_of(archive, table.name)
    while rows := list(islice(every, ROWS_AT_ONCE)):
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
    found = MetaData()
    found.reflect(connection)
    for table in found.tables.values():
        keys = list(table.primary_key.columns)
        if len(keys) != 1 or not isinstance(keys[0].type, Integer):
            continue
        counter = connection.scalar(select(func.pg_get_serial_sequence(f'"{table.name}"', keys[0].name)))
        highest = connection.scalar(select(func.max(keys[0])))
        if counter is not None and highest is not None:
            connection.execute(select(func.setval(counter, highest)))
