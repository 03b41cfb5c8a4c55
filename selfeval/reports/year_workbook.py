"""A year's report as a workbook: contents, what matters, areas, questions, changes, groups, every figure.

Every cell comes from what the page says, or from the lines of the CSV. Text is never a formula.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from selfeval.english import full_day, whole
from selfeval.findings.estimates import Estimate
from selfeval.questionnaires.audiences import AUDIENCES
from selfeval.reports.areas import NOT_ASKED, AreaPanel
from selfeval.reports.charts import palette
from selfeval.reports.data_dictionary import COLUMNS, DICTIONARY
from selfeval.reports.declared_prejudice import DeclaredPrejudice
from selfeval.reports.sources import Sources
from selfeval.reports.statements import Statement
from selfeval.reports.tables import findings_lines
from selfeval.reports.wording import bounds, level
from selfeval.reports.year_report import YearReport, year_report

Cells = Sequence[object]
HOW_TO_READ = (
    "Scores run from 0, the least favourable answer to every question, to 100, the most favourable.",
    "Very likely, from and to: the figure of everyone who could have answered is very likely between them.",
    "What is not shown would say something of a few people. Nothing can be worked out from what is here.",
    "Figures describe answers. They do not say why, and a rise after an action does not show that it worked.",
)


@dataclass(frozen=True)
class YearSheet:
    """One table with its notes."""

    name: str
    about: str
    """What it holds, for the contents and above the table."""
    columns: tuple[str, ...]
    rows: tuple[Cells, ...]
    widths: tuple[int, ...]
    chart: bool = False
    """Whether its scores are drawn: the first column names them, the others are figures."""


def year_workbook(sources: Sources, made_on: dt.date) -> bytes:
    """The report of a year as XLSX."""
    report = year_report(sources)
    sheets = [sheet for sheet in year_sheets(sources, report) if sheet.rows]
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": f"Figures of {sources.year}: {sources.school}"})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        bold = book.add_format({"bold": True, "valign": "top"})
        title = book.add_format({"bold": True, "font_size": 16})
        contents = book.add_worksheet("Contents")
        _contents(contents, sources, report, sheets, made_on, (title, bold, text))
        for sheet in sheets:
            _table(book, sheet, (title, text))
    return out.getvalue()


def _contents(
    page: Worksheet,
    sources: Sources,
    report: YearReport,
    sheets: Sequence[YearSheet],
    made_on: dt.date,
    formats: tuple[Format, Format, Format],
) -> None:
    title, bold, text = formats
    page.set_column(0, 0, 26)
    page.set_column(1, 1, 90)
    page.write_string(0, 0, f"{sources.school}, {sources.year}", title)
    page.write_string(1, 0, report.heading, bold)
    page.write_string(2, 0, f"Made on {full_day(made_on)}.{' A draft.' if report.draft else ''}")
    row = 4
    for sheet in sheets:
        page.write_url(row, 0, f"internal:'{sheet.name}'!A1", string=sheet.name)
        page.write_string(row, 1, sheet.about, text)
        row += 1
    row += 1
    for number, note in enumerate(HOW_TO_READ):
        page.write_string(row + number, 0, "How to read it" if number == 0 else "", bold)
        page.write_string(row + number, 1, note, text)
    row += len(HOW_TO_READ) + 1
    for number, released in enumerate(sources.releases):
        page.write_string(row + number, 0, "Release" if number == 0 else "", bold)
        says = f"{released.survey}: release {released.number} of {full_day(released.on)}, digest "
        says = f"{says}{released.digest[:16]}. {released.origin}".rstrip(" .")
        page.write_string(row + number, 1, says, text)


def _table(book: Workbook, sheet: YearSheet, formats: tuple[Format, Format]) -> None:
    title, text = formats
    page = book.add_worksheet(sheet.name)
    page.write_string(0, 0, sheet.name, title)
    page.write_string(1, 0, sheet.about)
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width, text)
    top, last = 3, 3 + len(sheet.rows)
    page.add_table(
        top,
        0,
        last,
        len(sheet.columns) - 1,
        {
            "name": sheet.name.replace(" ", "_"),
            "columns": [{"header": column} for column in sheet.columns],
            "style": "Table Style Light 1",
        },
    )
    for number, cells in enumerate(sheet.rows, start=top + 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, bool) or cell is None:
                page.write_string(
                    number, column, {True: "yes", False: "no"}.get(bool(cell), "") if cell is not None else ""
                )
            elif isinstance(cell, int | float):
                page.write_number(number, column, cell)
            else:
                page.write_string(number, column, str(cell), text)
    page.freeze_panes(top + 1, 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)
    if sheet.chart:
        _chart(book, page, sheet, top, last)


def _chart(book: Workbook, page: Worksheet, sheet: YearSheet, top: int, last: int) -> None:
    """Scores side by side, each with how sure it is as error bars of the table's own cells."""
    chart = book.add_chart({"type": "bar"})
    for audience, words in AUDIENCES.items():
        voice, colour = words.title, palette.VOICES[audience]
        if voice not in sheet.columns:
            continue
        at = sheet.columns.index(voice)
        chart.add_series(
            {
                "name": [sheet.name, top, at],
                "categories": [sheet.name, top + 1, 0, last, 0],
                "values": [sheet.name, top + 1, at, last, at],
                "fill": {"color": colour},
            }
        )
    chart.set_x_axis({"min": 0, "max": 100, "name": "Score, 0 to 100"})
    chart.set_y_axis({"reverse": True})
    chart.set_title({"name": sheet.about, "name_font": {"size": 11}})
    chart.set_size({"width": 720, "height": 90 + 46 * len(sheet.rows)})
    page.insert_chart(last + 2, 0, chart, {"description": sheet.about})


def year_sheets(sources: Sources, report: YearReport) -> tuple[YearSheet, ...]:
    """Every sheet but the contents, in their order; one without rows is left out."""
    return (
        _what_matters(report),
        *(_areas(panel, place, len(report.panels)) for place, panel in enumerate(report.panels)),
        _scores(report),
        _questions(report),
        *([_happened(report.events)] if report.events else []),
        _changes(report),
        _groups(report),
        _differences(report),
        _not_shown(report),
        _every_figure(sources, report),
        YearSheet(
            "Words",
            "What the columns of “Every figure” mean.",
            ("Column", "What it says"),
            tuple(DICTIONARY.items()),
            (22, 90),
        ),
    )


def _what_matters(report: YearReport) -> YearSheet:
    rows = tuple(
        (number, "worrying" if one.is_bad else "good or different", one.who, one.sentence)
        for number, one in enumerate(report.key, start=1)
    )
    about = (
        "What is more than chance, the most important first: what is bad for people before what is different."
    )
    return YearSheet("What matters", about, ("Place", "What it is", "Who", "Finding"), rows, (8, 18, 24, 110))


def _figures(estimate: Estimate | None) -> Cells:
    """Figure, from, to: whole numbers; words where nothing is shown."""
    if estimate is None:
        return "not shown", "", ""
    if estimate.interval is None:
        return whole(estimate.value), "", ""
    low, high = bounds(estimate)
    return whole(estimate.value), whole(low), whole(high)


def _areas(panel: AreaPanel, place: int, panels: int) -> YearSheet:
    names = [*(["Pupils"] if panel.pupils_who else []), *(["Staff"] if panel.has_staff else [])]
    names += [one.name for one in panel.further]
    columns = ["Area", *(["Leaders"] if panel.has_leaders else [])]
    for name in names:
        columns += [name, f"{name}, from", f"{name}, to"]
    rows = []
    for row in panel.rows:
        cells: list[object] = [row.name]
        if panel.has_leaders:
            cells.append(level(row.level, panel.top) if row.level is not None else "not rated")
        score_of = {"Pupils": row.pupils, "Staff": row.staff}
        score_of |= {one.name: score for one, score in zip(panel.further, row.further, strict=True)}
        for name in names:
            score = score_of[name]
            cells += (
                (NOT_ASKED, "", "")
                if score is None or score.missing == NOT_ASKED
                else _figures(score.estimate)
            )
        rows.append((*cells, row.differ))
    of = f" {panel.heading}" if panel.heading else ""
    return YearSheet(
        f"Six areas {place + 1}" if panels > 1 else "Six areas",
        f"Leaders’ levels and people’s scores in six areas.{of}",
        (*columns, "Levels and answers"),
        tuple(rows),
        (34, *([12] * (len(columns) - 1)), 40),
        chart=True,
    )


def _scores(report: YearReport) -> YearSheet:
    rows = tuple((line.name, line.figure, line.sure, line.changed, line.note) for line in report.scales)
    columns = ("Score", "Figure", "How sure", "Since the baseline", "Note")
    return YearSheet(
        "Other scores", "Belonging and what else is scored.", columns, rows, (34, 16, 44, 60, 60)
    )


def _questions(report: YearReport) -> YearSheet:
    labels = list(
        dict.fromkeys(
            share.label for questions in report.questions for one in questions.every for share in one.shares
        )
    )
    rows = tuple(
        _question(questions.name, one, labels) for questions in report.questions for one in questions.every
    )
    columns = ("Who", "Question", "Gave the good answer", "From", "To", *labels, "Not shown because")
    about = "Every question, of 100 who answered it."
    return YearSheet("Questions", about, columns, rows, (22, 60, 14, 8, 8, *([12] * len(labels)), 40))


def _question(name: str, one: Statement, labels: Sequence[str]) -> Cells:
    shares = {share.label: share.per_cent for share in one.shares}
    figures: Cells = (
        (one.figure, "", "") if one.bounded or one.favourable is None else _figures(one.favourable)
    )
    return (name, one.quote, *figures, *(shares.get(label, "") for label in labels), one.hidden)


def _happened(events: DeclaredPrejudice) -> YearSheet:
    rows: list[Cells] = [
        (voice.name, share.quote, share.sentence) for voice in events.voices for share in voice.shares
    ]
    if events.logged:
        rows.append(("The school’s log", "", events.logged))
    about = "What people say happened. These answers have no points and are in no score."
    return YearSheet("What happened", about, ("Who", "Question", "What they say"), tuple(rows), (22, 60, 90))


def _changes(report: YearReport) -> YearSheet:
    scores = report.changed.scores if report.changed else ()
    rows = tuple(
        (
            score.series.voice.name,
            score.name,
            score.verdict.name,
            score.verdict.figure,
            score.verdict.sentence,
        )
        for of_voice in scores
        for score in of_voice
    )
    since = report.changed.compared_with if report.changed else ""
    columns = ("Who", "Score", "Verdict", "Moved", "In words")
    return YearSheet("Changes", f"Every score, {since}.", columns, rows, (22, 40, 18, 26, 90))


def _groups(report: YearReport) -> YearSheet:
    rows = tuple(
        (
            panel.who,
            "Year group" if page.by_year else panel.heading,
            row.name,
            row.answered,
            *_figures(row.estimate),
            row.against_others,
        )
        for page in report.groups
        for panel in page.panels
        for row in panel.rows
    )
    columns = ("Who", "Grouped by", "Group", "Answered", "Belonging", "From", "To", "Beside the others")
    about = "Belonging by group, one thing at a time. Answers are to the nearest five."
    return YearSheet("Groups", about, columns, rows, (22, 44, 30, 18, 12, 8, 8, 20))


def _differences(report: YearReport) -> YearSheet:
    rows = tuple((gap.gap.number, gap.gap.name, gap.gap.sentence, gap.answer) for gap in report.level_gaps)
    columns = ("Number", "Indicator", "Level and answers", "What the school makes of it")
    return YearSheet(
        "Leaders and answers",
        "Where leaders’ levels and the answers differ.",
        columns,
        rows,
        (10, 34, 80, 80),
    )


def _not_shown(report: YearReport) -> YearSheet:
    rows: Iterable[Cells] = ((row.what, row.why) for row in report.not_shown)
    return YearSheet("Not shown", "What is not shown, and why.", ("What", "Why"), tuple(rows), (50, 90))


def _every_figure(sources: Sources, report: YearReport) -> YearSheet:
    lines = findings_lines(
        sources.voices, sources.gaps, sources.gone_this_year, report.level_gaps, sources.log
    )
    rows = tuple(tuple(line.get(column, "") for column in COLUMNS) for line in lines)
    about = "Every figure of the year, one a line, as in the CSV."
    return YearSheet("Every figure", about, COLUMNS, rows, (22, *([14] * 9), 50, *([12] * 7), 40, 40))
