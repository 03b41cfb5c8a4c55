"""The pages on which leaders rate, in a real browser: what is not saved is not lost without a question."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Dialog, Page, expect

from tests.visitor import Visitor
from tests.web.app_codes import sign_in
from tests.web.test_pages_in_a_browser import address, page

__all__ = ["address", "page"]

INDICATOR = "/self-evaluation/bullying?indicator=se.5.1a"
TYPED = "Ten follow-ups were checked."


@pytest.fixture
def asked(page: Page) -> list[str]:
    """Whether the browser has asked before something was left; each time it stays."""
    kinds: list[str] = []

    def stay(dialog: Dialog) -> None:
        kinds.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    return kinds


def try_to_leave(page: Page, asked: list[str], name: str) -> None:
    """By a link of the site; the page has asked, and is still there."""
    before = len(asked)
    page.get_by_role("link", name=name).first.click(no_wait_after=True)
    expect(page.get_by_label("Why this level?")).to_be_visible()
    page.wait_for_timeout(200)
    assert asked[before:] == ["beforeunload"]
    assert INDICATOR in page.url


def test_a_level_or_a_text_that_is_not_saved_is_asked_about_before_it_is_lost(
    app: Flask, lead: Visitor, address: str, page: Page, asked: list[str]
) -> None:
    sign_in(page, app, address)
    page.goto(f"{address}{INDICATOR}")
    page.get_by_label("Why this level?").fill(TYPED)
    try_to_leave(page, asked, "Back to all six areas")
    try_to_leave(page, asked, "Surveys")
    page.get_by_label("Why this level?").fill("")
    page.get_by_label("3 Secure").check()
    try_to_leave(page, asked, "Surveys")
    page.close(run_before_unload=True)
    page.wait_for_timeout(200)
    assert not page.is_closed()
    assert asked == ["beforeunload"] * 4


def test_nobody_is_asked_about_what_is_saved_or_was_never_typed(
    app: Flask, lead: Visitor, address: str, page: Page, asked: list[str]
) -> None:
    sign_in(page, app, address)
    page.goto(f"{address}{INDICATOR}")
    page.get_by_label("3 Secure").check()
    page.get_by_label("Why this level?").fill(TYPED)
    page.get_by_role("button", name="Save and stay here").click()
    expect(page.get_by_text("Saved:").first).to_be_visible()
    page.get_by_role("link", name="Surveys").first.click()
    page.wait_for_url("**/surveys")
    page.go_back()
    page.get_by_role("link", name="Back to all six areas").click()
    page.wait_for_url("**/self-evaluation*")
    assert asked == []


def test_what_came_back_without_being_saved_is_asked_about_too(
    app: Flask, lead: Visitor, address: str, page: Page, asked: list[str]
) -> None:
    sign_in(page, app, address)
    page.goto(f"{address}{INDICATOR}")
    page.get_by_label("Why this level?").fill("x" * 20_000)
    page.get_by_role("button", name="Save and stay here").click()
    expect(page.locator(".error-message")).to_be_visible()
    page.get_by_role("heading", level=1).click()
    page.get_by_role("link", name="Surveys").first.click(no_wait_after=True)
    page.wait_for_timeout(200)
    assert asked == ["beforeunload"]
