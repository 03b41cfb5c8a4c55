"""Groups of a file of answers: one name for each, however it was typed; and how many of it are on roll.

A file of rolls has a row for each group, for each part of a group, or for each part.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from selfeval.calendar.school_years import DATE, NoYear, group_name, is_class, years_in
from selfeval.imports.table_file import (
    FaultList,
    FileFaults,
    TableFile,
    check_header,
    in_a_row,
    open_table,
    plain_text,
)

NUMERIC_DATE = re.compile(r"[0-9]{1,2}[/.][0-9]{1,2}[/.](?:[0-9]{2}){1,2}(?: .*)?")
GROUP = "group"
"""The column of groups."""
Alike = tuple[str, tuple[int, ...]]


def alike(name: str) -> Alike:
    """What names of one group have in common: their years, or else their words without capitals.

    A class is no year: 10A and 10B are two groups.
    """
    plain = " ".join(name.casefold().split())
    if is_class(plain):
        return plain, ()
    try:
        return "", years_in(plain)
    except NoYear:
        return plain, ()


def looks_like_a_date(name: str) -> bool:
    """Whether a spreadsheet has made a date of a name such as 3-4."""
    plain = " ".join(name.casefold().split())
    return bool(DATE.fullmatch(plain) or NUMERIC_DATE.fullmatch(plain))


@dataclass(frozen=True)
class GroupNames:
    """One name for each group of a column. `names`: as it was typed -> as it is called."""

    names: Mapping[str, str]
    remarks: tuple[str, ...] = ()

    def of(self, typed: Sequence[str]) -> tuple[str, ...]:
        return tuple(map(self.names.__getitem__, typed))


def group_names(column: str, typed: Iterable[str], wanted: Iterable[str] = ()) -> GroupNames:
    """Names that differ only in how they were typed get the one that is `wanted`, or that of their years.

    Others get the one that was typed most often. A group with one spelling keeps it.
    """
    counts = Counter(typed)
    given = {alike(name): name for name in wanted}
    spellings: dict[Alike, list[str]] = {}
    for name, _ in counts.most_common():
        if name:
            spellings.setdefault(alike(name), []).append(name)
    names = {"": ""}
    remarks = []
    for key, several in spellings.items():
        usual = several[0]
        if len(several) > 1:
            usual = group_name(key[1]) if key[1] else " ".join(usual.split())
        name = given.get(key, usual)
        names |= dict.fromkeys(several, name)
        others = sorted(spelling for spelling in several if spelling != name)
        if others:
            rows = sum(counts[spelling] for spelling in others)
            remarks.append(
                f"Column {column}: {in_a_row(others)} in {rows:,} row{'s' * (rows != 1)} "
                f"{'was' if len(others) == 1 else 'were'} taken for “{name}”."
            )
    return GroupNames(names, tuple(map(plain_text, remarks)))


def check_group_rolls(
    groups: Sequence[str] | None,
    n: int,
    rolls: Mapping[str, int] | None,
    roll: int | None,
    faults: FaultList,
) -> None:
    """That no more people answered than are on roll: `n` in all, or in the groups of each."""
    if roll is not None and n > roll:
        faults.add(None, None, f"There are {n} respondents but the roll is {roll}. Correct the roll.")
    if rolls is None:
        return
    if groups is None:
        faults.add(None, None, "Rolls were given by group, but the file has no column “group”.")
        return
    for group, some in Counter(filter(None, groups)).items():
        if group not in rolls:
            faults.add(None, GROUP, f"No roll was given for “{group}”. Every group needs one.")
        elif some > rolls[group]:
            sentence = f"“{group}” has {some} respondents but a roll of {rolls[group]}. Correct the roll."
            faults.add(None, GROUP, sentence)


ROLL = "roll"
MOST_DIGITS = 8


@dataclass(frozen=True)
class Rolls:
    """How many could have answered, as far as it is known."""

    whole: int | None = None
    groups: Mapping[str, int] | None = None
    margins: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Another column -> its values -> how many on roll over all groups."""
    by: str | None = None
    """The column whose roll is known inside each group."""
    cells: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Group -> values of that column -> how many on roll."""

    @property
    def short(self) -> tuple[str, ...]:
        """Columns whose rolls add up to fewer than are on roll; there they are taken as shares of it."""
        groups = self.groups or {}
        most = sum(groups.values()) or self.whole or 0
        short = [column for column, margin in self.margins.items() if sum(margin.values()) < most]
        if self.by and any(sum(parts.values()) < groups[group] for group, parts in self.cells.items()):
            short.append(self.by)
        return tuple(short)


def check_rolls(
    rolls: Rolls, groups: Sequence[str] | None, columns: Mapping[str, Sequence[str]]
) -> list[str]:
    """What does not fit between a roll and the answers, but for whole groups, which `read_answers` checks."""
    misfits = []
    for column, margin in rolls.margins.items():
        for value, some in Counter(filter(None, columns.get(column, ()))).items():
            misfits += _misfit(f"“{value}” in column {column}", some, margin.get(value))
    if rolls.by is not None and groups is not None:
        for (group, value), some in Counter(zip(groups, columns.get(rolls.by, ()), strict=False)).items():
            if value and group in rolls.cells:
                misfits += _misfit(f"“{value}” in “{group}”", some, rolls.cells[group].get(value))
    return misfits


def _misfit(name: str, some: int, roll: int | None) -> list[str]:
    if roll is None:
        return [f"No roll was given for {name}. Add it, or leave those cells of the answers empty."]
    return [f"{name} has {some} respondents but a roll of {roll}. Correct the roll."] if some > roll else []


def read_roll_file(path: Path, columns: Sequence[str]) -> Rolls:
    """Rolls from a CSV file; `columns` are those of the answers beside `group`. Raises FileFaults."""
    faults = FaultList()
    table = open_table(path, faults)
    rolls = Rolls()
    if table is not None:
        check_header(table.header, table.headings.row, faults)
        allowed = (GROUP, *columns)
        for name in table.header:
            if name and name not in (*allowed, ROLL):
                faults.add(1, name, f"Columns here are {', '.join(allowed)} and {ROLL}. Say --by for others.")
        if ROLL not in table.header:
            faults.add(1, ROLL, "This column is missing. It says how many are on roll.")
        if not faults.total:
            rolls = _Reading(table, faults).rolls()
    if faults.total:
        raise FileFaults(faults)
    return rolls


class _Reading:
    """What has been read so far of one file."""

    def __init__(self, table: TableFile, faults: FaultList) -> None:
        self.faults = faults
        self.table = table
        self.rows: dict[tuple[tuple[str, str], ...], int] = {}
        """Columns with their values, as filled in a row -> its roll."""

    def rolls(self) -> Rolls:
        seen: set[tuple[tuple[str, Alike], ...]] = set()
        for number, names, roll in self._read():
            if len(names) > 2 or (len(names) == 2 and names[0][0] != GROUP):
                self.faults.add(number, None, "Fill at most two columns in a row: the group, and one other.")
            elif (alike_names := tuple((column, alike(name)) for column, name in names)) in seen:
                self.faults.add(number, None, "An earlier row says how many are on this roll already.")
            else:
                seen.add(alike_names)
                self.rows[names] = roll
        crossed = {names[1][0] for names in self.rows if len(names) == 2}
        if len(crossed) > 1:
            columns = " and ".join(sorted(crossed))
            self._wrong(f"Only one column can be divided by group here, but rows do so with {columns}.")
        if not self.rows and not self.faults.total:
            self._wrong("There are headings but no rolls in this file.")
        return Rolls() if self.faults.total else self._sorted(next(iter(crossed), None))

    def _wrong(self, sentence: str) -> None:
        """A fault of the whole file."""
        self.faults.add(None, None, sentence)

    def _read(self) -> Iterator[tuple[int, tuple[tuple[str, str], ...], int]]:
        at = {name: place for place, name in enumerate(self.table.header)}
        columns = [name for name in (GROUP, *self.table.header) if name in at and name != ROLL]
        for numbers, rows, _ in self.table.blocks(self.faults):
            for number, row in zip(numbers, rows, strict=True):
                figure = row[at[ROLL]].strip()
                if not (figure.isascii() and figure.isdigit() and len(figure) <= MOST_DIGITS):
                    self.faults.add(number, ROLL, f"“{figure[:30]}” is no roll. Write a whole number.")
                    continue
                filled = {name: row[at[name]].strip() for name in columns if row[at[name]].strip()}
                yield number, tuple(filled.items()), int(figure)

    def _sorted(self, by: str | None) -> Rolls:
        from selfeval.scoring.measurement.scale_findings import in_order  # with scipy, which takes a second

        groups: dict[str, int] = {}
        margins: dict[str, dict[str, int]] = {}
        cells: dict[str, dict[str, int]] = {}
        for names, roll in self.rows.items():
            if len(names) == 2:
                cells.setdefault(names[0][1], {})[names[1][1]] = roll
            elif names and names[0][0] == GROUP:
                groups[names[0][1]] = roll
            elif names:
                margins.setdefault(names[0][0], {})[names[0][1]] = roll
        for column in margins if by is not None else ():
            self._wrong(f"The roll of {by} is given by group, so that of {column} cannot be used beside it.")
        for group, parts in cells.items():
            total = sum(parts.values())
            if groups.setdefault(group, total) < total:
                self._wrong(f"The parts of “{group}” add up to {total}, but its roll is {groups[group]}.")
        whole, of_groups = self.rows.get(()), sum(groups.values())
        if margins and not groups and whole is None:
            self._wrong("Say how many are on roll in all: by group, or in a row that fills nothing but roll.")
        if whole is not None and groups and of_groups != whole:
            self._wrong(f"The groups add up to {of_groups}, but the roll of all is {whole}.")
        most = of_groups if groups else whole
        for column, margin in margins.items():
            total = sum(margin.values())
            if most is not None and total > most:
                self._wrong(
                    f"The rolls of {column} add up to {total}, but {most} are on roll in all. "
                    "Correct one of them."
                )
        return Rolls(
            None if groups else whole,
            in_order(groups) or None,
            {column: in_order(margin) for column, margin in margins.items()},
            by,
            {group: in_order(parts) for group, parts in in_order(cells).items()},
        )
