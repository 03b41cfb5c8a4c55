"""Every screen of the answering pages at every size: `python -m tests.web.answer.sweep pl ar`.

The tests look at English and at what is tightest in other languages; this looks at everything, in about 20 s
for each language. Without a language it takes all that are shipped; `--group "Year 5"` is one group.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from selfeval.settings import Settings
from selfeval.store.database import Database
from selfeval.store.migrations import upgrade
from selfeval.web.answer.interface_words import languages
from tests.browsers import launch
from tests.web.answer.geometry import SIZES, ZOOMED, faults_of, faults_of_questions
from tests.web.answer.installation import Installation, installation, served
from tests.web.answer.screens import VOICE
from tests.web.answer.spoken import accept

ALL = (ZOOMED, *SIZES)
GROUPS = ("Year 1", "Year 5", "Year 9", "Staff")


def main(arguments: list[str] | None = None) -> int:
    """Prints what does not fit; the exit code says whether anything does not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("languages", nargs="*", default=sorted(languages()))
    parser.add_argument("--group", action="append", choices=GROUPS)
    chosen = parser.parse_args(arguments)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    total = 0
    with served_in(*chosen.languages) as (school, site), sync_playwright() as playwright:
        browser = launch(playwright)
        for language in chosen.languages:
            for group in chosen.group or GROUPS:
                began = time.monotonic()
                found = _faults(browser, site, school, group, language)
                total += len(found)
                print(f"{language} {group}: {len(found)} faults in {time.monotonic() - began:.0f} s")
                print(*(f"  {fault}" for fault in found), sep="\n", end="\n" if found else "", flush=True)
        browser.close()
    return 1 if total else 0


@contextmanager
def served_in(*accepted: str) -> Iterator[tuple[Installation, str]]:
    """A school of its own, whose lead has accepted these languages, and its address."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(instance=Path(folder)).with_folders()
        database = Database(settings.database_url)
        upgrade(database)
        database.close()
        school = installation(settings)
        accept(school, *(language for language in accepted if language != "en"))
        with served(school.app) as site:
            yield school, site
        running = school.app.extensions["selfeval"]
        running.ballot_box.close()
        running.database.close()


def _faults(browser: Browser, site: str, school: Installation, group: str, language: str) -> list[str]:
    context = browser.new_context(viewport={"width": 810, "height": 1080}, reduced_motion="reduce")
    page: Page = context.new_page()
    page.add_init_script(VOICE.replace("en-GB", language))
    address, slip = school.card(group)
    page.goto(f"{site}{address}?lang={language}#{slip}")
    expect(page.locator("#ready .main")).to_be_enabled()
    found = faults_of(page, "start", sizes=ALL)
    page.locator("#ready .main").click()
    page.locator("#ready").wait_for(state="detached")
    found += faults_of_questions(page, sizes=ALL)
    found += faults_of(page, "look over", sizes=ALL)
    page.locator(".send .main").click()
    expect(page.locator("[data-handover]")).to_be_visible()
    found += faults_of(page, "thank you", sizes=ALL)
    context.close()
    return found


if __name__ == "__main__":
    sys.exit(main())
