"""Three yearly rounds at each of the demo's schools, in a real browser. The children's bulk is invented."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from selfeval.demo.schools import LARKBECK, OXENMOOR, PEBBLEWOOD, DemoSchool
from selfeval.demo.story import Place, answer_all
from selfeval.store.schools_and_accounts import School, new_account
from tests.journeys import steps
from tests.journeys.told import Years, years
from tests.visitor import kept_password
from tests.web.stories import parts

MONDAYS = (dt.date(2024, 10, 7), dt.date(2025, 10, 6), dt.date(2026, 10, 5))


@pytest.fixture
def calendar(app: Flask) -> Iterator[Years]:
    with years(app, MONDAYS[0] - dt.timedelta(days=30)) as told:
        yield told


@pytest.fixture
def desk(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Browsers at a desk, one for each person who asks."""
    opened = []

    def sit_down() -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        opened.append(context)
        return context.new_page()

    yield sit_down
    for context in opened:
        context.close()


@dataclass
class Journey:
    """A school on its way through the years."""

    calendar: Years
    browser: Browser
    told: DemoSchool
    school_id: int = 1

    def round_of(self, page: Page, autumn: int, audience: str, rolls: Mapping[str, int], card: str) -> None:
        """Planned, opened, answered (one child from a card; in the first year by hand), closed, counted."""
        url, monday = self.calendar.url, MONDAYS[autumn]
        self.calendar.on(monday - dt.timedelta(days=14))
        title = f"{audience}, autumn {monday.year}"
        survey = steps.plan_survey(page, url, audience, title, monday, rolls)
        self.calendar.on(monday)
        steps.open_survey(page, url, survey)
        cards = steps.print_cards(page, url, [card])
        steps.answer_one(self.browser, cards[card][0], by_hand=autumn == 0)
        self._everyone_else(autumn, int(survey.rsplit("/", 1)[1]))
        self.calendar.on(monday + dt.timedelta(days=12))
        steps.close_survey(page, url, survey)
        self.calendar.on(monday + dt.timedelta(days=18))
        steps.count_survey(page, url, survey)

    def _everyone_else(self, autumn: int, survey_id: int) -> None:
        running = parts(self.calendar.app)
        place = Place(running.database, running.keys, running.settings.instance / "backups")
        with self.calendar.today():
            answer_all(place, running.ballot_box, self.told, autumn, survey_id)

    def trend(self, page: Page) -> str:
        """The words of the page about change."""
        page.goto(f"{self.calendar.url}/trend")
        page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
        expect(page.locator("figure svg[role=img]").first).to_be_visible()
        return page.locator("main").inner_text()


def set_up(app: Flask, told: DemoSchool) -> None:
    """The school and its people, as an operator has made them."""
    with app.app_context(), parts(app).database.writing() as session:
        school = School(name=told.name, invented=True)
        session.add(school)
        session.flush()
        for person in told.people:
            new_account(session, school, person.name, person.email, kept_password(), person.role)


def test_a_primary_whose_lead_leaves_after_the_first_year(
    calendar: Years, browser: Browser, desk: Callable[[], Page]
) -> None:
    set_up(calendar.app, LARKBECK)
    journey = Journey(calendar, browser, LARKBECK)
    ada, femi = desk(), desk()
    steps.sign_in(ada, calendar.url, "ada.quill@larkbeck.example")
    rolls = {f"Year {year}": 15 for year in range(1, 7)}
    journey.round_of(ada, 0, "Pupils", rolls, "Year 6")

    steps.sign_in(femi, calendar.url, "femi.sand@larkbeck.example")
    ada_leaves(ada, femi, calendar)

    journey.round_of(femi, 1, "Pupils", rolls, "Year 6")
    journey.round_of(femi, 2, "Pupils", rolls, "Year 6")
    told = journey.trend(femi)
    assert "Improved" not in told.split("What the words mean")[0]  # nothing truly changed
    assert "Declined" not in told.split("What the words mean")[0]
    assert "Cannot tell" in told


def ada_leaves(ada: Page, femi: Page, calendar: Years) -> None:
    """Femi finds a new second lead, then ends Ada's account; she is out at once."""
    femi.goto(f"{calendar.url}/people/invite")
    femi.get_by_label("Their e-mail address").fill("ruth.lane@larkbeck.example")
    femi.get_by_label("Equality lead", exact=True).check()
    femi.get_by_role("button", name="Make the link").click()
    assert femi.context.browser is not None
    link = femi.get_by_label("The link", exact=True).input_value()
    here = calendar.url + urlsplit(link).path  # the link names the address that this service is known by
    steps.join(femi.context.browser, here, "Ruth Lane")
    femi.goto(f"{calendar.url}/people")
    femi.get_by_role("link", name="Ada Quill").click()
    femi.get_by_role("link", name=re.compile("^Disable")).click()
    femi.get_by_role("button", name=re.compile("^Disable")).click()
    ada.goto(f"{calendar.url}/surveys")
    expect(ada).to_have_url(re.compile("/sign-in"))


def test_a_secondary_that_becomes_an_academy_after_the_second_year(
    calendar: Years, browser: Browser, desk: Callable[[], Page]
) -> None:
    set_up(calendar.app, OXENMOOR)
    journey = Journey(calendar, browser, OXENMOOR)
    nadia = desk()
    steps.sign_in(nadia, calendar.url, "nadia.thorne@oxenmoor.example")
    rolls = {f"Year {year}": 200 for year in range(7, 12)}
    for autumn in range(3):
        journey.round_of(nadia, autumn, "Pupils", rolls, "Year 7")
        if autumn == 1:
            becomes_an_academy(desk(), calendar)
    told = journey.trend(nadia)
    assert "autumn 2024 to autumn 2026" in told
    assert re.search(r"Preventing and tackling bullying\W+Improved", told)
    assert re.search(r"Engaging the wider community\W+Declined", told)
    for year, name in ((2024, "Oxenmoor School"), (2026, "Oxenmoor Academy")):
        nadia.goto(f"{calendar.url}/reports/{year}")
        expect(nadia.get_by_text(name).last).to_be_visible()


def becomes_an_academy(operator: Page, calendar: Years) -> None:
    """A new name and a new number from New Year's Day, typed by who runs the service."""
    with calendar.app.app_context(), parts(calendar.app).database.writing() as session:
        new_account(session, None, "Sam Okoro", "sam.okoro@service.example", kept_password(), "operator")
    calendar.on(dt.date(2026, 1, 5))
    steps.sign_in(operator, calendar.url, "sam.okoro@service.example")
    operator.goto(f"{calendar.url}/schools/1/rename")
    operator.get_by_label("Name of the school").fill("Oxenmoor Academy")
    operator.get_by_label("Number in the national register").fill("149876")
    operator.get_by_label("It has changed, from a day on").check()
    steps.fill_date(operator, "From which day?", dt.date(2026, 1, 1))
    operator.get_by_role("button", name="Save the change").click()
    expect(operator.get_by_text("Oxenmoor Academy").first).to_be_visible()


def test_a_special_school_where_little_can_be_shown(
    calendar: Years, browser: Browser, desk: Callable[[], Page]
) -> None:
    set_up(calendar.app, PEBBLEWOOD)
    journey = Journey(calendar, browser, PEBBLEWOOD)
    joss = desk()
    steps.sign_in(joss, calendar.url, "joss.marlow@pebblewood.example")
    rolls = {"Year 6": 18, "Year 9": 20}
    for autumn in range(3):
        journey.round_of(joss, autumn, "Pupils", rolls, "Year 6")
    told = journey.trend(joss)
    assert "Too few answered to tell whether any of these" in told
