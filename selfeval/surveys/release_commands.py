"""`selfeval release`: what a survey has released, and corrections of it, for whoever runs the server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import click
from sqlalchemy.orm import Session

from selfeval.reports.differences import differences
from selfeval.scoring.disclosure import Leak
from selfeval.store.database import Database
from selfeval.store.locks import Taken, only_one
from selfeval.store.releases import releases_of_survey
from selfeval.store.surveys import Survey
from selfeval.surveys.commands import OPERATOR, found_survey, opened
from selfeval.surveys.correcting import Asked, Corrected, CorrectionRefused, correct
from selfeval.surveys.keys import KeyFolder, KeysFault


class _Looked(Exception):
    """Ends a transaction that was only to be looked at."""


@click.group("release")
def releases() -> None:
    """Correct a release. SURVEY is the number of a survey; see `selfeval round list`."""


@releases.command("list")
@click.argument("survey", type=int)
def list_releases(survey: int) -> None:
    """Show every release of SURVEY, the first one first."""
    with opened() as (_, database, _), database.reading() as session:
        found = releases_of_survey(session, found_survey(session, survey).id)
        for each in found:
            why = f": {each.reason}" if each.reason else ""
            click.echo(f"Release {each.number}, {each.released_on}, {each.digest[:16]}{why}")
        if not found:
            click.echo(f"Survey {survey} has no release yet.")


@releases.command("correct")
@click.argument("survey", type=int)
@click.option("--reason", required=True, help="Why, in a sentence for the readers of the report.")
@click.option(
    "--roll", "rolls", metavar="GROUP=N", multiple=True, help="How many could have answered in a group."
)
@click.option("--without", metavar="CODE", multiple=True, help="Give a round of the survey up.")
@click.option(
    "--keyed-as",
    metavar="CODE=VERSION",
    multiple=True,
    help="Score a round by the key of another version that asks the same.",
)
@click.option("--yes", is_flag=True, help="Do not ask before it is released.")
def correct_release(
    survey: int,
    reason: str,
    rolls: tuple[str, ...],
    without: tuple[str, ...],
    keyed_as: tuple[str, ...],
    yes: bool,
) -> None:
    """Work the figures of SURVEY out again and release them, with the reason. The old ones are kept.

    First it shows what would change, and releases nothing that would tell, beside the old figures, what fewer
    than ten people answered.
    """
    asked = Asked(reason, _numbers("--roll", rolls), without, _numbers("--keyed-as", keyed_as))
    with opened() as (_, database, keys):
        try:
            keys.check_all_there()  # the journal knows what a restore has lost, and must know of this
            for line in _looked_at(database, keys, survey, asked):
                click.echo(line)
            if not yes:
                click.confirm(
                    "Release this? Readers see it at once, and it cannot be taken back.", abort=True
                )
            with only_one(database, "counting", survey), database.writing() as session:
                made = _made(session, keys, survey, asked)
                number, digest, codes = made.release.number, made.release.digest, _codes(session, survey)
                told = [each.digest for each in releases_of_survey(session, survey)]
        except (CorrectionRefused, KeysFault, Leak) as refused:
            raise click.ClickException(str(refused)) from None
        except Taken:
            raise click.ClickException("This survey is being corrected at this moment. Look again.") from None
        for each in told:
            for code in codes:
                keys.journal.note("released", code, digest=each)
    click.echo(f"Released: release {number}, {digest[:16]}. Print the head’s pages again.")


def _numbers(option: str, given: Sequence[str]) -> dict[str, int]:
    """NAME=NUMBER as a mapping; every one that is not so is named."""
    pairs = [each.rpartition("=") for each in given]
    wrong = [
        each
        for each, (name, _, number) in zip(given, pairs, strict=True)
        if not (name and number.isdecimal())
    ]
    if wrong:
        raise click.UsageError(f"{option} wants a name, = and a whole number. Not so: {', '.join(wrong)}")
    return {name.strip(): int(number) for name, _, number in pairs}


def _looked_at(database: Database, keys: KeyFolder, survey: int, asked: Asked) -> Iterator[str]:
    """What the correction would change. Nothing is kept: answers elsewhere must not wait for a reader."""
    lines: list[str] = []
    try:
        with database.writing() as session:
            made = _made(session, keys, survey, asked)
            lines += differences(made.before, made.findings)
            raise _Looked
    except _Looked:
        yield from lines


def _made(session: Session, keys: KeyFolder, survey: int, asked: Asked) -> Corrected:
    return correct(session, found_survey(session, survey), asked, OPERATOR, _known(keys))


def _known(keys: KeyFolder) -> Mapping[str, set[str]]:
    """Code of a round -> digests of its releases, as the journal has them."""
    known: dict[str, set[str]] = {}
    for line in keys.journal.lines():
        if line.get("event") == "released":
            known.setdefault(str(line.get("subject")), set()).add(str(line.get("digest")))
    return known


def _codes(session: Session, survey: int) -> list[str]:
    return [round_.code for round_ in session.get_one(Survey, survey).rounds]
