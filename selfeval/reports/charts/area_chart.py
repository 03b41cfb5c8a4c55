"""Six areas, several voices: one figure, leaders' scale words on top and 0-100 below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from selfeval.english import capitalised, lowered, whole
from selfeval.findings.estimates import Estimate
from selfeval.reports.areas import NOT_ASKED, AreaPanel, AreaRow, ReportedScore
from selfeval.reports.charts.canvas import (
    Anchor,
    Canvas,
    Measure,
    Size,
    Surface,
    label,
    mark,
    point,
    text_width,
    wrapped,
)
from selfeval.reports.charts.palette import GRID, INK, SOFT, VOICES
from selfeval.reports.wording import VoiceName, level, with_span


@dataclass(frozen=True)
class VoiceLine:
    """One voice in one area: its place on 0-100 with its label, or only words where there is no figure."""

    voice: VoiceName
    text: str
    points: float | None = None
    """Where a level is drawn, without an interval."""
    estimate: Estimate | None = None
    hollow: bool = False


@dataclass(frozen=True)
class AreaLines:
    """One area: its name, words below it, and a line for each voice."""

    name: str
    words: str
    strong: bool
    lines: tuple[VoiceLine, ...]


@dataclass(frozen=True)
class AreaFigure:
    """What a figure of areas shows, whatever it is drawn on."""

    rows: tuple[AreaLines, ...]
    level_names: tuple[str, ...]
    """Lowest first; empty without leaders."""
    steps: int
    """Gridlines divide 0-100 into so many."""
    others: str
    """Name of the scale below: Pupils' and staff scale."""


def draw_areas(panel: AreaPanel, size: Size) -> str:
    """One panel at one width, as SVG."""
    figure = figure_of([panel], lambda rows: (rows[0].differ, bool(rows[0].differ)))
    drawing = AreaDrawing(figure, size, text_width)
    canvas = Canvas(size.width, drawing.height)
    drawing.paint(canvas)
    return canvas.svg(f"{panel.key}-{size.name}", panel.title, panel.in_words)


def figure_of(
    panels: Sequence[AreaPanel],
    words: Callable[[Sequence[AreaRow]], tuple[str, bool]],
    *,
    brief: bool = False,
) -> AreaFigure:
    """Panels as one figure: bands of pupils between leaders and staff, who are the same in all of them.

    `words`: what stands below an area's name, and whether it is strong. `brief`: bands with their ages, and
    figures without how sure they are, which the bracket shows and the table of the report says.
    """
    first = panels[0]
    return AreaFigure(
        rows=tuple(
            AreaLines(rows[0].name, *words(rows), _lines(panels, rows, brief=brief))
            for rows in zip(*(panel.rows for panel in panels), strict=True)
        ),
        level_names=first.level_names if first.has_leaders else (),
        steps=first.top,
        others=_reporters_scale(any(panel.pupils_who for panel in panels), first),
    )


def _lines(panels: Sequence[AreaPanel], rows: Sequence[AreaRow], *, brief: bool) -> tuple[VoiceLine, ...]:
    first, staff = panels[0], rows[0].staff
    lines = [_leaders_line(rows[0].level, first.top)] if first.has_leaders else []
    for panel, row in zip(panels, rows, strict=True):
        if row.pupils is not None:
            name = capitalised(panel.pupils_who) if brief else "Pupils"
            lines.append(_reported_line("pupils", name, row.pupils, brief=brief, hollow=panel.pupils_hollow))
    if staff is not None:
        lines.append(_reported_line("staff", "Staff", staff, brief=brief, hollow=first.staff_hollow))
    lines += [
        _reported_line(one.voice, one.name, score, brief=brief, hollow=one.hollow)
        for one, score in zip(first.further, rows[0].further, strict=True)
        if score.missing != NOT_ASKED
    ]
    return tuple(lines)


def _leaders_line(mean: float | None, top: int) -> VoiceLine:
    """Leaders 3.0 of 4, where the level is on 0-100."""
    if mean is None:
        return VoiceLine("leaders", "Leaders: too few rated")
    return VoiceLine("leaders", f"Leaders {level(mean, top)}", points=100 * mean / top)


def _reported_line(
    voice: VoiceName, name: str, score: ReportedScore, *, brief: bool, hollow: bool
) -> VoiceLine:
    """Pupils 52 (51 to 53), with its interval; in brief Pupils 52, or Pupils aged 7 to 11: 52."""
    if score.estimate is None:
        return VoiceLine(voice, f"{name}: not shown")
    figure = str(whole(score.estimate.value)) if brief else with_span(score.estimate)
    colon = ":" if name[-1].isdigit() else ""
    return VoiceLine(voice, f"{name}{colon} {figure}", estimate=score.estimate, hollow=hollow)


def _reporters_scale(pupils: bool, panel: AreaPanel) -> str:
    """What the scale from 0 to 100 is called."""
    if panel.further:
        return "Scale of answers"
    staff = panel.has_staff
    if pupils and staff:
        return "Pupils’ and staff scale"
    if pupils:
        return "Pupils’ scale"
    return "Staff scale" if staff else ""


@dataclass(frozen=True)
class RowHeading:
    """The words at the start of an area's row, in lines."""

    name: list[str]
    words: list[str]


class AreaDrawing:
    """A figure of areas at one size: measured first, then painted on any surface."""

    def __init__(self, figure: AreaFigure, size: Size, measure: Measure) -> None:
        self.figure, self.size, self.measure = figure, size, measure
        self.heads = [self._head(row) for row in figure.rows]
        self.heights = [
            self._row_height(row, head) for row, head in zip(figure.rows, self.heads, strict=True)
        ]
        self.top = size.above
        self.bottom = self.top + sum(self.heights)

    @property
    def height(self) -> float:
        return self.bottom + self.size.below

    def paint(self, surface: Surface) -> None:
        self._axis(surface)
        y = self.top
        for row, head, height in zip(self.figure.rows, self.heads, self.heights, strict=True):
            self._gridlines(surface, y + (0 if self.size.wide else self._words_height(head) + 9), y + height)
            self._area(surface, row, head, y)
            y += height
        surface.line((0, self.bottom), (self.size.width, self.bottom), INK, 0.8)

    def _head(self, row: AreaLines) -> RowHeading:
        size = self.size
        weight = 700 if row.strong else 400
        return RowHeading(
            wrapped(row.name, size.name_size, size.words, self.measure, 700),
            wrapped(row.words, size.small, size.words, self.measure, weight),
        )

    def _words_height(self, head: RowHeading) -> float:
        return self.size.name_line * len(head.name) + self.size.small_line * len(head.words)

    def _row_height(self, row: AreaLines, head: RowHeading) -> float:
        size, voices = self.size, len(row.lines)
        if size.wide:
            return max(self._words_height(head) + size.around, voices * size.step + 0.7 * size.around)
        return self._words_height(head) + 12 + voices * size.step + 10

    def _gridlines(self, surface: Surface, top: float, bottom: float) -> None:
        """Pale lines at the levels; at the narrow width they leave the words of a row free."""
        for step in range(self.figure.steps + 1):
            x = self.size.x(100 * step / self.figure.steps)
            surface.line((x, top), (x, bottom), GRID)

    def _axis(self, surface: Surface) -> None:
        """Leaders' scale words on top, 0-100 below, each level with a tick."""
        size, figure = self.size, self.figure
        for step in range(figure.steps + 1):
            value = 100 * step / figure.steps
            x = size.x(value)
            anchor: Anchor = (
                "middle" if size.wide or 0 < step < figure.steps else "start" if step == 0 else "end"
            )
            surface.line((x, self.top - size.lift / 2), (x, self.top), GRID)
            if figure.level_names:
                self._level_name(surface, figure.level_names[step], x, anchor)
            if figure.others:
                surface.text(x, self.bottom + size.lift + 2, f"{value:g}", size.axis, SOFT, anchor=anchor)
        if size.wide:
            if figure.level_names:
                surface.text(
                    0, self.top - size.lift, "Leaders’ scale", size.axis, VOICES["leaders"], weight=600
                )
            surface.text(0, self.bottom + size.lift + 2, figure.others, size.axis, SOFT)
            return
        leaders = "Leaders’ scale on top" if figure.level_names else ""
        below = f"{lowered(figure.others)} below" if leaders and figure.others else ""
        scales = ", ".join(filter(None, (leaders, below or figure.others)))
        surface.text(size.left, 12, scales, size.axis, SOFT)

    def _level_name(self, surface: Surface, name: str, x: float, anchor: Anchor) -> None:
        axis = self.size.axis
        cramped = not self.size.wide and self.measure(name, axis, 700) > 62
        for place, line in enumerate(reversed(name.split() if cramped else [name])):
            at = self.top - self.size.lift - 14 * place
            surface.text(x, at, line, axis, VOICES["leaders"], weight=600, anchor=anchor)

    def _area(self, surface: Surface, row: AreaLines, head: RowHeading, y: float) -> None:
        size = self.size
        surface.line((0, y), (size.width, y), INK if size.ruled or y == self.top else GRID, 0.8)
        words = y + size.first
        for text in head.name:
            surface.text(0, words, text, size.name_size, INK, weight=700, serif=True)
            words += size.name_line
        for text in head.words:
            colour, weight = (INK, 700) if row.strong else (SOFT, 400)
            surface.text(0, words - 1, text, size.small, colour, weight=weight)
            words += size.small_line
        at = y + 0.81 * size.first if size.wide else words + 4
        for line in row.lines:
            self._line(surface, line, at)
            at += size.step

    def _line(self, surface: Surface, line: VoiceLine, y: float) -> None:
        size, colour = self.size, VOICES[line.voice]
        if line.points is not None:
            x = size.x(line.points)
            mark(surface, "leaders", x, y, size.radius, reach=size.reach)
            label(surface, line.text, x, x, y, colour, size)
        elif line.estimate is not None:
            low, high = point(surface, line.voice, line.estimate, y, size, hollow=line.hollow)
            label(surface, line.text, low, high, y, colour, size)
        else:
            surface.text(size.left + 6, y + 0.36 * size.label, line.text, size.label, colour)
