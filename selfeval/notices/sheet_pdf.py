"""A sheet as PDF, in the language that it has, with what is true of its words at the foot of each page."""

from __future__ import annotations

from collections.abc import Sequence

from selfeval.notices.sheet import (
    PrintedSheet,
    SheetBlock,
    SheetBreak,
    SheetHeading,
    SheetList,
    SheetParagraph,
    SheetTable,
)
from selfeval.questionnaires.translated import ENGLISH, name_of
from selfeval.reports.pdf.typeset import Value, typeset

READING_SIZE = 10.5
"""Points."""
LARGE = 14.0
"""Points of what is read aloud, or hangs on a wall."""


def sheet_pdf(
    sheet: PrintedSheet,
    foot: str = "",
    warning: str = "",
    size: float = READING_SIZE,
    more: Sequence[Value] = (),
) -> bytes:
    """`more`: blocks before those of the sheet, as the template takes them."""
    return typeset(
        "sheet",
        {
            "title": sheet.title,
            "above": sheet.above,
            "lead": sheet.lead,
            "blocks": [*more, *map(_block, sheet.blocks)],
            "foot": foot,
            "warning": warning,
            "size": size,
        },
        sheet.language,
    )


def _block(block: SheetBlock) -> Value:
    match block:
        case SheetHeading():
            return {"kind": "heading", "text": block.text, "level": block.level}
        case SheetParagraph():
            return {"kind": "paragraph", "text": block.text, "lead": block.lead}
        case SheetList():
            return {"kind": "list", "lines": block.lines, "first": block.first}
        case SheetTable():
            return {"kind": "table", "columns": block.columns, "rows": block.rows}
        case SheetBreak():
            return {"kind": "break"}


def truth_of(language: str, *, draft: bool, whole: bool) -> str:
    """For staff, in English: in which language it is, who has checked it, what has no translation."""
    if language == ENGLISH:
        return ""
    name = name_of(language)
    checked = f"{name}, a draft: nobody who speaks it has checked these words." if draft else f"{name}."
    return checked if whole else f"{checked} Some sentences have no translation and stand in English."
