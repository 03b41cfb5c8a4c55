"""`selfeval score`: a questionnaire and a file of answers in, findings out. The database is never touched."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from selfeval.questionnaires.load import QuestionnaireFaults, load

# scipy takes most of a second to import: it is imported where the command runs, not where it is defined.


@click.command()
@click.argument("questionnaire", metavar="QUESTIONNAIRE.toml", type=click.Path(path_type=Path))
@click.argument("answers", metavar="ANSWERS.csv", type=click.Path(path_type=Path))
@click.option(
    "--roll",
    "rolls",
    multiple=True,
    metavar="N | GROUP=N",
    help="How many could have answered: once for all, or once for each group.",
)
@click.option("--json", "json_to", metavar="FILE", help="Write the findings as JSON here; - is the screen.")
@click.option("--csv", "csv_to", metavar="FILE", help="Write the findings as CSV here; - is the screen.")
@click.option("--publish", "for_others", is_flag=True, help="Hide and round what may not be shown to others.")
def score(
    questionnaire: Path,
    answers: Path,
    rolls: tuple[str, ...],
    json_to: str | None,
    csv_to: str | None,
    for_others: bool,
) -> None:
    """Score a file of answers that were gathered elsewhere.

    ANSWERS.csv has a row for each respondent and a column for each item (respondent_id and group too, if you
    like), or a row for each answer with the columns respondent_id, item, answer (and group). A cell holds the
    points of an option or its id; an empty cell is a skipped question.
    """
    from selfeval.scoring.answers import AnswerFaults, read_answers
    from selfeval.scoring.disclosure import publish
    from selfeval.scoring.findings import to_json
    from selfeval.scoring.rounds import round_findings
    from selfeval.scoring.screen import screen
    from selfeval.scoring.tidy import tidy

    by_group, roll = _rolls(rolls)
    try:
        asked = load(questionnaire)
        read = read_answers(asked.definition, answers, by_group, roll)
    except QuestionnaireFaults as faults:
        _stop(f"{questionnaire.name} cannot be used", str(faults))
    except AnswerFaults as faults:
        noun = "one fault" if faults.total == 1 else f"{faults.total:,} faults"
        _stop(f"{answers.name} cannot be scored: {noun}", "\n".join(faults.lines()))
    found = round_findings(asked.definition, read.responses, groups=read.groups, rolls=by_group, roll=roll)
    if for_others:
        found = publish(found)
    if json_to is not None:
        _write(json_to, to_json(found) + "\n")
    if csv_to is not None:
        _write(csv_to, tidy(found))
    if "-" not in (json_to, csv_to):
        click.echo(screen(found, asked, read.empty_rows, for_others), nl=False)


def _rolls(given: tuple[str, ...]) -> tuple[dict[str, int] | None, int | None]:
    """Rolls by group, or one for all."""
    by_group: dict[str, int] = {}
    whole: list[int] = []
    faults = []
    for text in given:
        group, equals, figure = text.rpartition("=")
        if not (figure.isascii() and figure.isdigit() and len(figure) < 10):
            faults.append(f"--roll {text}: write a whole number, or GROUP=NUMBER.")
        elif not equals:
            whole.append(int(figure))
        elif group.strip() in by_group:
            faults.append(f"--roll {text}: this group has a roll already.")
        else:
            by_group[group.strip()] = int(figure)
    if len(whole) > 1 or (whole and by_group):
        faults.append("--roll: give one number for all, or one for each group, not both.")
    if faults:
        raise click.UsageError("\n".join(faults))
    return by_group or None, whole[0] if whole else None


def _write(where: str, text: str) -> None:
    if where == "-":
        click.echo(text, nl=False)
        return
    try:
        Path(where).write_text(text, encoding="utf-8", newline="")
    except OSError as fault:
        _stop(f"{where} cannot be written", f"{fault.strerror or fault}.")


def _stop(what: str, why: str) -> None:
    click.echo(f"{what}.\n{why}", err=True)
    sys.exit(1)
