"""Tables that give a number for each year, or for each class of it: what each row adds to the roll."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from selfeval.calendar.school_years import NoYear, Nursery, years_in
from selfeval.imports.headings import ListTable, cell, is_total, marks_of, plain
from selfeval.imports.lists import FORMULA, WrongNumber, is_number, whole_number
from selfeval.imports.roll_questions import (
    ALWAYS,
    ROWS,
    YES,
    ListQuestion,
    Only,
    Part,
    RollEntry,
    only_if,
    only_if_not,
    which_column,
)

SOME_TOTAL = re.compile(r"(sub ?)?totals?\b.+|.+\b(sub ?)?totals?|.+\b(count|sum)")
SOME_YEARS = "it is a total of some years"
NO_PUPILS = "its number is 0 or empty"


@dataclass
class NumbersRead:
    """What a table says. `totals`: row and number; `left_out`: row, what it says and why."""

    entries: list[RollEntry] = field(default_factory=list)
    totals: list[tuple[int, int]] = field(default_factory=list)
    left_out: list[tuple[int, str, str]] = field(default_factory=list)
    nursery: int = 0
    formulas: list[int] = field(default_factory=list)
    question: ListQuestion | None = None


@dataclass(frozen=True)
class _YearLine:
    """A row with a year and a number; `part` is of which part of its year, such as a class."""

    row: int
    text: str
    years: tuple[int, ...]
    cells: Sequence[str]
    own_year: bool
    only: Only


def read_numbers(place: int, table: ListTable) -> NumbersRead:
    """What the rows of a table add; `place` is that of the table among all."""
    read = NumbersRead()
    lines = list(_lines(table, read))
    if table.columns.perhaps:
        return _by_perhaps(place, table, lines, read)
    entries = [entry for line in lines if (entry := _entry(place, table, line, read))]
    beside = {line.row: line for line in lines}
    totals = {entry.row for entry in entries if _is_subtotal(table, beside[entry.row].cells)}
    have_parts = {entry.part.years for entry in entries if entry.row not in totals}
    totals = {entry.row for entry in entries if entry.row in totals and entry.part.years in have_parts}
    entries = [entry for entry in entries if entry.row not in totals]
    read.entries = _without_spans(_without_sums(entries, beside), beside, read)
    return read


def _without_spans(
    entries: Sequence[RollEntry], beside: dict[int, _YearLine], read: NumbersRead
) -> list[RollEntry]:
    """Without rows of several years, as Years 7 to 9, that are the sum of the rows of just these years."""
    of_one = Counter[int]()
    for entry in entries:
        if len(entry.part.years) == 1:
            of_one[entry.part.years[0]] += entry.part.pupils
    spans = {
        entry.row
        for entry in entries
        if len(years := entry.part.years) > 1
        and all(year in of_one for year in years)
        and entry.part.pupils == sum(of_one[year] for year in years)
    }
    read.left_out += [(row, beside[row].text, SOME_YEARS) for row in sorted(spans)]
    return [entry for entry in entries if entry.row not in spans]


def _lines(table: ListTable, read: NumbersRead) -> Iterator[_YearLine]:
    """Rows that name a year, or stand below one; what else there is goes into `read`."""
    above: tuple[int, ...] = ()
    for number, cells in table.rows:
        text = cell(cells, table.columns.year) or table.year
        if not text and (above or any(map(is_total, cells))):
            if any(map(is_total, cells)) or not _has_number(table, cells):
                read.left_out += [] if any(map(is_total, cells)) else [(number, "", NO_PUPILS)]
                continue
            merged = (number, table.columns.year) in table.sheet.merged
            yield _YearLine(number, "", above, cells, False, ALWAYS if merged else only_if("above", YES))
        elif is_total(text) or SOME_TOTAL.fullmatch(plain(text)):
            _note_total(table, number, text, cells, read)
            above = ()
        else:
            try:
                above = years_in(text)
            except Nursery as reason:
                read.left_out.append((number, text, str(reason)))
                read.nursery += _number_or_none(table, cells)
                above = ()
            except NoYear as reason:
                why = FORMULA if text.startswith("=") else str(reason)
                read.left_out.append((number, text, why))
                above = ()
            else:
                yield _YearLine(number, text, above, cells, True, ALWAYS)


def _has_number(table: ListTable, cells: Sequence[str]) -> bool:
    columns = table.columns
    numeric = [columns.count, columns.girls, columns.boys, *(place for place, _ in columns.perhaps)]
    return any(cell(cells, place) for place in numeric)


def _note_total(table: ListTable, row: int, text: str, cells: Sequence[str], read: NumbersRead) -> None:
    if not is_total(text):
        read.left_out.append((row, text, SOME_YEARS))
    elif not table.columns.perhaps:
        try:
            total = _people(table, cells)[0]
        except WrongNumber as wrong:
            if wrong.text.startswith("="):
                return  # a total that nobody has worked out says nothing
            read.left_out.append((row, wrong.text, wrong.why))
        else:
            read.totals.append((row, total))


def _entry(place: int, table: ListTable, line: _YearLine, read: NumbersRead) -> RollEntry | None:
    try:
        pupils, girls, boys = _people(table, line.cells)
    except WrongNumber as wrong:
        read.left_out.append((line.row, wrong.text, wrong.why))
        return None
    count = cell(line.cells, table.columns.count)
    if pupils and (count.startswith("=") or (count in ("0", "") and table.columns.count is not None)):
        read.formulas.append(line.row)
    if not pupils:
        read.left_out.append((line.row, line.text, NO_PUPILS))
        return None
    hidden = only_if_not(marks_of(table, line.row))
    return RollEntry(place, line.row, Part(line.years, pupils, girls, boys, line.only | hidden))


def _people(table: ListTable, cells: Sequence[str]) -> tuple[int, int, int]:
    """Pupils, girls and boys of a row. Raises WrongNumber."""
    columns = table.columns
    girls, boys = (whole_number(cell(cells, place)) for place in (columns.girls, columns.boys))
    if columns.count is None:
        return girls + boys + whole_number(cell(cells, columns.other)), girls, boys
    count_text = cell(cells, columns.count)
    both = bool(girls and boys)
    if both and (count_text.startswith("=") or count_text in ("", "0")):
        return girls + boys, girls, boys
    pupils = whole_number(count_text)
    if girls + boys > pupils:
        raise WrongNumber(count_text, f"its {girls} girls and {boys} boys are more than that")
    return pupils, girls, boys


def _number_or_none(table: ListTable, cells: Sequence[str]) -> int:
    try:
        return _people(table, cells)[0]
    except WrongNumber:
        return 0


def _is_subtotal(table: ListTable, cells: Sequence[str]) -> bool:
    """Whether a row says, beside its year, that it is a total of it."""
    return any(
        is_total(text) or SOME_TOTAL.fullmatch(plain(text))
        for place, text in enumerate(cells)
        if place != table.columns.year and text and not is_number(text)
    )


def _without_sums(entries: Sequence[RollEntry], beside: dict[int, _YearLine]) -> list[RollEntry]:
    """Without rows that are the sum of the rows of the same year, and have no name of their own beside it."""
    of_years: dict[tuple[int, ...], list[RollEntry]] = {}
    for entry in entries:
        of_years.setdefault(entry.part.years, []).append(entry)
    sums: set[int] = set()
    sure: set[int] = set()
    for several in of_years.values():
        for entry in several:
            others = [other for other in several if other is not entry]
            named = [_words(beside[other.row].cells) for other in others]
            if (
                len(others) > 1
                and entry.part.pupils == sum(other.part.pupils for other in others)
                and _words(beside[entry.row].cells) < min(named)
            ):
                sums.add(entry.row)
                sure.update(other.row for other in others)
                break
    above = frozenset(only_if("above", YES))
    return [
        replace(entry, part=replace(entry.part, only=entry.part.only - above)) if entry.row in sure else entry
        for entry in entries
        if entry.row not in sums
    ]


def _words(cells: Sequence[str]) -> int:
    """Cells of a row with text that is neither number nor year."""
    return sum(bool(text) and not is_number(text) for text in cells[1:])


def _by_perhaps(place: int, table: ListTable, lines: Sequence[_YearLine], read: NumbersRead) -> NumbersRead:
    """An entry of each row for each column that may say how many; somebody says which."""
    in_all: Counter[int] = Counter()
    for line in lines:
        hidden = only_if_not(marks_of(table, line.row))
        for column, _ in table.columns.perhaps:
            try:
                pupils = whole_number(cell(line.cells, column))
            except WrongNumber as wrong:
                read.left_out.append((line.row, wrong.text, wrong.why))
                continue
            in_all[column] += pupils
            only = line.only | hidden | only_if(f"column-{place}", str(column))
            if pupils:
                read.entries.append(RollEntry(place, line.row, Part(line.years, pupils, only=only)))
        if table.columns.or_pupils:
            only = line.only | hidden | only_if(f"column-{place}", ROWS)
            read.entries.append(RollEntry(place, line.row, Part(line.years, 1, only=only)))
    headings = {column: (heading, in_all[column]) for column, heading in table.columns.perhaps}
    read.question = which_column(place, headings, or_pupils=table.columns.or_pupils, rows=len(lines))
    return read
