"""The figures of a report, groups one below the other among them, each drawn at two widths.

The page shows the one that fits.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace

from selfeval.english import whole
from selfeval.findings.estimates import Estimate
from selfeval.reports.areas import AreaPanel, AreaRow
from selfeval.reports.charts.area_chart import draw_areas
from selfeval.reports.charts.canvas import (
    COLOURS,
    GRID,
    INK,
    NARROW,
    SOFT,
    WIDE,
    Canvas,
    Size,
    point,
    text_width,
    wrapped,
)
from selfeval.reports.charts.series_chart import draw_series
from selfeval.reports.groups import LIKE_THE_REST, GroupPanel, GroupRow
from selfeval.reports.series import SeriesPanel, spoken_series
from selfeval.reports.wording import bounds, level, with_span

NAMES = {"wide": (280, 16.0), "narrow": (112, 13.5)}
"""Room for the names of groups and the height of their letters, in px."""


def draw_groups(panel: GroupPanel, size: Size, title: str, description: str) -> str:
    """One panel at one width, as SVG."""
    cut = _cut(panel)
    top, step = 38, 42
    bottom = top + 6 + step * len(panel.rows)
    canvas = Canvas(size.width, bottom + 34)
    wide = size.name == "wide"
    size = replace(size, left=300 if wide else 120, right=820 if wide else 322)
    ticks = [cut[0] + (cut[1] - cut[0]) * place / 4 for place in range(5)]
    for tick in ticks:
        canvas.line((size.x(tick, *cut), top), (size.x(tick, *cut), bottom), GRID)
        canvas.text(size.x(tick, *cut), bottom + 20, f"{tick:g}", size.label, SOFT, anchor="middle")
    line = size.x(panel.whole.value, *cut) if panel.whole else -1.0
    if panel.whole:
        name = f"{panel.whole_name} {whole(panel.whole.value)}"
        room = text_width(name, size.label, 600) / 2
        canvas.line((line, top - 4), (line, bottom), INK, 1.2, dashed=True)
        middle = min(max(line, room), size.width - room)
        canvas.text(middle, top - 12, name, size.label, INK, weight=600, anchor="middle")
    beside = _beside(panel, size) if wide else None
    for place, row in enumerate(panel.rows):
        y = top + 27 + step * place
        name_ends = _group_name(canvas, row.name, y, size)
        if beside is not None and row.standing:
            name_ends = _standing(canvas, row, beside, y, size)
        if row.estimate is None:
            canvas.text(size.left, y + 5, "not shown", size.small, SOFT)
            continue
        ends = point(canvas, panel.voice, row.estimate, y, size, cut=cut)
        text = with_span(row.estimate) if wide else f"{whole(row.estimate.value)}"
        _group_label(canvas, text, ends, y, COLOURS[panel.voice], size, Free(name_ends + 12, line))
        if wide:
            canvas.text(size.width, y + 5, row.answered, size.small, SOFT, anchor="end")
    return canvas.svg(f"{panel.key}-{size.name}", title, description)


@dataclass(frozen=True)
class Free:
    """Where a label may not go: left of `left`, and across the dashed line."""

    left: float
    line: float


def _group_name(canvas: Canvas, name: str, y: float, size: Size) -> float:
    """Where its longest line ends."""
    room, text = NAMES[size.name]
    lines = wrapped(name, text, room, text_width, 700)[:2]
    for place, line in enumerate(lines):
        canvas.text(0, y + 5 + (place - (len(lines) - 1) / 2) * 16, line, text, INK, weight=700, serif=True)
    return max(text_width(line, text, 700) for line in lines)


def _beside(panel: GroupPanel, size: Size) -> float | None:
    """Where the words beside all names begin; None where the longest name leaves them no room."""
    names = max((_name_width(row.name) for row in panel.rows), default=0.0)
    words = max((text_width(row.standing, size.small, 600) for row in panel.rows), default=0.0)
    left = max(names + 14, 130.0)
    return left if left + words <= size.left - 12 else None


def _name_width(name: str) -> float:
    room, text = NAMES["wide"]
    return max(text_width(line, text, 700) for line in wrapped(name, text, room, text_width, 700)[:2])


def _standing(canvas: Canvas, row: GroupRow, left: float, y: float, size: Size) -> float:
    """Bold where the group stands out; where the words end."""
    out = row.standing != LIKE_THE_REST
    canvas.text(left, y + 5, row.standing, size.small, INK if out else SOFT, weight=600 if out else 400)
    return left + text_width(row.standing, size.small, 600)


def _group_label(
    canvas: Canvas, text: str, ends: tuple[float, float], y: float, colour: str, size: Size, free: Free
) -> None:
    """To the right of the bracket if it fits there and leaves the dashed line free; else to its left."""
    low, high = ends
    room = text_width(text, size.label, 600)
    edge = size.width - 150 if size.name == "wide" else size.width
    right = high + 10 + room <= edge
    crossed = high < free.line < high + 14 + room
    if right and (not crossed or low - 10 - room < free.left):
        canvas.text(high + 10, y + 5, text, size.label, colour, weight=600)
    else:
        canvas.text(low - 10, y + 5, text, size.label, colour, weight=600, anchor="end")


def _cut(panel: GroupPanel) -> tuple[float, float]:
    """The part of 0-100 that holds every bracket, in steps of 20; the caption says that it is cut."""
    ends = [end for row in panel.shown if row.estimate for end in bounds(row.estimate)]
    ends += [panel.whole.value] if panel.whole else []
    if not ends:
        return 0.0, 100.0
    low = max(0, 20 * int(min(ends) // 20))
    high = min(100, 20 * -int(-max(ends) // 20))
    if high - low < 40:
        low, high = (high - 40, high) if high >= 40 else (0, 40)
    return float(low), float(high)


def scale_of(panel: GroupPanel) -> str:
    """How the caption names the scale of a group chart, cut or whole."""
    low, high = _cut(panel)
    if (low, high) == (0, 100):
        return f"{panel.scale}, 0 to 100."
    return f"{panel.scale}, 0 to 100; the scale is cut to {low:g}–{high:g} to show the brackets."


DRAWN_BY = 3
"""Raise it when the drawing changes, so that kept charts are drawn anew."""
Panel = AreaPanel | GroupPanel | SeriesPanel


def digest_of(panel: Panel) -> str:
    """SHA-256, hex, over everything a figure shows and the way it is drawn."""
    shown = json.dumps([DRAWN_BY, type(panel).__name__, asdict(panel)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(shown.encode()).hexdigest()


def figure(panel: Panel) -> str:
    """Both widths of a figure, as the page holds them; a small chart needs one only."""
    if isinstance(panel, SeriesPanel):
        return draw_series(panel, title_of(panel), spoken(panel))
    return "".join(f'<div class="{size.name}">{_draw(panel, size)}</div>' for size in (WIDE, NARROW))


def _draw(panel: AreaPanel | GroupPanel, size: Size) -> str:
    if isinstance(panel, AreaPanel):
        return draw_areas(panel, size, title_of(panel), spoken(panel))
    return draw_groups(panel, size, title_of(panel), spoken(panel))


def title_of(panel: Panel) -> str:
    """What the figure is called by those who hear it."""
    if isinstance(panel, SeriesPanel):
        return f"{panel.name}, {panel.who}, {panel.spots[0].name} to {panel.spots[-1].name}"
    if isinstance(panel, GroupPanel):
        return f"{panel.scale} by group{', ' + panel.heading if panel.heading else ''}"
    voices = [
        *(["leaders"] if panel.has_leaders else []),
        panel.pupils_who,
        "staff" if panel.has_staff else "",
    ]
    return f"Six areas: {', '.join(filter(None, voices))}"


def spoken(panel: Panel) -> str:
    """The figures in words, in the order in which they are drawn."""
    if isinstance(panel, SeriesPanel):
        return spoken_series(panel)
    if isinstance(panel, GroupPanel):
        said = [_spoken_group(row) for row in panel.rows]
        everyone = f" {panel.whole_name.capitalize()}: {whole(panel.whole.value)}." if panel.whole else ""
        return "; ".join(said) + "." + everyone
    return "; ".join(_spoken_row(panel, row) for row in panel.rows) + "."


def _spoken_group(row: GroupRow) -> str:
    if row.estimate is None:
        return f"{row.name}: not shown"
    standing = f", {row.standing}" if row.standing else ""
    return f"{row.name}: {_said(row.estimate)}{standing}, {row.answered} answered"


def _spoken_row(panel: AreaPanel, row: AreaRow) -> str:
    said = []
    if panel.has_leaders:
        said.append(f"leaders {level(row.level, panel.top) if row.level is not None else 'not rated'}")
    for who, mark in ((panel.pupils_who, row.pupils), ("staff", row.staff)):
        if mark is not None:
            said.append(f"{who} {_said(mark.estimate) if mark.estimate else 'not shown'}")
    return f"{row.name}: {', '.join(said)}"


def _said(estimate: Estimate) -> str:
    if estimate.interval is None:
        return str(whole(estimate.value))
    low, high = bounds(estimate)
    return f"{whole(estimate.value)}, between {whole(low)} and {whole(high)}"
