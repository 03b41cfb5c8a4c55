"""The pages around the room in a browser: accessible, up to date by themselves, printable."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browsers import reads_well
from tests.visitor import LEAD, PASSWORD, Visitor
from tests.web import stories
from tests.web.answer.lessons import hand_on
from tests.web.test_pages_in_a_browser import address, page, press

__all__ = ["address", "page"]


@pytest.fixture
def open_id(lead: Visitor) -> int:
    """An open survey of pupils, the youngest on tablets."""
    found = stories.plan(lead, "pupils", stories.pupils())
    stories.open_it(lead, found)
    return found


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-mail address").fill(LEAD)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")


def test_the_board_comes_up_to_date_by_itself_and_leaves_alone_what_is_typed(
    app: Flask, lead: Visitor, open_id: int, address: str, page: Page
) -> None:
    (_, old) = stories.survey_in(app, open_id).rounds
    slips = stories.codes_of(stories.print_cards(lead, open_id, old.id, 1, 14).data)
    sign_in(page, address)
    page.clock.install()
    page.goto(f"{address}/surveys/{open_id}")
    heading = page.locator("h1")
    expect(heading).to_contain_text("Fewer than 5 have finished in each group")
    page.get_by_label("Cards for Year 4").fill("17")
    page.evaluate("document.querySelector('#groups').kept = true")
    page.clock.run_for(21_000)
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelector('#groups').kept") is True
    stories.answer(app, old.code, 1, slips[:6])
    page.clock.run_for(21_000)
    expect(heading).to_have_text("At least 5 of 75 have finished.")
    expect(page.get_by_label("Cards for Year 4")).to_have_value("17")
    lead.get("/")
    page.context.clear_cookies()
    page.clock.run_for(41_000)
    expect(heading).to_have_text("At least 5 of 75 have finished.")


def test_every_page_around_the_room(
    app: Flask, lead: Visitor, open_id: int, address: str, page: Page
) -> None:
    young, old = stories.survey_in(app, open_id).rounds
    sign_in(page, address)
    page.goto(f"{address}/surveys/{open_id}")
    press(page, "Use tablets that an adult starts in Years 1 and 2")
    reads_well(page)
    press(page, "Print adult’s cards for Years 1 and 2")
    page.wait_for_load_state()
    expect(page.get_by_role("img", name="Square to scan with each tablet")).to_be_visible()
    expect(page.get_by_role("button", name="Print this card")).to_be_visible()
    reads_well(page)
    for path in (
        f"/surveys/{open_id}/room/{young.id}/1",
        f"/surveys/{open_id}/room/{old.id}/1",
        f"/surveys/{open_id}/practice",
        f"/surveys/{open_id}/questions",
        f"/surveys/{open_id}/practice/{young.id}/1",
        f"/surveys/{open_id}/give-up",
        "/reach",
        f"/surveys/{open_id}",
    ):
        page.goto(f"{address}{path}")
        reads_well(page)
    page.get_by_text("A card was lost?").click()
    press(page, "Stop all cards of Years 1 and 2 printed so far")
    reads_well(page)
    press(page, "Pause the survey")
    reads_well(page)
    press(page, "Save the new day")
    page.get_by_label("Year", exact=True).fill("2020")
    press(page, "Save the new day")
    reads_well(page)
    press(page, "Go on with the survey")
    page.goto(f"{address}/surveys/{open_id}/give-up")
    press(page, "Delete these answers")
    reads_well(page)
    page.goto(f"{address}/surveys/{open_id}/close")
    press(page, "Close the survey")
    reads_well(page)


def test_a_tablet_says_what_works_on_it(address: str, page: Page) -> None:
    page.goto(f"{address}/tablet")
    told = {"sends": "A test was sent", "seals": "Nobody on the network can", "keeps": "still has them"}
    for name, words in told.items():
        expect(page.locator(f"[data-check={name}] [data-is=yes]")).to_contain_text(words)
    expect(page.locator("[data-check=address] [data-is=no]")).to_be_visible()
    expect(page.locator("[data-check=speaks] [data-is=no]")).to_be_visible()
    reads_well(page)
    page.route(
        "**/tablet", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.reload()
    expect(page.locator("[data-check=sends] [data-is=no]")).to_be_visible()


def test_from_the_leads_press_to_a_childs_thank_you_and_back_to_the_board(
    app: Flask, lead: Visitor, open_id: int, address: str, page: Page
) -> None:
    sign_in(page, address)
    page.goto(f"{address}/surveys/{open_id}")
    press(page, "Use tablets that an adult starts in Years 1 and 2")
    press(page, "Print adult’s cards for Years 1 and 2")
    path = "/a/" + page.locator(".typed-in").first.inner_text().partition("/a/")[2]
    code = page.locator(".typed-in.code").inner_text()
    stories.parts(app).ballot_box.groups.forget()  # as if two seconds had passed
    tablet = page.context.browser.new_context(viewport={"width": 810, "height": 1080}).new_page()  # type: ignore[union-attr]
    tablet.goto(f"{address}{path}")
    tablet.get_by_label("For the adult: type the code on your card").fill(code)
    tablet.locator("#typing .main").click()
    press(tablet, "Start this tablet")
    for _ in range(5):
        tablet.locator("#ready .main").click()
        tablet.locator(".count").wait_for()
        tablet.evaluate(
            "while (!document.querySelector('.send')) "
            "document.querySelector('[data-skip], .why .main').click()"
        )
        tablet.locator(".send .main").click()
        expect(tablet.locator("h1")).to_have_text("Thank you.")
        press(tablet, "I am finished")
        hand_on(tablet)
        expect(tablet.get_by_text("Years 1 and 2, you are ready to go.")).to_be_visible()
    assert tablet.context.cookies() == []
    page.goto(f"{address}/surveys/{open_id}")
    expect(page.locator("h1")).to_have_text("At least 5 of 75 have finished.")
    tablet.context.close()
