"""The `selfeval` command. A command is imported when it is asked for, so that none waits for the others."""

from __future__ import annotations

from importlib import import_module
from typing import ClassVar

import click

from selfeval import __version__


class Commands(click.Group):
    """Name of a command -> where it lives, and what it does in a line."""

    places: ClassVar[dict[str, tuple[str, str]]] = {
        "serve": (
            "selfeval.commands.serve:serve",
            "Serve the pages, and make the database if there is none.",
        ),
        "demo": ("selfeval.commands.demo:demo", "Make three invented schools with three yearly rounds."),
        "db": ("selfeval.commands.serve:db", "Bring the database to this release."),
        "account": ("selfeval.commands.account:account", "Invite and rescue people."),
        "school": ("selfeval.commands.school:school", "Add schools, and say what they are called."),
        "round": ("selfeval.commands.round:rounds", "Open, close and count surveys."),
        "release": (
            "selfeval.commands.round:releases",
            "Correct what is released; the old figures are kept.",
        ),
        "report": ("selfeval.commands.keep:report", "Write the head's two pages of a year as a PDF."),
        "backup": ("selfeval.commands.keep:backup", "Back up everything but the keys, and read it back."),
        "restore": ("selfeval.commands.keep:restore", "Restore a backup, here or on another machine."),
        "export": ("selfeval.commands.keep:export", "Write what belongs to one school into a zip."),
        "health": ("selfeval.commands.keep:health", "Say whether keys, backups and disks are in order."),
        "check": ("selfeval.commands.check:check", "Say whether questionnaire files can be used."),
        "score": ("selfeval.commands.score.command:score", "Score a file of answers gathered elsewhere."),
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.places:
            return None
        module, _, attribute = self.places[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, said) for name, (_, said) in self.places.items()])


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Find out, honestly, whether everyone belongs."""
