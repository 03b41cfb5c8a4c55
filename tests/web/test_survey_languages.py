"""The lead's page of languages: a draft is offered only to pupils when somebody knew that it is one."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.visitor import Visitor, text_of
from tests.web import people, stories
from tests.web.test_room_pages import Primary, primary

__all__ = ["primary"]  # a fixture


def languages(primary: Primary) -> str:
    return f"/surveys/{primary.survey_id}/languages"


def offer(primary: Primary, **fields: object):  # type: ignore[no-untyped-def]
    primary.lead.get(languages(primary))
    return primary.lead.post(languages(primary), **fields)


def address_of(primary: Primary) -> str:
    round_, group = primary.part(0)
    return f"/a/{round_.code}/{group.number}"


def test_a_survey_is_asked_in_english_until_somebody_offers_more(app: Flask, primary: Primary) -> None:
    assert "English only. Others can be offered." in primary.page
    page = text_of(primary.lead.get(languages(primary)))
    assert "These words are drafts. Nobody who speaks the language has checked them." in page
    for name in ("Arabic", "Bengali", "Polish", "Romanian", "Ukrainian", "Urdu", "Welsh"):
        assert name in page
    tablet = Visitor(app)
    assert tablet.get(f"{address_of(primary)}?lang=pl").data == tablet.get(address_of(primary)).data
    assert 'hreflang="pl"' not in tablet.get(address_of(primary)).text


def test_a_draft_is_not_offered_without_the_tick_that_knows_it(app: Flask, primary: Primary) -> None:
    refused = offer(primary, languages=["pl", "ur"])
    assert refused.status_code == 422
    page = text_of(refused)
    assert "Polish and Urdu are drafts. Tick that you know it, or choose other languages." in page
    assert refused.text.count('name="languages" value="pl" checked') == 1
    assert 'lang="pl"' not in Visitor(app).get(f"{address_of(primary)}?lang=pl").text


def test_nothing_ticked_is_said(primary: Primary) -> None:
    refused = offer(primary, know="yes")
    assert refused.status_code == 422
    assert "Tick the languages that you want to offer." in text_of(refused)


def test_who_accepted_a_draft_and_when_stands_beside_it(app: Flask, primary: Primary) -> None:
    assert offer(primary, languages=["pl", "ur"], know="yes").status_code == 303
    page = text_of(primary.lead.get(languages(primary)))
    assert "People can now answer in Polish and Urdu too." in page
    assert "A draft" in page
    assert "Amina Yusuf, " in page
    assert "English, Polish and Urdu." in primary.page
    stories.parts(app).ballot_box.groups.forget()
    assert '<html lang="ur" dir="rtl"' in Visitor(app).get(f"{address_of(primary)}?lang=ur").text
    assert "accepted a language" in text_of(primary.lead.get("/log"))


def test_an_old_page_sent_again_changes_nothing_about_a_language_that_is_offered(
    app: Flask, primary: Primary
) -> None:
    for _ in range(2):
        assert offer(primary, languages=["pl"], know="yes").status_code == 303
    assert text_of(primary.lead.get("/log")).count("accepted a language") == 1


def test_a_language_can_be_taken_back(app: Flask, primary: Primary) -> None:
    offer(primary, languages=["pl"], know="yes")
    primary.lead.get(languages(primary))
    primary.lead.post(f"{languages(primary)}/pl/withdraw")
    assert "Nobody new can answer in Polish." in text_of(primary.lead.get(languages(primary)))
    stories.parts(app).ballot_box.groups.forget()
    assert '<html lang="en"' in Visitor(app).get(f"{address_of(primary)}?lang=pl").text


@pytest.mark.parametrize("language", ["xx", "en", "../pl"])
def test_what_is_no_language_of_the_survey_is_not_offered(primary: Primary, language: str) -> None:
    assert offer(primary, languages=[language], know="yes").status_code == 422


def test_a_draft_can_be_looked_at_in_practice_before_it_is_accepted(app: Flask, primary: Primary) -> None:
    round_, group = primary.part(0)
    assert '<html lang="ar" dir="rtl"' in Visitor(app).get(
        f"/practice/{round_.code}/{group.number}?lang=ar"
    ).text.replace('" data-practice', '"')


def test_another_school_can_do_nothing_there(app: Flask, primary: Primary) -> None:
    stranger = people.other_lead(app)
    assert stranger.get(languages(primary)).status_code == 404
    assert stranger.post(languages(primary), languages=["pl"], know="yes").status_code == 404
    assert stranger.post(f"{languages(primary)}/pl/withdraw").status_code == 404
