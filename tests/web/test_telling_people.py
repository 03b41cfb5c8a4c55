"""The lead's pages before anybody is asked: notices, names on them, until when parents say no."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import replace

import pytest
from flask import Flask

from selfeval.calendar.school_years import today
from selfeval.notices.helplines import with_check
from selfeval.web.survey.notice_views import DETAILS, PRINTED_ON
from tests.visitor import Visitor, text_of
from tests.web import stories

TYPED = {
    "safeguarding_lead": "Ruth Adeyemi, the deputy head",
    "contact": "the school office, 01234 567890",
    "controller": "Wend Valley Trust",
    "data_officer": "Sam Okoro",
}


@pytest.fixture
def id_before_asking(lead: Visitor) -> int:
    return stories.plan(lead, "pupils", stories.pupils())


def type_names(lead: Visitor, **changed: str):  # type: ignore[no-untyped-def]
    lead.get("/school/notices")
    return lead.post("/school/notices", **(TYPED | changed))


def test_names_are_typed_once_and_stand_on_every_print_out(
    app: Flask, lead: Visitor, id_before_asking: int
) -> None:
    hub = f"/surveys/{id_before_asking}/tell"
    gaps = "the safeguarding lead; who parents ask, and tell if they say no; who is responsible for the data"
    assert f"These are not typed yet: {gaps}" in text_of(lead.get(hub))
    unfinished = lead.get(f"{hub}/parents")
    assert f"There are gaps on this sheet: {gaps}" in text_of(unfinished)
    assert 'data-ask="There are still gaps on this sheet' in unfinished.text
    on_paper = f"Not ready to hand out. This is still missing: {gaps}"
    assert f'<p class="on-paper"><strong>{on_paper}' in unfinished.text
    with zipfile.ZipFile(io.BytesIO(lead.get(f"{hub}/parents.docx").data)) as archive:
        assert on_paper in archive.read("word/document.xml").decode().partition("We want to ask")[0]
    assert type_names(lead).status_code == 303
    for address in (hub, f"{hub}/parents"):
        assert "Not ready to hand out" not in text_of(lead.get(address))
    assert "data-ask" not in lead.get(f"{hub}/parents").text
    assert "on-paper" not in lead.get(f"{hub}/parents").text
    with zipfile.ZipFile(io.BytesIO(lead.get(f"{hub}/parents.docx").data)) as archive:
        assert "Not ready to hand out" not in archive.read("word/document.xml").decode()
    for subject in ("parents", "impact"):
        assert "Wend Valley Trust" in text_of(lead.get(f"{hub}/{subject}"))
    round_ = stories.survey_in(app, id_before_asking).rounds[0]
    room = text_of(lead.get(f"/surveys/{id_before_asking}/room/{round_.id}/{round_.groups[0].number}"))
    assert "Fetch the list of parents who said no from the office" in room
    assert "Tell the designated safeguarding lead, Ruth Adeyemi, the deputy head" in room
    assert "You do not have to do this." in room
    assert "If you tell me that you are not safe, I will tell the person here who can help." in room
    assert "two easy questions to try them on. They do not count." in room
    assert lead.get("/school/notices").text.count("Ruth Adeyemi, the deputy head") == 1


@pytest.mark.parametrize("audience", ["pupils", "staff"])
def test_a_gap_is_told_of_just_the_names_that_a_sheet_prints(lead: Visitor, audience: str) -> None:
    fields = stories.pupils() if audience == "pupils" else stories.staff()
    hub = f"/surveys/{stories.plan(lead, audience, fields)}/tell"
    type_names(lead)
    sheets = [subject for subject in PRINTED_ON if lead.get(f"{hub}/{subject}").status_code == 200]
    assert ("staff" if audience == "staff" else "parents") in sheets
    for subject in sheets:
        if subject != "impact":
            printed = text_of(lead.get(f"{hub}/{subject}"))
            found = {name for name in DETAILS if TYPED[name].partition(",")[0] in printed}
            assert found == set(PRINTED_ON[subject])


def test_a_name_that_is_too_long_is_refused_with_everything_typed(lead: Visitor) -> None:
    page = type_names(lead, contact="x" * 161)
    assert page.status_code == 422
    text = text_of(page)
    assert "This is 161 characters long. Use 160 or fewer." in text
    assert "Ruth Adeyemi, the deputy head" in page.text


def test_the_day_to_say_no_is_before_the_first_day_until_the_lead_says_another(
    app: Flask, lead: Visitor, id_before_asking: int
) -> None:
    survey = stories.survey_in(app, id_before_asking)
    hub = f"/surveys/{id_before_asking}/tell"
    last = survey.closes_on
    lead.get(hub)
    day = {
        "say_no_by-day": f"{last.day}",
        "say_no_by-month": f"{last.month}",
        "say_no_by-year": f"{last.year}",
    }
    assert lead.post(f"/surveys/{id_before_asking}/say-no-by", **day).status_code == 303
    assert stories.survey_in(app, id_before_asking).say_no_by == last
    assert f"To say no, please tell us by {last.day} " in text_of(lead.get(f"{hub}/parents"))
    late = lead.post(
        f"/surveys/{id_before_asking}/say-no-by", **(day | {"say_no_by-year": f"{last.year + 1}"})
    )
    assert late.status_code == 422
    assert "The survey ends on" in text_of(late)


def test_a_sheet_is_read_printed_and_taken_as_a_word_file(lead: Visitor, id_before_asking: int) -> None:
    hub = f"/surveys/{id_before_asking}/tell"
    assert "Every question" in text_of(lead.get(f"{hub}/parents"))
    file = lead.get(f"{hub}/parents.docx")
    assert (
        file.headers["Content-Disposition"]
        == f'attachment; filename="notice-for-parents-{id_before_asking}.docx"'
    )
    assert file.data.startswith(b"PK")


def test_each_age_that_is_asked_has_a_sheet_and_no_other(lead: Visitor, id_before_asking: int) -> None:
    hub = f"/surveys/{id_before_asking}/tell"
    page = text_of(lead.get(hub))
    assert "To read to children of 5 to 7" in page
    assert "For children of 7 to 11" in page
    assert "Half a page for pupils of 11 and over" not in page
    assert "Read this aloud" in text_of(lead.get(f"{hub}/pupils-5-7"))
    assert "Our survey" in text_of(lead.get(f"{hub}/pupils-7-11"))
    assert lead.get(f"{hub}/pupils-11-18").headers["Location"] == hub


def test_a_sheet_that_a_survey_does_not_have_leads_back(lead: Visitor) -> None:
    staff = stories.plan(lead, "staff", stories.staff())
    hub = f"/surveys/{staff}/tell"
    page = text_of(lead.get(hub))
    assert "data protection impact assessment" in page
    assert "The notice for staff" in page
    assert "You do not have to do this. Nobody writes down who answers." in text_of(lead.get(f"{hub}/staff"))
    assert lead.get(f"{hub}/staff.docx").data.startswith(b"PK")
    assert "Parents and carers" not in page
    for subject in ("parents", "pupils-7-11", "parents.docx", "else"):
        assert lead.get(f"{hub}/{subject}").headers["Location"] == hub


@pytest.mark.parametrize(
    ("audience", "said"),
    [("pupils", "We want to ask your child how school is"), ("staff", "Nobody writes down who answers.")],
)
def test_the_notice_is_read_by_whoever_has_the_address_of_a_card_without_signing_in(
    app: Flask, lead: Visitor, audience: str, said: str
) -> None:
    fields = stories.pupils() if audience == "pupils" else stories.staff()
    survey = stories.plan(lead, audience, fields)
    address = f"/a/{stories.survey_in(app, survey).rounds[0].code}/notice"
    assert address in lead.get(f"/surveys/{survey}/tell").text
    answer = app.test_client().get(address)
    assert answer.status_code == 200
    assert said in text_of(answer)
    assert "(please ask the school office)" in text_of(answer)
    assert "____" not in text_of(answer)
    assert "Set-Cookie" not in answer.headers
    type_names(lead)
    assert "Wend Valley Trust" in text_of(app.test_client().get(address))


@pytest.mark.parametrize("code", ["zzzzzz", "ZZZZZZ", "a", "a%00b"])
def test_at_an_address_of_no_survey_there_is_no_notice(app: Flask, code: str) -> None:
    answer = app.test_client().get(f"/a/{code}/notice")
    assert answer.status_code == 404
    assert "There is no survey here." in text_of(answer)


def test_a_helpline_that_nobody_has_checked_is_named_before_the_lead_prints(
    lead: Visitor, id_before_asking: int
) -> None:
    assert "these numbers are right: Childline, 0800 1111" in text_of(
        lead.get(f"/surveys/{id_before_asking}/tell")
    )


def test_the_start_page_names_it_too_until_somebody_has_noted_a_check(
    app: Flask, lead: Visitor, id_before_asking: int
) -> None:
    told = "Nobody has noted for a year that Childline, 0800 1111 is still right."
    running = stories.parts(app)
    others = running.helplines
    for line in others.every:
        if line.id != "childline":
            others = with_check(others, line.id, today())
    app.extensions["selfeval"] = replace(running, helplines=others)
    assert told in text_of(lead.get("/"))
    every = with_check(others, "childline", today())
    app.extensions["selfeval"] = replace(running, helplines=every)
    assert told not in text_of(lead.get("/"))
    assert "Check before you print" not in text_of(lead.get(f"/surveys/{id_before_asking}/tell"))


def test_without_a_survey_ahead_nobody_is_bothered_with_helplines(lead: Visitor) -> None:
    assert "Check before you print" not in text_of(lead.get("/"))


@pytest.mark.parametrize(("month", "is_told"), [(10, True), (1, False)])
def test_reception_is_better_asked_from_january(lead: Visitor, month: int, is_told: bool) -> None:
    opens_on = dt.date(today().year + 1, month, 18)
    fields = stories.pupils(first=opens_on, last=opens_on + dt.timedelta(days=9), **{"roll-0": "30"})
    lead.get("/surveys/plan/pupils")
    checked = text_of(lead.send("/surveys/plan/pupils", {**fields, "step": "check"}))
    assert ("Children in their first weeks find questions hard." in checked) == is_told
