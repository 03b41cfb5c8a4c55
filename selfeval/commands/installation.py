"""What every command shares: how an installation is opened, and how a refusal is told.

What is refused ends with 1 and its sentence, wrong options end with 2 (click's own); no command ends in a
traceback for anything that the person at the terminal can mend.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import click

from selfeval.settings import Settings, SettingsFault
from selfeval.store.backup_file import BackupFault
from selfeval.store.database import Database, Unreachable, UnsafeDatabase, what_is_wrong
from selfeval.store.directory import NoSuchSchool
from selfeval.store.migrations import NewerDatabase, upgrade
from selfeval.store.schools_and_accounts import BY_COMMAND, acting
from selfeval.surveys.keys import KeyFolder, KeyMissing, KeysFault

OPERATOR = "the operator"
"""How the audit log names whoever types commands on the server."""


class OpenInstallation(NamedTuple):
    """What a command works on."""

    settings: Settings
    database: Database
    keys: KeyFolder


@contextmanager
def refusals(*kinds: type[Exception], hint: str = "") -> Iterator[None]:
    """Of these exceptions the message is told, with what to do in a line of its own if it needs a hint."""
    try:
        yield
    except kinds as refused:
        raise click.ClickException("\n".join(filter(None, (str(refused), hint)))) from None


def settings_from_environment() -> Settings:
    """Where things are kept. From now on what this process writes is for its own account of the machine."""
    os.umask(0o077)
    with refusals(SettingsFault):
        return Settings.from_environment()


@contextmanager
def installation(*, upgraded: bool = False) -> Iterator[OpenInstallation]:
    """Opens what the settings lead to; `upgraded` to the newest schema, for blocks that need it."""
    settings = settings_from_environment()
    with refusals(UnsafeDatabase, NewerDatabase, NoSuchSchool, BackupFault, KeyMissing, KeysFault):
        database = Database(settings.database_url)
        try:
            if upgraded:
                upgrade(database)
            with acting(BY_COMMAND):
                yield OpenInstallation(settings, database, KeyFolder(settings.keys, settings.second_keys))
        except Unreachable as fault:
            raise click.ClickException(what_is_wrong(fault)) from None
        finally:
            database.close()
