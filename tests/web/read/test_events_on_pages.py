"""What people say happened, on the page of the report and in its files."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pytest
from flask import Flask

from tests.released import Asked, release_survey
from tests.visitor import Visitor, text_of

ASKED = {"pupils-7-11": (Asked("Year 5", 60, 70, 0.5), Asked("Year 6", 58, 66, 0.5))}
STAFF = {"staff": (Asked("Staff", 44, 60, 0.5),)}


@pytest.fixture
def rounds(app: Flask, lead: Visitor) -> None:
    """An autumn with the first version, then two with the second; staff once."""
    with app.extensions["selfeval"].database.writing() as session:
        for place, version in enumerate((1, 2, 2)):
            opens = dt.date(2024 + place, 10, 5)
            release_survey(session, 1, "pupils", ASKED, opens=opens, seed=place + 1, version=version)
        release_survey(session, 1, "staff", STAFF, version=2)


def section(lead: Visitor, year: int) -> str:
    """The words of the section, in one line."""
    told = text_of(lead.get(f"/reports/{year}"))
    assert told.count("What people say happened") == 1
    return told.partition("What people say happened")[2].partition("What we do not show")[0]


def test_the_report_says_what_pupils_and_staff_say_happened(lead: Visitor, rounds: None) -> None:
    told = section(lead, 2026)
    for sentence in (
        "These answers have no points and are in no score.",
        "of 100 pupils say that someone here was unkind to them about who they are since the summer holidays",
        "Of those who met or saw it, very likely between",
        "of 100 staff say that they have heard prejudice here since September",
    ):
        assert sentence in told
    assert told.index("pupils say") < told.index("staff say")


def test_a_year_whose_questions_did_not_ask_it_has_no_such_section(lead: Visitor, rounds: None) -> None:
    assert "What people say happened" not in lead.get("/reports/2024").text


def test_the_round_before_stands_beside_where_it_asked_the_same(lead: Visitor, rounds: None) -> None:
    assert "In rounds before" not in section(lead, 2025)
    told = section(lead, 2026)
    assert "2025:" in told
    assert "2024:" not in told
    assert "nothing is said here about whether they changed" in told


def test_the_table_of_figures_has_a_line_for_each_share_and_none_for_a_good_answer(
    lead: Visitor, rounds: None
) -> None:
    text = lead.get("/reports/2026/findings.csv").text.removeprefix("\ufeff")
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["id"] == "ks2.a5.adult_knew"]
    figures = {row["figure"]: row for row in rows}
    assert set(figures) == {
        "say it happened", "met it", "share yes", "share no", "share did_not_happen",
    }  # fmt: skip
    happened = figures["say it happened"]
    assert float(happened["low"]) < float(happened["value"]) < float(happened["high"])
    assert {row["by"] for row in rows} == {"everyone"}


def test_the_file_of_findings_has_the_shares_as_they_were_released(lead: Visitor, rounds: None) -> None:
    releases = json.loads(lead.get("/reports/2026/findings.json").text)["releases"]
    items = {
        item["item"]: item
        for release in releases
        for round_ in release["findings"]["rounds"]
        for item in round_["items"]
    }
    assert {item for item, found in items.items() if "happened" in found} == {
        *(f"ks2.a5.{name}" for name in ("happened", "seen", "adult_knew")),
        *(f"staff.a5.{name}" for name in ("worse", "told", "heard", "recorded")),
        "ks2.a4.cost",
    }
