"""The `selfeval` command."""

from __future__ import annotations

from pathlib import Path

import click

from selfeval import __version__
from selfeval.questionnaires.check import check_files
from selfeval.scoring.commands import score
from selfeval.surveys.commands import rounds
from selfeval.web.account.commands import account
from selfeval.web.serving import db, serve


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Find out, honestly, whether everyone belongs."""


@main.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Say whether questionnaire files can be used, and name every fault in them."""
    report = check_files(files)
    click.echo(report.text)
    if not report.ok:
        raise SystemExit(1)


for command in (serve, db, score, account, rounds):
    main.add_command(command)
