"""A survey is held with a trust's own questionnaire: from the plan to the report, beside an earlier one."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from selfeval.findings.findings import release_from_json
from selfeval.questionnaires.catalogue import latest
from selfeval.questionnaires.composing import own_version
from selfeval.questionnaires.model import OWN
from selfeval.store.releases import Release
from tests.released import PUPILS, release_survey
from tests.visitor import Visitor, text_of
from tests.web import people, stories
from tests.web.compose.drafts import LUNCH, add_question, begin, change, publish

JOINED = dt.date(2026, 9, 1)
BEFORE = dt.date(2025, 10, 6)
MIDDLE = "pupils-7-11"
ROLLS = {"roll-1": "", "roll-2": "", "join": [], "about": []}


@pytest.fixture
def offered(app: Flask, lead: Visitor) -> int:
    """Wend Valley Trust has published all the usual questions with one of its own, counted by itself."""
    officer = people.officer(app, JOINED)
    own_id = begin(officer)
    add_question(officer, own_id)
    publish(officer, own_id)
    return own_id


def held(app: Flask, lead: Visitor, own_id: int) -> int:
    survey_id = stories.plan(
        lead, "pupils", stories.pupils(**{**ROLLS, f"own-{MIDDLE}": str(own_version(own_id, 1))})
    )
    stories.open_it(lead, survey_id)
    stories.answer_all(app, lead, survey_id)
    stories.close_it(lead, survey_id)
    stories.count_it(app, lead, survey_id)
    return survey_id


def test_the_plan_offers_it_and_says_what_is_asked(lead: Visitor, offered: int) -> None:
    form = text_of(lead.get("/surveys/plan/pupils"))
    assert "Belonging, with lunch, version 1, of Wend Valley Trust" in form
    fields = stories.pupils(**{**ROLLS, f"own-{MIDDLE}": str(own_version(offered, 1))})
    checked = text_of(lead.send("/surveys/plan/pupils", {**fields, "step": "check"}))
    many = len(latest(MIDDLE).definition.items) + 1
    assert f"Belonging, with lunch, version 1, of Wend Valley Trust: {many} questions" in checked


def test_a_survey_asks_it_and_its_report_tells_both_kinds_of_questions(
    app: Flask, lead: Visitor, offered: int
) -> None:
    survey_id = stories.plan(
        lead, "pupils", stories.pupils(**{**ROLLS, f"own-{MIDDLE}": str(own_version(offered, 1))})
    )
    assert LUNCH in text_of(lead.get(f"/surveys/{survey_id}/questions"))
    stories.open_it(lead, survey_id)
    (round_,) = stories.survey_in(app, survey_id).rounds
    assert LUNCH in app.test_client().get(f"/a/{round_.code}/1").text
    stories.answer_all(app, lead, survey_id)
    stories.close_it(lead, survey_id)
    stories.count_it(app, lead, survey_id)
    with stories.parts(app).database.reading() as session:
        release = session.get_one(Release, 1)
        (told,) = release_from_json(release.findings).rounds
        year = release.year
    assert told.version == offered * 100 + 1
    assert {scale.scale for scale in told.scales} == {scale.id for scale in latest(MIDDLE).definition.scales}
    (own,) = [item for item in told.items if item.item.startswith(OWN)]
    assert own.n
    assert LUNCH in lead.get(f"/reports/{year}/findings.csv").text
    assert lead.get(f"/reports/{year}/head.pdf").status_code == 200
    report = text_of(lead.get(f"/reports/{year}"))
    assert f"own questions {offered}, version 1" in report
    assert "own." not in report


def test_a_round_of_the_usual_questions_is_set_beside_it_where_the_questions_are_the_same(
    app: Flask, lead: Visitor, offered: int
) -> None:
    with stories.parts(app).database.writing() as session:
        release_survey(session, 1, "pupils", {MIDDLE: PUPILS[MIDDLE]}, opens=BEFORE, seed=1)
    held(app, lead, offered)
    with stories.parts(app).database.reading() as session:
        release = session.get_one(Release, 2)
        findings, year = release_from_json(release.findings), release.year
    (change_,) = findings.changes
    compared = {scale.scale: scale for scale in change_.scales}
    assert compared.keys() == {scale.id for scale in latest(MIDDLE).definition.scales}
    assert all(scale.link is None for scale in compared.values())
    asked = latest(MIDDLE).definition
    assert {item.item for item in change_.items} == {
        item.id for item in asked.items if asked.has_points(item)
    }
    assert "changed since" in text_of(lead.get(f"/reports/{year}"))
    assert lead.get("/trend").status_code == 200


def test_a_score_that_is_not_whole_goes_on_by_what_is_the_same_and_the_trend_says_what_changed(
    app: Flask, lead: Visitor
) -> None:
    own_id = begin(lead)
    belonging = latest(MIDDLE).definition.scale("belonging")
    gone = belonging.items[0]
    rows = [str(row) for row, item in enumerate(latest(MIDDLE).definition.items) if item.id != gone]
    change(lead, own_id, keep=rows)
    publish(lead, own_id)
    with stories.parts(app).database.writing() as session:
        release_survey(session, 1, "pupils", {MIDDLE: PUPILS[MIDDLE]}, opens=BEFORE, seed=1)
    held(app, lead, own_id)
    with stories.parts(app).database.reading() as session:
        (change_,) = release_from_json(session.get_one(Release, 2).findings).changes
    compared = next(scale for scale in change_.scales if scale.scale == "belonging")
    if compared.link is not None:
        assert {*compared.link.items, *compared.link.dropped} <= set(belonging.items[1:])
    trend = text_of(lead.get("/trend"))
    assert "its questions changed; five of six stayed the same." in trend


def test_the_next_plan_asks_the_same_again_and_a_new_version_joins_its_line(
    app: Flask, lead: Visitor, offered: int
) -> None:
    held(app, lead, offered)
    assert f'<option value="{own_version(offered, 1)}" selected>' in lead.get("/surveys/plan/pupils").text
    officer = Visitor(app)
    officer.sign_in(people.OFFICER, "three brown otters")
    add_question(officer, offered, "I like our garden.")
    publish(officer, offered)
    form = lead.get("/surveys/plan/pupils").text
    assert "Belonging, with lunch, version 2, of Wend Valley Trust" in form


def test_a_plan_keeps_its_version_when_a_new_one_is_published(
    app: Flask, lead: Visitor, offered: int
) -> None:
    survey_id = stories.plan(
        lead, "pupils", stories.pupils(**{**ROLLS, f"own-{MIDDLE}": str(own_version(offered, 1))})
    )
    officer = Visitor(app)
    officer.sign_in(people.OFFICER, "three brown otters")
    change(officer, offered, keep=["0", "1", "2"])
    publish(officer, offered)
    (round_,) = stories.survey_in(app, survey_id).rounds
    assert len(round_.definition.items) == len(latest(MIDDLE).definition.items) + 1
    assert LUNCH in text_of(lead.get(f"/surveys/{survey_id}/questions"))
