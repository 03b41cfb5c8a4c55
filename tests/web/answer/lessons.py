"""Year 2 in tablet mode: a lesson that an adult starts, and children who answer in it."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from selfeval.calendar.school_years import today
from selfeval.store.ballots import Ballot
from selfeval.store.surveys import Group, Round, Survey
from selfeval.surveys.lessons import print_adult_cards
from selfeval.surveys.opening import choose_tablets, open_survey
from selfeval.surveys.plan import Plan, PlannedGroup
from selfeval.surveys.planning import plan
from selfeval.web.site.running import Running
from tests.web.answer.installation import ADULT, Installation
from tests.web.answer.screens import WARM_UP, skip_all, skip_warm_ups

READY = "Year 2, you are ready to go."


@dataclass
class Class:
    """Year 2, 28 children, in tablet mode."""

    running: Running
    survey_id: int
    address: str
    group_id: int

    def card(self) -> str:
        """The code on a new adult's card."""
        with self.running.database.writing() as session:
            group = session.get_one(Group, self.group_id)
            round_ = session.get_one(Round, group.round_id)
            (code,) = print_adult_cards(session, self.running.keys, round_, group, 1, "Amina Yusuf")
        return code

    def ballots(self) -> list[bool]:
        """Whether each ballot that came in was late."""
        with self.running.database.reading() as session:
            return list(session.scalars(select(Ballot.late).where(Ballot.group_id == self.group_id)))

    def change(self, act: Callable[..., None]) -> None:
        with self.running.database.writing() as session:
            act(session, session.get_one(Survey, self.survey_id), "Amina Yusuf")
        self.forget()

    def forget(self) -> None:
        """As if the two seconds had passed for which a server believes what it has read."""
        self.running.ballot_box.groups.forget()


@pytest.fixture
def year_2(school: Installation) -> Class:
    """A new survey with a group in tablet mode."""
    running = school.app.extensions["selfeval"]
    with running.database.writing() as session:
        planned = Plan(
            audience="pupils",
            title=f"Belonging {secrets.token_hex(4)}",  # the school is the same for all these tests
            opens_on=today(),
            closes_on=today() + dt.timedelta(days=9),
            adult=ADULT,
            groups=(PlannedGroup("Year 2", (2,), 28),),
        )
        survey = plan(session, 1, "Amina Yusuf", planned)
        open_survey(session, running.keys, survey, "Amina Yusuf")
        ((group,),) = (round_.groups for round_ in survey.rounds)
        choose_tablets(session, group, True, "Amina Yusuf")
        address = f"/a/{survey.rounds[0].code}/{group.number}"
    return Class(running, survey.id, address, group.id)


def adult_screen(page: Page, site: str, year_2: Class, code: str) -> None:
    page.goto(f"{site}{year_2.address}#{code}")
    expect(page.locator("h1")).to_have_text("Year 2: for the adult")


def started(page: Page, site: str, year_2: Class, code: str = "") -> None:
    adult_screen(page, site, year_2, code or year_2.card())
    page.get_by_role("button", name="Start this tablet").click()
    expect(page.get_by_text(READY)).to_be_visible()


def hand_on(page: Page, number: str = "") -> None:
    """What an adult does between two children: the two digits of the card, and a long press."""
    own: int = page.evaluate("JSON.parse(sessionStorage.getItem('selfeval-lesson')).number")
    page.locator("#digits").fill(number or str(own))
    has_clock = page.evaluate("'__pwClock' in window")
    page.locator("[data-hold]").dispatch_event("pointerdown")
    if has_clock:
        page.clock.run_for(2100)
    if not number:
        page.locator("[data-hold]").wait_for(state="detached")


def next_child(page: Page) -> None:
    """The child presses Start and sees the first question; if a child has sent, an adult hands on first."""
    page.locator("#ready:visible, [data-hold]").first.wait_for()
    if page.locator("[data-hold]").count():
        hand_on(page)
    page.locator("#ready .main").click()
    expect(page.locator(".count")).to_have_text(WARM_UP)
    skip_warm_ups(page)
    expect(page.locator(".count")).to_have_text("Question 1 of 18")


def answer_and_send(page: Page) -> None:
    skip_all(page)
    page.locator(".send .main").click()
