"""`selfeval national-figures`: what others were asked, for orientation on the area pages of schools."""

from __future__ import annotations

from pathlib import Path

import click

from selfeval.calendar.school_years import today
from selfeval.commands.installation import OPERATOR, installation, refusals
from selfeval.english import count_of
from selfeval.imports.lists import Unreadable, sheets_of_file
from selfeval.imports.national_figures_file import FIGURES, figures_in_sheets
from selfeval.reading.national_figures import figures_of, kept_by
from selfeval.store.directory import partnership_called
from selfeval.store.national_figures import keep_figures, kept_figures, take_figures_away
from selfeval.store.schools_and_accounts import note


@click.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--partnership", "name", default="", metavar="NAME", help="Keep them for its schools alone.")
@click.option("--take-away", is_flag=True, help="No report shows them any more.")
def national_figures(file: Path | None, name: str, take_away: bool) -> None:
    """Keep the figures of FILE (CSV or Excel) in the place of those before; without FILE, list them.

    Area pages of schools show them as a different question, for orientation. The file is
    described in docs/national-figures.md.
    """
    if file is not None and take_away:
        raise click.UsageError("Give a file, or --take-away, but not both.")
    with installation(upgraded=True) as (_, database, _), database.writing() as session:
        partnership_id = partnership_called(session, name) if name else None
        if name and partnership_id is None:
            raise click.ClickException(f"There is no partnership “{name}”.")
        if take_away:
            there = take_figures_away(session, partnership_id)
            click.echo("Taken away." if there else "There were none.")
            if there:
                note(session, None, OPERATOR, "took national figures away", name)
            return
        if file is not None:
            with refusals(Unreadable):
                read = figures_in_sheets(sheets_of_file(file.read_bytes()), today().year)
            if read.faults:
                lines = "\n".join(read.faults)
                raise click.ClickException(f"{file.name} was not taken. The list is as it was.\n{lines}")
            keep_figures(session, partnership_id, FIGURES.dump_json(read.figures).decode(), OPERATOR)
            note(session, None, OPERATOR, "kept national figures", name)
        stored = kept_figures(session, partnership_id)
        if stored is None:
            click.echo("No figures are stored.")
            return
        for one in figures_of(stored):
            old = " Older than two years." if one.is_old(today()) else ""
            click.echo(f"{one.question} ({one.population}, {one.year}): {one.figure}. {one.source}.{old}")
        click.echo(f"{count_of(len(figures_of(stored)), 'figure')}. {kept_by(stored)}")
