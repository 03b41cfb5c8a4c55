"""What the cells of a file of answers may say, and what is wrong with one that says something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from selfeval.questionnaires.model import MARKS, PLACES, Definition, Item
from selfeval.scoring.files.faults import FaultList
from selfeval.scoring.files.sheet import Sheet

RESPONDENT, GROUP, ITEM, ANSWER = "respondent_id", "group", "item", "answer"
LONGEST_NAME = 100


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
        str(option.points): PLACES[place]
        for place, option in enumerate(options)
        if points.count(option.points) == 1
    }
    codes |= {option.id: PLACES[place] for place, option in enumerate(options)}
    return codes | {answer: MARKS[answer] for answer in item.also}


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


def check_name(
    kind: str, name: str, row: int, column: str, faults: FaultList, *, may_be_empty: bool = False
) -> None:
    """A respondent's id or a group's name: there, not long, and nothing in it that does not print."""
    if not name and may_be_empty:
        return
    if not name:
        faults.add(row, column, f"This cell is empty. Every row needs a {kind}.")
    elif len(name) > LONGEST_NAME:
        faults.add(row, column, f"This {kind} has {len(name)} characters. The most is {LONGEST_NAME}.")
    elif not name.isprintable():
        faults.add(row, column, f"This {kind} has a character that cannot be printed. Type it again.")


def check_header(sheet: Sheet, faults: FaultList) -> None:
    """No column without a name, no name twice."""
    seen: dict[str, int] = {}
    for number, name in enumerate(sheet.header, start=1):
        if not name:
            faults.add(1, None, f"Column {number} has no heading. Name it, or delete the column.")
        elif name in seen:
            faults.add(1, name, f"Columns {seen[name]} and {number} have the same heading. Keep one of them.")
        seen.setdefault(name, number)
