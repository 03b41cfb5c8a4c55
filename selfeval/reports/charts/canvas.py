"""A drawing surface, drawn by matplotlib and handed over as SVG that a strict page may hold.

Marks and labels that all share.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from xml.etree import ElementTree

from selfeval.findings.estimates import Estimate
from selfeval.reports.charts.palette import PAPER, VOICES
from selfeval.reports.wording import bounds

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


SVG = "{http://www.w3.org/2000/svg}"
SERIF, SANS = "t-serif", "t-sans"
ATTRIBUTES = {"d", "x", "y", "viewBox", "transform", "width", "height"}
STYLES = {
    "fill": "fill",
    "stroke": "stroke",
    "stroke-width": "stroke-width",
    "stroke-dasharray": "stroke-dasharray",
    "font-size": "font-size",
    "text-anchor": "text-anchor",
}
"""matplotlib's style properties -> the attributes they become; all others are dropped."""
_ALIGN = {"start": "left", "middle": "center", "end": "right"}


# matplotlib takes a second to import; a page that finds its charts drawn must not wait for it.


def text_width(text: str, size: float, weight: int = 400) -> float:
    """Width in px as matplotlib's own sans-serif sets it; it runs wider than the faces of most systems."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family="DejaVu Sans", size=size, weight=700 if weight > 500 else 400)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width)


class Canvas:
    """A picture of `width` by `height` px, y downwards."""

    ground = PAPER

    def __init__(self, width: float, height: float) -> None:
        from matplotlib.figure import Figure

        self.width, self.height = width, height
        self._figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)
        self._axes.axis("off")
        self._layer = 0

    def line(
        self,
        start: Point,
        end: Point,
        colour: str,
        width: float = 1.0,
        *,
        dashed: bool = False,
    ) -> None:
        from matplotlib.lines import Line2D

        style: Any = (0, (4, 3)) if dashed else "-"
        xs, ys = zip(start, end, strict=True)
        self._put(Line2D(xs, ys, color=colour, linewidth=width, linestyle=style))

    def diamond(self, x: float, y: float, reach: float, fill: str, edge: str) -> None:
        self._polygon([(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)], fill, edge)

    def square(self, x: float, y: float, side: float, fill: str, edge: str) -> None:
        h = side / 2
        self._polygon([(x - h, y - h), (x + h, y - h), (x + h, y + h), (x - h, y + h)], fill, edge)

    def circle(self, x: float, y: float, radius: float, fill: str, edge: str) -> None:
        from matplotlib.patches import Circle

        self._put(Circle((x, y), radius, facecolor=fill, edgecolor=edge, linewidth=1.6))

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
        layer = self._next_layer()
        drawn = self._axes.text(
            x, y, text, fontsize=size, color=colour, ha=_ALIGN[anchor], va="baseline", zorder=layer
        )
        drawn.set_parse_math(False)
        # The page chooses the face, so weight and face are written by us and not by matplotlib's font search.
        drawn.set_gid(f"{SERIF if serif else SANS}-{weight}-{layer}")

    def width_of(self, text: str, size: float, weight: int = 400) -> float:
        return text_width(text, size, weight)

    def _polygon(self, corners: list[tuple[float, float]], fill: str, edge: str) -> None:
        from matplotlib.patches import Polygon

        self._put(Polygon(corners, closed=True, facecolor=fill, edgecolor=edge, linewidth=1.6))

    def _put(self, artist: Any) -> None:
        artist.set_zorder(self._next_layer())
        artist.set_clip_on(False)
        self._axes.add_artist(artist)
        artist.set_clip_path(None)

    def _next_layer(self) -> int:
        """What is drawn later lies above."""
        self._layer += 1
        return self._layer

    def svg(self, key: str, title: str, description: str) -> str:
        """The picture. `key` keeps the ids of its title and description apart from others on the page."""
        import matplotlib as mpl

        out = io.StringIO()
        with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "selfeval", "path.simplify": False}):
            self._figure.savefig(out, format="svg", metadata={"Date": None}, transparent=True)
        return _strict(out.getvalue(), key, title, description, self.width, self.height)


def _strict(drawn: str, key: str, title: str, description: str, width: float, height: float) -> str:
    """matplotlib's SVG as one flat list of shapes and texts with presentation attributes."""
    source = ElementTree.XML(drawn)
    root = ElementTree.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width:g} {height:g}",
            "role": "img",
            "aria-labelledby": f"{key}-t {key}-d",
        },
    )
    ElementTree.SubElement(root, "title", {"id": f"{key}-t"}).text = title
    ElementTree.SubElement(root, "desc", {"id": f"{key}-d"}).text = description
    _flatten(source, root, "")
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")


def _flatten(element: ElementTree.Element, into: ElementTree.Element, inside: str) -> None:
    """Copies shapes and texts out of all groups; `inside` is the name of the group that holds a text."""
    for child in element:
        kind = child.tag.removeprefix(SVG)
        if kind == "g":
            _flatten(child, into, child.get("id", ""))
        elif kind == "text":
            face, weight = inside.rsplit("-", 2)[:2]
            attributes = _attributes(child) | {"font-weight": weight}
            if face == SERIF:
                attributes["class"] = SERIF
            ElementTree.SubElement(into, kind, attributes).text = child.text
        elif kind == "path":
            attributes = _attributes(child)
            if attributes.get("fill") != "none" or "stroke" in attributes:  # all but the empty background
                ElementTree.SubElement(into, kind, attributes)


def _attributes(element: ElementTree.Element) -> dict[str, str]:
    attributes = {name: _tidy(value) for name, value in element.attrib.items() if name in ATTRIBUTES}
    if attributes.get("transform", "").startswith("rotate(-0 "):
        del attributes["transform"]
    style = element.get("style", "")
    pairs = (part.split(":", 1) for part in style.split(";") if ":" in part)
    for name, value in ((name.strip(), value.strip()) for name, value in pairs):
        if name == "fill" or (name in STYLES and value != "none"):
            attributes[STYLES[name]] = value.removesuffix("px")
        elif name == "font":
            attributes["font-size"] = re.findall(r"([\d.]+)px", value)[0]
    return attributes


def _tidy(value: str) -> str:
    """One decimal is a tenth of a pixel: enough."""
    short = re.sub(r"-?\d+\.\d+", lambda number: f"{float(number[0]):.1f}".removesuffix(".0"), value)
    return " ".join(short.split())


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
    colour = VOICES[voice]
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
    colour = VOICES[voice]
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
