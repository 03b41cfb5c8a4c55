"""The lead's pages on PostgreSQL: the same story, on the other database."""

from __future__ import annotations

from flask import Flask

from tests.visitor import set_up_alder_vale, text_of
from tests.web import people, stories


def test_a_school_is_set_up_and_a_survey_runs_to_its_results(postgresql_app: Flask) -> None:
    app = postgresql_app
    lead = set_up_alder_vale(app)
    people.head_teacher(app)
    survey_id = stories.plan(lead, "staff", stories.staff())
    stories.open_it(lead, survey_id)
    stories.answer_all(app, lead, survey_id)
    assert "At least 25 of 25 have finished" in text_of(lead.get(f"/surveys/{survey_id}"))
    stories.close_it(lead, survey_id)
    assert "The answers are counted" in text_of(stories.count_it(app, lead, survey_id))
    copied = lead.cookie()
    lead.get("/")
    lead.post("/sign-out")
    lead.client.set_cookie("selfeval", copied or "")
    assert lead.get("/").status_code == 302
