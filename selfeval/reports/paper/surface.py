"""A figure on paper: the same shapes and words as on a page, as vectors with text that can be selected."""

from __future__ import annotations

from reportlab.pdfbase import pdfmetrics

from selfeval.reports.paper.faces import face_of, width_of
from selfeval.reports.paper.tagged import TaggedCanvas
from selfeval.reports.surface import Anchor, Point


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
