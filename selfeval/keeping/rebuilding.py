"""Putting a restored database in the place of the one that is there: whole or not at all, whenever killed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from selfeval.store.backup_file import Backup, BackupFault, Progress, reading
from selfeval.store.database import Database
from selfeval.store.refilling import empty, own_tables, refill
from selfeval.surveys.durable import fsync_folder

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
        refill(connection, archive, backup.manifest, progress)
    progress("Replaying the journal")
    with Session(connection, expire_on_commit=False) as session:
        finish(session)
        session.flush()


def _file(database: Database) -> Path:
    return Path(str(database.url.database))
