"""One at a time: a lock between threads, processes and machines that dies with its holder."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

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
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Taken(str(path)) from error
        yield


@contextmanager
def _only_one_session(database: Database, name: str) -> Iterator[None]:
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), {"number": number}):
            raise Taken(name)
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": number})
