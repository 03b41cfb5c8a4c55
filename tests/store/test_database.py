"""What is written is on disk, what goes wrong is undone, and an unsafe database is refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from selfeval.store.database import Database, UnsafeDatabase
from selfeval.store.schools_and_accounts import Identity, Partnership, School


def test_a_block_that_ends_well_is_kept_and_one_that_raises_is_undone(database: Database) -> None:
    with database.writing() as session:
        session.add(School(name="Alder Vale Primary"))
    with pytest.raises(IntegrityError), database.writing() as session:
        session.add_all([School(name="Quarry Hill School"), Partnership(name=None, kind="trust")])
    with database.reading() as session:
        assert list(session.scalars(select(Identity.name))) == ["Alder Vale Primary"]


def test_a_database_that_keeps_what_it_acknowledged_is_accepted(database: Database) -> None:
    database.check_safe()


def test_sqlite_syncs_every_commit_and_wipes_what_is_deleted(sqlite_database: Database) -> None:
    with sqlite_database.engine.connect() as connection:
        wanted = {"journal_mode": "delete", "synchronous": 3, "secure_delete": 1, "foreign_keys": 1}
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
    assert found == wanted


def test_postgresql_that_could_lose_answers_in_a_power_cut_is_refused(postgresql_database: Database) -> None:
    url = postgresql_database.url.update_query_dict({"options": "-c synchronous_commit=off"})
    careless = Database(url.render_as_string(hide_password=False))
    with pytest.raises(UnsafeDatabase, match="synchronous_commit = on"):
        careless.check_safe()
    careless.close()


def test_a_file_with_a_write_ahead_log_is_brought_back_to_the_rollback_journal(tmp_path: Path) -> None:
    file = tmp_path / "wal.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA journal_mode=WAL").fetchone() == ("wal",)
        connection.execute("create table plain (id integer)")
    database = Database(f"sqlite:///{file}")
    database.check_safe()
    database.close()
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_no_error_message_of_a_statement_quotes_what_was_to_be_kept(database: Database) -> None:
    with pytest.raises(DBAPIError) as raised, database.writing() as session:
        session.execute(text("INSERT INTO nowhere (answers) VALUES (:answers)"), {"answers": "3141592653"})
    assert "3141592653" not in str(raised.value)


def test_whether_anything_was_written_is_seen_whoever_wrote_it(sqlite_database: Database) -> None:
    before = sqlite_database.write_count()
    assert before is not None
    with sqlite_database.reading() as session:
        assert list(session.scalars(select(School.id))) == []
    assert sqlite_database.write_count() == before, "to read is not to write"
    with sqlite_database.writing() as session:
        session.add(School(name="Alder Vale Primary"))
    after = sqlite_database.write_count()
    assert after != before
    another = Database(sqlite_database.url)
    with another.writing() as session:
        session.add(School(name="Quarry Hill School"))
    another.close()
    assert sqlite_database.write_count() not in (before, after)


def test_a_database_that_does_not_count_what_is_written_says_so() -> None:
    assert Database("sqlite://").write_count() is None
    assert Database("postgresql+psycopg://nobody@localhost/none").write_count() is None
