"""An earlier self-evaluation in a table that a school has: a row an indicator, its levels in any words."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from selfeval.calendar.typed_days import day_in_cell
from selfeval.imports.indicator_names import LANGUAGE, fitting_versions, indicator_named, version_of
from selfeval.imports.reader import (
    Row,
    Sheet,
    TableFault,
    is_workbook,
    pasted_rows,
    text_of,
    whole_workbook,
)
from selfeval.imports.table_file import FURTHEST, FaultList, FileFaults, fault_in, shortened
from selfeval.questionnaires.model import Questionnaire

LONGEST_IN_A_CELL = 8_000
"""Characters that are read of a cell: more than a commentary may have, so that one too long is told."""
MOST_ROWS, MOST_COLUMNS = 300, 60
MOST_CHARACTERS = 300_000
"""Of all cells together; 27 commentaries as long as they may be are half of it."""
MOST_VALUES = 30
"""Different words for levels; more are no levels."""
ALSO_TEXT = "\n\t\u200c\u200d"
"""Line breaks, tabs, and what joins letters of some scripts and parts of an emoji."""
NOT_KNOWN, NO_LEVEL = "not_known", "none"
"""What a value may mean besides a level: an honest answer; nothing, so that only the text is taken."""
HEADINGS = {
    "indicator": ("number", "indicator number", "indicator", "no", "no.", "ref", "reference", "short name"),
    "level": ("level", "our level", "rating", "score", "grade", "judgement"),
    "commentary": ("why", "why this level", "commentary", "comments", "comment", "reason", "notes"),
    "next_step": ("next step", "next steps", "action", "actions", "what will you do?", "to do", "what next"),
    "owner": (
        "who",
        "owner",
        "lead",
        "led by",
        "lead person",
        "by whom",
        "responsible",
        "person responsible",
        "who will do it?",
    ),
    "due": ("by when", "due", "due date", "deadline", "target date", "complete by", "by when?"),
}
"""Kind of column -> headings that are taken for it until somebody says otherwise, the likeliest first."""
LONGEST_OWNER = 120
"""Characters of who will do it; what is longer is written under the next step."""
NUMBER_OF_LEVEL = re.compile(r"(\d+)(?:\.0)?")


@dataclass(frozen=True)
class JudgementTable:
    """Headings and the rows below them that say anything."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    remark: str = ""
    """What of the file was not read, or was read though a spreadsheet hides it."""


@dataclass(frozen=True)
class JudgementColumns:
    """Places of the columns."""

    indicator: int | None = None
    level: int | None = None
    commentary: int | None = None
    next_step: int | None = None
    owner: int | None = None
    due: int | None = None


@dataclass(frozen=True)
class JudgementRow:
    """A row that names an indicator. `cell`: its level in the file's words; `level`: what that means."""

    row: int
    indicator: str
    cell: str
    level: str | None
    commentary: str
    next_step: str = ""
    owner: str = ""
    due: dt.date | None = None
    named: str = ""
    """The indicator in the file's own words."""


@dataclass(frozen=True)
class RowLeftOut:
    """A row that cannot be taken, and why."""

    row: int
    sentence: str


@dataclass(frozen=True)
class JudgementsRead:
    """What a table says by these columns, in the order of the indicators."""

    questionnaire: Questionnaire
    judgements: tuple[JudgementRow, ...]
    left_out: tuple[RowLeftOut, ...]
    values: Mapping[str, str | None]
    """Each value of the column of levels -> level, NOT_KNOWN, NO_LEVEL, or None where nobody has said."""
    fitting: tuple[Questionnaire, ...] = ()
    """Every version of which the indicators may be that are named."""

    @property
    def unclear(self) -> bool:
        """Whether somebody has to say what the values mean: one strange value makes all of them strange."""
        return None in self.values.values()


def table_in(data: bytes, name: str) -> JudgementTable:
    """The table of a file. Raises FileFaults."""
    faults = FaultList()
    try:
        sheets = _sheets(data)
    except TableFault as fault:
        why = fault_in(name, fault)
        faults.add(why.row, None, why.sentence)
        raise FileFaults(faults) from fault
    tables = [table for sheet in sheets if (table := _table(sheet, faults))]
    best = max(tables, key=lambda table: _recognised(table.headings), default=None)
    if faults.total:
        raise FileFaults(faults)
    if best is None:
        faults.add(None, None, f"{name} needs a row of headings, and below it a row for each indicator.")
        raise FileFaults(faults)
    return best


def _sheets(data: bytes) -> list[Sheet]:
    if is_workbook(data):
        return [sheet for sheet in whole_workbook(data, longest=LONGEST_IN_A_CELL) if sheet.visible]
    filled = (row for row in pasted_rows(text_of(data)) if any(map(str.strip, row[1])))
    return [Sheet(list(islice(filled, FURTHEST + MOST_ROWS + 1)))]  # one more than may be, so that it is told


def _table(sheet: Sheet, faults: FaultList) -> JudgementTable | None:
    """A sheet below its headings: the row with most that are recognised, or the first of two cells."""
    rows = [(number, [tidied(cell) for cell in cells]) for number, cells in sheet.rows]
    rows = [(number, cells) for number, cells in rows if any(cells)]
    wide = [place for place, (_, cells) in enumerate(rows[:FURTHEST]) if sum(map(bool, cells)) > 1]
    if not wide:
        return None
    at = max(wide, key=lambda place: _recognised(rows[place][1]))
    headings, below = rows[at][1], rows[at + 1 :]
    if not below:
        return None
    where = f"The sheet “{shortened(sheet.name)}”" if sheet.name else "The file"
    width = max(len(cells) for _, cells in rows[at:])
    if len(below) > MOST_ROWS or width > MOST_COLUMNS:
        faults.add(
            None,
            None,
            f"{where} has more than {MOST_ROWS} rows or {MOST_COLUMNS} columns. Keep one year only.",
        )
        return None
    if sum(len(cell) for _, cells in below for cell in cells) > MOST_CHARACTERS:
        faults.add(None, None, f"{where} has more than {MOST_CHARACTERS:,} characters. Keep one year only.")
        return None
    remarks = [f"The sheet “{sheet.name}” was read."] if sheet.name else []
    if sheet.hidden.intersection(number for number, _ in below):
        remarks.append("Rows that are hidden in the spreadsheet were read like others.")
    return JudgementTable((*headings, *[""] * (width - len(headings))), tuple(below), " ".join(remarks))


def _recognised(headings: Sequence[str]) -> int:
    return sum(place is not None for place in vars(likely_columns(headings)).values())


def tidied(text: str) -> str:
    """As a form reads it: no control characters, every blank a blank, none at the ends."""
    spaced = "".join(" " if unicodedata.category(mark) == "Zs" else mark for mark in text)
    lines = spaced.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(mark for mark in lines if mark in ALSO_TEXT or mark.isprintable()).strip()


def likely_columns(headings: Sequence[str]) -> JudgementColumns:
    """The columns by their headings, as far as these are known. A person sees it before anything is taken."""
    plain = [_plain(heading) for heading in headings]
    columns = {
        kind: next((plain.index(name) for name in names if name in plain), None)
        for kind, names in HEADINGS.items()
    }
    step = columns["next_step"]
    if columns["due"] is None and step is not None and "date" in plain[step:]:
        columns["due"] = plain.index("date", step)  # before the next step it is the day of something else
    return JudgementColumns(**columns)


def level_names(questionnaire: Questionnaire) -> dict[str, str]:
    """Level -> as it is chosen, lowest first: 0 Not started; then what is no level."""
    words, options = questionnaire.words[LANGUAGE], questionnaire.definition.option_sets[0]
    names = {
        level.id: f"{level.points} {words.options[options.id][level.id]}" for level in options.lowest_first
    }
    return {**names, NOT_KNOWN: words.answers[NOT_KNOWN], NO_LEVEL: "No level: take the text only"}


def known_level(cell: str, names: Mapping[str, str]) -> str | None:
    """The level that a cell names in our own words: 2, Building, 2 Building. None for anything else."""
    plain = " ".join(cell.casefold().split())
    number = NUMBER_OF_LEVEL.fullmatch(plain)
    for level, name in names.items():
        points, _, word = name.casefold().partition(" ")
        if level == NOT_KNOWN and plain == name.casefold():
            return level
        if level in (NOT_KNOWN, NO_LEVEL):
            continue
        if plain in (word, name.casefold()) or (number and number[1] == points):
            return level
    return None


def is_named(cell: str, names: Mapping[str, str]) -> bool:
    """Whether a cell names a level in our own words, Secure or 3 Secure, and not by a number alone.

    A number may be of another scale, which the other values of a column tell.
    """
    return not NUMBER_OF_LEVEL.fullmatch(cell.strip()) and known_level(cell, names) is not None


def read_judgements(
    table: JudgementTable,
    columns: JudgementColumns,
    versions: Sequence[Questionnaire],
    meanings: Mapping[str, str],
    longest: int,
    version: int | None = None,
) -> JudgementsRead:
    """Reads each row once. `meanings`: value -> level, as a person has matched them; with none, ours count.

    `versions`: oldest first. `longest`: characters of a commentary. `version`: of the indicators, as a person
    has chosen it; None: as the names of the file say.
    """
    cells = [_cell(row, columns.indicator) for _, row in table.rows]
    names_at = own_names(table, columns)
    fitting = fitting_versions(cells, versions)
    questionnaire = next((one for one in fitting if one.definition.version == version), None) or version_of(
        cells, versions, [(_cell(row, columns.indicator), _cell(row, names_at)) for _, row in table.rows]
    )
    names = level_names(questionnaire)
    left_out: list[RowLeftOut] = []
    rows: dict[str, JudgementRow] = {}
    for number, row in table.rows:
        cell, level = _cell(row, columns.indicator), _cell(row, columns.level)
        commentary, step = _cell(row, columns.commentary), _step(row, columns)
        longest_text = max(len(commentary), len(step.next_step))
        anything = level or commentary or step != WrittenStep()
        if not (cell or anything):
            continue
        indicator = indicator_named(cell, questionnaire)
        if indicator is None:
            version = questionnaire.definition.version
            strange = f"“{shortened(cell, 60)}” is no indicator of version {version}."
            left_out.append(RowLeftOut(number, strange if cell else "It names no indicator."))
        elif indicator in rows:
            left_out.append(RowLeftOut(number, f"“{shortened(cell)}” is in row {rows[indicator].row} too."))
        elif longest_text > longest:
            over = longest_text - longest
            left_out.append(
                RowLeftOut(number, f"The text can have {longest:,} characters. It has {over:,} more.")
            )
        elif anything:
            named = " ".join(filter(None, (cell, _cell(row, names_at))))
            written = (commentary, step.next_step, step.owner, step.due, named)
            rows[indicator] = JudgementRow(number, indicator, plain_value(level), None, *written)
    values = sorted({row.cell for row in rows.values() if row.cell}, key=lambda value: (len(value), value))
    meant = {value: meanings.get(value) if meanings else known_level(value, names) for value in values}
    order = [item.id for item in questionnaire.definition.items if item.id in rows]
    return JudgementsRead(
        questionnaire,
        tuple(_with_level(rows[indicator], meant) for indicator in order),
        tuple(left_out),
        meant,
        fitting,
    )


def _with_level(row: JudgementRow, meant: Mapping[str, str | None]) -> JudgementRow:
    level = meant.get(row.cell)
    level = None if level == NO_LEVEL else level
    return replace(row, level=level)


@dataclass(frozen=True)
class WrittenStep:
    """What a row says is to be done, by whom and by when."""

    next_step: str = ""
    owner: str = ""
    due: dt.date | None = None


def _step(row: Sequence[str], columns: JudgementColumns) -> WrittenStep:
    """What fits no field, such as a deadline of “spring term”, is written under the next step."""
    texts = [_cell(row, columns.next_step)]
    owner, when = _cell(row, columns.owner), _cell(row, columns.due)
    due = day_in_cell(when)
    if len(owner) > LONGEST_OWNER:
        texts.append(f"Who: {owner}")
    if when and due is None:
        texts.append(f"By when: {when}")
    return WrittenStep("\n".join(filter(None, texts)), owner if len(owner) <= LONGEST_OWNER else "", due)


def unread_columns(table: JudgementTable, columns: JudgementColumns) -> tuple[int, ...]:
    """Places of columns that say something and were not read; what else names the indicator is none."""
    chosen = set(vars(columns).values())
    return tuple(
        place
        for place, heading in enumerate(table.headings)
        if place not in chosen
        and _plain(heading) not in HEADINGS["indicator"]
        and any(_cell(cells, place) for _, cells in table.rows)
    )


def _plain(heading: str) -> str:
    return " ".join(heading.casefold().split())


def plain_value(cell: str) -> str:
    """A value of a column of levels, in one line: what differs in spaces alone is the same."""
    return shortened(" ".join(cell.split()), 60)


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""


def own_names(table: JudgementTable, columns: JudgementColumns) -> int | None:
    """The column beside the number in which a file says what it calls each indicator; None: there is none."""
    if columns.indicator is None:
        return None
    chosen = set(vars(columns).values())
    for place in (columns.indicator + 1, columns.indicator - 1):
        cells = [_cell(cells, place) for _, cells in table.rows if place >= 0]
        worded = [cell for cell in cells if any(map(str.isalpha, cell))]
        if place not in chosen and 2 * len(worded) > len(table.rows):
            return place
    return None


def table_as_json(table: JudgementTable) -> str:
    """What was read of a file, for the forms that follow."""
    return json.dumps([table.headings, table.rows, table.remark], ensure_ascii=False)


def table_from_json(text: str) -> JudgementTable:
    """The same again, for a browser sends anything. Raises ValueError for what no page has sent."""
    try:
        headings, rows, remark = json.loads(text)
        table = JudgementTable(
            tuple(tidied(heading) for heading in headings),
            tuple((_row_number(number), [tidied(cell) for cell in cells]) for number, cells in rows),
            tidied(remark),
        )
    except (TypeError, AttributeError, RecursionError) as fault:
        raise ValueError("not what the page sent") from fault
    if len(table.rows) > MOST_ROWS or len(table.headings) > MOST_COLUMNS:
        raise ValueError("not what the page sent")
    return table


def _row_number(number: object) -> int:
    if isinstance(number, int) and 0 < number < 10_000_000:
        return number
    raise ValueError("not what the page sent")
