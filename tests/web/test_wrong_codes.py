"""Wrong codes: who types them waits, and keeps nobody out of a browser known before."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from selfeval.accounts.second_factor import FREE_TRIES, Codes, check
from selfeval.english import count_of
from selfeval.settings import Settings
from selfeval.store.schools_and_accounts import account_by, note
from selfeval.store.sign_in import (
    KNOWN_FOR,
    MOST_KNOWN,
    KnownBrowser,
    SecondFactor,
    know_browser,
    known_browser,
)
from selfeval.web.site.access import who_may
from tests.browsers import PATIENCE
from tests.visitor import LEAD, PASSWORD, SECOND_LEAD, Visitor, set_up_alder_vale, text_of
from tests.web import stories
from tests.web.app_codes import scan
from tests.web.second_factor import give, release, set_up, signed_in


def test_after_a_few_wrong_codes_each_wait_is_twice_the_one_before(released: Flask) -> None:
    """Strangers together: whichever of their browsers asks."""
    phone, _ = set_up(signed_in(released))
    begun = dt.datetime.now(dt.UTC)
    with time_machine.travel(begun, tick=False) as clock:
        amina = signed_in(released)
        for _ in range(FREE_TRIES):
            assert give(amina, "000000") == 422
        assert give(signed_in(released), phone.code) == 422
        for minutes in (1, 2, 4, 8):
            assert f"Wait {count_of(minutes, 'minute')}, then type" in told(amina, "000000")
            clock.shift(dt.timedelta(minutes=minutes, seconds=-1))
            assert "Wait 1 minute, then type" in told(signed_in(released), phone.code)
            clock.shift(dt.timedelta(seconds=2))
            assert "too many" in told(signed_in(released), "000000")
        clock.shift(dt.timedelta(minutes=16))
        phone.last = 0
        assert give(signed_in(released), phone.code) == 303
        assert give(signed_in(released), "000000") == 422


def told(visitor: Visitor, code: str) -> str:
    """What the page says to a code."""
    visitor.get("/account/code")
    return text_of(visitor.post("/account/code", code=code, next="/reports"))


def test_a_stranger_has_fewer_than_400_tries_in_a_year(released: Flask) -> None:
    set_up(signed_in(released))
    parts, tries = stories.parts(released), 0
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=False) as clock:
        begun = dt.datetime.now(dt.UTC)
        with parts.database.reading() as session:
            owner = account_by(session, email=LEAD)
        assert owner
        while dt.datetime.now(dt.UTC) - begun < dt.timedelta(days=365):
            checked = check(parts.database, NoCode("aa" * 32), owner, "000000", "")
            tries += checked.verdict == "wrong"
            clock.shift(checked.wait)
    assert 300 < tries < 400
    assert tries * 3 / 1_000_000 < 1 / 800  # three codes are right at any moment


class NoCode(Codes):
    """Never right, and at once; of the secret that the factor was set up with."""

    def can_be_right(self, factor: SecondFactor) -> bool:
        return True

    def step_of(self, typed: str, secret: str) -> int | None:
        return None


def shut_out_strangers(app: Flask) -> None:
    thief = signed_in(app)
    for _ in range(FREE_TRIES + 1):
        give(thief, "000000")


def test_whoever_has_the_password_alone_keeps_nobody_out_of_a_browser_known_before(released: Flask) -> None:
    amina = signed_in(released)
    phone, _ = set_up(amina)
    shut_out_strangers(released)
    amina.get("/account")
    amina.post("/sign-out")
    amina.sign_in(LEAD, PASSWORD)
    assert give(amina, phone.code) == 303
    page = text_of(amina.get("/reports"))
    assert "Somebody signed in with your password and typed 5 wrong codes. Nobody got in." in page
    assert "choose a new password now" in page
    assert "somebody knew a password and had no code: Amina Yusuf: 5 wrong codes in a row" in text_of(
        amina.get("/log")
    )


def test_a_browser_known_before_has_no_more_tries_than_a_stranger(released: Flask) -> None:
    amina = signed_in(released)
    phone, _ = set_up(amina)
    for _ in range(FREE_TRIES):
        amina.post("/account/code", code="000000")
    code = phone.code
    assert amina.post("/account/code", code=code).status_code == 422
    assert give(signed_in(released), code) == 303, "strangers have a count of their own"


def test_a_recovery_code_never_waits(released: Flask) -> None:
    _, recovery = set_up(signed_in(released))
    shut_out_strangers(released)
    amina = signed_in(released)
    assert give(amina, recovery[0]) == 303
    assert "typed 5 wrong codes" in text_of(amina.get("/account/second-factor"))


def test_a_new_password_ends_the_wrong_codes_of_whoever_had_the_old_one(released: Flask) -> None:
    amina = signed_in(released)
    phone, _ = set_up(amina)
    shut_out_strangers(released)
    amina.get("/account")
    amina.post("/account/password", old_password=PASSWORD, password="five green herons")
    again = Visitor(released, confirms=False)
    again.sign_in(LEAD, "five green herons")
    assert give(again, phone.code) == 303
    assert "wrong codes" not in text_of(again.get("/reports"))


def test_slips_of_the_owner_are_no_news(released: Flask) -> None:
    phone, _ = set_up(signed_in(released))
    amina = signed_in(released)
    give(amina, "000000")
    assert give(amina, phone.code) == 303
    assert "wrong code" not in text_of(amina.get("/reports"))


def test_a_browser_is_known_by_a_cookie_that_pages_of_answers_never_get(
    released: Flask, settings: Settings
) -> None:
    amina = signed_in(released)
    set_up(amina)
    known = amina.client.get_cookie("selfeval-browser", path="/account")
    assert known
    assert known.http_only
    assert (known.path, known.same_site) == ("/account", "Lax")
    assert known.max_age == KNOWN_FOR.total_seconds()
    with stories.parts(released).database.reading() as session:
        kept = session.scalars(select(KnownBrowser)).one()
        assert known.value not in kept.digest
    for rule in released.url_map.iter_rules():
        if "answering" in who_may(released, rule.endpoint):
            assert not rule.rule.startswith("/account")


def test_a_browser_is_known_for_half_a_year_and_ten_of_one_account(released: Flask) -> None:
    amina = signed_in(released)
    set_up(amina)
    parts = stories.parts(released)
    with parts.database.writing() as session:
        for number in range(MOST_KNOWN + 3):
            know_browser(session, 1, f"browser {number}")
        assert len(session.scalars(select(KnownBrowser)).all()) == MOST_KNOWN
        assert known_browser(session, 1, f"browser {MOST_KNOWN + 2}")
    later = dt.datetime.now(dt.UTC) + KNOWN_FOR + dt.timedelta(days=1)
    with time_machine.travel(later), parts.database.reading() as session:
        assert known_browser(session, 1, f"browser {MOST_KNOWN + 2}") is None


def test_another_app_or_a_reset_forgets_the_browsers(released: Flask, lead: Visitor) -> None:
    amina = signed_in(released)
    set_up(amina)
    new = scan(amina.get("/account/second-factor/again").text)
    amina.client.delete_cookie("selfeval-browser", path="/account")
    amina.post("/account/second-factor", code=new.code)
    daniel = signed_in(released, SECOND_LEAD)
    set_up(daniel)
    with stories.parts(released).database.reading() as session:
        assert [known.account_id for known in session.scalars(select(KnownBrowser))] == [1, 2]
    lead.get("/people/2")
    lead.post("/people/2/reset-factor")
    with stories.parts(released).database.reading() as session:
        assert [known.account_id for known in session.scalars(select(KnownBrowser))] == [1]


@pytest.mark.parametrize("kind", ["app", "postgresql_app"])
def test_tries_at_the_same_moment_count_and_wait_for_no_lock(
    request: pytest.FixtureRequest, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thirty at once: while their codes are looked at others write, nothing fails, and no try is won."""
    app: Flask = request.getfixturevalue(kind)
    set_up_alder_vale(app)
    release(app)
    set_up(signed_in(app))
    signed = signed_in(app).cookie()
    assert signed
    browsers = [Visitor(app, confirms=False) for _ in range(30)]
    for browser in browsers:
        browser.client.set_cookie("selfeval", signed)
        browser.get("/account/code")
    everybody, database = Barrier(30), stories.parts(app).database

    def slow(_codes: Codes, _typed: str, _secret: str) -> None:
        everybody.wait(PATIENCE)
        with database.writing() as session:  # whoever sends a ballot meanwhile
            note(session, 1, "somebody else", "wrote something")

    monkeypatch.setattr(Codes, "step_of", slow)

    def send(browser: Visitor) -> str:
        answer = browser.post("/account/code", code="000000")
        assert answer.status_code == 422
        return text_of(answer)

    with ThreadPoolExecutor(30) as thirty:
        answers = list(thirty.map(send, browsers))
    assert sum("not the code that the app shows" in answer for answer in answers) == FREE_TRIES - 1
    assert sum("too many wrong codes" in answer for answer in answers) == 30 - FREE_TRIES + 1
    with database.reading() as session:
        assert session.scalars(select(SecondFactor)).one().wrong == FREE_TRIES
