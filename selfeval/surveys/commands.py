"""`selfeval round`: opening, closing and counting from the command line of the server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from selfeval.settings import Settings, SettingsFault
from selfeval.store.backup_file import BackupFault
from selfeval.store.database import Database
from selfeval.store.surveys import Round, Survey
from selfeval.surveys.counting import (
    CountRefused,
    Halted,
    LateBallots,
    RollTooSmall,
    accept_spoilt,
    close_survey,
    count_survey,
)
from selfeval.surveys.finished import finished_words, in_fives
from selfeval.surveys.keys import KeyFolder, KeyMissing
from selfeval.surveys.opening import OpeningRefused, open_survey

OPERATOR = "the operator"


@contextmanager
def told() -> Iterator[None]:
    """What was refused is told in its sentences, not in a traceback."""
    try:
        yield
    except LateBallots as refused:
        raise click.ClickException(f"{refused}\nTo count now: --lose-late") from None
    except RollTooSmall as refused:
        raise click.ClickException(f"{refused}\nThe lead corrects the roll on the survey's page.") from None
    except OperationalError:
        raise click.ClickException(
            "The database cannot be reached. Look at SELFEVAL_DATABASE_URL, and whether it runs."
        ) from None
    except (CountRefused, OpeningRefused, KeyMissing, BackupFault, SettingsFault) as refused:
        raise click.ClickException(str(refused)) from None


@contextmanager
def opened() -> Iterator[tuple[Settings, Database, KeyFolder]]:
    """The installation that the settings lead to; its refusals as sentences."""
    with told():
        settings = Settings.from_environment()
        database = Database(settings.database_url)
        try:
            yield settings, database, KeyFolder(settings.keys, settings.second_keys)
        finally:
            database.close()


def found_survey(session: Session, survey: int) -> Survey:
    found = session.get(Survey, survey)
    if found is None:
        raise click.ClickException(f"There is no survey {survey}. See them all: selfeval round list")
    return found


@click.group("round")
def rounds() -> None:
    """Open, close or count a survey with all its rounds. SURVEY is its number; see `selfeval round list`."""


@rounds.command("list")
def list_rounds() -> None:
    """Show every survey with its number, its state and the codes of its rounds."""
    with opened() as (_, database, _), database.reading() as session:
        for survey in session.scalars(select(Survey).order_by(Survey.id)):
            codes = ", ".join(f"{round_.code} {round_.state}" for round_ in survey.rounds)
            days = f"{survey.opens_on} to {survey.closes_on}"
            click.echo(f"{survey.id}: {survey.title}, {survey.school.name}, {days}, {survey.state} ({codes})")


@rounds.command("open")
@click.argument("survey", type=int)
def open_rounds(survey: int) -> None:
    """Open SURVEY: make its keys and take answers from its first day."""
    with opened() as (_, database, keys), database.writing() as session:
        open_survey(session, keys, found_survey(session, survey), OPERATOR)
    click.echo(f"Survey {survey} is open. Print the slips on its page.")


@rounds.command("close")
@click.argument("survey", type=int)
def close_rounds(survey: int) -> None:
    """Close SURVEY: nobody can start any more. Late answers are taken for three weekdays."""
    with opened() as (_, database, _), database.writing() as session:
        close_survey(session, found_survey(session, survey), OPERATOR)
    click.echo(f"Survey {survey} is closed. Count it with: selfeval round count {survey}")


@rounds.command("count")
@click.argument("survey", type=int)
@click.option(
    "--without-spoilt", metavar="CODE", multiple=True, help="Count this round without its spoilt ballots."
)
@click.option("--lose-late", is_flag=True, help="Do not wait for answers that are still on a tablet.")
def count_rounds(survey: int, without_spoilt: tuple[str, ...], lose_late: bool) -> None:
    """Count and release SURVEY; its keys are destroyed. A count that was stopped goes on from there."""
    with opened() as (settings, database, keys):
        with database.writing() as session:
            for code in without_spoilt:
                accept_spoilt(session, _round(session, survey, code), OPERATOR)
        result = count_survey(
            database,
            keys,
            survey,
            OPERATOR,
            backups=settings.backups,
            progress=click.echo,
            lose_late=lose_late,
        )
        if isinstance(result, Halted):
            with database.reading() as session:
                code = session.get_one(Round, result.round_id).code
            raise click.ClickException(
                f"{result.name}: {result.spoilt} ballots of {finished_words(in_fives(result.total))} are "
                "spoilt. Nothing is counted or destroyed. To count without them: "
                f"selfeval round count {survey} --without-spoilt {code}"
            )
    click.echo(f"Counted, with {result.spoilt} spoilt. Release {result.digest[:12]}.")


def _round(session: Session, survey: int, code: str) -> Round:
    found = session.scalar(select(Round).where(Round.code == code, Round.survey_id == survey))
    if found is None:
        raise click.ClickException(f"Survey {survey} has no round {code}.")
    return found
