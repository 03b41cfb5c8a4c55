"""Figures on paper: the same shapes and words as on a page, as vectors with text that can be selected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.pdfbase import pdfmetrics

from selfeval.reports.charts.canvas import COLOURS, Anchor, Point
from selfeval.reports.charts.series_chart import ON_PAPER, height_of, paint_series
from selfeval.reports.pdf.blocks import HAIR, SAID, SERIF_NAME, SMALL, Style, Text, bold, plain, rule
from selfeval.reports.pdf.head_charts import ACROSS, RoundsRow, SmallChart
from selfeval.reports.pdf.tagged import SANS_BOLD, TaggedCanvas, face_of, width_of


class PaperSurface:
    """A part of a printed page, in points from its upper left corner, y downwards."""

    ground = "#ffffff"

    def __init__(self, canvas: TaggedCanvas, left: float, top: float) -> None:
        self._canvas, self._left, self._top = canvas, left, top

    def line(
        self, start: Point, end: Point, colour: str, width: float = 1.0, *, dashed: bool = False
    ) -> None:
        canvas = self._canvas
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(width * 0.75)
        canvas.setDash(*((3, 2) if dashed else ()))
        (x1, y1), (x2, y2) = start, end
        canvas.line(self._left + x1, self._top - y1, self._left + x2, self._top - y2)
        canvas.setDash()

    def diamond(self, x: float, y: float, reach: float, fill: str, edge: str) -> None:
        self._shape([(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)], fill, edge)

    def square(self, x: float, y: float, side: float, fill: str, edge: str) -> None:
        h = side / 2
        self._shape([(x - h, y - h), (x + h, y - h), (x + h, y + h), (x - h, y + h)], fill, edge)

    def circle(self, x: float, y: float, radius: float, fill: str, edge: str) -> None:
        self._inks(fill, edge)
        self._canvas.circle(self._left + x, self._top - y, radius, stroke=1, fill=1)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: str,
        *,
        weight: int = 400,
        anchor: Anchor = "start",
        serif: bool = False,
    ) -> None:
        face = face_of(weight, serif=serif)
        back = {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
        begin = x - back * pdfmetrics.stringWidth(text, face, size)
        self._canvas.setFillColor(colour)
        self._canvas.setFont(face, size)
        # With a space at its end: where one text stops and the next begins, words must not run together.
        self._canvas.drawString(self._left + begin, self._top - y, f"{text} ")

    def width_of(self, text: str, size: float, weight: int = 400) -> float:
        return width_of(text, size, weight)

    def _shape(self, corners: list[Point], fill: str, edge: str) -> None:
        self._inks(fill, edge)
        path = self._canvas.beginPath()
        for place, (x, y) in enumerate(corners):
            (path.lineTo if place else path.moveTo)(self._left + x, self._top - y)
        path.close()
        self._canvas.drawPath(path, stroke=1, fill=1)

    def _inks(self, fill: str, edge: str) -> None:
        self._canvas.setFillColor(fill)
        self._canvas.setStrokeColor(edge)
        self._canvas.setLineWidth(0.9)


@dataclass(frozen=True)
class Voiced:
    """What one voice says: its shape and name at the left, a sentence and how sure it is at the right."""

    voice: str
    name: str
    sentence: str
    how: str
    """Markup."""
    said: Style = SAID
    small: Style = SMALL
    first: bool = False
    aside: float = 96.0

    def height(self, width: float) -> float:
        told = sum(text.height(width - self.aside) for text in self._told)
        return max(told, self._named.height(self.aside - 12)) + 2 * self._around

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        with canvas.artifact():
            if not self.first:
                rule(canvas, left, top, width, HAIR, 0.6)
            shape(canvas, self.voice, left + 3.5, top - self._around - self.said.leading * 0.55, 3.2)
        top -= self._around
        with canvas.element("Div", marked=False):
            self._named.draw(canvas, left + 11, top - 1.5, self.aside - 12)
            for text in self._told:
                text.draw(canvas, left + self.aside, top, width - self.aside)
                top -= text.height(width - self.aside)

    @property
    def _around(self) -> float:
        return 0.3 * self.said.leading

    @property
    def _named(self) -> Text:
        size = self.small.size * 1.08
        return Text(plain(self.name), Style(SANS_BOLD, size, size * 1.2, COLOURS[self.voice]))

    @property
    def _told(self) -> list[Text]:
        said = [Text(plain(self.sentence), self.said)] if self.sentence else []
        return [*said, *([Text(self.how, self.small)] if self.how else [])]


def shape(canvas: TaggedCanvas, voice: str, x: float, y: float, reach: float) -> None:
    """Circle, square or diamond: beside the word, never in its place."""
    canvas.setFillColor(COLOURS[voice])
    if voice == "pupils":
        canvas.circle(x, y, reach, stroke=0, fill=1)
    elif voice == "staff":
        canvas.rect(x - 0.9 * reach, y - 0.9 * reach, 1.8 * reach, 1.8 * reach, stroke=0, fill=1)
    else:
        path = canvas.beginPath()
        path.moveTo(x, y + 1.2 * reach)
        for right, up in ((1.2, 0), (0, -1.2), (-1.2, 0)):
            path.lineTo(x + right * reach, y + up * reach)
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)


@dataclass(frozen=True)
class Multiples:
    """One voice over the rounds."""

    row: RoundsRow
    scale: float = 1.0
    named: bool = True
    """False under a row of the same scores: their names stand above."""
    gap: float = 8.0

    def height(self, width: float) -> float:
        room = self._room(width)
        return self._who.height(width) + self._names(room) + self._verdicts(room) + self._charts + 4

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        room = self._room(width)
        with canvas.artifact():
            shape(canvas, self.row.voice, left + 3, top - self._who.style.size * 0.72, 2.8)
        self._who.draw(canvas, left + 10, top, width - 10)
        top -= self._who.height(width)
        names, verdicts = self._names(room), self._verdicts(room)
        for place, chart in enumerate(self.row.charts):
            at = left + place * (room + self.gap)
            with canvas.element("Div", marked=False):
                if self.named:
                    self._name(chart).draw(canvas, at, top, room)
                self._verdict(chart).draw(canvas, at, top - names, room)
                self._chart(canvas, chart, at, top - names - verdicts, room)

    def _chart(self, canvas: TaggedCanvas, chart: SmallChart, left: float, top: float, room: float) -> None:
        box = (left, top - self._charts, left + room, top)
        with canvas.element("Figure", alternative=chart.in_words, box=box):
            paint_series(PaperSurface(canvas, left, top), chart.panel, ON_PAPER)

    def _room(self, width: float) -> float:
        return (width - self.gap * (ACROSS - 1)) / ACROSS

    @property
    def _charts(self) -> float:
        return max((height_of(chart.panel, ON_PAPER) for chart in self.row.charts), default=0.0)

    def _names(self, room: float) -> float:
        return _tallest([self._name(chart) for chart in self.row.charts], room) if self.named else 0.0

    def _verdicts(self, room: float) -> float:
        return _tallest([self._verdict(chart) for chart in self.row.charts], room)

    @property
    def _who(self) -> Text:
        told = f"{bold(self.row.name)}. {plain(self.row.scale)}."
        return Text(told, SMALL.scaled(self.scale), after=1.5)

    def _name(self, chart: SmallChart) -> Text:
        return Text(plain(chart.name), SERIF_NAME.scaled(self.scale))

    def _verdict(self, chart: SmallChart) -> Text:
        style = Style(SMALL.face, 7.6, 9.2).scaled(self.scale)
        return Text(bold(chart.verdict) if chart.clear else plain(chart.verdict), style)


def _tallest(texts: Sequence[Text], room: float) -> float:
    return max((text.height(room) for text in texts), default=0.0)
