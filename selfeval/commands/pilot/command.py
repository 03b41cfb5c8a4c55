"""`selfeval pilot`: the answers of a pilot in, what to do with each question out."""

from __future__ import annotations

from pathlib import Path

import click

from selfeval.imports.answer_columns import ColumnChoices
from selfeval.imports.groups import GROUP

# scipy takes most of a second to import: it is imported where the command runs, not where it is defined.


@click.command()
@click.argument("answers", metavar="ANSWERS", required=False, type=click.Path(path_type=Path))
@click.option(
    "--questionnaire",
    "named",
    required=True,
    metavar="FILE.toml | NAME",
    help="What was asked: a file, or a name of the library, such as pupils-7-11 or pupils-7-11/v1.",
)
@click.option(
    "--sheets",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write the sheets for interviews and for the field test into this folder, to begin with.",
)
@click.option(
    "--by",
    "columns",
    multiple=True,
    metavar="COLUMN",
    help="Groups that should answer a question alike if they are alike on the rest, such as sex, EAL, SEND; "
    "once for each.",
)
@click.option("--school", default="", metavar="COLUMN", help="The column that says the school.")
@click.option("--class", "room", default="", metavar="COLUMN", help="The column that says the class.")
@click.option("--arm", default="", metavar="COLUMN", help="The column that says which wording somebody had.")
@click.option(
    "--wording",
    "wordings",
    multiple=True,
    metavar="FIRST=SECOND",
    help="Two wordings of one question, by their ids; once for each pair. Without it, every question is "
    "compared with itself in the other arm.",
)
@click.option(
    "--retest",
    "retests",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Answers of the same people some weeks on; once for each file.",
)
@click.option("--code", default="", metavar="COLUMN", help="With --retest: the column of people's own codes.")
@click.option("--group", default=GROUP, metavar="COLUMN", help="The column of years, if it is not “group”.")
@click.option("--ignore", "ignored", multiple=True, metavar="COLUMN,…", help="Columns that are no questions.")
@click.option(
    "--missing",
    multiple=True,
    metavar="CODE,…",
    help="What is in a cell where nobody answered, such as NA or 99; an empty cell always does.",
)
@click.option("--json", "json_to", metavar="FILE", help="Write the figures as JSON here; - is the screen.")
@click.option("--csv", "csv_to", metavar="FILE", help="Write the figures as CSV here; - is the screen.")
@click.option("--publish", "for_others", is_flag=True, help="Hide and round what may not be shown to others.")
@click.option(
    "--threshold",
    type=click.Choice(["10", "12", "15", "20"]),
    help="With --publish: nothing is told of fewer people than this.  [default: 10]",
)
def pilot(
    answers: Path | None,
    named: str,
    sheets: Path | None,
    columns: tuple[str, ...],
    school: str,
    room: str,
    arm: str,
    wordings: tuple[str, ...],
    retests: tuple[Path, ...],
    code: str,
    group: str,
    ignored: tuple[str, ...],
    missing: tuple[str, ...],
    json_to: str | None,
    csv_to: str | None,
    for_others: bool,
    threshold: str | None,
) -> None:
    """Say of each question of a pilot whether to keep it.

    ANSWERS is a file as `selfeval score` reads it: a row for each person, a column for each question, and
    beside them columns for the school, the class, the wording and a person's own code.

    Each question is held to lines: how many leave it out, do not know, or give the best answer, whether it
    goes with the rest of its scale, and whether girls and boys and others answer it alike. Each scale: does
    one factor fit, does the score hold together, do people answer alike some weeks on. A figure that is
    surely on the good side of its line is “keep”, surely on the other side “reword”, and otherwise there are
    “too few to say”.
    """
    from selfeval.commands.pilot.files import PilotColumns, questionnaire_at, read_pilot, wordings_of
    from selfeval.commands.pilot.screen import screen
    from selfeval.commands.pilot.sheets import write_sheets
    from selfeval.commands.score.command import stop, write
    from selfeval.commands.score.round_options import check_outputs
    from selfeval.commands.score.rounds import Files, Unusable
    from selfeval.findings.pilot import pilot_json
    from selfeval.reports.pilot_words import pilot_csv
    from selfeval.scoring.disclosure_control.differencing import MINIMUM
    from selfeval.scoring.pilot.pilot_findings import pilot_findings
    from selfeval.scoring.pilot.publication import TooFew, published

    questionnaire = questionnaire_at(named)
    if sheets is not None:
        try:
            for sheet in write_sheets(questionnaire, sheets):
                click.echo(f"Written: {sheet}")
        except Unusable as unusable:
            stop(str(unusable))
    if answers is None and sheets is not None:
        return
    if answers is None:
        raise click.UsageError("Name the file of answers, or a folder with --sheets.")
    faults = list(
        check_outputs(
            {"--json": json_to, "--csv": csv_to}, [Files(questionnaire, file) for file in (answers, *retests)]
        )
    )
    if bool(retests) != bool(code):
        faults.append("--retest and --code go together: a file, and the column by which two rows are one's.")
    if wordings and not arm:
        faults.append("--wording: say with --arm which column says who had which wording.")
    if threshold is not None and not for_others:
        faults.append("--threshold: this is for --publish. Without it every figure is shown.")
    if faults:
        raise click.UsageError("\n".join(faults))
    codes = tuple(text.strip() for one in missing for text in one.split(","))
    choices = ColumnChoices(ignored=ignored, missing=codes, group=group)
    try:
        read = read_pilot(
            questionnaire, answers, retests, PilotColumns(columns, school, room, arm, code, choices)
        )
    except Unusable as unusable:
        stop(str(unusable))
    definition = read.questionnaire.definition
    pairs = wordings_of(wordings, definition, faults)
    if faults:
        raise click.UsageError("\n".join(faults))
    findings = pilot_findings(definition, read.gathered, read.again, pairs)
    if for_others:
        try:
            findings = published(findings, definition, int(threshold or MINIMUM))
        except TooFew as few:
            stop(str(few))
    remarks = "".join(f"{line}\n" for line in [*dict.fromkeys(read.remarks), ""]) if read.remarks else ""
    if json_to is not None:
        write(json_to, pilot_json(findings) + "\n")
    if csv_to is not None:
        write(csv_to, pilot_csv(findings, mark=csv_to != "-"))
    if "-" in (json_to, csv_to):
        click.echo(remarks, err=True, nl=False)
    else:
        click.echo(remarks + screen(findings, read.questionnaire), nl=False)
