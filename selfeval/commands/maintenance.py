"""`selfeval backup`, `restore`, `export`, `report` and `health`: for whoever runs the service."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from textwrap import TextWrapper

import click

from selfeval.accounts.second_factor import mark_in
from selfeval.calendar.school_years import today, year_label
from selfeval.commands.installation import OPERATOR, installation, refusals
from selfeval.english import count_of, listed
from selfeval.notices.helplines import HelplinesFault, helplines_in
from selfeval.operations.backups import backup_health, disks_of
from selfeval.operations.export import name_of_zip, school_zip
from selfeval.operations.restore import plan_restore
from selfeval.operations.restore import restore as carry_out
from selfeval.reading.open_actions import doing_in_words, open_actions_of
from selfeval.reading.report_sources import report_years, sources_of
from selfeval.reports.pdf.head_pages import head_pages
from selfeval.store.backup import back_up
from selfeval.store.database import DETAILS_LOGGED, STATEMENTS_LOGGED, Taken, nobody_serves
from selfeval.store.directory import school_called
from selfeval.store.migrations import current, newest
from selfeval.store.restored_database import ForeignTables
from selfeval.store.schools_and_accounts import note
from selfeval.store.sign_in import factors_made_otherwise
from selfeval.surveys.key_monitor import KeyMonitor


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
    with installation() as (settings, database, keys):
        made = back_up(
            database,
            folder or settings.backups,
            "asked",
            keys.journal.lines(),
            click.echo,
            keys.signing(),
        )
        rows = sum(table.rows for table in made.manifest.tables.values())
        size = made.path.stat().st_size
        click.echo(f"Read back whole: {len(made.manifest.tables)} tables, {rows:,} rows, {size:,} bytes.")
        click.echo(f"SHA-256 {made.digest}, signed by {made.signer}")
        click.echo(f"The keys are not in it. They are in {settings.keys}: copy that folder too, apart.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.option(
    "--accept",
    default="",
    metavar="SIGNER",
    help="Of another installation, or “unsigned”: you know it is right.",
)
@click.option("--destroy-keys", is_flag=True, help="Of rounds that are open here and, it says, over.")
def restore(file: Path, yes: bool, accept: str, destroy_keys: bool) -> None:
    """Restore FILE, a backup, into the database that the settings name, whichever kind it is.

    What that would bring back and lose is said first. What is there already is kept in a backup of its own.
    Nothing may be serving the database meanwhile. A restore that was stopped can be started again.
    """
    with installation() as (settings, database, keys), refusals(ForeignTables):
        try:
            with nobody_serves(database):
                plan = plan_restore(settings, database, keys, file, click.echo, accept)
                _say(plan.sentences)
                question = "Replace the database that is here?" if plan.in_place else "Restore it?"
                if not yes and not click.confirm(question):
                    raise click.ClickException("Nothing was changed.")
                _check_ended(plan.ended, destroy_keys, ask=not yes)
                sentences = carry_out(settings, database, keys, plan, click.echo)
        except Taken:
            raise click.ClickException(
                "selfeval is running on this database. Stop it first, on every machine, then restore."
            ) from None
    click.echo("\nRestored.")
    _say([*sentences, "Start selfeval again, then run: selfeval health"])


def _check_ended(codes: Sequence[str], destroy: bool, *, ask: bool) -> None:
    """Whether a person wants live keys destroyed because a file says that their rounds are over."""
    if not codes or destroy:
        return
    named = listed([f"round-{code}.key" for code in codes])
    click.echo(
        f"\nThe key folder has {named}. The backup says that this is over, and the journal here does not. "
        "If the backup is right, no key may be left. If it is wrong, answers are lost with it."
    )
    if not ask or not click.confirm("Destroy what is named here?"):
        raise click.ClickException(
            "Nothing was changed. To destroy what is named above with the restore, add: --destroy-keys"
        )


def _say(sentences: Iterable[str]) -> None:
    """A paragraph each, no wider than a terminal; the name of a file is never broken."""
    paragraph = TextWrapper(
        100,
        initial_indent="- ",
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    for sentence in sentences:
        click.echo(f"\n{paragraph.fill(sentence)}")


@click.command()
@click.argument("school")
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    default=Path(),
    help="The folder for the zip; this one by default.",
)
def export(school: str, folder: Path) -> None:
    """Write everything that belongs to SCHOOL (its number or name) into a zip: for a school that leaves.

    Released results, self-evaluations, surveys and the log. No answers, no keys, nothing of other schools.
    """
    with installation() as (_, database, _):
        with database.reading() as session:
            target = school_called(session, school)
        path = folder / name_of_zip(target)
        path.write_bytes(school_zip(database, target.id))
        with database.writing() as session:
            note(session, target.id, OPERATOR, "took the data of the school away")
    click.echo(f"{path}: {path.stat().st_size:,} bytes. README.txt in it says what is there.")


@click.command()
def health() -> None:
    """Say whether database, keys, backups and disks are in order; ends with 1 if somebody must look.

    Also which helplines nobody has checked for a year.
    """
    with installation() as (settings, database, keys):
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
        for setting in database.logged(STATEMENTS_LOGGED):
            sentence = f"It writes down when each answer came ({setting}). See docs/operator.md, Backups."
            say("Log of the database", sentence, True)
        details = database.logged(DETAILS_LOGGED)
        if details:  # nothing is written down as long as no statement is
            click.echo(
                f"soon  Log of the database: {listed(details)}. With other settings it would name no answer "
                "even where something goes wrong. See docs/operator.md, Backups."
            )
        troubles = KeyMonitor(database, keys).look().troubles
        for trouble in troubles:
            say("Keys", trouble.what, True)
        if not troubles:
            copies = "one folder only" if settings.second_keys is None else "two folders"
            say("Keys", f"Every key of an open survey is in place, in {copies}.", False)
        last = backup_health(database, thoroughly=True)
        signing = keys.signing()
        signed = f", signed by {signing.name}" if signing else ""
        say("Backups", f"{last.sentence} New ones are made in {settings.backups}{signed}.", last.bad)
        with database.reading() as session:
            lost = factors_made_otherwise(session, mark_in(settings.keys))
        if lost:
            sentence = (
                f"The codes of {count_of(lost, 'second factor')} cannot be right: the secret that they rest "
                f"on is not in {settings.keys}. Copy factor.secret back, or run: "
                "selfeval account reset-factor --everyone"
            )
            say("Second factors", sentence, True)
        for disk in disks_of(settings.folders):
            say("Disk", disk.sentence, disk.low)
        with refusals(HelplinesFault):
            due = helplines_in(settings.instance).due(today())
        for line in due:  # nobody has to be woken for it
            click.echo(
                f"soon  Helplines: {line.name}, {line.number}: {line.check_words}. Look at its own page, "
                f"then run: selfeval helplines --checked {line.id}"
            )
    sys.exit(1 if bad else 0)


@click.command()
@click.argument("school")
@click.argument("year")
@click.option("--to", "file", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE")
@click.option("--full", is_flag=True, help="The full report, and not the two pages.")
def report(school: str, year: str, file: Path, *, full: bool) -> None:
    """Write the head's two pages of SCHOOL (its number or name) for YEAR (2026 or 2026/27) to FILE, a PDF."""
    from selfeval.reports.pdf.head_pdf import head_pdf
    from selfeval.reports.pdf.report_pdf import report_pdf

    with installation() as (_, database, _), database.reading() as session:
        target = school_called(session, school)
        years = report_years(session, target.id)
        wanted = next((start for start in years if year in (str(start), year_label(start))), None)
        sources = None if wanted is None else sources_of(session, target, wanted)
        doing = doing_in_words(open_actions_of(session, target.id, today()))
    if sources is None:
        there = ", ".join(map(year_label, years)) or "none"
        raise click.ClickException(f"{target.name} has no report for {year}. Its reports: {there}.")
    if full:
        body = report_pdf(sources, today(), doing, invented=target.invented)
    else:
        body = head_pdf(head_pages(sources, today(), doing))
    file.write_bytes(body)
    click.echo(f"{'The full report' if full else 'Two pages'} of {target.name}, {sources.year}: {file}")
