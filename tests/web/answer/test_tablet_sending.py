"""What is answered on a shared tablet comes in: after a pause, out of reach, with a lost reply or card."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from selfeval.store.surveys import Group
from selfeval.surveys.fieldwork import go_on, pause
from selfeval.surveys.lessons import stop_adult_cards
from tests.browsers import until
from tests.web.answer.lessons import Class, answer_and_send, hand_on, next_child, started, year_2
from tests.web.answer.screens import (
    OUTBOX,
    OpenPage,
    skip_all,
    try_again,
)

__all__ = ["year_2"]  # a fixture


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
    expect(page.locator("h1")).to_have_text("Saved. Not sent yet.")
    expect(page.get_by_text("What you have answered stays on this page until then.")).to_be_visible()
    other.locator("#ready .main").click()
    expect(other.locator("h1")).to_have_text("The survey is having a break.")
    other.get_by_role("button", name="Back to the start").click()
    expect(other.locator("h1")).to_have_text("The survey is having a break.")
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
    expect(page.locator("h1")).to_have_text("Saved. Not sent yet.")
    page.unroute("**/ballot")
    try_again(page)
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
    expect(page.locator("h1")).to_have_text("Saved. Not sent yet.")
    page.unroute("**/ballot")
    try_again(page)
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
    expect(page.locator("h1")).to_have_text("Saved. Not sent yet.")
    page.evaluate("location.hash = 'ABCD2345'")
    expect(page.locator("h1")).to_have_text("That code did not work.")
    page.unroute("**/ballot")
    page.evaluate("dispatchEvent(new Event('online'))")
    until(page, f"{OUTBOX}.then((kept) => kept.length == 0)")
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
    page.get_by_role("button", name="I am finished").click()
    hand_on(page)
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
    other.get_by_role("button", name="I am finished").click()
    next_child(other)


def refuse_as_full(route: Route) -> None:
    said = {"outcome": "full", "title": "This card has been used very often.", "sentence": "A new card."}
    route.fulfill(status=409, json=said)


def test_what_was_under_way_when_a_tablet_was_handed_on_touches_nothing_of_the_next_child(
    year_2: Class, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    page.clock.install()
    started(page, site, year_2)
    page.route("**/ballot", lambda route: route.abort())
    next_child(page)
    answer_and_send(page)
    expect(page.locator("h1")).to_have_text("Saved. Not sent yet.")
    under_way: list[Route] = []
    page.unroute("**/ballot")
    page.route("**/ballot", lambda route: under_way.append(route))
    page.locator("[data-again]").click()
    page.get_by_role("button", name="I am finished").click()
    next_child(page)
    page.locator(".option input").first.click()
    expect(page.locator(".count")).to_have_text("Question 2 of 18")
    while under_way:
        under_way.pop().continue_()
    page.unroute("**/ballot")
    until(page, f"{OUTBOX}.then((kept) => kept.length == 0)")
    page.clock.run_for(31_000)  # nor does what was to be tried again send the half of theirs
    expect(page.locator(".count")).to_have_text("Question 2 of 18")
    assert year_2.ballots() == [False]
    answer_and_send(page)
    expect(page.locator("h1")).to_have_text("Thank you.")
    assert year_2.ballots() == [False, False]
