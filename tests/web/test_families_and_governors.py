"""Families and governors are asked, told and shown by the rules that hold for staff, and by no others."""

from __future__ import annotations

import csv
import io
import json

import pytest
from flask import Flask
from pptx import Presentation
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from selfeval.findings.findings import release_from_json
from selfeval.store.releases import newest_releases
from tests.released import FAMILIES, GOVERNORS, PUPILS, STAFF, Asked, release_survey
from tests.visitor import Visitor
from tests.web import stories


def families(**more: object) -> dict[str, object]:
    return stories.plan_fields(**{"title": "Families, this autumn", "roll": "30", **more})


@pytest.fixture
def four_voices(app: Flask, lead: Visitor) -> Visitor:
    """Alder Vale Primary has asked pupils, families and staff, in this order."""
    with stories.parts(app).database.writing() as session:
        release_survey(session, 1, "pupils", PUPILS)
        release_survey(session, 1, "families", FAMILIES)
        release_survey(session, 1, "staff", STAFF)
    return lead


def test_a_survey_of_families_is_planned_answered_counted_and_read(app: Flask, lead: Visitor) -> None:
    survey_id = stories.plan(lead, "families", families())
    stories.open_it(lead, survey_id)
    (round_,) = stories.survey_in(app, survey_id).rounds
    assert (round_.definition.questionnaire, [group.name for group in round_.groups]) == (
        "families",
        ["Families"],
    )
    stories.answer_all(app, lead, survey_id)
    stories.close_it(lead, survey_id)
    assert "Read the report" in stories.count_it(app, lead, survey_id).text
    report = lead.get(f"/reports/{stories.survey_in(app, survey_id).year}").text
    assert "of 100 with a child here" in report
    assert "Families: strengths and concerns" in report


def test_the_page_says_that_households_are_meant_and_takes_no_list_of_pupils(lead: Visitor) -> None:
    page = lead.get("/surveys/plan/families").text
    assert "How many families have a child here?" in page
    assert "brothers and sisters have one answer between them" in page
    assert 'name="list"' not in page


def test_families_are_offered_drafts_that_a_lead_accepts_knowingly_and_read_them(
    app: Flask, lead: Visitor
) -> None:
    survey_id = stories.plan(lead, "families", families())
    address = f"/surveys/{survey_id}/languages"
    page = lead.get(address).text
    assert "Not whole yet" not in page
    refused = lead.post(address, languages=["ar", "bn", "cy", "pl", "ro", "uk", "ur"])
    assert refused.status_code == 422
    assert lead.post(address, languages=["ar", "pl"], know="yes").status_code == 303
    stories.open_it(lead, survey_id)
    (round_,) = stories.survey_in(app, survey_id).rounds
    for language, title in (("ar", "عائلتنا والمدرسة"), ("pl", "Nasza rodzina i szkoła")):
        assert title in Visitor(app).get(f"/a/{round_.code}/1?lang={language}").text
    assert "Nasza rodzina" not in Visitor(app).get(f"/a/{round_.code}/1?lang=uk").text
    poster = lead.get(f"/surveys/{survey_id}/poster/{round_.id}/1/pl").text
    assert "Ktoś zaufany" in poster, "whom a parent can talk to is no colleague"
    assert "<bdi>Alder Vale Primary</bdi></p>" in poster, "one group needs no name"


def test_governors_are_offered_welsh_and_the_page_says_what_other_languages_lack(lead: Visitor) -> None:
    survey_id = stories.plan(lead, "governors", families(roll="30"))
    page = lead.get(f"/surveys/{survey_id}/languages").text
    assert 'name="languages" value="cy"' in page
    assert 'value="pl"' not in page
    assert "Polish lacks 25 sentences." in page


def test_a_number_that_is_none_is_asked_for_in_words_of_the_audience(lead: Visitor) -> None:
    lead.get("/surveys/plan/governors")
    refused = lead.send("/surveys/plan/governors", {**families(roll="a few"), "step": "check"})
    assert refused.status_code == 422
    assert "Enter how many governors there are, in figures, such as 12." in refused.text


def test_governors_are_told_before_anything_is_planned_that_they_may_be_too_few(lead: Visitor) -> None:
    page = lead.get("/surveys/plan/governors").text
    assert "only if 10 governors answer" in page
    assert "steps of five" in page
    assert 'name="about"' not in page
    checked = lead.send("/surveys/plan/governors", {**families(roll="12"), "step": "check"})
    assert "Figures for governors can be shown only if nearly everyone answers." in checked.text
    assert "Only if nearly everyone answers: 10 of 12" in checked.text


def test_nine_governors_cannot_be_asked(lead: Visitor) -> None:
    lead.get("/surveys/plan/governors")
    refused = lead.send("/surveys/plan/governors", {**families(roll="9"), "step": "check"})
    assert refused.status_code == 422
    assert "Only 9 governors could answer." in refused.text


def test_twelve_governors_of_whom_nine_answered_are_told_nothing(app: Flask, lead: Visitor) -> None:
    with stories.parts(app).database.writing() as session:
        release_survey(session, 1, "governors", {"governors": (Asked("Governors", 9, 12),)})
    page = lead.get("/reports/2026").text
    assert "Too few answered to show anything." in page
    assert "of 100 governors" not in page


def test_the_report_shows_families_beside_the_others(four_voices: Visitor) -> None:
    page = four_voices.get("/reports/2026").text
    assert 'class="voice v-families"' in page
    assert "Pupils, families and staff" not in page
    assert "pupils aged 7 to 11, staff, families" in page, "the title of the chart names each voice"
    assert "not asked" in page, "families have no score in four areas"
    assert 'class="voice v-governors"' not in page


def test_what_families_say_stands_on_the_page_of_an_area(four_voices: Visitor) -> None:
    page = four_voices.get("/reports/2026/areas/community").text
    assert "The school asks me what matters to my family" in page
    assert "My child" not in four_voices.get("/reports/2026/areas/curriculum").text


def test_a_report_without_families_says_nothing_of_them(app: Flask, lead: Visitor) -> None:
    with stories.parts(app).database.writing() as session:
        release_survey(session, 1, "pupils", PUPILS)
        release_survey(session, 1, "staff", STAFF)
    for address in ("/reports/2026", "/trend", "/reports/2026/areas/community"):
        page = lead.get(address).text.lower()
        assert "v-families" not in page, address
        assert "survey of families" not in page, address


def test_every_file_of_the_report_holds_the_further_voice(four_voices: Visitor) -> None:
    of_json = json.loads(four_voices.get("/reports/2026/findings.json").data)
    assert "families" in {round_["audience"] for round_ in _rounds(of_json)}
    table = four_voices.get("/reports/2026/findings.csv").data.decode("utf-8-sig")
    assert "families" in {row["audience"] for row in csv.DictReader(io.StringIO(table))}
    book = CalamineWorkbook.from_filelike(io.BytesIO(four_voices.get("/reports/2026/figures.xlsx").data))
    cells = {cell for row in book.get_sheet_by_name("Six areas").to_python() for cell in row}
    assert {"Families", "Staff", "Pupils", "not asked"} <= cells
    deck = Presentation(io.BytesIO(four_voices.get("/reports/2026/slides.pptx").data))
    said = " ".join(
        cell.text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
        for cell in row.cells
    )
    assert "Families" in said
    pages = PdfReader(io.BytesIO(four_voices.get("/reports/2026/head.pdf").data)).pages
    assert "Families" in " ".join(page.extract_text() for page in pages)


def _rounds(node: object) -> list[dict[str, object]]:
    """Every object of a JSON document that names an audience."""
    if isinstance(node, dict):
        here = [node] if "audience" in node else []
        return here + [one for inner in node.values() for one in _rounds(inner)]
    return [one for inner in node for one in _rounds(inner)] if isinstance(node, list) else []


def test_pupils_and_staff_are_set_side_by_side_whoever_else_was_asked_between(
    app: Flask, four_voices: Visitor
) -> None:
    with stories.parts(app).database.writing() as session:
        release_survey(session, 1, "governors", GOVERNORS)
        every = [release_from_json(one.findings) for one in newest_releases(session, 1)]
    gaps = {release.rounds[-1].audience: release.gaps for release in every}
    assert gaps["families"] == gaps["governors"] == gaps["pupils"] == ()
    (staff,) = [round_.digest for release in every for round_ in release.rounds if round_.audience == "staff"]
    assert {gap.staff for gap in gaps["staff"]} == {staff}
    assert staff not in {gap.pupils for gap in gaps["staff"]}


@pytest.mark.parametrize(
    ("audience", "title", "who"),
    [
        ("families", "We want to ask how school is for your family", "one answer from each family"),
        ("governors", "We want to ask what it is like to be a governor here", "asks its governors"),
    ],
)
def test_each_has_a_notice_of_its_own_that_anybody_can_read(
    app: Flask, lead: Visitor, audience: str, title: str, who: str
) -> None:
    survey_id = stories.plan(lead, audience, families(roll="14"))
    (round_,) = stories.survey_in(app, survey_id).rounds
    for page in (
        lead.get(f"/surveys/{survey_id}/tell/{audience}").text,
        Visitor(app).get(f"/a/{round_.code}/notice").text,
    ):
        assert title in page
        assert who in page
        assert "If fewer than 10 answer, no figure is shown to anybody." in page
    told = lead.get(f"/surveys/{survey_id}/tell").text
    assert f"The notice for {audience}" in told
    assert "parents can say no" not in told


def test_families_are_greeted_in_their_own_words_with_helplines_for_parents(
    app: Flask, lead: Visitor
) -> None:
    survey_id = stories.plan(lead, "families", families())
    (round_,) = stories.survey_in(app, survey_id).rounds
    page = lead.get(f"/practice/{round_.code}/1").text
    assert "Someone you trust, such as a friend or a relative" in page
    assert "trade union" not in page
    assert "Childline" in page
    stories.open_it(lead, survey_id)
    assert "How is school for your family?" in Visitor(app).get(f"/a/{round_.code}/1").text
