"""With Tab and Space alone, as with a switch: everything is reached, and where one is can always be seen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.web.answer.installation import Installation
from tests.web.answer.screens import DESKTOP, PHONE, TABLET, OpenPage, skip_all

HERE = """(() => {
  const here = document.activeElement;
  const shown = here.matches('.option input') ? here.nextElementSibling : here;
  const { left, right, top, bottom } = shown.getBoundingClientRect();
  const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const style = getComputedStyle(shown);
  const faults = [];
  if (here === document.body) faults.push('nothing');
  if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) faults.push('without a ring');
  if (top < 0 || bottom > innerHeight || left < 0 || right > innerWidth) faults.push('out of sight');
  if (over !== here && !shown.contains(over)) faults.push('covered');
  return [shown.innerText.trim() || here.id, faults.join(', '), here.matches('input[type=radio]')];
})()"""
"""What has the focus: its words, what is wrong with how it is seen, whether it is an answer."""


def tab(page: Page) -> tuple[str, bool]:
    """One step on: where that leads, and whether it is an answer."""
    page.keyboard.press("Tab")
    if page.evaluate("document.activeElement === document.body"):  # behind the last comes the browser's own
        page.keyboard.press("Tab")
    words, fault, is_answer = page.evaluate(HERE)
    assert not fault, (words, fault)
    return words, is_answer


def tab_to(page: Page, words: str) -> list[str]:
    """On to a button; what was passed on the way."""
    passed: list[str] = []
    while not passed or words not in passed[-1]:
        assert len(passed) < 120, (words, passed[:40])
        passed.append(tab(page)[0])
    return passed


def press(page: Page, words: str) -> None:
    tab_to(page, words)
    page.keyboard.press("Space")


def last_answer(page: Page) -> str:
    """On through all answers of the question, and Space on the last of them."""
    labels = page.locator(".options .option, .item:first-of-type .option").all_inner_texts()
    words, is_answer = tab(page)
    while not is_answer:
        words, is_answer = tab(page)
    passed = [words]
    while len(passed) < len(labels):
        words, is_answer = tab(page)
        assert is_answer
        passed.append(words)
    assert passed == [label.strip() for label in labels]
    page.keyboard.press("Space")
    return words


@pytest.mark.parametrize(
    ("group", "size"), [("Year 1", TABLET), ("Year 5", PHONE), ("Year 9", DESKTOP), ("Staff", TABLET)]
)
def test_a_switch_does_everything(
    school: Installation, site: str, open_page: OpenPage, group: str, size: tuple[int, int]
) -> None:
    page = open_page(size, reduced_motion="reduce")
    address, slip = school.card(group)
    page.goto(f"{site}{address}#{slip}")
    expect(page.locator("#ready .main")).to_be_enabled()
    press(page, "Start")
    page.locator("#ready").wait_for(state="detached")
    onward = "Next part" if group == "Staff" else "Next"
    first = page.locator("h1").inner_text()
    chosen = last_answer(page)
    press(page, onward)
    expect(page.locator("h1")).not_to_have_text(first)
    press(page, "Back")
    expect(page.locator("h1")).to_have_text(first)
    assert page.locator(":checked + .face .say").inner_text() == chosen
    press(page, "Aa")
    press(page, page.locator("[data-set=text]").last.inner_text())
    expect(page.locator("html")).to_have_attribute("data-text", "3")
    skip_all(page)
    press(page, "Send")
    expect(page.locator("[data-handover]")).to_be_visible()
    press(page, page.locator("[data-handover]").inner_text().strip())
    expect(page.locator("#typing")).to_be_visible()
    expect(page.locator("h1")).to_be_focused()
