"""What a new tablet loads until the first question is shown: bytes on the wire and requests."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from playwright.sync_api import CDPSession, sync_playwright

from selfeval.calendar.school_years import today
from selfeval.settings import Settings
from selfeval.store.database import Database
from selfeval.store.migrations import upgrade
from selfeval.surveys.keys import KeyFolder
from selfeval.surveys.opening import open_survey, print_slips
from selfeval.surveys.plan import Plan, PlannedGroup, may_ask
from selfeval.surveys.planning import plan
from tests.bench.servers import selfeval_served
from tests.browsers import launch
from tests.schools import new_school


def heaviest() -> dict[str, float]:
    """The heaviest first visit among the four questionnaires, with every about-you question asked."""
    visits = []
    with tempfile.TemporaryDirectory() as folder:
        cards = open_surveys(Path(folder))
        with selfeval_served(Path(folder)) as port, sync_playwright() as playwright:
            browser = launch(playwright)
            for address, slip in cards:
                page = browser.new_context(viewport={"width": 810, "height": 1080}).new_page()
                session = page.context.new_cdp_session(page)
                sizes = _wire_sizes(session)
                page.goto(f"http://127.0.0.1:{port}{address}#{slip}")
                page.locator("[data-start]:visible").first.click()
                page.locator(".ask h1:visible, .part h1:visible").first.wait_for()
                visits.append((sum(sizes), len(sizes)))
                page.context.close()
            browser.close()
    return {
        "answering.first_visit_bytes": max(size for size, _ in visits),
        "answering.first_visit_requests": max(requests for _, requests in visits),
    }


def _wire_sizes(session: CDPSession) -> list[float]:
    sizes: list[float] = []
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    return sizes


def open_surveys(instance: Path, slips: int = 1) -> list[tuple[str, str]]:
    """So many slips, each with its address, for each questionnaire that people answer."""
    settings = Settings(instance=instance).with_folders()
    database, keys = Database(settings.database_url), KeyFolder(settings.keys)
    upgrade(database)
    pupils = [PlannedGroup(f"Year {year}", (year,), 30) for year in (2, 6, 13)]
    cards = []
    with database.writing() as session:
        school = new_school(session, "Quarry Hill School", invented=True)
        for audience, groups in (("pupils", pupils), ("staff", [PlannedGroup("Staff", (), 60, "staff")])):
            about = {item.id for group in groups for item in may_ask(audience, group.years)}
            planned = Plan(
                audience=audience,
                title="Belonging, measured",
                opens_on=today(),
                closes_on=today() + dt.timedelta(days=14),
                adult="Invented Adult, in the library",
                groups=groups,
                about=sorted(about),
                decided="governing body, today",
            )
            survey = plan(session, school.id, "bench", planned)
            open_survey(session, keys, survey, "bench")
            for round_ in survey.rounds:
                for group in round_.groups:
                    printed = print_slips(session, keys, round_, group, slips, "bench")
                    cards += [(f"/a/{round_.code}/{group.number}", slip) for slip in printed]
    database.close()
    return cards
