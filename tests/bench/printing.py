"""How long leaders wait for what changed: the page over the rounds, and the head's two pages in print."""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from selfeval.reading.report_sources import sources_of
from selfeval.reports.pdf.head_pages import head_pages
from selfeval.reports.pdf.head_pdf import head_pdf
from selfeval.settings import Settings
from selfeval.store.database import Database
from selfeval.store.migrations import upgrade
from selfeval.store.schools_and_accounts import School
from selfeval.web.app import create_app
from tests.released import PUPILS, STAFF, Asked, release_survey
from tests.visitor import set_up_alder_vale

AUTUMNS = tuple(dt.date(2022 + place, 10, 3) for place in range(5))
VISITS = 40
JUNIORS = tuple(Asked(f"Year {year}", 25, 30) for year in range(3, 7))


def for_leaders() -> dict[str, float]:
    """Seconds of the PDF and milliseconds of the page, at a primary after five autumns."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(instance=Path(folder)).with_folders()
        database = Database(settings.database_url)
        upgrade(database)
        app = create_app(settings)
        lead = set_up_alder_vale(app)
        with database.writing() as session:
            for place, opens in enumerate(AUTUMNS):
                asked = {**PUPILS, "pupils-7-11": JUNIORS}
                release_survey(session, 1, "pupils", asked, about=("about.sex",), opens=opens, seed=place + 1)
                release_survey(session, 1, "staff", STAFF, opens=opens, seed=place + 1)
        lead.get("/trend")  # draws the charts, as a count does
        pages = sorted(_seconds(lambda: lead.get("/trend")) for _ in range(VISITS))
        printed = min(_seconds(lambda: _print(database)) for _ in range(5))
        database.close()
        app.extensions["selfeval"].ballot_box.close()
        app.extensions["selfeval"].database.close()
    return {"trend.p95_ms": 1000 * pages[int(0.95 * VISITS)], "pdf.head_s": printed}


def _print(database: Database) -> None:
    with database.reading() as session:
        sources = sources_of(session, session.get_one(School, 1), AUTUMNS[-1].year)
    if sources is None:
        raise AssertionError("There is nothing to print.")
    head_pdf(head_pages(sources, dt.date(2026, 11, 24)))


def _seconds(done: Callable[[], object]) -> float:
    begun = time.perf_counter()
    done()
    return time.perf_counter() - begun
