"""A table on paper: tagged headings, hairlines between rows, a strong line under the head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfeval.reports.marks import INK
from selfeval.reports.paper.blocks import CELL, HAIR, HEAD, Align, Style, Text, rule
from selfeval.reports.paper.tagged import TaggedCanvas


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
                scope = "Column" if is_head else "Row" if column == 0 else ""
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

    def _texts(self, cells: Sequence[str], style: Style) -> list[Text]:
        return [Text(cell, style, align=self._align(column)) for column, cell in enumerate(cells)]

    def _align(self, column: int) -> Align:
        return "right" if column in self.numbers else "left"

    def _rooms(self, width: float) -> list[float]:
        free = width - self.gap * (len(self.widths) - 1)
        return [share / sum(self.widths) * free for share in self.widths]
