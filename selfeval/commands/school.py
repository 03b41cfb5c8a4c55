"""`selfeval school`: the schools of an installation, singly and from the national register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy.orm import Session

from selfeval.accounts.held_changes import removal_of
from selfeval.calendar.school_years import today
from selfeval.commands.asking_leads import changing
from selfeval.commands.installation import OPERATOR, installation, refusals
from selfeval.english import count_of, full_day
from selfeval.imports.register import Entry, NotTheRegister, RegisterRow, read_rows
from selfeval.schools.register_import import (
    MOST_NAMED,
    Choice,
    Preview,
    Question,
    Reply,
    choice_faults,
    make,
    preview,
    renumber,
    typed_urns,
)
from selfeval.schools.schools import (
    add_school,
    change_identity,
    close_school,
    entry_faults,
    removal_fault,
    remove_school,
    reopen_school,
    since_fault,
)
from selfeval.store.directory import Search, how_many, leads_by_school, page_of, school_called
from selfeval.store.schools_and_accounts import PHASES, School, accounts_in


@click.group()
def school() -> None:
    """Add schools, list them, and say what they are called. SCHOOL is a number here, a URN or a name."""


@school.command("list")
@click.argument("text", default="")
@click.option("--few-leads", is_flag=True, help="Only schools where fewer than two people can lead.")
def list_schools(text: str, few_leads: bool) -> None:
    """Show every school, or those with TEXT in a name they have or had."""
    search = Search(text, few_leads)
    with installation(upgraded=True) as (_, database, _), database.reading() as session:
        page, number = 1, how_many(session, search)
        while schools := page_of(session, search, page):
            leads = leads_by_school(session, schools)
            for row in schools:
                click.echo(_line(row, leads[row.id]))
            page += 1
    click.echo(count_of(number, "school"))


def _line(row: School, leads: int) -> str:
    now = row.on(today())
    about = [f"URN {now.urn}" if now.urn else "no URN", PHASES.get(now.phase or "", "no phase")]
    closed = f", closed on {full_day(row.closed_on)}" if row.closed_on else ""
    return f"{row.id}: {now.name} ({'; '.join(about)}; {count_of(leads, 'lead')}{closed})"


@school.command("add")
@click.argument("name")
@click.option("--urn", help="Number in the national register: six digits.")
@click.option("--phase", type=click.Choice(list(PHASES)), help="Phase, by the codes of the school census.")
@click.option("--authority", help="Code of the local authority: three digits.")
def add(name: str, urn: str | None, phase: str | None, authority: str | None) -> None:
    """Add a school called NAME. Then invite its lead: selfeval account invite."""
    with installation(upgraded=True) as (_, database, _), database.writing() as session:
        made = add_school(session, _checked(session, Entry(name, urn, phase, authority)), OPERATOR)
    click.echo(f"{made.name} is school {made.id}. Invite its first lead with:")
    click.echo(f"\n    selfeval account invite EMAIL --school {made.id}")


@school.command("rename")
@click.argument("school")
@click.argument("name")
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="The day from which it counts.")
@click.option("--correction", is_flag=True, help="It always was called this: what is there is a mistake.")
@click.option("--urn", help="A new number in the national register; without it the number stays.")
@click.option("--phase", type=click.Choice(list(PHASES)), help="A new phase.")
@click.option("--authority", help="A new local authority.")
def rename(
    school: str,
    name: str,
    since: dt.datetime | None,
    correction: bool,
    urn: str | None,
    phase: str | None,
    authority: str | None,
) -> None:
    """Say that SCHOOL is called NAME from a day on, as when it becomes an academy. Its trend goes on."""
    if (since is None) != correction:
        raise click.UsageError("Give the day with --from 2026-09-01, or --correction.")
    with installation(upgraded=True) as (_, database, _), database.writing() as session:
        target = school_called(session, school)
        now = target.on(since.date() if since else today())
        entry = Entry(name, urn or now.urn, phase or now.phase, authority or now.authority)
        _checked(session, entry, target)
        fault = since_fault(since.date(), today()) if since else None
        if fault:
            raise click.ClickException(fault)
        change_identity(session, target, entry, since.date() if since else None, OPERATOR)
    when = f"from {full_day(since.date())} on" if since else "now, and always was"
    click.echo(f"School {target.id} is called {name} {when}. Reports keep the name of their day.")


@school.command("close")
@click.argument("school")
def close(school: str) -> None:
    """Let nobody of SCHOOL sign in any more. Everything it has is kept."""
    with installation(upgraded=True) as (_, database, _), database.writing() as session:
        target = school_called(session, school)
        close_school(session, target, OPERATOR)
    click.echo(
        f"{target.name} is closed: nobody from there can sign in. To undo: selfeval school reopen {target.id}"
    )


@school.command("reopen")
@click.argument("school")
def reopen(school: str) -> None:
    """Let the people of SCHOOL sign in again."""
    with installation(upgraded=True) as (_, database, _), database.writing() as session:
        target = school_called(session, school)
        reopen_school(session, target, OPERATOR)
    click.echo(f"{target.name} is open again.")


@school.command("remove")
@click.argument("school")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--at-once", is_flag=True, help="Do not ask the leads of the school, nor wait for a day.")
def remove(school: str, yes: bool, at_once: bool) -> None:
    """Remove SCHOOL, which was added by mistake: it has no survey and no self-evaluation.

    Where somebody leads already, the leads are asked, and it is done from the next day on, or with a yes.
    """
    with installation(upgraded=True) as (settings, database, _):
        with database.reading() as session:
            target = school_called(session, school)
            accounts = count_of(len(accounts_in(session, target)), "account")
        if not yes:
            click.confirm(f"Remove {target.name}, school {target.id}, with {accounts}?", abort=True)
        with changing(settings, database, at_once=at_once) as (session, must_wait):
            target = session.get_one(School, target.id)
            fault = removal_fault(session, target)
            if fault:
                raise click.ClickException(fault)
            must_wait(removal_of(target))
            remove_school(session, target, OPERATOR)
    click.echo(f"{target.name} is removed.")


@school.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--authority", default="", help="Schools of this local authority: three digits.")
@click.option("--trust", default="", help="Schools of this trust: its number or its name.")
@click.option("--urns", default="", help="Schools with these numbers, with commas between them.")
@click.option("--all", "everything", is_flag=True, help="Every school in the file.")
@click.option("--yes", is_flag=True, help="Do not ask before adding them.")
def import_schools(file: Path, authority: str, trust: str, urns: str, everything: bool, yes: bool) -> None:
    """Add schools from FILE, the national register's list of establishments: the zip or its CSV file.

    Names of head teachers stand in it, and are not read. A school that may be here under an earlier number
    is asked about; with --yes it is left as it is.
    """
    choice = Choice(authority, trust, typed_urns(urns))
    if bool(choice) == everything:
        raise click.UsageError("Choose schools with --authority, --trust or --urns; or take --all.")
    faults = choice_faults(choice)
    if faults:
        raise click.ClickException("\n".join(faults.values()))
    with installation(upgraded=True) as (_, database, _):
        with refusals(NotTheRegister), database.reading() as session:
            previewed = _preview(session, file, choice)
        _tell(previewed)
        replies = [] if yes else [reply for question in previewed.questions for reply in _asked(question)]
        made = previewed.made + [reply.entry for reply in replies if reply.school_id is None]
        if made and not yes and not click.confirm(f"Add {count_of(len(made), 'school')}?"):
            made = []
        if not made and not any(reply.school_id for reply in replies):
            return
        with database.writing() as session:
            renumbered = renumber(session, replies, OPERATOR)
            number = make(session, made, OPERATOR)
    if renumbered:
        click.echo(f"{count_of(renumbered, 'school')} given a new number.")
    click.echo(f"{count_of(number, 'school')} added. See them: selfeval school list --few-leads")


def _asked(question: Question) -> list[Reply]:
    """Asks which school here it is; nothing where nobody knows yet."""
    entry = question.entry
    for here in question.here:
        since = f" from {full_day(here.since)} on" if here.since else ""
        click.echo(f"{entry.urn}  {entry.name}: {here.why}")
        it_is = f"Is it school {here.school_id}, {here.name}? It would have this number{since}"
        reply = click.prompt(it_is, type=click.Choice(["yes", "no", "later"]), default="later")
        if reply == "later":
            return []
        if reply == "yes":
            return [Reply(entry, here.school_id, here.since)]
    return [Reply(entry)]


def _preview(session: Session, file: Path, choice: Choice) -> Preview:
    """Reads the whole file, with progress: it has fifty thousand rows."""
    with (
        file.open("rb") as opened_file,
        click.progressbar(length=file.stat().st_size, label="Reading") as progress,
    ):

        def rows() -> Iterator[RegisterRow]:
            read = 0
            for number, row in enumerate(read_rows(opened_file)):
                if number % 1_000 == 0:
                    progress.update(opened_file.tell() - read)
                    read = opened_file.tell()
                yield row

        return preview(session, rows(), choice)


def _tell(previewed: Preview) -> None:
    for entry in previewed.made[:MOST_NAMED]:
        click.echo(f"  {entry.urn}  {entry.name}")
    if len(previewed.made) > MOST_NAMED:
        click.echo(f"  and {len(previewed.made) - MOST_NAMED:,} more")
    for sentence in previewed.missing:
        click.echo(sentence)
    click.echo(f"{count_of(len(previewed.made), 'school')} can be added.")
    if previewed.questions:
        asked = [f"{question.entry.urn} {question.entry.name}" for question in previewed.questions[:3]]
        more = " …" if previewed.questions[3:] else ""
        may_be = count_of(len(previewed.questions), "school")
        click.echo(f"{may_be} may be here under an earlier number: {'; '.join(asked)}{more}")
    for reason, number in previewed.reasons:
        some = [f"{row.urn} {row.name}".strip() for row in previewed.left_out if row.reason == reason][:3]
        click.echo(
            f"{count_of(number, 'row')} left out, {reason}: {'; '.join(some)}{' …' if number > 3 else ''}"
        )


def _checked(session: Session, entry: Entry, current: School | None = None) -> Entry:
    faults = entry_faults(session, entry, current)
    if faults:
        raise click.ClickException("\n".join(faults.values()))
    return entry
