"""The report of a year as slides: what the page says, in native text, tables and charts."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator

import pytest
from pptx import Presentation
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide

from selfeval.english import whole
from selfeval.reports.slides import MADE_UP, MOST_ROWS, year_slides
from selfeval.reports.sources import Sources
from selfeval.reports.wording import bounds
from selfeval.reports.year_report import YearReport, year_report
from tests.reports.stories import Story, sources_of

MADE_ON = dt.date(2026, 11, 24)
POINTS = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}


@pytest.fixture(scope="module")
def shown() -> Sources:
    before = {"ks2.a5.safe": 0.9}
    return sources_of(Story("figures", (), before=before, levels={"5.1": 3}, staff_items={}, seed=30))


@pytest.fixture(scope="module")
def report(shown: Sources) -> YearReport:
    return year_report(shown)


@pytest.fixture(scope="module")
def deck(shown: Sources) -> Deck:
    return Presentation(io.BytesIO(year_slides(shown, MADE_ON)))


def headings(deck: Deck) -> list[str]:
    return [slide.shapes.title.text for slide in deck.slides]


def words(slide: Slide) -> Iterator[str]:
    """Every text of a slide, cell by cell in its tables."""
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield shape.text_frame.text
        elif shape.has_table:
            yield from (cell.text for row in shape.table.rows for cell in row.cells)


def one(deck: Deck, heading: str) -> Slide:
    return next(slide for slide in deck.slides if slide.shapes.title.text.startswith(heading))


def test_the_first_slide_has_the_headline_and_every_slide_a_title(deck: Deck, report: YearReport) -> None:
    assert headings(deck)[0] == report.heading
    assert all(headings(deck))


def test_what_is_worrying_comes_before_what_is_good_in_the_words_of_the_page(
    deck: Deck, report: YearReport
) -> None:
    order = headings(deck)
    assert order.index("What is worrying") < order.index("What is good")
    for heading, sentences in (
        ("What is worrying", report.in_short.worrying),
        ("What is good", report.in_short.good),
    ):
        slides = [slide for slide in deck.slides if slide.shapes.title.text.startswith(heading)]
        said = " ".join(text for slide in slides for text in words(slide))
        assert sentences
        assert all(sentence in said for sentence in sentences)


def test_the_chart_is_native_and_has_each_score_with_its_range(deck: Deck, report: YearReport) -> None:
    (panel,) = report.panels
    chart = next(shape.chart for shape in one(deck, "Six areas").shapes if shape.has_chart)
    pupils = [row.pupils.estimate for row in panel.rows if row.pupils and row.pupils.estimate]
    assert list(chart.plots[0].series[0].values) == [whole(estimate.value) for estimate in pupils]
    bars = chart.plots[0].series[0]._element.find("c:errBars", POINTS)
    for way, end in (("minus", 0), ("plus", 1)):
        reach = [int(value.text) for value in bars.findall(f"c:{way}//c:v", POINTS)]
        assert reach == [abs(whole(one.value) - whole(bounds(one)[end])) for one in pupils]


def test_who_cannot_see_the_chart_reads_it_in_words(deck: Deck, report: YearReport) -> None:
    (panel,) = report.panels
    frame = next(shape for shape in one(deck, "Six areas").shapes if shape.has_chart)
    assert panel.in_words in frame._element.nvGraphicFramePr.cNvPr.get("descr")


def test_every_number_on_the_slides_is_one_that_the_report_says(deck: Deck, report: YearReport) -> None:
    in_report = set(re.findall(r"\d+", f"{report} {MADE_ON:%d %B %Y}")) | {"0", "100", "1", "2", "3"}
    for panel in report.panels:
        for row in panel.rows:
            for score in (row.pupils, row.staff):
                if score and score.estimate:
                    in_report |= {
                        f"{whole(value)}" for value in (score.estimate.value, *bounds(score.estimate))
                    }
    for slide in deck.slides:
        for text in words(slide):
            assert set(re.findall(r"\d+", text.replace(",", ""))) <= in_report, text


def test_nothing_is_printed_in_letters_below_fourteen_points(deck: Deck) -> None:
    for slide in deck.slides:
        for shape in slide.shapes:
            frames = [shape.text_frame] if shape.has_text_frame else []
            if shape.has_table:
                assert len(shape.table.rows) <= MOST_ROWS + 1
                frames = [cell.text_frame for row in shape.table.rows for cell in row.cells]
            for frame in frames:
                assert all(paragraph.font.size.pt >= 14 for paragraph in frame.paragraphs if paragraph.text)


def test_every_slide_of_an_invented_school_says_so(shown: Sources, deck: Deck) -> None:
    invented = Presentation(io.BytesIO(year_slides(shown, MADE_ON, invented=True)))
    assert all(MADE_UP in set(words(slide)) for slide in invented.slides)
    assert not any(MADE_UP in set(words(slide)) for slide in deck.slides)
