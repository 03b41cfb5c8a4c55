"""The database: how it is opened, and the two ways to use it.

A write that has been acknowledged is on disk. SQLite runs with a rollback journal and synchronous=EXTRA
(the SQLite of many systems has a fault in WAL mode that can lose writes); PostgreSQL must have fsync and
synchronous_commit on. Both are checked when the database is opened.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.orm import Session

SQLITE_PRAGMAS = {
    "journal_mode": "DELETE",
    "synchronous": "EXTRA",
    "foreign_keys": "ON",
    "secure_delete": "ON",
    "busy_timeout": "10000",
    "mmap_size": "0",
    "temp_store": "MEMORY",
}

POSTGRESQL_PATIENCE = {"connect_timeout": 5, "tcp_user_timeout": 20_000, "keepalives_idle": 20}
"""Seconds, milliseconds, seconds: a database that has fallen silent must not hold threads for minutes."""


class UnsafeDatabase(Exception):
    """The database would acknowledge writes that a power cut can take away; the message says what to do."""


class Database:
    """One database, opened once for each process."""

    def __init__(self, url: str | URL, *, pool_size: int = 8) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite and self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        options: dict[str, Any] = (
            {}
            if self.is_sqlite
            else {
                "pool_size": pool_size,
                "max_overflow": 8,
                "pool_pre_ping": True,
                "connect_args": POSTGRESQL_PATIENCE,
            }
        )
        # Parameters are answers, slips and texts: no error message quotes them.
        self.engine: Engine = create_engine(self.url, hide_parameters=True, **options)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _set_up_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database and keeps nothing."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose block is one transaction: kept when it ends well, undone when it raises."""
        connection = self.engine.connect().execution_options(selfeval_writes=True)
        with connection, Session(connection, expire_on_commit=False) as session:
            yield session
            session.commit()

    def check_safe(self) -> None:
        """Raises UnsafeDatabase unless an acknowledged write is on disk."""
        with self.engine.connect() as connection:
            if self.is_sqlite:
                journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
                synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar()
                if (journal, synchronous) != ("delete", 3):
                    raise UnsafeDatabase(
                        "This SQLite file cannot be used with a rollback journal and synchronous=EXTRA. "
                        "Move it to a local disk and start again."
                    )
            else:
                for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                    value = connection.execute(text(f"SHOW {setting}")).scalar()
                    if value in ("off", "local") and not (
                        setting == "synchronous_commit" and value == "local"
                    ):
                        raise UnsafeDatabase(
                            f"PostgreSQL runs with {setting} = {value}, so a power cut could lose answers. "
                            f"Set {setting} = on and start again."
                        )

    def close(self) -> None:
        """Gives every connection back."""
        self.engine.dispose()


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by _begin_sqlite, not by the driver
    for pragma, value in SQLITE_PRAGMAS.items():
        connection.execute(f"PRAGMA {pragma}={value}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("selfeval_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
