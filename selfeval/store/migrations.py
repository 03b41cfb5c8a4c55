"""Bringing a database to the schema of this release, with Alembic and the one tree in `migrations/`.

Alembic is loaded where a database is migrated: it takes long, and most starts find nothing to do.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, MetaData, Table, inspect, select, text
from sqlalchemy.sql import column, table

from selfeval.store import (  # noqa: F401 (imported for their tables)
    action_plans,
    ballots,
    directory,
    evidence,
    feedback,
    languages,
    logged_incidents,
    metrics,
    national_figures,
    notice_details,
    own_questionnaires,
    public_pages,
    recordings,
    releases,
    schools_and_accounts,
    self_evaluations,
    sign_in,
    sign_off,
    surveys,
)
from selfeval.store.database import Base, Database

if TYPE_CHECKING:
    from alembic.config import Config

TREE = Path(__file__).resolve().parents[2] / "migrations"
VERSIONS = "alembic_version"
UPGRADING = 0x5E1FE7A1
"""The number of the lock that is held while PostgreSQL is migrated."""


class NewerDatabase(Exception):
    """The database was written by a newer release; the message says what to do."""


@cache
def revisions() -> tuple[str, ...]:
    """Those of this release in their order: the numbers with which the files of the tree begin."""
    numbers = tuple(sorted(file.name.partition("_")[0] for file in (TREE / "versions").glob("[0-9]*_*.py")))
    if not numbers:
        raise FileNotFoundError(f"There are no migrations in {TREE}.")
    return numbers


def newest() -> str:
    """The revision that this release wants."""
    return revisions()[-1]


def knows(revision: str) -> bool:
    """Whether this release knows a revision; it does not know those of newer releases."""
    return revision in revisions()


def current(database: Database) -> str | None:
    """The revision the database is at; None for an empty one."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table(VERSIONS):
            return None
        return connection.scalar(select(column("version_num")).select_from(table(VERSIONS)))


def upgrade(database: Database, to: str = "head") -> None:
    """Migrates to the newest schema in one transaction. Raises NewerDatabase and leaves that one alone."""
    revision = current(database)
    if revision is not None and not knows(revision):
        raise NewerDatabase(
            "This database was last used by a newer release of selfeval. "
            "Install that release again, or restore a backup that is older."
        )
    if revision == newest():
        return
    with database.engine.connect().execution_options(selfeval_writes=True) as connection:
        if not database.is_sqlite:  # several machines may start at once; on SQLite the write lock does this
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": UPGRADING})
        upgrade_within(connection, to)
        connection.commit()


def upgrade_within(connection: Connection, to: str = "head") -> None:
    """Migrates inside a transaction that the caller ends."""
    from alembic import command

    command.upgrade(_config(connection), to)


def stored_tables(connection: Connection) -> list[Table]:
    """As they are in the database, which may be older than this release; parents before children."""
    names = frozenset(inspect(connection).get_table_names())
    revision = None
    if VERSIONS in names:
        revision = connection.scalar(select(column("version_num")).select_from(table(VERSIONS)))
    state = (connection.dialect.name, revision, names)
    if revision is None or state not in REFLECTED:
        metadata = MetaData()
        metadata.reflect(connection)
        REFLECTED[state] = metadata
    return [table for table in REFLECTED[state].sorted_tables if table.name != VERSIONS]


REFLECTED: dict[tuple[str, str | None, frozenset[str]], MetaData] = {}
"""Kind of database, revision and names of tables -> those tables. To find them out takes hundreds of queries,
which say the same at every count and every night."""


def differences(database: Database) -> None:
    """Raises alembic.util.CommandError if the models ask for anything the migrations do not make."""
    from alembic import command

    with database.engine.connect() as connection:
        command.check(_config(connection))


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(TREE).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


METADATA = Base.metadata
"""Every table: all modules that have any are imported above, so that migrations see them."""
