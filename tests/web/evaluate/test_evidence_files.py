"""Files as evidence: given back as they were sent, hostile ones refused, gone once deleted."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from selfeval.calendar.school_years import today
from selfeval.store.evidence import Evidence, EvidenceFile, EvidenceUse
from tests.imports.sent_files import HTML, SVG, office, pdf, picture, zeros
from tests.visitor import Visitor, text_of
from tests.web.evaluate.pieces import (
    EVIDENCE,
    file_in,
    set_state,
    stored,
    upload,
    used_at,
)


def test_a_file_is_added_shown_and_given_back_as_it_was_sent(app: Flask, lead: Visitor) -> None:
    data = pdf()
    added = upload(lead, data, "Anti-bullying policy.pdf", title="", strength="strong")
    assert added.status_code == 303
    assert added.headers["Location"] == "/self-evaluation/bullying?indicator=se.5.1a#evidence"
    (piece,) = stored(app)
    assert piece.title == "Anti-bullying policy"
    told = text_of(lead.get(f"{EVIDENCE}/{piece.id}"))
    assert "Evidence · Policy Anti-bullying policy" in told
    assert "by equality lead Amina Yusuf" in told
    back = lead.get(f"{EVIDENCE}/{piece.id}/file")
    assert back.data == data
    assert back.headers["Content-Type"] == "application/pdf"
    assert back.headers["Content-Disposition"] == f'attachment; filename="policy-{today()}-{piece.id}.pdf"'


def test_a_file_is_served_so_that_nothing_in_it_can_act(app: Flask, lead: Visitor) -> None:
    upload(lead, b"=1+1,a\n", "log.csv")
    headers = lead.get(f"{EVIDENCE}/1/file").headers
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Disposition"].startswith("attachment;")
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "script-src 'self'" in lead.get(EVIDENCE).headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (SVG, "picture.svg", "which could run a script. Whatever it is called, print it to a PDF"),
        (HTML, "policy.pdf", "which could run a script. Whatever it is called, print it to a PDF"),
        (office("docm"), "minutes.docx", "There are macros in this file"),
        (office("docx", ("word/vbaProject.bin", b"Sub")), "minutes.docx", "There are macros in this file"),
        (office("xlsx", ("xl/media/a", zeros(201))), "data.xlsx", "unpacks to more than 200 MB"),
        (pdf(script="app.alert(1)"), "policy.pdf", "script or another file in this PDF"),
        (b"MZ" + bytes(99), "policy.pdf", "This is a program"),
        (b"", "policy.pdf", "The file is empty"),
        (bytes(10_500_000), "policy.pdf", "larger than 10 MB"),
    ],
)
def test_a_hostile_file_is_refused_with_a_sentence_and_nothing_typed_is_lost(
    app: Flask, lead: Visitor, data: bytes, name: str, sentence: str
) -> None:
    page = upload(lead, data, name, title="What we agreed in May", strength="strong")
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert 'value="What we agreed in May"' in page.text
    assert re.search(r'value="strong" selected', page.text)
    assert re.search(r'value="se\.5\.1a" checked', page.text)
    assert stored(app) == []


def test_a_file_beyond_every_limit_is_turned_away_before_it_is_read(lead: Visitor) -> None:
    page = upload(lead, bytes(11_500_000), "policy.pdf")
    assert page.status_code == 413
    assert "That file is too large" in text_of(page)


@pytest.mark.parametrize(
    ("sent", "title"),
    [
        ("../../../etc/cron.d/policy.pdf", "policy"),
        ("pol\x07icy\x1b[2J.pdf", "policy[2J"),
        ("minutes\u202efdp.exe", "minutesfdp"),
        (f"{'long ' * 90}.pdf", ("long " * 24).strip()),
    ],
)
def test_the_name_that_a_sender_gives_is_cleaned_for_show_and_used_nowhere_else(
    app: Flask, lead: Visitor, sent: str, title: str
) -> None:
    assert upload(lead, pdf(), sent, title="").status_code == 303
    assert [piece.title for piece in stored(app)] == [title]
    assert re.fullmatch(r"policy-\d{4}-\d\d-\d\d-1\.pdf", file_in(app).name)
    disposition = lead.get(f"{EVIDENCE}/1/file").headers["Content-Disposition"]
    assert disposition == f'attachment; filename="{file_in(app).name}"'


def test_a_name_of_nothing_but_dots_asks_for_another(lead: Visitor) -> None:
    page = upload(lead, pdf(), "....pdf", title="")
    assert page.status_code == 422
    assert "Say what it is" in text_of(page)


def test_a_picture_is_kept_without_its_place(app: Flask, lead: Visitor) -> None:
    assert b"Amina" in picture("JPEG")
    upload(lead, picture("JPEG"), "display.jpg", kind="photograph")
    assert file_in(app).media_type == "image/jpeg"
    assert b"Amina" not in file_in(app).content


def test_deleting_asks_first_and_then_the_bytes_are_gone(app: Flask, lead: Visitor) -> None:
    upload(lead, pdf(), "policy.pdf", indicators=["se.5.1a", "se.1.1"])
    told = text_of(lead.get(f"{EVIDENCE}/1/delete"))
    assert "Delete “Policy” for good?" in told
    assert "It is taken off 2 indicators." in told
    assert lead.post(f"{EVIDENCE}/1/delete").status_code == 303
    with app.extensions["selfeval"].database.reading() as session:
        for table in (Evidence, EvidenceFile, EvidenceUse):
            assert session.scalars(select(table)).all() == []
    assert lead.get(f"{EVIDENCE}/1").status_code == 404


def test_of_what_was_signed_off_the_name_stays_when_what_is_in_it_goes(app: Flask, lead: Visitor) -> None:
    upload(lead, pdf(), "policy.pdf")
    digest = file_in(app).sha256
    set_state(app, "signed_off")
    assert "its name stays, without what is in it" in text_of(lead.get(f"{EVIDENCE}/1/delete"))
    lead.post(f"{EVIDENCE}/1/delete")
    (piece,) = stored(app)
    assert (piece.title, piece.about["sha256"]) == ("Policy", digest)
    assert "What was in it was deleted on" in text_of(lead.get(f"{EVIDENCE}/1"))
    assert lead.get(f"{EVIDENCE}/1/file").status_code == 404
    assert used_at(app) == {"se.5.1a": ["Policy"]}
