"""The installation that a command works on: its settings and its database, at the newest schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from selfeval.settings import Settings, SettingsFault
from selfeval.store.database import Database, UnsafeDatabase
from selfeval.store.directory import NoSuchSchool
from selfeval.store.migrations import NewerDatabase, upgrade

OPERATOR = "the operator"
"""How the audit log names whoever types commands on the server."""


@contextmanager
def installation() -> Iterator[tuple[Settings, Database]]:
    """Opens it for a block; what is refused on the way is told in its sentence."""
    try:
        settings = Settings.from_environment()
        database = Database(settings.database_url)
        try:
            upgrade(database)
            yield settings, database
        finally:
            database.close()
    except (SettingsFault, UnsafeDatabase, NewerDatabase, NoSuchSchool) as fault:
        raise click.ClickException(str(fault)) from None
