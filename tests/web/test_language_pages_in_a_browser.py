"""The pages about languages on a phone and on a desk: whole, accessible, quiet."""

from __future__ import annotations

from flask import Flask
from playwright.sync_api import Browser

from tests.browsers import reads_well
from tests.web.answer.installation import served
from tests.web.test_posters import poster
from tests.web.test_room_pages import Primary, primary
from tests.web.test_survey_languages import languages, offer

__all__ = ["primary"]  # a fixture


def test_languages_translations_and_posters_read_well(app: Flask, primary: Primary, browser: Browser) -> None:
    offer(primary, languages=["ar", "pl"], know="yes")
    with served(app) as site:
        context = browser.new_context()
        context.add_cookies([{"name": "selfeval", "value": str(primary.lead.cookie()), "url": site}])
        page = context.new_page()
        for address in (languages(primary), "/translations", poster(primary, "ar"), poster(primary, "pl")):
            page.goto(site + address)
            reads_well(page)
        context.close()
