"""Every screen of every age fits: no word is cut, no button hidden, nothing lies on something else."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.web.answer.geometry import faults_of
from tests.web.answer.installation import Installation
from tests.web.answer.lessons import Class, adult_screen, year_2
from tests.web.answer.screens import VOICE, OpenPage, skip_all

__all__ = ["year_2"]  # a fixture
NEXT = "document.querySelector('[data-skip], .part .main, .why .main').click()"
SHAPE = """(() => {
  document.querySelector('.ask')?.classList.add('chosen');
  const heading = document.querySelector('.ask h1');
  const choices = document.querySelectorAll('.ask .option').length;
  if (!heading) return String(Math.random());
  return `${Math.min(3, Math.floor(heading.textContent.length / 30))} ${choices}`;
})()"""
"""Questions of about the same length with as many answers stand alike; any other screen is one of its own."""
OPENED = {"help": ".help summary", "easier to read": "#tools summary", "stop": "#stop"}
"""What can be opened over a question, and what opens it."""


def ready(page: Page, site: str, card: tuple[str, str]) -> None:
    page.add_init_script(VOICE)
    page.goto(f"{site}{card[0]}#{card[1]}")
    expect(page.locator("#ready .main")).to_be_enabled()
    expect(page.locator("#ready .listen")).to_be_visible()


def faults_of_questions(page: Page, most: int = 60) -> list[str]:
    """Walks to the last page; what does not fit on the way, or in what opens over the first question."""
    found: list[str] = []
    shapes: set[str] = set()
    for number in range(most):
        if page.locator(".send").count():
            break
        shape = page.evaluate(SHAPE)
        if shape not in shapes:
            found += faults_of(page, f"screen {number}", ("1", "3") if shapes else ("1", "2", "3"))
        for name, opener in OPENED.items() if not shapes else ():
            page.locator(opener).click()
            found += faults_of(page, name, ("1", "3"))
            page.keyboard.press("Escape")
        shapes.add(shape)
        page.evaluate(NEXT)
    return found


@pytest.mark.parametrize("group", ["Year 1", "Year 5", "Year 9", "Staff"])
def test_every_screen_fits_with_letters_of_every_size(
    school: Installation, site: str, open_page: OpenPage, group: str
) -> None:
    page = open_page()
    ready(page, site, school.card(group))
    found = faults_of(page, "start")
    page.locator("#ready .main").click()
    page.locator("#ready").wait_for(state="detached")
    found += faults_of_questions(page)
    found += faults_of(page, "look over")
    page.route("**/ballot", lambda route: route.abort())
    page.locator(".send .main").click()
    expect(page.locator("[data-again]")).to_be_visible()
    found += faults_of(page, "not sent yet", ("1", "3"))
    page.unroute("**/ballot")
    page.evaluate("document.querySelector('[data-again]')?.click()")
    expect(page.locator("[data-handover]")).to_be_visible()
    found += faults_of(page, "thank you", ("1", "3"))
    assert found == []


@pytest.mark.parametrize("group", ["Year 1", "Year 9"])
def test_practice_fits_too_under_its_band(
    school: Installation, site: str, open_page: OpenPage, group: str
) -> None:
    page = open_page()
    ready(page, site, (school.addresses[group].replace("/a/", "/practice/"), "PRACTICE"))
    page.locator("#ready .main").click()
    page.locator("#ready").wait_for(state="detached")
    found = faults_of_questions(page, most=6)
    skip_all(page)
    assert found + faults_of(page, "look over") == []


def test_the_code_and_the_adults_page_fit(
    school: Installation,
    site: str,
    open_page: OpenPage,
    year_2: Class,
) -> None:
    page = open_page()
    page.goto(f"{site}{school.addresses['Year 1']}")
    page.locator("#code").fill("QQ")
    page.locator("#typing .main").click()
    expect(page.locator("#fault")).to_be_visible()
    found = faults_of(page, "code")
    adult_screen(page, site, year_2, year_2.card())
    page.evaluate("document.querySelector('main details').open = true")
    assert found + faults_of(page, "adult") == []


def test_no_two_questions_after_each_other_have_the_same_picture(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    for group, most in (("Year 5", 2), ("Year 9", 2)):
        page = open_page()
        ready(page, site, school.card(group))
        page.locator("#ready .main").click()
        page.locator("#ready").wait_for(state="detached")
        seen: list[str] = page.evaluate(
            """() => {
                 const seen = [];
                 while (!document.querySelector('.send')) {
                   const scene = document.querySelector('.ask .scene');
                   if (scene) seen.push(scene.innerHTML);
                   document.querySelector('[data-skip], .why .main').click();
                 }
                 return seen;
               }"""
        )
        assert len(seen) > 35
        assert all(one != after for one, after in pairwise(seen))
        assert max(seen.count(each) for each in seen) <= most
