"""`selfeval check`: what it says of questionnaire files."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from selfeval.english import count_of
from selfeval.questionnaires.catalogue import load, structure_of
from selfeval.questionnaires.model import Questionnaire
from selfeval.questionnaires.toml_files import Fault, QuestionnaireFaults


@dataclass(frozen=True)
class CheckReport:
    """The text to print, and whether every file can be used."""

    text: str
    ok: bool


def check_files(paths: Iterable[Path]) -> CheckReport:
    """Loads each questionnaire named, once; a words file stands for the questionnaire it belongs to."""
    parts: list[str] = []
    ok = True
    for path in dict.fromkeys(structure_of(path) for path in paths):
        try:
            parts.append(_summary(path, load(path)))
        except QuestionnaireFaults as unusable:
            ok = False
            parts.append(_list(path, unusable.faults))
    return CheckReport("\n\n".join(parts), ok)


def _summary(path: Path, questionnaire: Questionnaire) -> str:
    definition = questionnaire.definition
    languages = [
        f"{language} (draft)" if words.draft else language for language, words in questionnaire.words.items()
    ]
    kinds = [
        count_of(len(definition.items), "question"),
        count_of(len(definition.scales), "scale"),
        f"words in {', '.join(languages)}",
    ]
    return (
        f"{path}: can be used\n"
        f"  {definition.questionnaire}, version {definition.version}\n"
        f"  {', '.join(kinds)}\n"
        f"  digest {definition.digest}"
    )


def _list(path: Path, faults: list[Fault]) -> str:
    lines = [f"{path}: {count_of(len(faults), 'fault')}"]
    return "\n".join(lines + [f"  {fault}" for fault in faults])


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Say whether questionnaire files can be used, and name every fault in them."""
    report = check_files(files)
    click.echo(report.text)
    if not report.ok:
        sys.exit(1)
