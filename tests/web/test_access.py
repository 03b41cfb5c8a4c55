"""Who may do what: every endpoint, and everyone who tries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from selfeval.settings import Settings
from selfeval.store.accounts import account_by
from selfeval.web.access import UndeclaredEndpoint, allowed, guard, who_may
from selfeval.web.app import create_app
from tests.visitor import Visitor
from tests.web import people, stories

ROLE_TABLE = {
    "static": "anyone",
    "health.healthz": "anyone",
    "account.set_up": "set_up",
    "account.sign_in": "anyone",
    "account.sign_out": "anyone",
    "answer.questionnaire": "answering",
    "answer.group": "answering",
    "answer.slip": "answering",
    "answer.lesson": "answering",
    "answer.ballot": "answering",
    "answer.whole": "answering",
    "answer.thank_you": "answering",
    "run.this_year": "leader",
    "run.surveys": "leader",
    "run.survey": "leader",
    "run.choose_audience": "lead",
    "run.plan_survey": "lead",
    "run.check_plan": "lead",
    "run.discard": "lead",
    "run.opening": "lead",
    "run.open_it": "lead",
    "run.slips": "lead",
    "run.rolls": "lead",
    "run.correct_rolls": "lead",
    "run.closing": "lead",
    "run.close_it": "lead",
    "run.counting": "lead",
    "run.count_progress": "lead",
    "run.count_it": "lead",
    "run.draw_out": "lead",
    "evaluate.self_evaluation": "leader",
    "evaluate.area": "leader",
    "evaluate.rate_indicator": "colleague",
    "read.reports": "leader",
    "read.report": "leader",
    "read.findings_as_json": "leader",
    "read.head_as_pdf": "leader",
    "read.trend": "leader",
    "read.trend_as_csv": "leader",
    "read.trend_as_json": "leader",
    "read.findings_as_csv": "leader",
}
"""Said here a second time, on purpose: what a page demands does not change by a slip of the hand."""


@pytest.fixture
def survey_id(lead: Visitor) -> int:
    """A planned survey of Alder Vale Primary."""
    return stories.plan(lead, "pupils", stories.pupils())


def requests_to(app: Flask, endpoint: str, survey_id: int) -> Iterator[tuple[str, str]]:
    """Method and address of every way to reach an endpoint."""
    values = {
        "survey_id": survey_id,
        "round_id": 1,
        "number": 1,
        "audience": "pupils",
        "area": "leadership",
        "year": 2026,
        "code": "abcdef",
        "filename": "leading.css",
        "subject": "pupils",
    }
    with app.test_request_context():
        for rule in app.url_map.iter_rules(endpoint):
            used = {name: values[name] for name in rule.arguments}
            address = app.url_for(endpoint, **used)
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield method, address


def ask(visitor: Visitor, method: str, address: str) -> TestResponse:
    visitor.page = None
    return visitor.get(address) if method == "GET" else visitor.post(address)


def test_every_endpoint_is_in_the_role_table(app: Flask) -> None:
    declared = {endpoint: set(who_may(app, endpoint)) for endpoint in app.view_functions}
    assert declared == {endpoint: {who} for endpoint, who in ROLE_TABLE.items()}


def test_an_endpoint_without_a_declaration_stops_the_start() -> None:
    app = Flask("test")
    app.add_url_rule("/forgotten", "forgotten", lambda: "open to all")
    with pytest.raises(UndeclaredEndpoint, match="forgotten"):
        guard(app)


def test_roles_and_open_doors_cannot_be_mixed() -> None:
    with pytest.raises(ValueError, match="one kind of visitor"):
        allowed("anyone", "lead")


def with_role(*roles: str) -> list[str]:
    return [endpoint for endpoint, who in ROLE_TABLE.items() if who in roles]


def test_who_has_not_signed_in_gets_nothing_but_the_sign_in_page(app: Flask, survey_id: int) -> None:
    stranger = Visitor(app)
    for endpoint in with_role("lead", "colleague", "leader"):
        for method, address in requests_to(app, endpoint, survey_id):
            answer = ask(stranger, method, address)
            if method == "GET":
                assert answer.status_code == 302, address
                assert answer.location.startswith("/sign-in?next="), address
            else:
                assert answer.status_code == 401, address
                assert "Alder Vale" not in answer.text


def test_a_reader_reads_and_runs_nothing(app: Flask, survey_id: int) -> None:
    reader = people.head_teacher(app)
    for endpoint in with_role("lead", "colleague"):
        for method, address in requests_to(app, endpoint, survey_id):
            assert ask(reader, method, address).status_code == 403, (method, address)
    for endpoint in with_role("leader"):
        for method, address in requests_to(app, endpoint, survey_id):
            assert ask(reader, method, address).status_code in (200, 404), (method, address)


def test_a_lead_is_refused_nowhere(app: Flask, lead: Visitor, survey_id: int) -> None:
    changing_nothing = [
        endpoint for endpoint in with_role("lead", "colleague", "leader") if endpoint != "run.discard"
    ]
    for endpoint in changing_nothing:
        for method, address in requests_to(app, endpoint, survey_id):
            assert ask(lead, method, address).status_code not in (401, 403, 405, 500), (method, address)


def test_another_schools_survey_and_a_missing_one_are_the_same_answer(app: Flask, survey_id: int) -> None:
    tom = people.other_lead(app)
    with_survey = [
        endpoint for endpoint in with_role("lead", "colleague", "leader") if needs_survey(app, endpoint)
    ]
    assert len(with_survey) > 10
    for endpoint in with_survey:
        foreign = list(requests_to(app, endpoint, survey_id))
        missing = list(requests_to(app, endpoint, 999_999))
        for (method, one), (_, other) in zip(foreign, missing, strict=True):
            answers = ask(tom, method, one), ask(tom, method, other)
            assert [answer.status_code for answer in answers] == [404, 404], one
            assert answers[0].data == answers[1].data
            assert dict(answers[0].headers) == dict(answers[1].headers)
    assert stories.survey_in(app, survey_id).state == "planned"


def needs_survey(app: Flask, endpoint: str) -> bool:
    return any("survey_id" in rule.arguments for rule in app.url_map.iter_rules(endpoint))


def test_another_schools_group_in_ones_own_survey_is_not_found(
    app: Flask, lead: Visitor, survey_id: int
) -> None:
    stories.open_it(lead, survey_id)
    tom = people.other_lead(app)
    own = stories.plan(tom, "staff", stories.staff())
    stories.open_it(tom, own)
    foreign_round = stories.survey_in(app, survey_id).rounds[0].id
    assert stories.print_cards(tom, own, foreign_round, 1, 5).status_code == 404


def test_lists_hold_nothing_of_another_school(app: Flask, survey_id: int) -> None:
    tom = people.other_lead(app)
    for address in ("/", "/surveys", "/reports", "/self-evaluation"):
        page = tom.get(address)
        assert page.status_code == 200
        assert "Alder Vale" not in page.text
        assert "Belonging, this autumn" not in page.text


def test_an_account_without_a_school_gets_nowhere(app: Flask, lead: Visitor) -> None:
    reader = people.head_teacher(app)
    with stories.parts(app).database.writing() as session:
        found = account_by(session, email=people.READER)
        assert found is not None
        found.school_id = None
    assert reader.get("/").status_code == 403


def test_answering_pages_read_and_set_no_cookie(app: Flask, lead: Visitor, survey_id: int) -> None:
    stories.open_it(lead, survey_id)
    code = stories.survey_in(app, survey_id).rounds[0].code
    for page in (lead.client.get(f"/a/{code}/1"), lead.client.get(f"/a/{code}/1/group.json")):
        assert page.status_code == 200
        assert "Set-Cookie" not in page.headers
        assert "Cookie" not in page.headers.get("Vary", "")


def test_the_secure_address_makes_a_secure_cookie(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"url": "https://selfeval.example"}))
    page = app.test_client().get("/set-up", base_url="https://selfeval.example")
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-selfeval=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert page.headers["Strict-Transport-Security"].startswith("max-age=")
