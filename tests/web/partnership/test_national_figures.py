"""National figures: kept by an officer or on the server, shown on area pages as a different question."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from selfeval.commands.national_figures import national_figures
from selfeval.imports.national_figures_file import HEADINGS
from tests.released import PUPILS, release_survey
from tests.visitor import Visitor, text_of
from tests.web import people, stories

ADDRESS = "/partnership/national-figures"
EXAMPLE = Path(__file__).parents[3] / "docs" / "national-figures.csv"
DOCS = EXAMPLE.with_suffix(".md")
JOINED = dt.date(2026, 9, 1)
AREA = "/reports/2026/areas/bullying"


@pytest.fixture
def an_officer(app: Flask, lead: Visitor) -> Visitor:
    """Of a partnership in which Alder Vale is, which has released a survey of its pupils."""
    with stories.parts(app).database.writing() as session:
        release_survey(session, 1, "pupils", PUPILS)
    return people.officer(app, JOINED)


def keep(officer: Visitor, data: bytes) -> str:
    officer.get(ADDRESS)
    return text_of(officer.send(ADDRESS, {"act": "keep", "file": (io.BytesIO(data), "figures.csv")}))


def test_the_example_of_the_docs_is_kept_and_shown_as_the_docs_say(
    an_officer: Visitor, lead: Visitor
) -> None:
    before = lead.get(AREA).text
    assert "For orientation" not in before
    keep(an_officer, EXAMPLE.read_bytes())
    listed = text_of(an_officer.get(ADDRESS))
    assert "2 figures are kept" in listed
    assert "Older than two years" in listed
    page = lead.get(AREA)
    told = text_of(page)
    assert "For orientation: a different question, asked of others" in told
    assert "It cannot be compared with the answers above." in told
    (quoted,) = [line[2:] for line in DOCS.read_text().splitlines() if line.startswith("> ")]
    assert quoted in told.replace(" .", ".")
    assert "Kept by" in told
    assert 'href="https://survey.example/2026" rel="noopener noreferrer external"' in page.text


def test_they_stand_on_their_area_alone_and_in_no_other_output(an_officer: Visitor, lead: Visitor) -> None:
    keep(an_officer, EXAMPLE.read_bytes())
    assert "asked of others" not in lead.get("/reports/2026/areas/curriculum").text
    for address in ("/reports/2026", "/reports/2026/whole", "/trend", "/reports/2026/findings.csv"):
        page = lead.get(address).text
        assert "Invented Children" not in page
        assert "64 in 100" not in page
    assert "64 in 100" in an_officer.get("/partnership/schools/1/reports/2026/areas/bullying").text


def test_a_faulty_file_changes_nothing_and_a_good_one_replaces_all(
    an_officer: Visitor, lead: Visitor
) -> None:
    keep(an_officer, EXAMPLE.read_bytes())
    told = keep(an_officer, EXAMPLE.read_bytes().replace(b"2025/26", b"soon").replace(b"https", b"file"))
    assert "3 things are wrong with it. The list is as it was." in told
    assert "Row 2: “soon” is no year" in told
    assert "2 figures are kept" in told
    lines = EXAMPLE.read_bytes().splitlines()
    keep(an_officer, b"\n".join([lines[0], lines[2]]))
    assert "1 figure is kept" in text_of(an_officer.get(ADDRESS))
    assert "64 in 100" not in lead.get(AREA).text
    taken = an_officer.get(f"{ADDRESS}.csv").text.removeprefix("\ufeff")
    assert taken.splitlines()[0] == ",".join(HEADINGS)


def test_they_are_taken_away(an_officer: Visitor, lead: Visitor) -> None:
    keep(an_officer, EXAMPLE.read_bytes())
    an_officer.get(ADDRESS)
    assert an_officer.post(ADDRESS, act="take-away").status_code == 303
    assert "No figures are kept yet." in text_of(an_officer.get(ADDRESS))
    assert "asked of others" not in lead.get(AREA).text


def test_a_list_that_nobody_looks_after_says_so(an_officer: Visitor, lead: Visitor) -> None:
    keep(an_officer, EXAMPLE.read_bytes())
    from selfeval.reading.national_figures import kept_words

    assert kept_words("", dt.date(2024, 5, 3), dt.date(2026, 5, 2)).endswith("last on 3 May 2024.")
    assert "more than two years ago" in kept_words("", dt.date(2024, 5, 3), dt.date(2026, 6, 1))


def test_only_an_officer_keeps_them_on_a_page(lead: Visitor, client: Visitor) -> None:
    assert lead.get(ADDRESS).status_code == 403
    assert client.get(ADDRESS).status_code == 302


def test_whoever_runs_the_service_keeps_them_for_all_schools(
    app: Flask, an_officer: Visitor, lead: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SELFEVAL_INSTANCE", str(stories.parts(app).settings.instance))
    done = CliRunner().invoke(national_figures, [str(EXAMPLE)])
    assert done.exit_code == 0, done.output
    assert "2 figures. Kept by those who run this service" in done.output
    assert "64 in 100" in lead.get(AREA).text
    assert "There is no partnership" in CliRunner().invoke(national_figures, ["--partnership", "None"]).output
    assert "Taken away." in CliRunner().invoke(national_figures, ["--take-away"]).output
    assert "64 in 100" not in lead.get(AREA).text
