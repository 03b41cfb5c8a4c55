"""A plan asks the version that it was made with until its lead chooses another, and is told what changes."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from selfeval.calendar.school_years import today
from selfeval.questionnaires.catalogue import latest
from selfeval.questionnaires.composing import own_version
from selfeval.store.directory import Membership
from selfeval.store.surveys import Survey
from selfeval.surveys.planning import mark_of, plan_of, replan
from tests.visitor import Visitor, text_of
from tests.web import people, stories
from tests.web.compose.drafts import LUNCH, add_question, begin, change, publish
from tests.web.compose.test_held import JOINED, MIDDLE, ROLLS
from tests.web.test_changing_a_plan import HIDDEN, seen_on

FIELD = f"own-{MIDDLE}"
BULLIED = "I have been shouted at here."


@pytest.fixture
def officer(app: Flask, lead: Visitor) -> Visitor:
    return people.officer(app, JOINED)


@pytest.fixture
def of_trust(officer: Visitor) -> int:
    own_id = begin(officer)
    add_question(officer, own_id)
    publish(officer, own_id)
    return own_id


@pytest.fixture
def planned(lead: Visitor, of_trust: int) -> int:
    """Amina has planned the trust's first version."""
    fields = stories.pupils(**{**ROLLS, FIELD: str(own_version(of_trust, 1))})
    return stories.plan(lead, "pupils", fields)


def version_asked(app: Flask, survey_id: int) -> int:
    (round_,) = stories.survey_in(app, survey_id).rounds
    return round_.definition.version


def saved(lead: Visitor, survey_id: int, step: str = "save", **more: object) -> TestResponse:
    """The form of the plan sent as it stands, with another title and what else was typed."""
    address = f"/surveys/{survey_id}/plan"
    page = lead.get(address).text
    fields = stories.pupils(**{**ROLLS, "title": "Belonging, said otherwise", **more})
    return lead.send(address, {**fields, "seen": seen_on(page), "step": step})


def publish_second(officer: Visitor, own_id: int) -> None:
    rows = [str(row) for row in range(len(latest(MIDDLE).definition.items))]
    change(officer, own_id, keep=rows)
    add_question(officer, own_id, BULLIED)
    publish(officer, own_id)


def test_it_keeps_them_after_the_school_has_left_the_trust(
    app: Flask, lead: Visitor, of_trust: int, planned: int
) -> None:
    with stories.parts(app).database.writing() as session:
        session.execute(update(Membership).values(left_on=today() - dt.timedelta(days=1)))
    assert saved(lead, planned).status_code == 303
    assert version_asked(app, planned) == own_version(of_trust, 1)
    page = text_of(lead.get(f"/surveys/{planned}/plan"))
    assert "Which questions: As planned: Belonging, with lunch, version 1, of Wend Valley Trust" in page
    assert LUNCH in text_of(lead.get(f"/surveys/{planned}/questions"))


def test_it_keeps_them_after_the_trust_offers_them_no_more(
    app: Flask, lead: Visitor, officer: Visitor, of_trust: int, planned: int
) -> None:
    change(officer, of_trust, "withdraw")
    checked = text_of(saved(lead, planned, "check"))
    assert "Belonging, with lunch, version 1, of Wend Valley Trust: " in checked
    assert "not the questions that were planned" not in checked
    assert saved(lead, planned).status_code == 303
    assert version_asked(app, planned) == own_version(of_trust, 1)


def test_it_keeps_them_when_there_is_a_newer_version_and_says_what_that_would_change(
    app: Flask, lead: Visitor, officer: Visitor, of_trust: int, planned: int
) -> None:
    publish_second(officer, of_trust)
    assert saved(lead, planned).status_code == 303
    assert version_asked(app, planned) == own_version(of_trust, 1)
    page = lead.get(f"/surveys/{planned}/plan")
    newer = str(own_version(of_trust, 2))
    assert re.search(rf'<option value="{newer}">Belonging, with lunch, version 2', page.text)
    checked = saved(lead, planned, "check", **{FIELD: newer})
    words = text_of(checked)
    assert (
        "Belonging, with lunch, version 1, of Wend Valley Trust was planned. Now it is: Belonging, with "
        "lunch, version 2, of Wend Valley Trust." in words
    )
    assert f"Left out: {LUNCH}" in words
    assert f"New: {BULLIED}" in words
    refused = saved(lead, planned, **{FIELD: newer})
    assert refused.status_code == 422
    assert "Tick that you want to ask them" in text_of(refused)
    assert version_asked(app, planned) == own_version(of_trust, 1)
    assert saved(lead, planned, **{FIELD: newer, "other_questions": "yes"}).status_code == 303
    assert version_asked(app, planned) == own_version(of_trust, 2)


def test_the_usual_questions_are_chosen_knowingly_too(
    app: Flask, lead: Visitor, of_trust: int, planned: int
) -> None:
    usual = str(latest(MIDDLE).definition.version)
    refused = saved(lead, planned, **{FIELD: usual})
    assert refused.status_code == 422
    assert f"Now it is: The usual questions, version {usual}." in text_of(refused)
    assert saved(lead, planned, **{FIELD: usual, "other_questions": "yes"}).status_code == 303
    assert version_asked(app, planned) == int(usual)


def test_an_older_version_of_the_usual_questions_stays_until_the_newest_is_chosen(
    app: Flask, lead: Visitor
) -> None:
    survey_id = stories.plan(lead, "pupils", stories.pupils(**ROLLS))
    with stories.parts(app).database.writing() as session:
        survey = session.get_one(Survey, survey_id)
        before = plan_of(survey)
        replan(session, survey, "Amina Yusuf", replace(before, versions={MIDDLE: 1}), mark_of(before))
    assert version_asked(app, survey_id) == 1
    assert saved(lead, survey_id).status_code == 303
    assert version_asked(app, survey_id) == 1
    newest = str(latest(MIDDLE).definition.version)
    page = text_of(lead.get(f"/surveys/{survey_id}/plan"))
    assert "Which questions: As planned: The usual questions, version 1" in page
    assert saved(lead, survey_id, **{FIELD: newest}).status_code == 422
    assert saved(lead, survey_id, **{FIELD: newest, "other_questions": "yes"}).status_code == 303
    assert version_asked(app, survey_id) == int(newest)


def test_what_was_thrown_away_is_put_back_with_its_questions_or_says_why_not(
    app: Flask, lead: Visitor, officer: Visitor, of_trust: int, planned: int
) -> None:
    lead.get(f"/surveys/{planned}")
    assert lead.post(f"/surveys/{planned}/discard").status_code == 303
    fields: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(lead.get("/surveys").text):
        fields.setdefault(name, []).append(value)
    assert fields[FIELD] == [str(own_version(of_trust, 1))]
    change(officer, of_trust, "withdraw")
    refused = lead.send("/surveys/plan/pupils", {**fields, "step": "save"})
    assert refused.status_code == 422
    assert "or there is a newer version. Choose again." in text_of(refused)
    assert f'id="{FIELD}"' in refused.text
    change(officer, of_trust, "offer")
    again = lead.send("/surveys/plan/pupils", {**fields, "step": "save"})
    assert again.status_code == 303
    assert version_asked(app, int(again.location.rsplit("/", 1)[1])) == own_version(of_trust, 1)


def test_a_plan_that_was_begun_before_a_newer_version_came_is_not_saved_with_that_one(
    lead: Visitor, officer: Visitor, of_trust: int
) -> None:
    lead.get("/surveys/plan/pupils")
    fields = stories.pupils(**{**ROLLS, FIELD: str(own_version(of_trust, 1))})
    assert lead.send("/surveys/plan/pupils", {**fields, "step": "check"}).status_code == 200
    publish_second(officer, of_trust)
    refused = lead.send("/surveys/plan/pupils", {**fields, "step": "save"})
    assert refused.status_code == 422
    assert "there is a newer version" in text_of(refused)


def test_the_next_plan_begins_with_the_newest_version_of_what_was_asked_last_time(
    lead: Visitor, officer: Visitor, of_trust: int, planned: int
) -> None:
    publish_second(officer, of_trust)
    page = lead.get("/surveys/plan/pupils").text
    assert f'<option value="{own_version(of_trust, 2)}" selected>' in page


def test_the_next_plan_says_that_what_was_asked_last_time_is_offered_no_more(
    lead: Visitor, officer: Visitor, of_trust: int, planned: int
) -> None:
    gone = "Last time you asked Belonging, with lunch, version 1, of Wend Valley Trust."
    assert gone not in text_of(lead.get("/surveys/plan/pupils"))
    change(officer, of_trust, "withdraw")
    assert gone in text_of(lead.get("/surveys/plan/pupils"))
