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

COLUMNS, ROWS = 3, 8
A_PAGE = COLUMNS * ROWS
CARD_WIDTH, CARD_HEIGHT = 64.0, 33.5
LEFT, TOP = 9.0, 9.0
QR_SIZE = 24.0
TICK = 3.0
"""How far a cutting mark stands out beyond the cards, so that a stack can be cut along it."""
QUIET = 4
"""Modules of white around a QR code, as the standard wants."""
PADDING = 3.0
WORDS_AT, WORD_PITCH, WORD_SIZE = 14.4, 4.15, 12
"""Of a card in words: where the first one stands, from one to the next, and their size in points."""
REGULAR, BOLD = "selfeval-regular", "selfeval-bold"
DRAW = "Take one card. Your name is not on it."
SHUFFLE = "Shuffle the cards before handing them out."


@dataclass(frozen=True)
class CardSheet:
    """What is printed for one group. `slips`: eight characters each, or words with spaces, in their order."""

    school: str
    survey: str
    group: str
    address: str
    """Of the answering page of this group, with http:// or https://."""
    slips: tuple[str, ...]

    def link(self, slip: str) -> str:
        """What the QR code says. The slip stands after #, so that no server's log ever holds it."""
        return f"{self.address}#{slip.replace(' ', '')}"

    @property
    def short_address(self) -> str:
        """As people type it."""
        return self.address.split("://", 1)[-1]


def cards_pdf(*sheets: CardSheet) -> bytes:
    """The cards of one group or of several, 24 to a page, each group on pages of its own.

    The same slips give the same bytes: no time is written in them.
    """
    _fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, lang="en-GB", pageCompression=1)
    groups = sheets[0].group if len(sheets) == 1 else "every group"
    canvas.setTitle(f"Cards for {groups}: {sheets[0].survey}")
    canvas.setAuthor(sheets[0].school)
    canvas.setSubject("One card for each person. Cut, shuffle, let them draw.")
    canvas.setCreator("selfeval")
    for sheet in sheets:
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
    """Dashes around every card, and a mark at the end of each line, beyond the cards."""
    left, top = _corner(0)
    right, bottom = left + COLUMNS * CARD_WIDTH * mm, top - ROWS * CARD_HEIGHT * mm
    canvas.saveState()
    canvas.setStrokeColor(CUT)
    canvas.setLineWidth(0.5)
    for column in range(COLUMNS + 1):
        at = left + column * CARD_WIDTH * mm
        _cut(canvas, (at, top), (at, bottom), (0, TICK * mm))
    for row in range(ROWS + 1):
        at = top - row * CARD_HEIGHT * mm
        _cut(canvas, (left, at), (right, at), (-TICK * mm, 0))
    canvas.restoreState()


def _cut(
    canvas: Canvas, start: tuple[float, float], end: tuple[float, float], mark: tuple[float, float]
) -> None:
    (x, y), (far_x, far_y), (over_x, over_y) = start, end, mark
    canvas.setDash(3, 3)
    canvas.line(x, y, far_x, far_y)
    canvas.setDash()
    canvas.line(x, y, x + over_x, y + over_y)
    canvas.line(far_x, far_y, far_x - over_x, far_y - over_y)


def _card(canvas: Canvas, sheet: CardSheet, slip: str, place: int) -> None:
    left, top = _corner(place)
    inner, edge = left + PADDING * mm, left + (CARD_WIDTH - PADDING) * mm
    words = edge - inner - QR_SIZE * mm
    _qr(canvas, sheet.link(slip), edge - QR_SIZE * mm + 1.5 * mm, top - (QR_SIZE + 1.5) * mm)

    in_words = " " in slip
    line = top - (4.1 if in_words else 5) * mm
    canvas.setFillColor(INK)
    line = _lines(canvas, sheet.group, BOLD, 8 if in_words else 9, inner, line, words, 1)
    canvas.setFillColor(SOFT)
    small = 6.0 if in_words else 6.5
    line = _lines(canvas, sheet.school, REGULAR, small, inner, line, words, 1)
    _lines(canvas, sheet.survey, REGULAR, small, inner, line, words, 1)

    canvas.setFillColor(INK)
    if in_words:
        _words(canvas, slip, inner, top - WORDS_AT * mm, words)
    else:
        code = f"{slip[:4]}-{slip[4:]}"
        canvas.setFont(BOLD, _fitting(code, BOLD, 15, words))
        canvas.drawString(inner, top - 20.5 * mm, code)
    where = f"Go to {sheet.short_address}"
    canvas.setFont(REGULAR, _fitting(where, REGULAR, 7.5, edge - inner))
    canvas.drawString(inner, top - (30.1 if in_words else 28) * mm, where)
    canvas.setFillColor(SOFT)
    canvas.setFont(REGULAR, small)
    canvas.drawString(inner, top - (32.4 if in_words else 31.3) * mm, DRAW)


def _words(canvas: Canvas, slip: str, left: float, line: float, width: float) -> None:
    """One below the other, as large as the card has room for: they are copied one at a time."""
    for word in slip.split():
        canvas.setFont(BOLD, _fitting(word, BOLD, WORD_SIZE, width))
        canvas.drawString(left, line, word)
        line -= WORD_PITCH * mm


def _lines(
    canvas: Canvas, text: str, font: str, size: float, left: float, line: float, width: float, most: int
) -> float:
    """Writes text in at most so many lines and gives the height at which the next line stands."""
    split = simpleSplit(text, font, size, width)
    if len(split) > most:
        split = [*split[: most - 1], split[most - 1] + "…"]
    canvas.setFont(font, size)
    for part in split:
        canvas.drawString(left, line, _shortened(part, font, size, width))
        line -= size * 1.25
    return line


def _shortened(text: str, font: str, size: float, width: float) -> str:
    while pdfmetrics.stringWidth(text, font, size) > width:
        text = text.rstrip("…")[:-1].rstrip() + "…"
    return text


def _fitting(text: str, font: str, size: float, width: float) -> float:
    wide = pdfmetrics.stringWidth(text, font, size)
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
    canvas.drawString(LEFT * mm, 10 * mm, SHUFFLE)
    canvas.setFont(REGULAR, 8.5)
    many = len(sheet.slips)
    foot = f"{sheet.group}: {many} {'card' if many == 1 else 'cards'}. Page {number} of {pages}."
    canvas.drawRightString((LEFT + COLUMNS * CARD_WIDTH) * mm, 10 * mm, foot)
