"""A plan or a correction that is half filled in is not lost without a question."""

from __future__ import annotations

from flask import Flask
from playwright.sync_api import Page, expect

from tests.visitor import Visitor
from tests.web import stories
from tests.web.app_codes import sign_in
from tests.web.evaluate.test_rating_in_a_browser import asked
from tests.web.test_pages_in_a_browser import address, page, press

__all__ = ["address", "asked", "page"]


def refuse_to_leave(page: Page, asked: list[str]) -> None:
    """By a link of the site; the page has asked, and is still there."""
    before, where = len(asked), page.url
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Reports").click(no_wait_after=True)
    assert asked[before:] == ["beforeunload"]
    assert page.url == where


def test_a_plan_is_not_left_unasked_until_it_is_saved(
    app: Flask, lead: Visitor, address: str, page: Page, asked: list[str]
) -> None:
    sign_in(page, app, address)
    page.goto(f"{address}/surveys/plan/pupils")
    page.get_by_label("Year 3", exact=True).fill("24")
    refuse_to_leave(page, asked)
    assert page.get_by_label("Year 3", exact=True).input_value() == "24"
    press(page, "See what this plan can show")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    refuse_to_leave(page, asked)  # what was given back is saved nowhere
    page.get_by_label("Who can people talk to?").fill("Ms Bello, or any adult you trust")
    press(page, "See what this plan can show")
    expect(page.get_by_role("button", name="Plan this survey")).to_be_visible()
    refuse_to_leave(page, asked)
    press(page, "Plan this survey")
    expect(page.get_by_role("link", name="Open the survey")).to_be_visible()
    page.get_by_role("link", name="Reports").click()
    page.wait_for_url(f"{address}/reports")
    assert len(asked) == 3


def test_nobody_is_asked_who_has_typed_nothing(
    app: Flask, lead: Visitor, address: str, page: Page, asked: list[str]
) -> None:
    survey_id = stories.plan(lead, "staff", stories.staff())
    sign_in(page, app, address)
    for path in ("/surveys/plan/pupils", f"/surveys/{survey_id}/plan"):
        page.goto(f"{address}{path}")
        page.get_by_text("Open over 1 September").click()
        page.get_by_role("link", name="Reports").click()
        page.wait_for_url(f"{address}/reports")
    assert asked == []


def test_rolls_are_not_left_unasked_but_change_nothing_is_an_answer(
    app: Flask, lead: Visitor, address: str, page: Page, asked: list[str]
) -> None:
    survey_id = stories.plan(lead, "staff", stories.staff())
    sign_in(page, app, address)
    page.goto(f"{address}/surveys/{survey_id}/rolls")
    page.get_by_label("Why are they corrected?").fill("two people have left")
    refuse_to_leave(page, asked)
    page.get_by_role("link", name="Change nothing").click()
    page.wait_for_url(f"{address}/surveys/{survey_id}")
    assert len(asked) == 1


def test_who_does_what_is_not_left_unasked(
    app: Flask, lead: Visitor, address: str, page: Page, asked: list[str]
) -> None:
    sign_in(page, app, address)
    page.goto(f"{address}/self-evaluation/plan")
    page.get_by_role("link", name="Invite a colleague").click()
    page.wait_for_url("**/people/invite")
    assert asked == [], "nothing was chosen"
    page.goto(f"{address}/self-evaluation/plan")
    page.get_by_role("combobox").first.select_option("Amina Yusuf")
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Invite a colleague").click(no_wait_after=True)
    assert asked == ["beforeunload"]
    assert page.url == f"{address}/self-evaluation/plan"
