"""`selfeval score`: a questionnaire and a file of answers in, findings out. The database is never touched."""

from __future__ import annotations

import datetime as dt
import math
import sys
from pathlib import Path
from typing import NoReturn

import click

from selfeval.imports.answer_columns import RESPONDENT, ColumnChoices
from selfeval.imports.groups import GROUP
from selfeval.imports.table_file import STDIN

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
    help="What is in a cell where nobody answered, such as NA or 99; an empty cell always does.",
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
    "--round",
    "round_column",
    default="",
    metavar="COLUMN",
    help="The answers hold several rounds, and this column says the day of each; the newest is scored.",
)
@click.option(
    "--day",
    "named_days",
    multiple=True,
    metavar="NAME=DAY",
    help="With --round: on which day a round was asked that the column only names.",
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
@click.option(
    "--beside",
    nargs=2,
    multiple=True,
    metavar="QUESTIONNAIRE.toml ANSWERS",
    help="Another voice, such as staff beside pupils; once for each. Each is scored by itself.",
)
@click.option(
    "--roll-beside",
    nargs=2,
    multiple=True,
    metavar="ANSWERS N|GROUP=N",
    help="How many of another voice could have answered; ANSWERS as after --beside.",
)
@click.option(
    "--roll-file-beside",
    nargs=2,
    multiple=True,
    metavar="ANSWERS FILE",
    help="The roll file of another voice.",
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
    round_column: str,
    named_days: tuple[str, ...],
    roll_before: tuple[tuple[str, str], ...],
    roll_file_before: tuple[tuple[str, str], ...],
    beside: tuple[tuple[str, str], ...],
    roll_beside: tuple[tuple[str, str], ...],
    roll_file_beside: tuple[tuple[str, str], ...],
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

    With --beside, other voices stand beside the first and nothing is averaged over them. Where pupils and
    staff were asked the same, it is said where they part by ten points or more, beyond chance.
    """
    from selfeval.commands.score.round_options import check_outputs, days_of_names, rounds_of, voices_of
    from selfeval.commands.score.rounds import (
        Unusable,
        compared,
        days_in_column,
        newest_of_voice,
        read_all,
        released,
        remarks_of,
        with_voices,
    )
    from selfeval.commands.score.screen import screen
    from selfeval.commands.score.screen_changes import screen_changes
    from selfeval.commands.score.screen_voices import screen_voices
    from selfeval.findings.findings import to_json
    from selfeval.reports.tidy_table import tidy_csv
    from selfeval.scoring.comparison.change import Correction
    from selfeval.scoring.disclosure_control.differencing import MINIMUM, Leak

    faults: list[str] = []
    codes = tuple(code.strip() for text in missing for code in text.split(","))
    choices = ColumnChoices(
        tuple(dict.fromkeys(columns)),
        ignored,
        codes,
        group,
        respondent,
        round_column,
        may_lack=bool(beside),
    )
    in_column: dict[dt.date, frozenset[str]] = {}
    days = days_of_names(named_days, round_column, faults)
    if round_column and (on or before or answers == STDIN):
        faults.append(
            "--round: one file says when each round was asked. Give no --on, --before or - with it."
        )
    elif round_column and not faults:
        try:
            in_column = days_in_column(questionnaire, answers, round_column, days)
        except Unusable as unusable:
            stop(str(unusable))
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
        in_column,
    )
    others = voices_of(beside, roll_beside, roll_file_beside, faults, choices)
    if not math.isfinite(smallest):
        faults.append(f"--smallest {smallest}: write a number above 0, up to 100.")
    faults += check_outputs({"--json": json_to, "--csv": csv_to}, [*files, *others])
    if threshold is not None and not for_others:
        faults.append("--threshold: this is for --publish. Without it every figure is shown.")
    if faults:
        raise click.UsageError("\n".join(faults))
    said_of_voices: list[str] = []
    try:
        if in_column and others:
            pairs = [newest_of_voice(voice, round_column, days, max(in_column)) for voice in others]
            others, said_of_voices = [voice for voice, _ in pairs], [remark for _, remark in pairs]
        gathered = read_all([*files, *others], for_others=for_others)
    except Unusable as unusable:
        stop(str(unusable))
    newest, earlier, beside_it = gathered[0], gathered[1 : len(files)], gathered[len(files) :]
    voices = [newest, *beside_it]
    exact = [voice.findings() for voice in voices]
    publish_from = int(threshold or MINIMUM) if for_others else None
    shown = []
    leaks = []
    for voice, full in zip(voices, exact, strict=True):
        try:
            shown.append(full if publish_from is None else voice.published(full, publish_from))
        except Leak as leak:
            leaks.append(f"{voice.files.answers.name} cannot be published. {leak}")
    if leaks:
        stop("\n".join(leaks))
    texts = [
        screen(findings, voice.questionnaire, voice.answers.empty_rows, for_others)
        for voice, findings in zip(voices, shown, strict=True)
    ]
    release = None
    if earlier:
        correction: Correction = "holm" if holm else "benjamini-hochberg"
        try:
            release = compared(
                newest, shown[0], exact[0], earlier, smallest, correction, publish_from=publish_from
            )
        except (Unusable, Leak) as unusable:
            stop(str(unusable))
        texts[0] += screen_changes(release, newest.questionnaire, for_others)
    if beside_it:
        try:
            release = with_voices(
                release or released(newest, shown[0], publish_from), voices, shown, published=for_others
            )
        except Unusable as unusable:
            stop(str(unusable))
        texts.append(screen_voices(release, [voice.questionnaire for voice in voices], for_others))
    remarks, text = remarks_of(gathered, said_of_voices), "\n".join(texts)
    if json_to is not None:
        write(json_to, to_json(release or shown[0]) + "\n")
    if csv_to is not None:
        write(csv_to, tidy_csv(release or shown[0], mark=csv_to != "-"))
    if "-" in (json_to, csv_to):
        click.echo(remarks, err=True, nl=False)
    else:
        click.echo(remarks + text, nl=False)


def _print_schema(context: click.Context) -> None:
    from selfeval.findings.schema import schema

    click.echo(schema(), nl=False)
    context.exit()


def write(where: str, text: str) -> None:
    """Into a file, or onto the screen where it is called -; stops where it cannot be written."""
    if where == "-":
        click.echo(text, nl=False)
        return
    try:
        Path(where).write_text(text, encoding="utf-8", newline="")
    except OSError as fault:
        stop(f"{where} cannot be written.\n{fault.strerror or fault}.")


def stop(what: str) -> NoReturn:
    """Ends the command and says why."""
    click.echo(what, err=True)
    sys.exit(1)
