"""A link for a whole group, codes by e-mail, a reminder for everybody: nobody is told who has which code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_string
from html import unescape

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from selfeval.settings import Settings
from selfeval.store.ballots import USED, ballots_by_group, slips_by_group
from selfeval.store.schools_and_accounts import AuditEntry
from selfeval.web.app import create_app
from selfeval.web.survey.link_views import read_addresses
from tests.visitor import Visitor, set_up_alder_vale, text_of
from tests.web import stories
from tests.web.answer.installation import served
from tests.web.test_mail import MailHost, mail_host, with_mail  # noqa: F401

LINK = re.compile(r"/a/[a-z0-9]{6}/1/link/[a-z2-7]{16}")
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def families_asked(lead: Visitor) -> int:
    """An open survey of 30 families."""
    survey_id = stories.plan(lead, "families", stories.plan_fields(title="Families", roll="30"))
    stories.open_it(lead, survey_id)
    return survey_id


def page_of_links(app: Flask, survey_id: int) -> str:
    (round_,) = stories.survey_in(app, survey_id).rounds
    return f"/surveys/{survey_id}/links/{round_.id}/1"


def make(app: Flask, lead: Visitor, survey_id: int) -> str:
    """The address of a new link."""
    page = page_of_links(app, survey_id)
    lead.get(page)
    assert lead.post(f"{page}/make").status_code == 303
    found = LINK.search(lead.get(page).text)
    assert found is not None
    return found[0]


def figures(page: str) -> str:
    """A page without the tokens that differ with each look at it."""
    return re.sub(r'value="[\w.-]{30,}"', "", page)


def test_the_survey_leads_to_the_link_of_a_group_and_the_page_says_what_it_cannot_do(
    app: Flask, lead: Visitor, families_asked: int
) -> None:
    page = page_of_links(app, families_asked)
    assert page in lead.get(f"/surveys/{families_asked}").text
    before = lead.get(page).text
    assert "nobody can prove that a person takes only one code" in before
    assert LINK.search(before) is None
    make(app, lead, families_asked)
    assert "Fewer than 5 of 30 codes are taken." in lead.get(page).text


def test_looking_at_a_link_takes_nothing_and_pressing_takes_a_code(
    app: Flask, lead: Visitor, families_asked: int
) -> None:
    address, parent = make(app, lead, families_asked), Visitor(app)
    for _ in range(3):
        assert "How is school for your family?" in parent.client.get(address).text
    before = lead.get(f"/surveys/{families_asked}").text
    taken = parent.client.post(address)
    assert taken.status_code == 200
    assert taken.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in taken.headers
    assert len(stories.CODE.findall(taken.text)) == 1
    assert "about 30" in before
    assert figures(lead.get(f"/surveys/{families_asked}").text) == figures(before)


def test_a_wrong_link_and_another_site_take_nothing(app: Flask, lead: Visitor, families_asked: int) -> None:
    address, parent = make(app, lead, families_asked), Visitor(app)
    wrong = parent.client.get(address[:-16] + "a" * 16)
    assert wrong.status_code == 404
    assert "This link does not work." in wrong.text
    elsewhere = parent.client.post(address, headers={"Origin": "https://elsewhere.example"})
    assert elsewhere.status_code == 403
    assert stories.CODE.search(elsewhere.text) is None


def test_a_paused_survey_hands_out_no_code(app: Flask, lead: Visitor, families_asked: int) -> None:
    address = make(app, lead, families_asked)
    lead.get(f"/surveys/{families_asked}")
    lead.post(f"/surveys/{families_asked}/pause")
    paused = Visitor(app).client.post(address)
    assert stories.CODE.search(paused.text) is None
    assert paused.status_code != 200


def test_without_a_mail_host_no_list_of_codes_is_offered_and_the_page_says_why(
    app: Flask, lead: Visitor, families_asked: int
) -> None:
    page = page_of_links(app, families_asked)
    text = lead.get(page).text
    assert "There is no file with a code beside each address" in text
    refused = lead.post(f"{page}/send", addresses="a@home.example", what="codes")
    assert refused.status_code == 422
    assert "No mail host is set" in unescape(refused.text)


def test_the_reminder_goes_to_everybody_and_says_so(app: Flask, lead: Visitor, families_asked: int) -> None:
    text = lead.get(page_of_links(app, families_asked)).text
    assert "This goes to everybody, because nobody knows who has answered." in text
    assert stories.CODE.search(text) is None


@pytest.mark.parametrize(
    ("pasted", "addresses", "fault"),
    [
        ("", [], "Paste the e-mail addresses, one on each line."),
        (
            "Ann <ann@home.example>; Bo <BO@home.example>,ann@home.example",
            ["ann@home.example", "bo@home.example"],
            "",
        ),
        ("ann@home", [], "This is not an e-mail address: ann@home. Mend it, or take it out."),
    ],
)
def test_addresses_are_read_as_people_have_them_each_once(
    pasted: str, addresses: list[str], fault: str
) -> None:
    assert read_addresses(pasted) == (addresses, fault)


@pytest.fixture
def with_mail_host(settings: Settings, mail_host: MailHost) -> Iterator[tuple[Flask, Visitor, MailHost]]:  # noqa: F811
    """A school whose installation has a mail host."""
    app = create_app(with_mail(settings, mail_host.port))
    app.config.update(SESSION_COOKIE_SECURE=False, SESSION_COOKIE_NAME="selfeval")
    yield app, set_up_alder_vale(app), mail_host
    app.extensions["selfeval"].mail.threads.shutdown()
    app.extensions["selfeval"].ballot_box.close()
    app.extensions["selfeval"].database.close()


def test_each_address_gets_a_code_of_its_own_and_nothing_says_who_got_which(
    with_mail_host: tuple[Flask, Visitor, MailHost],
) -> None:
    app, lead, host = with_mail_host
    survey_id = stories.plan(lead, "families", stories.plan_fields(title="Families", roll="30"))
    stories.open_it(lead, survey_id)
    page, addresses = page_of_links(app, survey_id), [f"parent{number}@home.example" for number in range(8)]
    lead.get(page)
    sent = lead.post(f"{page}/send", addresses="\n".join(addresses), what="codes")
    assert sent.status_code == 303
    app.extensions["selfeval"].mail.threads.shutdown()
    letters = [message_from_string(letter) for letter in host.letters]
    bodies = [letter.get_payload(decode=True).decode() for letter in letters]
    assert sorted(letter["To"] for letter in letters) == addresses
    codes = [stories.CODE.search(body) for body in bodies]
    assert len({code[0] for code in codes if code}) == 8
    with stories.parts(app).database.reading() as session:
        noted = [entry.subject for entry in session.scalars(select(AuditEntry))]
    assert "Families: 8" in noted
    stored = b"".join(path.read_bytes() for path in stories.parts(app).settings.instance.rglob("*.sqlite*"))
    assert b"Families" in stored
    assert b"@home.example" not in stored
    (round_,) = stories.survey_in(app, survey_id).rounds
    stories.answer(app, round_.code, 1, ["".join(code.groups()) for code in codes if code])


def codes_in(host: MailHost) -> list[str]:
    bodies = [message_from_string(letter).get_payload(decode=True).decode() for letter in host.letters]
    found = [stories.CODE.search(body) for body in bodies]
    return ["".join(code.groups()) for code in found if code]


def test_where_the_host_refuses_every_second_letter_those_people_are_named_once_and_sent_to_again(
    with_mail_host: tuple[Flask, Visitor, MailHost],
) -> None:
    app, lead, host = with_mail_host
    survey_id = stories.plan(lead, "families", stories.plan_fields(title="Families", roll="30"))
    stories.open_it(lead, survey_id)
    page, addresses = page_of_links(app, survey_id), [f"parent{number}@home.example" for number in range(24)]
    lead.get(page)
    host.refuses = lambda number: number % 2 == 1
    half = lead.post(f"{page}/send", addresses="\n".join(addresses), what="codes")
    assert half.status_code == 200
    assert half.headers["Cache-Control"] == "no-store"
    told = text_of(half)
    assert "The mail host has taken 12 letters." in told
    assert "12 letters were not sent. Their codes were taken back." in told
    reached = {message_from_string(letter)["To"] for letter in host.letters}
    box = half.text.split('name="addresses"')[1].split(">", 1)[1].split("</textarea>")[0].split()
    assert box == [address for address in addresses if address not in reached]
    assert "@home.example" not in lead.get(page).text, "the page forgets them"
    assert _printed(app, survey_id) == 12
    host.refuses = lambda _: False
    assert lead.post(f"{page}/send", addresses="\n".join(box), what="codes").status_code == 303
    assert sorted(message_from_string(letter)["To"] for letter in host.letters) == sorted(addresses)
    assert _printed(app, survey_id) == 24
    codes = codes_in(host)
    assert len(set(codes)) == 24
    (round_,) = stories.survey_in(app, survey_id).rounds
    stories.answer(app, round_.code, 1, codes)
    with stories.parts(app).database.reading() as session:
        assert slips_by_group(session, round_.id) == {round_.groups[0].id: {USED: 24}}
    stored = b"".join(path.read_bytes() for path in stories.parts(app).settings.instance.rglob("*.sqlite*"))
    assert b"@home.example" not in stored


def _printed(app: Flask, survey_id: int) -> int:
    (round_,) = stories.survey_in(app, survey_id).rounds
    return round_.groups[0].slips_printed


def test_a_letter_that_may_have_arrived_is_not_sent_again_and_its_code_stays_good(
    with_mail_host: tuple[Flask, Visitor, MailHost],
) -> None:
    app, lead, host = with_mail_host
    survey_id = stories.plan(lead, "families", stories.plan_fields(title="Families", roll="30"))
    stories.open_it(lead, survey_id)
    page = page_of_links(app, survey_id)
    lead.get(page)
    host.hangs_up = lambda number: number == 0
    sent = lead.post(f"{page}/send", addresses="ann@home.example bo@home.example", what="codes")
    told = text_of(sent)
    assert "The mail host has taken 1 letter." in told
    assert "1 letter may have arrived: the mail host hung up while it took it." in told
    assert "@home.example" not in sent.text
    (round_,) = stories.survey_in(app, survey_id).rounds
    stories.answer(app, round_.code, 1, codes_in(host))


def test_a_reminder_that_is_refused_can_be_sent_again_and_takes_no_code_back(
    with_mail_host: tuple[Flask, Visitor, MailHost],
) -> None:
    app, lead, host = with_mail_host
    survey_id = stories.plan(lead, "families", stories.plan_fields(title="Families", roll="30"))
    stories.open_it(lead, survey_id)
    page = page_of_links(app, survey_id)
    lead.get(page)
    host.refuses = lambda number: number == 0
    sent = lead.post(f"{page}/send", addresses="ann@home.example", what="reminder")
    assert "1 letter was not sent. The addresses stand below" in text_of(sent)
    assert "ann@home.example" in sent.text


def test_a_parent_answers_on_a_phone_by_a_link(
    app: Flask, lead: Visitor, families_asked: int, browser: Browser
) -> None:
    address = make(app, lead, families_asked)
    with served(app) as site:
        page = browser.new_page(viewport=PHONE)
        page.goto(f"{site}{address}")
        expect(page.locator("h1")).to_have_text("How is school for your family?")
        page.get_by_role("button", name="Take a code").click()
        expect(page.locator("h1")).to_have_text("Your code")
        page.get_by_role("link", name="Go to the questions").click()
        page.locator("#ready .main").click()
        for number in range(1, 4):
            expect(page.locator(".count")).to_have_text(f"Part {number} of 3")
            for item in page.locator("fieldset:visible").all():
                item.locator("input").first.focus()
                page.keyboard.press("Space")
            page.locator("form .main").first.click()
        expect(page.locator(".count")).to_have_text("You answered all 16")
        page.locator(".send .main").click()
        expect(page.locator("h1")).to_have_text("Thank you.")
        page.close()
    (round_,) = stories.survey_in(app, families_asked).rounds
    with stories.parts(app).database.reading() as session:
        assert sum(ballots_by_group(session, round_.id).values()) == 1
