"""Who reads what, since when: no typed day opens anything before leads were asked, and they can end it."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from flask import Flask

from selfeval.calendar.school_years import now
from selfeval.calendar.school_years import today as in_england
from selfeval.schools.partnerships import leaving_fault
from selfeval.store.directory import Membership
from selfeval.store.schools_and_accounts import Account, account_by, leads_of
from tests.released import OPENS, PUPILS, STAFF, release_survey
from tests.visitor import LEAD, PASSWORD, Visitor, text_of
from tests.web import people, stories
from tests.web.test_inviting import link_on

LONG_AGO = dt.date(2024, 9, 1)
REPORT = "/partnership/schools/1/reports/2026"


def on(name: str, day: dt.date) -> dict[str, object]:
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


@pytest.fixture
def trust(app: Flask, lead: Visitor) -> Visitor:
    """Ruth Adeyemi, officer of Wend Valley Trust; Alder Vale Primary has released, and is not in it."""
    with stories.parts(app).database.writing() as session:
        release_survey(session, 1, "pupils", PUPILS, opens=OPENS, seed=40)
        release_survey(session, 1, "staff", STAFF)
    ruth = people.officer(app, LONG_AGO)
    with stories.parts(app).database.writing() as session:
        session.delete(session.get_one(Membership, 1))
    return ruth


@pytest.fixture
def sam(app: Flask, lead: Visitor, trust: Visitor) -> Visitor:
    return people.operator(app)


def put_in(sam: Visitor, day: dt.date) -> str:
    sam.get("/partnerships/1")
    sent = sam.send("/partnerships/1/join", {"schools": "1", **on("joined_on", day)})
    assert sent.status_code == 303
    return text_of(sam.get("/partnerships/1"))


def newest(app: Flask) -> Membership:
    with stories.parts(app).database.reading() as session:
        return max(session.query(Membership), key=lambda membership: membership.id)


def answer(lead: Visitor, membership: Membership, yes: str) -> None:
    lead.get("/school/readers")
    assert lead.post(f"/school/memberships/{membership.id}/answer", yes=yes).status_code == 303


def test_a_day_two_years_back_opens_nothing_until_a_lead_says_yes(
    app: Flask, lead: Visitor, trust: Visitor, sam: Visitor
) -> None:
    assert "a lead is asked about earlier reports" in put_in(sam, LONG_AGO)
    assert trust.get(REPORT).status_code == 404
    for page in ("/", "/school/readers"):
        assert "1 September 2024" in text_of(lead.get(page)), page
    assert "asked that a partnership reads from an earlier day" in text_of(lead.get("/log"))
    answer(lead, newest(app), "yes")
    assert trust.get(REPORT).status_code == 200
    assert "let a partnership read from an earlier day" in text_of(lead.get("/log"))


def test_while_a_question_waits_there_is_one_way_to_say_yes(app: Flask, lead: Visitor, sam: Visitor) -> None:
    put_in(sam, LONG_AGO)
    page = text_of(lead.get("/school/readers"))
    assert "Yes, they may" in page
    assert "Share all earlier releases, too" not in page
    answer(lead, newest(app), "no")
    page = text_of(lead.get("/school/readers"))
    assert "Yes, they may" not in page
    assert "Share all earlier releases, too" in page


def test_a_no_leaves_what_is_released_from_today_on(
    app: Flask, lead: Visitor, trust: Visitor, sam: Visitor
) -> None:
    put_in(sam, LONG_AGO)
    answer(lead, newest(app), "no")
    assert trust.get(REPORT).status_code == 404
    membership = newest(app)
    assert membership.asks_from is None
    assert membership.reads_from is not None
    assert membership.reads_from > LONG_AGO
    assert "A question for you" not in text_of(lead.get("/school/readers"))


def test_put_in_today_it_reads_what_is_released_after_a_day_and_earlier_with_a_yes(
    app: Flask, lead: Visitor, sam: Visitor
) -> None:
    """On a Thursday: the day ends on Friday, so that whatever is released before Saturday waits for a yes."""
    thursday = dt.datetime(2026, 12, 3, 10, tzinfo=dt.UTC)
    with time_machine.travel(thursday, tick=False):
        for visitor, address in ((lead, LEAD), (sam, people.OPERATOR)):
            assert visitor.sign_in(address, PASSWORD).status_code in (302, 303)
        assert "Officers read from 5 December 2026 on" in put_in(sam, thursday.date())
        joined = newest(app)
        assert not any(joined.reads(thursday.date() + dt.timedelta(days=days)) for days in (-1, 0, 1))
        assert joined.reads(dt.date(2026, 12, 5))
        page = text_of(lead.get("/school/readers"))
        assert "May Wend Valley Trust read your reports from 3 December 2026 on?" in page
        assert "only what you release from 5 December 2026 on" in page
        assert "only what you release from the day on that is named there" in text_of(lead.get("/"))
        answer(lead, joined, "yes")
        assert newest(app).reads(thursday.date())


def test_a_day_to_come_is_kept_when_it_leaves_the_leads_their_day(
    app: Flask, lead: Visitor, sam: Visitor
) -> None:
    later = in_england() + dt.timedelta(days=30)
    put_in(sam, later)
    assert (newest(app).reads_from, newest(app).asks_from) == (later, None)


def test_a_school_without_a_lead_has_nobody_to_ask(app: Flask, lead: Visitor, sam: Visitor) -> None:
    with stories.parts(app).database.writing() as session:
        for person in leads_of(session, 1):
            person.active = False
    put_in(sam, in_england())
    assert (newest(app).reads_from, newest(app).asks_from) == (in_england(), None)


def test_only_a_lead_says_yes(app: Flask, lead: Visitor, trust: Visitor, sam: Visitor) -> None:
    put_in(sam, LONG_AGO)
    grace = people.head_teacher(app)
    address = f"/school/memberships/{newest(app).id}/answer"
    for visitor in (sam, trust, grace):
        visitor.get("/account")
        assert visitor.post(address, yes="yes").status_code == 403
    assert trust.get(REPORT).status_code == 404


def test_what_a_lead_has_ended_only_a_lead_begins_again(
    app: Flask, lead: Visitor, trust: Visitor, sam: Visitor
) -> None:
    """Not by joining anew, not by leaving in between, and not by another last day."""
    put_in(sam, LONG_AGO)
    answer(lead, newest(app), "yes")
    first = newest(app).id
    assert "only when a lead of your school says yes" in text_of(lead.get(f"/school/memberships/{first}/end"))
    lead.post(f"/school/memberships/{first}/end")
    assert trust.get(REPORT).status_code == 404
    sam.get(f"/partnerships/memberships/{first}/leave")
    later = on("left_on", dt.date(2099, 1, 1))
    moved = sam.send(f"/partnerships/memberships/{first}/leave", later)
    assert "To let it in again, put it in again." in text_of(moved)
    for day in (LONG_AGO, dt.date(2025, 1, 1)):
        assert "Officers read nothing until a lead says yes" in put_in(sam, day)
        assert trust.get(REPORT).status_code == 404
        again = newest(app) if day != LONG_AGO else membership(app, first)
        today = on("left_on", in_england())
        sam.get(f"/partnerships/memberships/{again.id}/leave")
        assert sam.send(f"/partnerships/memberships/{again.id}/leave", today).status_code == 303
    put_in(sam, dt.date(2025, 2, 1))
    assert newest(app).reads_from is None
    answer(lead, newest(app), "yes")
    assert trust.get(REPORT).status_code == 200


def membership(app: Flask, membership_id: int) -> Membership:
    with stories.parts(app).database.reading() as session:
        return session.get_one(Membership, membership_id)


def test_sharing_ends_with_the_membership_that_was_shared(
    app: Flask, lead: Visitor, trust: Visitor, sam: Visitor
) -> None:
    put_in(sam, LONG_AGO)
    lead.get("/school/readers")
    lead.post(f"/school/memberships/{newest(app).id}/share", shares="yes")
    assert trust.get(REPORT).status_code == 200
    sam.get("/partnerships/1")
    sam.send(f"/partnerships/memberships/{newest(app).id}/leave", on("left_on", in_england()))
    put_in(sam, LONG_AGO)
    assert trust.get(REPORT).status_code == 404


def test_the_page_names_everybody_who_reads_and_says_when_there_is_nobody(
    app: Flask, lead: Visitor, trust: Visitor, sam: Visitor
) -> None:
    page = text_of(lead.get("/school/readers"))
    assert "None. Your school is in no trust or authority here." in page
    assert "1 operator: Sam Okoro" in page
    put_in(sam, LONG_AGO)
    page = text_of(lead.get("/school/readers"))
    for told in ("Wend Valley Trust", "Ruth Adeyemi (account 3), since", "Amina Yusuf amina.yusuf@", "Since"):
        assert told in page, told


def test_a_partnership_that_is_called_something_else_says_so_in_the_log_of_each_school(
    app: Flask, lead: Visitor, sam: Visitor
) -> None:
    put_in(sam, in_england())
    sam.get("/partnerships/1/rename")
    sam.post("/partnerships/1/rename", name="Hollow Hills Trust", kind="trust", code="")
    assert "called: Wend Valley Trust to Hollow Hills Trust" in text_of(lead.get("/log"))


@pytest.mark.parametrize(
    ("left", "wanted", "refused"),
    [(None, 9, False), (5, 4, False), (5, 6, True), (5, 5, False)],
)
def test_whoever_has_left_comes_back_by_joining_only(left: int | None, wanted: int, refused: bool) -> None:
    day = dt.date(2025, 1, 1)
    membership = Membership(joined_on=day, left_on=left and day.replace(day=left))
    assert bool(leaving_fault(membership, day.replace(day=wanted))) is refused


def let_in(app: Flask, sam: Visitor, how: str) -> Visitor:
    """Sam lets an officer in, whose password he may know: a new one, one with a link, one of before."""
    if how == "invited":
        sam.get("/partnerships/1/invite")
        path = link_on(sam.post("/partnerships/1/invite", email="joy@wendvalley.example", role="officer"))
    else:
        with stories.parts(app).database.reading() as session:
            ruth = account_by(session, email=people.OFFICER)
        assert ruth is not None
        for act in ("disable", "enable") if how == "enabled" else ():
            sam.get(f"/people/{ruth.id}")
            assert sam.post(f"/people/{ruth.id}/{act}").status_code == 303
        sam.get(f"/people/{ruth.id}")
        if how == "enabled":
            visitor = Visitor(app)
            assert visitor.sign_in(people.OFFICER, PASSWORD).status_code == 303
            return visitor
        path = link_on(sam.post(f"/people/{ruth.id}/password-link"))
    visitor = Visitor(app)
    visitor.get(path)
    assert visitor.post(path, name="Joy Marsden", password="seven purple kettles").status_code == 303
    return visitor


@pytest.mark.parametrize("how", ["invited", "password", "enabled"])
def test_an_officer_whom_an_operator_lets_in_reads_nothing_for_a_day(
    app: Flask, lead: Visitor, trust: Visitor, sam: Visitor, how: str
) -> None:
    put_in(sam, LONG_AGO)
    answer(lead, newest(app), "yes")
    assert trust.get(REPORT).status_code == 200
    officer = let_in(app, sam, how)
    for address in (REPORT, f"{REPORT}/findings.csv"):
        assert officer.get(address).location == "/partnership"
    assert "You can read from" in text_of(officer.get("/partnership"))
    assert "reads nothing until" in text_of(lead.get("/school/readers"))
    assert "let an officer of a partnership in" in text_of(lead.get("/log"))
    with stories.parts(app).database.writing() as session:
        for person in session.query(Account):
            person.reads_after = person.reads_after and now()
    assert officer.get(REPORT).status_code == 200


def test_an_officer_who_chooses_a_new_password_reads_on(
    app: Flask, lead: Visitor, trust: Visitor, sam: Visitor
) -> None:
    put_in(sam, LONG_AGO)
    answer(lead, newest(app), "yes")
    trust.get("/account")
    changed = trust.post("/account/password", old_password=PASSWORD, password="seven purple kettles")
    assert changed.status_code == 303
    assert trust.get(REPORT).status_code == 200
