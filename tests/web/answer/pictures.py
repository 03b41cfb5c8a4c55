"""Pictures of the answering pages for docs/answering.md: `python -m tests.web.answer.pictures`."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from selfeval.settings import Settings
from selfeval.store.database import Database
from selfeval.store.migrations import upgrade
from tests.browsers import launch
from tests.web.answer.installation import Installation, installation, served
from tests.web.answer.spoken import accept

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "pictures" / "answering"
BANDS = {"Year 1": "5-7", "Year 5": "7-11", "Year 9": "11-18", "Staff": "staff"}
LANGUAGES = ("en", "pl", "ar")
SIZES = {"upright": (810, 1080), "sideways": (1080, 810)}
LONGER_SIDE = 720
"""Of a picture, in pixels."""


def main() -> None:
    """Writes all of them anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(instance=Path(folder)).with_folders()
        database = Database(settings.database_url)
        upgrade(database)
        database.close()
        school = installation(settings)
        accept(school, *LANGUAGES[1:])
        with served(school.app) as site, sync_playwright() as playwright:
            browser = launch(playwright)
            for group, band in BANDS.items():
                for language in LANGUAGES:
                    for way, size in SIZES.items():
                        picture = _picture(browser, site, school, group, language, size)
                        picture.save(FOLDER / f"{band}-{language}-{way}.webp", quality=72, method=6)
            browser.close()
        running = school.app.extensions["selfeval"]
        running.ballot_box.close()
        running.database.close()


def _picture(
    browser: Browser, site: str, school: Installation, group: str, language: str, size: tuple[int, int]
) -> Image.Image:
    """The fourth question, or the first part of it for staff."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    address, slip = school.card(group)
    page.goto(f"{site}{address}?lang={language}#{slip}")
    page.locator("#ready .main").click()
    page.locator(".option").first.wait_for()
    for _ in range(3 if group != "Staff" else 0):
        page.evaluate("document.querySelector('[data-skip]').click()")
    page.locator(".option").nth(1).click()
    page.mouse.move(1, 1)
    shot = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    shot.thumbnail((LONGER_SIDE, LONGER_SIDE))
    return shot


if __name__ == "__main__":
    main()
