"""One tree of migrations makes what the models ask for, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import column, inspect, select, text
from sqlalchemy.exc import OperationalError

from selfeval.store.database import Database
from selfeval.store.migrations import (
    METADATA,
    TREE,
    NewerDatabase,
    current,
    differences,
    newest,
    revisions,
    upgrade,
)
from selfeval.store.schools_and_accounts import all_accounts
from selfeval.store.surveys import Survey
from tests.conftest import run_sql


def test_the_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    assert current(database) == newest()
    assert set(inspect(database.engine).get_table_names()) == {*METADATA.tables, "alembic_version"}
    differences(database)


def test_the_files_of_the_tree_are_numbered_as_alembic_orders_them() -> None:
    ordered = ScriptDirectory(str(TREE)).walk_revisions()
    assert revisions() == tuple(reversed([script.revision for script in ordered]))
    assert newest() == revisions()[-1]


def test_upgrading_again_changes_nothing(sqlite_database: Database) -> None:
    before = Path(str(sqlite_database.url.database)).read_bytes()
    upgrade(sqlite_database)
    assert Path(str(sqlite_database.url.database)).read_bytes() == before


def test_a_database_of_a_newer_release_is_left_alone(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        session.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(NewerDatabase, match="newer release"):
        upgrade(sqlite_database)


@pytest.mark.parametrize("table", ["slips", "lessons", "receipts", "waiting", "ballots", "responses"])
def test_a_table_whose_order_of_arrival_must_not_be_kept_has_no_hidden_row_number(
    sqlite_database: Database, table: str
) -> None:
    with sqlite_database.reading() as session, pytest.raises(OperationalError, match="no such column: rowid"):
        session.execute(select(column("rowid")).select_from(METADATA.tables[table]))


@pytest.fixture(params=["sqlite", "postgresql"])
def untouched(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of each kind that has no table at all."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'untouched.sqlite'}")
    else:
        url = request.getfixturevalue("postgresql_server")
        run_sql(url, "DROP DATABASE IF EXISTS untouched")
        run_sql(url, "CREATE DATABASE untouched")
        database = Database(url.format("untouched"))
    yield database
    database.close()


def test_what_a_first_release_kept_is_kept_by_the_next(untouched: Database) -> None:
    """People, roles and names, with rows that refer to them."""
    database = untouched
    upgrade(database, "0001")
    with database.writing() as session:
        for statement in FIRST_RELEASE:
            session.execute(text(statement))
    upgrade(database)
    differences(database)
    with database.reading() as session:
        amina, grace = all_accounts(session)
        assert (amina.role, grace.role) == ("lead", "leader")
        assert amina.school is not None
        assert (amina.school.name, amina.school.id, amina.school.invented) == ("Alder Vale Primary", 7, False)
        assert amina.school.identities[0].folded == "alder vale primary"


FIRST_RELEASE = (
    "INSERT INTO schools VALUES (7, 'Alder Vale Primary', false, '2026-09-01 08:00:00')",
    "INSERT INTO roles VALUES (1, 'leader'), (2, 'lead')",
    "INSERT INTO accounts (id, school_id, name, email, active, fs_uniquifier, created_at) VALUES "
    "(1, 7, 'Amina', 'amina@aldervale.example', true, 'one', '2026-09-01 08:00:00'), "
    "(2, 7, 'Grace', 'grace@aldervale.example', true, 'two', '2026-09-01 08:00:00')",
    "INSERT INTO account_roles VALUES (1, 1), (1, 2), (2, 1)",
    "INSERT INTO audit_entries VALUES (1, 7, '2026-09-01 08:00:00', 'Amina', 'signed in', '')",
)


def test_postgresql_keeps_no_sample_of_answers_not_even_one_from_before(fresh_postgresql: Database) -> None:
    """Its statistics stand beside the table, so that deleting rows would leave values in them."""
    sampled = text(
        "SELECT tablename || '.' || attname FROM pg_stats WHERE attname IN ('answers', 'findings')"
    )
    upgrade(fresh_postgresql, "0012")
    with fresh_postgresql.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ALTER TABLE responses DISABLE TRIGGER ALL"))
        for number in range(30):
            connection.execute(
                text(
                    "INSERT INTO responses (key, school_id, round_id, group_id, answers) "
                    "VALUES (:key, 1, 1, 1, :answers)"
                ),
                {"key": number.to_bytes(16, "big"), "answers": f"{number:030}"},
            )
        connection.execute(text("ANALYZE"))
        assert list(connection.execute(sampled).scalars()) == ["responses.answers"]
    upgrade(fresh_postgresql)
    with fresh_postgresql.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
        assert list(connection.execute(sampled).scalars()) == []


def test_what_is_released_stays_in_the_school_year_it_was_released_in(untouched: Database) -> None:
    """By its first day; what is not released yet counts for the year in which most of its days lie."""
    upgrade(untouched, "0014")
    days = "2027-08-30", "2027-09-10"
    with untouched.writing() as session:
        session.execute(text("INSERT INTO schools (id, invented, created_at) VALUES (7, false, :on)"), NEW)
        for survey_id in (1, 2):
            session.execute(
                text(
                    "INSERT INTO surveys (id, school_id, title, audience, opens_on, closes_on, paused, "
                    "set_back, counts_itself, adult, decided, state, smallest_change, created_at) VALUES "
                    "(:id, 7, 'Belonging', 'staff', :first, :last, false, false, false, '', '', "
                    "'released', 3, :on)"
                ),
                {"id": survey_id, "first": days[0], "last": days[1], **NEW},
            )
        session.execute(
            text(
                "INSERT INTO releases "
                "(id, school_id, survey_id, number, audience, released_on, year, digest, findings) "
                "VALUES (1, 7, 1, 1, 'staff', '2027-09-14', 2026, 'abc', '{}')"
            )
        )
    upgrade(untouched)
    with untouched.reading() as session:
        assert [session.get_one(Survey, survey_id).year for survey_id in (1, 2)] == [2026, 2027]


NEW = {"on": "2027-09-14 08:00:00"}
