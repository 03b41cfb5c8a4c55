"""What came of a thing is asked of those to whom it happened, and of nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from selfeval.questionnaires import catalogue
from tests.web.answer.installation import Installation
from tests.web.answer.screens import DESKTOP, OpenPage, scan, skip_all

AFTER = {
    "pupils-7-11": {"ks2.a5.adult_knew": ["ks2.a5.happened", "ks2.a5.seen"]},
    "pupils-11-18": {"ks3.a5.adult_knew": ["ks3.a5.happened", "ks3.a5.seen"]},
    "staff": {"staff.a5.told": ["staff.a5.worse"], "staff.a5.recorded": ["staff.a5.heard"]},
    "pupils-5-7": {},
}
HAPPENED = "Since September, was anyone here unkind about your looks, family or religion?"
HAPPENED_TO_OLDER = "Since September, was anyone here unkind about who you are?"
SEEN = "Since September, did you see it happen to someone else?"
KNEW = "The last time it happened, did an adult at school find out?"
NEXT = "This school is friendly to my family."
NOTHING = "2"
"""The character of “Nothing like that happened”."""


@pytest.mark.parametrize("name", AFTER)
def test_a_question_about_what_followed_comes_after_those_about_what_happened(name: str) -> None:
    definition = catalogue.latest(name).definition
    found = {
        item.id: [earlier.id for earlier in before]
        for item in definition.items
        if (before := definition.asked_after(item))
    }
    assert found == AFTER[name]
    own = replace(definition, based_on=definition.version)
    assert not any(own.asked_after(item) for item in own.items)


def to_question(page: Page, text: str) -> None:
    """Leaves out every question before this one."""
    page.evaluate(
        """(text) => { while (document.querySelector('h1').textContent !== text) {
             document.querySelector('[data-skip], .why .main').click(); } }""",
        text,
    )


def choose(page: Page, answer: str) -> None:
    """Chooses an answer with the keyboard, and goes on."""
    page.locator("label").filter(has_text=answer).first.locator("input").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Next").click()


def say_that_it_never_happened(
    page: Page, site: str, card: tuple[str, str], happened: str = HAPPENED
) -> None:
    """Scans a card; then up to the question whether it was seen."""
    scan(page, site, card)
    to_question(page, happened)
    choose(page, "Never")
    expect(page.locator("h1")).to_have_text(SEEN)


def test_a_pupil_to_whom_nothing_happened_is_not_asked_what_came_of_it(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    say_that_it_never_happened(page, site, school.card("Year 5"))
    choose(page, "Never")
    expect(page.locator("h1")).to_have_text(NEXT)
    page.get_by_role("button", name="Back").click()
    expect(page.locator("h1")).to_have_text(SEEN)
    page.get_by_role("button", name="Next").click()
    skip_all(page)
    assert page.locator(".rows").get_by_text(KNEW).count() == 0
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text("Thank you.")
    (sent,) = [answers for answers in school.ballots("Year 5") if f"00{NOTHING}" in answers]
    definition = catalogue.latest("pupils-7-11").definition
    place = definition.items.index(definition.item("ks2.a5.adult_knew"))
    assert sent[place - 2 : place + 1] == f"00{NOTHING}"


def test_a_pupil_who_then_says_that_it_happened_is_asked(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    say_that_it_never_happened(page, site, school.card("Year 5"))
    choose(page, "Never")
    skip_all(page)
    page.locator("li").filter(has_text=SEEN).get_by_role("button").click()
    choose(page, "Once")
    expect(page.locator("h1")).to_have_text(KNEW)
    expect(page.locator("input:checked")).to_have_count(0)
    choose(page, "I don’t know")
    expect(page.locator("h1")).to_have_text("Look over your answers")
    row = page.locator("li").filter(has_text=KNEW)
    expect(row.locator("strong")).to_have_text("I don’t know")


def test_a_pupil_who_would_rather_not_say_whether_it_happened_is_asked(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    say_that_it_never_happened(page, site, school.card("Year 9"), HAPPENED_TO_OLDER)
    page.locator("[data-skip]").click()
    expect(page.locator("h1")).to_have_text(KNEW)


def test_staff_see_what_came_of_it_once_they_say_that_it_happened(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page(DESKTOP)
    scan(page, site, school.card("Staff"))
    for _ in range(4):
        page.locator(".part .main").click()
    worse, told = (
        page.get_by_role("group", name=text)
        for text in ("In the past year, were you treated worse", "When you were treated worse, did you tell")
    )
    worse.get_by_label("No", exact=True).check()
    expect(told).to_have_count(0)
    worse.get_by_label("Yes").check()
    expect(told).to_be_visible()
    expect(told.locator("input:checked")).to_have_count(0)
    worse.get_by_label("No", exact=True).check()
    skip_all(page)
    expect(page.locator(".rows").get_by_text("When you were treated worse, did you tell")).to_have_count(0)
