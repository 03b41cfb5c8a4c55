"""Invitations: a link that works once, for one role at one school, and is kept as a hash."""

from __future__ import annotations

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from selfeval.settings import Settings
from selfeval.store.schools_and_accounts import AuditEntry, account_by
from selfeval.store.sign_in import OneTimeLink
from tests.visitor import LEAD, PASSWORD, Visitor, set_up_alder_vale, text_of
from tests.web import people, stories

DANA = "dana.fox@aldervale.example"
LINK = re.compile(r'id="link" value="http://127.0.0.1:8000(/(?:join|password)/[\w-]+)"')


def invite(lead: Visitor, email: str = DANA, role: str = "colleague") -> str:
    """Invites somebody; gives the path of the link."""
    lead.get("/people/invite")
    return link_on(lead.post("/people/invite", email=email, role=role))


def link_on(page: TestResponse) -> str:
    found = LINK.search(page.text)
    assert found, text_of(page)
    return found[1]


def accept(app: Flask, path: str, name: str = "Dana Fox", password: str = PASSWORD) -> Visitor:
    """Somebody opens the link in a browser of their own and joins."""
    guest = Visitor(app)
    guest.get(path)
    joined = guest.post(path, name=name, password=password)
    assert joined.status_code == 303, text_of(joined)
    return guest


def test_whoever_opens_the_link_chooses_a_name_and_a_password_and_is_signed_in(
    app: Flask, lead: Visitor
) -> None:
    guest = accept(app, invite(lead))
    page = text_of(guest.get("/"))
    assert "Welcome, Dana Fox." in page
    assert "Alder Vale Primary · Dana Fox, colleague" in page
    assert Visitor(app).sign_in(DANA, PASSWORD).status_code == 303


def test_a_link_works_once(app: Flask, lead: Visitor) -> None:
    path = invite(lead)
    accept(app, path)
    late = Visitor(app)
    assert late.get(path).status_code == 404
    answer = late.post(path, name="Somebody Else", password=PASSWORD)
    assert answer.status_code == 404
    assert "no longer works" in text_of(answer)


@pytest.mark.parametrize("kind", ["app", "postgresql_app"])
def test_of_two_who_use_a_link_at_once_one_gets_in(request: pytest.FixtureRequest, kind: str) -> None:
    app: Flask = request.getfixturevalue(kind)
    path = invite(set_up_alder_vale(app))
    guests = [Visitor(app), Visitor(app)]
    for guest in guests:
        guest.get(path)

    def join(guest: Visitor) -> int:
        return guest.post(path, name="Dana Fox", password=PASSWORD).status_code

    with ThreadPoolExecutor(2) as two:
        joined, refused = sorted(two.map(join, guests))
    assert joined == 303
    assert refused in (404, 422)  # too late for the link, or for the address


def test_a_link_is_dead_after_a_week(app: Flask, lead: Visitor) -> None:
    path = invite(lead)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=6, hours=23), tick=True):
        assert Visitor(app).get(path).status_code == 200
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=7, minutes=1), tick=True):
        assert Visitor(app).get(path).status_code == 404
        daniel = Visitor(app)
        daniel.sign_in(LEAD, PASSWORD)
        assert "Too old" in text_of(daniel.get("/people"))


def test_only_a_hash_of_the_link_is_kept(app: Flask, lead: Visitor, settings: Settings) -> None:
    secret = invite(lead).rsplit("/", 1)[1]
    for file in settings.instance.rglob("*"):
        assert file.is_dir() or secret.encode() not in file.read_bytes(), file
    assert secret not in lead.get("/people").text
    assert secret not in lead.get("/log").text


def test_who_waits_is_shown_and_can_be_withdrawn(app: Flask, lead: Visitor) -> None:
    path = invite(lead)
    assert f"{DANA} Colleague Works until" in text_of(lead.get("/people"))
    assert lead.post(f"/people/links/{link_id(app)}/withdraw").status_code == 303
    assert "Works until" not in text_of(lead.get("/people"))
    assert Visitor(app).get(path).status_code == 404


def test_a_new_link_makes_the_old_one_worthless(app: Flask, lead: Visitor) -> None:
    first = invite(lead)
    lead.get("/people")
    second = link_on(lead.post(f"/people/links/{link_id(app)}/again"))
    third = invite(lead, DANA.upper())
    assert [Visitor(app).get(path).status_code for path in (first, second, third)] == [404, 404, 200]


def test_inviting_somebody_again_says_what_becomes_of_the_link_from_before(app: Flask, lead: Visitor) -> None:
    lead.get("/people/invite")
    assert "was invited before" not in text_of(lead.post("/people/invite", email=DANA, role="colleague"))
    lead.get("/people/invite")
    again = text_of(lead.post("/people/invite", email=DANA, role="lead"))
    assert f"{DANA} was invited before, as colleague. This link takes the place of the one from then" in again
    lead.get("/people")
    assert f"{DANA} was invited before, as equality lead." in text_of(
        lead.post(f"/people/links/{link_id(app)}/again")
    )


def link_id(app: Flask) -> int:
    with stories.parts(app).database.reading() as session:
        return session.scalars(select(OneTimeLink.id)).one()


def test_every_fault_of_an_invitation_is_told_at_once_and_the_address_stays(lead: Visitor) -> None:
    lead.get("/people/invite")
    answer = lead.post("/people/invite", email="dana", role="king")
    assert answer.status_code == 422
    words = text_of(answer)
    assert "Enter an e-mail address like" in words
    assert "Choose what they may do." in words
    assert 'value="dana"' in answer.text


def test_who_is_here_already_is_not_invited_again(app: Flask, lead: Visitor) -> None:
    people.head_teacher(app)
    lead.get("/people/invite")
    words = text_of(lead.post("/people/invite", email=people.READER, role="lead"))
    assert "Grace Bello has an account here already." in words


def test_a_lead_does_not_learn_who_has_an_account_elsewhere(app: Flask, lead: Visitor) -> None:
    people.other_lead(app)
    path = invite(lead, people.OTHER_LEAD)
    tom = Visitor(app)
    tom.get(path)
    told = tom.post(path, name="Tom Okafor", password=PASSWORD)
    assert told.status_code == 422
    assert "This address has an account already." in text_of(told)


def test_the_role_and_the_address_cannot_be_changed_by_whoever_accepts(app: Flask, lead: Visitor) -> None:
    path = invite(lead, role="leader")
    guest = Visitor(app)
    guest.get(path)
    sent = {"name": "Dana Fox", "password": PASSWORD, "role": "lead", "email": "other@aldervale.example"}
    assert guest.send(path, sent).status_code == 303
    with stories.parts(app).database.reading() as session:
        dana = account_by(session, email=DANA)
        assert dana is not None
        assert (dana.role, dana.school_id) == ("leader", 1)
        assert account_by(session, email="other@aldervale.example") is None


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": "", "password": PASSWORD}, "Enter your name."),
        ({"name": "Dana Fox", "password": "short"}, "12 characters or longer"),
        ({"name": "Dana Fox", "password": "aldervale-2026-fox"}, "harder to guess"),
    ],
)
def test_a_fault_in_joining_leaves_the_link_good(
    app: Flask, lead: Visitor, typed: dict[str, object], told: str
) -> None:
    path = invite(lead)
    guest = Visitor(app)
    guest.get(path)
    answer = guest.send(path, typed)
    assert answer.status_code == 422
    assert told in text_of(answer)
    accept(app, path)


def test_a_browser_in_which_somebody_is_signed_in_is_told_and_changes_hands(
    app: Flask, lead: Visitor
) -> None:
    path = invite(lead, role="lead")
    assert "In this browser Amina Yusuf is signed in." in text_of(lead.get(path))
    assert lead.post(path, name="Dana Fox", password=PASSWORD).status_code == 303
    assert "Dana Fox, equality lead" in text_of(lead.get("/"))
    assert Visitor(app).sign_in(LEAD, PASSWORD).status_code == 303


def test_invitations_are_in_the_log(app: Flask, lead: Visitor) -> None:
    accept(app, invite(lead))
    with stories.parts(app).database.reading() as session:
        found = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    acts = [(entry.who, entry.act, entry.subject) for entry in found]
    assert ("Amina Yusuf", "invited someone", f"{DANA}, as colleague") in acts
    assert ("Dana Fox", "accepted an invitation", "as colleague") in acts


def test_a_link_that_opens_on_this_computer_only_says_so(
    app: Flask, lead: Visitor, settings: Settings, tmp_path: Path
) -> None:
    lead.get("/people/invite")
    page = lead.post("/people/invite", email=DANA, role="leader")
    assert "opens on this computer only" in text_of(page)
    assert "<figure" not in page.text
