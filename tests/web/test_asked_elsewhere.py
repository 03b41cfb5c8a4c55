"""A survey that was asked elsewhere is brought in by its lead: looked at, described, released, forgotten."""

from __future__ import annotations

import datetime as dt
import html
import io
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from selfeval.imports.lists import sheets_of_file
from selfeval.questionnaires.catalogue import latest
from selfeval.release.remaining import complete_series
from selfeval.store.schools_and_accounts import School
from selfeval.store.surveys import Response, Survey
from tests.imports.test_sent_answers import form_export
from tests.invented import answers
from tests.released import Asked, release_survey
from tests.visitor import Visitor, text_of
from tests.web.people import head_teacher

ADDRESS = "/surveys/asked-elsewhere"
JUNIORS = latest("pupils-7-11")
VERSION = f"pupils-7-11/{JUNIORS.definition.version}"
MARK = "Xanthippe Quillfeather"
"""Stands in a column of names."""
BEFORE, AFTER = dt.date(2025, 10, 6), dt.date(2026, 10, 5)
SAID = {
    "title": "Belonging 2025",
    "how": "Google Forms",
    "opens_on-day": "6",
    "opens_on-month": "10",
    "opens_on-year": "2025",
    "closes_on-day": "17",
    "closes_on-month": "10",
    "closes_on-year": "2025",
    "threshold": "10",
    "sure": "yes",
    **{f"roll-{place}": "50" for place in range(4)},
}


def the_file(people: int = 160) -> tuple[io.BytesIO, str]:
    responses = answers(JUNIORS.definition, people, seed=9, lean=0.5)
    years = [str(3 + place % 4) for place in range(people)]
    file = form_export(JUNIORS, responses, {"Name": [MARK] * people, "Year": years})
    return io.BytesIO(file.data), file.name


def look(lead: Visitor) -> str:
    lead.get(ADDRESS)
    page = lead.send(ADDRESS, {"act": "look", "asked": VERSION, "file": the_file()})
    assert page.status_code == 200, text_of(page)
    return page.text


def bring_in(lead: Visitor) -> None:
    read = re.search(r'name="read" value="([^"]+)"', look(lead))
    assert read
    done = lead.send(ADDRESS, {"act": "save", "read": html.unescape(read[1]), **SAID})
    assert done.status_code == 303, text_of(done)


def ask_here(app: Flask, opens: dt.date) -> None:
    database = app.extensions["selfeval"].database
    with database.writing() as session:
        asked = {"pupils-7-11": tuple(Asked(f"Year {year}", 42, 50, 0.66) for year in range(3, 7))}
        release_survey(session, session.scalars(select(School.id)).one(), "pupils", asked, opens=opens)
    complete_series(database, 1)


def test_the_page_says_what_was_read_before_anything_is_saved(app: Flask, lead: Visitor) -> None:
    look(lead)
    assert lead.page is not None
    told = text_of(lead.page)
    assert "160 people" in told
    assert "From the column “Year”: Year 3 40, Year 4 40, Year 5 40, Year 6 40." in told
    assert "“Name”" in told
    assert MARK not in lead.page.text
    with app.extensions["selfeval"].database.reading() as session:
        assert session.scalars(select(Survey)).all() == []


def test_a_faulty_file_is_refused_with_every_fault(lead: Visitor) -> None:
    lead.get(ADDRESS)
    data = the_file(12)[0].getvalue().decode().splitlines()
    data[2] = data[2].rsplit(",", 1)[0] + ",perhaps"
    data[4] = data[4].rsplit(",", 1)[0] + ",maybe"
    sent = (io.BytesIO("\n".join(data).encode()), "form.csv")
    page = lead.send(ADDRESS, {"act": "look", "asked": VERSION, "file": sent})
    assert page.status_code == 422
    told = text_of(page)
    assert "2 things are wrong with it. Nothing was kept." in told
    assert "Row 3" in told
    assert "Row 5" in told


def test_what_is_said_of_it_is_checked_all_at_once(lead: Visitor) -> None:
    read = re.search(r'name="read" value="([^"]+)"', look(lead))
    assert read
    page = lead.send(
        ADDRESS,
        {"act": "save", "read": html.unescape(read[1]), **SAID, "title": "", "sure": "", "roll-1": "3"},
    )
    assert page.status_code == 422
    told = text_of(page)
    for words in ("Give the survey a title", "Say that you have looked", "Year 4: 40 have answered"):
        assert words in told
    assert 'value="Google Forms"' in page.text


def test_nobody_can_send_back_what_was_not_read_here(lead: Visitor) -> None:
    lead.get(ADDRESS)
    page = lead.send(ADDRESS, {"act": "save", "read": "made.up", **SAID})
    assert page.status_code == 422
    assert "Choose the file again." in text_of(page)


@pytest.fixture
def brought_in(app: Flask, lead: Visitor) -> Visitor:
    """Alder Vale asked its juniors with a form in 2025, and here in 2026."""
    bring_in(lead)
    ask_here(app, AFTER)
    return lead


def test_no_answer_is_kept_anywhere(app: Flask, lead: Visitor) -> None:
    bring_in(lead)
    running = app.extensions["selfeval"]
    with running.database.reading() as session:
        assert session.scalars(select(Response)).all() == []
    responses = {one.encode() for one in answers(JUNIORS.definition, 160, seed=9, lean=0.5)}
    for path in Path(running.settings.instance).rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert MARK.encode() not in data
            assert not any(one in data for one in responses)


def test_the_same_file_is_refused_for_another_year(lead: Visitor) -> None:
    bring_in(lead)
    read = re.search(r'name="read" value="([^"]+)"', look(lead))
    assert read
    other = {"opens_on-year": "2024", "closes_on-year": "2024", "title": "Belonging 2024"}
    page = lead.send(ADDRESS, {"act": "save", "read": html.unescape(read[1]), **SAID, **other})
    assert page.status_code == 409
    assert "You have brought these answers in already, as “Belonging 2025” of 2025/26." in text_of(page)


def test_every_page_and_file_says_that_it_was_brought_in(brought_in: Visitor) -> None:
    lead = brought_in
    report = text_of(lead.get("/reports/2025"))
    assert "Brought in, not our ballot" in report
    assert "asked elsewhere, with Google Forms" in report
    assert "Brought in" in text_of(lead.get("/surveys"))
    (row,) = json.loads(lead.get("/reports/2025/findings.json").data)["releases"]
    assert row["findings"]["brought_in"] == "Google Forms"
    assert "Google Forms" in lead.get("/reports/2025/findings.csv").text.splitlines()[1]
    sheets = sheets_of_file(lead.get("/reports/2025/figures.xlsx").data)
    cells = [cell for sheet in sheets for _, row in sheet.rows for cell in row]
    assert any("not our ballot" in cell for cell in cells)
    pages = PdfReader(io.BytesIO(lead.get("/reports/2025/head.pdf").data)).pages
    assert "not our ballot" in " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_trend_begins_with_it_and_says_so_beside_its_year(brought_in: Visitor) -> None:
    lead = brought_in
    told = text_of(lead.get("/trend"))
    assert "2025 (brought in)" in told
    assert "A weak round: 2025 (brought in)" in told
    assert "2025 was asked elsewhere (Google Forms) and brought in, not by our ballot." in told
    assert re.search(r"Up \d+ points since 2025 \(brought in\)", told)
    series = json.loads(lead.get("/trend/changes.json").data)["series"][0]
    assert [one.get("brought_in") for one in series["occasions"]] == ["Google Forms", None]
    lines = lead.get("/trend/changes.csv").text.splitlines()
    assert lines[0].split(",")[-1].strip() == "brought_in"
    assert any(line.endswith("2025-10-06") for line in lines[1:])
    assert "part of a difference may come from that" in text_of(lead.get("/reports/2026"))


def test_it_is_deleted_as_others_are(brought_in: Visitor) -> None:
    lead = brought_in
    lead.get("/surveys/1/delete")
    assert lead.post("/surveys/1/delete", title="Belonging 2025").status_code == 303
    told = text_of(lead.get("/surveys/1"))
    assert "Its answers were never kept" in told
    assert "(brought in)" not in text_of(lead.get("/trend"))


def test_only_a_lead_brings_a_survey_in(app: Flask, lead: Visitor, client: Visitor) -> None:
    assert client.get(ADDRESS).status_code == 302
    assert head_teacher(app).get(ADDRESS).status_code == 403
