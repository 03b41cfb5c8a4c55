"""The pages about what is kept, in a real browser: accessible, whole, and quiet."""

from __future__ import annotations

import datetime as dt

from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select

from selfeval.operations.restore import remember
from selfeval.store.schools_and_accounts import School
from selfeval.store.surveys import Survey
from tests.browsers import reads_well
from tests.released import OPENS, STAFF, release_survey
from tests.visitor import Visitor
from tests.web import stories
from tests.web.app_codes import sign_in
from tests.web.stories import parts
from tests.web.test_pages_in_a_browser import address, page, press

__all__ = ["address", "page"]


def test_keeping_taking_and_deleting_in_a_browser(
    app: Flask, address: str, page: Page, lead: Visitor
) -> None:
    with parts(app).database.writing() as session:
        school = session.scalars(select(School)).one()
        kept = release_survey(session, school.id, "staff", STAFF).survey_id
        lost = release_survey(session, school.id, "staff", STAFF, opens=OPENS.replace(year=2025)).survey_id
        session.get_one(Survey, kept).warned_on = dt.date(2026, 11, 1)
        session.get_one(Survey, lost).state = "lost"
        remember(session, "2099-01-01T09:00:00+00:00", "2098-12-01T02:10:00+00:00")
    running = stories.plan(lead, "staff", stories.staff())
    stories.open_it(lead, running)
    with parts(app).database.writing() as session:
        session.get_one(Survey, running).set_back = True
    sign_in(page, app, address)
    for path in ("/", "/school", "/surveys", f"/surveys/{kept}", f"/surveys/{lost}", f"/surveys/{running}"):
        page.goto(f"{address}{path}")
        reads_well(page)
    page.goto(f"{address}/school/data")
    reads_well(page)
    page.get_by_label("School years").fill("none")
    press(page, "Save")
    reads_well(page)
    with page.expect_download() as taken:
        press(page, "Download everything")
    assert taken.value.suggested_filename.startswith("alder-vale-primary-")
    page.goto(f"{address}/surveys/{kept}/delete")
    reads_well(page)
    press(page, "Delete answers and results")
    reads_well(page)
    page.get_by_label("Type “Autumn survey of staff” to confirm").fill("Autumn survey of staff")
    press(page, "Delete answers and results")
    reads_well(page)
    assert "are deleted" in page.get_by_role("heading", level=1).inner_text()
    for file in parts(app).settings.keys.glob("round-*.key"):
        file.unlink()
    parts(app).key_monitor.look()
    for path in ("/", f"/surveys/{running}"):
        page.goto(f"{address}{path}")
        reads_well(page)
