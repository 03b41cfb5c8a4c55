"""The head's two pages, set so that they are two pages for every school."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4

from selfeval.reports.area_chart import AreaDrawing
from selfeval.reports.head import HeadPages
from selfeval.reports.marks import ON_PAPER, SOFT
from selfeval.reports.paper import blocks
from selfeval.reports.paper.blocks import Beside, Block, Bullets, Section, Stack, Text, Voiced, bold, plain
from selfeval.reports.paper.faces import SANS, width_of
from selfeval.reports.paper.grid import Grid
from selfeval.reports.paper.surface import PaperSurface
from selfeval.reports.paper.tagged import TaggedCanvas, finished

LEFT, TOP, FOOT = 42.5, 36.0, 34.0
WIDTH = A4[0] - 2 * LEFT
ROOM = A4[1] - TOP - FOOT - 16
SIZES = (1.0, 0.97, 0.94, 0.91, 0.88, 0.85, 0.82)
"""Type is set at the largest of these at which a page holds what it should."""
LOOSEST = 7.0
"""Points that are added before each part at most, where a page has room to spare."""


def head_pdf(pages: HeadPages) -> bytes:
    """Two A4 pages, tagged. The same pages give the same bytes."""
    out = io.BytesIO()
    canvas = TaggedCanvas(out, pages.title, pages.school)
    for number, parts in enumerate((page_one, page_two), 1):
        _page(canvas, lambda scale, parts=parts: parts(pages, scale), pages.footer, number)
    canvas.save()
    return finished(out, canvas)


def _page(canvas: TaggedCanvas, parts: Callable[[float], Sequence[Block]], footer: str, number: int) -> None:
    made = next((made for scale in SIZES if _height(made := parts(scale)) <= ROOM), None) or parts(SIZES[-1])
    spare = max(ROOM - _height(made), 0.0)
    loose = min(spare / max(len(made) - 1, 1), LOOSEST)
    top = A4[1] - TOP
    for part in made:
        part.draw(canvas, LEFT, top, WIDTH)
        top -= part.height(WIDTH) + loose
    with canvas.artifact():
        blocks.rule(canvas, LEFT, FOOT + 11, WIDTH, blocks.HAIR, 0.6)
        canvas.setFillColor(SOFT)
        size = min(7.8, 7.8 * (WIDTH - 60) / width_of(footer, 7.8))
        canvas.setFont(SANS, size)
        canvas.drawString(LEFT, FOOT, footer)
        canvas.drawRightString(LEFT + WIDTH, FOOT, f"Page {number} of 2")
    canvas.showPage()


def _height(parts: Sequence[Block]) -> float:
    return sum(part.height(WIDTH) for part in parts)


@dataclass(frozen=True)
class Figure:
    """A drawing with its words for those who cannot see it."""

    drawing: AreaDrawing
    in_words: str

    def height(self, width: float) -> float:
        return self.drawing.height

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        box = (left, top - self.drawing.height, left + width, top)
        with canvas.element("Figure", alternative=self.in_words, box=box):
            self.drawing.paint(PaperSurface(canvas, left, top))


def page_one(pages: HeadPages, scale: float) -> list[Block]:
    """The picture."""
    small, body = blocks.SMALL.scaled(scale), blocks.BODY.scaled(scale)
    section = blocks.SECTION.scaled(scale)
    parts: list[Block] = [
        Stack(
            (
                Text(plain(pages.eyebrow), blocks.EYEBROW.scaled(scale), after=2),
                Text(plain(pages.heading), blocks.TITLE.scaled(scale), role="H1", after=4),
                Text(plain(pages.lede), blocks.LEDE.scaled(scale)),
            )
        )
    ]
    if pages.answered:
        parts.append(
            Stack(
                (
                    Section("Who answered", section),
                    _who_answered(pages, scale),
                    _note(pages.answered_note, small),
                )
            )
        )
    parts.append(
        Stack(
            (
                Section("In short", section),
                *(
                    Voiced(
                        each.voice,
                        each.name,
                        each.sentence,
                        plain(each.how),
                        blocks.SAID.scaled(scale),
                        small,
                        first=place == 0,
                    )
                    for place, each in enumerate(pages.spoken)
                ),
            )
        )
    )
    if pages.figure:
        drawing = AreaDrawing(pages.figure, ON_PAPER, width_of)
        parts.append(
            Stack(
                (
                    Section(pages.figure_title, section),
                    Figure(drawing, pages.figure_in_words),
                    _note(pages.figure_caption, small),
                )
            )
        )
    listed = [
        Stack((Section(_how_many(words, name), section), Bullets([plain(each) for each in words], body)))
        for words, name in ((pages.strengths, "strength"), (pages.concerns, "concern"))
        if words
    ]
    if listed:
        parts.append(Beside(listed))
    return parts


def page_two(pages: HeadPages, scale: float) -> list[Block]:
    """What stands behind it, and what to ask."""
    small, body = blocks.SMALL.scaled(scale), blocks.BODY.scaled(scale)
    section = blocks.SECTION.scaled(scale)
    parts: list[Block] = []
    if pages.groups:
        grid = Grid(
            head=("Group", "Score", "All", "Beside all"),
            rows=[(bold(each.name), each.figure, each.everyone, plain(each.said)) for each in pages.groups],
            widths=(5, 2, 1, 3),
            numbers=(1, 2),
            cell=blocks.CELL.scaled(scale),
            heading=blocks.HEAD.scaled(scale),
        )
        parts.append(
            Stack(
                (
                    Section("Groups that differ most in belonging", section),
                    grid,
                    _note(pages.groups_note, small),
                )
            )
        )
    if pages.partings:
        told = [
            Text(f"{bold(parting.row.name)}. {plain(parting.sentence)}", body, after=3)
            for parting in pages.partings
        ]
        parts.append(Stack((Section("Where leaders and the others part", section), *told)))
    if pages.to_ask:
        parts.append(
            Stack(
                (
                    Section("What to ask", section),
                    Bullets([plain(each) for each in pages.to_ask], body, between=2.5),
                )
            )
        )
    if pages.cautions:
        parts.append(
            Stack(
                (
                    Section("A caution", section),
                    *(Text(plain(told), body, after=2) for told in pages.cautions),
                )
            )
        )
    parts.append(Stack((Section("How to read this", section), Text(plain(" ".join(pages.notes)), small))))
    return parts


def _who_answered(pages: HeadPages, scale: float) -> Grid:
    grouped = any(each.groups for each in pages.answered)
    rows = [
        (bold(each.name), bold(each.n_of), plain(each.share), *((plain(each.groups),) if grouped else ()))
        for each in pages.answered
    ]
    return Grid(
        head=("", "Answered", "Share", *(("By group",) if grouped else ())),
        rows=rows,
        widths=(2.6, 1.4, 1.3, 7) if grouped else (2, 1, 4),
        cell=blocks.CELL.scaled(scale),
        heading=blocks.HEAD.scaled(scale),
    )


def _note(text: str, style: blocks.Style) -> Text:
    return Text(plain(text), style)


def _how_many(words: Sequence[str], name: str) -> str:
    from selfeval.reports.wording import counted, started

    return started(counted(len(words), name))
