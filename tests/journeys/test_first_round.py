"""A first round, whole, in a real browser: from an empty folder to a released baseline."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from selfeval.calendar.school_years import school_year, today, year_label
from tests.journeys.served import Served, served
from tests.journeys.steps import (
    ANSWER_ALL,
    PASSWORD,
    answer_by_hand,
    close_survey,
    count_survey,
    join,
    open_survey,
    plan_survey,
    print_cards,
)
from tests.web import app_codes


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("first-round")) as running:
        yield running


@pytest.fixture
def desk_of_lead(browser: Browser) -> Iterator[Page]:
    """Amina Yusuf's browser, at a desk."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    yield page
    context.close()


def test_a_school_goes_from_an_empty_folder_to_a_released_baseline(
    service: Served, browser: Browser, desk_of_lead: Page
) -> None:
    set_up(desk_of_lead, service)
    share_the_lead(desk_of_lead, browser, service)
    pupils = plan_and_be_refused_first(
        desk_of_lead, service, "Pupils", {"Year 2": 14, "Year 3": 14, "Year 4": 14}
    )
    staff = plan_and_be_refused_first(desk_of_lead, service, "Staff", {"How many people work here?": 26})
    cards = open_and_print(desk_of_lead, service, pupils, ["Year 2", "Year 3", "Year 4"])
    cards |= open_and_print(desk_of_lead, service, staff, ["Staff"])

    refuse_what_is_wrong(browser, service, cards["Year 3"])
    for group, how_many in {"Year 2": 13, "Year 3": 14, "Year 4": 13, "Staff": 25}.items():
        answer(browser, service, cards[group], how_many)
    desk_of_lead.goto(f"{service.url}{pupils}")
    expect(desk_of_lead.locator("main")).to_contain_text("at least 10")
    assert_database_shows_no_answer(service.instance / "selfeval.sqlite")

    close_and_count(desk_of_lead, service, pupils)
    set_up_phone(desk_of_lead, service)
    close_and_count(desk_of_lead, service, staff)
    assert_nothing_is_left(service.instance)
    complete_self_evaluation(desk_of_lead, service)
    read_baseline(desk_of_lead, service)


def set_up_phone(page: Page, service: Served) -> None:
    """With the first release, areas and the next count ask for a second factor."""
    page.goto(f"{service.url}/self-evaluation/leadership")
    app_codes.set_up(page)
    expect(page).to_have_url(f"{service.url}/self-evaluation/leadership")


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
    page.get_by_role("link", name="Later").click()
    expect(page).to_have_url(f"{service.url}/")


def share_the_lead(page: Page, browser: Browser, service: Served) -> None:
    """A second lead is invited, and joins by the link in a browser of his own."""
    page.get_by_role("link", name="Invite a second equality lead").click()
    page.get_by_label("Their e-mail address").fill("daniel.price@aldervale.example")
    page.get_by_label("Equality lead", exact=True).check()
    page.get_by_role("button", name="Make the link").click()
    join(browser, page.get_by_label("The link", exact=True).input_value(), "Daniel Price")


def plan_and_be_refused_first(page: Page, service: Served, audience: str, rolls: dict[str, int]) -> str:
    """An empty plan is told all its faults; a survey of the next two weeks is planned."""
    page.goto(f"{service.url}/surveys/plan")
    page.get_by_role("link", name=audience).click()
    page.get_by_role("button", name="See what this plan can show").click()
    expect(page.get_by_role("alert")).to_be_visible()
    title = f"Belonging of {audience.lower()}"
    return plan_survey(page, service.url, audience, title, today(), rolls)


def open_and_print(page: Page, service: Served, survey: str, groups: list[str]) -> dict[str, list[str]]:
    open_survey(page, service.url, survey)
    return print_cards(page, service.url, groups)


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


def assert_database_shows_no_answer(file: Path) -> None:
    """While the round is open, nothing in the file but sealed bytes of one size."""
    with sqlite3.connect(file) as database:
        sealed = [row[0] for row in database.execute("select sealed from ballots")]
        assert len(sealed) == 65
        assert len({len(each) for each in sealed}) <= 3
        assert database.execute("select count(*) from responses").fetchone() == (0,)


def close_and_count(page: Page, service: Served, survey: str) -> None:
    close_survey(page, service.url, survey)
    count_survey(page, service.url, survey, early=True)


def assert_nothing_is_left(instance: Path) -> None:
    """No key, slip, receipt or ballot; only responses."""
    assert list((instance / "keys").glob("round-*")) == []
    with sqlite3.connect(instance / "selfeval.sqlite") as database:
        assert database.execute("select 1 from slips").fetchone() is None
        assert database.execute("select 1 from receipts").fetchone() is None
        assert database.execute("select 1 from ballots").fetchone() is None
        assert database.execute("select count(*) from responses").fetchone() == (65,)


def complete_self_evaluation(page: Page, service: Served) -> None:
    """All 27 indicators, each by way of what the page says to do next."""
    page.goto(f"{service.url}/self-evaluation")
    rate = page.get_by_role("link", name=re.compile("^Rate "))
    for number in range(27):
        rate.or_(page.locator("#level-0")).first.wait_for()
        if not page.locator("input[name=level]").count():
            rate.click()
        page.locator("input[name=level]").nth(1 + number % 3).check()
        page.get_by_label("Why this level?").fill("Seen on three learning walks this term.")
        with page.expect_navigation():
            page.get_by_role("button", name=re.compile("Save and (go to|see)")).click()
    page.goto(f"{service.url}/self-evaluation")
    expect(page.get_by_role("heading", level=1)).to_have_text("All 27 indicators are looked at")


def read_baseline(page: Page, service: Served) -> None:
    year = school_year(today())
    page.goto(f"{service.url}/reports")
    page.get_by_role("link", name=year_label(year)).first.click()
    for words in ("13 of 14", "27 of 28", "25 of 26", "27 of 27"):
        expect(page.get_by_text(words).first).to_be_visible()
    expect(page.get_by_role("heading", name="Six areas, three voices")).to_be_visible()
    assert page.locator("figure svg[role=img]").count() > 0
    shown = page.locator("main").inner_text()
    assert "very likely" in shown or "between" in shown
    assert "aged 5 to 7" in shown
