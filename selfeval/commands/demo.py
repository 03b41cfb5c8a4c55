"""`selfeval demo`: fills an empty installation with the invented schools."""

from __future__ import annotations

import click

from selfeval import __version__
from selfeval.calendar.school_years import today
from selfeval.commands.account import hashed
from selfeval.commands.installation import settings_from_environment
from selfeval.commands.serve import ready_database
from selfeval.demo.schools import OFFICER, SCHOOLS, TRUST
from selfeval.demo.story import Place, steps, tell
from selfeval.store.schools_and_accounts import any_account, fact, set_fact
from selfeval.surveys.keys import KeyFolder

MADE = "demo"
PASSWORD = "nine invented otters"  # noqa: S105  printed below: it opens invented schools only


@click.command()
def demo() -> None:
    """Make three invented schools with three yearly rounds, in an installation where there is nothing yet."""
    settings = settings_from_environment()
    database = ready_database(settings)
    try:
        with database.reading() as session:
            there, made = any_account(session), fact(session, MADE)
        if not there:
            place = Place(database, KeyFolder(settings.keys, settings.second_keys), settings.backups)
            with click.progressbar(
                tell(place, hashed(database, PASSWORD), today()),
                length=steps(),
                label="Inventing three schools",
                item_show_func=str,
                show_eta=False,
            ) as bar:
                for _ in bar:
                    pass
            with database.writing() as session:
                set_fact(session, MADE, __version__)
        elif not made:
            raise click.ClickException(
                f"There is something in {settings.instance} already, perhaps half a demo. "
                "It wants an empty place: delete that folder if nothing in it is real, or name another, "
                "such as SELFEVAL_INSTANCE=instance/demo."
            )
    finally:
        database.close()
    click.echo(_welcome())


def _welcome() -> str:
    lines = ["", "  Everything here is invented: schools, people, answers. Sign in as one of", ""]
    for school in SCHOOLS:
        lines += [f"      {person.email:<34}{person.role}, {school.name}" for person in school.people[::2]]
    lines.append(f"      {OFFICER.email:<34}{OFFICER.role}, {TRUST}")
    return "\n".join([*lines, "", f"  with the password   {PASSWORD}", ""])
