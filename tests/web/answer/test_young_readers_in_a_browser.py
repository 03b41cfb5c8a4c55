"""What children who do not read yet try, hear and look over, and what fingers do not do by mistake."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browsers import until
from tests.web.answer.installation import ITEMS, Installation
from tests.web.answer.screens import (
    TABLET,
    VOICE,
    WARM_UP,
    OpenPage,
    check_with_axe,
    scan,
    scan_to_warm_ups,
    skip_all,
)

GROWN_UPS = "Grown\N{NON-BREAKING HYPHEN}ups"
"""As it stands on the pages of the youngest, so that no line ends within it."""


def test_the_youngest_look_over_pictures_and_cups_and_change_one_by_tapping_it(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page(TABLET)
    scan(page, site, school.card("Year 1"))
    page.locator(".option input").nth(1).check()
    page.locator(".next").click()
    skip_all(page)
    tiles = page.locator(".rows .tile")
    expect(tiles).to_have_count(ITEMS["Year 1"])
    first, second = tiles.nth(0), tiles.nth(1)
    expect(first.locator(".cup use")).to_have_attribute("href", "#cup1")
    expect(first.locator(".pictured use")).to_have_attribute("href", "#plates")
    expect(first).to_have_accessible_name(f"{GROWN_UPS} here are fair to me. A bit")
    expect(second.locator(".hop")).to_be_visible()
    expect(second).to_have_accessible_name(
        f"{GROWN_UPS} ask me what would make school nicer. You skipped this. That is fine."
    )
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    check_with_axe(page)
    page.get_by_role("button", name="Hide my answers").click()
    expect(first.locator(".cup")).to_be_hidden()
    second.click()
    expect(page.locator("h1")).to_have_text(f"{GROWN_UPS} ask me what would make school nicer.")
    page.locator(".option input").nth(0).check()
    page.locator(".next").click()
    expect(page.locator(".tile").nth(1).locator(".cup use")).to_have_attribute("href", "#cup0")


def test_the_youngest_are_read_to_after_one_tap(school: Installation, site: str, open_page: OpenPage) -> None:
    page = open_page()
    page.add_init_script(VOICE)
    scan(page, site, school.card("Year 1"))
    expect(page.locator(".count")).to_have_text("Question 1 of 18")
    assert page.evaluate("heard.slice(0, 2)") == [WARM_UP, "I like cake."]
    assert page.evaluate("heard.slice(-4)") == ["Grown-ups here are fair to me.", "Yes", "A bit", "No"]
    assert page.locator("main .listen").first.is_visible()


def test_the_youngest_try_the_answers_first_and_what_they_try_is_not_sent(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page, before = open_page(), school.ballots("Year 1").count("." * 18)
    scan_to_warm_ups(page, site, school.card("Year 1"))
    for text in ("I like cake.", "I like rain."):
        expect(page.locator(".count")).to_have_text(WARM_UP)
        expect(page.locator("h1")).to_have_text(text)
        assert page.locator(".option .cup use").count() == 3
        page.locator(".option input").nth(1).click()
    expect(page.locator(".count")).to_have_text("Question 1 of 18")
    assert page.locator(":checked").count() == 0
    page.locator("[data-back]").click()
    expect(page.locator("h1")).to_have_text("I like rain.")
    assert page.locator(":checked").get_attribute("value") == "1"
    skip_all(page)
    expect(page.locator(".count")).to_have_text("You answered 0 and skipped 18")
    assert page.locator("li", has_text="I like rain.").count() == 0
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text("Thank you.")
    assert school.ballots("Year 1").count("." * 18) == before + 1


def test_without_the_script_what_is_tried_is_not_sent_either(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page(java_script_enabled=False)
    address, slip = school.card("Year 1")
    page.goto(f"{site}{address}")
    page.locator("#code").fill(slip)
    page.get_by_role("button", name="Start").first.click()
    expect(page.locator("h2").first).to_have_text("Try it out first. These do not count.")
    before = school.ballots("Year 1").count("." * 18)
    for warm_up in page.locator("fieldset").all()[:2]:
        warm_up.locator("input").first.check(force=True)
    page.get_by_role("button", name="Send my answers").click()
    expect(page.locator("h1")).to_have_text("Thank you.")
    assert school.ballots("Year 1").count("." * 18) == before + 1


def test_the_youngest_are_read_the_last_pages_too_and_stop_before_they_tap_it(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    page.add_init_script(VOICE)
    scan(page, site, school.card("Year 1"))
    page.get_by_role("button", name="Stop").click()
    assert page.evaluate("heard.slice(-2)") == [
        "Do you want to stop?",
        "You can. Then your answers go away. Nobody gets them.",
    ]
    page.get_by_role("button", name="Carry on").click()
    skip_all(page)
    assert page.evaluate("heard.at(-1)") == "After you send, you cannot change your answers."
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text("Thank you.")
    until(page, "heard.includes('Are you sad or scared?')")
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
