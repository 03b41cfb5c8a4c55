"""The `selfeval` command."""

from __future__ import annotations

import click

from selfeval import __version__
from selfeval.web.account.commands import account
from selfeval.web.serving import db, serve


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Find out, honestly, whether everyone belongs."""


for command in (serve, db, account):
    main.add_command(command)
