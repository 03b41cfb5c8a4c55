"""`selfeval check`."""

from __future__ import annotations

from pathlib import Path

import click

from selfeval.questionnaires.check import check_files


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Say whether questionnaire files can be used, and name every fault in them."""
    report = check_files(files)
    click.echo(report.text)
    if not report.ok:
        raise SystemExit(1)
