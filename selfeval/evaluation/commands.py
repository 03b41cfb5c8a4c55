"""`selfeval report`: the head's two pages from the command line of the server."""

from __future__ import annotations

from pathlib import Path

import click

from selfeval.evaluation.gathering import report_years, sources_of
from selfeval.reports.head import head_pages
from selfeval.settings import Settings, SettingsFault
from selfeval.store.database import Database
from selfeval.store.directory import NoSuchSchool, school_called
from selfeval.store.years import today, year_label


@click.command()
@click.argument("school")
@click.argument("year")
@click.option("--to", "file", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE")
def report(school: str, year: str, file: Path) -> None:
    """Write the head's two pages of SCHOOL (its number or name) for YEAR (2026 or 2026/27) to FILE, a PDF."""
    from selfeval.reports.paper.head_pdf import head_pdf

    try:
        database = Database(Settings.from_environment().database_url)
    except SettingsFault as fault:
        raise click.ClickException(str(fault)) from None
    try:
        with database.reading() as session:
            found = school_called(session, school)
            years = report_years(session, found.id)
            wanted = next((each for each in years if year in (str(each), year_label(each))), None)
            sources = None if wanted is None else sources_of(session, found, wanted)
        if sources is None:
            there = ", ".join(map(year_label, years)) or "none"
            raise click.ClickException(f"{found.name} has no report for {year}. Its reports: {there}.")
    except NoSuchSchool as fault:
        raise click.ClickException(str(fault)) from None
    finally:
        database.close()
    file.write_bytes(head_pdf(head_pages(sources, today())))
    click.echo(f"Two pages of {found.name}, {sources.year}: {file}")
