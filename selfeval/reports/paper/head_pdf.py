"""The head's two pages, set so that they are two pages for every school."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

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
from selfeval.reports.wording import counted, started

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
        _page(canvas, partial(parts, pages), pages.footer, number)
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
    parts: list[Block] = [
        Stack(
            (
                Text(plain(pages.eyebrow), blocks.EYEBROW.scaled(scale), after=2),
                Text(plain(pages.heading), blocks.TITLE.scaled(scale), role="H1", after=4),
                Text(plain(pages.lede), blocks.LEDE.scaled(scale)),
            )
        ),
        _part(scale, "Who answered", _who_answered(pages, scale), _note(pages.answered_note, scale)),
        _part(scale, "In short", *_spoken(pages, scale)),
    ]
    if pages.figure:
        figure = Figure(AreaDrawing(pages.figure, ON_PAPER, width_of), pages.figure_in_words)
        parts.append(_part(scale, pages.figure_title, figure, _note(pages.figure_caption, scale)))
    listed = [
        _part(scale, started(counted(len(words), name)), _bullets(words, scale))
        for words, name in ((pages.strengths, "strength"), (pages.concerns, "concern"))
        if words
    ]
    if listed:
        parts.append(Beside(listed))
    return parts


def page_two(pages: HeadPages, scale: float) -> list[Block]:
    """What stands behind it, and what to ask."""
    body = blocks.BODY.scaled(scale)
    parts: list[Block] = []
    if pages.groups:
        grid = _grid(
            ("Group", "Score", "All", "Beside all"),
            [(bold(each.name), each.figure, each.everyone, plain(each.said)) for each in pages.groups],
            (5, 2, 1, 3),
            scale,
            numbers=(1, 2),
        )
        title = "Groups that differ most in belonging"
        parts.append(_part(scale, title, grid, _note(pages.groups_note, scale)))
    if pages.partings:
        told = [
            Text(f"{bold(parting.row.name)}. {plain(parting.sentence)}", body, after=3)
            for parting in pages.partings
        ]
        parts.append(_part(scale, "Where leaders and the others part", *told))
    if pages.to_ask:
        parts.append(_part(scale, "What to ask", _bullets(pages.to_ask, scale)))
    if pages.cautions:
        cautions = [Text(plain(told), body, after=2) for told in pages.cautions]
        parts.append(_part(scale, "A caution", *cautions))
    parts.append(_part(scale, "How to read this", _note(" ".join(pages.notes), scale)))
    return parts


def _part(scale: float, title: str, *inside: Block) -> Stack:
    return Stack((Section(title, blocks.SECTION.scaled(scale)), *inside))


def _spoken(pages: HeadPages, scale: float) -> list[Block]:
    said, small = blocks.SAID.scaled(scale), blocks.SMALL.scaled(scale)
    return [
        Voiced(each.voice, each.name, each.sentence, plain(each.how), said, small, first=place == 0)
        for place, each in enumerate(pages.spoken)
    ]


def _who_answered(pages: HeadPages, scale: float) -> Grid:
    grouped = any(each.groups for each in pages.answered)
    rows = [
        (bold(each.name), bold(each.n_of), plain(each.share), *((plain(each.groups),) if grouped else ()))
        for each in pages.answered
    ]
    head = ("Who", "Answered", "Share", *(("By group",) if grouped else ()))
    return _grid(head, rows, (2.6, 1.4, 1.3, 7.4) if grouped else (2, 1, 4), scale)


def _grid(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    scale: float,
    numbers: Sequence[int] = (),
) -> Grid:
    return Grid(head, rows, widths, numbers, blocks.CELL.scaled(scale), blocks.HEAD.scaled(scale))


def _bullets(items: Sequence[str], scale: float) -> Bullets:
    return Bullets([plain(each) for each in items], blocks.BODY.scaled(scale))


def _note(text: str, scale: float) -> Text:
    return Text(plain(text), blocks.SMALL.scaled(scale))
