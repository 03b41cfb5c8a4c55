"""A score over the rounds: points with their intervals first, a thin line second, leaders' levels below."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from selfeval.english import whole
from selfeval.reports.charts.canvas import Canvas, Surface, mark
from selfeval.reports.charts.palette import GRID, INK, SOFT, VOICES
from selfeval.reports.series import RoundPoint, SeriesPanel
from selfeval.reports.wording import BROUGHT_IN, bounds, short_names


@dataclass(frozen=True)
class SeriesSize:
    """Where things stand, in px (on paper, in points)."""

    width: float
    left: float
    """Of the gridlines; numbers of the scale stand before it."""
    inset: float
    """From the ends of the gridlines to the first and the last point."""
    top: float
    """Of the scale."""
    bottom: float
    value: float
    """Type of the figures; all others follow."""
    axis: float
    note: float
    radius: float
    stroke: float
    years: float
    """From the bottom of the scale to the names of the rounds."""
    below: float
    """From there to the end, without leaders."""
    tick: float
    grid: int
    """Points of the scale between gridlines."""
    sparse: bool = False
    """The scale has no numbers, and no point has a bar."""

    def lower(self, scale: float) -> SeriesSize:
        """The same with a scale of so much of its height; type stays as it is."""
        return replace(self, bottom=self.top + scale * (self.bottom - self.top))


PAGE_SIZE = SeriesSize(330, 28, 28, 24, 152, 13.5, 12.5, 11.5, 5.5, 2, 18, 8, 5, 10)
PAPER_SIZE = SeriesSize(66, 0, 8, 14, 50, 9, 9, 9, 2.2, 1.3, 10, 3, 2, 20, sparse=True)
REPORT_SIZE = SeriesSize(200, 16, 38, 20, 82, 9.6, 9, 9, 3.2, 1.3, 12, 5, 3, 10)
"""In the full report on paper, beside what is said of the score."""
LEADERS = 26.0
"""What their line adds below."""
NOTE = 14.0


def height_of(panel: SeriesPanel, size: SeriesSize) -> float:
    """How high a panel is."""
    below = size.bottom + size.years + size.below
    if size.sparse:
        return below
    return below + (NOTE if any(point.note for point in panel.points) else 0) + (LEADERS if panel.top else 0)


def draw_series(panel: SeriesPanel) -> str:
    """One panel for a page, as SVG."""
    canvas = Canvas(PAGE_SIZE.width, height_of(panel, PAGE_SIZE))
    paint_series(canvas, panel, PAGE_SIZE)
    return canvas.svg(panel.key, panel.title, panel.in_words)


def paint_series(surface: Surface, panel: SeriesPanel, size: SeriesSize) -> None:
    """One panel on any surface."""
    at = PanelAxes(panel, size)
    _scale(surface, panel, size, at)
    _lines(surface, panel, size, at)
    for place, point in enumerate(panel.points):
        if point.broken and place:
            _break(surface, (at.x[place - 1] + at.x[place]) / 2, size)
    for x, point in zip(at.x, panel.points, strict=True):
        if point.estimate is not None:
            _point(surface, panel, point, x, at, size)
    _values(surface, panel, size, at)
    _names(surface, panel, size, at)
    if panel.top is not None and not size.sparse:
        _leaders(surface, panel, size, at)


class PanelAxes:
    """Where the rounds stand (by their days, never closer than their names are wide) and the scale."""

    def __init__(self, panel: SeriesPanel, size: SeriesSize) -> None:
        self.low, self.high, self.size = panel.low, panel.high, size
        first, last = size.left + size.inset, size.width - size.inset
        count = len(panel.points)
        if count == 1:
            self.x = [(first + last) / 2]
            return
        fewest = min(2.6 * size.axis, 0.9 * (last - first) / (count - 1))
        self.x = [first + point.at * (last - first) for point in panel.points]
        for place in range(1, count):
            self.x[place] = max(self.x[place], self.x[place - 1] + fewest)
        over = self.x[-1] - last
        for place in range(count - 1, 0, -1):
            if over > 0:
                self.x[place] = min(self.x[place], last - (count - 1 - place) * fewest)

    def y(self, value: float) -> float:
        size = self.size
        share = (value - self.low) / (self.high - self.low)
        return size.bottom - share * (size.bottom - size.top)


def _scale(surface: Surface, panel: SeriesPanel, size: SeriesSize, at: PanelAxes) -> None:
    for value in range(panel.low, panel.high + 1, size.grid):
        y = at.y(value)
        surface.line((size.left, y), (size.width, y), GRID)
        if not size.sparse:
            surface.text(0, y + 4, f"{value}", size.note, SOFT)


def _lines(surface: Surface, panel: SeriesPanel, size: SeriesSize, at: PanelAxes) -> None:
    for place, (before, after) in enumerate(pairwise(panel.points)):
        if before.estimate is None or after.estimate is None or after.broken:
            continue
        ends = (at.x[place], at.y(before.estimate.value)), (at.x[place + 1], at.y(after.estimate.value))
        dashed = before.hollow or after.hollow
        surface.line(*ends, VOICES[panel.voice], 0.55 * size.stroke, dashed=dashed)


def _break(surface: Surface, x: float, size: SeriesSize) -> None:
    apart = 0.32 * size.radius
    for side in (x - apart, x + apart):
        surface.line((side, size.top - 4), (side, size.bottom), INK, 0.8)
    if size.sparse:
        return
    surface.text(x - 6, size.top - 12, "old", size.note, SOFT, anchor="end")
    words = "new questions"
    if x + 6 + surface.width_of(words, size.note, 400) > size.width:
        words = "new"
    surface.text(x + 6, size.top - 12, words, size.note, INK, weight=600)


def _point(
    surface: Surface, panel: SeriesPanel, point: RoundPoint, x: float, at: PanelAxes, size: SeriesSize
) -> None:
    if point.estimate is None:
        return
    colour = VOICES[panel.voice]
    if point.estimate.interval is not None and not size.sparse:
        low, high = (at.y(end) for end in bounds(point.estimate))
        surface.line((x, low), (x, high), colour, size.stroke)
        if low - high > 2 * size.radius + 1:
            for end in (low, high):
                surface.line((x - size.tick, end), (x + size.tick, end), colour, size.stroke)
    mark(surface, panel.voice, x, at.y(point.estimate.value), size.radius, hollow=point.hollow)


def _values(surface: Surface, panel: SeriesPanel, size: SeriesSize, at: PanelAxes) -> None:
    """Each figure above its bracket; where rounds stand close, those there is room for, the last always."""
    shown = [place for place, point in enumerate(panel.points) if point.estimate is not None]
    room, right = 1.5 * size.value, float("inf")
    for place in reversed(shown):
        estimate = panel.points[place].estimate
        if estimate is None or at.x[place] + room > right:
            continue
        right = at.x[place]
        top = at.y(estimate.value) - size.radius
        y = (top if size.sparse else min(at.y(bounds(estimate)[1]), top)) - 0.5 * size.value
        text = f"{whole(estimate.value)}"
        surface.text(at.x[place], y, text, size.value, VOICES[panel.voice], weight=700, anchor="middle")


def _names(surface: Surface, panel: SeriesPanel, size: SeriesSize, at: PanelAxes) -> None:
    many = size.sparse or len(panel.points) > 5
    y = size.bottom + size.years
    right = float("inf")
    for x, point in reversed(list(zip(at.x, panel.points, strict=True))):
        name = short_names(
            point.name if size.sparse else point.name.removesuffix(f" {BROUGHT_IN}"), many=many
        )
        half = surface.width_of(name, size.axis) / 2
        if x + half + 3 > right:
            continue
        right = x - half
        middle = min(max(x, half), size.width - half) if size.sparse else x
        surface.text(middle, y, name, size.axis, INK, anchor="middle")
    if not size.sparse:
        _notes(surface, panel, size, at, y + NOTE)


def _notes(surface: Surface, panel: SeriesPanel, size: SeriesSize, at: PanelAxes, y: float) -> None:
    """How many answered in a weak round; of two that stand too close, the later one says it."""
    right = float("inf")
    for x, point in reversed(list(zip(at.x, panel.points, strict=True))):
        if not point.note:
            continue
        half = surface.width_of(point.note, size.note) / 2
        middle = min(max(x, half), size.width - half)
        if middle + half + 6 <= right:
            surface.text(middle, y, point.note, size.note, SOFT, anchor="middle")
            right = middle - half


def _leaders(surface: Surface, panel: SeriesPanel, size: SeriesSize, at: PanelAxes) -> None:
    """Below the chart and never on its scale: what leaders judged in each school year."""
    colour = VOICES["leaders"]
    y = height_of(panel, size) - 8
    surface.text(0, y, "Leaders", size.note, colour, weight=600)
    close = len(at.x) > 1 and min(b - a for a, b in pairwise(at.x)) < 44
    for x, point in zip(at.x, panel.points, strict=True):
        if point.level is None:
            continue
        words = f"{whole(10 * point.level) / 10:.1f}"
        if point.level_anew:
            edge = x - (surface.width_of(words, size.note) / 2 + 4 if close else 11)
            for side in (edge, edge - 3):
                surface.line((side, y - 11), (side, y + 3), INK, 0.8)
        if close:
            surface.text(x, y, words, size.note, colour, weight=600, anchor="middle")
        else:
            surface.diamond(x - 2, y - 4, 5.2, colour, colour)
            surface.text(x + 7, y, words, size.note + 0.5, colour, weight=600)
