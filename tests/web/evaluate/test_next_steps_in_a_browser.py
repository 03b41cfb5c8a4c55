"""A next step starts from the words of the next level, in a real browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from selfeval.questionnaires.catalogue import latest
from tests.web.evaluate.test_rating_in_a_browser import rating_page
from tests.web.test_pages_in_a_browser import address, page

__all__ = ["address", "page", "rating_page"]


def test_a_next_step_starts_from_the_level_above_and_nothing_typed_is_overwritten(rating_page: Page) -> None:
    words = latest("self-evaluation").words["en"].items["se.5.1a"].levels
    step = rating_page.get_by_label("What will you do?")
    expect(rating_page.get_by_role("button", name="Start from these words")).to_have_count(0)
    rating_page.get_by_label("2 Building").check()
    rating_page.get_by_role("button", name="Start from these words").click()
    expect(step).to_have_value(f"To reach Secure, make this true: {words['secure']}")
    step.fill("Brief the lunchtime team.")
    rating_page.get_by_label("1 Starting").check()
    rating_page.get_by_role("button", name="Start from these words").click()
    expect(step).to_have_value(
        f"Brief the lunchtime team.\nTo reach Building, make this true: {words['building']}"
    )


def test_words_of_a_level_that_is_passed_give_way_to_those_of_the_next(rating_page: Page) -> None:
    words = latest("self-evaluation").words["en"].items["se.5.1a"].levels
    step = rating_page.get_by_label("What will you do?")
    rating_page.get_by_label("2 Building").check()
    rating_page.get_by_role("button", name="Start from these words").click()
    step.fill(f"{step.input_value()} Ask the council.")
    rating_page.get_by_label("3 Secure").check()
    rating_page.get_by_role("button", name="Use the words for level 4").click()
    expect(step).to_have_value(f"To reach Leading, make this true: {words['leading']} Ask the council.")
    expect(rating_page.get_by_role("button", name="Start from these words")).to_have_count(1)
