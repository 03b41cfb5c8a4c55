"""What people send who mean no good, or whose machine is broken: answered in words, and never logged."""

from __future__ import annotations

import logging

import pytest
from flask import Flask, Request
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder

from selfeval.web.site.access import is_from_here
from tests.visitor import LEAD, Visitor, text_of
from tests.web.answer.installation import Installation, receipt

PUBLIC = "https://survey.aldervale.example"


@pytest.fixture
def tablet(school: Installation) -> FlaskClient:
    return school.app.test_client()


def asked(**headers: str) -> Request:
    return Request(EnvironBuilder(headers=headers, base_url="http://10.0.0.5:8000").get_environ())


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Origin": "http://10.0.0.5:8000"}, True),
        ({"Origin": PUBLIC}, True),
        ({"Origin": "https://elsewhere.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://["}, False),
    ],
)
def test_what_another_site_sends_is_known(headers: dict[str, str], ours: bool) -> None:
    assert is_from_here(asked(**headers), PUBLIC) is ours


@pytest.mark.parametrize("body", ["[" * 60_000, '{"slip":' * 8_000, '{"slip": NaN}', "9" * 6_000, "\x00", ""])
@pytest.mark.parametrize("page", ["slip", "ballot"])
def test_a_json_that_no_page_sends_is_unreadable(
    school: Installation, tablet: FlaskClient, page: str, body: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = tablet.post(f"{school.addresses['Year 5']}/{page}", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["outcome"]) == (400, "unreadable")
    assert not caplog.records


@pytest.mark.parametrize(
    "place",
    ["abcdef/99999999999999999999", "abcdef/10000", "%00bcdef/1", "%ff%fe/1", "ABCDEF/1", "x" * 3000 + "/1"],
)
def test_an_address_that_no_card_has_is_no_survey(tablet: FlaskClient, place: str) -> None:
    assert tablet.get(f"/a/{place}").status_code == 404
    assert tablet.get(f"/a/{place}/group.json").status_code == 404


def test_who_has_not_signed_in_cannot_send_much(school: Installation, tablet: FlaskClient) -> None:
    much = "a=b&" * 20_000
    kind = "application/x-www-form-urlencoded"
    for address in (f"{school.addresses['Year 5']}/ballot", "/sign-in", "/set-up", "/nowhere"):
        assert tablet.post(address, data=much, content_type=kind).status_code in (404, 413)


def test_a_lead_can_send_long_texts(lead: Visitor) -> None:
    assert lead.post("/surveys/plan/staff", title="x" * 200_000).status_code == 422


@pytest.mark.parametrize("wanted", ["//[", "//[/", "/\\[", "http://[", "//elsewhere.example"])
def test_a_page_to_go_to_that_is_none_is_the_start_page(lead: Visitor, wanted: str) -> None:
    answer = lead.client.get("/sign-in", query_string={"next": wanted})
    assert (answer.status_code, answer.location) == (302, "/")


@pytest.mark.parametrize("address", ["/sign-in", "/account/again", "/set-up"])
def test_a_form_with_a_field_without_a_name_is_no_form(lead: Visitor, address: str) -> None:
    body = b"--a\r\nContent-Disposition: form-data\r\n\r\nx\r\n--a--\r\n"
    answer = lead.client.post(address, data=body, content_type="multipart/form-data; boundary=a")
    assert answer.status_code == 400


@pytest.mark.parametrize("year", ["0", "9999", "99999", "99999999999999999999"])
def test_a_year_far_away_has_no_report(lead: Visitor, year: str) -> None:
    assert lead.get(f"/reports/{year}").status_code == 404


def test_an_error_is_logged_without_address_answers_or_message(
    school: Installation,
    tablet: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(_box: object, _group: object, payload: object) -> None:
        raise ValueError(payload)

    monkeypatch.setattr("selfeval.surveys.ballot_box.BallotBox.cast", broken)
    address, slip = school.card("Year 5")
    ballot = {"slip": slip, "receipt": receipt(), "answers": "0123" * 6 + "0", "about": ".."}
    assert tablet.post(f"{address}/ballot", json=ballot).status_code == 500
    (record,) = caplog.records
    told = logging.Formatter().format(record)
    assert told.startswith("answer.ballot failed: ValueError")
    for secret in (slip, ballot["receipt"], ballot["answers"], address, "Payload("):
        assert secret not in told


def test_an_error_while_an_error_is_told_is_logged_without_address_too(
    school: Installation,
    tablet: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    full = OSError(28, "No space left on device", "/instance/secret")

    def broken(*_: object, **__: object) -> None:
        raise full

    monkeypatch.setattr("selfeval.web.answer.views.page_of", broken)
    monkeypatch.setattr("selfeval.web.site.errors.render_template", broken)
    address, _ = school.card("Year 5")
    with pytest.raises(OSError, match="No space"):
        tablet.get(address)
    told = "".join(logging.Formatter().format(record) for record in caplog.records)
    assert "OSError (No space left on device)" in told
    assert address not in told
    assert "secret" not in told


def test_a_form_of_another_site_is_not_given_back_even_without_fetch_metadata(lead: Visitor) -> None:
    answer = lead.client.post(
        "/surveys/plan/staff", data={"title": "Planted"}, headers={"Origin": "http://elsewhere.example"}
    )
    assert answer.status_code == 400
    assert "Planted" not in answer.text


def test_a_form_of_ours_that_is_stale_is_given_back(lead: Visitor) -> None:
    answer = lead.client.post(
        "/surveys/plan/staff", data={"title": "Staff, autumn"}, headers={"Origin": "http://localhost"}
    )
    assert answer.status_code == 400
    assert "Staff, autumn" in answer.text


def test_no_forwarded_header_moves_anyone_elsewhere(client: Visitor, lead: Visitor) -> None:
    evil = {
        "Host": "elsewhere.example",
        "X-Forwarded-Host": "elsewhere.example",
        "X-Forwarded-Proto": "https",
    }
    moved = client.get("/surveys", headers=evil)
    assert moved.headers["Location"].startswith("/sign-in")
    assert "elsewhere" not in client.get("/sign-in", headers=evil).text


@pytest.mark.parametrize("address", ["/static//evil.example/x", "/a//abc234/1", "/join//evil.example"])
def test_no_host_that_is_named_is_where_an_address_with_slashes_too_many_leads(
    app: Flask, address: str
) -> None:
    sent = app.test_client().get(address, base_url="http://evil.example")
    assert (sent.status_code, sent.headers["Location"]) == (308, address.replace("//", "/"))


@pytest.mark.parametrize(
    "wanted", ["//elsewhere.example", "/\\elsewhere.example", "https:elsewhere", "/\t/elsewhere"]
)
def test_signing_in_leads_to_no_other_site(lead: Visitor, app: Flask, wanted: str) -> None:
    visitor = Visitor(app)
    visitor.get("/sign-in")
    done = visitor.post("/sign-in", email=LEAD, password="three brown otters", next=wanted)
    assert (done.status_code, done.headers["Location"]) == (303, "/")


def test_the_health_page_tells_outsiders_no_path(
    app: Flask, client: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = app.extensions["selfeval"].keys
    monkeypatch.setattr(keys, "faults", lambda: ["The key folder /srv/keys cannot be written."])
    assert "/srv" not in client.get("/healthz").text


def test_a_password_longer_than_bcrypt_reads_counts_to_its_end(app: Flask, lead: Visitor) -> None:
    long = "Grüße 🦦 " * 20
    with app.app_context():
        from flask_security.utils import hash_password, verify_password

        kept = hash_password(long)
        assert verify_password(long, kept)
        assert not verify_password(long[:-1] + "x", kept)
        assert not verify_password(long[:72], kept)
    assert "sign in" in text_of(Visitor(app).get("/sign-in")).lower()
