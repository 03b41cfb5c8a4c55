"""Seeing a survey as people will see it, and practice cards: the lead's pages."""

from __future__ import annotations

import json
import re

from flask import Flask
from markupsafe import escape

from tests.visitor import Visitor, text_of
from tests.web import people, stories


def test_a_plan_is_saved_and_seen_as_pupils_will_see_it_in_one_press(app: Flask, lead: Visitor) -> None:
    fields = stories.pupils()
    lead.get("/surveys/plan/pupils")
    checked = lead.send("/surveys/plan/pupils", {**fields, "step": "check"})
    assert "Save it, and see it as pupils will see it" in text_of(checked)
    saved = lead.send("/surveys/plan/pupils", {**fields, "step": "see"})
    assert saved.status_code == 303
    page = lead.get(saved.location)
    assert "See it as pupils will see it" in text_of(page)
    seen = re.findall(r'href="(/practice/\w{6}/\d)#PRACTICE"', page.text)
    groups = ("Years 1 and 2", "Year 3", "Year 4", "Year 5", "Year 6")
    assert [app.test_client().get(f"{each}/group.json").json["group"] for each in seen] == list(groups)


def test_each_group_sees_its_own_questions_about_the_person(app: Flask, lead: Visitor) -> None:
    survey_id = stories.plan(lead, "pupils", stories.pupils(about=["about.sex", "about.language"]))
    page = lead.get(f"/surveys/{survey_id}/practice")
    seen = re.findall(r'href="(/practice/\w{6}/\d)#', page.text)
    asked = [app.test_client().get(f"{each}/group.json").json["about"] for each in seen]
    assert [len(each) for each in asked] == [0, 2, 2, 2, 2]


def test_a_practice_card_is_good_from_the_plan_to_the_last_day(app: Flask, lead: Visitor) -> None:
    people.head_teacher(app)
    survey_id = stories.plan(lead, "staff", stories.staff())
    (part,) = stories.survey_in(app, survey_id).rounds
    address = f"/surveys/{survey_id}/practice/{part.id}/1"
    before = text_of(lead.get(address))
    assert f"practice/ {part.code}/ 1 and type PRACTICE" in before
    assert "Nothing you choose is kept." in before
    stories.open_it(lead, survey_id)
    assert text_of(lead.get(address)) == before
    assert "See it as staff will see it" in text_of(lead.get(f"/surveys/{survey_id}"))
    assert address in lead.get(f"/surveys/{survey_id}").text
    stories.answer_all(app, lead, survey_id)
    stories.close_it(lead, survey_id)
    for over in (address, f"/surveys/{survey_id}/practice"):
        assert "Practice is over" in text_of(lead.get(over))
    assert "See it as staff will see it" not in text_of(lead.get(f"/surveys/{survey_id}"))


def test_looking_at_practice_is_no_act_of_staff(app: Flask, lead: Visitor) -> None:
    survey_id = stories.plan(lead, "staff", stories.staff())
    (part,) = stories.survey_in(app, survey_id).rounds
    lead.get("/")  # says once that it is planned
    before = text_of(lead.get("/log"))
    assert "planned a survey" in before
    lead.get(f"/surveys/{survey_id}/practice")
    lead.get(f"/surveys/{survey_id}/practice/{part.id}/1")
    assert text_of(lead.get("/log")) == before


def test_all_questions_stand_on_one_page_as_the_pages_ask_them(app: Flask, lead: Visitor) -> None:
    survey_id = stories.plan(lead, "pupils", stories.pupils(about=["about.sex", "about.language"]))
    page = lead.get(f"/surveys/{survey_id}/questions")
    young, old = stories.survey_in(app, survey_id).rounds
    for part in (young, old):
        shown = app.test_client().get(f"/practice/{part.code}/1").text
        asked = json.loads(shown.split('id="page">')[1].split("</script>")[0])
        document = app.test_client().get(f"/practice/{part.code}/1/group.json").json
        for question in asked["items"] + document["about"]:
            unbroken = question["text"].replace("\u2011", "-")  # a hyphen that no line ends with
            assert f"<li>{escape(unbroken)}" in page.text
    told = text_of(page)
    assert "Asked of Year 3, Year 4, Year 5 and Year 6" in told
    assert "Yes · Sometimes · No" in told
    assert f"/surveys/{survey_id}/practice" in page.text


def test_the_questions_stay_readable_after_the_count(app: Flask, lead: Visitor) -> None:
    people.head_teacher(app)
    survey_id = stories.plan(lead, "staff", stories.staff())
    before = lead.get(f"/surveys/{survey_id}/questions").text.count("<li>")
    stories.open_it(lead, survey_id)
    stories.answer_all(app, lead, survey_id)
    stories.close_it(lead, survey_id)
    stories.count_it(app, lead, survey_id)
    page = lead.get(f"/surveys/{survey_id}/questions")
    assert page.text.count("<li>") == before > 31
    assert f"/surveys/{survey_id}/practice" not in page.text
