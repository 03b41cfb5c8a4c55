"""The first visit: the token, the school and its lead."""

from __future__ import annotations

import stat

import pytest
from flask import Flask

from selfeval.accounts.passwords import password_fault
from selfeval.accounts.second_factor import session_secret
from selfeval.accounts.set_up import FACT, new_token
from selfeval.settings import Settings
from selfeval.store.schools_and_accounts import all_accounts, fact
from selfeval.web.account.views import own_path
from tests.visitor import LEAD, PASSWORD, Visitor, set_up_alder_vale, text_of
from tests.web import stories


def given(token: str | None, **other: object) -> dict[str, object]:
    amina = {"school": "Alder Vale Primary", "name": "Amina Yusuf", "email": LEAD, "password": PASSWORD}
    return {"token": token or "", **amina, **other}


@pytest.mark.parametrize("address", ["/", "/surveys", "/self-evaluation", "/reports", "/sign-in"])
def test_every_page_leads_to_the_set_up_while_nobody_has_an_account(client: Visitor, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.location) == (302, "/set-up")


def test_the_token_makes_the_school_and_signs_its_lead_in(app: Flask) -> None:
    lead = set_up_alder_vale(app)
    page = lead.get("/")
    assert "Alder Vale Primary · Amina Yusuf, equality lead" in text_of(page)


def test_the_token_is_kept_as_a_hash_and_is_dead_after_use(app: Flask) -> None:
    database = stories.parts(app).database
    token = new_token(database)
    assert token is not None
    with database.reading() as session:
        kept = fact(session, FACT)
    assert kept is not None
    assert token not in kept
    visitor = Visitor(app)
    visitor.get("/set-up")
    assert visitor.send("/set-up", given(token)).status_code == 303
    with database.reading() as session:
        assert fact(session, FACT) is None
    assert new_token(database) is None


def test_a_token_of_an_earlier_start_is_worth_nothing(app: Flask, client: Visitor) -> None:
    database = stories.parts(app).database
    earlier, _ = new_token(database), new_token(database)
    client.get("/set-up")
    assert "not the set-up token" in text_of(client.send("/set-up", given(earlier)))


def test_a_token_may_be_typed_with_spaces_and_in_capitals(app: Flask, client: Visitor) -> None:
    token = new_token(stories.parts(app).database)
    assert token is not None
    client.get("/set-up")
    assert client.send("/set-up", given(f" {token.upper()} ")).status_code == 303


def test_a_second_set_up_is_refused(app: Flask, lead: Visitor) -> None:
    stranger = Visitor(app)
    assert stranger.get("/set-up").status_code == 404
    assert stranger.send("/set-up", given("anything")).status_code == 404
    with stories.parts(app).database.reading() as session:
        assert [account.name for account in all_accounts(session)] == ["Amina Yusuf", "Daniel Price"]


def test_all_faults_are_told_at_once_and_what_was_typed_stays(client: Visitor) -> None:
    client.get("/set-up")
    wrong = {"token": "guess", "school": "", "name": "Amina Yusuf", "email": "amina", "password": "short"}
    answer = client.send("/set-up", wrong)
    assert answer.status_code == 422
    words = text_of(answer)
    for sentence in (
        "This is not the set-up token",
        "Enter the name of your school",
        "Enter an e-mail address like",
        "Make the password 12 characters or longer",
    ):
        assert words.count(sentence) == 2, sentence  # in the summary and at the field
    assert 'value="Amina Yusuf"' in answer.text
    assert "<title>Error: " in answer.text
    assert "short" not in answer.text


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("elevenmarks", "12 characters or longer"),
        ("123456789012", "not a row"),
        ("aaaaaaaaaaaa", "not a row"),
        ("abcabcabcabcabc", "not a row"),
        ("Password123456", "harder to guess"),
        ("headteacher2026", "harder to guess"),
        ("aldervale1234567", "harder to guess"),
        ("amina-yusuf-2026", "harder to guess"),
        ("x" * 201, "200 characters or fewer"),
    ],
)
def test_passwords_that_everybody_tries_first_are_refused(password: str, told: str) -> None:
    fault = password_fault(password, "Alder Vale Primary", "Amina Yusuf", "amina@aldervale.example")
    assert fault is not None
    assert told in fault


@pytest.mark.parametrize("password", [PASSWORD, "Correct horse battery", "ψηφοδέλτιο-2026", "%7Kq!x9_Lm2p"])
def test_long_passwords_of_any_kind_are_taken(password: str) -> None:
    assert password_fault(password, "Alder Vale Primary", "Amina Yusuf") is None


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/surveys/1", "/surveys/1"),
        ("/reports?year=2026", "/reports?year=2026"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example", "/"),
        ("\\/elsewhere.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/\t/elsewhere.example", "/"),
        ("elsewhere", "/"),
        ("", "/"),
    ],
)
def test_signing_in_leads_to_pages_of_our_own_only(wanted: str, leads_to: str) -> None:
    assert own_path(wanted) == leads_to


def test_the_secret_is_random_and_readable_by_its_owner_alone(settings: Settings) -> None:
    secret = session_secret(settings.keys)
    kept = settings.keys / "session.secret"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert session_secret(settings.keys) == secret
    kept.unlink()
    assert session_secret(settings.keys) != secret


def test_a_damaged_secret_stops_the_start(settings: Settings) -> None:
    settings.keys.mkdir()
    (settings.keys / "session.secret").write_text("dev")
    with pytest.raises(ValueError, match="damaged"):
        session_secret(settings.keys)
