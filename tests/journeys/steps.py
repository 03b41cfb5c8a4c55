"""What people do in a browser, the same in every journey."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

CARD = re.compile(r"\b([2-9A-HJKMNP-Z]{4})-([2-9A-HJKMNP-Z]{4})\b")
IN_WORDS = re.compile(r"((?:^[a-z]{3,7}\n){4})Go to", re.MULTILINE)
ADDRESS = re.compile(r"/a/[a-z2-9]{6}/\d+")
PASSWORD = "three brown otters"


ANSWER_ALL = """async (slips) => {
  // One after another at the same tablet: the card's code in the address, as its QR code puts it there, then
  // every question answered by pressing the page's own options and buttons, as fast as the page allows.
  const until = async (found) => {
    for (let tries = 0; tries < 3000; tries += 1) {
      if (found()) return found();
      await new Promise((go) => setTimeout(go, 5));
    }
    throw new Error(`Not within 15 seconds: ${found}`);
  };
  const one = (what) => document.querySelector(what);
  let lean = 0;
  for (const slip of slips) {
    location.hash = slip;
    (await until(() => one('#ready:not([hidden]) .main:not([aria-disabled])'))).click();
    await until(() => one('.option'));
    for (; !one('.send'); lean += 1) {
      if (one('.why')) {
        one('.why .main').click(); // why questions about the person are asked
        continue;
      }
      const sets = [...document.querySelectorAll('.part fieldset')];
      (sets.length ? sets : [document]).forEach((set, place) => {
        if (set.hidden) return; // what came of a thing is not asked of those to whom nothing happened
        const options = set.querySelectorAll('.option input');
        options[(lean + place) % Math.min(3, options.length)].click();
      });
      one('.next, .part .main').click();
    }
    one('.send .main').click();
    await until(() => one('h1').textContent === 'Thank you.');
  }
}"""


def sign_in(page: Page, url: str, email: str, password: str = PASSWORD) -> None:
    page.goto(f"{url}/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page).not_to_have_url(re.compile("/sign-in"))


def join(browser: Browser, link: str, name: str) -> None:
    """Somebody who was invited comes by the link, in a browser of their own."""
    guest = browser.new_page()
    guest.goto(link)
    guest.get_by_label("Your name").fill(name)
    guest.get_by_label("Choose a password").fill(PASSWORD)
    guest.get_by_role("button", name="Join").click()
    expect(guest.get_by_text(f"Welcome, {name}.")).to_be_visible()
    guest.close()


def fill_date(page: Page, question: str, day: dt.date) -> None:
    date = page.get_by_role("group", name=question)
    date.get_by_label("Day").fill(str(day.day))
    date.get_by_label("Month").fill(str(day.month))
    date.get_by_label("Year").fill(str(day.year))


def plan_survey(
    page: Page, url: str, audience: str, title: str, first: dt.date, rolls: Mapping[str, int]
) -> str:
    """Plans a survey of two school weeks; gives the path of its page."""
    page.goto(f"{url}/surveys/plan")
    page.get_by_role("link", name=audience).click()
    page.get_by_label("Title of the survey").fill(title)
    fill_date(page, "First day", first)
    fill_date(page, "Last day", first + dt.timedelta(days=11))
    for label, roll in rolls.items():
        page.get_by_label(label, exact=True).fill(str(roll))
    page.get_by_label("Who can people talk to?").fill("Ms Okafor, in the Rainbow Room")
    page.get_by_role("button", name="See what this plan can show").click()
    page.get_by_role("button", name="Plan this survey").click()
    expect(page).to_have_url(re.compile(r"/surveys/\d+$"))
    return page.url.removeprefix(url)


def open_survey(page: Page, url: str, survey: str) -> None:
    page.goto(f"{url}{survey}")
    page.get_by_role("link", name="Open the survey").click()
    page.get_by_role("button", name="Open the survey").click()


def print_cards(page: Page, url: str, groups: Iterable[str]) -> dict[str, list[str]]:
    """From a survey's page: group -> the addresses in the QR codes of its cards."""
    cards = {}
    for group in groups:
        with page.expect_download() as downloading:
            page.get_by_role("button", name=f"cards for {group}").click()
        pages = PdfReader(BytesIO(Path(downloading.value.path()).read_bytes())).pages
        text = "\n".join(sheet.extract_text() for sheet in pages)
        (address,) = set(ADDRESS.findall(text))
        slips = ["".join(found) for found in CARD.findall(text)]
        slips += ["".join(found.split()) for found in IN_WORDS.findall(text)]
        cards[group] = [f"{url}{address}#{slip}" for slip in slips]
    return cards


def answer_one(browser: Browser, card: str, *, by_hand: bool) -> None:
    """One child scans a card and answers every question: with real clicks, or as fast as the page allows."""
    context = browser.new_context(viewport={"width": 810, "height": 1080})
    page = context.new_page()
    page.goto(card)
    if by_hand:
        page.locator("#ready .main").click()
        page.locator(".count").wait_for()
        answer_by_hand(page)
        page.locator(".send .main").click()
    else:
        page.evaluate(ANSWER_ALL, [card.split("#")[1]])
    expect(page.locator("h1")).to_have_text("Thank you.")
    context.close()


def answer_by_hand(page: Page) -> None:
    """Real clicks on every question and on Next."""
    for _ in range(100):
        if page.locator(".send").count():
            return
        if page.locator(".why").count():  # why questions about the person are asked
            page.locator(".why .main").click()
            continue
        for question in page.locator(".part fieldset").all() or [page.locator("main")]:
            if question.is_visible():  # what came of a thing is not asked of those to whom nothing happened
                question.locator(".option").nth(1).click()
        page.locator(".next, .part .main").click()
    raise AssertionError("A hundred questions and no end.")


def close_survey(page: Page, url: str, survey: str) -> None:
    page.goto(f"{url}{survey}/close")
    page.get_by_role("button", name="Close the survey").click()


def count_survey(page: Page, url: str, survey: str, *, early: bool = False) -> None:
    """`early`: before the days for late answers are over, which must be confirmed."""
    page.goto(f"{url}{survey}/count")
    if early:
        page.get_by_label("Count now, though late answers").check()
    asked = page.locator("label[for=title]").inner_text()
    page.get_by_label("to confirm").fill(asked.split("“")[1].split("”")[0])
    page.get_by_role("button", name="Count the answers").click()
    expect(page.get_by_role("link", name="Read the report").first).to_be_visible()
