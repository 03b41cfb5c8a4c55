"""`selfeval backup` and `selfeval health`: for whoever runs the service."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from selfeval.keeping.backups import backup_health
from selfeval.keeping.disk import disks_of
from selfeval.store.backup import back_up
from selfeval.store.migrations import current, newest
from selfeval.surveys.commands import opened
from selfeval.surveys.keywatch import KeyWatch


@click.command()
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Another folder, best on another disk or machine.",
)
def backup(folder: Path | None) -> None:
    """Back up the whole database into one file, and read it back. Answers go on being taken meanwhile.

    The keys of open surveys are not in it. Copy the key folder apart, and keep the two apart.
    """
    with opened() as (settings, database, keys):
        made = back_up(database, folder or settings.backups, "asked", keys.journal.lines(), click.echo)
        rows = sum(table.rows for table in made.manifest.tables.values())
        size = made.path.stat().st_size
        click.echo(f"Read back whole: {len(made.manifest.tables)} tables, {rows:,} rows, {size:,} bytes.")
        click.echo(f"SHA-256 {made.digest}")
        click.echo(f"The keys are not in it. They are in {settings.keys}: copy that folder too, apart.")


@click.command()
def health() -> None:
    """Say whether database, keys, backups and disks are in order; ends with 1 if somebody must look."""
    with opened() as (settings, database, keys):
        bad = False

        def say(what: str, sentence: str, wrong: bool) -> None:
            nonlocal bad
            bad = bad or wrong
            click.echo(f"{'LOOK ' if wrong else 'good '} {what}: {sentence}")

        revision = current(database)
        if revision != newest():
            say("Database", "It is not at the schema of this release. Run: selfeval db upgrade", True)
            sys.exit(1)
        say("Database", "It can be reached, and is at the schema of this release.", False)
        troubles = KeyWatch(database, keys).look().troubles
        for trouble in troubles:
            say("Keys", trouble.what, True)
        if not troubles:
            copies = "one folder only" if settings.second_keys is None else "two folders"
            say("Keys", f"Every key of an open survey is in place, in {copies}.", False)
        last = backup_health(database)
        say("Backups", f"{last.said} They are in {settings.backups}.", last.bad)
        for disk in disks_of(settings.places):
            say("Disk", disk.said, disk.low)
    sys.exit(1 if bad else 0)
