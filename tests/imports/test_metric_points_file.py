"""Values of metrics in a table: read alike however written, unknown is never 0, all or nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.imports.lists import sheets_of_text
from selfeval.imports.metric_points_file import (
    NoNumber,
    PointRow,
    PointsFile,
    known_number,
    points_in_sheets,
    rows_as_text,
)
from selfeval.improvement.metrics import Metric, Point, Reference

TODAY = dt.date(2026, 11, 30)
SUSPENDED = Metric("Pupils suspended", "share", "down", id=1)
LOGGED = Metric("Incidents, logged", "events", "none", id=2)
METRICS = (SUSPENDED, LOGGED, Metric("Belonging", "mean", "up", reference=Reference("scale", "staff"), id=3))


def read(text: str) -> PointsFile:
    return points_in_sheets(sheets_of_text(text), METRICS, TODAY)


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
    file = points_in_sheets(sheets_of_text(text), metrics, TODAY)
    assert file.faults == ("Row 2: its days overlap with the value of 1 September 2024 to 31 August 2025.",)


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
    again = points_in_sheets(sheets_of_text(rows_as_text(rows)), [row.metric for row in rows], TODAY)
    assert again.faults == ()
    assert [row.point for row in again.rows] == [row.point for row in rows]
