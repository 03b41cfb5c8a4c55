"""`selfeval report`: the head's two pages from the command line of the server."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import select

from selfeval.evaluation.gathering import report_years, sources_of
from selfeval.reports.head import head_pages
from selfeval.settings import Settings, SettingsFault
from selfeval.store.database import Database
from selfeval.store.schools import School
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
            found = _named(list(session.scalars(select(School).order_by(School.id))), school)
            years = report_years(session, found.id)
            wanted = next((each for each in years if year in (str(each), year_label(each))), None)
            sources = None if wanted is None else sources_of(session, found, wanted)
        if sources is None:
            there = ", ".join(map(year_label, years)) or "none"
            raise click.ClickException(f"{found.name} has no report for {year}. Its reports: {there}.")
    finally:
        database.close()
    file.write_bytes(head_pdf(head_pages(sources, today())))
    click.echo(f"Two pages of {found.name}, {sources.year}: {file}")


def _named(schools: list[School], wanted: str) -> School:
    """The school with this number or name. Raises ClickException where none or several have it."""
    found = [each for each in schools if wanted in (str(each.id), each.name)]
    if len(found) == 1:
        return found[0]
    if found:
        numbers = ", ".join(str(each.id) for each in found)
        raise click.ClickException(f"Several schools are called {wanted}. Give the number: {numbers}.")
    listed = "".join(f"\n  {each.id}  {each.name}" for each in schools) or " There is none yet."
    raise click.ClickException(f"There is no school “{wanted}”. The schools here:{listed}")
