"""The form of a plan: what everybody answers stands there, what rarely needs a change is folded away."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from selfeval.calendar.school_years import today
from selfeval.store.schools_and_accounts import School
from tests.visitor import Visitor, text_of
from tests.web import stories

PUPILS, STAFF = "/surveys/plan/pupils", "/surveys/plan/staff"


def folds(page: str) -> dict[str, bool]:
    """What each fold says, and whether it is open."""
    made = re.findall(r"<details([^>]*)><summary>(.*?)</summary>", page, re.DOTALL)
    return {re.sub(r"<[^>]+>", "", words): "open" in marks for marks, words in made}


def test_what_rarely_needs_a_change_is_folded_and_says_how_it_is_set(lead: Visitor) -> None:
    page = folds(lead.get(PUPILS).text)
    shown = "What is shown, and what counts: nothing about fewer than"
    assert page["Questions about the person: all 7 usual ones, none of the more personal"] is False
    assert page[f"{shown} 10 people, a change from 3 of 100 points"] is False
    assert page["Open over 1 September: it counts for the school year of most of its days"] is False
    set_otherwise = {"about": ["about.sex"], "threshold": "15", "smallest_change": "5", "year_by": "last"}
    changed = lead.send(PUPILS, {**stories.pupils(**set_otherwise), "step": "change"})
    page = folds(changed.text)
    assert "Questions about the person: 1 of 7 usual ones, none of the more personal" in page
    assert f"{shown} 15 people, a change from 5 of 100 points" in page
    assert "Open over 1 September: it counts for the school year of its last day" in page


def test_a_fold_with_a_fault_is_open(lead: Visitor) -> None:
    lead.get(PUPILS)
    fields = stories.pupils(smallest_change="none", about=["about.religion"], decided="", **{"roll-8": "40"})
    page = folds(lead.send(PUPILS, {**fields, "step": "check"}).text)
    are_open = {words.split(":")[0] for words, is_open in page.items() if is_open}
    assert {"What is shown, and what counts", "Questions about the person"} <= are_open
    assert not any(is_open for words, is_open in page.items() if words.startswith("Open over"))


def test_ages_that_nobody_has_a_number_for_are_folded_once_others_have_one(lead: Visitor) -> None:
    assert not {"Ages 5 to 7", "Ages 7 to 11", "Ages 11 to 18"} & set(folds(lead.get(PUPILS).text))
    page = lead.send(PUPILS, {**stories.pupils(), "step": "change"}).text
    assert "Ages 11 to 18" in folds(page)
    assert not {"Ages 5 to 7", "Ages 7 to 11"} & set(folds(page))
    assert 'name="roll-9"' in page  # a school that grows can still say so
    page = lead.send(PUPILS, {**stories.pupils(**{"roll-9": "none"}), "step": "check"}).text
    assert "Ages 11 to 18" not in folds(page)


def test_the_second_survey_begins_with_what_the_first_one_had(app: Flask, lead: Visitor) -> None:
    stories.plan(lead, "pupils", stories.pupils())
    page = lead.get(PUPILS)
    assert "Ages 11 to 18" in folds(page.text)
    words = text_of(page)
    assert "Last time: Ms Bello" in words
    assert re.search(r"First day Last time: \d+ \w+ \d{4}\.", words)


def test_a_list_with_a_small_year_brings_the_button_that_puts_it_together(lead: Visitor) -> None:
    lead.get(PUPILS)
    read = lead.send(PUPILS, {**stories.pupils(join=[]), "list": "Year 1\t9\nYear 2\t20", "step": "read"})
    assert "Put the small years together for me" in text_of(read)
    joined = lead.send(PUPILS, {**stories.pupils(), "list": "Year 1\t19\nYear 2\t20", "step": "read"})
    assert "Put the small years together for me" not in text_of(joined)


def test_staff_have_the_same_folds(lead: Visitor) -> None:
    words = " ".join(folds(lead.get(STAFF).text))
    assert "Questions about the person: all" in words
    assert "Ages" not in words


def of_phase(app: Flask, phase: str | None) -> None:
    with stories.parts(app).database.writing() as session:
        session.get_one(School, 1).on(today()).phase = phase


OUTSIDE = "Years outside Reception to Year 6, which a primary school rarely has"


def test_a_primary_school_is_asked_about_its_own_years_and_the_others_are_one_line(
    app: Flask, lead: Visitor
) -> None:
    of_phase(app, "PS")
    page = lead.get(PUPILS).text
    assert folds(page)[OUTSIDE] is False
    before, behind = page.split(OUTSIDE, 1)
    assert 'name="roll-6"' in before
    assert 'name="roll-7"' not in before
    assert 'name="roll-13"' in behind  # whoever has such pupils can still say so
    assert "The questions for ages 7 to 11 start with" in text_of(lead.get(PUPILS))
    assert "The questions for ages 11 to 18 start with" not in text_of(lead.get(PUPILS))
    assert "Reception to Year 6. Each age has its own questions." in text_of(lead.get("/surveys/plan"))


def test_the_other_years_stand_open_where_something_is_typed_in_them(app: Flask, lead: Visitor) -> None:
    of_phase(app, "PS")
    lead.get(PUPILS)
    for number, step in (("24", "change"), ("many", "check")):
        page = lead.send(PUPILS, {**stories.pupils(**{"roll-7": number}), "step": step}).text
        assert folds(page)[OUTSIDE] is True
        assert f'name="roll-7" value="{number}"' in page
    assert "Year 7: enter the number of pupils in figures" in text_of(lead.page)


def test_questions_of_a_younger_age_stay_to_be_seen_where_they_were_moved(app: Flask, lead: Visitor) -> None:
    of_phase(app, "SS")
    assert "The questions for ages 7 to 11 start with" not in text_of(lead.get(PUPILS))
    moved = lead.send(PUPILS, {"from-pupils-7-11": "9", "from-pupils-11-18": "10", "step": "change"})
    assert "The questions for ages 7 to 11 start with" in text_of(moved)


@pytest.mark.parametrize("phase", [None, "NS", "AT", "SP", "PR"])
def test_schools_that_may_have_any_year_are_shown_all(app: Flask, lead: Visitor, phase: str | None) -> None:
    of_phase(app, phase)
    page = lead.get(PUPILS).text
    assert "Years outside" not in page
    assert {"Ages 5 to 7", "Ages 7 to 11", "Ages 11 to 18"} == set(re.findall(r"<legend>(Ages [^<]+)<", page))


def test_a_middle_school_is_asked_about_the_years_of_both_its_ages(app: Flask, lead: Visitor) -> None:
    of_phase(app, "MS")
    before = lead.get(PUPILS).text.split("Years outside Years 5 to 8, which a middle school rarely has")[0]
    assert re.findall(r'name="roll-(\d+)"', before) == ["5", "6", "7", "8"]
