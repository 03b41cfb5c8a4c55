"""Bringing a database to the schema of this release, with Alembic and the one tree in `migrations/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, text

from selfeval.store import (  # noqa: F401 (imported for their tables)
    ballots,
    directory,
    evidence,
    releases,
    schools_and_accounts,
    self_evaluations,
    sign_in,
    sign_off,
    surveys,
)
from selfeval.store.database import Base, Database

TREE = Path(__file__).resolve().parents[2] / "migrations"
VERSIONS = "alembic_version"
UPGRADING = 0x5E1FE7A1
"""The number of the lock that is held while PostgreSQL is migrated."""


class NewerDatabase(Exception):
    """The database was written by a newer release; the message says what to do."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(TREE).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@cache
def newest() -> str:
    """The revision that this release wants."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise FileNotFoundError(f"There are no migrations in {TREE}.")
    return head


def current(database: Database) -> str | None:
    """The revision the database is at; None for an empty one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


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
    command.upgrade(_config(connection), to)


def stored_tables(connection: Connection) -> list[Table]:
    """As they are in the database, which may be older than this release; parents before children."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != VERSIONS]


def knows(revision: str) -> bool:
    """Whether this release knows a revision; it does not know those of newer releases."""
    revisions = ScriptDirectory.from_config(_config()).walk_revisions()
    return any(script.revision == revision for script in revisions)


def differences(database: Database) -> None:
    """Raises alembic.util.CommandError if the models ask for anything the migrations do not make."""
    with database.engine.connect() as connection:
        command.check(_config(connection))


METADATA = Base.metadata
"""Every table: all modules that have any are imported above, so that migrations see them."""
