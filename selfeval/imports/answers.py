"""Answers gathered elsewhere, from a CSV file: wide (a row a respondent) or long (a row an answer)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from selfeval.imports.table_file import (
    LONGEST_NAME,
    FaultList,
    FileFaults,
    TableFile,
    check_header,
    check_name,
    open_table,
)
from selfeval.questionnaires.model import OPTION_CHARACTERS, RESERVED_CHARACTERS, SKIPPED, Definition, Item

RESPONDENT, GROUP, ITEM, ANSWER = "respondent_id", "group", "item", "answer"


@dataclass(frozen=True)
class Answers:
    """What a file held: response strings run together, and each response's group if the file names groups."""

    responses: bytes
    n: int
    groups: tuple[str, ...] | None
    empty_rows: int
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Other columns that say who is in which group; a cell is empty where nobody knows."""


def codes_of(definition: Definition, item: Item) -> dict[str, str]:
    """What a cell may say -> response character. Points that two options share say nothing."""
    options = definition.options_of(item).options
    points = [option.points for option in options]
    codes = {
        str(option.points): OPTION_CHARACTERS[place]
        for place, option in enumerate(options)
        if points.count(option.points) == 1
    }
    codes |= {option.id: OPTION_CHARACTERS[place] for place, option in enumerate(options)}
    return codes | {answer: RESERVED_CHARACTERS[answer] for answer in item.also}


def complaint(definition: Definition, item: Item, cell: str) -> str:
    """What is wrong with a cell, and what it may say."""
    codes = list(dict.fromkeys(str(option.points) for option in definition.options_of(item).options))
    codes = sorted((code for code in codes if code in codes_of(definition, item)), key=int)
    may = f"Use {_one_of(codes)}" if codes else "Use the id of an option"
    text = cell if len(cell) <= 30 else cell[:29] + "…"
    if _is_decimal(cell):
        return f"“{text}” is not a whole number. {may}."
    if cell.lstrip("+-").isdecimal():
        return f"“{text}” is not an answer to this item. {may}."
    ids = _one_of([option.id for option in definition.options_of(item).options] + list(item.also))
    return f"“{text}” is text that this item does not know. {may}, or {ids}. Leave it empty if skipped."


def _is_decimal(cell: str) -> bool:
    whole, point, part = cell.replace(",", ".").partition(".")
    return bool(point) and (whole.lstrip("+-") + part).isdecimal()


def _one_of(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


COLUMNS = (RESPONDENT, ITEM, ANSWER, GROUP)


def read_long(
    definition: Definition, table: TableFile, faults: FaultList, columns: Sequence[str] = ()
) -> Answers:
    """Answers in the order of respondents; faults go to `faults`. An item without a row is skipped."""
    check_header(table.header, faults)
    for name in dict.fromkeys(table.header):
        if name and name not in (*COLUMNS, *columns):
            sentence = "A file with a row for each answer has no such column."
            faults.add(1, name, f'{sentence} Delete it, or say --by "{name}" if it names groups.')
    if RESPONDENT not in table.header:
        faults.add(1, RESPONDENT, "This column is missing. It says which answers are one person's.")
        return Answers(b"", 0, None, 0)
    return _Long(
        definition, table, faults, [name for name in (GROUP, *columns) if name in table.header]
    ).read()


class _Long:
    """What has been read so far of one file."""

    def __init__(
        self, definition: Definition, table: TableFile, faults: FaultList, named: Sequence[str]
    ) -> None:
        self.definition = definition
        self.table = table
        self.faults = faults
        self.named: dict[str, list[str]] = {name: [] for name in named}
        """Column -> each respondent's group."""
        self.places = {item.id: place for place, item in enumerate(definition.items)}
        self.codes = [codes_of(definition, item) | {"": SKIPPED} for item in definition.items]
        self.respondents: dict[str, int] = {}
        self.first_rows: dict[int, int] = {}
        """Respondent x items + item -> row of the answer."""
        self.strings = bytearray()

    def read(self) -> Answers:
        respondent, item, answer = (self.table.header.index(name) for name in (RESPONDENT, ITEM, ANSWER))
        named = {name: self.table.header.index(name) for name in self.named}
        empty = 0
        for numbers, rows, left_out in self.table.blocks(self.faults):
            empty += left_out
            for number, row in zip(numbers, rows, strict=True):
                groups = {name: row[place].strip() for name, place in named.items()}
                who = self._who(row[respondent].strip(), groups, number)
                self._answer(who, row[item].strip(), row[answer].strip(), number)
        return _answers(bytes(self.strings), len(self.respondents), self.named, empty, self.faults)

    def _who(self, name: str, groups: Mapping[str, str], row: int) -> int:
        who = self.respondents.get(name)
        if who is None:
            check_name(RESPONDENT, name, row, RESPONDENT, self.faults)
            who = self.respondents[name] = len(self.respondents)
            self.strings += SKIPPED.encode() * len(self.places)
            for column, group in groups.items():
                check_name(GROUP, group, row, column, self.faults, may_be_empty=column != GROUP)
                self.named[column].append(group)
        elif not name:
            check_name(RESPONDENT, name, row, RESPONDENT, self.faults)
        else:
            for column, group in groups.items():
                before = self.named[column][who]
                if group != before:
                    sentence = f"“{name[:30]}” is in “{before[:30]}” in an earlier row."
                    self.faults.add(row, column, f"{sentence} Nobody is in two groups.")
        return who

    def _answer(self, who: int, item_id: str, cell: str, row: int) -> None:
        place = self.places.get(item_id)
        if place is None:
            name = item_id[:30]
            self.faults.add(row, ITEM, f"{self.definition.questionnaire} has no item “{name}”.")
            return
        at = who * len(self.places) + place
        first = self.first_rows.setdefault(at, row)
        if first != row:
            self.faults.add(row, ITEM, f"This respondent answered “{item_id}” in row {first} already.")
            return
        character = self.codes[place].get(cell)
        if character is None:
            item = self.definition.items[place]
            self.faults.add(row, ANSWER, f"{item_id}: {complaint(self.definition, item, cell)}")
            return
        self.strings[at] = ord(character)


def read_wide(
    definition: Definition, table: TableFile, faults: FaultList, columns: Sequence[str] = ()
) -> Answers:
    """Answers in the definition's order of items; what is wrong goes to `faults`."""
    check_header(table.header, faults)
    place = {name: column for column, name in reversed(list(enumerate(table.header)))}
    _check_columns(definition, table, faults, columns)
    items = [item for item in definition.items if item.id in place]
    codes = {item.id: codes_of(definition, item) | {"": SKIPPED} for item in items}
    seen: dict[str, int] = {}
    named: dict[str, list[str]] = {name: [] for name in (GROUP, *columns) if name in place}
    blocks: list[np.ndarray] = []
    empty = 0
    for numbers, rows, left_out in table.blocks(faults):
        empty += left_out
        cells: Sequence[Sequence[str]] = list(zip(*rows, strict=True)) or [()] * len(table.header)
        if RESPONDENT in place:
            _check_ids(cells[place[RESPONDENT]], numbers, seen, faults)
        for name, names in named.items():
            names += _names(name, cells[place[name]], numbers, faults)
        block = np.empty((len(items), len(rows)), dtype=np.uint8)
        for row, item in enumerate(items):
            block[row] = _characters(definition, item, cells[place[item.id]], numbers, codes[item.id], faults)
        blocks.append(block.T)
    return _answers(np.concatenate(blocks).tobytes(), sum(map(len, blocks)), named, empty, faults)


def _answers(
    responses: bytes, n: int, named: Mapping[str, Sequence[str]], empty: int, faults: FaultList
) -> Answers:
    """`named`: column -> each respondent's group."""
    if n == 0 and not faults.total:
        faults.add(None, None, "There are headings but no answers in this file.")
    others = {name: tuple(names) for name, names in named.items()}
    return Answers(responses, n, others.pop(GROUP, None), empty, others)


def _check_columns(
    definition: Definition, table: TableFile, faults: FaultList, columns: Sequence[str]
) -> None:
    item_ids = {item.id for item in definition.items}
    for name in dict.fromkeys(table.header):
        if name and name not in item_ids and name not in (RESPONDENT, GROUP, *columns):
            near = next((item for item in item_ids if item.lower() == name.lower()), None)
            by = f'Delete the column, name it after an item, or say --by "{name}" if it names groups.'
            hint = f" Did you mean “{near}”?" if near else f" {by}"
            faults.add(1, name, f"{definition.questionnaire} has no item of this name.{hint}")
    for item in definition.items:
        if item.id not in table.header:
            faults.add(
                1, item.id, "This column is missing. Add it; leave its cells empty if nobody was asked."
            )


def _check_ids(cells: Sequence[str], numbers: Sequence[int], seen: dict[str, int], faults: FaultList) -> None:
    for cell, row in zip(cells, numbers, strict=True):
        name = cell.strip()
        check_name(RESPONDENT, name, row, RESPONDENT, faults)
        if name and seen.setdefault(name, row) != row:
            faults.add(
                row, RESPONDENT, f"“{name[:30]}” was in row {seen[name]} already. Keep one of the two."
            )


def _names(column: str, cells: Sequence[str], numbers: Sequence[int], faults: FaultList) -> list[str]:
    """Names of groups; in a column other than `group` a cell may be empty."""
    names = [cell.strip() for cell in cells]
    may_be_empty = column != GROUP
    wrong = {
        name
        for name in set(names)
        if (not name and not may_be_empty) or len(name) > LONGEST_NAME or not name.isprintable()
    }
    if wrong:
        for name, row in zip(names, numbers, strict=True):
            if name in wrong:
                check_name(GROUP, name, row, column, faults, may_be_empty=may_be_empty)
    return names


def _characters(
    definition: Definition,
    item: Item,
    cells: Sequence[str],
    numbers: Sequence[int],
    codes: dict[str, str],
    faults: FaultList,
) -> np.ndarray:
    """Response characters of a column; a cell that is no answer is a fault and counts as skipped."""
    for cell in set(cells) - codes.keys():
        if cell.strip() in codes:
            codes[cell] = codes[cell.strip()]
    characters = list(map(codes.get, cells))
    if None in characters and faults.full:
        faults.count(characters.count(None))
    elif None in characters:
        for number, character in enumerate(characters):
            if character is None:
                faults.add(numbers[number], item.id, complaint(definition, item, cells[number].strip()))
    text = "".join(character or SKIPPED for character in characters)
    return np.frombuffer(text.encode("ascii"), dtype=np.uint8)


def read_answers(
    definition: Definition,
    path: Path,
    rolls: Mapping[str, int] | None = None,
    roll: int | None = None,
    columns: Sequence[str] = (),
    *,
    may_lack: bool = False,
) -> Answers:
    """Reads and checks a file of answers. Raises FileFaults with everything that is wrong in it.

    `columns` name groups too; the file `may_lack` them.
    """
    faults = FaultList()
    table = open_table(path, faults)
    if table is None:
        raise FileFaults(faults)
    header = set(table.header)
    asked = {item.id for item in definition.items}
    is_long = {ITEM, ANSWER} <= header and not {ITEM, ANSWER} & asked
    for name in columns if not may_lack else ():
        if name not in header:
            faults.add(1, name, "This column is missing. Add it, or do not ask for it with --by.")
    answers = (read_long if is_long else read_wide)(definition, table, faults, columns)
    _check_rolls(answers, rolls, roll, faults)
    if faults.total:
        raise FileFaults(faults)
    return answers


def _check_rolls(
    answers: Answers, rolls: Mapping[str, int] | None, roll: int | None, faults: FaultList
) -> None:
    if roll is not None and answers.n > roll:
        faults.add(None, None, f"There are {answers.n} respondents but the roll is {roll}. Correct the roll.")
    if rolls is None:
        return
    if answers.groups is None:
        faults.add(None, None, "Rolls were given by group, but the file has no column “group”.")
        return
    for group, some in Counter(filter(None, answers.groups)).items():
        if group not in rolls:
            faults.add(None, GROUP, f"No roll was given for “{group}”. Every group needs one.")
        elif some > rolls[group]:
            sentence = f"“{group}” has {some} respondents but a roll of {rolls[group]}. Correct the roll."
            faults.add(None, GROUP, sentence)
