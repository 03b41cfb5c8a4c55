"""Who may set up a phone for the second factor: never somebody with a password alone."""

from __future__ import annotations

import datetime as dt
import re

from flask import Flask
from sqlalchemy import select

from selfeval.settings import Settings
from selfeval.store.schools_and_accounts import School
from selfeval.store.sign_in import (
    OneTimeLink,
    SecondFactor,
)
from selfeval.web.site.access import BY_LINK
from tests.visitor import LEAD, PASSWORD, SECOND_LEAD, Visitor, first_visit, text_of
from tests.web import people, stories
from tests.web.app_codes import scan
from tests.web.second_factor import set_up, signed_in


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


def test_the_secret_of_an_app_is_encrypted_where_it_is_kept(released: Flask, settings: Settings) -> None:
    phone, recovery = set_up(signed_in(released))
    with stories.parts(released).database.reading() as session:
        kept = session.scalars(select(SecondFactor)).one()
    plain = phone.key.replace("-", "")
    for secret in (plain, *recovery, *(code.replace("-", "") for code in recovery)):
        assert secret not in kept.secret + "".join(kept.recovery)
    assert (settings.keys / "factor.secret").stat().st_mode & 0o777 == 0o600
