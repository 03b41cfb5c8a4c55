"""A first round, whole, in a real browser: from an empty folder to a released baseline."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from selfeval.store.years import school_year, today, year_label
from tests.journeys.served import Served, served

PASSWORD = "three brown otters"
CARD = re.compile(r"\b([2-9A-HJKMNP-Z]{4})-([2-9A-HJKMNP-Z]{4})\b")
ADDRESS = re.compile(r"/a/[a-z2-9]{6}/\d+")

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
      const sets = [...document.querySelectorAll('.part fieldset')];
      (sets.length ? sets : [document]).forEach((set, place) => {
        const options = set.querySelectorAll('.option input');
        options[(lean + place) % Math.min(3, options.length)].click();
      });
      one('.next, .part .main').click();
    }
    one('.send .main').click();
    await until(() => one('h1').textContent === 'Thank you.');
  }
}"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("first-round")) as running:
        yield running


@pytest.fixture
def lead(browser: Browser) -> Iterator[Page]:
    """Amina Yusuf's browser, at a desk."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


def test_a_school_goes_from_an_empty_folder_to_a_released_baseline(
    service: Served, browser: Browser, lead: Page
) -> None:
    set_up(lead, service)
    share_the_lead(lead, browser, service)
    pupils = plan_survey(lead, service, "Pupils", {"Year 2": 14, "Year 3": 14, "Year 4": 14})
    staff = plan_survey(lead, service, "Staff", {"How many people work here?": 26})
    cards = open_and_print(lead, service, pupils, ["Year 2", "Year 3", "Year 4"])
    cards |= open_and_print(lead, service, staff, ["Staff"])

    refuse_what_is_wrong(browser, service, cards["Year 3"])
    for group, how_many in {"Year 2": 13, "Year 3": 14, "Year 4": 13, "Staff": 25}.items():
        answer(browser, service, cards[group], how_many)
    lead.goto(f"{service.url}{pupils}")
    expect(lead.locator("main")).to_contain_text("at least 10")
    assert_database_shows_no_answer(service.instance / "selfeval.sqlite")

    close_and_count(lead, service, pupils)
    close_and_count(lead, service, staff)
    assert_nothing_is_left(service.instance)
    complete_self_evaluation(lead, service)
    read_baseline(lead, service)


def set_up(page: Page, service: Served) -> None:
    page.goto(service.url)
    expect(page).to_have_url(f"{service.url}/set-up")
    page.get_by_label("Set-up token").fill("wrong-token")
    page.get_by_label("Name of the school").fill("Alder Vale Primary")
    page.get_by_label("Your name").fill("Amina Yusuf")
    page.get_by_label("Your e-mail address").fill("amina.yusuf@aldervale.example")
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Set up the school").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Name of the school")).to_have_value("Alder Vale Primary")
    page.get_by_label("Set-up token").fill(service.token)
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Set up the school").click()
    expect(page).to_have_url(f"{service.url}/")


def share_the_lead(page: Page, browser: Browser, service: Served) -> None:
    """A second lead is invited, and joins by the link in a browser of his own."""
    page.get_by_role("link", name="Invite a second equality lead").click()
    page.get_by_label("Their e-mail address").fill("daniel.price@aldervale.example")
    page.get_by_label("Equality lead", exact=True).check()
    page.get_by_role("button", name="Make the link").click()
    guest = browser.new_page()
    guest.goto(page.get_by_label("The link", exact=True).input_value())
    guest.get_by_label("Your name").fill("Daniel Price")
    guest.get_by_label("Choose a password").fill("seven quiet rivers")
    guest.get_by_role("button", name="Join").click()
    expect(guest.get_by_text("Welcome, Daniel Price.")).to_be_visible()
    guest.close()


def plan_survey(page: Page, service: Served, audience: str, rolls: dict[str, int]) -> str:
    """Plans a survey of the next two weeks; gives the path of its page."""
    page.goto(f"{service.url}/surveys/plan")
    page.get_by_role("link", name=audience).click()
    page.get_by_role("button", name="See what this plan can show").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Title of the survey").fill(f"Belonging of {audience.lower()}")
    for question, day in (("First day", today()), ("Last day", today() + dt.timedelta(days=11))):
        date = page.get_by_role("group", name=question)
        date.get_by_label("Day").fill(str(day.day))
        date.get_by_label("Month").fill(str(day.month))
        date.get_by_label("Year").fill(str(day.year))
    for label, roll in rolls.items():
        page.get_by_label(label, exact=True).fill(str(roll))
    page.get_by_label("Whom can people talk to?").fill("Ms Okafor, in the Rainbow Room")
    page.get_by_role("button", name="See what this plan can show").click()
    expect(page.get_by_text("cannot be told from chance").first).to_be_visible()
    page.get_by_role("button", name="Plan this survey").click()
    expect(page).to_have_url(re.compile(r"/surveys/\d+$"))
    return page.url.removeprefix(service.url)


def open_and_print(page: Page, service: Served, survey: str, groups: list[str]) -> dict[str, list[str]]:
    """Opens a survey and prints its cards: group -> the addresses in their QR codes."""
    page.goto(f"{service.url}{survey}")
    page.get_by_role("link", name="Open the survey").click()
    page.get_by_role("button", name="Open the survey").click()
    cards = {}
    for group in groups:
        with page.expect_download() as downloading:
            page.get_by_role("button", name=f"cards for {group}").click()
        text = "\n".join(
            sheet.extract_text()
            for sheet in PdfReader(BytesIO(Path(downloading.value.path()).read_bytes())).pages
        )
        (address,) = set(ADDRESS.findall(text))
        cards[group] = [f"{service.url}{address}#{first}{second}" for first, second in CARD.findall(text)]
    return cards


def refuse_what_is_wrong(browser: Browser, service: Served, cards: list[str]) -> None:
    """A slip nobody printed, and a round nobody opened."""
    page = browser.new_page()
    page.goto(cards[0].split("#")[0] + "#AAAABBBB")
    expect(page.get_by_text("card").first).to_be_visible()
    assert page.goto(f"{service.url}/a/zzzzzz/1").status == 404
    page.close()


def answer(browser: Browser, service: Served, cards: list[str], how_many: int) -> None:
    """Everyone draws a card and answers: the first by hand, the others with the page's own buttons."""
    context = browser.new_context(viewport={"width": 810, "height": 1080})
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(cards[0])
    page.locator("#ready .main").click()
    page.locator(".count").wait_for()
    answer_by_hand(page)
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text("Thank you.")
    page.evaluate(ANSWER_ALL, [card.split("#")[1] for card in cards[1:how_many]])
    page.goto("about:blank")
    page.goto(cards[0])
    expect(page.get_by_text("used").first).to_be_visible()
    assert context.cookies() == []
    context.close()


def answer_by_hand(page: Page) -> None:
    """Real clicks on every question and on Next."""
    for _ in range(100):
        if page.locator(".send").count():
            return
        for question in page.locator(".part fieldset").all() or [page.locator("main")]:
            question.locator(".option").nth(1).click()
        page.locator(".next, .part .main").click()
    raise AssertionError("A hundred questions and no end.")


def assert_database_shows_no_answer(file: Path) -> None:
    """While the round is open, nothing in the file but sealed bytes of one size."""
    with sqlite3.connect(file) as database:
        sealed = [row[0] for row in database.execute("select sealed from ballots")]
        assert len(sealed) == 65
        assert len({len(each) for each in sealed}) <= 3
        assert database.execute("select count(*) from responses").fetchone() == (0,)


def close_and_count(page: Page, service: Served, survey: str) -> None:
    page.goto(f"{service.url}{survey}/close")
    page.get_by_role("button", name="Close the survey").click()
    page.goto(f"{service.url}{survey}/count")
    page.get_by_label("Count now, though late answers").check()
    page.get_by_role("button", name="Count the answers").click()
    expect(page.get_by_role("link", name="Read the report").first).to_be_visible(timeout=30_000)


def assert_nothing_is_left(instance: Path) -> None:
    """No key, slip, receipt or ballot; only responses."""
    assert list((instance / "keys").glob("round-*")) == []
    with sqlite3.connect(instance / "selfeval.sqlite") as database:
        assert database.execute("select 1 from slips").fetchone() is None
        assert database.execute("select 1 from receipts").fetchone() is None
        assert database.execute("select 1 from ballots").fetchone() is None
        assert database.execute("select count(*) from responses").fetchone() == (65,)


def complete_self_evaluation(page: Page, service: Served) -> None:
    """All 24 indicators, each by way of what the page says to do next."""
    page.goto(f"{service.url}/self-evaluation")
    rate = page.get_by_role("link", name=re.compile("^Rate "))
    for number in range(24):
        rate.or_(page.locator("#level-0")).first.wait_for()
        if not page.locator("input[name=level]").count():
            rate.click()
        page.locator("input[name=level]").nth(1 + number % 3).check()
        page.get_by_label("Why this level?").fill("Seen on three learning walks this term.")
        page.get_by_role("button", name=re.compile("Save and (go to|see)")).click()
    page.goto(f"{service.url}/self-evaluation")
    expect(page.get_by_role("heading", level=1)).to_have_text("All 24 indicators are looked at")


def read_baseline(page: Page, service: Served) -> None:
    year = school_year(today())
    page.goto(f"{service.url}/reports")
    page.get_by_role("link", name=year_label(year)).first.click()
    for words in ("13 of 14", "27 of 28", "25 of 26", "24 of 24"):
        expect(page.get_by_text(words).first).to_be_visible()
    expect(page.get_by_role("heading", name="Six areas, three voices")).to_be_visible()
    assert page.locator("figure svg[role=img]").count() > 0
    shown = page.locator("main").inner_text()
    assert "very likely" in shown or "between" in shown
    assert "aged 5 to 7" in shown
