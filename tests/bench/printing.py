"""How long the head's two pages take once a server has made its first."""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from pathlib import Path

from selfeval.evaluation.gathering import sources_of
from selfeval.reports.head import head_pages
from selfeval.reports.paper.head_pdf import head_pdf
from selfeval.store.database import Database
from selfeval.store.migrations import upgrade
from selfeval.store.schools import School
from tests.released import PUPILS, STAFF, release_survey

TIMES = 5


def head_pdf_seconds() -> dict[str, float]:
    """Seconds from the database to the PDF, the best of a few."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'selfeval.sqlite'}")
        upgrade(database)
        with database.writing() as session:
            session.add(School(name="Alder Vale Primary"))
            session.flush()
            release_survey(session, 1, "pupils", PUPILS)
            release_survey(session, 1, "staff", STAFF)
        seconds = min(_once(database) for _ in range(TIMES))
        database.close()
    return {"pdf.head_s": seconds}


def _once(database: Database) -> float:
    begun = time.perf_counter()
    with database.reading() as session:
        sources = sources_of(session, session.get_one(School, 1), 2026)
    if sources is None:
        raise AssertionError("There is nothing to print.")
    head_pdf(head_pages(sources, dt.date(2026, 11, 24)))
    return time.perf_counter() - begun
