"""What a tab keeps until it is sent, and what becomes of it: lost replies, double taps, reloads."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from tests.browsers import until
from tests.web.answer.installation import Installation
from tests.web.answer.screens import TABLET, OpenPage, check_with_axe, kept_in_tab, scan, skip_all, try_again


def test_a_ballot_that_waits_is_sent_when_the_next_child_of_another_group_starts(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page, before = open_page(TABLET), len(school.ballots("Year 1"))
    page.route("**/ballot", lambda route: route.abort())
    scan(page, site, school.card("Year 1"))
    skip_all(page)
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text("Saved. Not sent yet.")
    page.unroute("**/ballot")
    with page.expect_response("**/ballot") as sent:
        scan(page, site, school.card("Year 5"))
    assert sent.value.ok
    until(page, "Object.keys(sessionStorage).length == 1")
    assert len(school.ballots("Year 1")) == before + 1
    assert kept_in_tab(page) != ""


def test_a_lost_reply_and_a_second_tap_are_stored_once(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    before = len(school.ballots("Year 1"))
    page = open_page()
    scan(page, site, school.card("Year 1"))
    skip_all(page)
    bodies: list[str] = []

    def lose_the_reply(route: Route) -> None:
        bodies.append(route.request.post_data or "")
        route.fetch()
        route.abort()

    page.route("**/ballot", lose_the_reply)
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text("Saved. Not sent yet.")
    assert len(school.ballots("Year 1")) == before + 1
    page.unroute("**/ballot")
    try_again(page)
    expect(page.locator("h1")).to_have_text("Thank you.")
    assert len(school.ballots("Year 1")) == before + 1
    assert "sealed" in bodies[0]
    assert "answers" not in bodies[0]


def test_a_double_tap_sends_once(school: Installation, site: str, open_page: OpenPage) -> None:
    page = open_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/ballot" in request.url else None)
    scan(page, site, school.card("Year 1"))
    skip_all(page)
    page.locator(".send .main").dblclick()
    expect(page.locator("h1")).to_have_text("Thank you.")
    assert len(sent) == 1


def test_a_slow_send_says_so_and_never_spins_for_ever(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    page.clock.install()
    scan(page, site, school.card("Year 1"))
    skip_all(page)
    page.route("**/ballot", lambda route: None)  # no reply, ever
    page.locator(".send .main").click()
    expect(page.locator("#status")).to_have_text("Sending your answers.")
    page.clock.run_for(6000)
    expect(page.locator("#status")).to_have_text("Still trying. Keep this page open.")
    page.clock.run_for(10000)
    expect(page.locator("h1")).to_have_text("Saved. Not sent yet.")
    page.unroute("**/ballot")
    page.clock.run_for(6000)  # it tries again by itself
    expect(page.locator("h1")).to_have_text("Thank you.")


def test_a_reload_keeps_the_answers(school: Installation, site: str, open_page: OpenPage) -> None:
    page = open_page()
    scan(page, site, school.card("Year 5"))
    page.locator(".option input").nth(2).click()
    expect(page.locator(".count")).to_have_text("Question 2 of 40")
    page.locator("[data-skip]").click()
    page.reload()
    expect(page.locator(".count")).to_have_text("Question 3 of 40")
    page.go_back()
    page.go_back()
    expect(page.locator(".count")).to_have_text("Question 1 of 40")
    assert page.locator(":checked").get_attribute("value") == "2"


def test_back_after_thank_you_shows_no_answer(school: Installation, site: str, open_page: OpenPage) -> None:
    page = open_page()
    scan(page, site, school.card("Year 1"))
    page.locator(".option input").first.click()
    expect(page.locator(".count")).to_have_text("Question 2 of 18")
    skip_all(page)
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text("Thank you.")
    page.get_by_role("button", name="I am finished").click()
    expect(page.locator("h1")).to_have_text("Hello.")
    assert page.locator("#code").input_value() == ""
    for _ in range(4):
        page.go_back()
        expect(page.locator("h1")).to_have_text("Hello.")
        assert page.locator(":checked").count() == 0


def test_another_card_in_the_same_tab_starts_afresh(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    scan(page, site, school.card("Year 1"))
    page.locator(".option input").first.click()
    expect(page.locator(".count")).to_have_text("Question 2 of 18")
    scan(page, site, school.card("Year 1"))
    expect(page.locator(".count")).to_have_text("Question 1 of 18")
    assert page.locator(":checked").count() == 0


def test_stopping_forgets_everything(school: Installation, site: str, open_page: OpenPage) -> None:
    page = open_page()
    card = school.card("Year 1")
    scan(page, site, card)
    page.locator(".option input").first.focus()
    page.keyboard.press("Space")
    page.locator("#stop").click()
    page.get_by_role("button", name="Stop now").click()
    expect(page.locator("h1")).to_have_text("You stopped.")
    assert kept_in_tab(page) == ""
    scan(page, site, card)  # the card still works
    assert page.locator(":checked").count() == 0


def test_after_fifteen_idle_minutes_the_answers_are_gone(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    page.clock.install()
    scan(page, site, school.card("Year 1"))
    page.locator(".option input").first.focus()
    page.keyboard.press("Space")
    page.clock.fast_forward("13:10")
    expect(page.get_by_role("heading", name="Are you still there?")).to_be_visible()
    page.get_by_role("button", name="I am still here").click()
    page.clock.fast_forward("12:00")
    assert page.locator(":checked").count() == 1
    page.clock.fast_forward("04:00")
    expect(page.locator("h1")).to_have_text("Forgotten.")
    assert kept_in_tab(page) == ""


def test_a_used_card_can_be_changed_for_another_at_the_end(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    pages = open_page(), open_page()
    card = school.card("Year 1")
    for page in pages:
        scan(page, site, card)
        skip_all(page)
    pages[0].locator(".send .main").click()
    expect(pages[0].locator("h1")).to_have_text("Thank you.")
    pages[1].locator(".send .main").click()
    expect(pages[1].locator("h1")).to_have_text("This card has been used.")
    check_with_axe(pages[1])
    pages[1].locator("#code").fill(school.card("Year 1")[1])
    pages[1].get_by_role("button", name="Send again").click()
    expect(pages[1].locator("h1")).to_have_text("Thank you.")


def test_a_tablet_without_wifi_says_so_and_tries_again(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    page.route("**/slip", lambda route: route.abort())
    page.route("**/group.json", lambda route: route.abort())  # nothing is put by yet
    address, slip = school.card("Year 5")
    page.goto(f"{site}{address}#{slip}")
    expect(page.locator("#ready")).to_contain_text("We cannot reach the school’s computer.")
    check_with_axe(page)
    page.unroute("**/slip")
    page.unroute("**/group.json")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#ready")).to_contain_text("Year 5, you are ready to go.")
