"""Tablet mode in a browser: an adult starts a tablet, children follow each other, nothing of one is left."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from selfeval.store.ballots import Ballot
from selfeval.store.surveys import Group, Round, Survey
from selfeval.store.years import today
from selfeval.surveys.abandoning import abandon_survey
from selfeval.surveys.changing import go_on, pause
from selfeval.surveys.lessons import LESSON, print_adult_cards, stop_adult_cards
from selfeval.surveys.opening import choose_tablets, open_survey
from selfeval.surveys.planning import plan
from selfeval.surveys.plans import Plan, PlannedGroup
from selfeval.web.running import Running
from tests.web.answer.installation import ADULT, Installation
from tests.web.answer.screens import (
    DESKTOP,
    PHONE,
    TABLET,
    OpenPage,
    check_fits,
    check_with_axe,
    heading,
    kept_in_tab,
    skip_all,
)

READY = "Year 2, you are ready to go."


@dataclass
class Class:
    """Year 2, 28 children, in tablet mode."""

    running: Running
    survey_id: int
    address: str
    group_id: int

    def card(self) -> str:
        """The code on a new adult's card."""
        with self.running.database.writing() as session:
            group = session.get_one(Group, self.group_id)
            round_ = session.get_one(Round, group.round_id)
            (code,) = print_adult_cards(session, self.running.keys, round_, group, 1, "Amina Yusuf")
        return code

    def ballots(self) -> list[bool]:
        """Whether each ballot that came in was late."""
        with self.running.database.reading() as session:
            return list(session.scalars(select(Ballot.late).where(Ballot.group_id == self.group_id)))

    def change(self, act: Callable[..., None]) -> None:
        with self.running.database.writing() as session:
            act(session, session.get_one(Survey, self.survey_id), "Amina Yusuf")
        self.forget()

    def forget(self) -> None:
        """As if the two seconds had passed for which a server believes what it has read."""
        self.running.casting.places._seen.clear()


@pytest.fixture
def year_2(school: Installation) -> Class:
    """A new survey with a group in tablet mode."""
    running = school.app.extensions["selfeval"]
    with running.database.writing() as session:
        planned = Plan(
            audience="pupils",
            title=f"Belonging {secrets.token_hex(4)}",  # the school is the same for all these tests
            opens_on=today(),
            closes_on=today() + dt.timedelta(days=9),
            adult=ADULT,
            groups=(PlannedGroup("Year 2", (2,), 28),),
        )
        survey = plan(session, 1, "Amina Yusuf", planned)
        open_survey(session, running.keys, survey, "Amina Yusuf")
        ((group,),) = (round_.groups for round_ in survey.rounds)
        choose_tablets(session, group, True, "Amina Yusuf")
        address = f"/a/{survey.rounds[0].code}/{group.number}"
    return Class(running, survey.id, address, group.id)


def adult_screen(page: Page, site: str, year_2: Class, code: str) -> None:
    page.goto(f"{site}{year_2.address}#{code}")
    expect(page.locator("h1")).to_have_text("Year 2: for the adult")


def started(page: Page, site: str, year_2: Class, code: str = "") -> None:
    adult_screen(page, site, year_2, code or year_2.card())
    page.get_by_role("button", name="Start this tablet").click()
    expect(page.get_by_text(READY)).to_be_visible()


def next_child(page: Page) -> None:
    """The child presses Start and sees the first question."""
    page.locator("#ready .main").click()
    expect(page.locator(".count")).to_have_text("Question 1 of 13")


def answer_and_send(page: Page) -> None:
    skip_all(page)
    page.locator(".send .main").click()


def test_one_child_after_the_other_answers_without_a_card(
    year_2: Class, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    started(page, site, year_2)
    expect(page.get_by_text("The lesson ends at")).to_be_visible()
    assert page.url == f"{site}{year_2.address}"
    for number in range(3):
        next_child(page)
        page.locator(".option input").first.click()
        answer_and_send(page)
        expect(page.locator("h1")).to_have_text("Thank you.")
        assert kept_in_tab(page) == ""
        page.get_by_role("button", name="Ready for the next person").click()
        expect(page.get_by_text(READY)).to_be_visible()
        assert len(year_2.ballots()) == number + 1


def test_nothing_of_one_child_is_left_for_the_next(year_2: Class, site: str, open_page: OpenPage) -> None:
    page = open_page()
    started(page, site, year_2)
    next_child(page)
    page.locator("summary", has_text="Aa").click()
    page.get_by_role("button", name="Dark").click()
    page.keyboard.press("Escape")
    page.locator(".option input").first.click()
    answer_and_send(page)
    page.get_by_role("button", name="Ready for the next person").click()
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
    page.get_by_role("button", name="Stop and forget").click()
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
    childs.get_by_role("button", name="Ready for the next person").click()
    expect(childs.locator("h1")).to_have_text("This lesson has ended.")
    assert year_2.ballots() == [False]
    childs.get_by_role("button", name="Back to the start").click()
    expect(childs.get_by_label("For the adult: type the code on your card")).to_be_visible()


def test_the_same_card_scanned_again_on_a_childs_tablet_costs_the_child_nothing(
    year_2: Class, site: str, open_page: OpenPage
) -> None:
    code, page = year_2.card(), open_page()
    started(page, site, year_2, code)
    next_child(page)
    page.locator(".option input").first.click()
    page.evaluate(f"location.hash = '{code}'")
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


def test_a_pause_while_a_child_answers_keeps_the_answers_and_sends_them_later(
    year_2: Class, site: str, open_page: OpenPage
) -> None:
    page, other = open_page(), open_page()
    page.clock.install()
    started(page, site, year_2)
    started(other, site, year_2)
    next_child(page)
    year_2.change(pause)
    answer_and_send(page)
    expect(page.locator("h1")).to_have_text("Not sent yet.")
    expect(page.get_by_text("What you have answered stays on this page until then.")).to_be_visible()
    other.locator("#ready .main").click()
    expect(other.locator("h1")).to_have_text("The survey has a break.")
    other.get_by_role("button", name="Back to the start").click()
    expect(other.locator("h1")).to_have_text("The survey has a break.")
    assert year_2.ballots() == []
    year_2.change(go_on)
    page.clock.run_for(31_000)
    expect(page.locator("h1")).to_have_text("Thank you.")
    other.get_by_role("button", name="Back to the start").click()
    next_child(other)
    assert year_2.ballots() == [False]


def test_out_of_reach_the_next_child_starts_and_the_answers_wait(
    year_2: Class, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    started(page, site, year_2)
    page.route("**/slip", lambda route: route.abort())
    page.route("**/ballot", lambda route: route.abort())
    next_child(page)
    answer_and_send(page)
    expect(page.locator("h1")).to_have_text("Not sent yet.")
    page.unroute("**/ballot")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("h1")).to_have_text("Thank you.")


def test_a_lost_reply_and_a_double_tap_store_one_ballot(
    year_2: Class, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    started(page, site, year_2)
    lost: list[int] = []

    def lose_the_reply(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/ballot", lose_the_reply)
    next_child(page)
    skip_all(page)
    page.locator(".send .main").dblclick()
    expect(page.locator("h1")).to_have_text("Not sent yet.")
    page.unroute("**/ballot")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("h1")).to_have_text("Thank you.")
    assert (lost, year_2.ballots()) == ([201], [False])


def test_what_waits_to_be_sent_stays_whatever_card_is_scanned(
    year_2: Class, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    started(page, site, year_2)
    page.route("**/ballot", lambda route: route.abort())
    next_child(page)
    answer_and_send(page)
    expect(page.locator("h1")).to_have_text("Not sent yet.")
    page.evaluate("location.hash = 'ABCD2345'")
    page.wait_for_timeout(300)
    expect(page.locator("h1")).to_have_text("Not sent yet.")
    page.unroute("**/ballot")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("h1")).to_have_text("Thank you.")
    assert year_2.ballots() == [False]


def test_a_stopped_card_starts_nothing_and_a_new_one_sends_what_waits(
    year_2: Class, site: str, open_page: OpenPage
) -> None:
    page, other = open_page(), open_page()
    started(page, site, year_2)
    next_child(page)
    with year_2.running.database.writing() as session:
        stop_adult_cards(session, session.get_one(Group, year_2.group_id), "Amina Yusuf")
    answer_and_send(page)
    expect(page.locator("h1")).to_have_text("Thank you.")
    assert year_2.ballots() == [True]
    page.get_by_role("button", name="Ready for the next person").click()
    expect(page.locator("h1")).to_have_text("This card has been swapped.")

    started(other, site, year_2)
    next_child(other)
    other.route("**/ballot", refuse_as_full)
    answer_and_send(other)
    expect(other.locator("h1")).to_have_text("This card has been used very often.")
    other.unroute("**/ballot")
    other.get_by_label("Type the code on a new card").fill("23456789")
    other.get_by_role("button", name="Send again").click()
    expect(other.get_by_text("That code did not work.")).to_be_visible()
    other.get_by_label("Type the code on a new card").fill(year_2.card())
    other.get_by_role("button", name="Send again").click()
    expect(other.locator("h1")).to_have_text("Thank you.")
    other.get_by_role("button", name="Ready for the next person").click()
    next_child(other)


def refuse_as_full(route: Route) -> None:
    said = {"outcome": "full", "title": "This card has been used very often.", "sentence": "A new card."}
    route.fulfill(status=409, json=said)


def test_a_missing_key_is_told_before_the_first_question(
    year_2: Class, site: str, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page()
    started(page, site, year_2)
    with monkeypatch.context() as patched:
        patched.setattr(year_2.running.casting.keys, "pepper", lambda *_: None)
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
    expect(page.locator("h1")).to_have_text("The survey has a break.")
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
