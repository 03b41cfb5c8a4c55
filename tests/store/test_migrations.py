"""One tree of migrations makes what the models ask for, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import column, inspect, select, text
from sqlalchemy.exc import OperationalError

from selfeval.store.database import Database
from selfeval.store.migrations import NewerDatabase, current, differences, newest, upgrade
from selfeval.store.tables import METADATA


def test_the_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    assert current(database) == newest()
    assert set(inspect(database.engine).get_table_names()) == {*METADATA.tables, "alembic_version"}
    differences(database)


def test_upgrading_again_changes_nothing(sqlite_database: Database) -> None:
    before = Path(str(sqlite_database.url.database)).read_bytes()
    upgrade(sqlite_database)
    assert Path(str(sqlite_database.url.database)).read_bytes() == before


def test_a_database_of_a_newer_release_is_left_alone(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        session.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(NewerDatabase, match="newer release"):
        upgrade(sqlite_database)


@pytest.mark.parametrize("table", ["slips", "receipts", "ballots", "responses"])
def test_a_table_whose_order_of_arrival_must_not_be_kept_has_no_hidden_row_number(
    sqlite_database: Database, table: str
) -> None:
    with sqlite_database.reading() as session, pytest.raises(OperationalError, match="no such column: rowid"):
        session.execute(select(column("rowid")).select_from(METADATA.tables[table]))
