"""Groups one below the other, at one width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from selfeval.english import whole
from selfeval.reports.charts.canvas import (
    ON_PAPER,
    Canvas,
    Point,
    Size,
    Surface,
    point,
    text_width,
    wrapped,
)
from selfeval.reports.charts.palette import GRID, INK, SOFT, VOICES
from selfeval.reports.groups import GroupPanel, GroupRow
from selfeval.reports.wording import with_span

NAME_ROOM, NAME_SIZE = 280, 16.0
"""Room for the names of groups beside their brackets, and the height of their letters, in px."""
MARK_ROOM = 42.0
"""From a group's words to the end of its row, on a phone."""


def draw_groups(panel: GroupPanel, size: Size) -> str:
    """One panel at one width, as SVG."""
    return _beside_names(panel, size) if size.wide else _below_names(panel, size)


def _below_names(panel: GroupPanel, size: Size) -> str:
    """For a phone: each bracket below the group's name and its verdict, so that neither is left out."""
    names = [_name_lines(row.name, size.width, size.name_size)[0] for row in panel.rows]
    words = [
        size.name_line * len(lines) + (size.small_line if row.against_others else 0)
        for row, lines in zip(panel.rows, names, strict=True)
    ]
    tops = list(accumulate(words, lambda y, height: y + height + MARK_ROOM, initial=38.0))
    canvas = Canvas(size.width, tops[-1] + 34)
    spans = [(y + height + 8, y + height + MARK_ROOM) for y, height in zip(tops, words, strict=False)]
    everyone = _scale(canvas, panel, size, spans)
    for y, row, lines, height in zip(tops, panel.rows, names, words, strict=False):
        canvas.line((0, y), (size.width, y), GRID, 0.8)
        for place, line in enumerate(lines, 1):
            canvas.text(0, y + place * size.name_line, line, size.name_size, INK, weight=700, serif=True)
        if row.against_others:
            _against_others(canvas, row, 0, y + height - 4, size)
        middle = y + height + MARK_ROOM / 2 + 3
        if row.estimate is None:
            canvas.text(0, middle + 5, "not shown", size.small, SOFT)
            continue
        ends = point(canvas, panel.voice, row.estimate, middle, size, cut=panel.cut)
        text = with_span(row.estimate)
        _group_label(canvas, text, ends, middle, VOICES[panel.voice], size, 0, everyone)
    return canvas.svg(f"{panel.key}-{size.name}", panel.title, panel.in_words)


def _scale(canvas: Canvas, panel: GroupPanel, size: Size, spans: Sequence[Point]) -> float:
    """Gridlines between these heights, numbers below; where everyone's score stands, -1 without one."""
    cut, bottom = panel.cut, spans[-1][1]
    for tick in (cut[0] + (cut[1] - cut[0]) * place / 4 for place in range(5)):
        x = size.x(tick, *cut)
        for start, end in spans:
            canvas.line((x, start), (x, end), GRID)
        canvas.text(x, bottom + 20, f"{tick:g}", size.label, SOFT, anchor="middle")
    if panel.whole is None:
        return -1.0
    line = size.x(panel.whole.value, *cut)
    name = f"{panel.whole_name} {whole(panel.whole.value)}"
    room = text_width(name, size.label, 600) / 2
    for start, end in spans:
        canvas.line((line, start - 4), (line, end), INK, 1.2, dashed=True)
    middle = min(max(line, room), size.width - room)
    canvas.text(middle, 26, name, size.label, INK, weight=600, anchor="middle")
    return line


def _beside_names(panel: GroupPanel, size: Size) -> str:
    top, step = 38, 42
    bottom = top + 6 + step * len(panel.rows)
    canvas = Canvas(size.width, bottom + 34)
    size = replace(size, left=300, right=820)
    line = _scale(canvas, panel, size, [(top, bottom)])
    beside = _beside(panel, size)
    for place, row in enumerate(panel.rows):
        y = top + 27 + step * place
        name_ends = _group_name(canvas, row.name, y)
        if beside is not None and row.against_others:
            name_ends = _against_others(canvas, row, beside, y, size)
        if row.estimate is None:
            canvas.text(size.left, y + 5, "not shown", size.small, SOFT)
            continue
        ends = point(canvas, panel.voice, row.estimate, y, size, cut=panel.cut)
        text = with_span(row.estimate)
        _group_label(canvas, text, ends, y, VOICES[panel.voice], size, name_ends + 12, line)
        canvas.text(size.width, y + 5, row.answered, size.small, SOFT, anchor="end")
    return canvas.svg(f"{panel.key}-{size.name}", panel.title, panel.in_words)


def _group_name(canvas: Canvas, name: str, y: float) -> float:
    """Where its longest line ends."""
    lines, width = _name_lines(name, NAME_ROOM, NAME_SIZE)
    for place, line in enumerate(lines):
        down = 5 + (place - (len(lines) - 1) / 2) * 16
        canvas.text(0, y + down, line, NAME_SIZE, INK, weight=700, serif=True)
    return width


def _name_lines(name: str, room: float, text: float) -> tuple[list[str], float]:
    """A group's name in two lines at most, and how wide the longer one is."""
    lines = wrapped(name, text, room, text_width, 700)[:2]
    return lines, max(text_width(line, text, 700) for line in lines)


def _beside(panel: GroupPanel, size: Size) -> float | None:
    """Where the words beside all names begin; None where the longest name leaves them no room."""
    names = max((_name_lines(row.name, NAME_ROOM, NAME_SIZE)[1] for row in panel.rows), default=0.0)
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
    """Right of the bracket if that leaves the dashed line free; else left of it, but not before `left`; else
    right of the line."""
    low, high = ends
    room = text_width(text, size.label, 600)
    edge = size.width - 150 if size.wide else size.width
    right = high + 10 + room <= edge
    crossed = high < line < high + 14 + room
    if right and crossed and low - 10 - room < left:
        start = line + 8 if line + 8 + room <= edge else high + 10
        canvas.text(start, y + 5, text, size.label, colour, weight=600)
    elif right and not crossed:
        canvas.text(high + 10, y + 5, text, size.label, colour, weight=600)
    else:
        canvas.text(low - 10, y + 5, text, size.label, colour, weight=600, anchor="end")


PAPER_NAMES, PAPER_ROW, PAPER_TOP, PAPER_FOOT = 180.0, 22.0, 16.0, 16.0
"""On paper, in points: room for a group's name and its verdict, height of a row, above and below all rows."""


def height_on_paper(panel: GroupPanel) -> float:
    """How high a panel is on paper, in points."""
    return PAPER_TOP + PAPER_ROW * len(panel.rows) + PAPER_FOOT


def paint_groups(surface: Surface, panel: GroupPanel, width: float) -> None:
    """The same on paper: each group's name with its verdict below, its bracket, and how many answered."""
    size = replace(
        ON_PAPER, width=width - PAPER_ANSWERED, left=PAPER_NAMES + 8, right=width - PAPER_ANSWERED - 62
    )
    bottom = PAPER_TOP + PAPER_ROW * len(panel.rows)
    cut = panel.cut
    for tick in (cut[0] + (cut[1] - cut[0]) * place / 4 for place in range(5)):
        x = size.x(tick, *cut)
        surface.line((x, PAPER_TOP), (x, bottom), GRID)
        surface.text(x, bottom + 11, f"{tick:g}", size.axis, SOFT, anchor="middle")
    line = size.x(panel.whole.value, *cut) if panel.whole else -1.0
    if panel.whole is not None:
        surface.line((line, PAPER_TOP - 3), (line, bottom), INK, 1.2, dashed=True)
        name = f"{panel.whole_name} {whole(panel.whole.value)}"
        surface.text(line, PAPER_TOP - 6, name, size.label, INK, weight=600, anchor="middle")
    surface.text(width, PAPER_TOP - 6, "Answered", size.small, SOFT, anchor="end")
    for place, row in enumerate(panel.rows):
        _on_paper(surface, panel, row, PAPER_TOP + PAPER_ROW * (place + 0.5), size, width, line)


PAPER_ANSWERED = 92.0
"""At the end of a row, for how many answered."""


def _on_paper(
    surface: Surface, panel: GroupPanel, row: GroupRow, y: float, size: Size, width: float, everyone: float
) -> None:
    """`everyone`: where the line of everyone's score stands, -1 without one; words keep off it."""
    surface.line((0, y - PAPER_ROW / 2), (width, y - PAPER_ROW / 2), GRID, 0.8)
    names = wrapped(row.name, size.small, PAPER_NAMES, surface.width_of, 700)[
        : 1 if row.against_others else 2
    ]
    lines = [(name, INK, 700) for name in names]
    if row.against_others:
        lines.append((row.against_others, INK if row.stands_out else SOFT, 600 if row.stands_out else 400))
    for place, (words, colour, weight) in enumerate(lines):
        down = 3 + (place - (len(lines) - 1) / 2) * 10
        surface.text(0, y + down, words, size.small, colour, weight=weight)
    if row.estimate is None:
        surface.text(size.left, y + 3, "not shown", size.small, SOFT)
        return
    low, high = point(surface, panel.voice, row.estimate, y, size, cut=panel.cut)
    words = with_span(row.estimate)
    room = surface.width_of(words, size.label, 600) + 12
    beyond = everyone if high < everyone < high + room and low - room < size.left else high
    low = low if high < everyone < high + room else -1.0
    colour = VOICES[panel.voice]
    if low - room >= size.left:
        surface.text(low - 7, y + 3, words, size.label, colour, weight=600, anchor="end")
    else:
        surface.text(beyond + 7, y + 3, words, size.label, colour, weight=600)
    surface.text(width, y + 3, row.answered, size.small, SOFT, anchor="end")
