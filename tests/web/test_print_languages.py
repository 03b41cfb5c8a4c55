"""Paper in the languages of a survey: notices, script, poster and cards, as pages and as PDF."""

from __future__ import annotations

import io

from flask import Flask
from pypdf import PdfReader

from selfeval.notices.words import notice_words
from selfeval.questionnaires.catalogue import latest
from tests.visitor import Visitor, text_of
from tests.web.test_room_pages import Primary, primary
from tests.web.test_survey_languages import offer

__all__ = ["primary"]  # a fixture


def pages_of(file: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(file)).pages)


def language_of(file: bytes) -> str:
    return str(PdfReader(io.BytesIO(file)).trailer["/Root"]["/Lang"]).split("-")[0]


def test_paper_is_there_in_the_accepted_languages_only(app: Flask, primary: Primary) -> None:
    lead, survey = primary.lead, primary.survey_id
    sheet = f"/surveys/{survey}/tell/parents"
    room = primary.at("/surveys/{}/room/{}/{}", 1)
    for address in (f"{sheet}?lang=pl", f"{sheet}.pdf?lang=pl", f"{room}/script.pdf?lang=pl"):
        assert lead.get(address).status_code == 404
    assert 'aria-label="Languages of this print-out"' not in lead.get(sheet).text
    offer(primary, languages=["ar", "pl"], know="yes")

    page = lead.get(f"{sheet}?lang=ar")
    assert 'lang="ar" dir="rtl"' in page.text
    assert notice_words("ar", {}).say("How to say no") in text_of(page)
    truth = "Arabic, a draft: nobody who speaks it has checked these words."
    assert truth in text_of(page)
    assert lead.get(f"/surveys/{survey}/tell/impact?lang=ar").status_code == 404
    pdf = lead.get(f"{sheet}.pdf?lang=ar")
    assert pdf.mimetype == "application/pdf"
    assert language_of(pdf.data) == "ar"
    assert truth in pages_of(pdf.data)
    assert truth not in pages_of(lead.get(f"{sheet}.pdf").data)
    word = lead.get(f"{sheet}.docx?lang=pl")
    assert word.headers["Content-Disposition"].endswith('-pl.docx"')

    assert 'script.pdf?lang=ar">Arabic (PDF)</a>' in lead.get(room).text
    script = pages_of(lead.get(f"{room}/script.pdf?lang=pl").data)
    assert "Nie musicie tego robić." in script
    assert "Polish, a draft" in script

    poster = lead.get(f"{primary.at('/surveys/{}/poster/{}/{}', 1)}/pl.pdf")
    assert latest("pupils-7-11").words["pl"].title in pages_of(poster.data)
    assert len(PdfReader(io.BytesIO(poster.data)).pages) == 1


def test_parents_read_their_notice_in_their_language_without_signing_in(app: Flask, primary: Primary) -> None:
    offer(primary, languages=["ar"], know="yes")
    round_, _ = primary.part(0)
    visitor = Visitor(app)
    page = visitor.get(f"/a/{round_.code}/notice?lang=ar")
    assert 'lang="ar" dir="rtl"' in page.text
    assert "Arabic, a draft" in text_of(page)
    assert 'hreflang="en">English' in page.text
    english = visitor.get(f"/a/{round_.code}/notice?lang=pl")  # nobody has accepted it
    assert "How to say no" in text_of(english)
    assert "العربية" in english.text


def test_cards_say_it_in_the_chosen_language_and_open_the_page_in_it(primary: Primary) -> None:
    address = primary.at("/surveys/{}/slips/{}/{}.pdf", 1)
    assert primary.post(address, how_many="2", card_language="pl").status_code == 404
    offer(primary, languages=["pl", "bn"], know="yes")
    assert "A pile of their own would show which language somebody draws." in primary.page
    cards = primary.post(address, how_many="25", card_language="pl")
    text = pages_of(cards.data)
    assert text.count("Weź jedną kartę. Nie ma na niej Twojego imienia.") == 25
    assert "Page 2 of 2." in text
    assert language_of(cards.data) == "pl"
    bengali = primary.post(address, how_many="1", catch_up="yes", card_language="bn")
    assert language_of(bengali.data) == "bn"
