"""What could not be saved outlives its tab: kept in the browser, offered again, gone when it has to be."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from tests.browsers import reads_well, until, until_here
from tests.visitor import Visitor
from tests.web.app_codes import sign_in
from tests.web.evaluate.signing import hand_in
from tests.web.evaluate.test_rating_in_a_browser import (
    INDICATOR,
    TYPED,
    commentary,
    rating_page,
    save_elsewhere,
    says,
)
from tests.web.people import READER
from tests.web.test_pages_in_a_browser import address, page

__all__ = ["address", "page", "rating_page"]

KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('selfeval-kept '))"

MOVED = """({name, to, by}) => {
    const kept = JSON.parse(localStorage.getItem(name));
    localStorage.removeItem(name);
    localStorage.setItem(to, JSON.stringify({...kept, at: kept.at - by}));
}"""
"""Makes what is kept older, or another account's."""


@pytest.fixture
def reopened(app: Flask, lead: Visitor, address: str, page: Page) -> Page:
    """5.1, opened again after a tab was closed in which a reason could not be sent."""
    sign_in(page, app, address)
    page.goto(f"{address}{INDICATOR}")
    page.context.set_offline(True)
    page.get_by_label("3 Secure").check()
    page.get_by_label("Why this level?").fill(TYPED)
    says(page, "Not saved: no connection.")
    until(page, f"{KEPT}.length === 1")
    return opened_again(page, f"{address}{INDICATOR}")


def opened_again(page: Page, there: str) -> Page:
    """Closes a tab without a connection, and opens a page in another with one."""
    page.evaluate(
        "() => { window.fetch = () => Promise.reject(new TypeError()); }"
    )  # closing sends nothing either
    page.close()
    again = page.context.new_page()
    page.context.set_offline(False)
    again.goto(there)
    return again


def test_what_a_closed_tab_could_not_save_is_offered_and_put_back_and_saved(
    app: Flask, reopened: Page
) -> None:
    assert commentary(app, reopened) == ""
    offer = reopened.get_by_role("status").filter(has_text="We kept what you typed here at ")
    expect(offer).to_contain_text(TYPED)
    expect(offer).to_contain_text(
        "Which of these is wholly true of your school?\n3 Secure", use_inner_text=True
    )
    reads_well(reopened)
    reopened.get_by_role("button", name="Put it back").click()
    expect(offer).to_be_hidden()
    expect(reopened.get_by_label("3 Secure")).to_be_checked()
    says(reopened, "Saved at ")
    assert commentary(app, reopened) == TYPED
    until(reopened, f"{KEPT}.length === 0")
    reopened.reload()
    expect(reopened.get_by_label("Why this level?")).to_have_value(TYPED)
    expect(offer).to_be_hidden()


def test_what_is_thrown_away_is_gone(app: Flask, reopened: Page) -> None:
    reopened.get_by_role("button", name="Throw it away").click()
    expect(reopened.locator("#open-indicator")).to_be_focused()
    assert reopened.evaluate(KEPT) == []
    reopened.reload()
    expect(reopened.get_by_role("button", name="Put it back")).to_be_hidden()
    assert commentary(app, reopened) == ""


def test_what_is_thrown_away_is_gone_though_it_was_saved_as_its_tab_closed(
    app: Flask, rating_page: Page, address: str
) -> None:
    rating_page.get_by_label("3 Secure").check()
    says(rating_page, "Saved at ")
    late: list[Route] = []
    rating_page.route("**/self-evaluation/bullying", lambda route: late.append(route))
    rating_page.get_by_label("4 Leading").check()
    until(rating_page, f"{KEPT}.length === 1")
    until_here(rating_page, lambda: late)
    again = rating_page.context.new_page()
    again.goto(f"{address}{INDICATOR}")
    expect(again.locator("[data-text]")).to_contain_text("4 Leading")
    late[0].continue_()  # what was on its way arrives once the other page has been read
    says(rating_page, "Saved at ")
    with again.expect_response(lambda answer: answer.request.method == "POST"):
        again.get_by_role("button", name="Throw it away").click()
    again.reload()
    expect(again.get_by_label("3 Secure")).to_be_checked()
    expect(again.get_by_role("button", name="Put it back")).to_be_hidden()


def test_comments_that_a_head_has_not_sent_are_offered_again_and_put_back(
    app: Flask, lead: Visitor, head: Visitor, address: str, page: Page
) -> None:
    hand_in(lead)
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, app, address, READER)
    page.goto(f"{address}/self-evaluation/review")
    page.get_by_text("Comment on 1.1", exact=True).click()
    page.get_by_label("Your comment on 1.1").fill("Who told you so?")
    page.get_by_role("link", name="Reports", exact=True).click()
    page.goto(f"{address}/self-evaluation/review")
    expect(page.locator("[data-text]")).to_have_text(
        "Your comment on 1.1\nWho told you so?", use_inner_text=True
    )
    reads_well(page)
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_label("Your comment on 1.1")).to_have_value("Who told you so?")
    until(page, f"{KEPT}.length === 1")
    page.get_by_role("button", name="Send back with comments").first.click()
    expect(page.get_by_text("Sent back. Your comments stay")).to_be_visible()
    until(page, f"{KEPT}.length === 0")


def test_who_is_signed_out_is_told_so_where_a_link_was_clicked(rating_page: Page) -> None:
    rating_page.context.clear_cookies()
    rating_page.get_by_label("Why this level?").fill(TYPED)
    rating_page.get_by_role("link", name="Back to all six areas").click()
    says(rating_page, "You are signed out, so this is not saved.")
    expect(rating_page.locator("[data-state]")).to_be_focused()


def test_what_is_put_back_never_overwrites_what_another_has_saved_since(app: Flask, reopened: Page) -> None:
    save_elsewhere(app, reopened, 0, "Tom’s text")
    reopened.reload()
    expect(reopened.get_by_label("Why this level?")).to_have_value("Tom’s text")
    reopened.get_by_role("button", name="Put it back").click()
    says(reopened, "saved this while you were writing. Yours is not saved yet.")
    assert commentary(app, reopened) == "Tom’s text"
    reopened.get_by_role("button", name="See both texts").click()
    expect(reopened.locator("#commentary")).to_have_value(TYPED)


def test_two_closed_tabs_are_offered_one_after_the_other(reopened: Page) -> None:
    reopened.context.set_offline(True)
    reopened.get_by_label("Why this level?").fill("A second text.")
    until(reopened, f"{KEPT}.length === 2")
    again = opened_again(reopened, reopened.url)
    expect(again.locator("[data-text]")).to_contain_text(
        "Why this level?\nA second text.", use_inner_text=True
    )
    again.get_by_role("button", name="Throw it away").click()
    expect(again.locator("[data-text]")).to_contain_text(TYPED)
    assert len(again.evaluate(KEPT)) == 1


def test_what_is_saved_leaves_nothing_in_the_browser(
    app: Flask, lead: Visitor, address: str, page: Page
) -> None:
    sign_in(page, app, address)
    page.goto(f"{address}{INDICATOR}")
    page.get_by_label("Why this level?").fill(TYPED)
    until(page, f"{KEPT}.length === 1")
    says(page, "Saved at ")
    until(page, f"{KEPT}.length === 0")


@pytest.mark.parametrize("end", ["signing out", "a day", "another account"])
def test_on_a_shared_machine_nothing_stays(reopened: Page, address: str, end: str) -> None:
    if end == "signing out":
        reopened.get_by_role("button", name="Sign out", exact=True).click()
        reopened.get_by_role("button", name="Sign out and throw it away").click()
        expect(reopened.get_by_role("button", name="Sign in")).to_be_visible()
    else:
        (name,) = reopened.evaluate(KEPT)
        older = {"name": name, "to": name, "by": 86_400_000}
        theirs = {"name": name, "to": re.sub(r"selfeval-kept \d+ ", "selfeval-kept 999 ", name), "by": 0}
        reopened.evaluate(MOVED, older if end == "a day" else theirs)
        assert len(reopened.evaluate(KEPT)) == 1
        reopened.goto(f"{address}/people")
    until(reopened, f"{KEPT}.length === 0")


def test_a_day_later_it_is_gone_though_nobody_has_signed_in_again(reopened: Page, address: str) -> None:
    (name,) = reopened.evaluate(KEPT)
    reopened.context.clear_cookies()
    reopened.goto(f"{address}/sign-in")
    assert len(reopened.evaluate(KEPT)) == 1
    reopened.evaluate(MOVED, {"name": name, "to": name, "by": 86_400_000})
    reopened.goto(f"{address}/sign-in")
    until(reopened, f"{KEPT}.length === 0")
