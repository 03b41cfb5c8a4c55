"""How long readers wait for ten autumns: eight at once for the trend, one for the head's PDF and a workbook.

Beside each a plain one of the same run: bare Flask with as many readers, as much text by reportlab alone, as
many cells by XlsxWriter alone.
"""

from __future__ import annotations

import datetime as dt
import io
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas
from xlsxwriter import Workbook

from selfeval.settings import Settings
from selfeval.store.database import Database
from selfeval.store.migrations import upgrade
from selfeval.web.app import create_app
from tests.bench.load import hammer, request
from tests.bench.servers import bare_flask, selfeval_served
from tests.released import PUPILS, STAFF, Asked, release_survey
from tests.visitor import set_up_alder_vale

AUTUMNS = tuple(dt.date(2017 + place, 10, 3) for place in range(10))
READERS, VISITS, WARM_UP = 8, 400, 40
TIMES = 5
JUNIORS = tuple(Asked(f"Year {year}", 50, 60) for year in range(3, 7))
LINES, CELLS = 180, 20_000
"""About as much as the head's two pages and a workbook hold."""


def read_at_once() -> dict[str, float]:
    """Milliseconds of the page, seconds of the files, and how many times the plain ones that is."""
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder)
        cookie = _ten_autumns(instance)
        with selfeval_served(instance) as port:
            trend = request("GET", "/trend", cookie=cookie)
            hammer(port, ([trend] for _ in range(WARM_UP)), READERS)
            pages = hammer(port, ([trend] for _ in range(VISITS)), READERS)
            year = AUTUMNS[-1].year
            printed = _seconds(port, f"/reports/{year}/head.pdf", cookie)
            book = _seconds(port, f"/reports/{year}/figures.xlsx", cookie)
    if pages.refused:
        raise AssertionError(f"Pages were refused, such as {pages.refused[0]!r}")
    with bare_flask() as port:
        hello = request("GET", "/")
        hammer(port, ([hello] for _ in range(VISITS)), READERS)
        bare = hammer(port, ([hello] for _ in range(10 * VISITS)), READERS).percentile_ms(0.95)
    p95, plain_pdf, plain_book = pages.percentile_ms(0.95), _fastest(_plain_pdf), _fastest(_plain_book)
    return {
        "trend.ten_rounds_p95_ms": p95,
        "trend.ten_rounds_to_bare_flask": p95 / bare,
        "pdf.head_ten_rounds_s": printed,
        "pdf.head_to_plain_pdf": printed / plain_pdf,
        "workbook.ten_rounds_s": book,
        "workbook.to_plain_workbook": book / plain_book,
    }


def _ten_autumns(instance: Path) -> str:
    """A primary school that asked its pupils and its staff ten times; the cookie of its lead."""
    settings = Settings(instance=instance).with_folders()
    database = Database(settings.database_url)
    upgrade(database)
    app = create_app(settings)
    lead = set_up_alder_vale(app)
    with database.writing() as session:
        for place, opens in enumerate(AUTUMNS):
            asked = {**PUPILS, "pupils-7-11": JUNIORS}
            release_survey(session, 1, "pupils", asked, about=("about.sex",), opens=opens, seed=place + 1)
            release_survey(session, 1, "staff", STAFF, opens=opens, seed=place + 1)
    told = lead.get("/trend")  # draws the charts, as a count does
    if told.status_code != 200 or "ten rounds" not in told.text:
        raise AssertionError("The page does not tell of ten rounds.")
    cookie = f"selfeval={lead.cookie()}"
    database.close()
    app.extensions["selfeval"].ballot_box.close()
    app.extensions["selfeval"].database.close()
    return cookie


def _seconds(port: int, address: str, cookie: str) -> float:
    """The slowest of a few, the first among them: nobody waits longer."""
    load = hammer(port, ([request("GET", address, cookie=cookie)] for _ in range(TIMES)), 1)
    if load.refused:
        raise AssertionError(f"A file was refused: {load.refused[0]!r}")
    return max(load.latencies)


def _plain_pdf() -> None:
    canvas = Canvas(io.BytesIO())
    for _ in range(2):
        for line in range(LINES // 2):
            canvas.drawString(40, 800 - 8 * line, "Very likely between 44 and 58 of 100 agree with it. " * 2)
        canvas.showPage()
    canvas.save()


def _plain_book() -> None:
    with Workbook(io.BytesIO(), {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for cell in range(CELLS):
            sheet.write_string(cell // 20, cell % 20, f"figure {cell}")


def _fastest(done: Callable[[], None]) -> float:
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        done()
        taken.append(time.perf_counter() - begun)
    return min(taken)
