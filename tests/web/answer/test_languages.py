"""A page for each language that somebody has accepted, asked for by the address."""

from __future__ import annotations

import gzip
import re

import pytest
from flask.testing import FlaskClient

from selfeval.questionnaires.catalogue import latest
from selfeval.questionnaires.translated import RIGHT_TO_LEFT, own_name_of
from selfeval.web.answer.interface_words import interface
from tests.web.answer.installation import Installation, receipt
from tests.web.answer.spoken import accept

OF_GROUP = {"Year 1": "pupils-5-7", "Year 5": "pupils-7-11", "Year 9": "pupils-11-18", "Staff": "staff"}
LANGUAGES = ("ar", "bn", "cy", "pl", "ro", "uk", "ur")


@pytest.fixture(scope="module", autouse=True)
def _seven_languages(school: Installation) -> None:
    accept(school, *LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("group", OF_GROUP)
def test_a_page_is_in_the_language_that_its_address_names(
    school: Installation, device: FlaskClient, group: str, language: str
) -> None:
    page = device.get(f"{school.addresses[group]}?lang={language}").text
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    assert f'<html lang="{language}" dir="{direction}"' in page
    assert latest(OF_GROUP[group]).words[language].title in page
    told = device.get(f"{school.addresses[group]}/group.json?lang={language}").get_json()
    assert told["language"] == language
    about = latest("about-you-staff" if group == "Staff" else "about-you-pupils").words[language]
    assert told["why"] == about.intro
    assert {each["text"] for each in told["about"]} <= {own.text for own in about.items.values()}


def test_a_page_offers_each_language_under_its_own_name(school: Installation, device: FlaskClient) -> None:
    page = device.get(f"{school.addresses['Year 5']}?lang=ar").text
    links = re.findall(r'<a class="btn" href="\?lang=(\w+)" lang="\1" hreflang="\1"[^>]*>([^<]+)</a>', page)
    assert links[: len(links) // 2] == [(code, own_name_of(code)) for code in ("en", *LANGUAGES)]
    assert page.count('aria-current="true"') == 2


@pytest.mark.parametrize("wanted", ["zz", "", "en", "../en", "fr"])
def test_a_language_that_is_not_spoken_gives_the_usual_page(
    school: Installation, device: FlaskClient, wanted: str
) -> None:
    address = school.addresses["Year 1"]
    assert device.get(f"{address}?lang={wanted}").data == device.get(address).data


def test_what_a_slip_is_not_good_for_is_said_in_that_language(
    school: Installation, device: FlaskClient
) -> None:
    address = school.addresses["Year 5"]
    reply = device.post(f"{address}/slip?lang=pl", json={"slip": "QQQQ2222"})
    assert reply.status_code == 404
    assert reply.get_json()["title"] == interface("pl", "ks2").at_start["unknown"]["title"]


def test_the_long_form_of_a_browser_without_script_is_in_that_language(
    school: Installation, device: FlaskClient
) -> None:
    address, slip = school.card("Year 5")
    page = device.post(f"{address}?lang=ur", data={"slip": slip}, headers={"Sec-Fetch-Site": "same-origin"})
    assert page.status_code == 200
    assert latest("pupils-7-11").words["ur"].items["ks2.a2.belong"].text in page.text
    assert "?lang=ur" in page.text  # what it sends comes back to this language


def test_practice_without_script_ends_in_the_language_in_which_it_began(
    school: Installation, device: FlaskClient
) -> None:
    address = school.addresses["Year 5"].replace("/a/", "/practice/")
    page = device.post(f"{address}?lang=cy", data={"slip": "PRACTICE"})
    assert f'action="{address}/ballot?lang=cy"' in page.text
    end = device.post(f"{address}/ballot?lang=cy")
    assert end.location == f"{address}/thank-you?lang=cy"
    assert interface("cy", "ks2", True).page["thanks"] in device.get(end.location).text


def test_the_same_ballot_comes_of_every_language(school: Installation, device: FlaskClient) -> None:
    for language in ("en", "bn"):
        address, slip = school.card("Year 5")
        told = device.get(f"{address}/group.json?lang={language}").get_json()
        answers = "1" * 38
        sent = {"slip": slip, "receipt": receipt(), "answers": answers, "about": "0" * told["about_length"]}
        reply = device.post(f"{address}/ballot?lang={language}", json=sent)
        assert reply.get_json()["outcome"] == "thanked"
    ballots = school.ballots("Year 5")
    assert len(set(ballots)) == 1


def test_a_school_s_own_texts_are_said_in_place_of_those_that_come_along(
    school: Installation, device: FlaskClient
) -> None:
    own = {
        "pupils-7-11": {"items.ks2.a2.belong": "Własne zdanie szkoły."},
        "pages": {"page.start": "Zaczynamy"},
        "answers": {"options.agree5_middle.middle": "Tak sobie"},
    }
    accept(school, "pl", texts=own)
    page = device.get(f"{school.addresses['Year 5']}?lang=pl").text
    for text in ("Własne zdanie szkoły.", "Zaczynamy", "Tak sobie"):
        assert text in page
    assert latest("pupils-7-11").words["pl"].items["ks2.a2.proud"].text in page
    accept(school, "pl")


def test_a_language_that_nobody_speaks_here_can_come_whole_from_a_school(
    school: Installation, device: FlaskClient
) -> None:
    accept(school, "so", texts={"pupils-7-11": {"title": "Dugsigayga iyo aniga"}})
    page = device.get(f"{school.addresses['Year 5']}?lang=so").text
    assert '<html lang="so"' in page
    assert "Dugsigayga iyo aniga" in page


BROWSERS_ADD = 400
"""Bytes that a browser counts beside body and headers: what the server puts around four answers."""


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
@pytest.mark.parametrize("group", OF_GROUP)
def test_a_first_visit_is_four_requests_and_at_most_30_kilobytes_in_every_language(
    school: Installation, device: FlaskClient, group: str, language: str
) -> None:
    address, zipped = school.addresses[group], {"Accept-Encoding": "gzip"}
    page = device.get(f"{address}?lang={language}", headers=zipped)
    files = re.findall(r'(?:href|src)="(/[^"]+)"', gzip.decompress(page.data).decode())
    assert len(files) == 2
    document = f"{address}/group.json?lang={language}"
    loaded = [page, *(device.get(file, headers=zipped) for file in [*files, document])]
    assert all(reply.status_code == 200 for reply in loaded)
    assert sum(len(reply.data) + len(str(reply.headers)) for reply in loaded) + BROWSERS_ADD <= 30 * 1024
