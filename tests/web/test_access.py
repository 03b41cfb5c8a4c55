"""Who may do what: every endpoint, and everyone who tries."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from selfeval.commands.account import access_table
from selfeval.settings import Settings
from selfeval.store.schools_and_accounts import RoleName, account_by
from selfeval.web.app import create_app
from selfeval.web.site.access import UndeclaredEndpoint, allowed, asks_twice, guard, is_id, who_may
from tests.visitor import Visitor
from tests.web import people, stories
from tests.web.world import PLAIN, Method, world

LET_IN: dict[str, set[RoleName]] = {
    "leader": {"leader", "colleague", "lead"},
    "colleague": {"colleague", "lead"},
    "lead": {"lead"},
    "officer": {"officer"},
    "operator": {"operator"},
}
"""What a page asks for -> who is let in. Said here a second time, on purpose: it changes by no slip."""

ROLES: tuple[RoleName | None, ...] = (None, "leader", "colleague", "lead", "officer", "operator")
HOMES = {"officer": "/partnership", "operator": "/schools"}
TABLE = Path(__file__).resolve().parents[2] / "docs" / "access.md"


@pytest.fixture
def planned_id(lead: Visitor) -> int:
    """A planned survey of Alder Vale Primary."""
    return stories.plan(lead, "pupils", stories.pupils())


def tried(app: Flask) -> Iterator[tuple[Rule, Method]]:
    """Every way in, but for those that sign somebody out or are not there any more."""
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if who_may(app, rule.endpoint) <= {"set_up"} or rule.endpoint == "account.sign_out":
            continue
        unknown = {name for name in rule.arguments if not is_id(name)} - PLAIN.keys()
        assert not unknown, f"tests/web/world.py must give a value for {unknown} of {rule.endpoint}."
        for method in ("GET", "POST"):
            if method in (rule.methods or ()):
                yield rule, method


def ask(visitor: Visitor, method: Method, address: str) -> TestResponse:
    visitor.page = None
    return visitor.get(address) if method == "GET" else visitor.post(address)


def is_let_in(app: Flask, rule: Rule, role: RoleName | None) -> bool:
    who = who_may(app, rule.endpoint)
    return bool(who & {"anyone", "answering"}) or any(role in LET_IN.get(name, ()) for name in who)


LINK = re.compile(r'href="(/[^"#]*)')
SHEETS = re.compile(r"/pilot/[a-z-]+/.*\.pdf$")
"""As many as half the pages take; `test_every_sheet_on_the_page_can_be_printed` opens them all."""


@pytest.mark.parametrize("role", [role for role in ROLES if role])
def test_nobody_is_shown_a_link_that_leads_to_a_closed_door(app: Flask, role: RoleName) -> None:
    visitor = world(app).visitors[role]
    waiting, seen, closed = ["/"], set[str](), []
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith("/static/"):
            continue
        seen.add(address)
        if SHEETS.match(address):
            continue
        answer = ask(visitor, "GET", html.unescape(address))
        if answer.status_code in (403, 404):
            closed.append(address)
        if answer.mimetype == "text/html":
            waiting += LINK.findall(answer.text)
        elif answer.location:
            waiting.append(answer.location)
    assert closed == []
    assert len(seen) > 5


NEEDS_A_LINK = {("POST", "/account/second-factor")}
"""Open to every role, but a first phone is set up in a session that a link began (decision 29)."""


@pytest.mark.parametrize("role", ROLES)
def test_every_address_lets_in_whom_it_should_and_nobody_else(
    app: Flask, settings: Settings, role: RoleName | None
) -> None:
    around = world(app, settings.instance / "selfeval.sqlite")
    visitor = around.visitors[role]
    for rule, method in tried(app):
        for address in around.addresses(rule, "own", role):
            answer = ask(visitor, method, address)
            told = (method, address, role, answer.status_code)
            if is_let_in(app, rule, role):
                assert answer.status_code < 500, told
                assert answer.status_code not in (401, 403, 405) or told[:2] in NEEDS_A_LINK, told
                assert answer.status_code != 404 or not any(map(is_id, rule.arguments)), told
            elif role is not None and address == "/":
                assert (answer.status_code, answer.location) == (302, HOMES[role]), told
            elif role is not None:
                assert answer.status_code == 403, told
            elif method == "GET":
                assert (answer.status_code, answer.location[:14]) == (302, "/sign-in?next="), told
            else:
                assert answer.status_code == 401, told
                assert "Alder Vale" not in answer.text
            if method == "POST":
                around.again()


def test_every_page_opens_on_postgresql_too(postgresql_app: Flask) -> None:
    around = world(postgresql_app)
    opened = 0
    for rule, method in tried(postgresql_app):
        for role in ROLES[1:]:
            if method == "GET" and is_let_in(postgresql_app, rule, role):
                for address in around.addresses(rule, "own", role):
                    status = ask(around.visitors[role], method, address).status_code
                    assert status in (200, 302, 303, 404), (address, role, status)
                    opened += status == 200
    assert opened > 80, opened


@pytest.mark.parametrize("role", ROLES[1:])
def test_what_is_anothers_and_what_is_missing_are_the_same_answer(
    app: Flask, settings: Settings, role: RoleName
) -> None:
    around = world(app, settings.instance / "selfeval.sqlite")
    visitor = around.visitors[role]
    compared = 0
    for rule, method in tried(app):
        missing = [ask(visitor, method, address) for address in around.addresses(rule, "missing")]
        expected = 404 if is_let_in(app, rule, role) else 403
        assert [answer.status_code for answer in missing] == [expected] * len(missing), (rule, method)
        if role == "operator" and expected == 404:
            continue  # nothing is foreign to an operator
        foreign = [ask(visitor, method, address) for address in around.addresses(rule, "foreign")]
        for one, other in zip(foreign, missing, strict=True):
            assert (one.status_code, one.data) == (other.status_code, other.data), (rule, method)
            assert dict(one.headers) == dict(other.headers), (rule, method)
            compared += 1
    assert compared > 10
    assert around.file.read_bytes() == around.kept.read_bytes(), "Something was changed."


def test_an_id_too_large_for_the_database_is_missing_too(app: Flask, lead: Visitor) -> None:
    answers = [lead.get(f"/surveys/{number}") for number in (999_999, 2**31, 2**63, 10**30)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1


def test_the_printed_table_is_what_the_pages_declare(app: Flask) -> None:
    assert TABLE.read_text() == access_table(app), (
        "docs/access.md is not what the pages declare. Look at every line that differs; if it is meant: "
        "selfeval account access > docs/access.md"
    )


def test_an_endpoint_without_a_declaration_stops_the_start() -> None:
    app = Flask("test")
    app.add_url_rule("/forgotten", "forgotten", lambda: "open to all")
    with pytest.raises(UndeclaredEndpoint, match="forgotten"):
        guard(app)


def test_an_id_that_nobody_owns_stops_the_start() -> None:
    app = Flask("test", static_folder=None)
    app.add_url_rule("/boats/<int:boat_id>", "boat", allowed("lead")(lambda boat_id: "a boat"))
    with pytest.raises(UndeclaredEndpoint, match="boat_id"):
        guard(app)


def test_roles_and_open_doors_cannot_be_mixed() -> None:
    with pytest.raises(ValueError, match="one kind of visitor"):
        allowed("anyone", "lead")


def test_another_schools_group_in_ones_own_survey_is_not_found(
    app: Flask, lead: Visitor, planned_id: int
) -> None:
    stories.open_it(lead, planned_id)
    tom = people.other_lead(app)
    own = stories.plan(tom, "staff", stories.staff())
    stories.open_it(tom, own)
    foreign_round = stories.survey_in(app, planned_id).rounds[0].id
    assert stories.print_cards(tom, own, foreign_round, 1, 5).status_code == 404


def test_lists_hold_nothing_of_another_school(app: Flask, planned_id: int) -> None:
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


def test_answering_pages_read_and_set_no_cookie(app: Flask, lead: Visitor, planned_id: int) -> None:
    stories.open_it(lead, planned_id)
    code = stories.survey_in(app, planned_id).rounds[0].code
    for page in (lead.client.get(f"/a/{code}/1"), lead.client.get(f"/a/{code}/1/group.json")):
        assert page.status_code == 200
        assert "Set-Cookie" not in page.headers
        assert "Cookie" not in page.headers.get("Vary", "")


def test_the_secure_address_makes_a_secure_cookie(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"public_url": "https://selfeval.example"}))
    page = app.test_client().get("/set-up", base_url="https://selfeval.example")
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-selfeval=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert page.headers["Strict-Transport-Security"].startswith("max-age=")


def test_a_password_alone_destroys_no_answers_where_there_are_figures(app: Flask) -> None:
    destroying = ("survey.abandoning", "survey.abandon", "data.deleting", "data.delete")
    assert all(asks_twice(app, endpoint) for endpoint in destroying)
