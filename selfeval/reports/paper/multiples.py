"""Small charts next to each other on paper, their names, verdicts and scales each on one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfeval.reports.head_rounds import ACROSS, RoundsRow, SmallChart
from selfeval.reports.paper.blocks import SERIF_NAME, SMALL, Style, Text, bold, plain
from selfeval.reports.paper.surface import PaperSurface
from selfeval.reports.paper.tagged import TaggedCanvas
from selfeval.reports.paper.voiced import shape
from selfeval.reports.series_chart import ON_PAPER, height_of, paint_series


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
