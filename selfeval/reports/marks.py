"""Marks and labels that every figure shares.

Diamond = leaders, circle = pupils, square = staff, always with the word; colour comes third, so that grey
print loses nothing. A bracket is a 95 % interval. A hollow mark: fewer than half answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from selfeval.reports.surface import Surface
from selfeval.reports.wording import bounds
from selfeval.scoring.findings import Estimate

INK, SOFT, GRID = "#1c2233", "#4a5166", "#e2ded3"
COLOURS = {"leaders": "#6b3fa0", "pupils": "#00756b", "staff": "#b4500b"}


@dataclass(frozen=True)
class Size:
    """Where things stand at one width, in px (on paper, in points)."""

    name: Literal["wide", "narrow", "paper"]
    width: float
    left: float
    """0 of the scale."""
    right: float
    """100 of the scale."""
    label: float
    small: float
    reach: float
    """Of a diamond, from its middle."""
    step: float
    """From one voice's line to the next."""
    axis: float
    name_size: float
    name_line: float
    small_line: float
    words: float
    """Room for the words at the start of a row."""
    first: float
    """From the top of a row to its first baseline."""
    around: float
    """What a row has above and below its words."""
    above: float
    """For the names of the scale."""
    below: float
    lift: float = 16.0
    """From the names of the scale to its line."""
    radius: float = 5.0
    bracket: float = 8.5
    """Half the height of a bracket's end."""
    stroke: float = 2.0

    @property
    def ruled(self) -> bool:
        """A strong line opens each row; on paper a pale one."""
        return self.name != "paper"

    @property
    def wide(self) -> bool:
        """Words stand beside the marks, not above them."""
        return self.name != "narrow"

    def x(self, value: float, low: float = 0, high: float = 100) -> float:
        return self.left + (value - low) / (high - low) * (self.right - self.left)


WIDE = Size("wide", 1080, 300, 900, 14, 13.5, 6.5, 27, 14, 17, 21, 18, 270, 27, 24, 62, 34)
NARROW = Size("narrow", 360, 14, 346, 12.5, 12, 5.9, 24, 11.5, 15, 21, 18, 354, 21, 22, 58, 34)
ON_PAPER = Size(
    "paper", 510, 168, 404, 8, 7.8, 3.5, 10.4, 7.8, 9.2, 11, 9.6, 158, 11.5, 8, 18, 13, 7, 2.8, 3.4, 1.3
)


def mark(surface: Surface, voice: str, x: float, y: float, size: Size, *, hollow: bool = False) -> None:
    """The shape of a voice."""
    colour = COLOURS[voice]
    fill = surface.ground if hollow else colour
    if voice == "leaders":
        surface.diamond(x, y, size.reach, fill, colour)
    elif voice == "staff":
        surface.square(x, y, 1.8 * size.radius, fill, colour)
    else:
        surface.circle(x, y, size.radius, fill, colour)


def point(
    surface: Surface,
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
        surface.line((low, y), (high, y), colour, size.stroke, dashed=hollow)
        for end in (low, high) if high - low > 2 * size.radius + 1 else ():
            surface.line((end, y - size.bracket), (end, y + size.bracket), colour, size.stroke)
    mark(surface, voice, x, y, size, hollow=hollow)
    return min(low, x - size.radius), max(high, x + size.radius)


def label(surface: Surface, text: str, low: float, high: float, y: float, colour: str, size: Size) -> None:
    """To the right of a mark, to its left where the right has no room, above it where neither has."""
    room = surface.width_of(text, size.label, 600)
    gap, down = 2.2 * size.radius, 0.36 * size.label
    if high + gap + room <= size.width:
        surface.text(high + gap, y + down, text, size.label, colour, weight=600)
    elif low - gap - room >= 0:
        surface.text(low - gap, y + down, text, size.label, colour, weight=600, anchor="end")
    else:
        middle = min(max((low + high) / 2, room / 2), size.width - room / 2)
        surface.text(middle, y - 2 * size.radius, text, size.small - 1, colour, weight=600, anchor="middle")
