"""Slips as a PDF: a sheet of cards to cut, shuffle and draw from. Lengths are in millimetres."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

import segno
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from selfeval.reports.charts.palette import BLACK, CUT, INK, SOFT

COLUMNS, ROWS = 2, 5
A_PAGE = COLUMNS * ROWS
CARD_WIDTH, CARD_HEIGHT = 95.0, 53.0
LEFT, TOP = 10.0, 9.0
QR_SIZE = 33.0
QUIET = 4
"""Modules of white around a QR code, as the standard wants."""
PADDING = 5.0
REGULAR, BOLD = "selfeval-regular", "selfeval-bold"
DRAW = "Take one card. Your name is not on it."
SHUFFLE = "Shuffle the cards before handing them out."


@dataclass(frozen=True)
class CardSheet:
    """What is printed for one group. `slips` are eight characters each, in the order of the cards."""

    school: str
    survey: str
    group: str
    address: str
    """Of the answering page of this group, with http:// or https://."""
    slips: tuple[str, ...]

    def link(self, slip: str) -> str:
        """What the QR code says. The slip stands after #, so that no server's log ever holds it."""
        return f"{self.address}#{slip}"

    @property
    def short_address(self) -> str:
        """As people type it."""
        return self.address.split("://", 1)[-1]


def cards_pdf(sheet: CardSheet) -> bytes:
    """The cards of a group, ten to a page. The same slips give the same bytes: no time is written in them."""
    _fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, lang="en-GB", pageCompression=1)
    canvas.setTitle(f"Cards for {sheet.group}: {sheet.survey}")
    canvas.setAuthor(sheet.school)
    canvas.setSubject("One card for each person. Cut, shuffle, let them draw.")
    canvas.setCreator("selfeval")
    pages = [sheet.slips[first : first + A_PAGE] for first in range(0, len(sheet.slips), A_PAGE)]
    for number, slips in enumerate(pages, 1):
        _cut_lines(canvas)
        for place, slip in enumerate(slips):
            _card(canvas, sheet, slip, place)
        _footer(canvas, sheet, number, len(pages))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def qr_rows(text: str) -> list[list[tuple[int, int]]]:
    """The dark runs (first module, length) of each row of a QR code, quiet zone not counted."""
    matrix: Sequence[Sequence[int]] = segno.make(text, error="m", micro=False).matrix
    return [list(_dark_runs(row)) for row in matrix]


def _dark_runs(row: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for dark, run in groupby(row, key=bool):
        length = sum(1 for _ in run)
        if dark:
            yield start, length
        start += length


@cache
def _fonts() -> None:
    import matplotlib  # it takes a second, and no page must wait for it

    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    pdfmetrics.registerFont(TTFont(REGULAR, folder / "DejaVuSans.ttf"))
    pdfmetrics.registerFont(TTFont(BOLD, folder / "DejaVuSans-Bold.ttf"))


def _corner(place: int) -> tuple[float, float]:
    """Left and top edge of a card, in points from the lower left corner of the page."""
    row, column = divmod(place, COLUMNS)
    return (LEFT + column * CARD_WIDTH) * mm, A4[1] - (TOP + row * CARD_HEIGHT) * mm


def _cut_lines(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.setStrokeColor(CUT)
    canvas.setLineWidth(0.5)
    canvas.setDash(3, 3)
    left, top = _corner(0)
    right, bottom = left + COLUMNS * CARD_WIDTH * mm, top - ROWS * CARD_HEIGHT * mm
    for column in range(COLUMNS + 1):
        canvas.line(left + column * CARD_WIDTH * mm, top, left + column * CARD_WIDTH * mm, bottom)
    for row in range(ROWS + 1):
        canvas.line(left, top - row * CARD_HEIGHT * mm, right, top - row * CARD_HEIGHT * mm)
    canvas.restoreState()


def _card(canvas: Canvas, sheet: CardSheet, slip: str, place: int) -> None:
    left, top = _corner(place)
    inner, edge = left + PADDING * mm, left + (CARD_WIDTH - PADDING) * mm
    words = edge - inner - (QR_SIZE + 4) * mm
    _qr(canvas, sheet.link(slip), edge - QR_SIZE * mm, top - (PADDING + QR_SIZE) * mm)

    line = top - 8 * mm
    canvas.setFillColor(INK)
    line = _lines(canvas, sheet.school, BOLD, 9.5, inner, line, words, 2)
    canvas.setFillColor(SOFT)
    line = _lines(canvas, sheet.survey, REGULAR, 8.5, inner, line, words, 2)
    canvas.setFillColor(INK)
    _lines(canvas, sheet.group, BOLD, 11, inner, line - 1.2 * mm, words, 1)

    code = f"{slip[:4]}-{slip[4:]}"
    canvas.setFont(BOLD, 19)
    canvas.drawString(inner, top - 35.5 * mm, code)
    where = f"Go to {sheet.short_address}"
    canvas.setFont(REGULAR, _fitting(where, 8.5, edge - inner))
    canvas.drawString(inner, top - 44 * mm, where)
    canvas.setFillColor(SOFT)
    canvas.setFont(REGULAR, 8.5)
    canvas.drawString(inner, top - 48.8 * mm, DRAW)


def _lines(
    canvas: Canvas, text: str, font: str, size: float, left: float, line: float, width: float, most: int
) -> float:
    """Writes text in at most so many lines and gives the height at which the next line stands."""
    split = simpleSplit(text, font, size, width)
    if len(split) > most:
        split = [*split[: most - 1], split[most - 1] + "…"]
    canvas.setFont(font, size)
    for part in split:
        canvas.drawString(left, line, _cut(part, font, size, width))
        line -= size * 1.25
    return line


def _cut(text: str, font: str, size: float, width: float) -> str:
    while pdfmetrics.stringWidth(text, font, size) > width:
        text = text.rstrip("…")[:-1].rstrip() + "…"
    return text


def _fitting(text: str, size: float, width: float) -> float:
    wide = pdfmetrics.stringWidth(text, REGULAR, size)
    return size if wide <= width else size * width / wide


def _qr(canvas: Canvas, text: str, left: float, bottom: float) -> None:
    rows = qr_rows(text)
    module = QR_SIZE * mm / (len(rows) + 2 * QUIET)
    canvas.setFillColor(BLACK)
    for number, runs in enumerate(rows):
        low = bottom + QR_SIZE * mm - (number + 1 + QUIET) * module
        for start, length in runs:
            canvas.rect(left + (start + QUIET) * module, low, length * module, module, stroke=0, fill=1)


def _footer(canvas: Canvas, sheet: CardSheet, number: int, pages: int) -> None:
    canvas.setFillColor(INK)
    canvas.setFont(BOLD, 8.5)
    canvas.drawString(LEFT * mm, 12 * mm, SHUFFLE)
    canvas.setFont(REGULAR, 8.5)
    many = len(sheet.slips)
    foot = f"{sheet.group}: {many} {'card' if many == 1 else 'cards'}. Page {number} of {pages}."
    canvas.drawRightString((LEFT + COLUMNS * CARD_WIDTH) * mm, 12 * mm, foot)
