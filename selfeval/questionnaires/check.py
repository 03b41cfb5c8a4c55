"""What `selfeval check` says of questionnaire files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from selfeval.questionnaires.faults import Fault, QuestionnaireFaults, counted
from selfeval.questionnaires.load import load, structure_of
from selfeval.questionnaires.model import Questionnaire


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
    spoken = [
        f"{language} (draft)" if words.draft else language for language, words in questionnaire.words.items()
    ]
    kinds = [
        counted(len(definition.items), "question"),
        counted(len(definition.scales), "scale"),
        f"words in {', '.join(spoken)}",
    ]
    return (
        f"{path}: can be used\n"
        f"  {definition.questionnaire}, version {definition.version}\n"
        f"  {', '.join(kinds)}\n"
        f"  digest {definition.digest}"
    )


def _list(path: Path, faults: list[Fault]) -> str:
    lines = [f"{path}: {counted(len(faults), 'fault')}"]
    return "\n".join(lines + [f"  {fault}" for fault in faults])
