"""What children who do not read yet are told, and what their fingers do not do by mistake."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browsers import until
from tests.web.answer.installation import Installation
from tests.web.answer.screens import VOICE, OpenPage, scan, skip_all


def test_the_youngest_are_read_the_last_pages_too_and_stop_before_they_tap_it(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    page.add_init_script(VOICE)
    scan(page, site, school.card("Year 1"))
    page.get_by_role("button", name="Stop").click()
    assert page.evaluate("heard.slice(-2)") == [
        "Stop here?",
        "Your answers will be forgotten. Nothing is sent. That is fine.",
    ]
    page.get_by_role("button", name="Carry on").click()
    skip_all(page)
    assert page.evaluate("heard.at(-1)") == "After you send, you cannot change your answers."
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text("Thank you.")
    until(page, "heard.includes('Is something making you sad or scared?')")
    assert "Thank you." in page.evaluate("heard")


def test_a_second_tap_of_the_youngest_does_not_answer_the_next_question(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page(has_touch=True)
    page.clock.install()
    scan(page, site, school.card("Year 1"))
    for number in (1, 2):
        expect(page.locator(".count")).to_have_text(f"Question {number} of 18")
        page.clock.run_for(1300)
        page.locator(".option input").nth(0).tap()
        page.clock.run_for(700)
        page.locator(".option input").nth(0).tap()
        assert page.locator(":checked").count() == 0
        page.locator("[data-skip]").tap()
    expect(page.locator(".count")).to_have_text("Question 3 of 18")


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
