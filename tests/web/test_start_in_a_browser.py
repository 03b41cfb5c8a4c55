"""The start page in a real browser: what is needed, what is next, and the year, on a phone and on a desk."""

from __future__ import annotations

import datetime as dt

from flask import Flask
from playwright.sync_api import Page, expect

from selfeval.calendar.school_years import school_year, today
from selfeval.questionnaires.catalogue import latest
from selfeval.self_evaluation.area_plans import Assignment, give_out
from selfeval.store.schools_and_accounts import School
from tests.browsers import reads_well
from tests.rated import rate_some
from tests.visitor import LEAD, PASSWORD, Visitor
from tests.web import stories
from tests.web.test_pages_in_a_browser import address, page, press

__all__ = ["address", "page"]  # fixtures


def with_areas_given_out(app: Flask) -> None:
    """Amina looks after two areas, one of them late; Daniel after three; nobody after the last."""
    definition = latest("self-evaluation").definition
    days = [today() + dt.timedelta(days=number) for number in (-3, 4, 32, 60, 95)]
    owners = [1, 1, 2, 2, 2]
    assignments = [Assignment(owner, day) for owner, day in zip(owners, days, strict=True)]
    with stories.parts(app).database.writing() as session:
        year = school_year(today())
        rate_some(session, year, ["secure", "building", "secure", "not_known"], indicators=11)
        give_out(
            session,
            definition,
            school=session.get_one(School, 1),
            year=year,
            assignments=dict(zip(definition.areas, assignments, strict=False)),
            sign_off_by=today() + dt.timedelta(days=120),
            rated_apart=False,
            who="Amina Yusuf",
        )


def test_the_start_page_in_a_browser(app: Flask, address: str, page: Page, lead: Visitor) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-mail address").fill(LEAD)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    expect(page.get_by_role("heading", name="Getting ready")).to_be_visible()
    reads_well(page)
    press(page, "Save")
    page.get_by_role("link", name="Choose what kind of school it is.").click()
    assert page.evaluate("document.activeElement.id") == "phase"
    reads_well(page)
    page.get_by_label("Say what kind of school it is").select_option("Primary")
    press(page, "Save")
    expect(page.get_by_text("Have the number of pupils in each year, Reception to Year 6,")).to_be_visible()
    stories.plan(lead, "staff", stories.staff())
    with_areas_given_out(app)
    page.goto(address)
    expect(page.get_by_role("heading", name="Do this next")).to_be_visible()
    reads_well(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    line = page.get_by_role("img", name="The school year")
    expect(line).to_be_visible()
    labels = [box for box in (text.bounding_box() for text in line.locator("text").all()) if box]
    drawn = line.bounding_box()
    assert drawn
    assert all(
        drawn["x"] <= box["x"] and box["x"] + box["width"] <= drawn["x"] + drawn["width"] for box in labels
    )
    page.set_viewport_size({"width": 390, "height": 900})
    expect(page.get_by_role("listitem").filter(has_text="Self-evaluation to be signed off")).to_be_visible()
