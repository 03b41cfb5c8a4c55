"""A year's report as slides (PPTX) for a governors' meeting: text and native charts of what the page says.

Every sentence and figure is one of the year's report. Nothing on a slide is below 14 pt.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pptx import Presentation
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Emu, Inches, Pt

from selfeval.english import capitalised, full_day, lowered, whole
from selfeval.findings.estimates import Estimate
from selfeval.reports.areas import AreaPanel, ReportedScore
from selfeval.reports.changes import by_verdict
from selfeval.reports.charts import palette
from selfeval.reports.sources import Sources
from selfeval.reports.wording import bounds, level
from selfeval.reports.year_report import YearReport, year_report

WIDE, HIGH = Inches(13.333), Inches(7.5)
LEFT, TOP, ACROSS, GAP = Inches(0.7), Inches(1.85), Inches(11.9), Inches(0.22)
HEADING, TEXT, CELL, SMALL = Pt(32), Pt(24), Pt(18), Pt(14)
SERIF, SANS = "Georgia", "Calibri"
"""Fonts that every program for slides has."""
A_LINE, MOST_LINES, MOST_ROWS = 64, 14, 8
"""Characters that fit a line of text; lines of text and rows of a table on a slide. More goes on."""
LONG_HEADING = 60
"""Characters from which on a heading has smaller letters."""
MOST_ASKED = 3
MADE_UP = "This school is made up, and so is everything said here."


def year_slides(sources: Sources, made_on: dt.date, *, invented: bool = False) -> bytes:
    """The slides of a year's report as PPTX. `invented`: sample data, and each slide says so."""
    report = year_report(sources)
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDE, HIGH
    deck.core_properties.title = f"{report.heading}: {report.school}, {report.year}"
    deck.core_properties.language = "en-GB"
    deck.core_properties.author = report.school
    _title(deck, report, made_on)
    _answered(deck, report)
    _sentences(deck, "What is worrying", (*report.in_short.worrying, *report.in_short.more_worrying))
    _sentences(deck, "What is good", report.in_short.good)
    for panel in report.panels:
        _areas(deck, panel)
    gaps = [f"{one.gap.number} {one.gap.name}. {one.gap.sentence} {one.answer}" for one in report.level_gaps]
    _sentences(deck, "Where leaders and answers differ", gaps)
    _changes(deck, report)
    _sentences(deck, "Who belongs less, or more", report.group_differences)
    _to_ask(deck, report)
    _sentences(deck, "How to read this", _how_to_read(sources, report))
    if invented:
        for slide in deck.slides:
            _foot(slide, MADE_UP)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _title(deck: Deck, report: YearReport, made_on: dt.date) -> None:
    slide = _slide(deck, report.heading)
    draft = "A draft: the self-evaluation is not signed off yet." if report.draft else ""
    lines = (f"{report.school}, {report.year}", report.lede, draft, f"Made on {full_day(made_on)}")
    _text(slide, [line for line in lines if line])


def _answered(deck: Deck, report: YearReport) -> None:
    rows = [(fact.name, f"{fact.figure} {fact.did}", fact.beside) for fact in report.facts]
    _tables(deck, "Who answered", ("Who", "How many", "Of how many"), rows, report.promise)


def _areas(deck: Deck, panel: AreaPanel) -> None:
    """Scores as a native bar chart with the ranges as error bars, and both in words beside it."""
    of = f": {panel.heading}" if panel.heading else ""
    slide = _slide(deck, f"Six areas{of}")
    voices: list[tuple[str, str, list[ReportedScore | None]]] = []
    if panel.pupils_who:
        scores = [row.pupils for row in panel.rows]
        voices.append((capitalised(panel.pupils_who), palette.VOICES["pupils"], scores))
    if panel.has_staff:
        voices.append(("Staff", palette.VOICES["staff"], [row.staff for row in panel.rows]))
    for place, one in enumerate(panel.further):
        voices.append((one.name, palette.VOICES[one.voice], [row.further[place] for row in panel.rows]))
    if voices:
        data = CategoryChartData(number_format="0")
        data.categories = [row.name for row in panel.rows]
        for name, _, scores in voices:
            data.add_series(name, [_whole(score) for score in scores])
        chart = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, LEFT, TOP, Inches(5.5), Inches(4.9), data)
        chart.name = panel.title
        chart._element.nvGraphicFramePr.cNvPr.set("descr", f"{panel.title}. {panel.in_words}")
        _dress(chart.chart, [(colour, scores) for _, colour, scores in voices])
    columns = ["Area", *(["Leaders"] if panel.has_leaders else []), *(name for name, _, _ in voices)]
    rows = [
        [
            row.name,
            *([_level(row.level, panel)] if panel.has_leaders else []),
            *(_score(scores[place]) for _, _, scores in voices),
        ]
        for place, row in enumerate(panel.rows)
    ]
    _table(slide, columns, rows, Inches(6.4) if voices else LEFT, Inches(6.2) if voices else ACROSS, SMALL)
    _note(slide, "The lines show how far each score may lie from that of everyone. " + panel.in_words)


def _changes(deck: Deck, report: YearReport) -> None:
    if report.changed is None:
        return
    scores = by_verdict([score for of_voice in report.changed.scores for score in of_voice])
    rows = [
        (score.name, score.series.voice.name, score.verdict.name, score.verdict.figure) for score in scores
    ]
    _tables(
        deck,
        f"What changed, {report.changed.compared_with}",
        ("Score", "Who", "In a word", "Moved"),
        rows,
        report.changed.criterion,
    )


def _to_ask(deck: Deck, report: YearReport) -> None:
    rows = [(one.text, one.sound) for one in report.to_ask[:MOST_ASKED]]
    _tables(deck, "Questions to ask", ("Ask", "What a sound answer holds"), rows)


def _how_to_read(sources: Sources, report: YearReport) -> Iterable[str]:
    yield "Scores run from 0, the least favourable answer to every question, to 100, the most favourable."
    yield "The figure of everyone who could have answered is very likely within the range beside a score."
    yield "Figures describe answers. They do not say why, and a rise does not show that an action worked."
    yield report.promise
    for released in sources.releases:
        yield f"{released.survey}: release {released.number} of {full_day(released.on)}."
        if released.origin:
            yield f"{released.survey}: {lowered(released.origin)}"


def _slide(deck: Deck, heading: str) -> Slide:
    """A slide with its heading in the place that readers of slides announce as the title."""
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = _rgb(palette.PAPER)
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = LEFT, Inches(0.35), ACROSS, Inches(1.15)
    text_frame = title.text_frame
    text_frame.text, text_frame.word_wrap, text_frame.vertical_anchor = heading, True, MSO_ANCHOR.BOTTOM
    text_frame.margin_left = 0
    _style(text_frame, Pt(26) if len(heading) > LONG_HEADING else HEADING, bold=True, font=SERIF)
    rule = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, LEFT, TOP - GAP, LEFT + ACROSS, TOP - GAP)
    rule.line.width, rule.line.color.rgb = Pt(1.5), _rgb(palette.INK)
    return slide


def _sentences(deck: Deck, heading: str, sentences: Iterable[str]) -> None:
    """Sentences in the order of the report, as many on a slide as fit; no slide where there is none."""
    for place, lines in enumerate(_pages([sentence for sentence in sentences if sentence])):
        _text(_slide(deck, heading if place == 0 else f"{heading}, continued"), lines)


def _pages(sentences: Sequence[str]) -> Iterator[list[str]]:
    """Sentences in the order given, as many together as fit a slide; a blank line's height between two."""
    page: list[str] = []
    room = MOST_LINES
    for sentence in sentences:
        lines = len(sentence) // A_LINE + 2
        if page and lines > room:
            yield page
            page, room = [], MOST_LINES
        page.append(sentence)
        room -= lines
    if page:
        yield page


def _text(slide: Slide, lines: Sequence[str]) -> None:
    box = slide.shapes.add_textbox(LEFT, TOP, ACROSS, Inches(5.2)).text_frame
    box.word_wrap = True
    for place, line in enumerate(lines):
        paragraph = box.paragraphs[0] if place == 0 else box.add_paragraph()
        paragraph.text, paragraph.space_after = line, Pt(14)
    _style(box, TEXT)


def _tables(
    deck: Deck,
    heading: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    note: str = "",
    size: Pt = CELL,
) -> None:
    for start in range(0, len(rows), MOST_ROWS):
        slide = _slide(deck, heading if start == 0 else f"{heading}, continued")
        _table(slide, columns, rows[start : start + MOST_ROWS], LEFT, ACROSS, size)
        _note(slide, note)


def _table(
    slide: Slide,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    left: Emu,
    across: Emu,
    size: Pt,
) -> None:
    """A native table with a heading row, its first column the widest."""
    height = Inches(0.5)
    table = slide.shapes.add_table(len(rows) + 1, len(columns), left, TOP, across, height).table
    table.horz_banding = False
    first = int(across * (0.46 if len(columns) < 4 else 0.3 if size == SMALL else 0.37))
    for place, column in enumerate(table.columns):
        column.width = Emu(first if place == 0 else (int(across) - first) // (len(columns) - 1))
    for row, cells in enumerate((columns, *rows)):
        for place, text in enumerate(cells):
            cell = table.cell(row, place)
            cell.text = text
            cell.fill.solid()
            cell.fill.fore_color.rgb = _rgb(palette.INK if row == 0 else palette.WHITE)
            _style(cell.text_frame, size, bold=row == 0, colour=palette.WHITE if row == 0 else palette.INK)


def _dress(chart: Chart, voices: Sequence[tuple[str, Sequence[ReportedScore | None]]]) -> None:
    chart.has_legend, chart.has_title = True, False
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.font.size, chart.font.color.rgb = SMALL, _rgb(palette.INK)
    values, names = chart.value_axis, chart.category_axis
    values.minimum_scale, values.maximum_scale, values.major_unit = 0, 100, 25
    values.major_gridlines.format.line.color.rgb = _rgb(palette.GRID)
    names.reverse_order, names.tick_label_position = True, XL_TICK_LABEL_POSITION.LOW
    for series, (colour, scores) in zip(chart.plots[0].series, voices, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _rgb(colour)
        _error_bars(series, [score.estimate if score else None for score in scores])


def _error_bars(series: Any, estimates: Sequence[Estimate | None]) -> None:
    """The range of each score as native error bars, of the same whole numbers as the table."""
    low, high = zip(*(_reach(estimate) for estimate in estimates), strict=True)

    def lengths(name: str, values: Sequence[int]) -> str:
        points = "".join(
            f'<c:pt idx="{place}"><c:v>{value}</c:v></c:pt>' for place, value in enumerate(values)
        )
        return f'<c:{name}><c:numLit><c:ptCount val="{len(values)}"/>{points}</c:numLit></c:{name}>'

    bars = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}><c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="0"/>{lengths("plus", high)}{lengths("minus", low)}'
        f'<c:spPr><a:ln w="15875"><a:solidFill><a:srgbClr val="{palette.INK[1:].upper()}"/></a:solidFill>'
        "</a:ln></c:spPr></c:errBars>"
    )
    element = series._element
    element.find("{http://schemas.openxmlformats.org/drawingml/2006/chart}cat").addprevious(bars)


def _reach(estimate: Estimate | None) -> tuple[int, int]:
    """How far the range reaches below and above a score; no way where none is told."""
    if estimate is None or estimate.interval is None:
        return 0, 0
    low, high = bounds(estimate)
    figure = whole(estimate.value)
    return figure - whole(low), whole(high) - figure


def _whole(score: ReportedScore | None) -> int | None:
    return whole(score.estimate.value) if score and score.estimate else None


def _score(score: ReportedScore | None) -> str:
    if score is None or score.estimate is None:
        return score.missing if score else "not asked"
    if score.estimate.interval is None:
        return f"{whole(score.estimate.value)}"
    low, high = bounds(score.estimate)
    return f"{whole(score.estimate.value)} ({whole(low)} to {whole(high)})"


def _level(value: float | None, panel: AreaPanel) -> str:
    return level(value, panel.top) if value is not None else "not rated"


def _note(slide: Slide, words: str) -> None:
    """What a speaker may say beside a slide."""
    if words:
        slide.notes_slide.notes_text_frame.text = words


def _foot(slide: Slide, words: str) -> None:
    box = slide.shapes.add_textbox(LEFT, Inches(6.95), ACROSS, Inches(0.4)).text_frame
    box.text = words
    _style(box, SMALL, colour=palette.SOFT)


def _style(
    text_frame: TextFrame, size: Pt, *, bold: bool = False, colour: str = palette.INK, font: str = SANS
) -> None:
    for paragraph in text_frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.font.size, paragraph.font.bold, paragraph.font.name = size, bold, font
        paragraph.font.color.rgb = _rgb(colour)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour[1:].upper())
