"""The page about a pilot and its sheets, for leads and officers."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask

from selfeval.questionnaires.catalogue import shipped
from selfeval.reports.pdf.pilot_blocks import UNPRINTED
from selfeval.web.pilot.views import tried
from tests.visitor import Visitor, text_of
from tests.web import people


def test_a_lead_comes_to_it_from_the_surveys(lead: Visitor) -> None:
    assert "Try the questions out first" in text_of(lead.get("/surveys"))
    page = text_of(lead.get("/pilot"))
    assert "153 pupils for each wording" in page
    assert "Talk with eight pupils of each age" in page


def test_an_officer_comes_to_it_from_the_schools(app: Flask, lead: Visitor) -> None:
    ruth = people.officer(app, dt.date(2024, 9, 1))
    assert "Try the questions out first" in text_of(ruth.get("/partnership"))
    assert "153 pupils for each wording" in text_of(ruth.get("/pilot"))


def test_every_sheet_on_the_page_can_be_printed(lead: Visitor) -> None:
    page = lead.get("/pilot").get_data(as_text=True)
    sheets = re.findall(r'href="(/pilot/[^"]+\.pdf)"', page)
    assert len(sheets) == 2 * len(tried())
    for sheet in (sheet for sheet in sheets if sheet.endswith(("en.pdf", "11-18/3/uk.pdf"))):
        printed = lead.get(sheet)
        assert printed.status_code == 200, sheet
        assert printed.content_type == "application/pdf"
        assert printed.data.startswith(b"%PDF-")


def test_every_version_and_language_that_can_be_printed_is_on_it() -> None:
    expected = {
        (name, version.definition.version, language)
        for name, versions in shipped().items()
        for version in versions
        for language in version.words
        if version.definition.audience != "leaders" and language not in UNPRINTED
    }
    assert {(one.name, one.version, one.language) for one in tried()} == expected


@pytest.mark.parametrize(
    "address",
    [
        "/pilot/interview/self-evaluation/1/en.pdf",
        "/pilot/interview/pupils-7-11/99/en.pdf",
        "/pilot/interview/pupils-7-11/1/xx.pdf",
        "/pilot/interview/nothing/1/en.pdf",
        "/pilot/report/pupils-7-11/1/en.pdf",
    ],
)
def test_there_is_no_other_sheet(lead: Visitor, address: str) -> None:
    assert lead.get(address).status_code == 404


def test_whoever_runs_the_service_has_no_such_page(app: Flask, lead: Visitor) -> None:
    assert people.operator(app).get("/pilot").status_code == 403
