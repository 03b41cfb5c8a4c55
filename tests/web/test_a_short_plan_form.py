"""The form of a plan: what everybody answers stands there, what rarely needs a change is folded away."""

from __future__ import annotations

import re

from flask import Flask

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
    assert page["Questions about the person: all 6 usual ones, none of the more personal"] is False
    assert page[f"{shown} 10 people, a change from 3 of 100 points"] is False
    assert page["Open over 1 September: it counts for the school year of most of its days"] is False
    set_otherwise = {"about": ["about.sex"], "threshold": "15", "smallest_change": "5", "year_by": "last"}
    changed = lead.send(PUPILS, {**stories.pupils(**set_otherwise), "step": "change"})
    page = folds(changed.text)
    assert "Questions about the person: 1 of 6 usual ones, none of the more personal" in page
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
