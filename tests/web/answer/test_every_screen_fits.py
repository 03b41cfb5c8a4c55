"""Every screen of every age fits: no word is cut, no button hidden, nothing lies on something else."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.web.answer.geometry import ZOOMED, faults_of, faults_of_questions
from tests.web.answer.installation import Installation
from tests.web.answer.lessons import Class, adult_screen, year_2
from tests.web.answer.screens import VOICE, OpenPage, skip_all
from tests.web.answer.spoken import accept

__all__ = ["year_2"]  # a fixture


def ready(page: Page, site: str, card: tuple[str, str], language: str = "en-GB") -> None:
    page.add_init_script(VOICE.replace("en-GB", language))
    page.goto(f"{site}{card[0]}#{card[1]}")
    expect(page.locator("#ready .main")).to_be_enabled()
    expect(page.locator("#ready .listen")).to_be_visible()


@pytest.mark.parametrize("group", ["Year 1", "Year 5", "Year 9", "Staff"])
def test_every_screen_fits_with_letters_of_every_size(
    school: Installation, site: str, open_page: OpenPage, group: str
) -> None:
    page = open_page(reduced_motion="reduce")
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


PHONE, UPRIGHT, SMALL_LAPTOP, DESK = (320, 568), (810, 1080), (1024, 690), (1366, 768)
TIGHT = {
    ("Staff", "pl"): (ZOOMED, PHONE, UPRIGHT, SMALL_LAPTOP, DESK),
    ("Year 9", "pl"): (PHONE, DESK),
    ("Year 5", "pl"): (ZOOMED, PHONE, UPRIGHT),
    ("Year 1", "ar"): (ZOOMED, PHONE, SMALL_LAPTOP),
    ("Year 1", "en"): (ZOOMED,),
    ("Staff", "en"): (ZOOMED,),
}
"""Where there is the least room; `python -m tests.web.answer.sweep` looks at the rest."""


@pytest.mark.parametrize(("group", "language"), TIGHT)
def test_every_screen_fits_where_there_is_the_least_room(
    school: Installation, site: str, open_page: OpenPage, group: str, language: str
) -> None:
    accept(school, "ar", "pl")
    sizes = TIGHT[group, language]
    page = open_page(reduced_motion="reduce")
    address, slip = school.card(group)
    ready(page, site, (f"{address}?lang={language}", slip), language)
    page.locator("#ready .main").click()
    page.locator("#ready").wait_for(state="detached")
    found = faults_of_questions(page, sizes=sizes, whole=False)
    found += faults_of(page, "look over", ("1", "3"), sizes)
    page.locator(".send .main").click()
    expect(page.locator("[data-handover]")).to_be_visible()
    assert found + faults_of(page, "thank you", ("1", "3"), sizes) == []


@pytest.mark.parametrize("group", ["Year 1", "Year 9"])
def test_practice_fits_too_under_its_band(
    school: Installation, site: str, open_page: OpenPage, group: str
) -> None:
    sizes = (PHONE, UPRIGHT, SMALL_LAPTOP)
    page = open_page(reduced_motion="reduce")
    ready(page, site, (school.addresses[group].replace("/a/", "/practice/"), "PRACTICE"))
    page.locator("#ready .main").click()
    page.locator("#ready").wait_for(state="detached")
    found = faults_of_questions(page, 6, sizes)
    skip_all(page)
    assert found + faults_of(page, "look over", sizes=sizes) == []


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
