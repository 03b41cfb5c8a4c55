"""Values of metrics in a table: read alike however written, unknown is never 0, all or nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.imports.lists import Unreadable, sheets_of_text
from selfeval.imports.metric_points_file import (
    NoNumber,
    PointRow,
    PointsFile,
    known_number,
    points_in_table,
    rows_as_text,
)
from selfeval.imports.metric_points_table import PointColumn, point_table
from selfeval.improvement.metrics import Metric, Point, Reference

TODAY = dt.date(2026, 11, 30)
SUSPENDED = Metric("Pupils suspended", "share", "down", id=1)
LOGGED = Metric("Incidents, logged", "events", "none", id=2)
METRICS = (SUSPENDED, LOGGED, Metric("Belonging", "mean", "up", reference=Reference("scale", "staff"), id=3))


def read(text: str) -> PointsFile:
    return points_in_table(point_table(sheets_of_text(text)), METRICS, TODAY)


@pytest.mark.parametrize("sign", ["", "c", "x", "z", "u", "low", "LOW", " C ", ":", ".."])
def test_what_tables_write_for_not_known_is_never_nought(sign: str) -> None:
    assert known_number(sign) is None


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("1,204", 1204), ("1 204", 1204), ("3.5", 3.5)])
def test_numbers_are_read_as_people_write_them(text: str, number: float) -> None:
    assert known_number(text) == number


@pytest.mark.parametrize("text", ["many", "-3", "1e9", "=1+1", "1.2.3", "12%", "½", "1,20"])
def test_what_is_no_number_is_not_guessed_at(text: str) -> None:
    with pytest.raises(NoNumber):
        known_number(text)


def test_headings_may_be_called_otherwise_and_stand_below_a_title() -> None:
    file = read(
        "Our counts\n\nMeasure;Start;End;Number;Out of\nPUPILS  suspended;1/9/2024;31/8/2025;22;1 100\n"
    )
    assert file.faults == ()
    assert [row.point for row in file.rows] == [
        Point(dt.date(2024, 9, 1), dt.date(2025, 8, 31), 22.0, 1_100.0)
    ]


def test_a_figure_of_a_survey_cannot_be_typed_over() -> None:
    file = read("metric,from,to,numerator\nBelonging,2024-09-01,2025-08-31,70\n")
    assert file.rows == ()
    assert file.faults == ("Row 2: this metric takes no counts: its values come from results, or are means.",)


def test_days_that_have_a_value_already_are_told() -> None:
    point = Point(dt.date(2024, 9, 1), dt.date(2025, 8, 31), 22.0, 1_100.0)
    metrics = (replace(SUSPENDED, points=(point,)),)
    text = "metric,from,to,numerator,of\nPupils suspended,2025-08-31,2026-08-31,3,9\n"
    file = points_in_table(point_table(sheets_of_text(text)), metrics, TODAY)
    assert file.faults == ("Row 2: its days overlap with the value of 1 September 2024 to 31 August 2025.",)


OTHER = (
    "Our log\nWhat;Schuljahr;Von;Bis;How often;Remark\nPupils suspended;2024/25;1/9/2024;31/8/2025;22;new\n"
)
MATCHED: dict[str, PointColumn | None] = {
    "What": "metric",
    "Von": "from",
    "Bis": "to",
    "How often": "numerator",
    "Remark": "note",
}


def test_headings_that_are_not_known_are_asked_about_and_read_as_somebody_says() -> None:
    table = point_table(sheets_of_text(OTHER))
    assert table.headings == ("What", "Schuljahr", "Von", "Bis", "How often", "Remark")
    asked = points_in_table(table, [LOGGED, SUSPENDED], TODAY)
    assert (asked.rows, asked.faults, len(asked.unmatched)) == ((), (), 3)
    logged = replace(LOGGED, title="Pupils suspended")
    year: dict[str, PointColumn | None] = {"What": "metric", "Schuljahr": "period", "How often": "numerator"}
    for chosen, note in ((MATCHED, "new"), (year, "")):
        (row,) = points_in_table(table, [logged], TODAY, chosen).rows
        assert row.point == Point(dt.date(2024, 9, 1), dt.date(2025, 8, 31), 22.0, note=note)


def test_one_thing_in_two_columns_is_asked_about() -> None:
    table = point_table(sheets_of_text(OTHER))
    twice = points_in_table(table, [LOGGED], TODAY, {**MATCHED, "Schuljahr": "to"})
    assert twice.unmatched == ("“The last day” is chosen for more than one column. Choose one.",)


def test_a_file_of_one_metric_needs_no_column_that_names_it() -> None:
    table = point_table(sheets_of_text("time_period,Count\n202425,22\n202324,c\n"))
    assert points_in_table(table, [LOGGED], TODAY).unmatched
    read_rows = points_in_table(table, [LOGGED], TODAY, only=LOGGED).rows
    assert [(row.metric, row.point.start.year, row.point.numerator) for row in read_rows] == [
        (LOGGED, 2024, 22.0),
        (LOGGED, 2023, None),
    ]


def test_a_year_that_is_none_is_told_by_its_row() -> None:
    file = read(
        "metric,school year,number\nIncidents, logged,2024-25,3\n".replace("Incidents, ", "Incidents ")
    )
    assert file.faults == ("Row 2: no metric is called “Incidents logged”.",)
    wrong = read('metric,school year,number\n"Incidents, logged",soon,3\n')
    assert wrong.faults == ("Row 2: “soon” is no school year. Write it as 2025-26.",)


def test_a_file_without_headings_loses_no_row_and_no_column() -> None:
    table = point_table(sheets_of_text("2024-09-01,2025-08-31,22\n2025-09-01,2026-08-31,9,late\n"))
    assert table.headings == (
        "Column 1, “2024-09-01”",
        "Column 2, “2025-08-31”",
        "Column 3, “22”",
        "Column 4",
    )
    assert [number for number, _ in table.rows] == [1, 2]


def test_headings_that_stand_twice_are_told_apart_and_one_column_is_no_table() -> None:
    assert point_table(sheets_of_text("A,A,B\nx,y,z\n")).headings == ("A", "A (column 2)", "B")
    assert points_in_table(point_table(sheets_of_text("A\nx\n")), [], TODAY).faults


DAYS = st.dates(dt.date(2001, 1, 1), dt.date(2020, 1, 1))
COUNTS = st.none() | st.integers(0, 900)
NOTES = st.text('aé," ;-', max_size=8)


@given(
    st.lists(
        st.tuples(DAYS, st.integers(0, 400), COUNTS, NOTES),
        max_size=6,
    )
)
def test_rows_that_were_read_are_read_again_alike(values: list[tuple[dt.date, int, int | None, str]]) -> None:
    rows = []
    for place, (start, length, events, note) in enumerate(values):
        end = start + dt.timedelta(days=length)
        number = None if events is None else float(events)
        of = replace(LOGGED, title=f"Metric {place}", id=place)
        rows.append(PointRow(place + 2, of, Point(start, end, number, 1_000.0, note=" ".join(note.split()))))
    if not rows:
        return
    table = point_table(sheets_of_text(rows_as_text(rows)))
    again = points_in_table(table, [row.metric for row in rows], TODAY)
    assert again.faults == ()
    assert [row.point for row in again.rows] == [row.point for row in rows]


def test_a_row_of_very_many_columns_is_refused() -> None:
    with pytest.raises(Unreadable, match="more than 100 columns"):
        point_table(sheets_of_text("metric\tfrom\tto" + "\tx" * 1_000))
