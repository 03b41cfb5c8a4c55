"""The column of a table that names each indicator by its number, where it has one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from selfeval.imports.indicator_names import NUMBERED, indicator_named
from selfeval.imports.judgements_file import JudgementColumns, JudgementTable, likely_columns
from selfeval.questionnaires.model import Questionnaire


def columns_of(table: JudgementTable, versions: Sequence[Questionnaire]) -> JudgementColumns:
    """The likely columns; a column of numbers names the indicators rather than one of names.

    A school has names of its own sooner than numbers of its own. Where a name that is ours says otherwise
    than its number, the numbers are of another list, and the names stay.
    """
    likely = likely_columns(table.headings)
    others = {place for kind, place in vars(likely).items() if kind != "indicator"}
    free = [place for place in range(len(table.headings)) if place not in others]
    numbers = max(free, key=lambda place: _numbered(table, place), default=None)
    if likely.indicator is None or numbers is None:
        return likely
    most = _numbered(table, numbers)
    if 2 * most <= len(table.rows) or most <= _numbered(table, likely.indicator):
        return likely
    if not any(_agree(table, numbers, likely.indicator, version) for version in versions):
        return likely
    return replace(likely, indicator=numbers)


def _numbered(table: JudgementTable, place: int) -> int:
    """How many different numbers of indicators a column has."""
    return len({cell for _, cells in table.rows if NUMBERED.fullmatch(cell := _cell(cells, place))})


def _agree(table: JudgementTable, numbers: int, names: int, version: Questionnaire) -> bool:
    """Whether every name that a version knows has the number that it has there."""
    pairs = [
        (_cell(cells, numbers), indicator_named(_cell(cells, names), version)) for _, cells in table.rows
    ]
    return all(named is None or indicator_named(number, version) == named for number, named in pairs)


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].casefold() if place < len(cells) else ""
