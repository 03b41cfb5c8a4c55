"""The lead's pages on PostgreSQL: the same story, on the other database."""

from __future__ import annotations

import io

from flask import Flask

from tests.imports.sent_files import pdf
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


def test_a_file_of_evidence_is_added_given_back_and_deleted(postgresql_app: Flask) -> None:
    lead, evidence, sent = set_up_alder_vale(postgresql_app), "/self-evaluation/evidence", pdf()
    lead.get(f"{evidence}/file?indicator=se.1.1")
    fields = {"indicators": ["se.1.1", "se.1.2"], "kind": "policy", "title": "Policy", "strength": "some"}
    added = lead.send(f"{evidence}/file", {**fields, "file": (io.BytesIO(sent), "policy.pdf")})
    assert added.status_code == 303
    assert "1.1 Named equality lead (backs it in part)" in text_of(lead.get(evidence))
    assert lead.get(f"{evidence}/1/file").data == sent
    lead.get(f"{evidence}/1/delete")
    assert lead.post(f"{evidence}/1/delete").status_code == 303
    assert "No evidence has been added yet" in text_of(lead.get(evidence))
