"""Owners say how their actions go; the term's edition is opened, closed, agreed and noted."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from selfeval.calendar.school_years import at, today
from selfeval.english import full_day
from selfeval.store.action_plans import Edition
from selfeval.store.schools_and_accounts import School, new_account
from tests.visitor import PASSWORD, Visitor, kept_password, text_of
from tests.web import people, stories
from tests.web.improve.test_plan_pages import add_action, add_objective

BEN = "ben.achterberg@aldervale.example"


def colleague(app: Flask) -> Visitor:
    """Ben Achterberg, who helps to rate."""
    with app.app_context(), stories.parts(app).database.writing() as session:
        school = session.get_one(School, 1)
        new_account(session, school, "Ben Achterberg", BEN, kept_password(), "colleague")
    ben = Visitor(app)
    assert ben.sign_in(BEN, PASSWORD).status_code == 303
    return ben


def update(visitor: Visitor, action: int, **fields: object) -> int:
    visitor.get("/action-plan/updates")
    return visitor.send(f"/action-plan/updates/{action}", {"seen": 0, **fields}).status_code


def noted_today() -> dict[str, str]:
    """The day on which governors met, as typed."""
    day = today()
    return {"noted-day": str(day.day), "noted-month": str(day.month), "noted-year": str(day.year)}


def send_agreed(visitor: Visitor, edition: int = 1, capacity: str = "head") -> TestResponse:
    """Agrees what stands on the page of an edition."""
    page = visitor.get(f"/action-plan/editions/{edition}")
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', page.text)
    fields = {"capacity": capacity, "seen": seen[1] if seen else ""}
    return visitor.send(f"/action-plan/editions/{edition}/agree", fields)


def test_one_press_says_that_nothing_has_changed(app: Flask, lead: Visitor) -> None:
    action = add_action(lead, add_objective(lead), owners="Ben Achterberg", progress="under_way")
    ben = colleague(app)
    assert "Buddies at lunch" in text_of(ben.get("/action-plan/updates"))
    assert update(ben, action, act="no-change") == 303
    page = text_of(lead.get("/action-plan"))
    assert "Under way No change." in page
    assert "Ben Achterberg" in page


def test_a_colleague_writes_of_own_actions_only(app: Flask, lead: Visitor) -> None:
    objective = add_objective(lead)
    action = add_action(lead, objective, owners="Somebody Else")
    ben = colleague(app)
    assert "No action names you as its lead." in text_of(ben.get("/action-plan/updates"))
    update(ben, action, act="no-change")
    page = text_of(ben.get("/action-plan"))
    assert "Nothing was saved: this action names somebody else as its lead." in page
    assert "Nothing written yet" in page


def test_an_update_that_lacks_something_comes_back_as_it_was_typed(lead: Visitor) -> None:
    action = add_action(lead, add_objective(lead), owners="Amina Yusuf")
    lead.get("/action-plan/updates")
    refused = lead.send(
        f"/action-plan/updates/{action}", {"act": "save", "progress": "stopped", "impact": "None", "seen": 0}
    )
    assert refused.status_code == 422
    assert "Say in a few words why it was stopped." in text_of(refused)
    assert ">None</textarea>" in refused.text


def test_a_second_text_that_saw_no_first_is_asked_about_and_both_stay(app: Flask, lead: Visitor) -> None:
    action = add_action(lead, add_objective(lead), owners="Ben Achterberg")
    ben = colleague(app)
    update(ben, action, act="save", progress="under_way", update="Begun in Year 5")
    lead.get("/action-plan/updates?whose=all")
    clash = lead.send(
        f"/action-plan/updates/{action}",
        {"act": "save", "progress": "done", "update": "Everywhere", "seen": 0, "whose": "all"},
    )
    assert clash.status_code == 409
    page = text_of(clash)
    assert "Somebody else wrote about it while you did." in page
    assert "Begun in Year 5" in page
    assert update(lead, action, act="save", progress="done", update="Everywhere", seen=1, whose="all") == 303
    assert "Everywhere" in text_of(lead.get("/action-plan"))


@pytest.fixture
def december() -> dt.datetime:
    return dt.datetime(2026, 12, 17, 9, tzinfo=dt.UTC)


def test_an_edition_goes_from_open_to_noted_and_never_changes(
    app: Flask, lead: Visitor, december: dt.datetime
) -> None:
    objective = add_objective(lead)
    action = add_action(lead, objective, owners="Amina Yusuf", timescale="November 2026")
    assert "two weeks before the term ends" in text_of(lead.get("/action-plan/editions"))
    assert lead.send("/action-plan/editions", {}).status_code == 303
    assert "0 of 1 action have an update." in text_of(lead.get("/action-plan/editions"))
    refused = lead.send("/action-plan/editions/1/close", {})
    assert refused.status_code == 422
    assert "1 action has no update yet. Tick that it is meant." in text_of(refused)
    update(lead, action, act="save", progress="done", update="Every class has buddies")
    assert lead.send("/action-plan/editions/1/close", {}).status_code == 303
    frozen = text_of(lead.get("/action-plan/editions/1"))
    assert "Every class has buddies" in frozen
    lead.send("/action-plan/new/action", {"text": "Later", "progress": "not_started", "below": objective})
    assert "Later" not in text_of(lead.get("/action-plan/editions/1"))
    head = people.head_teacher(app)
    assert head.send("/action-plan/editions/1/note", {}).status_code == 403
    asked = head.send("/action-plan/editions/1/agree", {})
    assert asked.status_code == 422
    assert send_agreed(head).status_code == 303
    missing = text_of(lead.send("/action-plan/editions/1/note", {"minute": ""}))
    assert "Enter the day on which they met." in missing
    assert "Write where the minutes say so" in missing
    before = {"noted-day": "2", "noted-month": "9", "noted-year": "25", "minute": "minute 7"}
    early = lead.send("/action-plan/editions/1/note", before)
    assert early.status_code == 422
    assert "They can have noted it only since." in text_of(early)
    day = noted_today()
    assert lead.send("/action-plan/editions/1/note", {"minute": "minute 7", **day}).status_code == 303
    page = text_of(lead.get("/action-plan/editions/1"))
    assert f"{full_day(today())}, minute 7" in page
    assert "by Grace Bello" in page


def test_what_is_written_after_the_edition_is_closed_belongs_to_the_next_term(
    app: Flask, lead: Visitor, december: dt.datetime
) -> None:
    with at(december):
        action = add_action(lead, add_objective(lead), owners="Amina Yusuf")
        lead.send("/action-plan/editions", {})
        lead.send("/action-plan/editions/1/close", {"sure": "yes"})
        assert "Spring 2027" in text_of(lead.get("/action-plan/updates"))
        assert update(lead, action, act="no-change") == 303
        assert "Spring 2027, Amina Yusuf" in text_of(lead.get("/action-plan"))


def test_two_editions_are_set_beside_each_other(app: Flask, lead: Visitor, december: dt.datetime) -> None:
    with at(december):
        action = add_action(lead, add_objective(lead), owners="Amina Yusuf", timescale="March 2027")
        lead.send("/action-plan/editions", {})
        update(lead, action, act="no-change")
        lead.send("/action-plan/editions/1/close", {})
    with at(december + dt.timedelta(days=130)):
        lead.client.delete_cookie("selfeval")
        lead.sign_in("amina.yusuf@aldervale.example", PASSWORD)
        update(lead, action, act="save", progress="done", update="In every class")
        lead.send("/action-plan/editions", {})
        lead.send("/action-plan/editions/2/close", {})
        page = text_of(lead.get("/action-plan/editions/2"))
    assert "Since autumn 2026" in page
    assert "Buddies at lunch : not started before, now done" in page


def test_a_schools_own_last_day_of_term_is_kept(app: Flask, lead: Visitor) -> None:
    own = {"ends-day": "18", "ends-month": "12", "ends-year": "26"}
    with at(dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)):
        refused = lead.send("/action-plan/editions", own | {"ends-year": "29"})
        assert "This day is far from the end of autumn 2026." in text_of(refused)
        lead.send("/action-plan/editions", own)
        assert "The term ends on 18 December 2026." in text_of(lead.get("/action-plan/editions"))
    with stories.parts(app).database.reading() as session:
        assert session.get_one(Edition, 1).ends_on == dt.date(2026, 12, 18)


def test_the_dutys_dates_follow_from_the_last_publication(lead: Visitor) -> None:
    last = {"information-day": "30", "information-month": "11", "information-year": "2025"}
    assert lead.send("/action-plan/duty-dates", {**last, "employees": "149"}).status_code == 303
    page = text_of(lead.get("/action-plan/duty-dates"))
    assert "by 29 November 2026 , within a year of the last time" in page
    assert "With 149 employees, information on staff need not be published." in page
    lead.send("/action-plan/duty-dates", {**last, "employees": "150"})
    assert "With 150 employees, information on staff is published too." in text_of(
        lead.get("/action-plan/duty-dates")
    )


def test_a_small_academy_is_asked_how_many_its_trust_employs(app: Flask, lead: Visitor) -> None:
    people.officer(app, dt.date(2026, 9, 1))
    with at(dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)):
        page = text_of(lead.get("/action-plan/duty-dates"))
    assert "How many people does Wend Valley Trust employ?" in page
    lead.send("/action-plan/duty-dates", {"employees": "400"})
    assert "With 400 employees, information on staff is published too." in text_of(
        lead.get("/action-plan/duty-dates")
    )


def test_a_partnership_takes_its_plan_through_an_edition(app: Flask, lead: Visitor) -> None:
    officer = people.officer(app, dt.date(2026, 9, 1))
    action = add_action(
        officer, add_objective(officer, objective="Every school has signed"), owners="KA / CR"
    )
    officer.send("/action-plan/editions", {})
    assert update(officer, action, act="no-change") == 303
    assert officer.send("/action-plan/editions/1/close", {}).status_code == 303
    assert send_agreed(officer).status_code == 303
    day = noted_today()
    assert officer.send("/action-plan/editions/1/note", {"minute": "minute 2", **day}).status_code == 303
    page = text_of(officer.get("/action-plan/editions/1"))
    assert f"Noted by the board {full_day(today())}, minute 2" in page
    assert lead.get("/action-plan/editions/1").status_code == 404
