"""The leads' pages in a real browser, on a phone and on a desk: accessible, whole, and quiet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from selfeval.accounts.set_up import new_token
from tests.browsers import reads_well
from tests.imports import workbooks
from tests.visitor import LEAD, PASSWORD, Visitor
from tests.web import stories
from tests.web.answer.installation import served


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the application is served."""
    with served(app) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def test_axe_sees_a_fault_when_there_is_one(page: Page) -> None:
    page.set_content("<html lang='en'><title>x</title><main><h1>x</h1><img src='data:,'></main></html>")
    with pytest.raises(AssertionError, match="image-alt"):
        reads_well(page)


def test_the_first_visit_in_a_browser(app: Flask, address: str, page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    token = new_token(stories.parts(app).database)
    page.goto(address)
    reads_well(page)
    press(page, "Set up the school")
    reads_well(page)
    page.get_by_role("link", name="Enter the name of your school.").click()
    assert page.evaluate("document.activeElement.id") == "school"
    for field, value in (
        ("Set-up token", token or ""),
        ("Name of the school", "Alder Vale Primary"),
        ("Your name", "Amina Yusuf"),
        ("Your e-mail address", LEAD),
        ("Choose a password", PASSWORD),
    ):
        page.get_by_label(field).fill(value)
    press(page, "Set up the school")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up a code from your phone")
    reads_well(page)
    page.get_by_role("link", name="Later").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Four steps to a picture of belonging")
    reads_well(page)
    press(page, "Sign out")
    reads_well(page)
    page.get_by_label("E-mail address").fill(LEAD)
    page.get_by_label("Password").fill("three brown badgers")
    press(page, "Sign in")
    reads_well(page)
    assert all("422" in complaint for complaint in complaints), complaints


def test_a_survey_in_a_browser_from_plan_to_results(
    app: Flask, address: str, page: Page, lead: Visitor
) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-mail address").fill(LEAD)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    page.get_by_role("link", name="Plan a survey").click()
    reads_well(page)
    page.get_by_role("link", name="Pupils", exact=True).click()
    reads_well(page)
    for year, roll in (("Year 1", "7"), ("Year 2", "12"), ("Year 3", "24")):
        page.get_by_label(year, exact=True).fill(roll)
    for part, value in zip(("Day", "Month", "Year"), today_typed(), strict=True):
        page.get_by_role("group", name="First day").get_by_label(part).fill(value)
    press(page, "See what this plan can show")
    reads_well(page)
    press(page, "Put the small years together for me")
    page.get_by_label("Who can people talk to?").fill("Ms Bello, or any adult you trust")
    press(page, "See what this plan can show")
    reads_well(page)
    press(page, "Plan this survey")
    reads_well(page)
    page.get_by_role("link", name="Open the survey").click()
    reads_well(page)
    press(page, "Open the survey")
    reads_well(page)
    with page.expect_download() as printed:
        press(page, "Print cards for Years 1 and 2")
    slips = stories.codes_of(printed.value.path().read_bytes())
    assert len(slips) == 19
    survey_id = int(page.url.rsplit("/", 1)[1])
    stories.answer(app, stories.survey_in(app, survey_id).rounds[0].code, 1, slips[:16])
    stories.answer_all(app, lead, survey_id)
    page.goto(f"{address}/")
    reads_well(page)
    page.goto(f"{address}/surveys")
    reads_well(page)
    page.goto(f"{address}/surveys/{survey_id}/rolls")
    reads_well(page)
    page.goto(f"{address}/surveys/{survey_id}/close")
    reads_well(page)
    press(page, "Close the survey")
    reads_well(page)
    page.get_by_role("link", name="Correct how many are on roll").click()
    page.get_by_label("Years 1 and 2").fill("40")
    page.get_by_label("Why are they corrected?").fill("the list was out of date")
    press(page, "Save the rolls")
    page.goto(f"{address}/surveys/{survey_id}/count")
    reads_well(page)
    press(page, "Count the answers")
    reads_well(page)
    page.get_by_label("Count now, though late answers").check()
    asked = page.locator("label[for=title]").inner_text()
    page.get_by_label("to confirm").fill(asked.split("“")[1].split("”")[0])
    press(page, "Count the answers")
    page.wait_for_url(f"{address}/surveys/{survey_id}")
    heading = page.get_by_role("heading", level=1).inner_text()
    assert heading == "The answers are counted. The results are ready."
    reads_well(page)


def today_typed() -> list[str]:
    fields = stories.plan_fields()
    return [str(fields[f"opens_on-{part}"]) for part in ("day", "month", "year")]


def test_a_list_that_leaves_something_open_in_a_browser(
    app: Flask, address: str, page: Page, lead: Visitor, tmp_path: Path
) -> None:
    rows = [["Name", "Year"], *([f"Invented {n}", f"Year {3 + n % 2}"] for n in range(24))]
    filtered = tmp_path / "list.xlsx"
    filtered.write_bytes(workbooks.book(workbooks.MadeSheet("Report", rows, hidden={22, 23})))
    page.goto(f"{address}/sign-in?next=/surveys/plan/pupils")
    page.get_by_label("E-mail address").fill(LEAD)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    page.get_by_text("Take the numbers from a list that you have").click()
    page.get_by_label("Or choose a file").set_input_files(filtered)
    press(page, "Read the list")
    reads_well(page)
    press(page, "Take the numbers")
    reads_well(page)
    page.get_by_role("link", name="Choose an answer. 2 rows are hidden").click()
    assert page.evaluate("document.activeElement.id") == "open_list-hidden"
    page.get_by_label("No, leave them out").check()
    press(page, "Take the numbers")
    assert page.get_by_label("Year 3", exact=True).input_value() == "11"
    reads_well(page)


def at_minute(page: Page, minutes: int) -> None:
    """The script of the page believes that so much time has passed; the server says what it says."""
    page.clock.fast_forward(minutes * 60_000)


def test_a_pause_is_told_before_it_ends_the_session_and_covers_the_page(
    app: Flask, address: str, page: Page, lead: Visitor
) -> None:
    left = {"seconds": 1800}
    page.clock.install()
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-mail address").fill(LEAD)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    page.route("**/account/time-left", lambda route: route.fulfill(json=left))
    page.goto(f"{address}/surveys")
    bar = page.locator("#pause")
    expect(bar).to_be_hidden()
    left["seconds"] = 299
    at_minute(page, 26)
    expect(bar).to_contain_text("In 5 minutes you are asked for your password again.")
    reads_well(page)
    press(page, "Stay signed in")
    expect(bar).to_be_hidden()
    left["seconds"] = 0
    at_minute(page, 26)
    expect(bar).to_contain_text("so this page is covered")
    expect(page.locator("#main")).to_be_hidden()
    page.get_by_role("link", name="Sign in again and go on").click()
    page.wait_for_url(f"{address}/surveys")
    page.goto(f"{address}/account")
    page.get_by_label("Name", exact=True).fill("Amina Yusuf-Price")
    at_minute(page, 32)
    expect(bar).to_contain_text("Nothing you typed is lost")
    expect(page.locator("#main")).to_be_visible()
    reads_well(page)


def test_a_form_that_comes_too_late_asks_for_the_password_and_is_saved(
    app: Flask, address: str, page: Page, lead: Visitor
) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-mail address").fill(LEAD)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    page.goto(f"{address}/account")
    page.get_by_label("Name", exact=True).fill("Amina Yusuf-Price")
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=31)):
        press(page, "Change the name")
        reads_well(page)
        page.get_by_label("Password").fill("not the password")
        press(page, "Go on and save")
        reads_well(page)
        page.get_by_label("Password").fill(PASSWORD)
        press(page, "Go on and save")
        expect(page.get_by_text("You are Amina Yusuf-Price here now.")).to_be_visible()


def test_the_page_about_a_pilot_in_a_browser(address: str, page: Page, lead: Visitor) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-mail address").fill(LEAD)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    page.get_by_role("link", name="Surveys", exact=True).click()
    page.get_by_role("link", name="Try the questions out first").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Try the questions out first")
    reads_well(page)
    page.get_by_text("Earlier versions", exact=True).click()
    reads_well(page)
