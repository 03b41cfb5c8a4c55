"""`selfeval round` and `selfeval release`.

Opening, closing, counting, correcting from the command line of the server.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import click
from sqlalchemy.orm import Session

from selfeval.commands.installation import OPERATOR, installation, refusals
from selfeval.release.corrections import Correction, CorrectionRefused, RequestedCorrection, correct
from selfeval.release.remaining import complete_series
from selfeval.reports.differences import differences
from selfeval.scoring.disclosure_control.differencing import Leak
from selfeval.store.ballots import mix
from selfeval.store.database import Database, Taken, only_one
from selfeval.store.releases import releases_of_survey
from selfeval.store.round_codes import round_of_survey
from selfeval.store.surveys import Round, Survey, every_survey, questionnaire_of
from selfeval.surveys.count import Halted, RollTooSmall, count_survey
from selfeval.surveys.fieldwork import CountRefused, LateBallots, accept_spoilt, close_survey
from selfeval.surveys.keys import KeyFolder
from selfeval.surveys.lessons import finished_words, in_fives
from selfeval.surveys.opening import OpeningRefused, open_survey


def found_survey(session: Session, survey: int) -> Survey:
    row = session.get(Survey, survey)
    if row is None:
        raise click.ClickException(f"There is no survey {survey}. See them all: selfeval round list")
    return row


@click.group("round")
def rounds() -> None:
    """Open, close or count a survey with all its rounds. SURVEY is its number; see `selfeval round list`."""


@rounds.command("list")
def list_rounds() -> None:
    """Show every survey with its number, its state and the codes of its rounds."""
    with installation() as (_, database, _), database.reading() as session:
        for survey in every_survey(session):
            codes = ", ".join(f"{round_.code} {round_.state}" for round_ in survey.rounds)
            days = f"{survey.opens_on} to {survey.closes_on}"
            click.echo(f"{survey.id}: {survey.title}, {survey.school.name}, {days}, {survey.state} ({codes})")


@rounds.command("open")
@click.argument("survey", type=int)
def open_rounds(survey: int) -> None:
    """Open SURVEY: make its keys and take answers from its first day."""
    with installation() as (_, database, keys), refusals(OpeningRefused), database.writing() as session:
        open_survey(session, keys, found_survey(session, survey), OPERATOR)
    click.echo(f"Survey {survey} is open. Print the slips on its page.")


@rounds.command("close")
@click.argument("survey", type=int)
def close_rounds(survey: int) -> None:
    """Close SURVEY: nobody can start any more. Late answers are taken for three weekdays."""
    with installation() as (_, database, _), refusals(CountRefused):
        with database.writing() as session:
            close_survey(session, found_survey(session, survey), OPERATOR)
        mix(database)
    click.echo(f"Survey {survey} is closed. Count it with: selfeval round count {survey}")


@rounds.command("count")
@click.argument("survey", type=int)
@click.option(
    "--without-spoilt", metavar="CODE", multiple=True, help="Count this round without its spoilt ballots."
)
@click.option("--lose-late", is_flag=True, help="Do not wait for answers that are still on a tablet.")
def count_rounds(survey: int, without_spoilt: tuple[str, ...], lose_late: bool) -> None:
    """Count and release SURVEY; its keys are destroyed. A count that was stopped goes on from there."""
    with (
        installation() as (settings, database, keys),
        refusals(CountRefused),
        refusals(RollTooSmall, hint="The lead corrects the roll on the survey's page."),
        refusals(LateBallots, hint="To count now: --lose-late"),
    ):
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
    round_ = round_of_survey(session, survey, code)
    if round_ is None:
        raise click.ClickException(f"Survey {survey} has no round {code}.")
    return round_


class _Looked(Exception):
    """Ends a transaction that was only to be looked at."""


@click.group("release")
def releases() -> None:
    """Correct a release. SURVEY is the number of a survey; see `selfeval round list`."""


@releases.command("list")
@click.argument("survey", type=int)
def list_releases(survey: int) -> None:
    """Show every release of SURVEY, the first one first."""
    with installation() as (_, database, _), database.reading() as session:
        released = releases_of_survey(session, found_survey(session, survey).id)
        for release in released:
            why = f": {release.reason}" if release.reason else ""
            click.echo(f"Release {release.number}, {release.released_on}, {release.digest[:16]}{why}")
        if not released:
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
    asked = RequestedCorrection(reason, _numbers("--roll", rolls), without, _numbers("--keyed-as", keyed_as))
    with installation() as (_, database, keys), refusals(CorrectionRefused, Leak):
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
                number, digest = made.release.number, made.release.digest
                codes = [round_.code for round_ in session.get_one(Survey, survey).rounds]
                digests = [release.digest for release in releases_of_survey(session, survey)]
        except Taken:
            raise click.ClickException("This survey is being corrected at this moment. Look again.") from None
        for released in digests:
            for code in codes:
                keys.journal.note("released", code, digest=released)
        complete_series(database, made.release.school_id)
    click.echo(f"Released: release {number}, {digest[:16]}. Print the head’s pages again.")


def _numbers(option: str, given: Sequence[str]) -> dict[str, int]:
    """NAME=NUMBER as a mapping; every one that is not so is named."""
    pairs = [text.rpartition("=") for text in given]
    wrong = [
        text
        for text, (name, _, number) in zip(given, pairs, strict=True)
        if not (name and number.isdecimal())
    ]
    if wrong:
        raise click.UsageError(f"{option} wants a name, = and a whole number. Not so: {', '.join(wrong)}")
    return {name.strip(): int(number) for name, _, number in pairs}


def _looked_at(database: Database, keys: KeyFolder, survey: int, asked: RequestedCorrection) -> Iterator[str]:
    """What the correction would change. Nothing is kept: answers elsewhere must not wait for a reader."""
    lines: list[str] = []
    try:
        with database.writing() as session:
            made = _made(session, keys, survey, asked)
            lines += differences(
                made.before, made.findings, lambda digest: questionnaire_of(session, digest).words["en"]
            )
            raise _Looked
    except _Looked:
        yield from lines


def _made(session: Session, keys: KeyFolder, survey: int, asked: RequestedCorrection) -> Correction:
    return correct(session, found_survey(session, survey), asked, OPERATOR, _known_survey(keys))


def _known_survey(keys: KeyFolder) -> Mapping[str, set[str]]:
    """Code of a round -> digests of its releases, as the journal has them."""
    digests: dict[str, set[str]] = {}
    for line in keys.journal.lines():
        if line.get("event") == "released":
            digests.setdefault(str(line.get("subject")), set()).add(str(line.get("digest")))
    return digests
