"""A sheet of paper as plain data: headings, sentences, lists, tables, lines to write on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SECTION = 2
"""The level of headings that begin a part."""
TO_WRITE = "____________________"
"""What stands where a school has typed nothing: a line to write on."""


@dataclass(frozen=True)
class SheetHeading:
    """A heading of the second or third level; the title of the sheet is the first."""

    text: str
    level: Literal[2, 3] = 2


@dataclass(frozen=True)
class SheetParagraph:
    """One paragraph. `lead`: the words in bold before it."""

    text: str
    lead: str = ""
    small: bool = False


@dataclass(frozen=True)
class SheetList:
    """A list; with numbers where `first` says from which."""

    lines: tuple[str, ...]
    first: int | None = None


@dataclass(frozen=True)
class SheetTable:
    """A table with a row of headings; the first cell of a row names it."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class SheetBreak:
    """What follows begins on a new page."""


SheetBlock = SheetHeading | SheetParagraph | SheetList | SheetTable | SheetBreak


@dataclass(frozen=True)
class PrintedSheet:
    """One sheet, to be read on a page, printed or taken along as a file to change."""

    name: str
    """Of its file, without the ending."""
    above: str
    """School and days, small, above the title."""
    title: str
    lead: str
    blocks: tuple[SheetBlock, ...]
    language: str = "en"

    @property
    def text(self) -> str:
        """All its sentences, a line each, for whoever measures them."""
        return "\n".join(
            [self.title, self.lead, *(line for block in self.blocks for line in lines_of(block))]
        )


def parts_of_sheet(sheet: PrintedSheet) -> list[list[SheetBlock]]:
    """Its blocks, each heading of the second level with what follows it."""
    parts: list[list[SheetBlock]] = [[]]
    for block in sheet.blocks:
        if isinstance(block, SheetHeading) and block.level == SECTION:
            parts.append([])
        parts[-1].append(block)
    return [part for part in parts if part]


def lines_of(block: SheetBlock) -> list[str]:
    """What a block says."""
    match block:
        case SheetHeading(text=text):
            return [text]
        case SheetParagraph(text=text, lead=lead):
            return [f"{lead} {text}".strip()]
        case SheetList(lines=lines):
            return [*lines]
        case SheetTable(rows=rows):
            return [cell for row in rows for cell in row]
        case SheetBreak():
            return []


def ended(text: str) -> str:
    """A typed text as a sentence of its own: with one full stop."""
    return text if text.endswith((".", "!", "?")) else f"{text}."
