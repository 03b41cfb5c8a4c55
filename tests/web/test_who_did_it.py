"""Who did it: account, role and place by the record of who was signed in. A chosen name proves nothing."""

from __future__ import annotations

import csv
import io
import re

from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select, update

from selfeval.commands.main import main
from selfeval.settings import Settings
from selfeval.store.schools_and_accounts import AuditEntry, School, new_account
from tests.visitor import PASSWORD, SECOND_LEAD, Visitor, kept_password, text_of
from tests.web import people, stories
from tests.web.test_inviting import link_on

KIM = "kim.lane@aldervale.example"


def colleague_called(app: Flask, name: str) -> Visitor:
    """Kim Lane, who helps to rate, and calls herself something."""
    with app.app_context(), stories.parts(app).database.writing() as session:
        new_account(session, session.get_one(School, 1), name, KIM, kept_password(), "colleague")
    kim = Visitor(app)
    assert kim.sign_in(KIM, PASSWORD).status_code == 303
    return kim


def last_entry(app: Flask, act: str) -> AuditEntry:
    with stories.parts(app).database.reading() as session:
        newest = select(AuditEntry).where(AuditEntry.act == act).order_by(AuditEntry.id.desc())
        return session.scalars(newest.limit(1)).one()


def test_whoever_calls_herself_an_operator_is_shown_as_what_she_is(app: Flask, lead: Visitor) -> None:
    colleague_called(app, "Sam Okoro, operator")
    entry = last_entry(app, "signed in")
    assert (entry.by_role, entry.by_account, entry.by_place) == ("colleague", 3, "Alder Vale Primary")
    assert f"Colleague {KIM} Name chosen: Sam Okoro, operator signed in" in text_of(lead.get("/log"))


def test_nobody_becomes_the_service_or_a_command_by_a_name(app: Flask, lead: Visitor) -> None:
    kim = colleague_called(app, "Kim Lane")
    for name in ("selfeval restore", "selfeval, by date", "the operator", "A command on the server"):
        kim.get("/account")
        kim.post("/account/name", name=name)
        entry = last_entry(app, "changed their name")
        assert (entry.by_role, entry.by_account) == ("colleague", 3)
        assert f"Colleague {KIM}" in text_of(lead.get("/log"))


def test_two_people_of_one_name_are_told_apart_by_their_addresses(app: Flask, lead: Visitor) -> None:
    colleague_called(app, "Amina Yusuf")
    page = text_of(lead.get("/log"))
    assert f"Colleague {KIM} Name chosen: Amina Yusuf" in page
    assert "Equality lead amina.yusuf@aldervale.example Name chosen: Amina Yusuf" in page
    rows = list(csv.DictReader(io.StringIO(lead.get("/log.csv").text.removeprefix("\ufeff"))))
    assert {(row["role"], row["email"]) for row in rows} == {
        ("Colleague", KIM),
        ("Equality lead", "amina.yusuf@aldervale.example"),
    }


def test_whoever_signs_out_or_in_in_the_same_thread_leaves_nothing_to_the_next(
    app: Flask, lead: Visitor
) -> None:
    kim = colleague_called(app, "Kim Lane")
    lead.get("/people")
    kim.get("/account")
    kim.post("/sign-out")
    assert last_entry(app, "signed out").by_account == 3
    with stories.parts(app).database.writing() as session:
        session.add(AuditEntry(who="selfeval", act="a rule of the service"))
    assert last_entry(app, "a rule of the service").by_role == "service"


def test_what_a_command_does_is_shown_as_a_command(app: Flask, lead: Visitor, settings: Settings) -> None:
    where = {"SELFEVAL_INSTANCE": str(settings.instance)}
    assert (
        CliRunner().invoke(main, ["account", "disable", SECOND_LEAD, "--at-once"], env=where).exit_code == 0
    )
    assert last_entry(app, "disabled an account").by_role == "command"


def test_an_operator_in_the_log_of_a_school_is_an_operator_whatever_the_name(
    app: Flask, lead: Visitor
) -> None:
    operator = people.operator(app)
    operator.get("/account")
    operator.post("/account/name", name="Amina Yusuf")
    operator.get("/schools/1/rename")
    operator.post("/schools/1/close")
    operator.post("/schools/1/reopen")
    assert "Operator account 3 Name chosen: Amina Yusuf closed the school" in text_of(lead.get("/log"))


def test_lines_from_before_the_record_say_that_they_have_none(app: Flask, lead: Visitor) -> None:
    with stories.parts(app).database.writing() as session:
        session.execute(update(AuditEntry).values(by_role=None, by_account=None, by_place=None))
    page = text_of(lead.get("/log"))
    assert "Role not recorded Name typed then: Amina Yusuf set up the school" in page


def test_who_rated_is_told_by_the_record_and_apart_from_a_namesake(app: Flask, lead: Visitor) -> None:
    kim = colleague_called(app, "Amina Yusuf")
    page = kim.get("/self-evaluation")
    area = re.search(r'href="(/self-evaluation/[a-z_-]+)', page.text)[1]
    indicator = re.search(r'name="indicator" value="([^"]+)"', kim.get(area).text)[1]
    kim.post(area, indicator=indicator, level="", commentary="Seen in lessons.", version="0", act="stay")
    saved = text_of(lead.get(f"{area}?indicator={indicator}"))
    assert "by colleague Amina Yusuf (account 3)" in saved


def test_an_invitation_says_in_which_role_it_was_made(app: Flask, lead: Visitor) -> None:
    operator = people.operator(app)
    operator.get("/account")
    operator.post("/account/name", name="Amina Yusuf, your head teacher")
    operator.get("/people/invite")
    path = link_on(operator.post("/people/invite", email="new@service.example", role="operator"))
    assert "Operator Amina Yusuf, your head teacher has invited you" in text_of(Visitor(app).get(path))
