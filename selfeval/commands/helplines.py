"""`selfeval helplines`: which numbers people are shown, and when somebody last checked them."""

from __future__ import annotations

import click

from selfeval.calendar.school_years import today
from selfeval.commands.installation import refusals, settings_from_environment
from selfeval.english import listed
from selfeval.notices.helplines import OWN, HelplinesFault, helplines_in, with_check, written


@click.command()
@click.option("--checked", "helpline", metavar="ID", help="Note that you have checked this one today.")
@click.option("--at", "where", default="", metavar="PLACE", help="Where you looked it up, such as its page.")
def helplines(helpline: str | None, where: str) -> None:
    """List the helplines that people are shown, with the day on which each was last checked.

    What you note is kept in a file of your own, helplines.toml in the instance folder. Numbers and words can
    be changed there, too.
    """
    settings = settings_from_environment()
    with refusals(HelplinesFault):
        every = helplines_in(settings.instance)
    if helpline is not None:
        try:
            every = with_check(every, helpline, today(), where)
        except KeyError:
            ids = listed([line.id for line in every.every])
            raise click.ClickException(f"There is no helpline “{helpline}”. There are {ids}.") from None
        settings.instance.mkdir(parents=True, exist_ok=True)
        (settings.instance / OWN).write_text(written(every), encoding="utf-8")
        click.echo(f"Noted in {settings.instance / OWN}. Start the service again, so that pages know it.")
    for line in every.every:
        due = " Check it now." if line.is_due(today()) else ""
        click.echo(f"{line.id}: {line.name}, {line.number}; {line.check_words}.{due}")
