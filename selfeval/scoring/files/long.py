"""A long file of answers: one row an answer, with its respondent, its item and perhaps the group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from selfeval.questionnaires.model import SKIPPED, Definition
from selfeval.scoring.files.cells import (
    ANSWER,
    GROUP,
    ITEM,
    RESPONDENT,
    Answers,
    check_header,
    check_name,
    codes_of,
    complaint,
)
from selfeval.scoring.files.faults import FaultList
from selfeval.scoring.files.sheet import Sheet

COLUMNS = (RESPONDENT, ITEM, ANSWER, GROUP)


def read_long(
    definition: Definition, sheet: Sheet, faults: FaultList, columns: Sequence[str] = ()
) -> Answers:
    """Answers in the order of respondents; faults go to `faults`. An item without a row is skipped."""
    check_header(sheet, faults)
    for name in dict.fromkeys(sheet.header):
        if name and name not in (*COLUMNS, *columns):
            sentence = "A file with a row for each answer has no such column."
            faults.add(1, name, f'{sentence} Delete it, or say --by "{name}" if it names groups.')
    if RESPONDENT not in sheet.header:
        faults.add(1, RESPONDENT, "This column is missing. It says which answers are one person's.")
        return Answers(b"", 0, None, 0)
    return _Long(
        definition, sheet, faults, [name for name in (GROUP, *columns) if name in sheet.header]
    ).read()


class _Long:
    """What has been read so far of one file."""

    def __init__(self, definition: Definition, sheet: Sheet, faults: FaultList, named: Sequence[str]) -> None:
        self.definition = definition
        self.sheet = sheet
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
        respondent, item, answer = (self.sheet.header.index(name) for name in (RESPONDENT, ITEM, ANSWER))
        named = {name: self.sheet.header.index(name) for name in self.named}
        empty = 0
        for numbers, rows, left_out in self.sheet.blocks(self.faults):
            empty += left_out
            for number, row in zip(numbers, rows, strict=True):
                groups = {name: row[place].strip() for name, place in named.items()}
                who = self._who(row[respondent].strip(), groups, number)
                self._answer(who, row[item].strip(), row[answer].strip(), number)
        if not self.respondents and not self.faults.total:
            self.faults.add(None, None, "There are headings but no answers in this file.")
        others = {name: tuple(found) for name, found in self.named.items()}
        everyone = others.pop(GROUP, None)
        return Answers(bytes(self.strings), len(self.respondents), everyone, empty, others)

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
                    told = f"“{name[:30]}” is in “{before[:30]}” in an earlier row."
                    self.faults.add(row, column, f"{told} Nobody is in two groups.")
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
