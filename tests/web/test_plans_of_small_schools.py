"""Small schools plan on the pages: one button finds a plan that works, and the next survey keeps it."""

from __future__ import annotations

import datetime as dt
import re

from flask import Flask

from selfeval.calendar.school_years import today
from tests.visitor import Visitor, text_of
from tests.web import stories

JOINED = re.compile(r'name="join" value="(\d+)" checked')
CHOICE = re.compile(r'<select id="(from-[^"]+)".*?<option value="(\d+)" selected>', re.DOTALL)
PUPILS = "/surveys/plan/pupils"


def school_of(*rolls: int, first: int = 0, **more: object) -> dict[str, object]:
    """A form with one number a year, and nothing put together yet."""
    years = {f"roll-{year}": str(roll) for year, roll in enumerate(rolls, first)}
    return stories.plan_fields(**{**years, **more})


def shape_on(page: str) -> dict[str, object]:
    """Which years a page puts together, and with which year each questionnaire starts."""
    return {"join": JOINED.findall(page), **dict(CHOICE.findall(page))}


def put_together(lead: Visitor, fields: dict[str, object]) -> tuple[dict[str, object], str]:
    """The form after the button that makes a plan of small years, and what was said."""
    lead.get(PUPILS)
    refused = lead.send(PUPILS, {**fields, "step": "check"})
    assert refused.status_code == 422
    assert "Put the small years together for me" in text_of(refused)
    page = lead.send(PUPILS, {**fields, "step": "merge"})
    return {**fields, **shape_on(page.text)}, text_of(page)


def groups_of(app: Flask, survey_id: int) -> dict[str, list[tuple[str, int]]]:
    return {
        part.definition.questionnaire: [(group.name, group.roll) for group in part.groups]
        for part in stories.survey_in(app, survey_id).rounds
    }


def a_year_later(fields: dict[str, object]) -> dict[str, object]:
    """The same form with the days of the next year."""
    return {**fields, **stories.plan_fields(today() + dt.timedelta(days=364), title="Belonging, next autumn")}


def test_a_primary_school_of_sixty_with_eight_a_year(app: Flask, lead: Visitor) -> None:
    fields, said = put_together(lead, school_of(9, 8, 9, 8, 9, 8, 9, about=["about.sex"]))
    for told in (
        "Reception and Years 1 and 2: put together, 26 pupils.",
        "Years 3 and 4: put together, 17 pupils.",
        "Years 5 and 6: put together, 17 pupils.",
    ):
        assert told in said
    checked = text_of(lead.send(PUPILS, {**fields, "step": "check"}))
    assert "All 3 groups can be shown." in checked
    assert "Years 3 and 4 17 Yes, if 10 answer A very large one only 23 to 32 points" in checked
    assert "Are you a girl or a boy? Only if nearly everyone answers, and no answer is rare" in checked
    assert groups_of(app, stories.plan(lead, "pupils", fields)) == {
        "pupils-5-7": [("Reception and Years 1 and 2", 26)],
        "pupils-7-11": [("Years 3 and 4", 17), ("Years 5 and 6", 17)],
    }


def test_a_staff_of_fourteen_are_told_which_question_is_no_use(app: Flask, lead: Visitor) -> None:
    fields = stories.staff(roll="14", about=["about.staff.role"])
    lead.get("/surveys/plan/staff")
    checked = text_of(lead.send("/surveys/plan/staff", {**fields, "step": "check"}))
    assert "Figures for staff can be shown." in checked
    assert "Yes, if 10 answer" in checked
    assert "No. Too few are asked" in checked
    assert "One question is better left out. Too few people could answer" in checked
    bare = lead.send("/surveys/plan/staff", {**fields, "step": "bare"})
    assert "better left out" not in text_of(bare)
    survey = stories.survey_in(app, stories.plan(lead, "staff", {**fields, "about": []}))
    assert [(group.name, group.roll) for group in survey.rounds[0].groups] == [("Staff", 14)]


def test_a_special_school_of_thirty_eight_asks_some_years_easier_questions(app: Flask, lead: Visitor) -> None:
    rolls = (2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2)
    assert sum(rolls) == 38
    fields, said = put_together(lead, school_of(*rolls, about=[]))
    assert "so that enough pupils answer each kind of questions" in said
    checked = lead.send(PUPILS, {**fields, "step": "check"})
    assert checked.status_code == 200
    told = text_of(checked)
    assert "Both groups can be shown." in told
    assert "Years 3 to 6 are asked easier questions than those of their age. The report says so." in told
    assert "A change from one survey to the next will show only if it is very large." in told
    assert groups_of(app, stories.plan(lead, "pupils", fields)) == {
        "pupils-5-7": [("Reception and Years 1 to 6", 18)],
        "pupils-11-18": [("Years 7 to 13", 20)],
    }


def test_the_next_survey_begins_with_the_same_years_and_questions(app: Flask, lead: Visitor) -> None:
    rolls = (2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2)
    fields, _ = put_together(lead, school_of(*rolls, about=[]))
    first = groups_of(app, stories.plan(lead, "pupils", fields))
    kept = shape_on(lead.get(PUPILS).text)
    assert kept == {name: fields[name] for name in kept}
    again = {**a_year_later(school_of(*rolls, about=[])), **kept}
    lead.get(PUPILS)
    assert "cannot be compared with last time" not in text_of(lead.send(PUPILS, {**again, "step": "check"}))
    assert groups_of(app, stories.plan(lead, "pupils", again)) == first


def test_another_grouping_needs_a_tick_that_the_trend_breaks(app: Flask, lead: Visitor) -> None:
    stories.plan(lead, "pupils", school_of(30, 30, 30, 30, first=3, join=["4"]))
    apart = a_year_later(school_of(30, 30, 30, 30, first=3, join=[]))
    lead.get(PUPILS)
    warned = lead.send(PUPILS, {**apart, "step": "check"})
    assert "Year 3: last time Years 3 and 4." in text_of(warned)
    assert lead.send(PUPILS, {**apart, "step": "save"}).status_code == 422
    assert lead.send(PUPILS, {**apart, "accept": "yes", "step": "save"}).status_code == 303


def test_a_grouping_that_gives_a_few_away_is_refused_whatever_is_ticked(lead: Visitor) -> None:
    stories.plan(lead, "pupils", school_of(30, 6, first=3, join=["4"]))
    alone = school_of(30, first=3, join=[], accept="yes")
    lead.get(PUPILS)
    refused = lead.send(PUPILS, {**alone, "step": "save"})
    assert refused.status_code == 422
    assert "would give away what these few answered" in text_of(refused)
