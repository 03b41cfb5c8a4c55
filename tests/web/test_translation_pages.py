"""The page of translations: what each language has, a file for a translator, and what comes back."""

from __future__ import annotations

import io

from flask import Flask

from selfeval.questionnaires.catalogue import latest
from selfeval.surveys.po_files import po_file
from selfeval.web.translate.views import all_parts
from tests.surveys.test_po_files import NAME, PLACE, TODAY, file_of, filled
from tests.visitor import Visitor, text_of
from tests.web import people, stories

PAGE = "/translations"


def send(lead: Visitor, raw: bytes):  # type: ignore[no-untyped-def]
    lead.get(PAGE)
    return lead.post(PAGE, file=(io.BytesIO(raw), "pl.po"))


def test_it_tells_of_each_language_what_it_has(lead: Visitor) -> None:
    page = text_of(lead.get(PAGE))
    for name in ("Arabic", "Bengali", "Polish", "Romanian", "Ukrainian", "Urdu", "Welsh"):
        assert f"{name} A draft: nobody who speaks it has checked it." in page
    assert "Buttons and sentences of the pages" in page


def test_a_file_goes_out_and_comes_back(app: Flask, lead: Visitor) -> None:
    out = lead.get(f"{PAGE}/pl.po")
    assert out.data.decode().startswith("# Translation")
    assert f'msgid "{TODAY}"' in out.data.decode()
    assert send(lead, file_of(filled(f"{NAME} {PLACE}", TODAY, "Dobra szkoła."))).status_code == 303
    page = text_of(lead.get(PAGE))
    assert "Polish: 1 new text kept as a draft." in page
    assert "Amina Yusuf brought texts of your school in on" in page
    assert "Dobra szkoła." in lead.get(f"{PAGE}/pl.po").data.decode()

    survey_id = stories.plan(lead, "pupils", stories.pupils())
    stories.open_it(lead, survey_id)
    lead.get(f"/surveys/{survey_id}/languages")
    lead.post(f"/surveys/{survey_id}/languages", languages=["pl"], know="yes")
    round_ = stories.survey_in(app, survey_id).rounds[1]
    stories.parts(app).ballot_box.groups.forget()
    assert "Dobra szkoła." in Visitor(app).get(f"/a/{round_.code}/1?lang=pl").text

    lead.get(PAGE)
    assert lead.post(f"{PAGE}/pl/remove").status_code == 303
    assert "Dobra szkoła." not in lead.get(f"{PAGE}/pl.po").data.decode()
    assert "Dobra szkoła." in Visitor(app).get(f"/a/{round_.code}/1?lang=pl").text  # as it was accepted


def test_faults_are_named_together_and_nothing_is_kept(lead: Visitor) -> None:
    refused = send(lead, file_of(filled(f"{NAME} {PLACE}", TODAY, "x" * 400), filled("a b", "c", "d")))
    assert refused.status_code == 422
    page = text_of(refused)
    assert "There is a problem in the file" in page
    assert "it has 400 characters" in page
    assert "“a b”: there is no such text." in page
    assert "x" * 400 not in lead.get(f"{PAGE}/pl.po").data.decode()


def test_no_file_and_no_language_are_said(lead: Visitor) -> None:
    lead.get(PAGE)
    assert "Choose the file" in text_of(lead.post(PAGE))
    assert "Choose a language." in text_of(lead.post(f"{PAGE}/choose", language="xx"))
    assert lead.post(f"{PAGE}/choose", language="so").location == f"{PAGE}/so.po"
    assert lead.get(f"{PAGE}/xx.po").status_code == 404
    assert lead.get(f"{PAGE}/en.po").status_code == 404


def test_a_language_that_a_school_brings_whole_can_be_offered(app: Flask, lead: Visitor) -> None:
    empty = po_file("so", all_parts(), {}).decode()
    english = {part.part: part.english for part in all_parts()}
    whole = file_of(
        *(
            filled(f"{part} {address}", text.replace('"', '\\"'), text.replace('"', '\\"'))
            for part, texts in english.items()
            for address, text in texts.items()
        ),
        language="so",
    )
    assert 'msgstr ""' in empty
    assert send(lead, whole).status_code == 303
    survey_id = stories.plan(lead, "staff", stories.staff())
    page = text_of(lead.get(f"/surveys/{survey_id}/languages"))
    assert "Somali A draft, with your school’s own texts." in page


def test_another_school_has_its_own(app: Flask, lead: Visitor) -> None:
    send(lead, file_of(filled(f"{NAME} {PLACE}", TODAY, "Dobra szkoła.")))
    stranger = people.other_lead(app)
    assert "Dobra szkoła." not in stranger.get(f"{PAGE}/pl.po").data.decode()
    assert latest(NAME).words["pl"].items["ks2.a2.place"].text in stranger.get(f"{PAGE}/pl.po").data.decode()
