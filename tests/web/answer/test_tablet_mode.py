"""Tablet mode in a browser: an adult starts a tablet, children follow each other, nothing of one is left."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import expect

from selfeval.store.surveys import Survey
from selfeval.surveys.fieldwork import abandon_survey, pause
from selfeval.surveys.lessons import LESSON
from selfeval.surveys.sealing import hand_on_number
from tests.web.answer.geometry import faults_of
from tests.web.answer.installation import Installation
from tests.web.answer.lessons import (
    READY,
    Class,
    adult_screen,
    answer_and_send,
    hand_on,
    next_child,
    started,
    year_2,
)
from tests.web.answer.screens import (
    DESKTOP,
    PHONE,
    TABLET,
    OpenPage,
    check_fits,
    check_with_axe,
    heading,
    kept_in_tab,
)

__all__ = ["year_2"]  # a fixture


def test_one_child_after_the_other_answers_without_a_card(
    year_2: Class, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    started(page, site, year_2)
    assert page.url == f"{site}{year_2.address}"
    for number in range(3):
        next_child(page)
        page.locator(".option input").first.click()
        answer_and_send(page)
        expect(page.locator("h1")).to_have_text("Thank you.")
        assert kept_in_tab(page) == ""
        page.get_by_role("button", name="I am finished").click()
        hand_on(page)
        expect(page.get_by_text(READY)).to_be_visible()
        assert len(year_2.ballots()) == number + 1


def test_the_adult_sees_when_the_lesson_ends_and_no_child_is_hurried_by_it(
    year_2: Class, site: str, open_page: OpenPage
) -> None:
    page, code = open_page(), year_2.card()
    started(page, site, year_2, code)
    assert page.get_by_text("The lesson ends at").count() == 0
    adult_screen(page, site, year_2, code)
    expect(page.get_by_text("The lesson ends at")).to_be_visible()


def test_nothing_of_one_child_is_left_for_the_next(year_2: Class, site: str, open_page: OpenPage) -> None:
    page = open_page()
    started(page, site, year_2)
    next_child(page)
    page.locator("summary", has_text="Aa").click()
    page.get_by_role("button", name="Dark").click()
    page.keyboard.press("Escape")
    page.locator(".option input").first.click()
    answer_and_send(page)
    page.get_by_role("button", name="I am finished").click()
    hand_on(page)
    expect(page.get_by_text(READY)).to_be_visible()
    assert page.evaluate("document.documentElement.dataset.look") == "calm"
    assert "answers" not in str(page.evaluate("JSON.stringify({...sessionStorage})"))
    page.go_back()
    page.go_back()
    assert page.locator(".option input:checked").count() == 0
    page.goto(f"{site}{year_2.address}")
    next_child(page)
    assert page.locator("input:checked").count() == 0


def test_a_child_who_stops_leaves_the_tablet_ready_for_the_next(
    year_2: Class, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    started(page, site, year_2)
    next_child(page)
    page.locator("#stop").click()
    page.get_by_role("button", name="Stop now").click()
    expect(page.locator("h1")).to_have_text("You stopped.")
    page.get_by_role("button", name="Back to the start").click()
    next_child(page)
    assert year_2.ballots() == []


def test_reloading_in_the_middle_keeps_the_answers_and_the_lesson(
    year_2: Class, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    started(page, site, year_2)
    page.reload()
    expect(page.get_by_text(READY)).to_be_visible()
    next_child(page)
    page.locator(".option input").first.click()
    page.reload()
    expect(page.locator("input:checked")).to_have_count(1)
    answer_and_send(page)
    expect(page.locator("h1")).to_have_text("Thank you.")
    page.reload()
    hand_on(page)  # what was sent is not forgotten by loading the page again
    expect(page.get_by_text(READY)).to_be_visible()
    assert year_2.ballots() == [False]


def test_two_tablets_are_started_with_one_card_typed_or_scanned(
    year_2: Class, site: str, open_page: OpenPage
) -> None:
    code = year_2.card()
    first, second = open_page(), open_page()
    started(first, site, year_2, code)
    second.goto(f"{site}{year_2.address}")
    second.get_by_label("For the adult: type the code on your card").fill(code.lower())
    second.locator("#typing .main").click()
    second.get_by_role("button", name="Start this tablet").click()
    for page in (first, second):
        next_child(page)
        answer_and_send(page)
        expect(page.locator("h1")).to_have_text("Thank you.")
    assert year_2.ballots() == [False, False]


def test_the_adult_ends_the_lesson_while_a_child_answers_and_that_child_still_sends(
    year_2: Class, site: str, open_page: OpenPage
) -> None:
    code = year_2.card()
    childs, adults = open_page(), open_page()
    started(childs, site, year_2, code)
    next_child(childs)
    adult_screen(adults, site, year_2, code)
    expect(adults.get_by_text("Fewer than 5 of 28 have finished.")).to_be_visible()
    adults.get_by_text("End the lesson on all tablets").click()
    adults.get_by_role("button", name="End it now").click()
    expect(adults.locator("h1")).to_have_text("This lesson has ended.")
    answer_and_send(childs)
    expect(childs.locator("h1")).to_have_text("Thank you.")
    childs.get_by_role("button", name="I am finished").click()
    hand_on(childs)
    expect(childs.locator("h1")).to_have_text("This lesson has ended.")
    assert year_2.ballots() == [False]
    childs.get_by_role("button", name="Back to the start").click()
    expect(childs.get_by_label("For the adult: type the code on your card")).to_be_visible()


def test_the_same_card_scanned_again_on_a_childs_tablet_costs_the_child_nothing(
    year_2: Class, site: str, open_page: OpenPage
) -> None:
    code, page = year_2.card(), open_page()
    page.clock.install()
    started(page, site, year_2, code)
    next_child(page)
    page.locator(".option input").first.click()
    page.evaluate(f"location.hash = '{code}'")
    expect(page.locator("h1")).to_have_text("Year 2: for the adult")
    page.clock.run_for(2000)
    expect(page.locator("h1")).to_have_text("Year 2: for the adult")
    page.get_by_role("button", name="Start this tablet").click()
    expect(page.locator("input:checked")).to_have_count(1)


def test_a_lesson_is_over_by_the_clock_of_the_tablet_too(
    year_2: Class, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    page.clock.install()
    started(page, site, year_2)
    page.clock.fast_forward(LESSON * 1000 + 6000)
    expect(page.locator("h1")).to_have_text("This lesson has ended.")
    page.reload()
    expect(page.get_by_label("For the adult: type the code on your card")).to_be_visible()


def test_a_missing_key_is_told_before_the_first_question(
    year_2: Class, site: str, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page()
    started(page, site, year_2)
    with monkeypatch.context() as patched:
        patched.setattr(year_2.running.ballot_box.keys, "pepper", lambda *_: None)
        page.locator("#ready .main").click()
        expect(page.locator("[data-put=fault]")).to_contain_text("cannot take answers just now")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text(READY)).to_be_visible()
    next_child(page)


def test_without_the_script_an_adults_card_says_what_it_is_for(school: Installation, year_2: Class) -> None:
    client: FlaskClient = school.app.test_client(use_cookies=False)
    reply = client.post(year_2.address, data={"slip": year_2.card()})
    assert (reply.status_code, "This card is for an adult." in reply.text) == (200, True)
    asked: Any = client.post(f"{year_2.address}/lesson", json={"slip": "ABCD2345", "act": "open"})
    assert (asked.status_code, asked.json["outcome"]) == (400, "unreadable")
    away = client.post(
        f"{year_2.address}/lesson",
        json={"slip": year_2.card(), "act": "start"},
        headers={"Origin": "https://elsewhere.example"},
    )
    assert (away.status_code, "tablet_pass" in away.json) == (403, False)


@pytest.mark.parametrize("size", [TABLET, DESKTOP, PHONE])
def test_every_screen_of_tablet_mode_is_accessible_and_fits(
    year_2: Class, site: str, open_page: OpenPage, size: tuple[int, int]
) -> None:
    page, code = open_page(size), year_2.card()
    page.goto(f"{site}{year_2.address}")
    expect(page.get_by_label("For the adult: type the code on your card")).to_be_visible()
    check_with_axe(page)
    adult_screen(page, site, year_2, code)
    check_with_axe(page)
    check_fits(page)
    page.get_by_text("End the lesson on all tablets").click()
    check_with_axe(page)
    page.get_by_role("button", name="Start this tablet").click()
    expect(page.get_by_text(READY)).to_be_visible()
    check_with_axe(page)
    check_fits(page)
    year_2.change(pause)
    page.locator("#ready .main").click()
    expect(page.locator("h1")).to_have_text("The survey is having a break.")
    check_with_axe(page)
    check_fits(page)
    assert heading(page)


def test_a_card_of_a_survey_that_was_given_up_says_so(year_2: Class, site: str, open_page: OpenPage) -> None:
    page, code = open_page(), year_2.card()
    started(page, site, year_2, code)
    next_child(page)
    with year_2.running.database.writing() as session:
        abandon_survey(session, year_2.running.keys, session.get_one(Survey, year_2.survey_id), "Amina Yusuf")
    year_2.forget()
    answer_and_send(page)
    expect(page.locator("h1")).to_have_text("This survey was started again.")
    page.goto(f"{site}{year_2.address}#{code}")
    expect(page.get_by_text("Old cards do not work any more.")).to_be_visible()


def test_no_child_starts_twice_an_adult_hands_on_with_the_number_of_the_card_and_a_long_press(
    year_2: Class, site: str, open_page: OpenPage
) -> None:
    page = open_page(TABLET)
    page.clock.install()
    card = year_2.card()
    adult_screen(page, site, year_2, card)
    number = hand_on_number(card)
    expect(page.get_by_text(f"After each child: type {number}, and hold the button")).to_be_visible()
    page.get_by_role("button", name="Start this tablet").click()
    expect(page.get_by_text(READY)).to_be_visible()  # the first child needs nothing
    next_child(page)
    answer_and_send(page)
    page.get_by_role("button", name="I am finished").click()
    expect(page.locator("h1")).to_have_text("Give the tablet to the adult.")
    check_with_axe(page)
    assert faults_of(page, "hand on") == []
    page.reload()
    expect(page.locator("h1")).to_have_text("Give the tablet to the adult.")
    page.locator("#digits").fill(str(number))
    page.locator("[data-hold]").click()  # a tap is not enough
    page.clock.run_for(3000)
    expect(page.locator("h1")).to_have_text("Give the tablet to the adult.")
    hand_on(page, "09")
    expect(page.get_by_text("That is not the number.")).to_be_visible()
    page.locator("#digits").fill(str(number))
    page.locator("[data-hold]").focus()
    page.keyboard.down("Enter")
    page.clock.run_for(2100)
    page.keyboard.up("Enter")
    next_child(page)
    answer_and_send(page)
    page.get_by_role("button", name="I am finished").click()
    for _ in range(3):
        hand_on(page, "09")
    expect(page.locator("#typing")).to_be_visible()  # now the card itself is needed
    assert year_2.ballots() == [False, False]
