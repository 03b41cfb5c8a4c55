"""What the server answers at the address on a card."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from selfeval.calendar.school_years import today
from selfeval.store.directory import Membership
from selfeval.store.schools_and_accounts import Partnership
from selfeval.store.surveys import Survey
from tests.web.answer.installation import ADULT, ITEMS, Installation, receipt

GROUPS = sorted(ITEMS)
ABOUT = {"Year 1": 2, "Year 5": 2, "Year 9": 2, "Staff": 0}


@pytest.fixture
def paused(school: Installation) -> Iterator[None]:
    """The survey has a break for the length of a test."""
    running = school.app.extensions["selfeval"]
    for now in (True, False):
        with running.database.writing() as session:
            session.execute(update(Survey).values(paused=now))
        running.ballot_box.groups.forget()
        if now:
            yield


def slip_looked_at(device: FlaskClient, address: str, slip: str) -> TestResponse:
    return device.post(f"{address}/slip", json={"slip": slip})


def send(device: FlaskClient, address: str, **ballot: Any) -> TestResponse:
    return device.post(f"{address}/ballot", json=ballot)


def answers(school: Installation, group: str, slip: str) -> dict[str, str]:
    about = ABOUT[group]
    return {"slip": slip, "receipt": receipt(), "answers": "0" * ITEMS[group], "about": "." * about}


@pytest.mark.parametrize("group", GROUPS)
def test_the_page_is_the_same_bytes_for_everyone(
    school: Installation, device: FlaskClient, group: str
) -> None:
    first = device.get(school.addresses[group])
    again = school.app.test_client().get(school.addresses[group], headers={"Cookie": "selfeval=anything"})
    assert first.status_code == 200
    assert first.data == again.data


def test_two_groups_of_one_questionnaire_share_their_page(school: Installation, device: FlaskClient) -> None:
    assert device.get(school.addresses["Year 5"]).data == device.get(school.addresses["Closed"]).data


def test_a_page_that_is_kept_is_not_sent_again(school: Installation, device: FlaskClient) -> None:
    address, zipped = school.addresses["Year 5"], {"Accept-Encoding": "gzip"}
    first = device.get(address, headers=zipped)
    tag = first.headers["ETag"]
    assert not tag.startswith("W/")
    again = device.get(address, headers=zipped | {"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Cache-Control"] == "no-cache"


def test_the_two_encodings_have_tags_of_their_own(school: Installation, device: FlaskClient) -> None:
    address = school.addresses["Year 5"]
    plain, zipped = device.get(address), device.get(address, headers={"Accept-Encoding": "gzip"})
    assert plain.headers["ETag"] != zipped.headers["ETag"]
    assert gzip.decompress(zipped.data) == plain.data


def test_style_and_script_are_kept_for_ever(school: Installation, device: FlaskClient) -> None:
    page = device.get(school.addresses["Staff"]).text
    for file in re.findall(r'(?:href|src)="(/[^"]+)"', page):
        assert "immutable" in device.get(file).headers["Cache-Control"]


def test_no_answer_sets_a_cookie_or_depends_on_one(school: Installation, device: FlaskClient) -> None:
    address, slip = school.card("Year 5")
    ballot = answers(school, "Year 5", slip)
    form = {"slip": slip, "receipt": receipt()}
    replies = [
        device.get(address),
        device.get(f"{address}/group.json"),
        device.post(address, data={"slip": slip}),
        device.post(f"{address}/slip", json={"slip": slip}),
        send(device, address, **ballot),
        device.post(f"{address}/ballot", data=form),
        device.get(f"{address}/thank-you"),
        device.get("/a/nnnnnn/1"),
    ]
    for reply in replies:
        assert "Set-Cookie" not in reply.headers
        assert "Cookie" not in reply.headers.get("Vary", "")


def test_only_the_questionnaire_page_may_be_kept(school: Installation, device: FlaskClient) -> None:
    address, slip = school.card("Year 5")
    for reply in (
        device.get(f"{address}/group.json"),
        device.post(address, data={"slip": slip}),
        device.post(f"{address}/slip", json={"slip": slip}),
        device.get(f"{address}/thank-you"),
    ):
        assert reply.headers["Cache-Control"] == "no-store"


def test_the_group_document_tells_the_page_what_differs(school: Installation, device: FlaskClient) -> None:
    document = device.get(f"{school.addresses['Year 5']}/group.json").json
    assert document["group"] == "Year 5"
    assert document["school"] == "Alder Vale Primary"
    assert document["adult"] == ADULT
    assert document["state"] == "open"
    assert document["invented"] is True
    assert [asked["id"] for asked in document["about"]] == ["about.sex", "about.language"]


def test_the_youngest_are_asked_nothing_about_themselves(school: Installation, device: FlaskClient) -> None:
    assert device.get(f"{school.addresses['Year 1']}/group.json").json["about"] == []


def test_a_slip_that_is_looked_at_is_not_used_up(school: Installation, device: FlaskClient) -> None:
    address, slip = school.card("Year 5")
    for typed in (slip, slip.lower(), f"{slip[:4]}-{slip[4:]}", f" {slip[:4]} {slip[4:]} "):
        reply = device.post(f"{address}/slip", json={"slip": typed})
        assert (reply.status_code, reply.json["state"]) == (200, "ok")
        assert reply.json["group"]["group"] == "Year 5"


def test_a_ballot_is_thanked_and_stored_once_however_often_it_arrives(
    school: Installation, device: FlaskClient
) -> None:
    address, slip = school.card("Year 9")
    before = len(school.ballots("Year 9"))
    ballot = answers(school, "Year 9", slip)
    for _ in range(3):
        reply = send(device, address, **ballot)
        assert (reply.status_code, reply.json["outcome"]) == (201, "thanked")
    assert len(school.ballots("Year 9")) == before + 1


def test_a_slip_works_once(school: Installation, device: FlaskClient) -> None:
    address, slip = school.card("Year 9")
    send(device, address, **answers(school, "Year 9", slip))
    reply = send(device, address, **answers(school, "Year 9", slip))
    assert (reply.status_code, reply.json["outcome"]) == (409, "used")
    assert reply.json["title"] == "This card has been used."
    looked_at = device.post(f"{address}/slip", json={"slip": slip})
    assert (looked_at.status_code, looked_at.json["state"]) == (409, "used")


def test_an_unknown_slip_is_told_so_in_a_sentence(school: Installation, device: FlaskClient) -> None:
    for group, sentence in (
        ("Year 9", "Ask the adult for a new card."),
        ("Staff", "ask the person who gave out"),
    ):
        reply = send(device, school.addresses[group], **answers(school, group, "QQQQ2222"))
        assert (reply.status_code, reply.json["outcome"]) == (404, "unknown")
        assert sentence in reply.json["sentence"]


@pytest.mark.parametrize(
    ("name", "status", "outcome"), [("Closed", 410, "closed"), ("Not yet", 425, "not_yet")]
)
def test_a_round_that_takes_no_answers_says_so(
    school: Installation, device: FlaskClient, name: str, status: int, outcome: str
) -> None:
    address, group = school.addresses[name], "Year 5" if name == "Closed" else "Staff"
    for reply in (
        send(device, address, **answers(school, group, "ABCD2345")),
        device.post(f"{address}/slip", json={"slip": "ABCD2345"}),
    ):
        assert (reply.status_code, reply.json["outcome"]) == (status, outcome)
    assert device.get(f"{address}/group.json").json["state"] == outcome
    page = device.post(address, data={"slip": "ABCD2345"})
    assert page.status_code == status
    assert reply.json["title"] in page.text


def test_answers_that_do_not_fit_are_refused(school: Installation, device: FlaskClient) -> None:
    address, slip = school.card("Year 5")
    for wrong in ({"answers": "0" * 37}, {"answers": "9" * 38}, {"about": "99"}):
        reply = send(device, address, **{**answers(school, "Year 5", slip), **wrong})
        assert (reply.status_code, reply.json["outcome"]) == (422, "unfit")


@pytest.mark.parametrize(
    "body",
    [{}, [], {"slip": 7}, {"slip": "ABCD2345"}, {"slip": "ABCD2345", "receipt": "AAAA", "answers": ""}],
)
def test_what_is_no_ballot_is_unreadable(school: Installation, device: FlaskClient, body: object) -> None:
    reply = device.post(f"{school.addresses['Year 5']}/ballot", json=body)
    assert (reply.status_code, reply.json["outcome"]) == (400, "unreadable")


def test_a_missing_key_refuses_before_anyone_is_thanked_for_nothing(
    school: Installation, device: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, slip = school.card("Year 5")
    keys = school.app.extensions["selfeval"].keys
    monkeypatch.setattr(keys, "pepper", lambda code, public: None)
    ballot = answers(school, "Year 5", slip)
    for asked in (device.post(address, data={"slip": slip}), slip_looked_at(device, address, slip)):
        assert asked.status_code == 503
        assert "Please tell the adult, and try again in a few minutes." in asked.text
        assert "your answers" not in asked.text
    refused = send(device, address, **ballot)
    assert refused.status_code == 503
    assert "your answers are still here" in refused.json["sentence"]
    page = device.post(f"{address}/ballot", data={"slip": slip, "receipt": receipt(), "q0": "1"})
    assert page.status_code == 503
    assert 'name="q0" value="1" checked' in page.text
    monkeypatch.undo()
    assert send(device, address, **ballot).status_code == 201


def test_in_a_break_only_somebody_who_has_answered_is_told_of_answers(
    school: Installation, device: FlaskClient, paused: None
) -> None:
    address, slip = school.card("Year 5")
    for asked in (device.post(address, data={"slip": slip}), slip_looked_at(device, address, slip)):
        assert asked.status_code == 503
        assert "It goes on later. Please come back then. Your card will still work." in asked.text
        assert "answered" not in asked.text
    page = device.post(f"{address}/ballot", data={"slip": slip, "receipt": receipt(), "q0": "1"})
    assert page.status_code == 503
    assert "What you have answered stays on this page until then." in page.text
    assert 'name="q0" value="1" checked' in page.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_another_site_can_send_nothing(
    school: Installation, device: FlaskClient, headers: dict[str, str]
) -> None:
    address, slip = school.card("Year 5")
    ballot = answers(school, "Year 5", slip)
    for reply in (
        device.post(address, data={"slip": slip}, headers=headers),
        device.post(f"{address}/slip", json={"slip": slip}, headers=headers),
        device.post(f"{address}/ballot", json=ballot, headers=headers),
        device.post(f"{address}/ballot", data=ballot, headers=headers),
    ):
        assert reply.status_code == 403


def test_the_page_itself_may_send(school: Installation, device: FlaskClient) -> None:
    address, slip = school.card("Year 5")
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}):
        assert device.post(f"{address}/slip", json={"slip": slip}, headers=headers).status_code == 200


def test_a_form_cannot_pass_as_the_script(school: Installation, device: FlaskClient) -> None:
    address, slip = school.card("Year 5")
    assert device.post(f"{address}/slip", data={"slip": slip}).status_code == 403


def test_an_address_that_stands_for_nothing_says_so(school: Installation, device: FlaskClient) -> None:
    address = school.addresses["Year 5"].rsplit("/", 1)[0] + "/99"
    for reply in (device.get(address), device.get("/a/nnnnnn/1"), device.post("/a/nnnnnn/1", data={})):
        assert reply.status_code == 404
        assert "There is no survey here." in reply.text
    for path in ("group.json", "thank-you"):
        assert device.get(f"/a/nnnnnn/1/{path}").status_code == 404


def test_without_the_script_a_slip_becomes_one_long_form(school: Installation, device: FlaskClient) -> None:
    address, slip = school.card("Staff")
    page = device.post(address, data={"slip": slip.lower()})
    assert page.text.count("<fieldset") == ITEMS["Staff"]
    given = re.search(r'name="receipt" value="([^"]+)"', page.text)
    assert given
    form = {"slip": slip, "receipt": given[1], "q0": "1", "q2": "?"}
    for _ in range(2):  # a reload of the post sends it again
        sent = device.post(f"{address}/ballot", data=form)
        assert (sent.status_code, sent.headers["Location"]) == (303, f"{address}/thank-you")
    assert school.ballots("Staff").count("1.?" + "." * 37) == 1
    thanks = device.get(sent.headers["Location"]).text
    assert "Thank you." in thanks
    assert "Tom Okafor" in thanks


def test_without_the_script_a_wrong_slip_is_given_back(school: Installation, device: FlaskClient) -> None:
    page = device.post(school.addresses["Year 5"], data={"slip": "QQQQ-2222"})
    assert page.status_code == 404
    assert 'value="QQQQ-2222"' in page.text
    assert "That code did not work." in page.text


def test_without_the_script_answers_survive_a_used_slip(school: Installation, device: FlaskClient) -> None:
    address, slip = school.card("Year 5")
    send(device, address, **answers(school, "Year 5", slip))
    page = device.post(f"{address}/ballot", data={"slip": slip, "receipt": receipt(), "q3": "2", "a0": "1"})
    assert page.status_code == 409
    assert "This card has been used." in page.text
    assert 'name="q3" value="2" checked' in page.text
    assert 'name="a0" value="1" checked' in page.text


def test_what_was_typed_is_written_as_text(school: Installation, device: FlaskClient) -> None:
    page = device.post(school.addresses["Year 5"], data={"slip": '"><script>alert(1)</script>'})
    assert "<script>alert" not in page.text


@pytest.mark.parametrize("group", GROUPS)
def test_no_page_promises_more_than_it_keeps(school: Installation, device: FlaskClient, group: str) -> None:
    words = device.get(school.addresses[group]).text.lower()
    assert "secret" not in words
    assert "anonym" not in words


def test_what_a_tablet_is_told_is_made_once_and_made_anew_when_the_survey_changes(
    school: Installation, device: FlaskClient
) -> None:
    address, slip = school.card("Year 5")
    replies = [slip_looked_at(device, address, slip) for _ in range(2)]
    assert replies[0].data == replies[1].data
    database = school.app.extensions["selfeval"].database
    for adult in ("Idris Cole, by the gate", ADULT):
        with database.writing() as session:
            session.execute(update(Survey).values(adult=adult))
        assert slip_looked_at(device, address, slip).json["group"]["adult"] == adult
        assert device.get(f"{address}/group.json").json["adult"] == adult
    assert slip_looked_at(device, address, slip).data == replies[0].data


def test_the_page_is_told_which_partnership_reads_the_figures_and_where_the_notice_is(
    school: Installation,
) -> None:
    address = school.addresses["Staff"]
    told = school.app.test_client().get(f"{address}/group.json").json
    assert (told["readers"], told["notice"]) == ("", f"{address.removesuffix('/1')}/notice")
    with school.app.extensions["selfeval"].database.writing() as session:
        for name, reads_from in (("Kelderdale Trust", today()), ("Wend Valley Council", None)):
            partnership = Partnership(name=name, kind="trust")
            session.add(partnership)
            session.flush()
            session.add(
                Membership(
                    partnership_id=partnership.id, school_id=1, joined_on=today(), reads_from=reads_from
                )
            )
    school.app.extensions["selfeval"].ballot_box.groups.forget()
    told = school.app.test_client().get(f"{address}/group.json").json
    assert told["readers"] == "Kelderdale Trust"


def test_letters_that_look_alike_are_taken_for_those_on_the_card(
    school: Installation, device: FlaskClient
) -> None:
    address, slip = school.card("Year 5")
    mistyped = slip.translate(str.maketrans("528U", "SZBV"))
    assert device.post(f"{address}/slip", json={"slip": mistyped}).json["state"] == "ok"
    ballot = answers(school, "Year 5", mistyped)
    assert send(device, address, **ballot).status_code == 201
    assert device.post(f"{address}/slip", json={"slip": slip}).json["state"] == "used"
