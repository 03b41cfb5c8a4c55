"""A workbook of the self-evaluation that comes in again: what it changes, or all that is wrong with it."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from selfeval.calendar.typed_days import day_in_cell
from selfeval.imports.judgements_file import ALSO_TEXT, LONGEST_OWNER, known_level, tidied
from selfeval.imports.reader import Sheet, TableFault, is_workbook, whole_workbook
from selfeval.imports.table_file import letter, shortened
from selfeval.self_evaluation.document import Document, DocumentedIndicator
from selfeval.self_evaluation.document_workbook import (
    BETWEEN_TAGS,
    COLUMNS,
    COMMENTARY,
    DUE,
    EXPLANATION,
    ID,
    JUDGEMENTS,
    LEVEL,
    NEXT_STEP,
    NOTES,
    OWNER,
    SAVES,
    SCHOOL,
    STRENGTH,
    TAGS,
    VERSION,
    YEAR,
    Column,
    level_choices,
    level_name,
)
from selfeval.self_evaluation.judgements import LONGEST_COMMENTARY, NOT_KNOWN, STRENGTHS
from selfeval.self_evaluation.tags import tag_words
from selfeval.store.self_evaluations import Rating

MOST_SAVES = 2**31 - 1
LONGEST_IN_A_CELL = 8_000
"""Characters that are read of a cell: more than a text may have, so that one too long is told as such."""
NOT_KNOWN_WORDS = ("not known yet", "not known", "?")
READ = tuple(column for column in COLUMNS if column.read)


@dataclass(frozen=True)
class SheetFault:
    """What is wrong, and in which cell: Judgements, D7."""

    where: str
    sentence: str


class WorkbookFaults(Exception):
    """A workbook that cannot be taken. All of its faults, in the order of its cells."""

    def __init__(self, faults: Sequence[SheetFault]) -> None:
        super().__init__("; ".join(f"{fault.where}: {fault.sentence}" for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class BroughtChange:
    """An indicator of which the workbook says something else than the self-evaluation now."""

    indicator: str
    saves: int
    """How often it had been saved when the workbook was compared with it."""
    rating: Rating
    outdated: bool = False
    """Somebody has saved it here after the workbook was made."""


def changes_in(data: bytes, document: Document) -> tuple[BroughtChange, ...]:
    """What a workbook would change, in the order of the charter. Raises WorkbookFaults.

    A cell that says what is stored changes nothing, whatever is in it. Other texts are tidied like a form's.
    """
    if not is_workbook(data):
        raise WorkbookFaults([SheetFault("The file", "It is no spreadsheet. Choose the .xlsx file.")])
    try:
        sheets = {sheet.name: sheet for sheet in whole_workbook(data, longest=LONGEST_IN_A_CELL)}
    except TableFault as fault:
        sentence = "A password protects it." if fault.reason == "password" else "It cannot be read."
        raise WorkbookFaults([SheetFault("The file", sentence)]) from fault
    faults = [*_notes_faults(sheets.get(NOTES), document)]
    sheet = sheets.get(JUDGEMENTS)
    if sheet is None:
        raise WorkbookFaults([*faults, SheetFault("The file", f"It has no sheet “{JUDGEMENTS}”.")])
    columns = _columns(sheet, faults)
    changes = _changes(sheet, columns, document, faults) if columns else ()
    if faults:
        raise WorkbookFaults(faults)
    order = {indicator.id: place for place, indicator in enumerate(document.indicators)}
    return tuple(sorted(changes, key=lambda change: order[change.indicator]))


def school_named_in(data: bytes) -> str:
    """The school that a workbook says it is of; empty if it names none. A renamed school has another name."""
    sheets = {sheet.name: sheet for sheet in whole_workbook(data, longest=LONGEST_IN_A_CELL)}
    rows = sheets[NOTES].rows if NOTES in sheets else ()
    return next((cells[1].strip() for _, cells in rows if len(cells) > 1 and cells[0] == SCHOOL), "")


def _notes_faults(sheet: Sheet | None, document: Document) -> list[SheetFault]:
    """It must be of this year and this version: another one’s indicators ask something else."""
    if sheet is None:
        return [SheetFault("The file", f"It has no sheet “{NOTES}”.")]
    facts = {cells[0]: (number, cells[1]) for number, cells in sheet.rows if len(cells) > 1}
    wanted = {YEAR: document.year_label, VERSION: str(document.version)}
    faults = []
    for name, value in wanted.items():
        number, value_there = facts.get(name, (1, ""))
        if value_there != value:
            what = f"it says “{shortened(value_there)}”" if value_there else "it is missing"
            sentence = f"{name} must be {value}, and {what}."
            faults.append(SheetFault(f"{NOTES}, B{number}", sentence))
    return faults


def _columns(sheet: Sheet, faults: list[SheetFault]) -> dict[Column, int]:
    """The place of each column that is read."""
    head = [cell.strip() for cell in sheet.rows[0][1]]
    missing = [column for column in READ if column.name not in head]
    faults += [
        SheetFault(f"{JUDGEMENTS}, row 1", f"The column “{column.name}” is missing.") for column in missing
    ]
    return {} if missing else {column: head.index(column.name) for column in READ}


@dataclass
class _Row:
    """One row while it is read."""

    number: int
    cells: Sequence[str]
    columns: Mapping[Column, int]
    faults: list[SheetFault]

    def cell(self, column: Column) -> str:
        place = self.columns[column]
        return self.cells[place] if place < len(self.cells) else ""

    def fault(self, column: Column, sentence: str) -> None:
        where = f"{JUDGEMENTS}, {letter(self.columns[column])}{self.number}"
        self.faults.append(SheetFault(where, sentence))


def _changes(
    sheet: Sheet, columns: Mapping[Column, int], document: Document, faults: list[SheetFault]
) -> list[BroughtChange]:
    changes = []
    seen: dict[str, int] = {}
    for number, cells in sheet.rows[1:]:
        row = _Row(number, cells, columns, faults)
        if not any(map(str.strip, cells)):
            continue
        indicator = document.by_id.get(row.cell(ID).strip())
        if indicator is None:
            row.fault(ID, f"“{shortened(row.cell(ID))}” is no indicator of this version.")
        elif indicator.id in seen:
            row.fault(ID, f"{indicator.number} is in row {seen[indicator.id]} already.")
        else:
            seen[indicator.id] = number
            now = rating_of(indicator)
            rating = _rating(row, document, indicator, now)
            if rating != now and indicator.unseen:
                row.fault(ID, f"Say first on the page of {indicator.number} what you think of it yourself.")
            elif rating != now:
                outdated = row.cell(SAVES).strip() != str(indicator.saves)
                changes.append(BroughtChange(indicator.id, indicator.saves, rating, outdated))
    return changes


def rating_of(indicator: DocumentedIndicator) -> Rating:
    """What is stored of an indicator; what is only carried over is not."""
    if indicator.provisional:
        return Rating()
    ids = {words: tag for tag, words in tag_words().items()}
    return Rating(
        level=indicator.level,
        commentary=indicator.commentary,
        strength=indicator.strength,
        explanation=indicator.explanation,
        next_step=indicator.next_step,
        owner=indicator.owner,
        due=indicator.due,
        tags=tuple(ids.get(words, words) for words in indicator.tags),
    )


def _rating(row: _Row, document: Document, indicator: DocumentedIndicator, now: Rating) -> Rating:
    texts = {
        "commentary": (COMMENTARY, LONGEST_COMMENTARY),
        "explanation": (EXPLANATION, LONGEST_COMMENTARY),
        "next_step": (NEXT_STEP, LONGEST_COMMENTARY),
        "owner": (OWNER, LONGEST_OWNER),
    }
    texts_there = {
        field: _text(row, column, str(getattr(now, field)), longest)
        for field, (column, longest) in texts.items()
    }
    return replace(
        now,
        level=_level(row, document, indicator),
        strength=_strength(row, now),
        due=_day(row),
        tags=_tags(row, indicator, now),
        **texts_there,
    )


def _text(row: _Row, column: Column, stored: str, longest: int) -> str:
    cell = row.cell(column)
    if cell == stored:
        return stored
    text = tidied(cell)
    if len(text) > longest:
        row.fault(column, f"It can hold {longest:,} characters. Take out at least {len(text) - longest:,}.")
    return text


def _level(row: _Row, document: Document, indicator: DocumentedIndicator) -> str | None:
    cell = row.cell(LEVEL).strip()
    if cell == level_name(indicator):
        return None if indicator.provisional else indicator.level
    if not cell:
        return None
    level = level_of(cell, document, indicator)
    if level is None:
        most = f"0 {document.scale[0]} to {document.top} {document.scale[-1]}"
        row.fault(LEVEL, f"“{shortened(cell)}” is no level. Write one from {most}, or Not known yet.")
    return level


def level_of(cell: str, document: Document, indicator: DocumentedIndicator) -> str | None:
    """The option that a cell names: by its number, its name or both. None for anything else."""
    if indicator.may_be_unknown and " ".join(cell.casefold().split()) in NOT_KNOWN_WORDS:
        return NOT_KNOWN
    return known_level(cell, dict(zip(document.options, level_choices(document), strict=True)))


def _strength(row: _Row, now: Rating) -> str:
    cell = row.cell(STRENGTH).strip()
    if cell == STRENGTHS.get(now.strength, ""):
        return now.strength
    names = {name.casefold(): strength for strength, name in STRENGTHS.items()}
    if cell and cell.casefold() not in names:
        row.fault(STRENGTH, f"“{shortened(cell)}” is none of: {', '.join(STRENGTHS.values())}.")
    return names.get(cell.casefold(), "")


def _day(row: _Row) -> dt.date | None:
    cell = row.cell(DUE).strip()
    if not cell:
        return None
    day = day_in_cell(cell)
    if day is None:
        row.fault(DUE, f"“{shortened(cell)}” is no day. Write it such as 3 May 2027.")
    return day


def _tags(row: _Row, indicator: DocumentedIndicator, now: Rating) -> tuple[str, ...]:
    cell = row.cell(TAGS)
    if cell == BETWEEN_TAGS.join(indicator.tags):
        return now.tags
    words = {name.casefold(): tag for tag, name in tag_words().items()}
    tags = []
    for part in filter(None, (part.strip() for part in cell.split(BETWEEN_TAGS.strip()))):
        if part.casefold() in words:
            tags.append(words[part.casefold()])
        else:
            row.fault(TAGS, f"“{shortened(part)}” is no tag of the pages.")
    return tuple(dict.fromkeys(tags))


def as_json(changes: Sequence[BroughtChange]) -> str:
    """What has been shown, for the form that saves it."""
    return json.dumps([asdict(change) for change in changes], default=dt.date.isoformat)


def changes_from_json(text: str) -> tuple[BroughtChange, ...]:
    """The same read again, for a browser sends anything. Raises ValueError for what no page has shown."""
    try:
        sent = json.loads(text)
        if not isinstance(sent, list):
            raise TypeError("no list")
        return tuple(
            BroughtChange(
                indicator=str(change["indicator"]),
                saves=_saves_from(change["saves"]),
                rating=_rating_from(change["rating"]),
                outdated=bool(change["outdated"]),
            )
            for change in sent
        )
    except (TypeError, KeyError, AttributeError, RecursionError) as fault:
        raise ValueError("not what the page sent") from fault


def _saves_from(number: object) -> int:
    if isinstance(number, int) and 0 <= number <= MOST_SAVES:
        return number
    raise ValueError("not what the page sent")


def _text_from(text: object) -> str:
    """A text without what no database keeps, or no file can show."""
    if isinstance(text, str) and not any(unicodedata.category(mark) in ("Cc", "Cs") for mark in _read(text)):
        return text
    raise ValueError("not what the page sent")


def _read(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, ALSO_TEXT)))


def _rating_from(fields: Mapping[str, object]) -> Rating:
    texts = ("commentary", "strength", "explanation", "next_step", "owner")
    level, due, tags = fields["level"], fields["due"], fields["tags"]
    return Rating(
        level=None if level is None else _text_from(level),
        due=dt.date.fromisoformat(str(due)) if due else None,
        tags=tuple(map(_text_from, tags)) if isinstance(tags, list) else (),
        **{name: _text_from(fields[name]) for name in texts},
    )
