"""Answers gathered elsewhere, from a file: wide (a row a respondent) or long (a row an answer)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from selfeval.imports.answer_codes import BY_OPTION, ON_A_PAGE, AnswerCodes, WrongCells
from selfeval.imports.answer_columns import (
    ANSWER,
    ITEM,
    RESPONDENT,
    SAMPLE,
    AnswerColumns,
    ColumnChoices,
    ItemHeadings,
    LongColumns,
    find_headings,
)
from selfeval.imports.groups import GROUP, alike, check_group_rolls, group_names, looks_like_a_date
from selfeval.imports.repeated_rows import SummaryRows, joined, repeated_runs
from selfeval.imports.table_file import (
    LONGEST_NAME,
    FaultList,
    FileFaults,
    Source,
    TableFile,
    check_name,
    in_a_row,
    open_table,
    plain_text,
    shortened,
)
from selfeval.questionnaires.model import SKIPPED, Questionnaire

CUT_SHORT = re.compile(r"(?i)[0-9]([.,][0-9]+)?e\+[0-9]+")
"""A long number as a spreadsheet shows and saves it: 1.23457E+11."""
NOUGHTS = re.compile(r"[1-9][0-9]{14,}0+")
"""The same with noughts after 15 digits, if it stands there twice."""


@dataclass(frozen=True)
class Answers:
    """What a file held: response strings run together, and each response's group if the file names groups."""

    responses: bytes
    n: int
    groups: tuple[str, ...] | None
    empty_rows: int
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Other columns that say who is in which group; a cell is empty where nobody knows."""
    remarks: tuple[str, ...] = ()
    """What was made of the file that its owner may not expect."""
    left_out: tuple[str, ...] = ()
    """Headings of columns that mean nothing here, of a file that was sent to a page."""


@dataclass
class _Gathering:
    """What has been read so far of one file."""

    questionnaire: Questionnaire
    table: TableFile
    columns: AnswerColumns
    codes: Sequence[AnswerCodes]
    faults: FaultList
    named: dict[str, list[str]] = field(default_factory=dict)
    """Column -> each respondent's group."""
    empty: int = 0
    remarks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.named = {name: [] for name in self.columns.named}
        self.spoilt_ids: list[int] = []
        self.cells = WrongCells()
        self.missing: Counter[str] = Counter()
        self._dates: dict[tuple[str, str], list[int]] = {}
        self._none = {text.strip().casefold() for text in self.columns.choices.missing}

    def blocks(self, *, of_people: bool = False) -> Iterator[tuple[list[int], list[list[str]]]]:
        """Rows and their numbers; of people, without sums that stand below them."""
        sums = SummaryRows(self.columns.no_questions() if of_people else frozenset())
        for numbers, rows, empty in sums.without(self.table.blocks(self.faults)):
            self.empty += empty
            at, values = self.columns.round, self.columns.choices.round_values
            if at is not None and values:
                here = [place for place, row in enumerate(rows) if row[at].strip() in values]
                numbers, rows = [numbers[place] for place in here], [rows[place] for place in here]
            yield numbers, rows
        self.remarks += sums.remarks()
        for row, sentence in sums.faults():
            self.faults.add(row, None, sentence)

    def wrong(self, row: int | None, at: int | None, sentence: str) -> None:
        self.faults.add(row, None if at is None else self.columns.heading(at), sentence)

    def names(self, column: str, cells: Sequence[str], numbers: Sequence[int]) -> list[str]:
        """Names of groups; in a column other than `group` a cell may be empty."""
        names = [cell.strip() for cell in cells]
        if self._none:
            names = ["" if name.casefold() in self._none else name for name in names]
        may_be_empty = column != GROUP
        heading = self.columns.heading(self.columns.named[column])
        wrong = {
            name
            for name in set(names)
            if (not name and not may_be_empty) or len(name) > LONGEST_NAME or not name.isprintable()
        }
        dates = set(filter(looks_like_a_date, set(names)))
        for name, row in zip(names, numbers, strict=True) if wrong or dates else ():
            if name in wrong:
                check_name(GROUP, name, row, heading, self.faults, may_be_empty=may_be_empty)
            elif name in dates:
                self._dates.setdefault((heading, name), []).append(row)
        return names

    def identity(self, cell: str, row: int) -> str:
        """The name of a respondent."""
        name = cell.strip()
        check_name(RESPONDENT, name, row, RESPONDENT, self.faults)
        if CUT_SHORT.fullmatch(name):
            self.spoilt_ids.append(row)
        return name

    def complain_of_ids(self, at: int, *, may_be_left_out: bool) -> None:
        """That a spreadsheet has cut long numbers short, so that nobody can say any more who is who."""
        if not self.spoilt_ids:
            return
        heading = self.columns.heading(at)
        rows = len(self.spoilt_ids)
        instead = f', or leave the column out with --ignore "{heading}"' if may_be_left_out else ""
        if self.columns.choices.on_a_page:
            instead = ", or delete the column" if may_be_left_out else ""
        self.wrong(
            self.spoilt_ids[0],
            at,
            f"A spreadsheet has cut long numbers short in this column, in {rows:,} row{'s' * (rows > 1)}: "
            "they no longer tell people apart. Do not delete anybody because of that. Export the file again "
            f"and open it with this column as text{instead}.",
        )

    def answers(self, responses: bytes, n: int, wanted: Sequence[str]) -> Answers:
        """`wanted`: names of groups as they are given elsewhere."""
        self.cells.into(self.faults)
        for (heading, name), rows in self._dates.items():
            some = "once" if len(rows) == 1 else f"in {len(rows):,} rows"
            sentence = f"“{name}” is here {some}: a spreadsheet has made a date of a name such as 3-4. "
            self.faults.add(rows[0], heading, f"{sentence}Write it in words, such as Years 3 and 4.")
        if n == 0 and not self.faults.total:
            self.wrong(None, None, "There are headings but no answers in this file.")
        others: dict[str, tuple[str, ...]] = {}
        for column, typed in self.named.items():
            renamed = group_names(column, typed, wanted if column == GROUP else ())
            others[column] = renamed.of(typed)
            self.remarks += renamed.remarks
        short = self.table.short_rows
        if short:
            some = ", ".join(map(str, short[:5])) + (
                f" and {len(short) - 5:,} more" if len(short) > 5 else ""
            )
            sentence = f"Row {some} ends" if len(short) == 1 else f"Rows {some} end"
            self.remarks.append(f"{sentence} early. What is missing there was taken for no answer.")
        if self.columns.ignored:
            names = [self.columns.heading(at) for at in sorted(self.columns.ignored)]
            self.remarks.append(f"Left out as you asked: {in_a_row(names)}.")
        for text, cells in self.missing.items():
            self.remarks.append(f"“{text}” was taken for no answer in {cells:,} cell{'s' * (cells > 1)}.")
        remarks = (*self.table.remarks, *map(plain_text, self.remarks))
        return Answers(responses, n, others.pop(GROUP, None), self.empty, others, remarks)


class _Long:
    """Answers, row by row, in the order of respondents. An item without a row is skipped."""

    def __init__(self, file: _Gathering, columns: LongColumns) -> None:
        self.file, self.columns = file, columns
        self.respondents: dict[str, int] = {}
        self.first_rows: dict[int, int] = {}
        """Respondent x items + item -> row of the answer."""
        self.strings = bytearray()
        self.again: list[tuple[int, int]] = []
        """Rows that say what an earlier row says, and that row."""

    def read(self, wanted: Sequence[str]) -> Answers:
        file, columns = self.file, self.columns
        positions = (columns.respondent, columns.item, columns.answer)
        heads = [file.columns.heading(at) for at in positions if at is not None]
        if [head.casefold() for head in heads] != [RESPONDENT, ITEM, ANSWER]:
            file.remarks.append(f"Read with a row for each person and question, from {in_a_row(heads)}.")
        for numbers, rows in file.blocks():
            cells = list(zip(*rows, strict=True)) or [()] * len(file.table.header)
            names = {name: file.names(name, cells[at], numbers) for name, at in file.columns.named.items()}
            for place, (number, row) in enumerate(zip(numbers, rows, strict=True)):
                groups = {name: of_rows[place] for name, of_rows in names.items()}
                who = None
                if columns.respondent is not None:
                    who = self._who(row[columns.respondent], groups, number)
                self._answer(who, row[columns.item].strip(), row, number)
        for run in joined(self.again):
            file.wrong(run.first, columns.item, f"{run}, again. Leave them out once.")
        if columns.respondent is not None:
            file.complain_of_ids(columns.respondent, may_be_left_out=False)
        return file.answers(bytes(self.strings), len(self.respondents), wanted)

    def _who(self, cell: str, groups: Mapping[str, str], row: int) -> int:
        name = cell.strip()
        who = self.respondents.get(name)
        if who is None:
            self.file.identity(cell, row)
            who = self.respondents[name] = len(self.respondents)
            self.strings += SKIPPED.encode() * len(self.file.codes)
            for column, group in groups.items():
                self.file.named[column].append(group)
        elif not name:
            self.file.identity(cell, row)
        else:
            for column, group in groups.items():
                before = self.file.named[column][who]
                if alike(group) != alike(before):
                    sentence = f"“{name[:30]}” is in “{before[:30]}” in an earlier row."
                    self.file.faults.add(row, column, f"{sentence} Nobody is in two groups.")
        return who

    def _answer(self, who: int | None, item: str, row: Sequence[str], number: int) -> None:
        file, columns = self.file, self.columns
        place = file.columns.items.place(item)
        if place is None:
            name = shortened(item)
            sentence = f"{file.questionnaire.name} has no item “{name}”."
            if len(file.columns.items.positions(item)) > 1:
                sentence = f"Several questions read “{name}”. Use their ids."
            file.wrong(number, columns.item, sentence)
            return
        if columns.answer is None:
            return
        cell = row[columns.answer]
        codes = file.codes[place]
        character = codes.character(cell)
        if character is None:
            heading = file.columns.heading(columns.answer)
            file.cells.add(number, heading, codes.complaint(cell), codes.item.id)
        if who is None:
            return
        at = who * len(file.codes) + place
        first = self.first_rows.setdefault(at, number)
        if first == number:
            self.strings[at] = ord(character or SKIPPED)
        elif character is not None and self.strings[at] == ord(character):
            self.again.append((number, first))
        else:
            sentence = f"This respondent answered “{shortened(item)}” in row {first} already."
            file.wrong(number, columns.item, sentence)


def _read_wide(file: _Gathering, wanted: Sequence[str]) -> Answers:
    """Answers in the definition's order of items."""
    columns = sorted(file.columns.wide().items())
    identity = file.columns.respondent
    names: list[str] = []
    numbers: list[int] = []
    blocks: list[np.ndarray] = []
    for block_numbers, rows in file.blocks(of_people=True):
        cells: Sequence[Sequence[str]] = list(zip(*rows, strict=True)) or [()] * len(file.table.header)
        if identity is not None:
            names += map(file.identity, cells[identity], block_numbers)
        for name, at in file.columns.named.items():
            file.named[name] += file.names(name, cells[at], block_numbers)
        block = np.full((len(file.codes), len(rows)), ord(SKIPPED), dtype=np.uint8)
        for place, at in columns:
            block[place] = _characters(file, place, at, cells[at], block_numbers)
        blocks.append(block.T)
        numbers += block_numbers
    responses = np.concatenate(blocks).tobytes()
    k = len(file.codes)
    answers = [responses[start : start + k] for start in range(0, len(responses), k)]
    rows_said = list(zip(answers, *file.named.values(), strict=True))
    if identity is not None:
        _check_ids(file, identity, names, rows_said, numbers)
    elif not file.faults.total:
        for run in repeated_runs(numbers, rows_said, answers):
            sentence = f"{run}, in the same order, which is hardly chance. Were two exports put together?"
            file.remarks.append(f"{sentence} People who are there twice count twice.")
    return file.answers(responses, len(numbers), wanted)


def _check_ids(
    file: _Gathering, at: int, names: Sequence[str], rows: Sequence[object], numbers: Sequence[int]
) -> None:
    """Every respondent once. Rows that say the same twice are named as runs."""
    times = Counter(names)
    twice = (name for name, some in times.items() if some > 1 and NOUGHTS.fullmatch(name))
    cut_short = set(twice)
    file.spoilt_ids += [row for row, name in zip(numbers, names, strict=True) if name in cut_short]
    file.complain_of_ids(at, may_be_left_out=True)
    spoilt = set(file.spoilt_ids)
    seen: dict[str, int] = {}
    again = []
    for place, name in enumerate(names):
        first = seen.setdefault(name, place)
        if not name or first == place or numbers[place] in spoilt:
            continue
        if rows[first] == rows[place]:
            again.append((numbers[place], numbers[first]))
        else:
            sentence = (
                f"“{shortened(name)}” was in row {numbers[first]} already, with other answers. "
                "Give two people two ids; keep one row of somebody who answered twice."
            )
            file.wrong(numbers[place], at, sentence)
    for run in joined(again):
        which = "it" if run.first == run.last else "them"
        file.wrong(run.first, at, f"{run}, of the same respondent. Leave {which} out once.")


def _characters(
    file: _Gathering, place: int, at: int, cells: Sequence[str], numbers: Sequence[int]
) -> np.ndarray:
    """Response characters of a column; a cell that is no answer is a fault and counts as skipped."""
    codes = file.codes[place]
    characters = codes.characters(cells)
    if None in characters:
        heading = file.columns.heading(at)
        for number, character, cell in zip(numbers, characters, cells, strict=True):
            if character is None:
                file.cells.add(number, heading, codes.complaint(cell))
    if file.columns.choices.missing:
        file.missing.update(text for text in map(str.strip, cells) if codes.stands_for_none(text))
    text = "".join(character or SKIPPED for character in characters)
    return np.frombuffer(text.encode("ascii"), dtype=np.uint8)


def read_answers(
    questionnaire: Questionnaire,
    path: Source,
    rolls: Mapping[str, int] | None = None,
    roll: int | None = None,
    choices: ColumnChoices | None = None,
    wanted: Sequence[str] = (),
) -> Answers:
    """Reads and checks a file of answers. Raises FileFaults with everything that is wrong in it.

    Groups that are in `rolls`, or else `wanted`, are called as they are there.
    """
    choices = choices or ColumnChoices()
    faults = FaultList()
    items = ItemHeadings(questionnaire)
    table = open_table(path, faults, partial(find_headings, items))
    if table is None:
        raise FileFaults(faults)
    no_answer, option = (ON_A_PAGE, "") if choices.on_a_page else (BY_OPTION, "--missing ")
    items_asked = questionnaire.definition.items
    codes = [AnswerCodes(questionnaire, item, choices.missing, no_answer) for item in items_asked]
    for text in dict.fromkeys(text for item_codes in codes for text in item_codes.clashing):
        faults.add(None, None, f"{option}{text}: this is an answer to a question. It cannot mean none.")
    columns = AnswerColumns(items, table, choices, faults)
    file = _Gathering(questionnaire, table, columns, codes, faults)
    long = None if columns.names_items else columns.long(table.sample(SAMPLE), codes)
    called = [*(rolls or ()), *wanted]
    answers = _read_wide(file, called) if long is None else _Long(file, long).read(called)
    for name in columns.lacking if choices.may_lack else ():
        remark = f"There is no column “{name}”, so nothing is compared by it."
        answers = replace(answers, remarks=(*answers.remarks, plain_text(remark)))
    answers = replace(answers, left_out=tuple(columns.heading(at) for at in columns.spare))
    check_group_rolls(answers.groups, answers.n, rolls, roll, faults)
    if faults.total:
        raise FileFaults(faults)
    return answers


def rounds_in(
    questionnaire: Questionnaire, path: Source, column: str, *, may_lack: bool = False
) -> list[str]:
    """What a column says of the rounds that its rows were answered in. Raises FileFaults.

    Nothing where the file has no such column, if it `may_lack` it.
    """
    faults = FaultList()
    items = ItemHeadings(questionnaire)
    table = open_table(path, faults, partial(find_headings, items))
    if table is None:
        raise FileFaults(faults)
    at = AnswerColumns(items, table, ColumnChoices(round_column=column, may_lack=may_lack), faults).round
    values: dict[str, None] = {}
    if at is not None:
        for numbers, rows, _ in table.blocks(faults):
            cells = [row[at].strip() for row in rows]
            values |= dict.fromkeys(cells)
            for number, cell in zip(numbers, cells, strict=True):
                if not cell:
                    faults.add(number, column, "This cell is empty. Every row needs a round.")
    if faults.total:
        raise FileFaults(faults)
    return list(values)
