"""What every output of a report says, cut into passages: a paragraph, a row, a line of a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask import Flask, g, render_template
from pptx import Presentation
from pptx.chart.chart import Chart
from python_calamine import CalamineWorkbook

from selfeval.reports.explained_gaps import explained_gaps
from selfeval.reports.pdf.head_pages import head_pages
from selfeval.reports.pdf.head_pdf import head_pdf
from selfeval.reports.pdf.report_pdf import report_pdf
from selfeval.reports.slides import year_slides
from selfeval.reports.sources import Sources
from selfeval.reports.tables import findings_csv, trend_csv
from selfeval.reports.trend_choice import ALL_OF_IT, TrendChoice
from selfeval.reports.trend_sources import TrendSources
from selfeval.reports.year_workbook import year_workbook
from selfeval.store.schools_and_accounts import Account
from selfeval.web.read.trend_pages import TrendPages
from selfeval.web.site.report_page import ReadReport, report_page, whole_report_page
from tests.tagged import TaggedElement, elements

PRINTED_ON = dt.date(2026, 11, 30)
BLOCKS = ("p", "li", "tr", "dt", "dd", "h1", "h2", "h3", "h4", "figcaption", "desc", "caption", "summary")
LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4}
QUESTION = 5
HEADER = "thead"
"""A row that heads a table, which is about all of it."""
STANDS_ALONE = re.compile(r"“[^”]+”")
CHART = re.compile(r"; |(?<=[a-z0-9”])\. ")
"""Parts what is said of a chart: each piece is about one score, one answer or one round."""
GROUP = re.compile(r", (?=Year.* (?:about|all or nearly all) )")
"""Parts the groups of a cell that lists them."""
SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z“])")


@dataclass(frozen=True)
class Passage:
    """A piece of an output in which every figure is about what is named in it."""

    where: str
    """page | trend | pdf | full pdf | slides | workbook | csv"""
    text: str
    below: tuple[str, ...] = ()
    """The headings above it, the nearest first; a question that stands by itself is one, too."""


def html_passages(where: str, page: str) -> Iterator[Passage]:
    """Each block of a page by itself; of the main part alone."""
    reader = _Blocks()
    reader.feed(page[page.index("<main") :].partition("<footer")[0])
    reader.close()
    headings: dict[int, str] = {}
    for block, text in reader.texts:
        level = QUESTION if STANDS_ALONE.fullmatch(text) else LEVELS.get(block)
        if level is not None:
            headings = {at: words for at, words in headings.items() if at < level}
        above = () if block == HEADER else tuple(headings[at] for at in sorted(headings, reverse=True))
        yield Passage(where, text, above)
        if level is not None:
            headings[level] = text


class _Blocks(HTMLParser):
    """Collects the words of each innermost block."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[tuple[str, str]] = []
        self._open: list[tuple[str, list[str]]] = []
        self._heads = False

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        if tag in BLOCKS:
            self._open.append((tag, []))
        elif tag == HEADER:
            self._heads = True
        elif tag in ("br", "td", "th", "span", "text") and self._open:
            self._open[-1][1].append(" ")

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1][1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == HEADER:
            self._heads = False
        if tag in BLOCKS and any(name == tag for name, _ in self._open):
            while self._open:
                name, words = self._open.pop()
                block = HEADER if self._heads else name
                self.texts += [(block, text) for text in _pieces(name, " ".join("".join(words).split()))]
                if name == tag:
                    break


def _pieces(block: str, text: str) -> list[str]:
    """What describes a chart is a list of figures, each with its own name."""
    pieces = text.split("; ") if block == "desc" else [text]
    return [piece for piece in pieces if piece]


def pdf_passages(where: str, body: bytes) -> Iterator[Passage]:
    """Element by element, as its tags say: a paragraph, a row, what describes a chart."""
    headings: dict[int, str] = {}
    for role, text in _spoken(elements(body)):
        level = QUESTION if STANDS_ALONE.fullmatch(text) else LEVELS.get(role.lower())
        if level is not None:
            headings = {at: words for at, words in headings.items() if at < level}
        above = () if role == HEADER else tuple(headings[at] for at in sorted(headings, reverse=True))
        yield Passage(where, text, above)
        if level is not None:
            headings[level] = text


def _spoken(element: TaggedElement) -> Iterator[tuple[str, str]]:
    """Role and words of each piece that is read as one."""
    if element.role == "Figure":
        yield from (("desc", piece) for piece in CHART.split(element.alternative) if piece)
    elif element.role == "TR":
        heads = all(cell.scope == "Column" for cell in element.parts)
        lists = [cell.words for cell in element.parts if GROUP.search(cell.words)]
        yield from (("td", piece) for words in lists for piece in GROUP.split(words))
        row = " ".join(cell.words for cell in element.parts if cell.words not in lists)
        yield HEADER if heads else "tr", row
    elif element.role in ("P", "LBody"):
        yield from ((element.role, sentence) for sentence in SENTENCE.split(element.words))
    elif element.role in ("H1", "H2", "H3"):
        yield element.role, element.words
    elif element.role != "TOC":
        for part in element.parts:
            yield from _spoken(part)


def slide_passages(body: bytes) -> Iterator[Passage]:
    """Slide by slide: each line, each row of a table, what is said beside it, each bar of a chart."""
    for slide in Presentation(io.BytesIO(body)).slides:
        title = slide.shapes.title.text
        yield Passage("slides", title)
        below = (title,)
        for shape in slide.shapes:
            if shape.has_text_frame and shape != slide.shapes.title:
                lines = (paragraph.text for paragraph in shape.text_frame.paragraphs)
                yield from (Passage("slides", line, below) for line in lines if line)
            elif shape.has_table:
                rows = (" ".join(cell.text for cell in row.cells) for row in shape.table.rows)
                yield from (Passage("slides", row, below) for row in rows)
            elif shape.has_chart:
                words = shape._element.nvGraphicFramePr.cNvPr.get("descr")
                yield from (Passage("slides", piece, below) for piece in CHART.split(words) if piece)
                yield from _bars(shape.chart)
        if slide.has_notes_slide:
            notes = slide.notes_slide.notes_text_frame.text
            yield from (Passage("slides", piece, below) for piece in CHART.split(notes) if piece)


def _bars(chart: Chart) -> Iterator[Passage]:
    """Each score that a chart draws, with the name of what it is of."""
    plot = chart.plots[0]
    for series in plot.series:
        for name, value in zip(plot.categories, series.values, strict=True):
            if value is not None:
                yield Passage("slides", f"{name} {value:g}")


def workbook_passages(body: bytes) -> Iterator[Passage]:
    """Row by row, but for the sheet that is the CSV once more."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    for name in book.sheet_names:
        if name in ("Contents", "Every figure", "Words"):
            continue
        for row in book.get_sheet_by_name(name).to_python()[4:]:
            yield Passage("workbook", " | ".join(_cell(cell) for cell in row if cell != ""))


def _cell(cell: object) -> str:
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def csv_rows(body: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.removeprefix("\ufeff"))))


@dataclass(frozen=True)
class ReportOutputs:
    """Everything that can be taken from a report and from the page about change."""

    passages: tuple[Passage, ...]
    rows: tuple[dict[str, str], ...]
    """Of the CSV."""
    workbook_rows: tuple[tuple[object, ...], ...]
    """Of the workbook's sheet of every figure, without its heading."""
    trend_rows: tuple[dict[str, str], ...] = field(default=())


def outputs_of(
    app: Flask,
    account: Account,
    sources: Sources,
    trends: TrendSources | None = None,
    choices: Sequence[TrendChoice] = (ALL_OF_IT,),
) -> ReportOutputs:
    """Page, its parts, print, both PDFs, slides, workbook, CSV; and the page about change with its table."""
    workbook = year_workbook(sources, PRINTED_ON)
    passages = [
        *pdf_passages("pdf", head_pdf(head_pages(sources, PRINTED_ON))),
        *pdf_passages("full pdf", report_pdf(sources, PRINTED_ON)),
        *slide_passages(year_slides(sources, PRINTED_ON)),
        *workbook_passages(workbook),
    ]
    gaps = explained_gaps(sources)
    rows = csv_rows(findings_csv(sources.voices, sources.gaps, sources.gone_this_year, gaps, sources.log))
    with app.test_request_context("/reports/2026"):
        g._login_user = account
        read = ReadReport(sources, account.school_id or 0, 2026, True, "read.report", {"year": 2026})
        passages += html_passages("page", report_page(read))
        passages += html_passages("page", whole_report_page(read))
        for choice in choices:
            if trends is None:
                break
            passages += html_passages("trend", _trend_page(account, trends, choice))
    every = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_name("Every figure")
    return ReportOutputs(
        tuple(passages),
        tuple(rows),
        tuple(map(tuple, every.to_python()[4:])),
        tuple(csv_rows(trend_csv(trends))) if trends else (),
    )


def _trend_page(account: Account, trends: TrendSources, choice: TrendChoice) -> str:
    page = TrendPages().of(account.school_id or 0, trends, choice)
    return render_template("read/trend.html", report=page.report, body=page.body)
