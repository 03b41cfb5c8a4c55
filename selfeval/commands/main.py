"""The `selfeval` command. A command is imported when it is asked for, so that none waits for the others."""

from __future__ import annotations

from importlib import import_module
from typing import ClassVar

import click

from selfeval import __version__


class Commands(click.Group):
    """Name of a command -> where it lives, and what it does in a line."""

    modules: ClassVar[dict[str, tuple[str, str]]] = {
        "serve": ("serve:serve", "Serve the pages, and make the database if there is none."),
        "demo": ("demo:demo", "Make three invented schools with three yearly rounds."),
        "db": ("serve:db", "Bring the database to this release."),
        "account": ("account:account", "Invite and rescue people."),
        "school": ("school:school", "Add schools, and say what they are called."),
        "round": ("round:rounds", "Open, close and count surveys."),
        "release": ("round:releases", "Correct what is released; the old figures are kept."),
        "report": ("maintenance:report", "Write the head's two pages of a year as a PDF."),
        "backup": ("maintenance:backup", "Back up everything but the keys, and read it back."),
        "restore": ("maintenance:restore", "Restore a backup, here or on another machine."),
        "export": ("maintenance:export", "Write what belongs to one school into a zip."),
        "health": ("maintenance:health", "Say whether keys, backups and disks are in order."),
        "helplines": ("helplines:helplines", "List the helplines shown, and note a check."),
        "national-figures": (
            "national_figures:national_figures",
            "Keep figures of others, for orientation.",
        ),
        "check": ("check:check", "Say whether questionnaire files can be used."),
        "score": ("score.command:score", "Score a file of answers gathered elsewhere."),
        "pilot": ("pilot.command:pilot", "Say of each question of a pilot whether to keep it."),
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.modules:
            return None
        module, _, attribute = self.modules[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(f"selfeval.commands.{module}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in self.modules.items()])


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Find out, honestly, whether everyone belongs."""
