"""A list of answers that is longer than the screen says that there is more of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.answer.geometry import faults_of
from tests.web.answer.installation import Installation
from tests.web.answer.screens import DESKTOP, PHONE, TABLET, OpenPage, scan

MORE = "More answers below ↓"
GROUPS = 18
"""As many as the census has for ethnic background."""


END = 100_000
"""Pixels; beyond the end of every page."""
TOLD_LATE = """
window.IntersectionObserver = class extends IntersectionObserver {
  constructor(told, options) {
    const earlier = [];
    super((entries) => { earlier.push(...entries); told([...earlier]); }, options);
  }
};
"""
"""Each time, all that was seen until then."""


def scroll_to(page: Page, top: int) -> None:
    """At once: the keys scroll little by little, and Chromium loses one that is pressed meanwhile."""
    page.evaluate("(top) => scrollTo({ top, behavior: 'instant' })", top)


def with_a_long_list(route: Route) -> None:
    """What the server says of a card, its first question about the person with eighteen answers."""
    reply = route.fetch()
    told = reply.json()
    told["group"]["about"][0]["options"] = [
        {
            "id": f"group-{number}",
            "label": f"White and Black Caribbean {number}",
            "char": chr(ord("a") + number),
        }
        for number in range(GROUPS)
    ]
    route.fulfill(response=reply, json=told)


def to_the_long_list(page: Page, site: str, card: tuple[str, str]) -> None:
    page.route("**/slip", with_a_long_list)
    scan(page, site, card)
    page.evaluate(
        """(many) => { while (document.querySelectorAll('.option').length !== many) {
             document.querySelector('[data-skip], .why .main').click(); } }""",
        GROUPS,
    )


@pytest.mark.parametrize("size", [PHONE, TABLET, DESKTOP], ids=["phone", "tablet", "desktop"])
def test_a_list_that_goes_on_below_says_so_until_its_last_answer_is_in_sight(
    school: Installation, site: str, open_page: OpenPage, size: tuple[int, int]
) -> None:
    page = open_page(size)
    to_the_long_list(page, site, school.card("Year 9"))
    hint = page.get_by_text(MORE)
    expect(hint).to_be_visible()
    expect(hint).to_be_in_viewport(ratio=1)
    assert faults_of(page, "long list", ("1",)) == []
    scroll_to(page, END)
    expect(page.locator(".option").last).to_be_in_viewport(ratio=1)
    expect(hint).to_be_hidden()
    scroll_to(page, 0)
    expect(hint).to_be_visible()


def test_a_busy_tablet_that_tells_late_what_is_in_sight_is_believed_by_the_newest(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page(TABLET)
    page.add_init_script(TOLD_LATE)
    to_the_long_list(page, site, school.card("Year 9"))
    hint = page.get_by_text(MORE)
    scroll_to(page, END)
    expect(hint).to_be_hidden()
    scroll_to(page, 0)
    expect(hint).to_be_visible()


def test_a_list_that_fits_says_nothing(school: Installation, site: str, open_page: OpenPage) -> None:
    page = open_page(TABLET)
    scan(page, site, school.card("Year 9"))
    expect(page.locator(".option").last).to_be_in_viewport(ratio=1)
    expect(page.get_by_text(MORE)).to_be_hidden()


def test_nothing_typed_is_told_otherwise_than_a_code_that_is_too_short(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    page.goto(f"{site}{school.addresses['Staff']}")
    page.locator("#typing .main").click()
    expect(page.locator("#fault")).to_have_text(
        "Type the code from your card first. It has 8 letters and numbers."
    )
    page.locator("#code").fill("QQ")
    page.locator("#typing .main").click()
    expect(page.locator("#fault")).to_have_text("The code has 8 letters and numbers. You typed 2.")
