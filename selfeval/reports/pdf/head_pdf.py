"""The head's two pages, set so that they are two pages for every school."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from reportlab.lib.pagesizes import A4

from selfeval.english import capitalised, count_in_words, listed
from selfeval.reports.charts.area_chart import AreaDrawing
from selfeval.reports.charts.canvas import ON_PAPER
from selfeval.reports.charts.palette import HAIR, SOFT
from selfeval.reports.charts.series_chart import PAPER_SIZE, SeriesSize, height_of, paint_series
from selfeval.reports.level_gaps import NEITHER_WRONG
from selfeval.reports.pdf import blocks
from selfeval.reports.pdf.blocks import (
    SERIF_NAME,
    SMALL,
    Block,
    Bullets,
    Grid,
    Section,
    SideBySide,
    Stack,
    Style,
    TextBlock,
    VoiceBlock,
    bold,
    plain,
    voice_shape,
)
from selfeval.reports.pdf.head_charts import ACROSS, RoundsRow, SmallChart, groups_note, how_drawn
from selfeval.reports.pdf.head_cuts import (
    FIRST,
    SECOND,
    Cut,
    least_cut,
    left_out_of_first,
    left_out_of_second,
)
from selfeval.reports.pdf.head_pages import HeadPages
from selfeval.reports.pdf.tagged import SANS, PaperSurface, TaggedCanvas, finished, width_of


@dataclass(frozen=True)
class ChartsRow:
    """One voice over the rounds."""

    row: RoundsRow
    scale: float = 1.0
    named: bool = True
    """False under a row of the same scores: their names stand above."""
    gap: float = 8.0

    def height(self, width: float) -> float:
        room = self._room(width)
        return self._who.height(width) + self._names(room) + self._verdicts(room) + self._charts + 4

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        room = self._room(width)
        with canvas.artifact():
            voice_shape(canvas, self.row.voice, left + 3, top - self._who.style.size * 0.72, 2.8)
        self._who.draw(canvas, left + 10, top, width - 10)
        top -= self._who.height(width)
        names, verdicts = self._names(room), self._verdicts(room)
        for place, chart in enumerate(self.row.charts):
            at = left + place * (room + self.gap)
            with canvas.element("Div", marked=False):
                if self.named:
                    self._name(chart).draw(canvas, at, top, room)
                self._verdict(chart).draw(canvas, at, top - names, room)
                self._chart(canvas, chart, at, top - names - verdicts, room)

    def _chart(self, canvas: TaggedCanvas, chart: SmallChart, left: float, top: float, room: float) -> None:
        box = (left, top - self._charts, left + room, top)
        with canvas.element("Figure", alternative=chart.in_words, box=box):
            paint_series(PaperSurface(canvas, left, top), chart.panel, self._size)

    @property
    def _size(self) -> SeriesSize:
        return PAPER_SIZE.lower(self.scale)

    def _room(self, width: float) -> float:
        return (width - self.gap * (ACROSS - 1)) / ACROSS

    @property
    def _charts(self) -> float:
        return max((height_of(chart.panel, self._size) for chart in self.row.charts), default=0.0)

    def _names(self, room: float) -> float:
        return _tallest([self._name(chart) for chart in self.row.charts], room) if self.named else 0.0

    def _verdicts(self, room: float) -> float:
        return _tallest([self._verdict(chart) for chart in self.row.charts], room)

    @property
    def _who(self) -> TextBlock:
        markup = f"{bold(self.row.name)}. {plain(self.row.scale)}."
        return TextBlock(markup, SMALL.scaled(self.scale), after=1.5)

    def _name(self, chart: SmallChart) -> TextBlock:
        return TextBlock(plain(chart.name), SERIF_NAME.scaled(self.scale))

    def _verdict(self, chart: SmallChart) -> TextBlock:
        style = Style(SMALL.face, 9, 10.4).scaled(self.scale)
        return TextBlock(bold(chart.verdict) if chart.clear else plain(chart.verdict), style)


def _tallest(texts: Sequence[TextBlock], room: float) -> float:
    return max((text.height(room) for text in texts), default=0.0)


MOST_CHANGES = 3
LEFT, TOP, FOOT = 42.5, 34.0, 24.0
WIDTH = A4[0] - 2 * LEFT
NUMBER = 62.0
"""Points at the end of the footer, for the number of the page."""
FOOTER = Style(SANS, 9, 10.6, SOFT)
SIZES = (1.0, 0.96, 0.92, 0.88)
"""Lines and headings are set at the largest of these at which a page holds what it should; no text is below
9 points at any of them."""
Parts = Callable[[HeadPages, float], Sequence[Block]]
"""The parts of a page, with their type scaled."""
LOOSEST = 7.0
"""Points that are added before each part at most, where a page has room to spare."""


def head_pdf(pages: HeadPages) -> bytes:
    """Two A4 pages, tagged. The same pages give the same bytes."""
    out = io.BytesIO()
    canvas = TaggedCanvas(out, pages.title, pages.school)
    for number, (parts, cuts) in enumerate(((page_one, FIRST), (page_two, SECOND)), 1):
        _page(canvas, fitted(parts, cuts, pages), pages, number)
    canvas.save()
    return finished(out, canvas)


def fitted(parts: Parts, cuts: Sequence[Cut], pages: HeadPages) -> Sequence[Block]:
    """A page with as much on it as it has room for, as wide apart as it can be.

    What is cut, and in which order, is a rule; the page itself says what stands elsewhere.
    """
    room = room_of(pages)
    shown = least_cut(pages, cuts, lambda one: _height(parts(one, SIZES[-1])) <= room)
    loose = (made for scale in SIZES if _height(made := parts(shown, scale)) <= room)
    return next(loose, parts(shown, SIZES[-1]))


def room_of(pages: HeadPages) -> float:
    """Height of a page for what is set on it: a long footer takes some."""
    return float(A4[1]) - TOP - FOOT - _footer(pages).height(WIDTH - NUMBER) - 10


def _footer(pages: HeadPages) -> TextBlock:
    return TextBlock(plain(pages.footer), FOOTER)


def _page(canvas: TaggedCanvas, made: Sequence[Block], pages: HeadPages, number: int) -> None:
    spare = max(room_of(pages) - _height(made), 0.0)
    loose = min(spare / max(len(made) - 1, 1), LOOSEST)
    top = A4[1] - TOP
    for part in made:
        part.draw(canvas, LEFT, top, WIDTH)
        top -= part.height(WIDTH) + loose
    with canvas.artifact():
        foot = _footer(pages)
        top = FOOT + foot.height(WIDTH - NUMBER)
        blocks.rule(canvas, LEFT, top + 3, WIDTH, HAIR, 0.6)
        foot.write(canvas, LEFT, top, WIDTH - NUMBER)
        of_two = TextBlock(f"Page {number} of 2", FOOTER, align="right")
        of_two.write(canvas, LEFT + WIDTH - NUMBER, top, NUMBER)
    canvas.showPage()


def _height(parts: Sequence[Block]) -> float:
    return sum(part.height(WIDTH) for part in parts)


@dataclass(frozen=True)
class FigureBlock:
    """A drawing with its words for those who cannot see it."""

    drawing: AreaDrawing
    in_words: str

    def height(self, width: float) -> float:
        return self.drawing.height

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        box = (left, top - self.drawing.height, left + width, top)
        with canvas.element("Figure", alternative=self.in_words, box=box):
            self.drawing.paint(PaperSurface(canvas, left, top))


def page_one(pages: HeadPages, scale: float) -> list[Block]:
    """The picture."""
    parts: list[Block] = [
        Stack(
            (
                TextBlock(plain(pages.eyebrow), blocks.EYEBROW.scaled(scale), after=2),
                TextBlock(plain(pages.heading), blocks.TITLE.scaled(scale), role="H1", after=4),
                TextBlock(_lede(pages), blocks.LEDE.scaled(scale)),
            )
        ),
        _part(scale, "Who answered", _who_answered(pages, scale), _note(pages.answered_note, scale)),
        _part(scale, "In short", *_summaries(pages, scale)),
    ]
    if pages.figure:
        figure = FigureBlock(
            AreaDrawing(pages.figure, ON_PAPER.scaled(scale), width_of), pages.figure_in_words
        )
        parts.append(_part(scale, pages.figure_title, figure, _note(pages.figure_caption, scale)))
    elif pages.areas:
        head, *rows = pages.areas
        widths = (2.6, *([1.0] * (len(head) - 1)))
        cells = [(bold(row[0]), *map(plain, row[1:])) for row in rows]
        grid = _grid(head, cells, widths, scale, range(1, len(head)))
        parts.append(_part(scale, pages.figure_title, grid, _note(pages.areas_caption, scale)))
    listed = [
        _part(scale, capitalised(count_in_words(len(words), name)), _bullets(words, scale))
        for words, name in ((pages.strengths, "strength"), (pages.concerns, "concern"))
        if words
    ]
    if listed:
        parts.append(SideBySide(listed))
    if left_out := left_out_of_first(pages):
        parts.append(_note(left_out, scale))
    return parts


def page_two(pages: HeadPages, scale: float) -> list[Block]:
    """What stands behind it, and what to ask."""
    body = blocks.BODY.scaled(scale)
    parts: list[Block] = []
    if pages.rounds:
        names = [[chart.name for chart in row.charts] for row in pages.rounds]
        charts = [
            ChartsRow(row, scale, named=place == 0 or names[place] != names[place - 1])
            for place, row in enumerate(pages.rounds)
        ]
        note = _note(f"{how_drawn(pages.rounds)} {pages.still}".rstrip(), scale)
        parts.append(_part(scale, "What people said, round by round", *charts, note))
    parts += _moved(pages, scale)
    if pages.level_gaps or pages.gaps:
        apart = [
            TextBlock(f"{bold(gap.title)}. {plain(gap.text)}", body, after=3) for gap in pages.level_gaps
        ]
        if pages.level_gaps:
            more = f"Leaders and answers differ on {listed(pages.more_level_gaps)} too: see the report. "
            words = f"{more if pages.more_level_gaps else ''}{NEITHER_WRONG}"
            apart.append(replace(_note(words, scale), after=5))
        apart += [TextBlock(plain(sentence), body, after=3) for sentence in pages.gaps]
        parts.append(_part(scale, "Where the voices differ", *apart))
    parts += _groups(pages, scale)
    if pages.happened:
        lines = [TextBlock(plain(line), body, after=3) for line in pages.happened[0]]
        parts.append(_part(scale, "What people say happened", *lines))
    if pages.doing:
        parts.append(_part(scale, "What is being done", _bullets(pages.doing, scale)))
    if pages.to_ask:
        parts.append(_part(scale, "What to ask", _bullets(pages.to_ask, scale)))
    notes = " ".join([*pages.notes, left_out_of_second(pages)]).rstrip()
    parts.append(_part(scale, "How to read this", _note(notes, scale)))
    return parts


def _groups(pages: HeadPages, scale: float) -> list[Block]:
    """Groups that differ surely; where none does, that."""
    if not pages.groups:
        body = blocks.BODY.scaled(scale)
        title = "Groups side by side"
        return (
            [_part(scale, title, TextBlock(plain(pages.no_group), body, after=3))] if pages.no_group else []
        )
    rows = [
        (bold(group.name), group.people, group.figure, plain(group.beside), plain(group.apart))
        for group in pages.groups
    ]
    names = ("Group", "Answered", "Score", "Beside", "Apart")
    grid = _grid(names, rows, (5, 1.4, 1.3, 2.2, 1.3), scale, numbers=(1, 2))
    note = _note(groups_note(pages.more_groups), scale)
    return [_part(scale, "Groups that clearly differ in belonging", grid, note)]


def _lede(pages: HeadPages) -> str:
    """What improved and declined, as markup; in a first year, what the pages are."""
    changed = pages.changed
    if changed is None or not changed.clear:
        return plain(pages.lede)
    sentences = []
    for score in changed.clear[:MOST_CHANGES]:
        who = f" ({score.series.voice.who})" if len(changed.columns) > 1 else ""
        likely = f" (very likely {score.verdict.range})" if score.verdict.range else ""
        verdict = score.verdict.name.lower()
        sentences.append(
            f"{plain(f'“{score.name}”{who}')} {bold(verdict)}, {plain(score.verdict.moved + likely)}."
        )
    sentences.append(plain(f"Points of 100, {changed.compared_with}."))
    return " ".join(sentences)


def _moved(pages: HeadPages, scale: float) -> list[Block]:
    if not pages.moved_questions:
        return []
    several = len({question.who for question in pages.moved_questions}) > 1
    rows = []
    for question in pages.moved_questions:
        what = (bold(question.quote), plain(question.who) if several else "", plain(question.good))
        figures = question.before, question.after, plain(question.change)
        rows.append((", ".join(filter(None, what)), *figures))
    since, now = (
        {getattr(question, name) for question in pages.moved_questions} for name in ("since", "now")
    )
    heads = (since.pop() if len(since) == 1 else "Then", now.pop() if len(now) == 1 else "Now")
    grid = _grid(("Good answers to", *heads, "Its score"), rows, (8, 1.7, 1.7, 3.3), scale, (1, 2, 3))
    note = (
        "The score counts all answers, from 0 to 100, so it moves by another number than the good answers. "
        "In brackets: where that change very likely lies. Each moved beyond chance, all questions considered."
    )
    title = (
        f"Questions that moved most since {heads[0]}"
        if len(pages.moved_questions) == 1
        else "Questions that moved most"
    )
    return [_part(scale, title, grid, _note(note, scale))]


def _part(scale: float, title: str, *inside: Block) -> Stack:
    return Stack((Section(title, blocks.SECTION.scaled(scale)), *inside))


def _summaries(pages: HeadPages, scale: float) -> list[Block]:
    large, small = blocks.SENTENCE.scaled(scale), blocks.SMALL.scaled(scale)
    return [
        VoiceBlock(one.voice, one.name, one.sentence, plain(one.how), large, small, first=place == 0)
        for place, one in enumerate(pages.summaries)
    ]


def _who_answered(pages: HeadPages, scale: float) -> Grid:
    head = ("Who", "Answered", "Share", "By group")
    rows = [
        (bold(turnout.name), bold(turnout.n_of), plain(turnout.share), plain(turnout.groups))
        for turnout in pages.answered
    ]
    if any(turnout.groups for turnout in pages.answered):
        return _grid(head, rows, (2.6, 1.4, 1.3, 7.4), scale)
    return _grid(head[:3], [row[:3] for row in rows], (2, 1, 4), scale)


def _grid(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    scale: float,
    numbers: Sequence[int] = (),
) -> Grid:
    return Grid(head, rows, widths, numbers, blocks.CELL.scaled(scale), blocks.HEAD.scaled(scale))


def _bullets(items: Sequence[str], scale: float) -> Bullets:
    return Bullets([plain(item) for item in items], blocks.BODY.scaled(scale))


def _note(text: str, scale: float) -> TextBlock:
    return TextBlock(plain(text), blocks.SMALL.scaled(scale))
