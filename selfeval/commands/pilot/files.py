"""The files of a pilot: the answers of the round, and of the same people some weeks on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from selfeval.commands.score.rounds import Files, Unusable
from selfeval.imports.answer_columns import ColumnChoices
from selfeval.imports.answers import Answers
from selfeval.imports.table_file import in_a_row, name_of, plain_text
from selfeval.questionnaires.catalogue import NAMES, load
from selfeval.questionnaires.model import OPTION_CHARACTERS, Definition, Questionnaire
from selfeval.questionnaires.parts import LIBRARY
from selfeval.questionnaires.toml_files import QuestionnaireFaults
from selfeval.scoring.pilot.pilot_answers import Names, PilotFile


@dataclass(frozen=True)
class PilotColumns:
    """Which column says what; empty for one that there is not."""

    by: tuple[str, ...] = ()
    school: str = ""
    room: str = ""
    arm: str = ""
    code: str = ""
    choices: ColumnChoices = field(default_factory=ColumnChoices)

    def of(self, definition: Definition, *, may_lack: bool = False) -> ColumnChoices:
        """As the reader of answers takes them; questions of the questionnaire are no columns beside it."""
        named = (*self.by, self.school, self.room, self.arm, self.code)
        columns = dict.fromkeys(name for name in named if name and name not in definition.items_by_id)
        return replace(self.choices, by=tuple(columns), may_lack=may_lack)


@dataclass(frozen=True)
class PilotFiles:
    """What was read. `again` is None where nobody was asked twice."""

    questionnaire: Questionnaire
    gathered: PilotFile
    again: PilotFile | None
    remarks: tuple[str, ...]


def questionnaire_at(named: str) -> Path:
    """The file of a questionnaire: its path, or the newest version of one of the library by its name."""
    path = Path(named)
    if path.exists() or path.suffix:
        return path
    name, _, version = named.partition("/")
    if name not in NAMES:
        return path
    versions = [int(file.stem[1:]) for file in (LIBRARY / name).glob("v*.toml") if file.stem[1:].isdigit()]
    return LIBRARY / name / f"{version or f'v{max(versions)}'}.toml"


def loaded(path: Path) -> Questionnaire:
    """The questionnaire in a file. Raises Unusable."""
    try:
        return load(path)
    except QuestionnaireFaults as unreadable:
        raise Unusable(f"{path.name} cannot be used.\n{unreadable}") from unreadable


def read_pilot(
    questionnaire: Path, answers: Path, retests: Sequence[Path], columns: PilotColumns
) -> PilotFiles:
    """Everything of a pilot. Raises Unusable with what is wrong in any of its files."""
    faults: list[str] = []
    structure = loaded(questionnaire)
    definition = structure.definition
    remarks: list[str] = []
    first: PilotFile | None = None
    second: list[PilotFile] = []
    for place, file in enumerate([answers, *retests]):
        choices = columns.of(definition, may_lack=place > 0)
        try:
            one = Files(questionnaire, file, choices=choices).read().answers
        except Unusable as unusable:
            faults.append(str(unusable))
            continue
        remarks += [f"{name_of(file)}: {remark}" for remark in one.remarks]
        if place and columns.code not in one.columns:
            faults.append(f"{name_of(file)}: Column {plain_text(columns.code)} is missing.")
        gathered = _gathered(definition, one, columns)
        if place:
            second.append(gathered)
        else:
            first = replace(gathered, codes=gathered.codes and tuple(map(_alike, gathered.codes)))
    if faults or first is None:
        raise Unusable("\n".join(faults))
    return PilotFiles(structure, first, _joined(second) if second else None, tuple(remarks))


def _gathered(definition: Definition, answers: Answers, columns: PilotColumns) -> PilotFile:
    def column(name: str) -> Names | None:
        if name in definition.items_by_id:
            return _answered(definition, answers, name)
        return answers.columns.get(name) if name else None

    compared = ((by, column(by)) for by in columns.by)
    return PilotFile(
        answers.responses,
        {by: names for by, names in compared if names is not None},
        answers.groups,
        column(columns.school),
        column(columns.room),
        column(columns.arm),
        column(columns.code),
    )


def _alike(code: str) -> str:
    """A code as both files have it, however it was typed."""
    return " ".join(code.casefold().split())


def _answered(definition: Definition, answers: Answers, item_id: str) -> Names:
    """What people answered to a question about themselves; empty where no option was chosen."""
    place, width = [item.id for item in definition.items].index(item_id), len(definition.items)
    options = definition.options_of(definition.item(item_id)).options
    names = {ord(OPTION_CHARACTERS[at]): option.id for at, option in enumerate(options)}
    return tuple(names.get(code, "") for code in answers.responses[place::width])


def _joined(files: Sequence[PilotFile]) -> PilotFile:
    """Several files of people who were asked again as one."""
    return PilotFile(
        b"".join(file.responses for file in files if isinstance(file.responses, bytes)),
        groups=tuple(name for file in files for name in file.groups or ("",) * len(file.codes or ())),
        arms=tuple(name for file in files for name in file.arms or ("",) * len(file.codes or ())),
        codes=tuple(_alike(code) for file in files for code in file.codes or ()),
    )


def wordings_of(given: Sequence[str], definition: Definition, faults: list[str]) -> list[tuple[str, str]]:
    """Pairs of ids; what is wrong goes to `faults`."""
    pairs = []
    for text in given:
        first, equals, second = (part.strip() for part in text.partition("="))
        unknown = [item for item in (first, second) if item not in definition.items_by_id]
        if not equals or first == second:
            faults.append(f"--wording {text}: write FIRST=SECOND, the ids of two questions.")
        elif unknown:
            faults.append(f"--wording {text}: the questionnaire has no question {in_a_row(unknown)}.")
        else:
            pairs.append((first, second))
    return pairs
