"""The second factor: asked for where there are figures, once."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from selfeval.settings import Settings
from selfeval.store.schools_and_accounts import School
from selfeval.web.site.access import asks_twice
from tests.visitor import LEAD, PASSWORD, Visitor, set_up_alder_vale, text_of
from tests.web import people, stories
from tests.web.second_factor import give, release, set_up, signed_in
from tests.web.test_access import ask, is_let_in, tried
from tests.web.world import world

OPEN_TO_SCHOOL = ("/", "/surveys", "/surveys/plan", "/account", "/log")
RATED = ("/self-evaluation", "/self-evaluation/leadership")
CONFIRMED = ("/reports", "/reports/2026", "/trend", "/people", *RATED)


def test_a_first_survey_is_run_without_it(app: Flask, lead: Visitor) -> None:
    amina = signed_in(app)
    for address in (*OPEN_TO_SCHOOL, "/reports", "/people", "/people/invite", *RATED):
        assert amina.get(address).status_code == 200, address


def test_with_the_first_release_figures_and_people_are_behind_it(released: Flask) -> None:
    amina = signed_in(released)
    for address in CONFIRMED:
        assert amina.get(address).location == f"/account/code?next={address}"
    for address in OPEN_TO_SCHOOL:
        assert amina.get(address).status_code == 200, address
    set_up(amina)
    for address in CONFIRMED:
        assert amina.get(address).status_code == 200, address


def test_a_made_up_school_is_read_without_it(released: Flask) -> None:
    with stories.parts(released).database.writing() as session:
        session.get_one(School, 1).invented = True
    people.officer(released, dt.date(2026, 9, 1))
    people.operator(released)
    assert signed_in(released).get("/reports/2026").status_code == 200
    officer, operator = signed_in(released, people.OFFICER), signed_in(released, people.OPERATOR)
    assert officer.get("/partnership/schools/1/reports/2026").status_code == 200
    assert operator.get("/schools").status_code == 200


def test_officers_and_operators_show_it_always(released: Flask) -> None:
    people.officer(released, dt.date(2026, 9, 1))
    people.operator(released)
    officer, operator = signed_in(released, people.OFFICER), signed_in(released, people.OPERATOR)
    report = "/partnership/schools/1/reports/2026"
    assert officer.get(report).location.startswith("/account/code")
    assert operator.get("/schools").location.startswith("/account/code")
    set_up(officer, report)
    set_up(operator, "/schools")
    assert officer.get(report).status_code == 200
    assert operator.get("/schools").status_code == 200


A_SETTING = "a change from 3 of 100 points"
"""On the form of a plan, before anybody has answered: no figure."""


def test_no_page_that_opens_without_it_shows_a_figure(app: Flask, settings: Settings) -> None:
    """Whatever page is added: with a password alone nobody reads how anybody answered."""
    around = world(app, settings.instance / "selfeval.sqlite")
    amina = Visitor(app, confirms=False)
    amina.sign_in("amina.yusuf@schools.example", PASSWORD)
    seen = 0
    for rule, method in tried(app):
        if method == "GET" and is_let_in(app, rule, "lead"):
            for address in around.addresses(rule, "own"):
                page = ask(amina, "GET", address)
                shown = page.data.decode(errors="replace").replace(A_SETTING, "")
                for told in ("very likely between", "of 100", "Every figure"):
                    assert told not in shown, (address, told)
                seen += page.status_code == 200
    assert seen > 5


def test_reading_and_giving_others_the_right_to_read_are_behind_it(app: Flask) -> None:
    """A stolen password could otherwise invite a new lead, who sets up a phone of their own."""
    for endpoint in app.view_functions:
        if endpoint.startswith(("people.", "admin.", "read.")) and endpoint not in ASKED_ONCE:
            assert asks_twice(app, endpoint), endpoint


ASKED_ONCE = {
    "people.log",
    "people.log_as_csv",
    "people.readers",
    "people.ending",
    "people.end",
    "people.school",
    "people.renaming",
    "people.rename",
}
"""They show no figure and let nobody in; some shut somebody out."""


def test_whoever_has_set_it_up_is_asked_before_there_are_figures(app: Flask, lead: Visitor) -> None:
    set_up(signed_in(app), "/account/second-factor")
    thief = signed_in(app)
    assert thief.get("/people/invite").location.startswith("/account/code")
    assert thief.get("/surveys/plan").status_code == 200


def test_a_code_is_taken_once(released: Flask) -> None:
    amina = signed_in(released)
    phone, _ = set_up(amina)
    code = phone.code
    assert give(signed_in(released), code) == 303
    assert give(signed_in(released), code) == 422


@pytest.mark.parametrize("kind", ["app", "postgresql_app"])
def test_of_two_who_send_the_same_code_at_once_one_gets_in(request: pytest.FixtureRequest, kind: str) -> None:
    app: Flask = request.getfixturevalue(kind)
    set_up_alder_vale(app)
    release(app)
    phone, recovery = set_up(signed_in(app))
    for code in (phone.code, recovery[0]):
        browsers = [signed_in(app), signed_in(app)]
        for browser in browsers:
            browser.get("/account/code")

        def send(browser: Visitor, code: str = code) -> int:
            return browser.post("/account/code", code=code, next="/").status_code

        with ThreadPoolExecutor(2) as two:
            assert sorted(two.map(send, browsers)) == [303, 422]


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "１２３４５６", "-1", "0" * 5_000])
def test_what_is_no_code_is_refused_in_words(released: Flask, typed: str) -> None:
    set_up(signed_in(released))
    amina = signed_in(released)
    amina.get("/account/code")
    answer = amina.post("/account/code", code=typed)
    assert answer.status_code == 422
    assert "not the code that the app shows now" in text_of(answer)


def test_a_code_may_be_typed_with_a_gap(released: Flask) -> None:
    phone, _ = set_up(signed_in(released))
    code = phone.code
    assert give(signed_in(released), f" {code[:3]} {code[3:]} ") == 303


def test_signing_in_again_asks_again_and_a_new_password_does_not(released: Flask) -> None:
    amina = signed_in(released)
    set_up(amina)
    amina.get("/account")
    amina.post("/account/password", old_password=PASSWORD, password="five green herons")
    assert amina.get("/reports").status_code == 200
    again = Visitor(released, confirms=False)
    again.sign_in(LEAD, "five green herons")
    assert again.get("/reports").location.startswith("/account/code")


def test_what_was_typed_waits_while_the_code_is_asked_for(released: Flask) -> None:
    amina = signed_in(released)
    set_up(amina)
    late = signed_in(released)
    text = "A long commentary that somebody has worked on for a whole evening."
    answer = late.post("/self-evaluation/leadership", commentary=text, indicator="x")
    assert answer.status_code == 401
    assert answer.text.count(text) == 2
    assert 'name="again-code"' in answer.text
    assert 'name="again-password"' not in answer.text
