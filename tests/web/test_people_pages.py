"""The people of a school: what a lead may do to an account, and what nobody can do to their own."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from selfeval.accounts.changes import AccountChangeRefused, change_role, disable
from selfeval.store.schools_and_accounts import Account, account_by
from tests.surveys.test_at_once import one_after_the_other
from tests.visitor import LEAD, PASSWORD, SECOND_LEAD, Visitor, set_up_alder_vale, text_of
from tests.web import people, stories
from tests.web.test_inviting import link_on

AMINA, DANIEL, GRACE = 1, 2, 3


def test_the_page_says_who_is_who_and_when_they_were_last_here(app: Flask, lead: Visitor) -> None:
    people.head_teacher(app)
    lead = Visitor(app)
    lead.sign_in(LEAD, PASSWORD)  # the school was prepared an hour ago, perhaps yesterday
    words = text_of(lead.get("/people"))
    assert "3 people have an account at your school" in words
    assert f"Amina Yusuf (you) Equality lead {LEAD} today" in words
    assert f"Daniel Price Equality lead {SECOND_LEAD} never" in words


def test_disabling_is_asked_first_and_ends_every_session_at_once(app: Flask, lead: Visitor) -> None:
    grace = people.head_teacher(app)
    assert grace.get("/").status_code == 200
    assert "is signed out at once" in text_of(lead.get(f"/people/{GRACE}/disable"))
    assert grace.get("/").status_code == 200
    assert lead.post(f"/people/{GRACE}/disable").status_code == 303
    assert grace.get("/").status_code == 302
    assert "do not go together" in text_of(Visitor(app).sign_in(people.READER, PASSWORD))
    words = text_of(lead.get("/people"))
    assert "3 people have an account at your school, 1 of them disabled" in words


def test_before_a_lead_is_disabled_the_page_says_who_is_left_and_what_is_open(
    app: Flask, lead: Visitor
) -> None:
    page = f"/people/{DANIEL}/disable"
    words = text_of(lead.get(page))
    assert "Only Amina Yusuf can lead at Alder Vale Primary then." in words
    assert "No survey can be opened until two people can lead." in words
    stories.open_it(lead, stories.plan(lead, "staff", stories.staff()))
    words = text_of(lead.get(page))
    assert "“Staff, this autumn” is not counted yet: when Amina Yusuf is away, nobody can close" in words
    people.head_teacher(app)
    lead.get(f"/people/{GRACE}")
    lead.post(f"/people/{GRACE}/role", role="lead")
    assert "can lead at Alder Vale Primary then" not in text_of(lead.get(page))
    lead.post(f"/people/{GRACE}/role", role="leader")
    assert "Only Amina Yusuf" not in text_of(lead.get(f"/people/{GRACE}"))
    lead.post(f"/people/{DANIEL}/role", role="colleague")
    assert "Only Amina Yusuf can lead at Alder Vale Primary then." in text_of(lead.get(f"/people/{DANIEL}"))


def test_an_account_can_be_enabled_again(app: Flask, lead: Visitor) -> None:
    people.head_teacher(app)
    lead.get(f"/people/{GRACE}")
    lead.post(f"/people/{GRACE}/disable")
    lead.get(f"/people/{GRACE}")
    assert lead.post(f"/people/{GRACE}/enable").status_code == 303
    assert Visitor(app).sign_in(people.READER, PASSWORD).status_code == 303


def test_a_new_role_counts_from_the_next_page(app: Flask, lead: Visitor) -> None:
    grace = people.head_teacher(app)
    assert grace.get("/surveys/plan").status_code == 403
    lead.get(f"/people/{GRACE}")
    assert lead.post(f"/people/{GRACE}/role", role="lead").status_code == 303
    assert grace.get("/surveys/plan").status_code == 200


@pytest.mark.parametrize("role", ["operator", "officer", "king", ""])
def test_a_lead_gives_no_role_that_does_not_belong_to_a_school(app: Flask, lead: Visitor, role: str) -> None:
    people.head_teacher(app)
    lead.get(f"/people/{GRACE}")
    assert lead.post(f"/people/{GRACE}/role", role=role).status_code == 422
    assert role_of(app, people.READER) == "leader"


def test_nobody_disables_or_demotes_the_own_account(app: Flask, lead: Visitor) -> None:
    page = lead.get(f"/people/{AMINA}")
    assert "This is you." in text_of(page)
    assert "Disable this account" not in text_of(page)
    for address, fields in ((f"/people/{AMINA}/disable", {}), (f"/people/{AMINA}/role", {"role": "leader"})):
        refused = lead.send(address, dict(fields))
        assert refused.status_code == 409
        assert "You cannot do this to your own account." in text_of(refused)
    assert role_of(app, LEAD) == "lead"
    assert lead.get("/people").status_code == 200


def role_of(app: Flask, email: str) -> str:
    with stories.parts(app).database.reading() as session:
        found = account_by(session, email=email)
        assert found is not None
        assert found.active
        return found.role


@pytest.mark.parametrize("kind", ["app", "postgresql_app"])
@pytest.mark.parametrize("change", ["disable", "demote"])
def test_two_leads_who_shut_each_other_out_at_once_leave_one_of_them(
    request: pytest.FixtureRequest, kind: str, change: str
) -> None:
    app: Flask = request.getfixturevalue(kind)
    set_up_alder_vale(app)

    def shut_out(account_id: int) -> object:
        def run(session: Session) -> bool:
            person = session.get_one(Account, account_id)
            try:
                if change == "disable":
                    disable(session, person, "the other")
                else:
                    change_role(session, person, "leader", "the other")
            except AccountChangeRefused:
                return False
            return True

        return run

    database = stories.parts(app).database
    assert one_after_the_other(database, shut_out(AMINA), shut_out(DANIEL)) == (True, False)


def test_a_link_for_a_new_password_signs_out_everywhere_else(app: Flask, lead: Visitor) -> None:
    grace = people.head_teacher(app)
    lead.get(f"/people/{GRACE}")
    path = link_on(lead.post(f"/people/{GRACE}/password-link"))
    chosen = Visitor(app)
    chosen.get(path)
    short = chosen.post(path, password="short")
    assert short.status_code == 422
    assert chosen.post(path, password="five green herons").status_code == 303
    assert grace.get("/").status_code == 302
    assert chosen.get("/").status_code == 200
    assert Visitor(app).sign_in(people.READER, "five green herons").status_code == 303
    assert "do not go together" in text_of(Visitor(app).sign_in(people.READER, PASSWORD))
    assert Visitor(app).get(path).status_code == 404


def test_a_link_for_a_new_password_is_no_invitation_and_dies_with_the_account(
    app: Flask, lead: Visitor
) -> None:
    people.head_teacher(app)
    lead.get(f"/people/{GRACE}")
    path = link_on(lead.post(f"/people/{GRACE}/password-link"))
    assert Visitor(app).get(path.replace("password", "join")).status_code == 404
    assert "Invited" not in text_of(lead.get("/people"))
    lead.post(f"/people/{GRACE}/disable")
    assert Visitor(app).get(path).status_code == 404
    lead.get(f"/people/{GRACE}")
    lead.post(f"/people/{GRACE}/password-link")
    assert "Enable the account first." in text_of(lead.get(f"/people/{GRACE}"))


def test_the_school_that_has_one_lead_is_told_what_to_do(app: Flask, lead: Visitor) -> None:
    lead.get(f"/people/{DANIEL}")
    lead.post(f"/people/{DANIEL}/disable")
    assert "Invite a second equality lead" in text_of(lead.get("/people"))
    lead.get("/people/invite")
    lead.post("/people/invite", email="dana.fox@aldervale.example", role="lead")
    assert "Ask dana.fox@aldervale.example to open the link" in text_of(lead.get("/people"))
