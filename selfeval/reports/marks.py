"""Marks and labels that every figure shares.

Diamond = leaders, circle = pupils, square = staff, always with the word; colour comes third, so that grey
print loses nothing. A bracket is a 95 % interval. A hollow mark: fewer than half answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from selfeval.reports.canvas import Canvas, text_width
from selfeval.reports.wording import bounds
from selfeval.scoring.findings import Estimate

INK, SOFT, GRID, PAPER = "#1c2233", "#4a5166", "#e2ded3", "#fbfaf6"
COLOURS = {"leaders": "#6b3fa0", "pupils": "#00756b", "staff": "#b4500b"}


@dataclass(frozen=True)
class Size:
    """Where things stand at one width, in px."""

    name: Literal["wide", "narrow"]
    width: int
    left: int
    """0 of the scale."""
    right: int
    """100 of the scale."""
    label: float
    small: float
    reach: float
    step: float
    """From one voice's line to the next."""

    def x(self, value: float, low: float = 0, high: float = 100) -> float:
        return self.left + (value - low) / (high - low) * (self.right - self.left)


WIDE = Size("wide", 1080, 300, 900, 14, 13.5, 6.5, 27)
NARROW = Size("narrow", 360, 14, 346, 12.5, 12, 5.9, 24)


def point(
    canvas: Canvas,
    voice: str,
    estimate: Estimate,
    y: float,
    size: Size,
    *,
    hollow: bool = False,
    cut: tuple[float, float] = (0, 100),
) -> tuple[float, float]:
    """A voice's mark with its bracket; where the bracket's ends are."""
    colour = COLOURS[voice]
    low, high = (size.x(end, *cut) for end in bounds(estimate))
    x = size.x(estimate.value, *cut)
    if estimate.interval is not None:
        canvas.line((low, y), (high, y), colour, 2, dashed=hollow)
        for end in (low, high):
            canvas.line((end, y - 8.5), (end, y + 8.5), colour, 2)
    fill = PAPER if hollow else colour
    if voice == "staff":
        canvas.square(x, y, 9, fill, colour)
    else:
        canvas.circle(x, y, 5, fill, colour)
    return min(low, x - 5), max(high, x + 5)


def label(canvas: Canvas, text: str, low: float, high: float, y: float, colour: str, size: Size) -> None:
    """To the right of a mark, to its left where the right has no room, above it where neither has."""
    room = text_width(text, size.label, 600)
    gap = 11
    if high + gap + room <= size.width:
        canvas.text(high + gap, y + 5, text, size.label, colour, weight=600)
    elif low - gap - room >= 0:
        canvas.text(low - gap, y + 5, text, size.label, colour, weight=600, anchor="end")
    else:
        middle = min(max((low + high) / 2, room / 2), size.width - room / 2)
        canvas.text(middle, y - 10, text, size.small - 1, colour, weight=600, anchor="middle")
