"""A corrected release on the pages: the correction is what is read, and what it replaced stays readable."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pytest
from flask import Flask
from pypdf import PdfReader

from selfeval.release.corrections import RequestedCorrection, correct
from selfeval.store.releases import releases_of_survey
from selfeval.store.surveys import Survey
from tests.released import PUPILS, STAFF, release_survey
from tests.visitor import Visitor, text_of
from tests.web.people import head_teacher, officer, other_lead
from tests.web.stories import parts

WHY = "Six people more were in post."


@pytest.fixture
def before(app: Flask, lead: Visitor) -> int:
    """The id of the first release of Alder Vale's staff, which was corrected."""
    with parts(app).database.writing() as session:
        release_survey(session, 1, "pupils", {**PUPILS})
        first = release_survey(session, 1, "staff", {**STAFF})
        survey = session.get_one(Survey, first.survey_id)
        correct(session, survey, RequestedCorrection(WHY, {"Staff": 44}), "the operator", {})
        return first.id


def test_a_report_has_the_corrected_figures_and_says_why(lead: Visitor, before: int) -> None:
    told = text_of(lead.get("/reports/2026"))
    assert "Corrected on " in told
    assert f"Autumn survey of staff: {WHY}" in told
    assert "The figures before are kept: release 1 of 23 October 2026" in told
    assert "31 of 44" in told
    assert "31 of 38" not in told


def test_the_report_as_it_was_is_read_by_whoever_reads_reports(
    app: Flask, lead: Visitor, before: int
) -> None:
    for reader in (lead, head_teacher(app)):
        told = text_of(reader.get(f"/reports/2026/before/{before}"))
        assert "These figures were corrected later" in told
        assert "They are release 1 of 23 October 2026, as they were. Release 2 of " in told
        assert "31 of 38" in told
        assert "The figures before are kept" not in told


def test_files_are_of_the_correction_and_those_before_can_be_taken_too(lead: Visitor, before: int) -> None:
    now = json.loads(lead.get("/reports/2026/findings.json").text)["releases"]
    assert {(each["number"], each.get("reason")) for each in now} == {(1, None), (2, WHY)}
    (old,) = json.loads(lead.get(f"/reports/2026/before/{before}/findings.json").text)["releases"]
    assert (old["number"], old["findings"]["rounds"][0]["roll"]) == (1, 38)
    assert rolls(lead.get(f"/reports/2026/before/{before}/findings.csv").text) == {"38"}
    assert rolls(lead.get("/reports/2026/findings.csv").text) == {"44"}
    assert lead.get("/reports/2026/head.pdf").status_code == 200


def test_the_heads_pages_stay_two_however_long_the_reasons_are(
    app: Flask, lead: Visitor, before: int
) -> None:
    with parts(app).database.writing() as session:
        for survey, roll in ((1, {"Year 3": 31}), (2, {"Staff": 45})):
            found = session.get_one(Survey, survey)
            correct(session, found, RequestedCorrection("A pupil more. " * 28, roll), "the operator", {})
    pages = PdfReader(io.BytesIO(lead.get("/reports/2026/head.pdf").data)).pages
    assert len(pages) == 2
    told = " ".join(pages[1].extract_text().split())
    assert "Autumn survey of staff: corrected on " in told
    assert "Autumn survey of pupils: corrected on " in told


def rolls(table: str) -> set[str]:
    """What a table of figures says of how many staff could have answered."""
    rows = csv.DictReader(io.StringIO(table.lstrip("\ufeff")))
    return {row["roll"] for row in rows if row["audience"] == "staff" and row["by"] == "everyone"}


def test_a_release_that_was_not_corrected_or_is_of_another_year_is_no_page(
    app: Flask, lead: Visitor, before: int
) -> None:
    with parts(app).database.reading() as session:
        survey = session.get_one(Survey, 2)
        newest = releases_of_survey(session, survey.id)[-1].id
    missing = lead.get("/reports/2026/before/9999")
    for address in (f"/reports/2026/before/{newest}", f"/reports/2025/before/{before}"):
        assert lead.get(address).status_code == missing.status_code == 404
    stranger = other_lead(app)
    assert stranger.get(f"/reports/2026/before/{before}").status_code == 404


def test_an_officer_reads_the_correction_and_its_reason(app: Flask, lead: Visitor, before: int) -> None:
    told = text_of(officer(app, dt.date(2026, 9, 1)).get("/partnership/schools/1/reports/2026"))
    assert f"{WHY} The figures before are kept at the school." in told
    assert "31 of 44" in told


def test_changes_over_time_are_those_of_the_correction(app: Flask, lead: Visitor, before: int) -> None:
    with parts(app).database.writing() as session:
        later = release_survey(session, 1, "staff", {**STAFF}, opens=dt.date(2027, 10, 4), seed=7)
        correct(
            session,
            session.get_one(Survey, later.survey_id - 1),
            RequestedCorrection("Two of them had left.", {"Staff": 42}),
            "the operator",
            {},
        )
        digests = {each.digest for each in releases_of_survey(session, later.survey_id - 1)}
        newest = releases_of_survey(session, later.survey_id - 1)[-1].digest
    followed = json.loads(lead.get("/trend/changes.json").text)["series"]
    staff = next(series for series in followed if series["questionnaire"] == "staff")
    assert len(staff["changes"]) == 1
    ends = {staff["changes"][0][end]["release"] for end in ("earlier", "later")}
    assert ends & digests <= {newest}
    assert [point["roll"] for point in staff["occasions"]] == [42, 38]
