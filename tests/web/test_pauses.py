"""Half an hour without a request ends a session of staff; what was typed meanwhile goes on its way."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

import selfeval
from selfeval.web.site.errors import MADE_BY_PAGES, NEVER_SHOWN
from tests.visitor import LEAD, PASSWORD, SECOND_LEAD, Visitor, text_of
from tests.web import stories
from tests.web.second_factor import release, set_up, signed_in

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
TITLE = "A title typed with care"
AREA = "/self-evaluation/leadership"


@pytest.fixture
def wall_clock() -> Iterator[time_machine.Coordinates]:
    """Time stands still, and moves when it is told to."""
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=False) as moved:
        yield moved


def minutes(number: float) -> dt.timedelta:
    return dt.timedelta(minutes=number)


def send_late(visitor: Visitor, wall_clock: time_machine.Coordinates, address: str) -> TestResponse:
    """A form that was opened in time and is sent after the pause."""
    visitor.get("/surveys/plan/staff")
    wall_clock.shift(minutes(31))
    return visitor.post(address, title=TITLE)


def go_on(visitor: Visitor, page: TestResponse, **typed: str) -> TestResponse:
    """Presses the button of the page that asks for the password: everything on it is sent."""
    form = page.text[page.text.index('action="/account/again"') :]
    fields = dict(HIDDEN.findall(form)) | {f"again-{name}": value for name, value in typed.items()}
    visitor.page = visitor.client.post("/account/again", data=fields)
    return visitor.page


def forwarded(visitor: Visitor, page: TestResponse, answer: TestResponse) -> TestResponse:
    """What a browser does with 307: the same fields once more, to the address of the answer."""
    assert answer.status_code == 307
    form = page.text[page.text.index('action="/account/again"') :]
    fields = dict(HIDDEN.findall(form)) | {"again-password": PASSWORD}
    visitor.page = visitor.client.post(answer.location, data=fields)
    return visitor.page


def test_half_an_hour_without_a_request_ends_the_session(
    app: Flask, lead: Visitor, wall_clock: time_machine.Coordinates
) -> None:
    amina = signed_in(app)
    wall_clock.shift(minutes(29.9))
    assert amina.get("/reports").status_code == 200
    wall_clock.shift(minutes(29.9))
    assert amina.get("/reports").status_code == 200
    wall_clock.shift(minutes(30.1))
    sent = amina.get("/reports")
    assert sent.location == "/sign-in?next=/reports"
    asked = amina.get(sent.location)
    assert "You were away for more than 30 minutes" in text_of(asked)
    assert f'value="{LEAD}"' in asked.text


def test_twelve_hours_end_it_whatever_was_done(
    app: Flask, lead: Visitor, wall_clock: time_machine.Coordinates
) -> None:
    amina = signed_in(app)
    for _ in range(24):
        assert amina.get("/reports").status_code == 200
        wall_clock.shift(minutes(29.9))
    wall_clock.shift(minutes(5))
    assert amina.get("/reports").location == "/sign-in?next=/reports"


def test_work_in_one_tab_keeps_the_other_alive_and_what_asks_by_itself_does_not(
    app: Flask, lead: Visitor, wall_clock: time_machine.Coordinates
) -> None:
    survey = stories.plan(lead, "staff", stories.staff())
    amina = signed_in(app)
    for _ in range(3):
        wall_clock.shift(minutes(20))
        assert amina.get("/account/here").get_json() == {"seconds": 1800}
    for _ in range(3):
        wall_clock.shift(minutes(9))
        assert amina.get("/account/time-left").status_code == 200
        assert amina.get(f"/surveys/{survey}/board").status_code == 200
    assert amina.get("/account/time-left").get_json() == {"seconds": 180}
    wall_clock.shift(minutes(4))
    assert amina.get(f"/surveys/{survey}/board").location.startswith("/sign-in")


def test_the_cookie_is_written_once_a_minute_at_most(
    app: Flask, lead: Visitor, wall_clock: time_machine.Coordinates
) -> None:
    amina = signed_in(app)
    amina.get("/account")
    wall_clock.shift(minutes(0.9))
    assert "Set-Cookie" not in amina.get("/surveys").headers
    wall_clock.shift(minutes(0.2))
    assert "Set-Cookie" in amina.get("/surveys").headers
    assert "Set-Cookie" not in amina.get("/surveys").headers


def test_what_was_typed_is_saved_after_the_password(
    app: Flask, lead: Visitor, wall_clock: time_machine.Coordinates
) -> None:
    amina = signed_in(app)
    late = send_late(amina, wall_clock, "/account/name")
    assert late.status_code == 401
    assert "You were away for more than 30 minutes" in text_of(late)
    assert f'value="{TITLE}"' in late.text
    assert f'value="{LEAD}"' in late.text
    wrong = go_on(amina, late, email=LEAD, password="not the password")
    assert wrong.status_code == 422
    assert f'name="title" value="{TITLE}"' in wrong.text
    assert 'value="/account/name"' in wrong.text
    right = go_on(amina, wrong, email=LEAD, password=PASSWORD)
    assert right.location == "/account/name"
    assert amina.get("/account").status_code == 200


def test_the_form_goes_on_with_the_token_that_it_has(
    app: Flask, lead: Visitor, wall_clock: time_machine.Coordinates
) -> None:
    amina = signed_in(app)
    amina.get("/account")
    wall_clock.shift(minutes(31))
    late = amina.post("/account/name", name="Amina Yusuf-Price")
    saved = forwarded(amina, late, go_on(amina, late, email=LEAD, password=PASSWORD))
    assert saved.status_code == 303
    assert "You are Amina Yusuf-Price here now." in text_of(amina.get("/account"))


def test_somebody_else_at_the_same_browser_does_not_send_it_by_that(
    app: Flask, lead: Visitor, wall_clock: time_machine.Coordinates
) -> None:
    """The form's token was of another's session: the page comes back once more, ready to be sent."""
    amina = signed_in(app)
    amina.get("/account")
    wall_clock.shift(minutes(31))
    late = amina.post("/account/name", name="Amina Yusuf-Price")
    stale = forwarded(amina, late, go_on(amina, late, email=SECOND_LEAD, password=PASSWORD))
    assert stale.status_code == 400
    assert 'value="Amina Yusuf-Price"' in stale.text
    assert "Daniel Price" in text_of(amina.get("/account"))


def test_a_page_with_figures_asks_for_the_code_as_well(
    app: Flask, lead: Visitor, wall_clock: time_machine.Coordinates
) -> None:
    release(app)
    amina = signed_in(app)
    phone, _ = set_up(amina)
    amina.get("/people/invite")
    wall_clock.shift(minutes(31))
    late = amina.post("/people/invite", email="dana.fox@aldervale.example", role="leader")
    assert 'name="again-code"' in late.text
    half = go_on(amina, late, email=LEAD, password=PASSWORD, code="000000")
    assert half.status_code == 422
    assert "not the code that the app shows now" in text_of(half)
    assert 'name="again-password"' not in half.text, "it was right"
    assert amina.get("/reports").location.startswith("/account/code")
    done = go_on(amina, half, code=phone.code)
    assert done.location == "/people/invite"
    made = forwarded(amina, half, done)
    assert "Hand this link to dana.fox@aldervale.example" in text_of(made)


def test_a_page_without_figures_asks_for_the_password_only(
    app: Flask, lead: Visitor, wall_clock: time_machine.Coordinates
) -> None:
    release(app)
    amina = signed_in(app)
    set_up(amina)
    late = send_late(amina, wall_clock, "/surveys/plan/staff")
    assert 'name="again-password"' in late.text
    assert 'name="again-code"' not in late.text


def test_secrets_are_not_given_back_and_files_are_named(
    app: Flask, lead: Visitor, wall_clock: time_machine.Coordinates
) -> None:
    amina = signed_in(app)
    amina.get("/account")
    wall_clock.shift(minutes(31))
    late = amina.post("/account/password", old_password=PASSWORD, password="five green herons")
    assert PASSWORD not in late.text
    assert "five green herons" not in late.text
    amina = signed_in(app)
    amina.get("/account")
    wall_clock.shift(minutes(31))
    late = amina.client.post(
        "/surveys/plan/staff",
        data={"csrf_token": amina.token, "title": TITLE, "list": (BytesIO(b"Year,Number"), "year 5.csv")},
    )
    assert "The file “year 5.csv” has to be chosen once more" in text_of(late)


def test_a_password_that_was_given_again_goes_no_further(
    app: Flask, lead: Visitor, wall_clock: time_machine.Coordinates
) -> None:
    amina = signed_in(app)
    amina.get("/account")
    wall_clock.shift(minutes(31))
    late = amina.post("/account/name", name="Amina Yusuf", **{"again-password": PASSWORD})
    assert PASSWORD not in late.text


def test_a_form_leads_to_no_other_site(
    app: Flask, lead: Visitor, wall_clock: time_machine.Coordinates
) -> None:
    amina = signed_in(app)
    amina.get("/account")
    for address in ("https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example"):
        assert amina.post("/account/again", **{"again-to": address}).location == "/"


def test_only_what_a_person_wrote_is_shown_as_typed(
    app: Flask, lead: Visitor, wall_clock: time_machine.Coordinates
) -> None:
    """The page carries a digest as well, which nobody has typed."""
    amina = signed_in(app)
    amina.get("/account")
    wall_clock.shift(minutes(31))
    digest = "5e884898da28047151d0e56f8dc62927"
    made = {"seen": digest, "hand_in": "2026-11-30 12:00", "act": "send_back"}
    late = amina.post("/self-evaluation/review", **made, comment="Say more on 5.1.")
    shown = late.text[late.text.index("What you typed") :]
    assert "Say more on 5.1." in shown
    assert digest not in shown
    assert "2026-11-30 12:00" not in shown
    assert "send_back" not in shown
    assert f'name="seen" value="{digest}"' in late.text, "it goes on its way"


def test_every_hidden_field_is_known_as_made_by_a_page() -> None:
    """But for those that carry what was typed on the page before."""
    templates = (Path(selfeval.__file__).parent / "web" / "templates").rglob("*.html")
    hidden = re.compile(r'<input type="hidden" name="([a-z_]+)"')
    found = {name for template in templates for name in hidden.findall(template.read_text("utf-8"))}
    assert len(found) > 15
    assert found - MADE_BY_PAGES - NEVER_SHOWN <= {"name"}


def test_it_is_saved_at_once_in_a_browser_that_has_lost_its_session(app: Flask, lead: Visitor) -> None:
    amina = signed_in(app)
    amina.get("/account")
    token = amina.token
    amina.client.delete_cookie("selfeval")
    fields = {"csrf_token": token, "name": "Amina Yusuf-Price"}
    late = amina.page = amina.client.post("/account/name", data=fields)
    assert "Sign in to go on" in text_of(late)
    answer = go_on(amina, late, email=LEAD, password=PASSWORD)
    assert forwarded(amina, late, answer).location == "/account"
    twice = forwarded(amina, late, go_on(amina, late, email=LEAD, password=PASSWORD))
    assert twice.location == "/account", "a double click"
    assert "You are Amina Yusuf-Price here now." in text_of(amina.get("/account"))


def test_it_is_saved_at_once_after_signing_out_elsewhere(app: Flask, lead: Visitor) -> None:
    amina, elsewhere = signed_in(app), signed_in(app)
    amina.get("/account")
    token = amina.token
    elsewhere.get("/account")
    elsewhere.post("/sign-out")
    late = amina.client.post("/account/name", data={"csrf_token": token, "name": "Amina Yusuf-Price"})
    saved = forwarded(amina, late, go_on(amina, late, email=LEAD, password=PASSWORD))
    assert saved.location == "/account"


def test_somebody_else_than_who_was_here_last_looks_at_it_first(app: Flask, lead: Visitor) -> None:
    """Without a session, too, the browser is known by who has signed in with it."""
    amina = signed_in(app)
    amina.get("/account")
    token = amina.token
    amina.client.delete_cookie("selfeval")
    late = amina.client.post("/account/name", data={"csrf_token": token, "name": "Amina Yusuf-Price"})
    stale = forwarded(amina, late, go_on(amina, late, email=SECOND_LEAD, password=PASSWORD))
    assert stale.status_code == 400
    assert "Daniel Price" in text_of(amina.get("/account"))
