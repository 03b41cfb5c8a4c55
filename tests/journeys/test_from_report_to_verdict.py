"""From the first report to the next year's verdict: an action, its owner's words, an edition, what moved."""

from __future__ import annotations

import datetime as dt

import time_machine
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from selfeval.improvement.metrics import Metric, Reference
from selfeval.store.metric_saving import add_metric
from selfeval.store.plan_reading import PlanOwner
from tests.journeys.steps import sign_in as sign_in_again
from tests.journeys.test_self_evaluation import GRACE, another, joined, press
from tests.released import Asked, release_survey
from tests.visitor import LEAD, Visitor
from tests.web import stories
from tests.web.app_codes import sign_in
from tests.web.test_pages_in_a_browser import address, page

__all__ = ["address", "page"]

FIRST, NEXT = (dt.datetime(year, 11, 2, 9, tzinfo=dt.UTC) for year in (2026, 2027))
TITLE = "Bullying is dealt with, as staff say"


def survey(app: Flask, lean: float, year: int) -> None:
    """A survey of staff, counted and released."""
    with stories.parts(app).database.writing() as session:
        asked = {"staff": [Asked("Staff", 52, 60, lean)]}
        release_survey(session, 1, "staff", asked, opens=dt.date(year, 10, 5), seed=year)


def measure(app: Flask) -> None:
    """What staff say of bullying is followed from one survey to the next."""
    with stories.parts(app).database.writing() as session:
        reference = Reference("scale", "staff", "bullying")
        add_metric(
            session, PlanOwner(school_id=1), Metric(TITLE, "mean", "up", reference=reference), "Amina Yusuf"
        )


def make_an_action(page: Page, address: str) -> None:
    """One press on the report, then who does it, by when, and what it should move."""
    page.goto(f"{address}/reports/2026")
    page.get_by_role("link", name="Make an action").first.click()
    expect(page.get_by_role("heading", name="Where it comes from")).to_be_visible()
    page.get_by_label("What is it for?").fill("Everybody knows who to tell")
    page.get_by_label("What will be done?").fill("Train all staff in the first week")
    page.get_by_label("Who leads it?").fill("Amina Yusuf")
    page.get_by_label("By when?", exact=True).fill("October 2027")
    expect(page.get_by_text("Read as: by 31 October 2027.")).to_be_visible()
    page.get_by_label("Under way").check()
    page.get_by_label("Which metric?").select_option(f"From this finding: {TITLE}")
    page.get_by_role("radio", name="up").first.check()
    page.get_by_label("Why should it move?").first.fill("Half of us did not know the steps.")
    press(page, "Save")


def freeze_the_term(page: Page, head: Page, address: str) -> None:
    """The edition is opened, its owner says that nothing has changed, it is closed, and the head agrees."""
    page.goto(f"{address}/action-plan/editions")
    press(page, "Open the edition")
    page.goto(address)
    page.get_by_role("link", name="Say how your action goes").click()
    press(page, "No change")
    page.goto(f"{address}/action-plan/editions")
    page.get_by_role("link", name="Hand in to the head").click()
    press(page, "Close it and hand it in")
    head.goto(address)
    head.get_by_role("link", name="Agree the action plan of autumn 2026").click()
    head.get_by_label("I am the head teacher").check()
    press(head, "Agree this edition")
    expect(head.get_by_text("by Grace Bello")).to_be_visible()


def test_a_school_goes_from_its_first_report_to_the_next_years_verdict(
    app: Flask, lead: Visitor, address: str, browser: Browser, page: Page
) -> None:
    with time_machine.travel(FIRST):
        joined(app)
        survey(app, 0.45, 2026)
        measure(app)
        phone = sign_in(page, app, address, LEAD)
        make_an_action(page, address)
        row = page.get_by_role("row", name="Train all staff in the first week")
        expect(row).to_contain_text("Not measured yet.")
        page.goto(f"{address}/reports/2026")
        expect(page.get_by_text("Being done: Train all staff in the first week").first).to_be_visible()
        freeze_the_term(page, another(browser, app, address, GRACE), address)
    with time_machine.travel(NEXT):
        survey(app, 0.85, 2027)
        sign_in_again(page, address, LEAD)
        page.goto(f"{address}/action-plan/updates")
        page.get_by_label("Code", exact=True).fill(phone.code)
        press(page, "Go on")
        page.get_by_text("Write what happened").click()
        page.get_by_label("Done").check()
        page.get_by_label("What happened?").fill("All are trained, new staff in their first week.")
        press(page, "Save")
        page.goto(f"{address}/action-plan")
        row = page.get_by_role("row", name="Train all staff in the first week")
        expect(row).to_contain_text("Done, and moved.")
        expect(page.get_by_text("does not prove that the action caused it")).to_be_visible()
        page.goto(f"{address}/action-plan/editions/1")
        expect(page.get_by_role("row", name="Train all staff in the first week")).to_contain_text(
            "No change."
        )
