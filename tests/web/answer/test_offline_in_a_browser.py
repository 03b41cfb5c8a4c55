"""With the network gone: the page opens, children follow each other, what they sent waits and arrives."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browsers import until
from tests.web.answer.installation import Installation
from tests.web.answer.lessons import READY, Class, answer_and_send, hand_on, next_child, started, year_2
from tests.web.answer.screens import OUTBOX, TABLET, OpenPage, scan, skip_all

__all__ = ["year_2"]  # a fixture

SCOPE = "navigator.serviceWorker.ready.then(({ scope }) => new URL(scope).pathname)"
PUT_BY = """navigator.serviceWorker.ready.then(() => caches.open('selfeval ' + location.pathname))
  .then((put) => put.keys()).then(({ length }) => length >= 4)"""
"""Whether this page opens again without a network."""
SAVED = "Saved. Not sent yet."


def go_dark(page: Page) -> None:
    until(page, PUT_BY)
    until(page, "Boolean(navigator.serviceWorker.controller)")
    page.context.set_offline(True)


def test_a_started_tablet_goes_on_without_a_network_and_sends_when_it_is_back(
    year_2: Class, site: str, open_page: OpenPage
) -> None:
    page = open_page(TABLET)
    started(page, site, year_2)
    go_dark(page)
    for waiting in ("1 not sent yet", "2 not sent yet"):
        next_child(page)
        answer_and_send(page)
        expect(page.locator("h1")).to_have_text(SAVED)
        expect(page.locator("[data-unsent]")).to_have_text(waiting)
        page.get_by_role("button", name="I am finished").click()
        expect(page.locator("h1")).to_have_text("Give the tablet to the adult.")
        expect(page.locator("[data-unsent]")).to_have_text(waiting)
        page.reload()  # from what the tablet has put by
        hand_on(page)
        expect(page.get_by_text(READY)).to_be_visible()
        expect(page.locator("[data-unsent]")).to_have_text(waiting)
    assert year_2.ballots() == []
    page.context.set_offline(False)
    until(page, f"{OUTBOX}.then((kept) => kept.length == 0)")
    expect(page.locator("[data-unsent]")).to_be_hidden()
    assert year_2.ballots() == [False, False]


def test_half_answered_questions_survive_a_reload_in_the_dark(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page(TABLET)
    scan(page, site, school.card("Year 5"))
    page.locator(".option input").nth(2).click()
    expect(page.locator(".count")).to_have_text("Question 2 of 40")
    go_dark(page)
    page.reload()
    expect(page.locator(".count")).to_have_text("Question 2 of 40")
    page.locator("[data-back]").click()
    assert page.locator(":checked").get_attribute("value") == "2"


def test_a_card_that_is_scanned_in_the_dark_starts_and_its_ballot_waits(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    before = len(school.ballots("Year 5"))
    page = open_page(TABLET)
    scan(page, site, school.card("Year 5"))
    go_dark(page)
    page.reload()
    for _ in range(2):
        skip_all(page)
        page.locator(".send .main").click()
        expect(page.locator("h1")).to_have_text(SAVED)
        address, slip = school.card("Year 5")
        page.goto(f"{site}{address}#{slip}")  # the next card hands the tablet on by itself
        page.locator("#ready .main").click()
        expect(page.locator(".count")).to_have_text("Question 1 of 40")
    page.context.set_offline(False)
    until(page, f"{OUTBOX}.then((kept) => kept.length == 0)")
    assert len(school.ballots("Year 5")) == before + 2


def test_where_a_page_cannot_seal_it_says_before_the_first_question_that_it_needs_the_network(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page(TABLET)
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false });")
    address, slip = school.card("Year 1")
    page.goto(f"{site}{address}#{slip}")
    expect(page.get_by_text("this tablet cannot keep answers without the Wi-Fi")).to_be_visible()
    other = open_page(TABLET)
    address, slip = school.card("Year 1")
    other.goto(f"{site}{address}#{slip}")
    expect(other.locator("[data-put=ready]")).to_have_text("Year 1, you are ready to go.")
    expect(other.get_by_text("this tablet cannot keep answers without the Wi-Fi")).to_be_hidden()


def test_the_worker_acts_under_the_answering_pages_only_and_only_puts_by_what_everybody_is_sent(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page(TABLET)
    scan(page, site, school.card("Year 5"))
    until(page, PUT_BY)
    assert page.evaluate(SCOPE) == "/a/"
    kept = page.evaluate(
        """caches.open('selfeval ' + location.pathname).then((put) => put.keys())
             .then((all) => all.map(({ url }) => new URL(url).pathname))"""
    )
    address = school.addresses["Year 5"]
    assert sorted(kept) == sorted(
        [address, f"{address}/group.json", "/static/answering.css", "/static/answering.js"]
    )
