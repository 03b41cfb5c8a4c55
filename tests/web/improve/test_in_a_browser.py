"""The action plan's pages in a real browser: whole and accessible from a phone to a desk."""

from __future__ import annotations

from flask import Flask
from playwright.sync_api import Page, expect

from tests.browsers import reads_well, unfold
from tests.visitor import LEAD, Visitor
from tests.web.app_codes import sign_in
from tests.web.improve.test_plan_pages import add_action, add_objective
from tests.web.test_pages_in_a_browser import address, page

__all__ = ["address", "page"]


def test_every_page_of_the_plan_reads_well(app: Flask, lead: Visitor, address: str, page: Page) -> None:
    lead.send("/action-plan/new/priority", {"title": "Belonging", "number": "1"})
    objective = add_objective(lead, priority_id="1", is_duty="yes", psed_aims="duty.advance")
    lead.send("/action-plan/new/milestone", {"text": "Half the classes", "below": objective})
    add_action(lead, objective, owners="Amina Yusuf", timescale="August 24")
    add_action(lead, objective, owners="KA / CR", timescale="January 2025 June 2025", text="Meet all heads")
    taken = add_action(lead, objective, text="Posters")
    lead.send(f"/action-plan/actions/{taken}", {"act": "withdraw", "version": 1})
    lead.send("/action-plan/editions", {})
    sign_in(page, app, address, LEAD)
    for path in ("", "/table", "/duty", "/updates?whose=all", "/editions", "/duty-dates", "/actions/1"):
        page.goto(f"{address}/action-plan{path}")
        unfold(page)
        reads_well(page, (390, 810, 1366) if path in ("", "/duty") else (390, 1366))
    page.goto(f"{address}/action-plan/new/action")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Write what will be done.")
    reads_well(page, (390,))
    page.get_by_label("By when?", exact=True).fill("August 24")
    expect(page.get_by_text("Is “August 24” August 2024, or the 24th of August?")).to_be_visible()
    page.goto(f"{address}/action-plan/editions")
    page.get_by_role("link", name="Hand in to the head").click()
    reads_well(page, (390, 1366))
    page.get_by_label("Close it although").check()
    page.get_by_role("button", name="Close it and hand it in").click()
    expect(page.get_by_role("heading", name="Has the head agreed it?")).to_be_visible()
    reads_well(page, (390, 1366))
