"""The report of a year as a workbook: what the page says, and no cell of its own."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from dataclasses import replace

import pytest
from python_calamine import CalamineWorkbook

from selfeval.reports.data_dictionary import COLUMNS, DICTIONARY
from selfeval.reports.sources import Sources
from selfeval.reports.tables import findings_csv
from selfeval.reports.year_report import year_report
from selfeval.reports.year_workbook import year_workbook
from tests.reports import followed, made
from tests.reports.stories import Story, sources_of

MADE_ON = dt.date(2026, 11, 24)


@pytest.fixture(scope="module")
def sources() -> Sources:
    before = {"ks2.a5.safe": 0.9}
    return sources_of(Story("figures", (), before=before, levels={"5.1": 3}, staff_items={}, seed=30))


@pytest.fixture(scope="module")
def made_book(sources: Sources) -> bytes:
    return year_workbook(sources, MADE_ON)


@pytest.fixture(scope="module")
def book(made_book: bytes) -> CalamineWorkbook:
    return opened(made_book)


def opened(body: bytes) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(body))


def table(book: CalamineWorkbook, sheet: str) -> list[dict[str, object]]:
    """Its rows below the headings."""
    rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)[3:]
    return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]


def test_the_contents_name_every_sheet_and_the_headline(sources: Sources, book: CalamineWorkbook) -> None:
    contents = [row[0] for row in book.get_sheet_by_name("Contents").to_python()]
    assert contents[1] == year_report(sources).heading
    for sheet in book.sheet_names[1:]:
        assert sheet in contents


def test_every_figure_is_the_csv_cell_by_cell(sources: Sources, book: CalamineWorkbook) -> None:
    given = findings_csv(sources.voices, sources.gaps, (), year_report(sources).level_gaps, sources.log)
    rows = list(csv.DictReader(io.StringIO(given.lstrip("\ufeff"))))
    cells = table(book, "Every figure")
    assert len(rows) == len(cells) > 100
    for row, line in zip(rows, cells, strict=True):
        for column in COLUMNS:
            cell = line[column]
            shown = format(cell, "g") if isinstance(cell, int | float) else str(cell)
            assert shown == row[column].removeprefix("'"), column


def test_findings_stand_in_the_order_and_the_words_of_the_page(
    sources: Sources, book: CalamineWorkbook
) -> None:
    assert [row["Finding"] for row in table(book, "What matters")] == [
        one.sentence for one in year_report(sources).key
    ]


def test_scores_of_areas_are_numbers_with_their_range(sources: Sources, book: CalamineWorkbook) -> None:
    (panel,) = year_report(sources).panels
    for row, area in zip(table(book, "Six areas"), panel.rows, strict=True):
        assert area.pupils is not None
        assert area.pupils.estimate is not None
        assert area.pupils.estimate.interval is not None
        assert row["Pupils"] == round(area.pupils.estimate.value)
        assert row["Pupils, from"] == round(area.pupils.estimate.interval.low)


def test_every_table_is_a_table_and_areas_have_a_chart(made_book: bytes, book: CalamineWorkbook) -> None:
    with zipfile.ZipFile(io.BytesIO(made_book)) as parts:
        names = parts.namelist()
    assert sum(name.startswith("xl/tables/") for name in names) == len(book.sheet_names) - 1
    assert any(name.startswith("xl/charts/") for name in names)


def test_every_column_is_explained_in_the_workbook(book: CalamineWorkbook) -> None:
    assert {row["Column"]: row["What it says"] for row in table(book, "Words")} == dict(DICTIONARY)


def test_a_text_that_looks_like_a_formula_stays_text() -> None:
    hostile = '=HYPERLINK("http://example.org")'
    sources = made.sources(school=hostile)
    body = year_workbook(sources, MADE_ON)
    assert opened(body).get_sheet_by_name("Contents").to_python()[0][0] == f"{hostile}, 2026/27"
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) > 5
    assert not any(b"<f>" in sheet for sheet in sheets)


def test_a_first_year_has_no_sheet_of_changes_and_a_later_one_the_verdicts_of_the_page() -> None:
    assert "Changes" not in opened(year_workbook(made.sources(), MADE_ON)).sheet_names
    later = replace(made.sources(staff=None, baseline=False), series=(followed.series(),))
    rows = table(opened(year_workbook(later, MADE_ON)), "Changes")
    assert [(row["Score"], row["Verdict"], row["Moved"]) for row in rows][:2] == [
        ("A respectful culture", "Declined", "down 5"),
        ("Preventing and tackling bullying", "Improved", "up 7"),
    ]
