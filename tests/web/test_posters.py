"""A poster in another language: what the pages say, on one sheet of paper, with a square that opens them."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from playwright.sync_api import Browser
from pypdf import PdfReader

from selfeval.questionnaires.catalogue import latest
from selfeval.web.answer.interface_words import interface
from tests.web import people
from tests.web.answer.installation import served
from tests.web.test_room_pages import Primary, primary
from tests.web.test_survey_languages import offer

__all__ = ["primary"]  # a fixture
LANGUAGES = ("ar", "bn", "cy", "pl", "ro", "uk", "ur")


def poster(primary: Primary, language: str, place: int = 1) -> str:
    round_, group = primary.part(place)
    return f"/surveys/{primary.survey_id}/poster/{round_.id}/{group.number}/{language}"


@pytest.mark.parametrize("language", ["ar", "pl"])
def test_a_poster_says_what_the_pages_say(primary: Primary, language: str) -> None:
    offer(primary, languages=[language], know="yes")
    page = primary.lead.get(poster(primary, language)).text
    words = interface(language, "ks2").page
    assert f'lang="{language}" dir="{words["direction"]}"' in page
    for text in (latest("pupils-7-11").words[language].title, words["no_name"], words["worry"], "0800 1111"):
        assert text in page
    assert f"?lang={language}" in page
    assert 'class="qr"' in page
    assert poster(primary, language) in primary.lead.get(f"/surveys/{primary.survey_id}/languages").text


def test_there_is_none_in_a_language_that_is_not_offered(app: Flask, primary: Primary) -> None:
    assert primary.lead.get(poster(primary, "pl")).status_code == 404
    english = primary.lead.get(poster(primary, "en")).text
    assert "?lang=" not in english
    assert "A draft" not in english
    offer(primary, languages=["pl"], know="yes")
    assert people.other_lead(app).get(poster(primary, "pl")).status_code == 404


def test_each_fits_one_sheet_and_its_letters_are_there(
    app: Flask, primary: Primary, browser: Browser
) -> None:
    offer(primary, languages=list(LANGUAGES), know="yes")
    with served(app) as site:
        context = browser.new_context()
        cookie = primary.lead.cookie()
        context.add_cookies([{"name": "selfeval", "value": str(cookie), "url": site}])
        page = context.new_page()
        for language in LANGUAGES:
            for place in (0, 1):
                page.goto(site + poster(primary, language, place))
                page.locator(".language-poster h1").wait_for()
                pdf = PdfReader(io.BytesIO(page.pdf(format="A4")))
                assert len(pdf.pages) == 1, (language, place, len(pdf.pages))
        context.close()
