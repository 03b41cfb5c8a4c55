"""Rounds and events on one axis: events by the numbers that the list below explains."""

from __future__ import annotations

from selfeval.reports.charts.canvas import Canvas, Size
from selfeval.reports.charts.palette import GRID, INK, SOFT, VOICES
from selfeval.reports.timeline import TimelinePanel
from selfeval.reports.wording import short_names

APART = 20.0
"""px between two numbers; those that stand closer go one above the other."""
MOST_ROWS = 8


def draw_timeline(panel: TimelinePanel, size: Size) -> str:
    """One axis at one width, as SVG."""
    positions: list[tuple[float, int]] = []
    last: dict[int, float] = {}
    for mark in panel.events:
        x = _x(mark.at, size)
        row = next((row for row in range(MOST_ROWS) if x - last.get(row, -APART) >= APART), MOST_ROWS - 1)
        last[row] = x
        positions.append((x, row))
    axis = 30 + 17.0 * (1 + max((row for _, row in positions), default=0))
    canvas = Canvas(size.width, axis + 46)
    canvas.line((0, axis), (size.width, axis), INK, 1.2)
    for name, at in panel.years:
        canvas.line((_x(at, size), 8), (_x(at, size), axis + 5), GRID)
        canvas.text(_x(at, size) + 3, 16, name, size.small - 1, SOFT)
    for mark, (x, row) in zip(panel.events, positions, strict=True):
        y = axis - 12 - 17.0 * row
        canvas.line((x, y + 3), (x, axis), SOFT if mark.signed else GRID)
        if mark.signed:
            canvas.diamond(x, axis, 5.5, VOICES["leaders"], VOICES["leaders"])
        colour = VOICES["leaders"] if mark.signed else INK
        canvas.text(x, y, str(mark.number), size.small, colour, weight=600, anchor="middle")
    right = -1.0
    for name, at in panel.rounds:
        x, words = _x(at, size), name if size.wide else short_names(name, many=True)
        canvas.circle(x, axis, 5, INK, INK)
        half = canvas.width_of(words, size.small, 600) / 2
        middle = min(max(x, half), size.width - half)
        if middle - half > right:
            canvas.text(middle, axis + 26, words, size.small, INK, weight=600, anchor="middle")
            right = middle + half + 4
    return canvas.svg(f"{panel.key}-{size.name}", panel.title, panel.in_words)


def _x(at: float, size: Size) -> float:
    return 8 + at * (size.width - 16)
