"""“I need help now” on every page, and why questions about the person are asked."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from selfeval.questionnaires.catalogue import latest
from tests.web.answer.installation import ITEMS, Installation
from tests.web.answer.screens import (
    PHONE,
    TABLET,
    OpenPage,
    check_fits,
    check_with_axe,
    kept_in_tab,
    scan,
    skip_all,
)

HELP = "I need help now"


def called(group: str) -> str:
    """Its name: for staff it is not help with the form."""
    return "Talk to someone" if group == "Staff" else HELP


def is_help_offered(page: Page, words: str = HELP) -> bool:
    """Whether it can be opened here, and is closed."""
    return page.get_by_text(words, exact=True).is_visible() and not page.locator(".help > div").is_visible()


def test_help_says_that_answers_wait_only_while_there_are_some_and_that_stop_ends_them(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    waiting = "Your answers wait. If you press Stop, they are gone."
    page.goto(f"{site}{school.addresses['Year 5']}")
    page.get_by_text("I need help now").click()
    expect(page.locator(".help").get_by_text(waiting)).to_be_hidden()
    scan(page, site, school.card("Year 5"))
    page.get_by_text("I need help now").click()
    expect(page.locator(".help").get_by_text(waiting)).to_be_visible()


@pytest.mark.parametrize("group", sorted(ITEMS))
def test_help_is_one_tap_away_on_every_page(
    school: Installation, site: str, open_page: OpenPage, group: str
) -> None:
    page = open_page(TABLET)
    card = school.card(group)
    page.goto(f"{site}{card[0]}")
    assert is_help_offered(page, called(group))
    scan(page, site, card)
    assert is_help_offered(page, called(group))
    skip_all(page)
    assert is_help_offered(page, called(group))
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text("Thank you.")
    assert is_help_offered(page, called(group))


@pytest.mark.parametrize("group", sorted(ITEMS))
def test_help_says_whom_to_talk_to_and_fits_on_a_phone(
    school: Installation, site: str, open_page: OpenPage, group: str
) -> None:
    page = open_page(PHONE)
    scan(page, site, school.card(group))
    page.get_by_text(called(group), exact=True).click()
    said = page.locator(".help").inner_text()
    assert "Tom Okafor, in the Rainbow Room" in said
    assert ("Childline, 0800 1111" in said) == (group != "Staff")
    assert ("Education Support, 08000 562 561" in said) == (group == "Staff")
    check_with_axe(page)
    check_fits(page)


def test_help_names_the_adult_of_the_school_before_a_card_is_taken(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    page.goto(f"{site}{school.addresses['Year 9']}")
    page.get_by_text(HELP).click()
    expect(page.locator(".help").get_by_text("Tom Okafor")).to_be_visible()
    expect(page.locator(".help").get_by_text("The adult in the room")).to_be_hidden()


def test_help_names_the_adult_in_the_room_where_the_school_is_out_of_reach(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    page.route("**/group.json", lambda route: route.abort())
    page.goto(f"{site}{school.addresses['Year 9']}")
    page.get_by_text(HELP).click()
    expect(page.locator(".help").get_by_text("The adult in the room")).to_be_visible()


def test_help_loses_no_answer_asks_the_server_for_nothing_and_leaves_no_trace(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    asked: list[str] = []
    scan(page, site, school.card("Year 5"))
    page.locator(".option input").nth(1).focus()
    page.keyboard.press("Space")
    expect(page.locator(":checked")).to_have_count(1)
    before = (kept_in_tab(page).split('"touched"')[0], page.evaluate("history.length"), page.url)
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_text(HELP).click()
    assert page.locator(".help > div").is_visible()
    page.get_by_role("button", name="Go back").click()
    assert is_help_offered(page)
    expect(page.locator(":checked")).to_have_count(1)
    assert asked == []
    assert before == (kept_in_tab(page).split('"touched"')[0], page.evaluate("history.length"), page.url)


def test_help_that_somebody_opened_is_closed_for_the_next_one(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    scan(page, site, school.card("Year 9"))
    page.get_by_text(HELP).click()
    page.evaluate("document.querySelector('[data-skip]').click()")
    expect(page.locator(".count")).to_contain_text("Question 2 of")
    assert is_help_offered(page)


@pytest.mark.parametrize("group", ["Year 5", "Staff"])
def test_without_the_script_help_opens_as_well(
    school: Installation, site: str, open_page: OpenPage, group: str
) -> None:
    page = open_page(java_script_enabled=False)
    address, slip = school.card(group)
    page.goto(f"{site}{address}")
    assert is_help_offered(page, called(group))
    page.locator("#code").fill(slip)
    page.get_by_role("button", name="Start").first.click()
    page.get_by_text(called(group), exact=True).click()
    assert page.locator(".help").get_by_text("Tom Okafor").is_visible()


def test_pupils_read_why_they_are_asked_about_themselves_before_they_are(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page(PHONE)
    scan(page, site, school.card("Year 5"))
    for _ in range(ITEMS["Year 5"]):
        page.evaluate("document.querySelector('[data-skip]').click()")
    expect(page.locator("h1")).to_have_text("About you")
    why = latest("about-you-pupils").words["en"].intro
    assert page.get_by_text(why).is_visible()
    check_with_axe(page)
    check_fits(page)
    page.locator(".why .main").click()
    expect(page.locator(".count")).to_have_text("Question 39 of 40")
    page.locator("[data-back]").click()
    expect(page.locator("h1")).to_have_text("About you")
    page.locator("[data-back]").click()
    expect(page.locator(".count")).to_have_text("Question 38 of 40")


def test_without_the_script_they_read_it_too(school: Installation, device: FlaskClient) -> None:
    address, slip = school.card("Year 5")
    assert latest("about-you-pupils").words["en"].intro in device.post(address, data={"slip": slip}).text
