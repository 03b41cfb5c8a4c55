"""A wide file of answers: one row a respondent, one column an item."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from selfeval.questionnaires.model import SKIPPED, Definition, Item
from selfeval.scoring.files.cells import (
    GROUP,
    LONGEST_NAME,
    RESPONDENT,
    Answers,
    check_header,
    check_name,
    codes_of,
    complaint,
)
from selfeval.scoring.files.faults import FaultList
from selfeval.scoring.files.sheet import Sheet


def read_wide(
    definition: Definition, sheet: Sheet, faults: FaultList, columns: Sequence[str] = ()
) -> Answers:
    """Answers in the definition's order of items; what is wrong goes to `faults`."""
    check_header(sheet, faults)
    place = {name: column for column, name in reversed(list(enumerate(sheet.header)))}
    _check_columns(definition, sheet, faults, columns)
    items = [item for item in definition.items if item.id in place]
    codes = {item.id: codes_of(definition, item) | {"": SKIPPED} for item in items}
    seen: dict[str, int] = {}
    named: dict[str, list[str]] = {name: [] for name in (GROUP, *columns) if name in place}
    blocks: list[np.ndarray] = []
    empty = 0
    for numbers, rows, left_out in sheet.blocks(faults):
        empty += left_out
        cells: Sequence[Sequence[str]] = list(zip(*rows, strict=True)) or [()] * len(sheet.header)
        if RESPONDENT in place:
            _check_ids(cells[place[RESPONDENT]], numbers, seen, faults)
        for name, found in named.items():
            found += _names(name, cells[place[name]], numbers, faults)
        block = np.empty((len(items), len(rows)), dtype=np.uint8)
        for row, item in enumerate(items):
            block[row] = _characters(definition, item, cells[place[item.id]], numbers, codes[item.id], faults)
        blocks.append(block.T)
    n = sum(map(len, blocks))
    if n == 0 and not faults.total:
        faults.add(None, None, "There are headings but no answers in this file.")
    others = {name: tuple(found) for name, found in named.items()}
    groups = others.pop(GROUP, None)
    return Answers(np.concatenate(blocks).tobytes(), n, groups, empty, others)


def _check_columns(definition: Definition, sheet: Sheet, faults: FaultList, columns: Sequence[str]) -> None:
    known = {item.id for item in definition.items}
    for name in dict.fromkeys(sheet.header):
        if name and name not in known and name not in (RESPONDENT, GROUP, *columns):
            near = next((item for item in known if item.lower() == name.lower()), None)
            by = f'Delete the column, name it after an item, or say --by "{name}" if it names groups.'
            hint = f" Did you mean “{near}”?" if near else f" {by}"
            faults.add(1, name, f"{definition.questionnaire} has no item of this name.{hint}")
    for item in definition.items:
        if item.id not in sheet.header:
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
    found = list(map(codes.get, cells))
    if None in found and faults.full:
        faults.count(found.count(None))
    elif None in found:
        for number, character in enumerate(found):
            if character is None:
                faults.add(numbers[number], item.id, complaint(definition, item, cells[number].strip()))
    text = "".join(character or SKIPPED for character in found)
    return np.frombuffer(text.encode("ascii"), dtype=np.uint8)
