"""A child types the four words of a card, and is told kindly which of them is mistyped."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import expect
from sqlalchemy import select

from selfeval.store.surveys import Round
from selfeval.surveys.opening import print_slips
from tests.web.answer.installation import Installation
from tests.web.answer.screens import PHONE, TABLET, OpenPage, check_fits, check_with_axe


@pytest.fixture(scope="module")
def cards_in_words(school: Installation) -> list[str]:
    """Three more cards for Year 5, in words."""
    running = school.app.extensions["selfeval"]
    _, _, code, number = school.addresses["Year 5"].split("/")
    with running.database.writing() as session:
        round_ = session.scalars(select(Round).where(Round.code == code)).one()
        (group,) = [each for each in round_.groups if each.number == int(number)]
        return print_slips(
            session, running.keys, round_, group, 3, "Amina Yusuf", catch_up=True, in_words=True
        )


def looked_at(device: FlaskClient, address: str, typed: str) -> dict[str, str]:
    """What the server says of what was typed."""
    reply: dict[str, str] = device.post(f"{address}/slip", json={"slip": typed}).get_json()
    return reply


def test_a_child_types_four_words_mends_one_and_begins(
    school: Installation, site: str, open_page: OpenPage, cards_in_words: list[str]
) -> None:
    page, words = open_page(TABLET), cards_in_words.pop().split()
    page.goto(f"{site}{school.addresses['Year 5']}")
    field = page.locator("#code")
    field.press_sequentially(" ".join([*words[:3], f"{words[3]}q"]))
    page.locator("#typing .main").click()
    told = page.locator("#fault")
    expect(told).to_contain_text(f"We do not know the word “{words[3]}q”.")
    check_with_axe(page)
    check_fits(page)
    field.fill(" ".join([*words[:3], words[3].capitalize()]))
    page.locator("#typing .main").click()
    expect(page.locator(".count")).to_contain_text("Question 1")


def test_words_without_gaps_and_a_letter_code_are_both_taken_on_a_phone(
    school: Installation, site: str, open_page: OpenPage, cards_in_words: list[str]
) -> None:
    page, card = open_page(PHONE), cards_in_words.pop()
    page.goto(f"{site}{school.addresses['Year 5']}")
    field = page.locator("#code")
    field.press_sequentially(card.replace(" ", ""))
    expect(field).to_have_value(card.replace(" ", ""))
    _, slip = school.card("Year 5")
    field.fill("")
    field.press_sequentially(slip.lower())
    expect(field).to_have_value(f"{slip[:4]}-{slip[4:]}")
    page.goto(f"{site}{school.addresses['Year 5']}#{card.replace(' ', '')}")
    page.locator("#ready .main").click()
    expect(page.locator(".count")).to_contain_text("Question 1")


def test_the_server_tells_of_a_mistyped_word_without_the_script_too(
    school: Installation, device: FlaskClient, cards_in_words: list[str]
) -> None:
    address, card = school.addresses["Year 5"], cards_in_words.pop()
    told = "We do not know the word “oter”. Did you mean otter?"
    reply = looked_at(device, address, "oter kite zebra candle")
    assert (reply["state"], reply["title"], reply["sentence"]) == ("unknown", told, "")
    assert told in device.post(address, data={"slip": "oter kite zebra candle"}).text
    few = looked_at(device, address, "otter kite zebra")
    assert few["title"] == "Type the 4 words on your card."
    other = looked_at(device, address, "otter kite zebra candle")
    assert other["title"] == "That code did not work."
    assert looked_at(device, address, card.upper())["state"] == "ok"


def test_staff_are_told_of_codes_alone(school: Installation, device: FlaskClient) -> None:
    reply = looked_at(device, school.addresses["Staff"], "oter kite zebra candle")
    assert "words" not in reply["title"]
    assert "4 words" not in device.get(school.addresses["Staff"]).text
    assert "4 words, or 8 letters" in device.get(school.addresses["Year 5"]).text
