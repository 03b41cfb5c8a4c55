"""Every form of the self-evaluation keeps what is typed in the browser until a page says it is saved."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browsers import reads_well, until
from tests.visitor import Visitor
from tests.web.app_codes import sign_in
from tests.web.evaluate.indicator_page import set_state
from tests.web.evaluate.signing import agree_it, hand_in
from tests.web.evaluate.test_kept_texts_in_a_browser import KEPT
from tests.web.people import READER
from tests.web.test_pages_in_a_browser import address, page

__all__ = ["address", "page"]
CHECK, PLAN, REVIEW = "/self-evaluation/check", "/self-evaluation/plan", "/self-evaluation/review"
TYPED = "Two words were wrong."


class Kept(NamedTuple):
    """A form: where it is, the field that is typed into, the button, and what the page after it says."""

    where: str
    field: str
    button: str
    saved: str
    text: str = TYPED


CORRECTION = Kept(CHECK, "Why must it be corrected?", "Open it for a correction", "Opened for a correction.")
FORMS = {
    "reason of a correction": CORRECTION,
    "comments of the head": Kept(REVIEW, "A comment on the whole", "Send back with comments", "Sent back."),
    "note of evidence": Kept(
        "/self-evaluation/evidence/note?indicator=se.5.1a", "The note", "Add it", "Added:"
    ),
    "plan": Kept(
        PLAN,
        "By when should the head have agreed it all?",
        "Save the plan",
        "Saved: who looks",
        "29/01/2027",
    ),
    "rating alone": Kept(
        "/self-evaluation/bullying?indicator=se.5.1a", "Why?", "Save what I think", "Saved: what you think"
    ),
}


def opened(name: str, app: Flask, lead: Visitor, head: Visitor, address: str, page: Page) -> Kept:
    """The page of a form, as far as the self-evaluation must be for it."""
    form = FORMS[name]
    page.on("dialog", lambda dialog: dialog.accept())
    if name == "rating alone":
        set_state(app, rated_apart=True)
    if form.where in (CHECK, REVIEW):
        hand_in(lead)
    if form.where == CHECK:
        agree_it(head)
    sign_in(page, app, address, *([READER] if form.where == REVIEW else []))
    page.goto(f"{address}{form.where}")
    return form


def type_into(page: Page, form: Kept) -> None:
    if form.field == "Why?":
        page.get_by_label("3 Secure").check()
    page.get_by_label(form.field, exact=True).fill(form.text)


@pytest.mark.parametrize("name", FORMS)
def test_what_is_typed_outlives_a_failed_send_and_a_lost_connection_and_is_gone_once_saved(
    app: Flask, lead: Visitor, head: Visitor, address: str, page: Page, name: str
) -> None:
    form = opened(name, app, lead, head, address, page)
    type_into(page, form)
    page.route("**/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.get_by_role("button", name=form.button).first.click()
    page.wait_for_url("chrome-error://**")  # the page that a failed send leads to is the browser's own
    page.unroute_all()
    page.goto(f"{address}{form.where}")
    offer = page.locator("[data-kept]:visible")
    expect(offer).to_contain_text(form.text)
    reads_well(page)
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_label(form.field, exact=True)).to_have_value(form.text)
    page.context.set_offline(True)
    page.get_by_role("button", name=form.button).first.click()
    expect(page.locator("[data-not-sent]:visible")).to_contain_text("Not sent: there is no connection")
    expect(page.get_by_label(form.field, exact=True)).to_have_value(form.text)
    page.context.set_offline(False)
    page.get_by_role("button", name=form.button).first.click()
    expect(page.get_by_text(form.saved).first).to_be_visible()
    until(page, f"{KEPT}.length === 0")


def test_a_reason_outlives_the_other_form_of_its_page(
    app: Flask, lead: Visitor, head: Visitor, address: str, page: Page
) -> None:
    opened("reason of a correction", app, lead, head, address, page)
    type_into(page, CORRECTION)
    page.get_by_label("Where do the minutes say so?").fill("minute 7")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("Enter the day on which the governors met").first).to_be_visible()
    expect(page.get_by_label("Where do the minutes say so?")).to_have_value("minute 7")
    expect(page.locator("[data-kept=correction-form]")).to_contain_text(TYPED)
    expect(page.locator("[data-kept=note-form]")).to_be_hidden()


def test_whoever_signs_out_is_asked_and_may_stay(
    app: Flask, lead: Visitor, head: Visitor, address: str, page: Page
) -> None:
    opened("comments of the head", app, lead, head, address, page)
    type_into(page, FORMS["comments of the head"])
    page.get_by_role("button", name="Sign out", exact=True).click()
    asks = page.get_by_role("dialog", name="Something you typed here is not saved")
    expect(asks).to_be_visible()
    reads_well(page)
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.get_by_label("A comment on the whole")).to_have_value(TYPED)
    page.goto(f"{address}/reports")
    page.get_by_role("button", name="Sign out", exact=True).click()
    asks.get_by_role("link", name="Read and agree").click()
    expect(page.locator("[data-kept]:visible")).to_contain_text(TYPED)
    page.get_by_label("A comment on the whole").fill("Another text.")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("button", name="Sign out and throw it away").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert page.evaluate(KEPT) == []


def test_a_second_own_rating_is_given_back_with_its_reason(app: Flask, lead: Visitor, rated: int) -> None:
    set_state(app, rated_apart=True)
    where, own = "/self-evaluation/bullying", {"indicator": "se.5.1a", "level": "building"}
    lead.get(where)
    assert lead.post(f"{where}/own", **own, reason="Not at lunch.").status_code == 303
    assert lead.post(f"{where}/own", **own, reason="Not at lunch.").status_code == 303  # pressed twice
    again = lead.post(f"{where}/own", **{**own, "level": "secure"}, reason="I saw more since.")
    assert again.status_code == 409
    assert "I saw more since." in again.text
