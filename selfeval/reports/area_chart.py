"""Six areas, three voices: one panel, leaders' scale words on top and 0-100 below."""

from __future__ import annotations

from dataclasses import dataclass

from selfeval.reports.areas import AreaPanel, AreaRow, Mark
from selfeval.reports.canvas import Anchor, Canvas, text_width, wrapped
from selfeval.reports.marks import COLOURS, GRID, INK, SOFT, WIDE, Size, label, point
from selfeval.reports.wording import level, with_span


def draw_areas(panel: AreaPanel, size: Size, title: str, description: str) -> str:
    """One panel at one width, as SVG."""
    heads = [_head(row, size) for row in panel.rows]
    voices = panel.has_leaders + bool(panel.pupils_who) + panel.has_staff
    heights = [_row_height(head, voices, size) for head in heads]
    top = 62 if size is WIDE else 58
    bottom = top + sum(heights)
    canvas = Canvas(size.width, bottom + 34)
    _level_axis(canvas, panel, size, top, bottom)
    y = float(top)
    for row, head, height in zip(panel.rows, heads, heights, strict=True):
        _gridlines(canvas, panel, y + (0 if size is WIDE else head.height + 9), y + height, size)
        _area(canvas, panel, row, head, y, size)
        y += height
    canvas.line((0, bottom), (size.width, bottom), INK, 0.8)
    return canvas.svg(f"{panel.key}-{size.name}", title, description)


@dataclass(frozen=True)
class Head:
    """The words at the start of an area's row, in lines."""

    name: list[str]
    verdict: list[str]

    @property
    def height(self) -> int:
        return 21 * len(self.name) + 18 * len(self.verdict)


def _head(row: AreaRow, size: Size) -> Head:
    room, name_size = (270, 17) if size is WIDE else (354, 15)
    weight = 700 if row.well else 400
    return Head(
        wrapped(row.name, name_size, room, 700),
        wrapped(row.verdict, size.small, room, weight),
    )


def _row_height(head: Head, voices: int, size: Size) -> float:
    if size is WIDE:
        return max(head.height + 24, voices * size.step + 17)
    return head.height + 12 + voices * size.step + 10


def _gridlines(canvas: Canvas, panel: AreaPanel, top: float, bottom: float, size: Size) -> None:
    """Pale lines at the levels; at the narrow width they leave the words of a row free."""
    for step in range(panel.top + 1):
        x = size.x(100 * step / panel.top)
        canvas.line((x, top), (x, bottom), GRID)


def _level_axis(canvas: Canvas, panel: AreaPanel, size: Size, top: float, bottom: float) -> None:
    """Leaders' scale words on top, 0-100 below, each level with a tick."""
    wide = size is WIDE
    text = 14 if wide else 11.5
    others = _reporters_scale(panel)
    for step, name in enumerate(panel.level_names):
        value = 100 * step / panel.top
        x = size.x(value)
        anchor: Anchor = "middle" if wide or 0 < step < panel.top else "start" if step == 0 else "end"
        canvas.line((x, top - 8), (x, top), GRID)
        if panel.has_leaders:
            lines = name.split() if not wide and text_width(name, text, 700) > 62 else [name]
            for place, line in enumerate(reversed(lines)):
                canvas.text(
                    x, top - 16 - 14 * place, line, text, COLOURS["leaders"], weight=600, anchor=anchor
                )
        if others:
            canvas.text(x, bottom + 18, f"{value:g}", text, SOFT, anchor=anchor)
    if wide:
        if panel.has_leaders:
            canvas.text(0, top - 16, "Leaders’ scale", text, COLOURS["leaders"], weight=600)
        canvas.text(0, bottom + 18, others, text, SOFT)
    else:
        leaders = "Leaders’ scale on top" if panel.has_leaders else ""
        below = f"{others[:1].lower()}{others[1:]} below" if leaders and others else others
        canvas.text(size.left, 12, ", ".join(filter(None, (leaders, below))), text, SOFT)


def _reporters_scale(panel: AreaPanel) -> str:
    if panel.pupils_who and panel.has_staff:
        return "Pupils’ and staff scale"
    if panel.pupils_who:
        return "Pupils’ scale"
    return "Staff scale" if panel.has_staff else ""


def _area(canvas: Canvas, panel: AreaPanel, row: AreaRow, head: Head, y: float, size: Size) -> None:
    wide = size is WIDE
    canvas.line((0, y), (size.width, y), INK, 0.8)
    words = y + (27 if wide else 21)
    for line in head.name:
        canvas.text(0, words, line, 17 if wide else 15, INK, weight=700, serif=True)
        words += 21
    for line in head.verdict:
        colour, weight = (INK, 700) if row.well else (SOFT, 400)
        canvas.text(0, words - 1, line, size.small, colour, weight=weight)
        words += 18
    at = y + 22 if wide else words + 4
    if panel.has_leaders:
        _leaders(canvas, panel, row, at, size)
        at += size.step
    if row.pupils is not None:
        _reported(canvas, "pupils", row.pupils, panel.pupils_hollow, at, size)
        at += size.step
    if row.staff is not None:
        _reported(canvas, "staff", row.staff, panel.staff_hollow, at, size)


def _leaders(canvas: Canvas, panel: AreaPanel, row: AreaRow, y: float, size: Size) -> None:
    colour = COLOURS["leaders"]
    if row.level is None:
        canvas.text(size.left + 6, y + 5, "Leaders: too few rated", size.label, colour, weight=400)
        return
    x = size.x(100 * row.level / panel.top)
    canvas.diamond(x, y, size.reach, colour, colour)
    label(canvas, f"Leaders {level(row.level, panel.top)}", x, x, y, colour, size)


def _reported(canvas: Canvas, voice: str, mark: Mark, hollow: bool, y: float, size: Size) -> None:
    colour = COLOURS[voice]
    if mark.estimate is None:
        canvas.text(size.left + 6, y + 5, f"{voice.capitalize()}: not shown", size.label, colour)
        return
    low, high = point(canvas, voice, mark.estimate, y, size, hollow=hollow)
    label(canvas, f"{voice.capitalize()} {with_span(mark.estimate)}", low, high, y, colour, size)
