"""`selfeval score`: a questionnaire and a file of answers in, findings out. The database is never touched."""

from __future__ import annotations

import datetime as dt
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click

from selfeval.commands.score.rounds import Files
from selfeval.imports.answer_columns import ANSWER, GROUP, ITEM, RESPONDENT, ColumnChoices
from selfeval.imports.roll_file import ROLL
from selfeval.scoring.measurement.scale_findings import in_order

# scipy takes most of a second to import: it is imported where the command runs, not where it is defined.


@click.command()
@click.argument("questionnaire", metavar="QUESTIONNAIRE.toml", type=click.Path(path_type=Path))
@click.argument("answers", metavar="ANSWERS", type=click.Path(path_type=Path))
@click.option(
    "--roll",
    "rolls",
    multiple=True,
    metavar="N | GROUP=N",
    help="How many could have answered: once for all, or once for each group.",
)
@click.option(
    "--by",
    "columns",
    multiple=True,
    metavar="COLUMN",
    help="Another column of the answers that names groups, such as sex; once for each.",
)
@click.option("--group", default=GROUP, metavar="COLUMN", help="The column of groups, if it is not “group”.")
@click.option("--id", "respondent", default=RESPONDENT, metavar="COLUMN", help="The column that says who.")
@click.option(
    "--ignore",
    "ignored",
    multiple=True,
    metavar="COLUMN,…",
    help="Columns that are no questions, such as the time; with commas between, or once for each.",
)
@click.option(
    "--missing",
    multiple=True,
    metavar="CODE,…",
    help="What stands in a cell where nobody answered, such as NA or 99; an empty cell always does.",
)
@click.option(
    "--roll-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A CSV file of rolls, with the columns roll, group and those of --by. Means are weighted to it.",
)
@click.option("--json", "json_to", metavar="FILE", help="Write the findings as JSON here; - is the screen.")
@click.option("--csv", "csv_to", metavar="FILE", help="Write the findings as CSV here; - is the screen.")
@click.option(
    "--publish",
    "for_others",
    is_flag=True,
    help="Hide and round what may not be shown to others. Name every --by at once, and publish once.",
)
@click.option(
    "--threshold",
    type=click.Choice(["10", "12", "15", "20"]),
    help="With --publish: nothing is shown about fewer people than this.  [default: 10]",
)
@click.option("--on", metavar="DAY", help="The day on which this round was asked, as 2026-10-05.")
@click.option(
    "--before",
    nargs=3,
    multiple=True,
    metavar="DAY QUESTIONNAIRE.toml ANSWERS.csv",
    help="An earlier round to compare with; once for each. Its questionnaire may be an earlier version.",
)
@click.option(
    "--roll-before",
    nargs=2,
    multiple=True,
    metavar="DAY N|GROUP=N",
    help="How many could have answered an earlier round.",
)
@click.option(
    "--roll-file-before",
    nargs=2,
    multiple=True,
    metavar="DAY FILE",
    help="The roll file of an earlier round.",
)
@click.option("--paper", multiple=True, metavar="DAY", help="A round that was answered on paper.")
@click.option(
    "--smallest",
    type=click.FloatRange(0, 100, min_open=True),
    default=3.0,
    show_default=True,
    help="The smallest change that counts, in points of 100.",
)
@click.option(
    "--schema",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda context, _parameter, wanted: _print_schema(context) if wanted else None,
    help="Print the JSON Schema of the findings, and do nothing else.",
)
@click.option("--holm", is_flag=True, help="Correct for many comparisons by Holm, which is stricter.")
def score(
    questionnaire: Path,
    answers: Path,
    rolls: tuple[str, ...],
    columns: tuple[str, ...],
    group: str,
    respondent: str,
    ignored: tuple[str, ...],
    missing: tuple[str, ...],
    roll_file: Path | None,
    json_to: str | None,
    csv_to: str | None,
    for_others: bool,
    threshold: str | None,
    on: str | None,
    before: tuple[tuple[str, str, str], ...],
    roll_before: tuple[tuple[str, str], ...],
    roll_file_before: tuple[tuple[str, str], ...],
    paper: tuple[str, ...],
    smallest: float,
    holm: bool,
) -> None:
    """Score a file of answers that were gathered elsewhere, and compare it with earlier rounds.

    ANSWERS is CSV or a spreadsheet; - reads what is piped in. It has a row for each respondent and a column
    for each question (respondent_id and group too, if you like), or a row for each answer with the columns
    respondent_id, item, answer (and group). A heading is the id of a question or its text, a cell the points
    of an option, its id or its label, in any language of the questionnaire; an empty cell is a skipped
    question. Other columns are left out only if you say so.

    Where the roll of each group is known, means weighted to it stand beside the plain ones. A row of
    --roll-file that fills one column is the roll of that group (or of all girls); a row that fills group and
    another is the roll of that part (the girls of Year 5).

    With --before, what changed since each earlier round follows, and from three rounds on the trend. Scales
    of a revised questionnaire are compared on the questions that both versions ask alike, by its change list.
    """
    from selfeval.commands.score.rounds import Unusable, compared, read_all, remarks_of
    from selfeval.commands.score.screen import screen
    from selfeval.commands.score.screen_changes import screen_changes
    from selfeval.findings.findings import to_json
    from selfeval.reports.tables import tidy_csv
    from selfeval.scoring.comparison.change import Correction
    from selfeval.scoring.disclosure_control.differencing import MINIMUM, Leak

    faults: list[str] = []
    codes = tuple(code.strip() for text in missing for code in text.split(","))
    choices = ColumnChoices(tuple(dict.fromkeys(columns)), ignored, codes, group, respondent)
    files = rounds_of(
        questionnaire,
        answers,
        rolls,
        on,
        before,
        roll_before,
        paper,
        faults,
        choices,
        roll_file,
        roll_file_before,
    )
    if not math.isfinite(smallest):
        faults.append(f"--smallest {smallest}: write a number above 0, up to 100.")
    faults += _check_outputs({"--json": json_to, "--csv": csv_to}, files)
    if threshold is not None and not for_others:
        faults.append("--threshold: this is for --publish. Without it every figure is shown.")
    if faults:
        raise click.UsageError("\n".join(faults))
    try:
        newest, *earlier = read_all(files, for_others=for_others)
    except Unusable as unusable:
        _stop(str(unusable))
    full = newest.findings()
    least = int(threshold or MINIMUM)
    release = None
    try:
        shown = newest.published(full, least) if for_others else full
    except Leak as leak:
        _stop(f"{newest.files.answers.name} cannot be published. {leak}")
    text = screen(shown, newest.questionnaire, newest.answers.empty_rows, for_others)
    remarks = remarks_of([newest, *earlier])
    if earlier:
        correction: Correction = "holm" if holm else "benjamini-hochberg"
        try:
            publish_from = least if for_others else None
            release = compared(newest, shown, full, earlier, smallest, correction, publish_from=publish_from)
        except (Unusable, Leak) as unusable:
            _stop(str(unusable))
        text += screen_changes(release, newest.questionnaire, for_others)
    if json_to is not None:
        _write(json_to, to_json(release or shown) + "\n")
    if csv_to is not None:
        _write(csv_to, tidy_csv(shown, release, mark=csv_to != "-"))
    if "-" in (json_to, csv_to):
        click.echo(remarks, err=True, nl=False)
    else:
        click.echo(remarks + text, nl=False)


def _print_schema(context: click.Context) -> None:
    from selfeval.findings.schema import schema

    click.echo(schema(), nl=False)
    context.exit()


def _write(where: str, text: str) -> None:
    if where == "-":
        click.echo(text, nl=False)
        return
    try:
        Path(where).write_text(text, encoding="utf-8", newline="")
    except OSError as fault:
        _stop(f"{where} cannot be written.\n{fault.strerror or fault}.")


def _stop(what: str) -> NoReturn:
    click.echo(what, err=True)
    sys.exit(1)


def _check_outputs(targets: Mapping[str, str | None], files: Sequence[Files]) -> Iterator[str]:
    """What may not be written where it should be: over one another, or over what is read."""
    named = {option: target for option, target in targets.items() if target is not None}
    if list(named.values()) == ["-", "-"]:
        yield "--json - and --csv -: the screen can hold one of the two. Name a file for the other."
        return
    inputs = {
        path.resolve()
        for files_of_round in files
        for path in (files_of_round.questionnaire, files_of_round.answers, files_of_round.roll_file)
        if path is not None
    }
    written: dict[Path, str] = {}
    for option, target in named.items():
        path = Path(target).resolve()
        if target != "-" and path in inputs:
            yield f"{option} {target}: this file is read. Name another one for the findings."
        elif path in written:
            yield f"{written[path]} and {option} {target}: each needs a file of its own."
        written[path] = option


RESERVED = (RESPONDENT, GROUP, ITEM, ANSWER, ROLL)
"""Columns that name no other groups."""


def rounds_of(
    questionnaire: Path,
    answers: Path,
    rolls: Sequence[str],
    on: str | None,
    before: Sequence[tuple[str, str, str]],
    roll_before: Sequence[tuple[str, str]],
    paper: Sequence[str],
    faults: list[str],
    choices: ColumnChoices,
    roll_file: Path | None,
    roll_file_before: Sequence[tuple[str, str]] = (),
) -> list[Files]:
    """The files of every round, the newest first; what is wrong goes to `faults`."""
    if before and on is None:
        faults.append("--before: say with --on when the newest round was asked.")
    day = None if on is None else day_of("--on", on, faults)
    earlier: dict[dt.date, tuple[Path, Path]] = {}
    for text, form, file in before:
        date = day_of("--before", text, faults)
        if date is not None and date in earlier:
            faults.append(f"--before {text}: there is a round of this day already.")
        elif date is not None and day is not None and date >= day:
            faults.append(f"--before {text}: this is not before {day}, the day of the newest round.")
        elif date is not None:
            earlier[date] = Path(form), Path(file)
    on_roll: dict[dt.date, list[str]] = {}
    for text, roll in roll_before:
        date = _known_names("--roll-before", text, list(earlier), faults)
        if date is not None:
            on_roll.setdefault(date, []).append(roll)
    roll_files: dict[dt.date, Path] = {}
    for text, file in roll_file_before:
        date = _known_names("--roll-file-before", text, list(earlier), faults)
        if date in roll_files or date in on_roll:
            faults.append(f"--roll-file-before {text}: the rolls of this round are given already.")
        elif date is not None:
            roll_files[date] = Path(file)
    on_paper = {_known_names("--paper", text, [*earlier, *([day] if day else [])], faults) for text in paper}
    by_group, whole = rolls_of("--roll", rolls, faults)
    if roll_file is not None and rolls:
        faults.append("--roll-file: the file says every roll, so give no --roll beside it.")
    reserved = [name for name in choices.by if name in {*RESERVED, choices.group, choices.respondent}]
    faults += [f"--by {name}: this column has a meaning of its own." for name in reserved]
    newest = Files(
        questionnaire,
        answers,
        by_group,
        whole,
        day,
        day is not None and day in on_paper,
        choices,
        roll_file,
    )
    earlier_rounds = [
        Files(
            *files,
            *rolls_of(f"--roll-before {day}", on_roll.get(day, ()), faults),
            day,
            day in on_paper,
            replace(choices, may_lack=True),
            roll_files.get(day),
        )
        for day, files in sorted(earlier.items())
    ]
    return [newest, *earlier_rounds]


def day_of(option: str, text: str, faults: list[str]) -> dt.date | None:
    """A day, year first; None with a fault for anything else."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        faults.append(f"{option} {text}: write the day as 2026-10-05.")
        return None


def _known_names(option: str, text: str, days: Sequence[dt.date], faults: list[str]) -> dt.date | None:
    date = day_of(option, text, faults)
    if date is not None and date not in days:
        faults.append(f"{option} {text}: no round was asked on this day.")
        return None
    return date


def rolls_of(
    option: str, given: Sequence[str], faults: list[str]
) -> tuple[dict[str, int] | None, int | None]:
    """Rolls by group in their natural order, because neighbours may be put together; or one for all."""
    by_group: dict[str, int] = {}
    whole: list[int] = []
    for text in given:
        group, equals, figure = text.rpartition("=")
        if not (figure.isascii() and figure.isdigit() and len(figure) < 10):
            faults.append(f"{option} {text}: write a whole number, or GROUP=NUMBER.")
        elif not equals:
            whole.append(int(figure))
        elif group.strip() in by_group:
            faults.append(f"{option} {text}: this group has a roll already.")
        else:
            by_group[group.strip()] = int(figure)
    if len(whole) > 1 or (whole and by_group):
        faults.append(f"{option}: give one number for all, or one for each group, not both.")
    return in_order(by_group) or None, whole[0] if whole else None
