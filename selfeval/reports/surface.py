"""What a figure is drawn on: pixels for pages, points for paper. One grammar, whatever the surface."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

Anchor = Literal["start", "middle", "end"]

Measure = Callable[[str, float, int], float]
"""Text, size and weight -> width, in the units of the surface."""

Point = tuple[float, float]


class Surface(Protocol):
    """A picture whose y runs downwards; what is drawn later lies above."""

    ground: str
    """Its colour behind everything, which fills hollow marks."""

    def line(
        self, start: Point, end: Point, colour: str, width: float = 1.0, *, dashed: bool = False
    ) -> None: ...

    def diamond(self, x: float, y: float, reach: float, fill: str, edge: str) -> None: ...

    def square(self, x: float, y: float, side: float, fill: str, edge: str) -> None: ...

    def circle(self, x: float, y: float, radius: float, fill: str, edge: str) -> None: ...

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
        """Text whose baseline starts, is centred or ends at the point."""

    def width_of(self, text: str, size: float, weight: int = 400) -> float:
        """How wide a text runs."""


def wrapped(text: str, size: float, room: float, measure: Measure, weight: int = 400) -> list[str]:
    """A text in lines that fit the room."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure(longer, size, weight) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
