"""The second factor: asked for where there are figures, once, and hard to get round."""

from __future__ import annotations

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from selfeval.accounts.second_factor import FREE_TRIES, RECOVERY_CODES, Codes, check
from selfeval.commands.account import account
from selfeval.english import count_of
from selfeval.settings import Settings
from selfeval.store.schools_and_accounts import School, account_by, note
from selfeval.store.sign_in import (
    KNOWN_FOR,
    MOST_KNOWN,
    KnownBrowser,
    OneTimeLink,
    SecondFactor,
    know_browser,
    known_browser,
)
from selfeval.web.site.access import BY_LINK, asks_twice, who_may
from tests.browsers import PATIENCE
from tests.released import STAFF, release_survey
from tests.visitor import LEAD, PASSWORD, SECOND_LEAD, Visitor, first_visit, set_up_alder_vale, text_of
from tests.web import people, stories
from tests.web.app_codes import Phone, scan
from tests.web.test_access import ask, is_let_in, tried
from tests.web.world import world

RECOVERY = re.compile(r"<code>([a-z2-9-]{19})</code>")
OPEN_TO_SCHOOL = ("/", "/surveys", "/surveys/plan", "/account", "/log")
RATED = ("/self-evaluation", "/self-evaluation/leadership")
CONFIRMED = ("/reports", "/reports/2026", "/trend", "/people", *RATED)


@pytest.fixture
def released(app: Flask, lead: Visitor) -> Flask:
    """Alder Vale Primary has released a survey of its staff."""
    release(app)
    return app


def release(app: Flask) -> None:
    with stories.parts(app).database.writing() as session:
        release_survey(session, 1, "staff", STAFF)


def signed_in(app: Flask, email: str = LEAD) -> Visitor:
    """A browser that has shown a password and nothing else."""
    visitor = Visitor(app, confirms=False)
    assert visitor.sign_in(email, PASSWORD).status_code == 303
    return visitor


def set_up(visitor: Visitor, then: str = "/reports") -> tuple[Phone, list[str]]:
    """Sets an app up on the way to a page, as if a link had begun the session; phone and recovery codes."""
    with visitor.client.session_transaction() as cookie:
        cookie[BY_LINK] = True
    page = visitor.get(then, follow_redirects=True)
    phone = scan(page.text)
    kept = visitor.post("/account/second-factor", code=phone.code, next=then)
    assert kept.status_code == 200, text_of(kept)
    assert f'href="{then}">I have kept them' in kept.text
    return phone, RECOVERY.findall(kept.text)


def give(visitor: Visitor, code: str) -> int:
    visitor.get("/account/code")
    return visitor.post("/account/code", code=code, next="/reports").status_code


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
                shown = page.text.replace(A_SETTING, "")
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


def test_a_password_alone_sets_up_no_phone(released: Flask) -> None:
    """Whoever has stolen it is told to ask for a link, whatever they send."""
    thief = signed_in(released)
    asked = thief.get("/reports", follow_redirects=True)
    assert "Ask for a link first" in text_of(asked)
    assert "otpauth" not in asked.text
    assert "<svg" not in asked.text
    with thief.client.session_transaction() as cookie:
        cookie["new_factor"] = stories.parts(released).codes.generate_totp_secret()
    assert thief.post("/account/second-factor", code="123456").status_code == 409
    assert thief.get("/account/second-factor/again").location == "/account/second-factor"
    with stories.parts(released).database.reading() as session:
        assert session.scalars(select(SecondFactor)).all() == []


def test_the_set_up_token_an_invitation_and_a_new_password_each_lead_to_the_phone(app: Flask) -> None:
    amina = first_visit(app)
    amina.confirms = False
    assert amina.page
    assert amina.page.location == OFFERED
    assert 'href="/">Later' in amina.get(OFFERED).text
    amina.get("/people/invite")
    made = amina.post("/people/invite", email=SECOND_LEAD, role="lead")
    daniel = Visitor(app, confirms=False)
    address = LINK.findall(made.text)[0]
    daniel.get(address)
    assert daniel.post(address, name="Daniel Price", password=PASSWORD).location == OFFERED
    phone = scan(daniel.get(OFFERED).text)
    assert daniel.post("/account/second-factor", code=phone.code).status_code == 200
    amina.get("/people/2")
    address = LINK.findall(amina.post("/people/2/password-link").text)[0]
    again = Visitor(app, confirms=False)
    again.get(address)
    assert again.post(address, password="five green herons").location == "/", "he has a phone"


OFFERED = "/account/second-factor?next=/"
LINK = re.compile(r'value="http://[^/]+(/(?:join|password)/[^"]+)"')


def test_a_lead_gives_leave_by_a_link_which_ends_when_it_is_used(released: Flask, lead: Visitor) -> None:
    assert "Forgotten the password, or no phone set up?" in text_of(lead.get("/people/2"))
    address = LINK.findall(lead.post("/people/2/password-link").text)[0]
    daniel = Visitor(released, confirms=False)
    daniel.get(address)
    assert daniel.post(address, password="five green herons").location == OFFERED
    phone = scan(daniel.get(OFFERED).text)
    assert daniel.post("/account/second-factor", code=phone.code).status_code == 200
    with daniel.client.session_transaction() as cookie:
        assert BY_LINK not in cookie
    assert daniel.get(address).status_code == 404
    assert f"made a link for a new password: {SECOND_LEAD} (Daniel Price)" in text_of(lead.get("/log"))


def test_who_can_help_is_named_and_only_if_they_can(released: Flask) -> None:
    """A lead who has no phone either cannot open the page on which links are made."""
    amina = signed_in(released)
    alone = text_of(amina.get("/account/second-factor"))
    assert "Nobody else at your school can make a link now." in alone
    assert f"selfeval account password-link {LEAD}" in alone
    set_up(signed_in(released, SECOND_LEAD))
    helped = text_of(amina.get("/account/second-factor"))
    assert "Ask Daniel Price" in helped
    assert "selfeval account" not in helped


def test_officers_and_operators_are_told_whom_to_ask(released: Flask) -> None:
    people.officer(released, dt.date(2026, 9, 1))
    people.operator(released)
    assert "Ask an operator" in text_of(signed_in(released, people.OFFICER).get("/account/second-factor"))
    asked = text_of(signed_in(released, people.OPERATOR).get("/account/second-factor"))
    assert "Ask another operator" in asked
    assert f"selfeval account password-link {people.OPERATOR}" in asked


def test_nobody_makes_a_link_for_themselves(app: Flask, lead: Visitor) -> None:
    """Or whoever has the password of somebody without a phone would make the link that sets one up."""
    thief = signed_in(app)
    thief.get("/people")
    assert thief.post("/people/1/password-link").location == "/people/1"
    assert "You cannot do this to your own account." in text_of(thief.get("/people/1"))
    with stories.parts(app).database.reading() as session:
        assert session.scalars(select(OneTimeLink)).all() == []


def test_whoever_has_set_it_up_is_asked_before_there_are_figures(app: Flask, lead: Visitor) -> None:
    set_up(signed_in(app), "/account/second-factor")
    thief = signed_in(app)
    assert thief.get("/people/invite").location.startswith("/account/code")
    assert thief.get("/surveys/plan").status_code == 200


def test_the_start_page_leads_to_the_phone_before_the_first_count(app: Flask) -> None:
    amina = first_visit(app)
    assert "Set it up now : about 3 minutes" in text_of(amina.get("/"))
    again = signed_in(app)
    assert "See who can help you to set it up , before the first count" in text_of(again.get("/"))
    with stories.parts(app).database.writing() as session:
        session.get_one(School, 1).invented = True
    assert "Your phone is not set up yet" not in text_of(again.get("/"))
    with stories.parts(app).database.writing() as session:
        session.get_one(School, 1).invented = False
    set_up(again, "/account/second-factor")
    assert "Your phone is not set up yet" not in text_of(again.get("/"))


def test_a_new_password_of_ones_own_keeps_the_leave_of_the_link(app: Flask) -> None:
    amina = first_visit(app)
    amina.get("/account")
    amina.post("/account/password", old_password=PASSWORD, password="five green herons")
    assert "Set up a code from your phone" in text_of(amina.get("/account/second-factor"))


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


def test_a_recovery_code_lets_in_once_and_says_how_many_are_left(released: Flask) -> None:
    _, recovery = set_up(signed_in(released))
    assert len(set(recovery)) == RECOVERY_CODES
    amina = signed_in(released)
    assert give(amina, recovery[0].upper().replace("-", " ")) == 303
    assert f"You have {RECOVERY_CODES - 1} left." in text_of(amina.get("/account/second-factor"))
    assert give(signed_in(released), recovery[0]) == 422
    assert "used a recovery code" in text_of(amina.get("/log"))


def test_new_recovery_codes_make_the_old_ones_worthless(released: Flask) -> None:
    amina = signed_in(released)
    _, old = set_up(amina)
    amina.get("/account/second-factor")
    new = RECOVERY.findall(amina.post("/account/recovery-codes").text)
    assert len(new) == RECOVERY_CODES
    assert give(signed_in(released), old[0]) == 422
    assert give(signed_in(released), new[0]) == 303


def test_a_new_phone_replaces_the_old_one_only_where_that_was_shown(released: Flask) -> None:
    amina = signed_in(released)
    old, _ = set_up(amina)
    thief = signed_in(released)
    for address in ("/account/second-factor", "/account/second-factor/again"):
        assert thief.get(address).location.startswith("/account/code")
    assert thief.post("/account/second-factor", code="123456").location.startswith("/account/code")
    assert thief.post("/account/recovery-codes").location == "/account/second-factor"
    new = scan(amina.get("/account/second-factor/again").text)
    assert amina.post("/account/second-factor", code=new.code).status_code == 200
    assert give(signed_in(released), old.code) == 422
    assert give(signed_in(released), new.code) == 303


def test_a_wrong_first_code_keeps_the_same_square(released: Flask) -> None:
    amina = signed_in(released)
    with amina.client.session_transaction() as cookie:
        cookie[BY_LINK] = True
    page = amina.get("/account/second-factor")
    phone = scan(page.text)
    wrong = amina.post("/account/second-factor", code="000000", next="/reports")
    assert wrong.status_code == 422
    assert scan(wrong.text).key == phone.key
    assert 'name="next" value="/reports"' in wrong.text
    assert amina.post("/account/second-factor", code=phone.code).status_code == 200


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


def test_the_secret_of_an_app_is_encrypted_where_it_is_kept(released: Flask, settings: Settings) -> None:
    phone, recovery = set_up(signed_in(released))
    with stories.parts(released).database.reading() as session:
        kept = session.scalars(select(SecondFactor)).one()
    plain = phone.key.replace("-", "")
    for secret in (plain, *recovery, *(code.replace("-", "") for code in recovery)):
        assert secret not in kept.secret + "".join(kept.recovery)
    assert (settings.keys / "factor.secret").stat().st_mode & 0o777 == 0o600


def test_a_lead_or_an_operator_resets_it_for_others_and_nobody_for_themselves(
    released: Flask, lead: Visitor
) -> None:
    daniel = signed_in(released, SECOND_LEAD)
    phone, _ = set_up(daniel)
    assert "Reset the second factor" in text_of(lead.get("/people/2"))
    assert "Reset the second factor" not in text_of(lead.get("/people/1"))
    lead.post("/people/1/reset-factor")
    assert "You cannot do this to your own account." in text_of(lead.get("/people/1"))
    lead.get("/people/2")
    lead.post("/people/2/reset-factor")
    assert daniel.get("/").status_code == 302
    again = signed_in(released, SECOND_LEAD)
    set_up(again)
    assert give(signed_in(released, SECOND_LEAD), phone.code) == 422
    assert "Amina Yusuf reset a second factor: daniel.price@aldervale.example (Daniel Price)" in text_of(
        lead.get("/log")
    )


@pytest.mark.parametrize("words", [[LEAD, "--at-once"], ["--everyone"]])
def test_whoever_runs_the_service_resets_it(released: Flask, settings: Settings, words: list[str]) -> None:
    amina = signed_in(released)
    set_up(amina)
    where = {"SELFEVAL_INSTANCE": str(settings.instance)}
    assert CliRunner().invoke(account, ["reset-factor"], env=where).exit_code == 2
    done = CliRunner().invoke(account, ["reset-factor", *words], env=where)
    assert done.exit_code == 0
    assert ("/password/" in done.output) == ("--everyone" not in words)
    assert amina.get("/").status_code == 302
    set_up(signed_in(released))
