"""What a printed page is made of: blocks that know their height at a width, and draw themselves, tagged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape, unescape
from typing import Literal, Protocol

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from selfeval.reports.charts.canvas import mark
from selfeval.reports.charts.palette import HAIR, INK, SOFT, VOICES
from selfeval.reports.pdf.navigation import Bookmark
from selfeval.reports.pdf.tagged import (
    SANS,
    SANS_BOLD,
    SERIF,
    SERIF_BOLD,
    PaperSurface,
    TaggedCanvas,
    in_glyphs,
    ink,
)

HEADING = re.compile(r"H(\d)")
TAG = re.compile(r"</?b>")
TALL = 10_000.0
"""Points; no text of a page is taller."""
LEAST_TYPE = 9.0
"""Points; no text on a page is smaller."""
CLOSEST = 1.17
"""Leading over size at the least."""
Align = Literal["left", "right"]
_ALIGN = {"left": 0, "right": 2}


@dataclass(frozen=True)
class Style:
    """How a text is set; size and leading in points."""

    face: str
    size: float
    leading: float
    colour: str = INK

    def on_paper(self, align: Align = "left") -> ParagraphStyle:
        return _on_paper(self, align)

    def scaled(self, by: float) -> Style:
        """Smaller, but never below what can be read; from there on only its lines come closer."""
        size = max(self.size * by, min(LEAST_TYPE, self.size))
        return replace(self, size=size, leading=max(self.leading * by, CLOSEST * size))


@lru_cache(maxsize=256)
def _on_paper(style: Style, align: Align) -> ParagraphStyle:
    """As reportlab sets it; a page has a thousand texts in a dozen styles."""
    return ParagraphStyle(
        "text",
        fontName=style.face,
        fontSize=style.size,
        leading=style.leading,
        textColor=ink(style.colour),
        alignment=_ALIGN[align],
        splitLongWords=1,
    )


EYEBROW = Style(SANS_BOLD, 9, 11.5, SOFT)
TITLE = Style(SERIF_BOLD, 21, 24)
LEDE = Style(SANS, 10.6, 14.4)
SECTION = Style(SERIF_BOLD, 12, 14.5)
BODY = Style(SANS, 9.6, 12.8)
SENTENCE = Style(SERIF, 11, 14)
SERIF_NAME = Style(SERIF_BOLD, 9, 10.5)
SMALL = Style(SANS, 9, 11.5, SOFT)
HEAD = Style(SANS_BOLD, 9, 11, SOFT)
CELL = Style(SANS, 9.2, 11.6)


class Block(Protocol):
    """A part of a page."""

    def height(self, width: float) -> float: ...

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        """`top` is the upper edge, in points from the foot of the page."""


def plain(text: str) -> str:
    """A text as markup: nothing in it is a tag."""
    return escape(text, quote=False)


def bold(text: str) -> str:
    return f"<b>{plain(text)}</b>"


class _Lines(Paragraph):  # type: ignore[misc]
    """A paragraph whose lines end in a space: without it, readers run the last word into the next one."""

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        size: tuple[float, float] = super().wrap(width, height)
        for line in self.blPara.lines[:-1]:
            if isinstance(line, tuple):
                line[1].append("")
            else:
                line.words[-1].text += " "
        return size


@dataclass(frozen=True)
class TextBlock:
    """A paragraph of markup (<b> only) in one style."""

    markup: str
    style: Style
    role: str = "P"
    align: Align = "left"
    after: float = 0.0
    """Space below, in points."""

    def height(self, width: float) -> float:
        return _height(self.markup, self.style, width) + self.after

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        if level := HEADING.fullmatch(self.role):
            title = unescape(TAG.sub("", self.markup))
            canvas.navigation.bookmarks.append(Bookmark(title, int(level[1]), canvas.page, top))
        with canvas.element(self.role):
            self.write(canvas, left, top, width)

    def write(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        """The words alone, for an element that is open already."""
        paragraph = _lines(self.markup, self.style, self.align)
        height = paragraph.wrap(width, TALL)[1]
        paragraph.drawOn(canvas, left, top - height)


@lru_cache(maxsize=4096)
def _height(markup: str, style: Style, width: float) -> float:
    """Of a text set at a width: asked for again and again while a page is fitted."""
    return float(_lines(markup, style).wrap(width, TALL)[1])


def _lines(markup: str, style: Style, align: Align = "left") -> _Lines:
    """Markup as it is set: a sign that the face of its style lacks is no empty box."""
    return _Lines(in_glyphs(markup, style.face), style.on_paper(align))


@dataclass(frozen=True)
class Section:
    """A heading under a strong rule, which opens a part of the page."""

    text: str
    style: Style = SECTION
    before: float = 8.0
    key: str = ""
    """By which contents lead here."""

    def height(self, width: float) -> float:
        return self.before + self._words.height(width)

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        if self.key:
            canvas.navigation.headings[self.key] = canvas.page, top
        with canvas.artifact():
            rule(canvas, left, top - self.before, width, INK, 1.2)
        self._words.draw(canvas, left, top - self.before - 3, width)

    @property
    def _words(self) -> TextBlock:
        return TextBlock(plain(self.text), self.style, role="H2", after=5)


@dataclass(frozen=True)
class Bullets:
    """A list of markup."""

    items: Sequence[str]
    style: Style
    between: float = 1.5

    def height(self, width: float) -> float:
        return sum(text.height(width - self._inset) + self.between for text in self._texts)

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        with canvas.element("L", marked=False):
            for text in self._texts:
                with canvas.element("LI", marked=False):
                    with canvas.element("Lbl"):
                        canvas.setFillColor(ink(self.style.colour))
                        canvas.setFont(self.style.face, self.style.size)
                        canvas.drawString(left, top - self.style.size, "• ")
                    with canvas.element("LBody"):
                        text.write(canvas, left + self._inset, top, width - self._inset)
                top -= text.height(width - self._inset) + self.between

    @property
    def _inset(self) -> float:
        return self.style.size

    @property
    def _texts(self) -> list[TextBlock]:
        return [TextBlock(item, self.style) for item in self.items]


@dataclass(frozen=True)
class Space:
    """Nothing, so many points high."""

    tall: float

    def height(self, width: float) -> float:
        return self.tall

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        """Leaves the paper as it is."""


@dataclass(frozen=True)
class Stack:
    """Blocks one below the other."""

    blocks: Sequence[Block]

    def height(self, width: float) -> float:
        return sum(block.height(width) for block in self.blocks)

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        for block in self.blocks:
            block.draw(canvas, left, top, width)
            top -= block.height(width)


@dataclass(frozen=True)
class SideBySide:
    """Blocks next to each other, all of one width."""

    blocks: Sequence[Block]
    gap: float = 22.0

    def height(self, width: float) -> float:
        return max((block.height(self._room(width)) for block in self.blocks), default=0.0)

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        room = self._room(width)
        for place, block in enumerate(self.blocks):
            block.draw(canvas, left + place * (room + self.gap), top, room)

    def _room(self, width: float) -> float:
        return (width - self.gap * (len(self.blocks) - 1)) / len(self.blocks)


def rule(canvas: TaggedCanvas, left: float, top: float, width: float, colour: str, weight: float) -> None:
    canvas.setStrokeColor(ink(colour))
    canvas.setLineWidth(weight)
    canvas.line(left, top, left + width, top)


@dataclass(frozen=True)
class Grid:
    """Rows of markup. The first cell of each row is its heading; `widths` are shares of the whole."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    numbers: Sequence[int] = ()
    """Columns that are set to the right."""
    cell: Style = CELL
    heading: Style = HEAD
    gap: float = 8.0

    def height(self, width: float) -> float:
        every = [(self.head, self.heading), *((row, self.cell) for row in self.rows)]
        return sum(self._row_height(cells, style, width) for cells, style in every)

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        with canvas.element("Table", marked=False):
            top = self._row(canvas, self.head, self.heading, left, top, width, last=False)
            for place, cells in enumerate(self.rows):
                last = place == len(self.rows) - 1
                top = self._row(canvas, cells, self.cell, left, top, width, last=last)

    def _row(
        self,
        canvas: TaggedCanvas,
        cells: Sequence[str],
        style: Style,
        left: float,
        top: float,
        width: float,
        *,
        last: bool,
    ) -> float:
        """Draws one row and gives the upper edge of the next."""
        height = self._row_height(cells, style, width)
        is_head = style is self.heading
        with canvas.element("TR", marked=False):
            for column, (text, room) in enumerate(
                zip(self._texts(cells, style), self._rooms(width), strict=True)
            ):
                scope = "Column" if is_head else "Row" if column == 0 and cells[0] else ""
                down = height - self._around - text.height(room) if is_head else self._around
                with canvas.element("TH" if scope else "TD", scope=scope):
                    text.write(canvas, left, top - down, room)
                left += room + self.gap
        start = left - width - self.gap
        if is_head or not last:
            with canvas.artifact():
                rule(canvas, start, top - height, width, INK if is_head else HAIR, 0.6)
        return top - height

    def _row_height(self, cells: Sequence[str], style: Style, width: float) -> float:
        texts = zip(self._texts(cells, style), self._rooms(width), strict=True)
        return max(text.height(room) for text, room in texts) + 2 * self._around

    @property
    def _around(self) -> float:
        return 0.19 * self.cell.leading

    def _texts(self, cells: Sequence[str], style: Style) -> list[TextBlock]:
        return [TextBlock(cell, style, align=self._align(column)) for column, cell in enumerate(cells)]

    def _align(self, column: int) -> Align:
        return "right" if column in self.numbers else "left"

    def _rooms(self, width: float) -> list[float]:
        free = width - self.gap * (len(self.widths) - 1)
        return [share / sum(self.widths) * free for share in self.widths]


@dataclass(frozen=True)
class VoiceBlock:
    """What one voice says: its shape and name at the left, a sentence and how sure it is at the right."""

    voice: str
    name: str
    sentence: str
    how: str
    """Markup."""
    large: Style = SENTENCE
    small: Style = SMALL
    first: bool = False
    aside: float = 96.0

    def height(self, width: float) -> float:
        words = sum(text.height(width - self.aside) for text in self._sentences)
        return max(words, self._named.height(self.aside - 12)) + 2 * self._around

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        with canvas.artifact():
            if not self.first:
                rule(canvas, left, top, width, HAIR, 0.6)
            voice_shape(canvas, self.voice, left + 3.5, top - self._around - self.large.leading * 0.55, 3.2)
        top -= self._around
        with canvas.element("Div", marked=False):
            self._named.draw(canvas, left + 11, top - 1.5, self.aside - 12)
            for text in self._sentences:
                text.draw(canvas, left + self.aside, top, width - self.aside)
                top -= text.height(width - self.aside)

    @property
    def _around(self) -> float:
        return 0.3 * self.large.leading

    @property
    def _named(self) -> TextBlock:
        size = self.small.size * 1.08
        return TextBlock(plain(self.name), Style(SANS_BOLD, size, size * 1.2, VOICES[self.voice]))

    @property
    def _sentences(self) -> list[TextBlock]:
        sentence = [TextBlock(plain(self.sentence), self.large)] if self.sentence else []
        return [*sentence, *([TextBlock(self.how, self.small)] if self.how else [])]


def voice_shape(canvas: TaggedCanvas, voice: str, x: float, y: float, reach: float) -> None:
    """The shape of a voice as charts have it: beside the word, never in its place."""
    mark(PaperSurface(canvas, x, y), voice, 0, 0, reach, reach=1.2 * reach)
