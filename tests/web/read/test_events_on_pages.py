"""What people say happened, on the page of the report and in its files."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from selfeval.reports.declared_prejudice import DIFFERENT_THINGS
from selfeval.store.schools_and_accounts import AuditEntry
from tests.released import Asked, release_survey
from tests.visitor import Visitor, text_of
from tests.web.people import head_teacher

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
    assert told.count("What people say happened") == 2  # among the contents, and as a heading
    return told.rpartition("What people say happened")[2].partition("What we do not show")[0]


def test_the_report_says_what_pupils_and_staff_say_happened(lead: Visitor, rounds: None) -> None:
    told = section(lead, 2026)
    for sentence in (
        "These answers have no points and are in no score.",
        "Pupils were asked about the time since September.",
        "of 100 pupils say that someone here was unkind about who they are. Of those who answered,",
        "Of those who met or saw it, very likely between",
        "of 100 staff say that they have heard prejudice here.",
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


def log_row(lead: Visitor, year: int = 2026) -> dict[str, str]:
    text = lead.get(f"/reports/{year}/findings.csv").text.removeprefix("\ufeff")
    (row,) = [row for row in csv.DictReader(io.StringIO(text)) if row["kind"] == "log"]
    return row


def test_a_number_that_nobody_has_typed_is_missing_by_name_and_the_lead_is_led_to_it(
    lead: Visitor, rounds: None
) -> None:
    told = section(lead, 2026)
    assert (
        "How many prejudice incidents are in the school’s log from 1 September 2026 to 16 October 2026 is "
        "not typed yet. Type the number" in told
    )
    assert "These count different things" not in told
    assert "/reports/2026/incidents" in lead.get("/reports/2026").text
    assert (log_row(lead)["value"], log_row(lead)["not_shown_because"]) == ("", "not typed yet")


def test_a_lead_types_it_and_the_report_says_it_with_who_and_when(lead: Visitor, rounds: None) -> None:
    lead.get("/reports/2026/incidents")
    page = lead.post("/reports/2026/incidents", number="7")
    assert page.status_code == 303
    assert page.headers["Location"].endswith("/reports/2026#events")
    told = section(lead, 2026)
    days = "from 1 September 2026 to 16 October 2026"
    logged = f"7 prejudice incidents are in the school’s log {days}: 5 for every 100 pupils"
    assert f"{logged} who could have answered. {DIFFERENT_THINGS}" in told
    assert "Typed by Amina Yusuf on" in told
    assert "Change it" in told
    assert (log_row(lead)["value"], log_row(lead)["figure"]) == ("7", "prejudice incidents")
    kept = json.loads(lead.get("/reports/2026/findings.json").text)["prejudice_log"]
    assert (kept["incidents"], kept["from"], kept["until"]) == (7, "2026-09-01", "2026-10-16")
    assert kept["typed_by"] == "Amina Yusuf"


def test_the_pages_for_the_head_say_what_happened_and_what_is_logged(lead: Visitor, rounds: None) -> None:
    lead.get("/reports/2026/incidents")
    lead.post("/reports/2026/incidents", number="7")
    pdf = PdfReader(io.BytesIO(lead.get("/reports/2026/head.pdf").data))
    words = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert len(pdf.pages) == 2
    assert "What people say happened" in words
    assert "unkind about who they are" in words
    assert "7 prejudice incidents are in the school’s log" in words
    assert "because of money" not in words


def test_what_was_typed_before_stays_to_be_seen_and_the_last_number_holds(
    app: Flask, lead: Visitor, rounds: None
) -> None:
    lead.get("/reports/2026/incidents")
    for number in ("7", "9", "9"):
        lead.post("/reports/2026/incidents", number=number)
    told = text_of(lead.get("/reports/2026/incidents"))
    assert told.index("9, typed by Amina Yusuf") < told.index("7, typed by Amina Yusuf")
    assert told.count("typed by Amina Yusuf") == 2
    assert "9 prejudice incidents are" in section(lead, 2026)
    with app.extensions["selfeval"].database.reading() as session:
        acts = session.scalars(select(AuditEntry.subject).where(AuditEntry.act.startswith("typed how"))).all()
    assert acts == ["Autumn survey of pupils: 7", "Autumn survey of pupils: 9"]


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("", "If there are none, type 0."),
        ("a few", "Type the number of incidents in digits, such as 12."),
        ("-3", "Type the number of incidents in digits, such as 12."),
        ("10000", "Type a number up to 9,999."),
    ],
)
def test_what_is_no_number_is_refused_and_kept_in_its_field(
    lead: Visitor, rounds: None, number: str, fault: str
) -> None:
    lead.get("/reports/2026/incidents")
    page = lead.post("/reports/2026/incidents", number=number)
    assert page.status_code == 422
    assert fault in text_of(page)
    assert f'value="{number}"' in page.text
    assert "is not typed yet" in section(lead, 2026)


def test_none_at_all_is_a_number_too(lead: Visitor, rounds: None) -> None:
    lead.get("/reports/2026/incidents")
    lead.post("/reports/2026/incidents", number="0")
    assert "No prejudice incident is in the school’s log" in section(lead, 2026)


def test_the_number_is_fixed_once_the_next_survey_of_pupils_is_counted(lead: Visitor, rounds: None) -> None:
    told = section(lead, 2025)
    assert "is not typed yet." in told
    assert "Type the number" not in told
    assert "this number is not changed any more" in text_of(lead.get("/reports/2025/incidents"))
    page = lead.post("/reports/2025/incidents", number="4")
    assert page.status_code == 422
    assert "is not typed yet" in section(lead, 2025)


def test_a_year_that_did_not_ask_what_happened_asks_for_no_number(lead: Visitor, rounds: None) -> None:
    assert lead.get("/reports/2024/incidents").status_code == 404
    assert lead.get("/reports/2019/incidents").status_code == 404


def test_only_a_lead_is_led_to_typing_it(app: Flask, lead: Visitor, rounds: None) -> None:
    head = head_teacher(app)
    told = text_of(head.get("/reports/2026"))
    assert "is not typed yet." in told
    assert "Type the number" not in told
    assert head.get("/reports/2026/incidents").status_code == 403


def test_where_too_few_answered_for_any_share_no_number_of_the_log_is_asked_for(
    app: Flask, lead: Visitor
) -> None:
    with app.extensions["selfeval"].database.writing() as session:
        release_survey(session, 1, "pupils", {"pupils-7-11": (Asked("Year 5", 8, 20),)}, version=2)
    told = section(lead, 2026)
    assert "Not shown. Fewer than 10 people answered." in told
    assert "log" not in told.partition("Who did not answer")[0].partition("Each question")[0]
    assert lead.get("/reports/2026/incidents").status_code == 404
