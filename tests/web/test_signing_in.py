"""Signing in, and sessions that really end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
import time_machine
from click.testing import CliRunner
from flask import Flask
from flask_security.utils import hash_password

from selfeval.accounts import passwords
from selfeval.accounts.passwords import AT_ONCE, FREE_TRIES, LONGEST_WAIT, SignInThrottle, TooManyTries
from selfeval.commands.account import account
from selfeval.settings import Settings
from selfeval.web.site import sessions
from selfeval.web.site.access import LONGEST_SESSION, SEEN, SIGNED_IN
from tests.visitor import LEAD, PASSWORD, Visitor, set_up_alder_vale, text_of
from tests.web import people
from tests.web.answer.installation import closing_app


def with_cookie(app: Flask, value: str | None) -> Visitor:
    """A browser that holds a copied cookie."""
    assert value
    thief = Visitor(app)
    thief.client.set_cookie("selfeval", value)
    return thief


def test_a_right_password_opens_the_page_that_was_asked_for(app: Flask, lead: Visitor) -> None:
    visitor = Visitor(app)
    sent = visitor.get("/surveys/plan?audience=staff")
    visitor.get(sent.location)
    answer = visitor.post(sent.location, email=LEAD.upper(), password=PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/surveys/plan?audience=staff")


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(app: Flask, lead: Visitor) -> None:
    unknown, wrong = Visitor(app), Visitor(app)
    answers = [
        text_of(unknown.sign_in("nobody@aldervale.example", PASSWORD)),
        text_of(wrong.sign_in(LEAD, "three brown badgers")),
    ]
    assert answers[0] == answers[1]
    assert "do not go together" in answers[0]


def test_the_typed_address_stays_and_the_password_does_not(app: Flask, lead: Visitor) -> None:
    answer = Visitor(app).sign_in(LEAD, "three brown badgers")
    assert answer.status_code == 422
    assert f'value="{LEAD}"' in answer.text
    assert "badgers" not in answer.text


@pytest.mark.parametrize("typed", [PASSWORD + "x" * 5_000, "x" * 4_097, "nul \0 inside it", PASSWORD + "\0"])
def test_a_password_that_nobody_can_have_is_wrong_and_no_fault_of_ours(
    app: Flask, lead: Visitor, typed: str
) -> None:
    assert "do not go together" in text_of(Visitor(app).sign_in(LEAD, typed))
    assert "do not go together" in text_of(Visitor(app).sign_in("nobody@aldervale.example", typed))
    lead.get("/account")
    own = lead.post("/account/password", old_password=typed, password="seven purple kettles")
    assert own.status_code == 422
    assert "not the password you have now" in text_of(own)
    new = lead.post("/account/password", old_password=PASSWORD, password="seven \0 purple kettles")
    assert "can be typed" in text_of(new)


def test_empty_fields_are_told_both_at_once(app: Flask, lead: Visitor) -> None:
    words = text_of(Visitor(app).sign_in("", ""))
    assert "Enter your e-mail address." in words
    assert "Enter your password." in words


def test_a_copied_cookie_is_dead_after_signing_out(app: Flask, lead: Visitor) -> None:
    copied = lead.cookie()
    assert with_cookie(app, copied).get("/").status_code == 200
    lead.get("/")
    assert lead.post("/sign-out").status_code == 303
    assert lead.get("/").status_code == 302
    assert with_cookie(app, copied).get("/").status_code == 302


def test_signing_out_is_no_link(lead: Visitor) -> None:
    assert lead.get("/sign-out").status_code == 405
    assert lead.get("/").status_code == 200


@pytest.mark.parametrize("command", ["disable", "new-password"])
def test_disabling_and_a_new_password_end_every_session(
    app: Flask, lead: Visitor, settings: Settings, command: str
) -> None:
    done = CliRunner().invoke(
        account, [command, LEAD, "--at-once"], env={"SELFEVAL_INSTANCE": str(settings.instance)}
    )
    assert done.exit_code == 0, done.output
    assert "signed out everywhere" in done.output
    assert lead.get("/").status_code == 302
    assert "do not go together" in text_of(Visitor(app).sign_in(LEAD, PASSWORD))


def test_a_disabled_account_can_be_enabled_again(app: Flask, lead: Visitor, settings: Settings) -> None:
    where = {"SELFEVAL_INSTANCE": str(settings.instance)}
    for command in ("disable", "enable"):
        assert CliRunner().invoke(account, [command, LEAD, "--at-once"], env=where).exit_code == 0
    assert Visitor(app).sign_in(LEAD, PASSWORD).status_code == 303


def test_the_new_password_that_is_printed_works(app: Flask, lead: Visitor, settings: Settings) -> None:
    where = {"SELFEVAL_INSTANCE": str(settings.instance)}
    printed = CliRunner().invoke(account, ["new-password", LEAD, "--at-once"], env=where).output
    password = next(line.strip() for line in printed.splitlines() if line.startswith("    "))
    assert Visitor(app).sign_in(LEAD, password).status_code == 303


def test_a_reader_can_be_made_a_lead(app: Flask, lead: Visitor, settings: Settings) -> None:
    reader = people.head_teacher(app)
    assert reader.get("/surveys/plan").status_code == 403
    where = {"SELFEVAL_INSTANCE": str(settings.instance)}
    assert CliRunner().invoke(account, ["make-lead", people.READER, "--at-once"], env=where).exit_code == 0
    assert reader.get("/surveys/plan").status_code == 200
    listed = CliRunner().invoke(account, ["list"], env=where).output
    assert f"{people.READER}: Grace Bello, Alder Vale Primary (lead;" in listed


def test_an_unknown_account_is_told_with_the_way_to_find_it(settings: Settings) -> None:
    where = {"SELFEVAL_INSTANCE": str(settings.instance)}
    done = CliRunner().invoke(account, ["disable", "nobody@example.org"], env=where)
    assert done.exit_code == 1
    assert "selfeval account list" in done.output


def test_a_session_ends_twelve_hours_after_its_sign_in(app: Flask, lead: Visitor) -> None:
    with lead.client.session_transaction() as cookie:
        begun = cookie[SIGNED_IN]
        cookie[SEEN] = begun + LONGEST_SESSION.total_seconds() - 60  # busy until the end
    with time_machine.travel(begun + LONGEST_SESSION.total_seconds() - 1, tick=False):
        assert lead.get("/").status_code == 200
    with time_machine.travel(begun + LONGEST_SESSION.total_seconds() + 1, tick=False):
        assert lead.get("/").status_code == 302


def test_wrong_passwords_are_slowed_and_the_right_one_is_always_taken(
    app: Flask, lead: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(passwords.time, "sleep", waited.append)
    for _ in range(FREE_TRIES + 3):
        Visitor(app).sign_in(LEAD, "three brown badgers")
    assert waited == [0.25, 0.5, 1.0]
    assert Visitor(app).sign_in(LEAD, PASSWORD).status_code == 303
    waited.clear()
    Visitor(app).sign_in(LEAD, "three brown badgers")
    assert waited == []


def wrong_try(throttle: SignInThrottle, address: str) -> float:
    with throttle.attempt(address) as attempt:
        attempt.wrong()
    return attempt.seconds


def test_a_wait_never_grows_above_its_limit_and_is_nobody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    throttle, clock = SignInThrottle(), iter(range(0, 100_000, 10))
    monkeypatch.setattr(passwords.time, "monotonic", lambda: float(next(clock)))
    waits = [wrong_try(throttle, LEAD) for _ in range(100)]
    assert waits[:8] == [0, 0, 0, 0, 0, 0.25, 0.5, 1]
    assert max(waits) == waits[-1] == LONGEST_WAIT
    assert wrong_try(throttle, "somebody@else.example") == 0


def test_tries_under_way_count_so_that_many_at_once_are_no_way_round() -> None:
    throttle = SignInThrottle()
    with ExitStack() as under_way:
        for _ in range(FREE_TRIES):
            under_way.enter_context(throttle.attempt(LEAD))
        with pytest.raises(TooManyTries):
            under_way.enter_context(throttle.attempt(LEAD))
    for _ in range(FREE_TRIES):
        wrong_try(throttle, LEAD)
    held = [wrong_try(throttle, LEAD) for _ in range(AT_ONCE)]
    assert held == [0.25, 0.5, 1, 2]
    with pytest.raises(TooManyTries):
        wrong_try(throttle, LEAD)


def flooded(app: Flask) -> ExitStack:
    """As many wrong tries for the lead's address under way as are looked at, while it lasts."""
    throttle: SignInThrottle = app.extensions["selfeval"].throttle
    flood = ExitStack()
    for _ in range(FREE_TRIES):
        flood.enter_context(throttle.attempt(LEAD))
    return flood


def test_a_flood_of_strangers_does_not_keep_the_owner_out_of_the_usual_browser(
    app: Flask, lead: Visitor
) -> None:
    usual = Visitor(app)
    assert usual.sign_in(LEAD, PASSWORD).status_code == 303
    usual.get("/")
    usual.post("/sign-out")
    with flooded(app):
        assert "too many wrong tries" in text_of(Visitor(app).sign_in(LEAD, PASSWORD))
        assert usual.sign_in(LEAD, PASSWORD).status_code == 303


def test_a_browser_is_known_to_one_account_and_with_one_password(app: Flask, lead: Visitor) -> None:
    forged, old, other = Visitor(app), Visitor(app), people.other_lead(app)
    forged.client.set_cookie("known_here", "WzEsImFiY2QiLCJlZiJd.aaaa.bbbb", path="/sign-in")
    assert old.sign_in(LEAD, PASSWORD).status_code == 303
    for visitor in (old, other):
        visitor.get("/")
        visitor.post("/sign-out")
    owner, new = Visitor(app), "seven purple kettles"
    assert owner.sign_in(LEAD, PASSWORD).status_code == 303
    owner.get("/account")
    assert owner.post("/account/password", old_password=PASSWORD, password=new).status_code == 303
    with flooded(app):
        for stranger in (forged, old, other):
            assert "too many wrong tries" in text_of(stranger.sign_in(LEAD, new))


def test_asking_for_the_head_of_a_page_tries_no_password(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be hashed in a thread that ballots need, and waited for there."""
    fresh = Visitor(app)
    typed = {"email": LEAD, "password": PASSWORD, "token": "x", "school": "x", "name": "x"}
    assert fresh.client.head("/set-up", data=typed).status_code == 200
    set_up_alder_vale(app)

    def hashes(*_: object) -> None:
        raise AssertionError("A password was looked at.")

    monkeypatch.setattr("selfeval.web.account.views.try_password", hashes)
    answer = fresh.client.head("/sign-in", data=typed)
    assert (answer.status_code, answer.text) == (200, "")
    assert fresh.get("/").location == "/sign-in?next=/"


def test_a_flood_of_strangers_does_not_keep_the_owner_from_a_new_password(app: Flask, lead: Visitor) -> None:
    owner = Visitor(app)
    assert owner.sign_in(LEAD, PASSWORD).status_code == 303
    owner.get("/account")
    with flooded(app):
        answer = owner.post("/account/password", old_password=PASSWORD, password="seven purple kettles")
    assert answer.status_code == 303


def test_of_two_hundred_wrong_tries_at_once_few_are_looked_at(
    app: Flask, lead: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("selfeval.web.account.views.is_password_of", lambda _account, _typed: False)
    monkeypatch.setattr("selfeval.web.account.views.hold_back", lambda _seconds: None)
    with ThreadPoolExecutor(20) as crowd:
        words = list(crowd.map(lambda _: text_of(Visitor(app).sign_in(LEAD, "brown badgers")), range(200)))
    looked_at = [sentence for sentence in words if "do not go together" in sentence]
    assert all("too many wrong tries" in sentence for sentence in words if sentence not in looked_at)
    assert len(looked_at) < 100


def test_a_form_without_its_token_changes_nothing_and_gives_the_text_back(app: Flask, lead: Visitor) -> None:
    text = "A long commentary that somebody has worked on for a whole evening."
    answer = lead.client.post("/self-evaluation/leadership", data={"commentary": text})
    assert answer.status_code == 400
    assert answer.text.count(text) == 2  # to be read, and ready to be sent again
    assert "Send it again" in answer.text


def test_typed_text_survives_a_session_that_has_ended(app: Flask, lead: Visitor) -> None:
    lead.get("/surveys/plan/staff")
    late = Visitor(app)
    late.client.set_cookie("selfeval", lead.cookie() or "")
    late.page = lead.page
    lead.get("/")
    lead.post("/sign-out")
    answer = late.post("/surveys/plan/staff", title="A title typed with care", password="never shown")
    assert answer.status_code == 401
    assert 'value="A title typed with care"' in answer.text
    assert "never shown" not in answer.text
    assert 'action="/account/again"' in answer.text


def test_another_sites_form_is_not_given_back(lead: Visitor) -> None:
    answer = lead.client.post(
        "/surveys/1/open", data={"bait": "x" * 50}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 400
    assert "x" * 50 not in answer.text
    assert "<form" not in answer.text


def test_the_service_hashes_as_slowly_as_it_should(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without what makes these tests quick: 64 MB and three turns for each password."""
    monkeypatch.delitem(sessions.PASSWORDS, "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS")
    with closing_app(settings) as app, app.app_context():
        assert hash_password(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")
