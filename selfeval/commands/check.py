"""`selfeval check`: what it says of questionnaire files."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from selfeval.english import count_of
from selfeval.questionnaires.advice import advice_on, not_asked_about
from selfeval.questionnaires.catalogue import latest, load, structure_of
from selfeval.questionnaires.model import Questionnaire
from selfeval.questionnaires.parts import LIBRARY
from selfeval.questionnaires.toml_files import Fault, QuestionnaireFaults
from selfeval.questionnaires.translated import changed_since

EXAMPLE = LIBRARY.parent / "example"
"""A questionnaire of four questions, as docs/questionnaires.md explains it."""


@dataclass(frozen=True)
class CheckReport:
    """The text to print, and whether every file can be used."""

    text: str
    ok: bool


def check_files(paths: Iterable[Path]) -> CheckReport:
    """Loads each questionnaire named, once; a words file stands for the questionnaire it belongs to.

    What is only advised against does not make a file unfit.
    """
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
    advice = [Fault(path.name, about, sentence) for about, sentence in advice_on(questionnaire)]
    return "\n".join(
        [
            f"{path}: can be used",
            f"  {definition.questionnaire}, version {definition.version}",
            f"  {', '.join(kinds)}",
            f"  digest {definition.digest}",
            *_changed(questionnaire),
            *_left_out(questionnaire),
            *([f"  {count_of(len(advice), 'piece')} of advice"] if advice else []),
            *(f"    {one.id}: {one.sentence}" for one in advice),
        ]
    )


def _changed(questionnaire: Questionnaire) -> list[str]:
    """The sentences of each translation whose English is not what it was made from."""
    changed = {language: changed_since(questionnaire, language) for language in questionnaire.words}
    return [
        line
        for language, english in changed.items()
        if english
        for line in (
            f"  {language}: the English has changed since for {count_of(len(english), 'sentence')}",
            *(f"    {address}: {text}" for address, text in english.items()),
        )
    ]


def _left_out(questionnaire: Questionnaire) -> list[str]:
    """The commitments that it asks nothing about, where it names any."""
    charter = (item.commitment or "" for item in latest("self-evaluation").definition.items)
    left_out = not_asked_about(questionnaire.definition, charter)
    return [f"  asks nothing about {', '.join(left_out)}"] if left_out else []


def _list(path: Path, faults: list[Fault]) -> str:
    lines = [f"{path}: {count_of(len(faults), 'fault')}"]
    return "\n".join(lines + [f"  {fault}" for fault in faults])


def write_example(folder: Path) -> list[Path]:
    """Writes an example questionnaire and its words into a folder. Raises FileExistsError, OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    examples = {folder / example.name: example for example in sorted(EXAMPLE.glob("*.toml"))}
    for path in filter(Path.exists, examples):
        raise FileExistsError(errno.EEXIST, "It is there already", str(path))
    for path, example in examples.items():
        path.write_text(example.read_text(encoding="utf-8"), encoding="utf-8")
    return list(examples)


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--example",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write an example questionnaire and its words into this folder, to begin with.",
)
def check(files: tuple[Path, ...], example: Path | None) -> None:
    """Say whether questionnaire files can be used, and name every fault in them."""
    if example is not None:
        try:
            files = (*write_example(example), *files)
        except FileExistsError as fault:
            raise click.UsageError(f"{fault.filename} is there already. Name another folder.") from fault
        except OSError as fault:
            raise click.UsageError(f"{example} cannot be written to: {fault.strerror}.") from fault
    if not files:
        raise click.UsageError("Name a questionnaire file, or a folder with --example.")
    report = check_files(files)
    click.echo(report.text)
    if not report.ok:
        sys.exit(1)
