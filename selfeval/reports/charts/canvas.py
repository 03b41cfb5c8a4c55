"""A drawing surface, its SVG that a strict page may hold, and the marks and labels that all charts share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any, Literal

from selfeval.findings.estimates import Estimate
from selfeval.reports.charts.palette import PAPER, VOICES
from selfeval.reports.wording import bounds

Anchor = Literal["start", "middle", "end"]
Measure = Callable[[str, float, int], float]
"""Text, size and weight -> width, in the units of the surface."""
Point = tuple[float, float]


class Surface(ABC):
    """A picture whose y runs downwards; what is drawn later lies above."""

    ground: str
    """Its colour behind everything, which fills hollow marks."""

    @abstractmethod
    def line(
        self, start: Point, end: Point, colour: str, width: float = 1.0, *, dashed: bool = False
    ) -> None: ...

    @abstractmethod
    def polygon(self, corners: Sequence[Point], fill: str, edge: str) -> None: ...

    @abstractmethod
    def circle(self, x: float, y: float, radius: float, fill: str, edge: str) -> None: ...

    @abstractmethod
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

    @abstractmethod
    def width_of(self, text: str, size: float, weight: int = 400) -> float:
        """How wide a text runs."""

    def diamond(self, x: float, y: float, reach: float, fill: str, edge: str) -> None:
        self.polygon([(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)], fill, edge)

    def square(self, x: float, y: float, side: float, fill: str, edge: str) -> None:
        h = side / 2
        self.polygon([(x - h, y - h), (x + h, y - h), (x + h, y + h), (x - h, y + h)], fill, edge)

    def triangle(self, x: float, y: float, reach: float, up: int, fill: str, edge: str) -> None:
        """Its tip is up, or down for -1; y is counted downward."""
        tip, base = y - up * reach, y + up * 0.85 * reach
        self.polygon([(x, tip), (x + reach, base), (x - reach, base)], fill, edge)


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


# matplotlib takes a second to import; a page that finds its charts drawn must not wait for it.


def text_width(text: str, size: float, weight: int = 400) -> float:
    """Width in px as matplotlib's own sans-serif sets it; it runs wider than the faces of most systems."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family="DejaVu Sans", size=size, weight=700 if weight > 500 else 400)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width)


def _at(x: float, y: float) -> str:
    return f"{tenths(x)} {tenths(y)}"


def tenths(value: float) -> str:
    """A tenth of a pixel is enough."""
    return f"{round(value, 6):.1f}".removesuffix(".0")


class Canvas(Surface):
    """A picture of `width` by `height` px, as SVG without styles: the page chooses the faces."""

    ground = PAPER

    def __init__(self, width: float, height: float) -> None:
        self._size = width, height
        self._drawn: list[str] = []

    def line(
        self, start: Point, end: Point, colour: str, width: float = 1.0, *, dashed: bool = False
    ) -> None:
        dashes = f' stroke-dasharray="{4 * width:g},{3 * width:g}"' if dashed else ""
        self._path(f"M {_at(*start)} L {_at(*end)}", "none", colour, width, dashes)

    def polygon(self, corners: Sequence[Point], fill: str, edge: str) -> None:
        self._path(f"M {' L '.join(_at(x, y) for x, y in corners)} z", fill, edge)

    def circle(self, x: float, y: float, radius: float, fill: str, edge: str) -> None:
        from matplotlib.path import Path

        circle: Any = Path.unit_circle().vertices
        start, *rest = [_at(x + radius * right, y + radius * down) for right, down in circle[:-1]]
        arcs = [" ".join(rest[first : first + 3]) for first in range(0, len(rest), 3)]
        self._path(f"M {start} C {' C '.join(arcs)} z", fill, edge)

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
        face = ' class="t-serif"' if serif else ""
        if text:
            self._drawn.append(
                f'<text x="{tenths(x)}" y="{tenths(y)}" font-size="{size:g}" text-anchor="{anchor}" '
                f'fill="{colour}" font-weight="{weight}"{face}>{escape(text, quote=False)}</text>'
            )

    def width_of(self, text: str, size: float, weight: int = 400) -> float:
        return text_width(text, size, weight)

    def _path(self, way: str, fill: str, edge: str, width: float = 1.6, dashes: str = "") -> None:
        stroke = "" if width == 1 else f' stroke-width="{width:g}"'
        self._drawn.append(f'<path d="{way}" fill="{fill}"{dashes} stroke="{edge}"{stroke}/>')

    def svg(self, key: str, title: str, description: str) -> str:
        """The picture. `key` keeps the ids of its title and description apart from others on the page."""
        width, height = self._size
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" '
            f'aria-labelledby="{key}-t {key}-d"><title id="{key}-t">{escape(title, quote=False)}</title>'
            f'<desc id="{key}-d">{escape(description, quote=False)}</desc>{"".join(self._drawn)}</svg>'
        )


LEAST_TYPE = 9.0
"""Points on paper; no text of a figure is smaller."""


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

    def scaled(self, scale: float) -> Size:
        """The same, closer from top to bottom; its type is made smaller only as far as can be read."""
        name_size = max(scale * self.name_size, LEAST_TYPE)
        return replace(
            self,
            label=max(scale * self.label, LEAST_TYPE),
            small=max(scale * self.small, LEAST_TYPE),
            axis=max(scale * self.axis, LEAST_TYPE),
            name_size=name_size,
            name_line=self.name_line * name_size / self.name_size,
            reach=scale * self.reach,
            step=scale * self.step,
            first=scale * self.first,
            around=scale * self.around,
            above=scale * self.above,
            below=scale * self.below,
            lift=scale * self.lift,
            radius=scale * self.radius,
            bracket=scale * self.bracket,
        )

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
    "paper", 510, 168, 404, 9, 9, 3.6, 11.4, 9, 9.6, 11.2, 10.6, 158, 11.5, 8, 18, 13, 7, 2.9, 3.5, 1.3
)


POINTING = {"families": 1, "governors": -1}
"""Voices whose mark is a triangle -> whether its tip is up or down."""


def mark(
    surface: Surface, voice: str, x: float, y: float, radius: float, *, reach: float = 0, hollow: bool = False
) -> None:
    """The shape of a voice. `reach`: of a diamond, from its middle."""
    colour = VOICES[voice]
    fill = surface.ground if hollow else colour
    if voice == "leaders":
        surface.diamond(x, y, reach, fill, colour)
    elif voice == "staff":
        surface.square(x, y, 1.8 * radius, fill, colour)
    elif voice in POINTING:
        surface.triangle(x, y, 1.15 * radius, POINTING[voice], fill, colour)
    else:
        surface.circle(x, y, radius, fill, colour)


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
    colour = VOICES[voice]
    low, high = (size.x(end, *cut) for end in bounds(estimate))
    x = size.x(estimate.value, *cut)
    if estimate.interval is not None:
        surface.line((low, y), (high, y), colour, size.stroke, dashed=hollow)
        for end in (low, high) if high - low > 2 * size.radius + 1 else ():
            surface.line((end, y - size.bracket), (end, y + size.bracket), colour, size.stroke)
    mark(surface, voice, x, y, size.radius, hollow=hollow)
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
        type_size = max(size.small - 1, LEAST_TYPE)
        surface.text(middle, y - 2 * size.radius, text, type_size, colour, weight=600, anchor="middle")
