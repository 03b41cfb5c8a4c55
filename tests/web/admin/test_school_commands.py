"""`selfeval school` and `selfeval account`: what whoever runs the service does without a page."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from selfeval.accounts.mail import Mail
from selfeval.calendar.school_years import today
from selfeval.commands.main import main
from selfeval.schools.schools import remove_school
from selfeval.settings import Settings
from selfeval.store.database import Database
from selfeval.store.directory import Membership, has_work
from selfeval.store.schools_and_accounts import (
    AuditEntry,
    Partnership,
    School,
    Span,
    entries,
    leads_of,
    note,
    school_ids,
)
from selfeval.store.sign_in import KnownBrowser
from tests.schools import new_school
from tests.visitor import LEAD, SECOND_LEAD, Visitor, text_of
from tests.web import people, stories
from tests.web.test_inviting import accept

PATH = re.compile(r"http://127\.0\.0\.1:8000(/(?:join|password)/[\w-]+)")


@pytest.fixture
def selfeval(settings: Settings) -> object:
    """The command, run for this installation."""

    def run(*words: object) -> Result:
        return CliRunner().invoke(
            main, list(map(str, words)), env={"SELFEVAL_INSTANCE": str(settings.instance)}
        )

    return run


def link_in(done: Result) -> str:
    found = PATH.search(done.output)
    assert found, done.output
    return found[1]


def acts(app: Flask) -> list[tuple[str, str]]:
    with stories.parts(app).database.reading() as session:
        found = session.scalars(select(AuditEntry).where(AuditEntry.who == "the operator"))
        return [(entry.act, entry.subject) for entry in found]


def test_a_service_for_many_schools_begins_with_an_operator(app: Flask, selfeval: object) -> None:
    """Before the first school, and without the set-up token."""
    path = link_in(selfeval("account", "operator", "sam.okoro@service.example"))
    sam = accept(app, path, "Sam Okoro")
    assert "There is no school yet." in text_of(sam.get("/schools"))
    assert Visitor(app).get("/set-up").status_code == 404


def test_a_school_is_added_and_its_lead_invited(app: Flask, lead: Visitor, selfeval: object) -> None:
    added = selfeval("school", "add", "Larkbeck Primary", "--urn", "114367", "--phase", "PS")
    assert "selfeval account invite EMAIL --school 2" in added.output
    path = link_in(selfeval("account", "invite", "ada@larkbeck.example", "--school", "114367"))
    assert "Join Larkbeck Primary Whoever runs the server has invited you to" in text_of(
        Visitor(app).get(path)
    )
    ada = accept(app, path, "Ada Quill")
    assert "Larkbeck Primary · Ada Quill, equality lead" in text_of(ada.get("/"))
    assert ("invited someone", "ada@larkbeck.example, as equality lead") in acts(app)
    refused = selfeval("school", "add", "Another", "--urn", "114367")
    assert "Another school here has this number" in refused.output


def test_a_school_whose_only_lead_has_left_is_rescued(app: Flask, lead: Visitor, selfeval: object) -> None:
    grace = people.head_teacher(app)
    told = [selfeval("account", "disable", email, "--at-once").output for email in (LEAD, SECOND_LEAD)]
    assert "Only Daniel Price can lead at Alder Vale Primary then." in told[0]
    assert "Nobody can lead at Alder Vale Primary then." in told[1]
    assert lead.get("/").status_code == 302
    assert selfeval("account", "make-lead", people.READER).exit_code == 0
    assert grace.get("/surveys/plan").status_code == 200
    log = text_of(grace.get("/log"))
    assert (
        "A command on the server changed a role: grace.bello@aldervale.example (Grace Bello): leader" in log
    )
    assert "A command on the server disabled an account: amina.yusuf@aldervale.example (Amina Yusuf)" in log


def test_accounts_are_listed_by_school(app: Flask, lead: Visitor, selfeval: object) -> None:
    people.other_lead(app)
    listed = selfeval("account", "list", "--school", "quarry hill school").output
    assert "Tom Okafor" in listed
    assert "Amina" not in listed


def test_a_link_for_a_new_password_is_made_on_the_server_too(
    app: Flask, lead: Visitor, selfeval: object
) -> None:
    path = link_in(selfeval("account", "password-link", LEAD, "--at-once"))
    amina = Visitor(app)
    amina.get(path)
    assert amina.post(path, password="five green herons").status_code == 303
    assert lead.get("/").status_code == 302


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("account", "invite", "amina", "--school", "1"), "Enter an e-mail address like"),
        (("account", "invite", LEAD, "--school", "1"), "Amina Yusuf has this address already"),
        (("account", "invite", "x@y.example", "--school", "9"), "There is no school “9”."),
        (("account", "password-link", "x@y.example"), "There is no account with the address"),
        (("school", "rename", "1", "New Name"), "Give the day with --from"),
        (("school", "rename", "1", "New Name", "--from", "2099-01-01"), "more than a year ahead"),
        (("school", "rename", "1", "<b>", "--correction"), "without < or >"),
        (("school", "close", "nowhere"), "There is no school “nowhere”."),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(
    app: Flask, lead: Visitor, selfeval: object, words: tuple[str, ...], told: str
) -> None:
    done = selfeval(*words)
    assert done.exit_code != 0
    assert told in done.output


def test_a_school_becomes_an_academy_and_keeps_its_years(app: Flask, lead: Visitor, selfeval: object) -> None:
    since = today().isoformat()
    done = selfeval("school", "rename", "1", "Alder Vale Academy", "--from", since, "--urn", "155001")
    assert "is called Alder Vale Academy from" in done.output
    assert "Alder Vale Academy · Amina Yusuf" in text_of(lead.get("/"))
    with stories.parts(app).database.reading() as session:
        school = session.get_one(School, 1)
        assert school.on(today() - dt.timedelta(1)).name == "Alder Vale Primary"
    words = text_of(lead.get("/school"))
    assert "Alder Vale Academy Today" in words
    assert "Alder Vale Primary the start" in words


def test_a_lead_says_what_the_own_school_is_called(app: Flask, lead: Visitor) -> None:
    lead.get("/school/rename")
    fields = {"name": "Alder Vale Primary School", "urn": "114367", "why": "correction"}
    assert lead.send("/school/rename", fields).status_code == 303
    assert "Alder Vale Primary School · Amina Yusuf" in text_of(lead.get("/"))


def test_closing_and_reopening_are_told(app: Flask, lead: Visitor, selfeval: object) -> None:
    assert "selfeval school reopen 1" in selfeval("school", "close", "Alder Vale Primary").output
    assert "closed on" in selfeval("school", "list").output
    assert lead.get("/").status_code == 302
    assert selfeval("school", "reopen", 1).exit_code == 0
    assert lead.get("/").status_code == 200


def test_a_school_that_was_added_by_mistake_is_removed(app: Flask, lead: Visitor, selfeval: object) -> None:
    selfeval("school", "add", "Larkbeck Primary", "--urn", "114367")
    assert selfeval("school", "remove", "114367").exit_code == 1  # nobody said yes
    assert "Larkbeck Primary is removed." in selfeval("school", "remove", "114367", "--yes").output
    assert ("removed a school", "Larkbeck Primary, URN 114367, school 2, with 0 accounts") in acts(app)
    stories.plan(lead, "pupils", stories.pupils())
    assert "Alder Vale Primary has a survey" in selfeval("school", "remove", "1", "--yes").output
    assert "Alder Vale Primary" in selfeval("school", "list").output


def test_leads_are_asked_by_letter_before_their_school_is_removed(
    app: Flask, lead: Visitor, selfeval: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters: list[tuple[str, str]] = []
    monkeypatch.setattr(Mail, "post", lambda _, to, subject, text: letters.append((to, f"{subject}: {text}")))
    for _ in range(2):
        refused = selfeval("school", "remove", "1", "--yes")
        assert refused.exit_code == 1
        assert "Alder Vale Primary has leads: they are asked, and it is not done yet." in refused.output
        assert [to for to, _ in letters] == [LEAD, SECOND_LEAD]  # once
    assert "has asked to remove your school here, with all its accounts and its log" in letters[0][1]
    assert "asked for the removal of your school" in text_of(lead.get("/"))
    done = selfeval("school", "remove", "1", "--yes", "--at-once")
    assert "Alder Vale Primary is removed." in done.output
    assert len(letters) == 4


def test_what_goes_with_a_school_is_all_that_is_there_before_anybody_works(database: Database) -> None:
    """With accounts, invitations, memberships and a log, on both databases."""
    with database.writing() as session:
        school = new_school(session)
        trust = Partnership(name="Wend Valley Trust", kind="trust")
        session.add(trust)
        session.flush()
        session.add(Membership(partnership_id=trust.id, school_id=school.id, joined_on=today()))
        session.add(KnownBrowser(account_id=leads_of(session, school.id)[0].id, digest="x"))
        note(session, school.id, "Sam", "added the school", school.name)
    with database.writing() as session:
        assert not has_work(session, school.id)
        remove_school(session, session.get_one(School, school.id), "Sam")
    with database.reading() as session:
        assert school_ids(session) == []
        assert [entry.school_id for entry in entries(session, Span(None), 1)] == [None]
