"""The whole self-evaluation as a workbook, which can be brought in again without loss."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from selfeval.english import lowered
from selfeval.reports.charts import palette
from selfeval.self_evaluation.document import (
    Document,
    DocumentedIndicator,
    backs_of,
    since_last_year,
)
from selfeval.self_evaluation.evidence_lines import NO_FIGURES, FiguresBeside, evidence_lines, note_of
from selfeval.self_evaluation.judgements import STRENGTHS

NOTES, JUDGEMENTS, EVIDENCE, LEVELS = "Notes", "Judgements", "Evidence", "Levels"
BETWEEN_TAGS = "; "
A_FORMULA = ("=", "+", "-", "@")
"""How a cell begins that a spreadsheet would work out, were it not marked as text."""
SCHOOL, YEAR, VERSION = "School", "School year", "Version of the indicators"


@dataclass(frozen=True)
class Column:
    """A column of the judgements. `read`: whether it is taken when the workbook is brought in again."""

    name: str
    width: int
    read: bool = True


ID = Column("Id", 10)
SAVES = Column("Saved so far", 8)
LEVEL = Column("Level", 16)
COMMENTARY = Column("Why this level", 60)
STRENGTH = Column("How strong the evidence is", 22)
EXPLANATION = Column("Why leaders and answers differ", 40)
NEXT_STEP = Column("Next step", 40)
OWNER = Column("Who will do it", 20)
DUE = Column("By when", 12)
TAGS = Column("Tags", 24)
COLUMNS = (
    ID,
    Column("Number", 8, read=False),
    Column("Indicator", 28, read=False),
    LEVEL,
    Column("What that level means", 40, read=False),
    COMMENTARY,
    STRENGTH,
    EXPLANATION,
    NEXT_STEP,
    OWNER,
    DUE,
    TAGS,
    Column("Evidence", 30, read=False),
    SAVES,
)
EVIDENCE_HEAD = (
    *("No.", "Title", "Kind", "Form", "Date", "Link", "Note", "Backs", "File", "SHA-256 of the file"),
)
"""Headings of the sheet of evidence."""
EVIDENCE_TOLD = ("Does it back the level?", "What was answered")
"""More of them, which are not taken when the workbook is brought in again."""
HOW_TO = (
    "You can work on the sheet “Judgements” and bring this file in again on the page “Check and hand in”. "
    "What will change is shown before it is saved, and nobody’s text is saved over unseen.",
    "Change the white columns. Leave the columns Id and Saved so far as they are. An emptied cell is empty "
    "afterwards. A row that you take out is left as it is.",
    "On the sheet “Evidence” you can add a row for a link or a note, with the numbers of the indicators that "
    "it backs. What is here already stays as it is. A file is not in this workbook: add it on the pages.",
)


def level_name(indicator: DocumentedIndicator) -> str:
    """2 Building, Not known yet; empty where nobody has chosen. Last year’s, not confirmed, is none."""
    if not indicator.label or indicator.provisional:
        return ""
    return indicator.label if indicator.points is None else f"{indicator.points} {indicator.label}"


def level_choices(document: Document) -> tuple[str, ...]:
    """What may stand in the column Level, lowest first."""
    return tuple(f"{points} {name}" for points, name in enumerate(document.scale))


def workbook_of(document: Document, signature: str, beside: FiguresBeside = NO_FIGURES) -> bytes:
    """An .xlsx. Every text is a text, also one that begins like a formula."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"Self-evaluation {document.year_label}", "author": document.school})
    book.set_properties({"created": dt.datetime(document.year, 9, 1)})  # noqa: DTZ001 (a file has no zone)
    pen = Pen(book)
    _notes(pen, document, signature)
    _judgements(pen, document, beside)
    _evidence(pen, document, beside)
    _levels(pen, document)
    book.close()
    return out.getvalue()


class Pen:
    """Writes cells of a workbook in its few formats."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        top: dict[str, object] = {"text_wrap": True, "valign": "top"}
        self.head = book.add_format({**top, "bold": True, "bottom": 1})
        self.text = book.add_format({**top, "num_format": "@"})
        self.quoted = book.add_format({**top, "num_format": "@", "quote_prefix": True})
        self.fixed = book.add_format({**top, "num_format": "@", "bg_color": palette.GRID})
        self.day = book.add_format({**top, "num_format": "d mmm yyyy", "align": "left"})

    def sheet(self, name: str, widths: Sequence[int], head: Sequence[str] = ()) -> Worksheet:
        """A new sheet with its headings, which stay in sight."""
        sheet: Worksheet = self.book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for column, words in enumerate(head):
            sheet.write_string(0, column, words, self.head)
        if head:
            sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        return sheet

    def write(
        self, sheet: Worksheet, row: int, column: int, value: str | dt.date | None, *, fixed: bool = False
    ) -> None:
        """A text as a text, a day as a day."""
        if isinstance(value, dt.date):
            sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), self.day)
        elif value:
            cell_format: Format = self.fixed if fixed else self.text
            if value.startswith(A_FORMULA):
                cell_format = self.quoted
            sheet.write_string(row, column, value, cell_format)
        else:
            sheet.write_blank(row, column, None, self.fixed if fixed else self.text)


def _notes(pen: Pen, document: Document, signature: str) -> None:
    sheet = pen.sheet(NOTES, (30, 100))
    facts = [
        (SCHOOL, document.school),
        (YEAR, document.year_label),
        (VERSION, str(document.version)),
        ("Revision", str(document.revision)),
        ("Where it stands", signature),
        ("Why it was corrected", document.reason),
        ("Digest", document.digest),
        *(("How to work with it" if place == 0 else "", words) for place, words in enumerate(HOW_TO)),
        ("", ""),
        ("Area", "Level, and the indicators since last year"),
        *(
            (area.name, f"{document.level(area.mean)}. {since_last_year(document, area)}")
            for area in document.areas
        ),
    ]
    for row, (name, words) in enumerate(facts):
        sheet.write_string(row, 0, name, pen.head)
        pen.write(sheet, row, 1, words)


def _judgements(pen: Pen, document: Document, beside: FiguresBeside) -> None:
    sheet = pen.sheet(JUDGEMENTS, [column.width for column in COLUMNS], [column.name for column in COLUMNS])
    sheet.freeze_panes(1, 3)
    for row, indicator in enumerate(document.indicators, 1):
        fixed = [not column.read or column in (ID, SAVES) for column in COLUMNS]
        for column, value in enumerate(_row(document, indicator, beside)):
            pen.write(sheet, row, column, value, fixed=fixed[column])
    last = len(document.indicators)
    level, strength = COLUMNS.index(LEVEL), COLUMNS.index(STRENGTH)
    not_known = sorted({one.label for one in document.indicators if one.level == "not_known"})
    choices = [*level_choices(document), *(not_known or ["Not known yet"])]
    sheet.data_validation(
        1, level, last, level, {"validate": "list", "source": choices, "error_type": "warning"}
    )
    sheet.data_validation(
        1,
        strength,
        last,
        strength,
        {"validate": "list", "source": list(STRENGTHS.values()), "error_type": "warning"},
    )


def _row(
    document: Document, indicator: DocumentedIndicator, beside: FiguresBeside
) -> Iterable[str | dt.date | None]:
    """The cells of one indicator, in the order of COLUMNS."""
    mine = not indicator.provisional
    return (
        indicator.id,
        indicator.number,
        f"{indicator.short}: {indicator.text}",
        level_name(indicator),
        indicator.description if mine else "",
        indicator.commentary if mine else "",
        STRENGTHS.get(indicator.strength, ""),
        indicator.explanation,
        indicator.next_step,
        indicator.owner,
        indicator.due,
        BETWEEN_TAGS.join(indicator.tags),
        "\n".join(evidence_lines(document, indicator, beside)),
        str(indicator.saves),
    )


def _evidence(pen: Pen, document: Document, beside: FiguresBeside) -> None:
    widths = (6, 40, 20, 10, 12, 40, 40, 16, 24, 20, 30, 40)
    sheet = pen.sheet(EVIDENCE, widths, (*EVIDENCE_HEAD, *EVIDENCE_TOLD))
    for row, piece in enumerate(document.evidence, 1):
        used_at = [one for one in document.indicators if piece.number in one.evidence]
        stands = {one.number: lowered(backs_of(one, piece)) for one in used_at}
        cells = (
            str(piece.number),
            piece.title,
            piece.kind,
            piece.form,
            piece.made_on,
            piece.url,
            note_of(piece, beside),
            ", ".join(stands),
            piece.file_name,
            piece.sha256,
            "; ".join(f"{number} {words}" for number, words in stands.items() if words),
            beside.answers.get(piece.number, ""),
        )
        for column, value in enumerate(cells):
            pen.write(sheet, row, column, value)


def _levels(pen: Pen, document: Document) -> None:
    head = ("Number", "Indicator", *level_choices(document))
    sheet = pen.sheet(LEVELS, (8, 40, *(36 for _ in document.scale)), head)
    for row, indicator in enumerate(document.indicators, 1):
        cells = (indicator.number, f"{indicator.short}: {indicator.text}", *indicator.ladder)
        for column, value in enumerate(cells):
            pen.write(sheet, row, column, value)
