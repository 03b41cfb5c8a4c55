"""Whoever runs the service changes who gets into a school with a lead's yes, or after a day all leads see."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from selfeval.accounts.held_changes import DELAY, a_day_later
from selfeval.accounts.mail import Mail
from selfeval.calendar.school_years import now
from selfeval.commands.main import main
from selfeval.settings import Settings
from selfeval.store.schools_and_accounts import Account
from selfeval.store.sign_in import HeldChange
from tests.visitor import LEAD, PASSWORD, SECOND_LEAD, Visitor, text_of
from tests.web import people, stories
from tests.web.test_inviting import link_on

AMINA, DANIEL, GRACE = 1, 2, 3
IN_A_WEEK = dt.timedelta(days=7)


@pytest.fixture
def outsider(app: Flask, lead: Visitor) -> Visitor:
    """Sam Okoro, who runs the service; Grace Bello reads at Alder Vale Primary."""
    people.head_teacher(app)
    return people.operator(app)


@pytest.fixture
def daniel(app: Flask, lead: Visitor) -> Visitor:
    """Daniel Price, the second lead."""
    visitor = Visitor(app)
    assert visitor.sign_in(SECOND_LEAD, PASSWORD).status_code == 303
    return visitor


ACTS: dict[str, dict[str, str]] = {
    "password-link": {},
    "reset-factor": {},
    "role": {"role": "colleague"},
    "disable": {},
}


def ask(outsider: Visitor, act: str, about: int = AMINA) -> str:
    outsider.get(f"/people/{about}")
    return text_of(outsider.post(f"/people/{about}/{act}", **ACTS[act]))


def person(app: Flask, account_id: int = AMINA) -> Account:
    with stories.parts(app).database.reading() as session:
        return session.get_one(Account, account_id)


def held(app: Flask) -> list[HeldChange]:
    with stories.parts(app).database.reading() as session:
        return list(session.scalars(select(HeldChange).order_by(HeldChange.id)))


def say(visitor: Visitor, word: str, change: HeldChange) -> int:
    visitor.get("/school/readers")
    return visitor.post(f"/school/changes/{change.id}/{word}").status_code


@pytest.mark.parametrize("act", ACTS)
def test_an_operator_changes_nothing_about_a_lead_alone(
    app: Flask, lead: Visitor, outsider: Visitor, act: str
) -> None:
    before = person(app)
    ask(outsider, act)
    ask(outsider, act)
    after = person(app)
    assert (after.role, after.active, after.fs_uniquifier) == (before.role, True, before.fs_uniquifier)
    assert len(held(app)) == 1
    page = text_of(lead.get("/"))
    assert "Whoever runs this service has asked for" in page
    assert f"for {LEAD}" in page
    assert "asked to change who gets in" in text_of(lead.get("/log"))
    assert "Waits for a lead of the school" in text_of(outsider.get(f"/people/{AMINA}"))


def test_another_lead_says_yes_and_it_is_done_at_once_and_only_once(
    app: Flask, lead: Visitor, daniel: Visitor, outsider: Visitor
) -> None:
    ask(outsider, "password-link")
    assert say(daniel, "agree", held(app)[0]) == 303
    outsider.get(f"/people/{AMINA}")
    path = link_on(outsider.post(f"/people/{AMINA}/password-link"))
    assert Visitor(app).get(path).status_code == 200
    assert "/password/" not in ask(outsider, "password-link")
    assert len(held(app)) == 2
    assert "Done on" in text_of(daniel.get("/"))
    log = text_of(daniel.get("/log"))
    assert "Daniel Price said yes to a change of who gets in: a new password for amina.yusuf@" in log


def test_nobody_says_yes_about_the_own_account(app: Flask, lead: Visitor, outsider: Visitor) -> None:
    """Whoever has a password without the phone cannot have the phone taken away."""
    ask(outsider, "reset-factor")
    say(lead, "agree", held(app)[0])
    assert held(app)[0].due_at > now()
    assert "Yes, do it" not in text_of(lead.get("/school/readers"))


@pytest.mark.parametrize("who", ["outsider", "grace"])
def test_only_a_lead_says_yes_or_stops_it(app: Flask, outsider: Visitor, who: str) -> None:
    ask(outsider, "password-link")
    visitor = outsider if who == "outsider" else Visitor(app)
    if who == "grace":
        visitor.sign_in(people.READER, PASSWORD)
    visitor.get("/account")
    for word in ("agree", "stop"):
        assert visitor.post(f"/school/changes/{held(app)[0].id}/{word}").status_code == 403


def test_any_lead_stops_it_the_one_whom_it_is_about_too(app: Flask, lead: Visitor, outsider: Visitor) -> None:
    ask(outsider, "password-link")
    say(lead, "stop", held(app)[0])
    assert held(app) == []
    assert "stopped a change of who gets in: a new password" in text_of(lead.get("/log"))


def test_after_a_day_it_can_be_done_and_a_week_later_it_is_asked_anew(app: Flask, outsider: Visitor) -> None:
    ask(outsider, "password-link")
    due = held(app)[0].due_at
    for moment, done in ((due - dt.timedelta(minutes=1), False), (due + IN_A_WEEK, False), (due, True)):
        with time_machine.travel(moment, tick=False):
            later = Visitor(app)
            later.sign_in(people.OPERATOR, PASSWORD)
            later.get(f"/people/{AMINA}")
            made = later.post(f"/people/{AMINA}/password-link")
            assert (made.status_code == 200) is done, moment


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-11-24 09:00", "2026-11-25 09:00"),
        ("2026-11-27 16:30", "2026-11-30 16:30"),
        ("2026-11-28 10:00", "2026-11-30 10:00"),
        ("2026-11-29 10:00", "2026-11-30 10:00"),
    ],
)
def test_a_day_does_not_end_on_a_weekend(asked: str, due: str) -> None:
    moment = dt.datetime.fromisoformat(f"{asked}+00:00")
    assert a_day_later(moment) == dt.datetime.fromisoformat(f"{due}+00:00")
    assert a_day_later(moment) - moment >= DELAY


def test_an_operator_gets_nobody_else_in_either(app: Flask, lead: Visitor, outsider: Visitor) -> None:
    """Not by an invitation, not by a new link for the invitation of a lead, not by a reader's account."""
    outsider.get("/schools/1/invite")
    sent = outsider.post("/schools/1/invite", email="sam.two@service.example", role="leader")
    assert sent.status_code == 303
    lead.get("/people/invite")
    lead.post("/people/invite", email="new@aldervale.example", role="colleague")
    outsider.get("/schools/1")
    assert "/join/" not in text_of(outsider.post("/people/links/1/again"))
    assert "/password/" not in ask(outsider, "password-link", GRACE)
    assert [change.kind for change in held(app)] == ["invitation", "invitation", "password"]


def test_a_closed_school_is_asked_nothing(app: Flask, lead: Visitor, outsider: Visitor) -> None:
    """Closing shuts the leads out, so that none of them could say no while the day runs."""
    ask(outsider, "password-link")
    outsider.get("/schools/1/close")
    outsider.post("/schools/1/close")
    assert held(app) == []
    ask(outsider, "password-link")
    assert held(app) == []
    assert "is closed, so that none of its leads could say no" in text_of(outsider.get("/schools/1"))


def test_a_school_without_a_lead_is_helped_at_once(app: Flask, outsider: Visitor) -> None:
    outsider.get("/schools/add")
    at = outsider.post("/schools/add", name="Larkbeck Primary", urn="", phase="PS", authority="").location
    outsider.get(f"{at}/invite")
    path = link_on(outsider.post(f"{at}/invite", email="ada@larkbeck.example", role="lead"))
    ada = Visitor(app)
    ada.get(path)
    assert ada.post(path, name="Ada Quill", password=PASSWORD).status_code == 303
    outsider.get(f"{at}/invite")
    assert outsider.post(f"{at}/invite", email="joy@larkbeck.example", role="lead").status_code == 303


def test_whoever_joins_later_by_an_operator_s_invitation_is_shown_to_the_leads(
    app: Flask, lead: Visitor, daniel: Visitor, outsider: Visitor
) -> None:
    outsider.get("/schools/1/invite")
    outsider.post("/schools/1/invite", email="new@aldervale.example", role="leader")
    say(daniel, "agree", held(app)[0])
    outsider.get("/schools/1/invite")
    path = link_on(outsider.post("/schools/1/invite", email="new@aldervale.example", role="leader"))
    visitor = Visitor(app)
    visitor.get(path)
    visitor.post(path, name="Amina Yusuf", password=PASSWORD)
    assert "invitation for new@aldervale.example, as leader" in text_of(lead.get("/"))
    assert "by operator Sam Okoro" in text_of(lead.get("/school/readers"))
    assert len([change for change in held(app) if change.done_at]) == 2


def test_a_new_lead_is_not_warned_of_her_own_coming(app: Flask, lead: Visitor, settings: Settings) -> None:
    made = run(settings, "invite", "new@aldervale.example", "--school", "1", "--at-once")
    link = re.search(r"(/join/[\w-]+)", made.output)
    assert link is not None, made.output
    visitor = Visitor(app)
    visitor.get(link[1])
    assert visitor.post(link[1], name="Joy Bright", password=PASSWORD).status_code == 303
    assert "Done on" in text_of(lead.get("/"))
    assert text_of(lead.get("/school/readers")).count("An invitation for new@aldervale.example") == 2
    assert "Done on" not in text_of(visitor.get("/"))
    assert "An invitation for" not in text_of(visitor.get("/school/readers"))


def test_what_is_asked_about_an_account_is_a_sentence(app: Flask, lead: Visitor, outsider: Visitor) -> None:
    ask(outsider, "disable")
    assert f"has asked for a block on signing in for {LEAD}" in text_of(lead.get("/"))


def test_leads_of_the_school_wait_for_nobody(app: Flask, lead: Visitor) -> None:
    lead.get(f"/people/{DANIEL}")
    assert lead.post(f"/people/{DANIEL}/password-link").status_code == 200
    assert held(app) == []


def run(settings: Settings, *words: str) -> Result:
    where = {"SELFEVAL_INSTANCE": str(settings.instance)}
    return CliRunner().invoke(main, ["account", *words], env=where)


COMMANDS = (
    ("new-password", LEAD),
    ("password-link", LEAD),
    ("disable", LEAD),
    ("make-lead", people.READER),
    ("invite", "new@aldervale.example", "--school", "1"),
)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_asks_the_leads_unless_it_is_told_not_to_and_they_see_it(
    app: Flask, lead: Visitor, daniel: Visitor, outsider: Visitor, settings: Settings, words: tuple[str, ...]
) -> None:
    refused = run(settings, *words)
    assert refused.exit_code == 1
    assert "has leads: they are asked, and it is not done yet." in refused.output
    assert [change.done_at for change in held(app)] == [None]
    assert "Whoever runs this service has asked for" in text_of(daniel.get("/"))
    done = run(settings, *words, "--at-once")
    assert done.exit_code == 0, done.output
    assert "Done on" in text_of(daniel.get("/"))
    assert "whoever runs the server" in text_of(daniel.get("/school/readers"))


def test_a_command_with_nothing_asked_before_is_shown_as_done_without_asking(
    app: Flask, daniel: Visitor, settings: Settings
) -> None:
    assert run(settings, "new-password", LEAD, "--at-once").exit_code == 0
    assert "changed who gets in without asking a lead: a new password for" in text_of(daniel.get("/log"))
    with time_machine.travel(now() + dt.timedelta(days=15), tick=False):
        later = Visitor(app)
        later.sign_in(SECOND_LEAD, PASSWORD)
        assert "Done on" not in text_of(later.get("/"))


@pytest.mark.parametrize("words", [("new-password",), ("disable", "enable")], ids=" ".join)
def test_leads_have_a_letter_of_an_officer_whom_a_command_lets_in(
    app: Flask, lead: Visitor, settings: Settings, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    people.officer(app, dt.date(2026, 9, 1))
    letters: list[tuple[str, str]] = []
    monkeypatch.setattr(Mail, "post", lambda _, to, subject, text: letters.append((to, f"{subject}: {text}")))
    for word in words:
        assert run(settings, word, people.OFFICER).exit_code == 0
    assert [to for to, _ in letters] == [LEAD, SECOND_LEAD]
    assert "has let an officer of your trust or authority in" in letters[0][1]
    assert "reads nothing until" in text_of(lead.get("/school/readers"))
