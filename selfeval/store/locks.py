"""One at a time: a lock between threads, processes and machines that dies with its holder."""

from __future__ import annotations

import fcntl
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from selfeval.store.database import Database


class Taken(Exception):
    """Someone else is doing this at this moment."""


@contextmanager
def only_one(database: Database, purpose: str, number: int) -> Iterator[None]:
    """Holds the lock of a purpose (on PostgreSQL: for one number of it) in the block. Raises Taken."""
    if database.is_sqlite:
        with _only_one_file(Path(f"{database.url.database}.{purpose}.lock")):
            yield
    else:
        with _only_one_session(database, f"{purpose} {number}"):
            yield


@contextmanager
def _only_one_file(path: Path) -> Iterator[None]:
    with _locked(path, fcntl.LOCK_EX):
        yield


@contextmanager
def _only_one_session(database: Database, name: str) -> Iterator[None]:
    number = _number(name)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), {"number": number}):
            raise Taken(name)
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": number})


class Presence:
    """That this process serves a database. A restore asks whether anyone does, and lets nobody begin."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._file: io.TextIOWrapper | None = None
        self._connection: Connection | None = None

    def hold(self) -> None:
        """From now on; said again every minute, since a lost connection loses it. Raises Taken."""
        if self.database.is_sqlite:
            if self._file is None:
                self._file = _locked(_serving_file(self.database), fcntl.LOCK_SH)
        elif not _answers(self._connection):
            self._connection = self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if not self._connection.scalar(text("SELECT pg_try_advisory_lock_shared(:number)"), SERVING):
                self.let_go()
                raise Taken("serving")

    def let_go(self) -> None:
        """It serves no longer."""
        if self._file is not None:
            self._file.close()
        if self._connection is not None:
            with suppress(SQLAlchemyError):  # a connection that was cut has let go by itself
                self._connection.execute(text("SELECT pg_advisory_unlock_shared(:number)"), SERVING)
            self._connection.invalidate()  # back in the pool it would keep its lock
            self._connection.close()
        self._file = self._connection = None


@contextmanager
def nobody_serves(database: Database) -> Iterator[None]:
    """In the block no process serves the database, and none begins to. Raises Taken if one does."""
    if database.is_sqlite:
        with _locked(_serving_file(database), fcntl.LOCK_EX):
            yield
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), SERVING):
            raise Taken("serving")
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:number)"), SERVING)


def _serving_file(database: Database) -> Path:
    return Path(f"{database.url.database}.serving.lock")


def _locked(path: Path, how: int) -> io.TextIOWrapper:
    file = path.open("a")
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise Taken(str(path)) from error
    return file


def _answers(connection: Connection | None) -> bool:
    try:
        return connection is not None and bool(connection.scalar(text("SELECT 1")))
    except SQLAlchemyError:
        return False


def _number(name: str) -> int:
    """The number of a lock in PostgreSQL."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


SERVING = {"number": _number("serving")}
