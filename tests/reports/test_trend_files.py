"""Changes and series to take away: everything that was released, and nothing that runs in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

from selfeval.findings.comparisons import GroupChange, ItemChange, RestsOn
from selfeval.findings.table import trend_rows
from selfeval.reports.json_files import trend_json
from selfeval.reports.tables import TREND_COLUMNS, trend_csv
from tests.reports.followed import BENT, IMPROVED, change, moved, revised, series, sources


def _rows(*found: object) -> list[dict[str, str]]:
    text = trend_csv(sources(*found))  # type: ignore[arg-type]
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_every_point_and_every_change_has_its_line() -> None:
    rows = _rows()
    assert tuple(rows[0]) == TREND_COLUMNS
    point = next(row for row in rows if row["kind"] == "point" and row["id"] == "bullying")
    assert (point["opened"], point["value"], point["low"], point["high"]) == ("2024-10-05", "48", "45", "51")
    weak = next(row for row in rows if row["opened"] == "2025-10-05" and row["id"] == "bullying")
    assert weak["weak"] == "response"
    changed = next(row for row in rows if row["kind"] == "change" and row["id"] == "bullying")
    assert (changed["label"], changed["value"], changed["from_opened"]) == ("improved", "7", "2024-10-05")
    line = next(row for row in rows if row["kind"] == "straight line")
    assert (line["from_opened"], line["opened"]) == ("2024-10-05", "2026-10-05")


def test_where_no_line_fits_what_is_told_is_first_to_last() -> None:
    rows = [row for row in _rows(series(trends=BENT)) if row["id"] == "bullying" and "li" in row["label"]]
    assert [(row["kind"], row["value"], row["low"], row["high"]) for row in rows] == [
        ("first to last", "7", "3", "11")
    ]
    (bent,) = (each for each in BENT if each.scale == "bullying")
    line = [row for row in trend_rows(bent, series().occasions) if row.kind == "line"]
    assert line[0].cells["in_all"].value == 7
    assert "line" not in line[0].cells
    assert bent.in_all == bent.first_to_last


def test_a_hidden_point_has_its_reason_and_no_figure() -> None:
    hidden = next(row for row in _rows() if row["not_shown_because"])
    assert (hidden["kind"], hidden["value"], hidden["not_shown_because"]) == ("point", "", "few")


def test_a_break_is_marked_where_it_is() -> None:
    broken = [row for row in _rows(revised()) if row["broken_before"]]
    assert [(row["id"], row["opened"], row["version"]) for row in broken] == [("culture", "2026-10-05", "2")]


def test_groups_and_questions_have_lines_of_their_own() -> None:
    found = series()
    given = change(
        found.occasions[0],
        found.occasions[2],
        groups=(GroupChange("group", "=Year 4", (IMPROVED,)),),
        items=(ItemChange("adult", moved(9, 5, 13), (44.0, 58.0), beyond=True, place=1),),
    )
    rows = _rows(replace(found, changes=(given,)))
    group = next(row for row in rows if row["group"])
    assert group["group"] == "'=Year 4"
    question = next(row for row in rows if row["kind"] == "question")
    assert (question["text"], question["label"]) == ("Adults step in if someone is unkind.", "beyond chance")


def test_json_is_as_released() -> None:
    told = json.loads(trend_json(sources()))
    (found,) = told["series"]
    assert found["baseline_opened"] == "2024-10-05"
    assert found["occasions"][1]["answered"] == 35
    assert found["changes"][0]["scales"][1]["difference"] == {"value": 7, "interval": {"low": 4, "high": 10}}
    assert len(found["trends"]) == 4


def test_a_verdict_that_hangs_on_a_question_names_it_in_the_table() -> None:
    found = series()
    resting = replace(IMPROVED, rests_on=RestsOn(("adult",), moved(1, -2, 4)))
    given = change(found.occasions[0], found.occasions[2], scales=(resting,))
    row = next(row for row in _rows(replace(found, changes=(given,))) if row["kind"] == "change")
    assert (row["label"], row["rests_on"]) == ("improved", "adult")
