"""The full report as PDF: all that its pages say, found by its contents and bookmarks, heard and seen."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import replace

import pikepdf
import pytest

from selfeval.findings.findings import Breakdown
from selfeval.reports.pdf.blocks import CELL, Bullets, Grid
from selfeval.reports.pdf.flow import ROOM, WIDTH, Together, apart, paged
from selfeval.reports.pdf.navigation import LEAST_BOOKMARKED
from selfeval.reports.pdf.report_pdf import report_pdf
from selfeval.reports.sources import Sources
from selfeval.reports.year_report import YearReport, year_report
from tests.pdf_ua import pdf_ua_faults
from tests.reports import followed, made
from tests.reports.stories import Story, sources_of
from tests.tagged import TaggedElement, elements, painted

PRINTED = dt.date(2026, 11, 24)
WORDY = "We asked what it was like and wrote it all down. " * 90


def _three_years() -> Sources:
    years = made.by_year(
        *(
            made.group(f"Year {year}", 25, made.sure(40 + 6 * year, 36 + 6 * year, 44 + 6 * year))
            for year in (3, 4, 5, 6)
        )
    )
    help_ = Breakdown("about.extra_help", (made.group("yes", 15, None, "few"),))
    pupils = made.pupils(made.findings(breakdowns=(years, help_)))
    leaders = replace(made.leaders(), levels={"se.5.1": 3}, explanations={"se.5.1": WORDY})
    days = tuple(followed.occasion(year) for year in (2024, 2025, 2026))
    series = followed.series(pupils, occasions=days, changes=(followed.change(days[0], days[-1]),))
    return made.sources(pupils=(pupils,), leaders=leaders, series=(series,), baseline=False)


SCHOOLS = {
    "one age, staff, leaders": made.sources(),
    "three years, groups, a long answer": _three_years(),
    "leaders alone": made.sources(pupils=(), staff=None, releases=()),
    "pupils alone": made.sources(staff=None, leaders=None),
    "a correction without end": made.sources(
        releases=(replace(made.sources().releases[0], reason="The roll was wrong. " * 400),)
    ),
    "few answers": sources_of(Story("few", (), people=16, levels={"5.1": 3}, staff_items={}, seed=3)),
    "many answers": sources_of(
        Story("many", (), before={"ks2.a5.safe": 0.9}, levels={"5.1": 3}, staff_items={}, seed=30)
    ),
}


@pytest.fixture(scope="module", params=SCHOOLS)
def printed_sources(request: pytest.FixtureRequest) -> Sources:
    return SCHOOLS[request.param]


@pytest.fixture(scope="module")
def full_report(printed_sources: Sources) -> bytes:
    return report_pdf(printed_sources, PRINTED, ["Hold a drop-in (Ada Quill, July 2027)."])


@pytest.fixture(scope="module")
def read_aloud(full_report: bytes) -> TaggedElement:
    return elements(full_report)


def _headings(document: TaggedElement) -> list[str]:
    return [one.words for one in document.every() if one.role == "H2"]


def test_nothing_of_it_breaks_the_rules_for_those_who_hear_it(full_report: bytes) -> None:
    assert pdf_ua_faults(full_report) == []


def test_no_text_is_below_nine_points(full_report: bytes) -> None:
    with pikepdf.open(io.BytesIO(full_report)) as pdf:
        assert min(text.size for text in painted(pdf).texts) >= 9


def test_the_contents_name_every_part_with_the_page_that_it_stands_on(read_aloud: TaggedElement) -> None:
    lines = [one.words.rsplit(" ", 1) for one in read_aloud.every() if one.role == "TOCI"]
    headings = [(one.words, str(one.page)) for one in read_aloud.every() if one.role == "H2"]
    assert [tuple(line) for line in lines] == [each for each in headings if each[0] != "Contents"]


def test_each_line_of_the_contents_leads_to_its_heading_and_so_does_each_bookmark(full_report: bytes) -> None:
    document = elements(full_report)
    with pikepdf.open(io.BytesIO(full_report)) as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        led = [numbers[link.Dest[0].objgen] for page in pdf.pages for link in page.get("/Annots", ())]
        with pdf.open_outline() as outline:
            bookmarks = [item.title for top in outline.root for item in top.children]
    assert led == [one.page for one in document.every() if one.role == "H2" and one.words != "Contents"]
    assert bookmarks == (_headings(document) if len(numbers) >= LEAST_BOOKMARKED else [])


def test_it_says_all_that_the_page_says(printed_sources: Sources, read_aloud: TaggedElement) -> None:
    told = read_aloud.words
    report = year_report(printed_sources)
    missing = [sentence for sentence in _sentences(report) if " ".join(sentence.split()) not in told]
    assert missing == []


def _sentences(report: YearReport) -> Sequence[str]:
    """Every sentence of a report that its pages show, but for those of charts."""
    short, areas = report.in_short, [area for area in report.areas if area.kind == "areas"]
    return [
        report.heading,
        report.lede,
        *(f"{fact.figure} {fact.beside}" for fact in report.facts),
        *short.worrying,
        *short.more_worrying,
        *short.good,
        *(text for one in report.to_ask for text in (one.text, one.sound)),
        *(text for one in report.summaries for text in (one.sentence, one.how)),
        *(text for one in report.level_gaps for text in (one.title, one.gap.sentence, one.answer)),
        *report.without_areas,
        *report.cautions,
        *(sentence for panel in report.gaps for sentence in panel.sentences),
        *(statement.sentence for of in report.questions for statement in of.every),
        *(statement.quote for of in report.questions for statement in of.every),
        *(one.answers for area in areas for of in area.voices for one in (*of.questions, *of.others)),
        *(text for area in report.areas for text in (area.name, *area.stands_out)),
        *(text for group in report.groups for panel in group.panels for text in (group.name, panel.sentence)),
        *(row.name for group in report.groups for panel in group.panels for row in panel.rows),
        *(share.sentence for of in (report.events.voices if report.events else ()) for share in of.shares),
        *(text for row in report.not_shown for text in (row.what.rstrip("."), row.why)),
        *report.non_response,
        *report.checks,
        report.promise,
    ]


def test_the_same_report_gives_the_same_bytes() -> None:
    assert report_pdf(SCHOOLS["few answers"], PRINTED) == report_pdf(SCHOOLS["few answers"], PRINTED)


def test_every_page_of_an_invented_school_says_so() -> None:
    body = report_pdf(made.sources(), PRINTED, invented=True)
    with pikepdf.open(io.BytesIO(body)) as pdf:
        said = painted(pdf).texts
        for number in range(1, len(pdf.pages) + 1):
            assert any("This school is made up" in text.words for text in said if text.page == number)


def test_a_bar_is_told_answer_by_answer_and_a_chart_by_its_figures(read_aloud: TaggedElement) -> None:
    for figure in read_aloud.every():
        if figure.role == "Figure" and figure.alternative.startswith("How "):
            assert "Of 100 who answered: " in figure.alternative


ROWS = [("<b>Year</b>", str(number)) for number in range(90)]


@pytest.mark.parametrize(
    "block", [Grid(("Who", "How many"), ROWS, (1, 1)), Bullets([str(number) for number in range(200)], CELL)]
)
@pytest.mark.parametrize("room", [3.0, 60.0, 300.0])
def test_a_table_or_a_list_goes_on_over_pages_and_loses_nothing(block: Grid | Bullets, room: float) -> None:
    pieces = list(apart(block, room))
    assert len(pieces) > 1
    assert all(piece.height(WIDTH) <= ROOM for piece in pieces)
    if isinstance(block, Grid):
        assert [row for piece in pieces if isinstance(piece, Grid) for row in piece.rows] == ROWS
        assert all(piece.head == block.head for piece in pieces if isinstance(piece, Grid))
    else:
        assert [item for piece in pieces if isinstance(piece, Bullets) for item in piece.items] == block.items


def test_no_page_is_fuller_than_it_can_be() -> None:
    long = Grid(("Who", "How many"), ROWS, (1, 1))
    for page in paged([Together((Bullets(["One"], CELL), long)), long]):
        assert sum(block.height(WIDTH) for block in page) <= ROOM
