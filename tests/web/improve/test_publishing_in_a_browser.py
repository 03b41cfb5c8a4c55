"""From a closed edition to the page that everybody reads, in a real browser."""

from __future__ import annotations

from flask import Flask
from playwright.sync_api import Page, expect

from tests.browsers import WIDTHS, reads_well
from tests.visitor import LEAD, Visitor
from tests.web import people
from tests.web.app_codes import sign_in
from tests.web.improve.test_publishing import agree, close, plan_of_the_duty
from tests.web.test_pages_in_a_browser import address, page

__all__ = ["address", "page"]


def test_a_lead_looks_publishes_and_anybody_reads_on_any_screen(
    app: Flask, lead: Visitor, address: str, page: Page
) -> None:
    figures = {"kind": "share", "better": "down", "obtainable": "yes"}
    lead.send("/action-plan/metrics/new", {"title": "Pupils who eat alone", **figures})
    plan_of_the_duty(lead, action="Ms Yusuf asks every class")
    close(lead)
    agree(people.head_teacher(app))
    sign_in(page, app, address, LEAD)
    page.goto(f"{address}/action-plan/editions/1")
    page.get_by_role("link", name="Look before publishing").click()
    page.get_by_role("button", name="Publish for everybody").click()
    expect(page.get_by_role("alert")).to_contain_text("Look at Yusuf.")
    reads_well(page, WIDTHS)
    page.get_by_label("I have looked at them").check()
    page.get_by_label("Publish it although").check()
    page.get_by_role("button", name="Publish for everybody").click()
    expect(page.get_by_text("is public now.")).to_be_visible()
    reads_well(page, WIDTHS)
    public = page.get_by_role("link", name="/objectives").get_attribute("href")
    assert public
    path = public.partition("/about/")[2]
    page.context.clear_cookies()
    page.goto(f"{address}/about/{path}")
    expect(page.get_by_role("heading", name="Every pupil has an adult")).to_be_visible()
    reads_well(page, WIDTHS)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print this page")).to_be_hidden()
