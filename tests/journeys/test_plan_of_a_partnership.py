"""A partnership brings the plan that it has in Word, and takes it through two editions."""

from __future__ import annotations

import datetime as dt

import time_machine
from flask import Flask
from playwright.sync_api import Page, expect

from selfeval.calendar.school_years import today
from selfeval.english import full_day
from tests.browsers import reads_well, unfold
from tests.imports.plan_documents import PARTNERSHIP, word_file
from tests.journeys.steps import fill_date
from tests.journeys.steps import sign_in as sign_in_again
from tests.journeys.test_self_evaluation import press
from tests.visitor import PASSWORD, Visitor
from tests.web.app_codes import sign_in
from tests.web.people import OFFICER, officer
from tests.web.test_pages_in_a_browser import address, page

__all__ = ["address", "page"]

AUTUMN, SPRING = (dt.datetime(*day, 9, tzinfo=dt.UTC) for day in ((2026, 12, 17), (2027, 4, 20)))
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHARED, MEETINGS, BRIEFINGS, REPORT = (
    "Share the aims with every adviser.",
    "Hold two staff meetings.",
    "Briefings",
    "A termly report",
)


def bring_in(page: Page, address: str) -> None:
    """The Word file is looked at first: its seven actions, its initials, and the time that can be read in two
    ways; then it is saved."""
    page.goto(f"{address}/action-plan/bring-in")
    plan = {"name": "plan.docx", "mimeType": WORD, "buffer": word_file(PARTNERSHIP)}
    page.get_by_label("The file with your plan").set_input_files(files=[plan])
    press(page, "Look at it")
    expect(page.get_by_text("7 actions are new.")).to_be_visible()
    expect(page.get_by_text("“August 24”").first).to_be_visible()
    press(page, "Save it in the plan")
    expect(page.get_by_role("heading", name="1 Tell schools what we are for.")).to_be_visible()
    expect(page.get_by_role("row", name=MEETINGS)).to_contain_text("TB / OK")


def write(page: Page, action: str, how: str, what: str) -> None:
    """What its lead writes of an action this term."""
    part = page.get_by_role("region", name=action)
    unfold(page)
    part.get_by_label(how, exact=True).check()
    part.get_by_label("What happened?").fill(what)
    with page.expect_navigation():
        part.get_by_role("button", name="Save").click()


def close(page: Page, address: str, *, silent: bool) -> None:
    """The edition is closed, agreed, and noted by the board."""
    page.goto(f"{address}/action-plan/editions")
    page.get_by_role("link", name="Close the edition").click()
    if silent:
        page.get_by_label("Close it although").check()
    press(page, "Close the edition")
    press(page, "Agree this edition")
    fill_date(page, "When did they meet?", today())
    page.get_by_label("Where do the minutes say so?").fill("minute 4")
    press(page, "Write it down")
    expect(page.get_by_text(f"{full_day(today())}, minute 4").first).to_be_visible()


def count_of(page: Page, group: str, number: int) -> None:
    row = page.get_by_role("table").first.get_by_role("row", name=group)
    expect(row.get_by_role("cell")).to_have_text(str(number))


def test_a_partnership_takes_its_plan_from_word_through_two_editions(
    app: Flask, lead: Visitor, address: str, page: Page
) -> None:
    with time_machine.travel(AUTUMN):
        officer(app, dt.date(2026, 9, 1))
        phone = sign_in(page, app, address, OFFICER)
        bring_in(page, address)
        page.goto(f"{address}/action-plan/editions")
        press(page, "Open the edition")
        page.goto(f"{address}/action-plan/updates?whose=all")
        write(page, SHARED, "Done", "All advisers have them.")
        write(page, BRIEFINGS, "Under way", "Two were held.")
        close(page, address, silent=True)
        page.goto(f"{address}/action-plan/board")
        count_of(page, "Overdue", 2)
        count_of(page, "Done, and nothing can be said", 1)
        reads_well(page, (390, 1366))
        expect(page.get_by_role("row", name="Hold a yearly conference")).not_to_be_attached()
    with time_machine.travel(SPRING):
        sign_in_again(page, address, OFFICER, PASSWORD)
        page.goto(f"{address}/action-plan")
        page.get_by_label("Code", exact=True).fill(phone.code)
        press(page, "Go on")
        page.get_by_role("link", name=f"Change {MEETINGS}").click()
        page.get_by_label("By when?", exact=True).fill("June 2027")
        press(page, "Save")
        page.goto(f"{address}/action-plan/editions")
        press(page, "Open the edition")
        page.goto(f"{address}/action-plan/updates?whose=all")
        write(page, BRIEFINGS, "Done", "Every leader has been to one.")
        with page.expect_navigation():
            page.get_by_role("region", name=REPORT).get_by_role("button", name="No change").click()
        close(page, address, silent=True)
        since = page.get_by_role("region", name="Since autumn 2026")
        expect(since.get_by_text(f"{BRIEFINGS}: under way, continuing before, now done")).to_be_visible()
        expect(since.get_by_text(f"{MEETINGS}: ")).to_contain_text("Its timescale changed")
        expect(since.get_by_role("listitem").filter(has_text=SHARED)).to_have_count(0)
        page.goto(f"{address}/action-plan/editions/1")
        before = page.get_by_role("row", name=MEETINGS)
        expect(before).to_contain_text("January 2025 June 2025")
        expect(page.get_by_role("row", name=BRIEFINGS)).to_contain_text("Two were held.")
