"""What every answer carries, and what people see when something goes wrong."""

from __future__ import annotations

import gzip
import io

import pytest
from flask import Flask

from selfeval.settings import Settings
from selfeval.store.database import Database
from selfeval.web.app import HEADERS, create_app
from tests.visitor import Visitor, text_of
from tests.web import stories

ADDRESSES = (
    "/",
    "/sign-in",
    "/surveys",
    "/nowhere",
    "/healthz",
    "/static/leading.css",
    "/static/nothing.css",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_whole_table_of_headers(lead: Visitor, address: str) -> None:
    answer = lead.get(address)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_the_policy_lets_in_nothing_from_elsewhere_and_nothing_inline() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("address", ["/", "/surveys", "/surveys/plan/pupils", "/sign-in", "/nowhere"])
def test_pages_are_kept_nowhere(lead: Visitor, address: str) -> None:
    assert lead.get(address).headers["Cache-Control"] == "no-store"


def test_plain_http_promises_no_https(client: Visitor) -> None:
    assert "Strict-Transport-Security" not in client.get("/healthz").headers


def test_a_file_named_by_its_content_is_kept_for_ever(app: Flask, client: Visitor) -> None:
    with app.test_request_context():
        address = app.jinja_env.globals["static_url"]("leading.css")  # type: ignore[operator]
    named, plain = client.get(address), client.get("/static/leading.css")
    assert "immutable" in named.headers["Cache-Control"]
    assert plain.headers["Cache-Control"] == "no-cache"
    assert named.data == plain.data


def test_files_go_out_compressed_to_those_who_can_read_it(client: Visitor) -> None:
    plain = client.get("/static/leading.css")
    small = client.get("/static/leading.css", headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.data) == plain.data
    assert len(small.data) < len(plain.data) / 3


def test_a_file_that_is_known_is_not_sent_again(client: Visitor) -> None:
    first = client.get("/static/leading.css")
    again = client.get("/static/leading.css", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("address", ["/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd"])
def test_nothing_outside_the_folder_is_served(client: Visitor, address: str) -> None:
    assert client.get(address).status_code in (301, 308, 404)


def test_the_stylesheet_loads_nothing_else(client: Visitor) -> None:
    sheet = client.get("/static/leading.css").text
    assert "@import" not in sheet
    assert "url(" not in sheet


def test_a_missing_page_is_told_in_plain_words(lead: Visitor) -> None:
    answer = lead.get("/surveys/77")
    assert answer.status_code == 404
    assert "There is no such page here" in text_of(answer)


@pytest.mark.parametrize("number", ["0", "-1", "9999999999999999999999", "1e3", "٣"])
def test_odd_numbers_in_an_address_are_a_missing_page(lead: Visitor, number: str) -> None:
    assert lead.get(f"/surveys/{number}").status_code == 404


def test_too_large_a_form_is_refused_in_plain_words(lead: Visitor) -> None:
    answer = lead.post("/surveys/plan/staff", title="x" * 1_100_000)
    assert answer.status_code == 413
    assert "That is too much text at once This page takes up to 1 MB. Go back" in text_of(answer)


def test_too_large_a_file_is_refused_as_a_file(lead: Visitor) -> None:
    answer = lead.post("/surveys/plan/staff", file=(io.BytesIO(bytes(1_100_000)), "list.csv"))
    assert answer.status_code == 413
    assert "That file is too large This page takes up to 1 MB." in text_of(answer)


def test_an_error_of_ours_shows_no_inside(app: Flask, lead: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("postgresql://selfeval:secret@db")

    monkeypatch.setattr("selfeval.web.survey.views.surveys_of", broken)
    answer = lead.get("/surveys")
    assert answer.status_code == 500
    assert "not your fault" in text_of(answer)
    assert "secret" not in answer.text


def test_control_characters_in_a_form_are_dropped_and_the_rest_is_kept(lead: Visitor) -> None:
    answer = lead.post("/surveys/plan/staff", title="Staff\x00 \x1b[31msurvey", roll="none")
    assert answer.status_code == 422
    assert 'value="Staff [31msurvey"' in answer.text


def test_markup_in_a_form_stays_text(lead: Visitor) -> None:
    answer = lead.post("/surveys/plan/staff", title="<script>alert(1)</script>", roll="none")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_health_is_good_when_everything_is_in_place(client: Visitor) -> None:
    answer = client.get("/healthz")
    good = {"healthy": True, "faults": {}, "warnings": {}, "backup": "None yet."}
    assert (answer.status_code, answer.json) == (200, good)


def test_health_names_a_database_that_is_not_migrated(settings: Settings) -> None:
    empty = f"sqlite:///{settings.instance / 'empty.sqlite'}"
    app = create_app(settings.model_copy(update={"database_url": empty}))
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 503
    assert "selfeval db upgrade" in answer.json["faults"]["database"]


def test_health_names_a_database_that_is_gone(app: Flask, client: Visitor, settings: Settings) -> None:
    database: Database = stories.parts(app).database
    database.close()
    (settings.instance / "selfeval.sqlite").unlink()
    (settings.instance / "selfeval.sqlite").mkdir()
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json["faults"]["database"] == "The database cannot be reached."


def test_health_names_a_key_folder_that_is_gone(app: Flask, client: Visitor, settings: Settings) -> None:
    settings.keys.rename(settings.keys.with_name("away"))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json["faults"]["keys"] == "The key folder is not there, or cannot be read."


def test_health_warns_of_a_lost_key_and_goes_on(
    app: Flask, client: Visitor, lead: Visitor, settings: Settings
) -> None:
    stories.open_it(lead, stories.plan(lead, "staff", stories.staff()))
    assert client.get("/healthz").json["warnings"] == {}
    next(settings.keys.glob("*.key")).unlink()
    stories.parts(app).key_monitor.look()
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert "Its answers are refused" in answer.json["warnings"]["keys"]
