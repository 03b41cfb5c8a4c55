"""Groups one below the other, at one width."""

from __future__ import annotations

from dataclasses import replace

from selfeval.english import whole
from selfeval.reports.charts.canvas import Canvas, Point, Size, point, text_width, wrapped
from selfeval.reports.charts.palette import GRID, INK, SOFT, VOICES
from selfeval.reports.groups import GroupPanel, GroupRow
from selfeval.reports.wording import with_span

NAMES = {"wide": (280, 16.0), "narrow": (112, 13.5)}
"""Room for the names of groups and the height of their letters, in px."""


def draw_groups(panel: GroupPanel, size: Size) -> str:
    """One panel at one width, as SVG."""
    cut = panel.cut
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
        if beside is not None and row.against_others:
            name_ends = _against_others(canvas, row, beside, y, size)
        if row.estimate is None:
            canvas.text(size.left, y + 5, "not shown", size.small, SOFT)
            continue
        ends = point(canvas, panel.voice, row.estimate, y, size, cut=cut)
        text = with_span(row.estimate) if wide else f"{whole(row.estimate.value)}"
        _group_label(canvas, text, ends, y, VOICES[panel.voice], size, name_ends + 12, line)
        if wide:
            canvas.text(size.width, y + 5, row.answered, size.small, SOFT, anchor="end")
    return canvas.svg(f"{panel.key}-{size.name}", panel.title, panel.in_words)


def _group_name(canvas: Canvas, name: str, y: float, size: Size) -> float:
    """Where its longest line ends."""
    lines, width = _name_lines(name, size.name)
    for place, line in enumerate(lines):
        down = 5 + (place - (len(lines) - 1) / 2) * 16
        canvas.text(0, y + down, line, NAMES[size.name][1], INK, weight=700, serif=True)
    return width


def _name_lines(name: str, size: str) -> tuple[list[str], float]:
    """A group's name in two lines at most, and how wide the longer one is."""
    room, text = NAMES[size]
    lines = wrapped(name, text, room, text_width, 700)[:2]
    return lines, max(text_width(line, text, 700) for line in lines)


def _beside(panel: GroupPanel, size: Size) -> float | None:
    """Where the words beside all names begin; None where the longest name leaves them no room."""
    names = max((_name_lines(row.name, "wide")[1] for row in panel.rows), default=0.0)
    words = max((text_width(row.against_others, size.small, 600) for row in panel.rows), default=0.0)
    left = max(names + 14, 130.0)
    return left if left + words <= size.left - 12 else None


def _against_others(canvas: Canvas, row: GroupRow, left: float, y: float, size: Size) -> float:
    """Bold where the group stands out; where the words end."""
    out = row.stands_out
    canvas.text(left, y + 5, row.against_others, size.small, INK if out else SOFT, weight=600 if out else 400)
    return left + text_width(row.against_others, size.small, 600)


def _group_label(
    canvas: Canvas, text: str, ends: Point, y: float, colour: str, size: Size, left: float, line: float
) -> None:
    """Right of the bracket if that leaves the dashed line free; else left of it, but not before `left`."""
    low, high = ends
    room = text_width(text, size.label, 600)
    edge = size.width - 150 if size.name == "wide" else size.width
    right = high + 10 + room <= edge
    crossed = high < line < high + 14 + room
    if right and (not crossed or low - 10 - room < left):
        canvas.text(high + 10, y + 5, text, size.label, colour, weight=600)
    else:
        canvas.text(low - 10, y + 5, text, size.label, colour, weight=600, anchor="end")
