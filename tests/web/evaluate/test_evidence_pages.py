"""The pages of evidence: added, used for several indicators, listed, locked with the self-evaluation."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from selfeval.calendar.school_years import ENGLAND, at, school_year, today
from selfeval.self_evaluation.judgements import begun
from selfeval.store.schools_and_accounts import AuditEntry, School
from selfeval.store.self_evaluations import State
from tests.imports.sent_files import pdf
from tests.released import PUPILS, STAFF, release_survey
from tests.visitor import Visitor, text_of
from tests.web.evaluate.pieces import (
    AT_5_1,
    DEFINITION,
    EVIDENCE,
    GIVEN,
    file_in,
    send,
    set_state,
    stored,
    upload,
    used_at,
)


def test_everything_wrong_with_a_form_is_said_at_once(lead: Visitor) -> None:
    lead.get(AT_5_1)
    fields = {
        "title": "x" * 121,
        "kind": "nonsense",
        "indicators": [],
        "made_on-day": "31",
        "made_on-month": "2",
    }
    page = send(lead, f"{EVIDENCE}/file", **fields)
    assert page.status_code == 422
    told = text_of(page)
    for sentence in (
        "Choose the file.",
        "Make the name 120 characters or fewer.",
        "Choose what kind of evidence it is.",
        "Choose at least one indicator",
        "Enter the day with its day, its month and its year.",
    ):
        assert sentence in told


def test_a_link_is_shown_but_never_followed_and_only_to_the_web(app: Flask, lead: Visitor) -> None:
    for url, sentence in (
        ("javascript:alert(1)", "Begin the address with https://."),
        ("data:text/html,x", "Begin the address with https://."),
        ("ftp://files.example/a", "Begin the address with https://."),
        ("https://amina:secret@files.example/a", "a name or a password in this address"),
        ("https://files", "not an address on the web"),
        ("https://files .example", "Take the spaces"),
        ("https://[::1", "This is not an address on the web."),
        ("policy", "This is not an address on the web."),
        ("", "Give the address of the page"),
    ):
        page = send(lead, f"{EVIDENCE}/link", url=url)
        assert page.status_code == 422, url
        assert sentence in text_of(page), url
    assert stored(app) == []
    send(lead, f"{EVIDENCE}/link", url="https://aldervale.example/policy?a=1&b=2")
    page = lead.get(f"{EVIDENCE}/1")
    assert 'href="https://aldervale.example/policy?a=1&amp;b=2" rel="noopener noreferrer"' in page.text


def test_a_link_typed_without_https_is_taken_and_what_was_made_of_it_is_shown(
    app: Flask, lead: Visitor
) -> None:
    send(lead, f"{EVIDENCE}/link", url="www.aldervale.example/policy", title="Policy?")
    (piece,) = stored(app)
    assert piece.url == "https://www.aldervale.example/policy"
    page = lead.get(AT_5_1.replace("evidence/file", "bullying"))
    assert "Added: Policy? The link leads to https://www.aldervale.example/policy" in text_of(page)
    changed = {"title": "Policy", "kind": "policy", "url": "aldervale.example"}
    lead.get(f"{EVIDENCE}/1/change")
    lead.send(f"{EVIDENCE}/1/change", changed)

    assert "Saved: Policy. The link leads to https://aldervale.example" in text_of(lead.get(f"{EVIDENCE}/1"))
    told = text_of(lead.get("/self-evaluation/bullying?indicator=se.5.1a"))
    assert "Policy https://aldervale.example Policy added" in told


def test_a_kind_that_the_name_does_not_tell_is_not_said_until_a_person_says_it(
    app: Flask, lead: Visitor
) -> None:
    upload(lead, pdf(), "visitor-plan.pdf", title="", kind="")
    assert [piece.kind for piece in stored(app)] == ["unknown"]
    assert file_in(app).name.startswith("evidence-")
    assert "Kind not said" in text_of(lead.get("/self-evaluation/bullying?indicator=se.5.1a"))
    assert '<option value="unknown"' not in lead.get(AT_5_1).text
    lead.get(f"{EVIDENCE}/1/change")
    lead.send(f"{EVIDENCE}/1/change", {"title": "Visitor plan", "kind": "other"})
    assert [piece.kind for piece in stored(app)] == ["other"]


def test_a_note_is_shown_as_it_was_written(lead: Visitor) -> None:
    send(
        lead, f"{EVIDENCE}/note", note="Pupils said:\n<b>bus queue</b>", kind="voice", title="School council"
    )
    page = lead.get(f"{EVIDENCE}/1")
    assert "&lt;b&gt;bus queue&lt;/b&gt;" in page.text


def test_one_piece_serves_several_indicators_and_can_be_taken_off_and_put_back(
    app: Flask, lead: Visitor
) -> None:
    upload(lead, pdf(), "policy.pdf", indicators=["se.5.1a", "se.1.1"])
    assert used_at(app) == {"se.5.1a": ["Policy"], "se.1.1": ["Policy"]}
    lead.get(f"{EVIDENCE}/1?indicator=se.5.1a")
    seen = {"seen": ["se.5.1a", "se.1.1"]}
    assert lead.page is not None
    assert re.findall(r'name="seen" value="([^"]+)"', lead.page.text) == sorted(seen["seen"])
    lead.send(f"{EVIDENCE}/1", {"indicator": "se.5.1a", "indicators": ["se.1.1"]} | seen)
    assert used_at(app) == {"se.1.1": ["Policy"]}
    lead.send(f"{EVIDENCE}/1", {"indicators": []} | seen)
    assert used_at(app) == {}
    told = text_of(lead.get(EVIDENCE))
    assert f"Not used in {school_year(today())}" in told
    page = lead.get(f"{EVIDENCE}/1?indicator=se.5.1a")
    assert "is ticked for you. Press Save to add it." in text_of(page)
    lead.send(f"{EVIDENCE}/1", {"indicators": ["se.5.1a", "se.5.2"], "strength": "some"})
    assert used_at(app) == {"se.5.1a": ["Policy"], "se.5.2": ["Policy"]}
    assert len(stored(app)) == 1


def test_what_a_piece_is_called_and_its_kind_are_worked_out_from_what_is_given(
    app: Flask, lead: Visitor
) -> None:
    nothing = {"title": "", "kind": ""}
    url = "https://www.aldervale.example/about/anti-bullying-policy.pdf"
    with at(dt.datetime(2028, 2, 29, 23, tzinfo=ENGLAND)):
        assert send(lead, f"{EVIDENCE}/link", url=url, **nothing).status_code == 303
        assert send(lead, f"{EVIDENCE}/note", note="They act at once.", **nothing).status_code == 303
        upload(lead, pdf(), "Governors_minutes.pdf", **nothing)
    assert [(piece.title, piece.kind) for piece in stored(app)] == [
        ("Anti bullying policy, aldervale.example", "policy"),
        ("They act at once", "unknown"),
        ("Governors minutes", "minutes"),
    ]
    told = text_of(send(lead, f"{EVIDENCE}/link", url="the policy", **nothing))
    assert "This is not an address on the web." in told
    assert "Say what it is" not in told


def test_how_strong_a_piece_is_can_be_said_later_at_its_indicator(lead: Visitor) -> None:
    upload(lead, pdf(), "policy.pdf")
    assert "Not said yet" in text_of(lead.get("/self-evaluation/bullying?indicator=se.5.1a"))
    page = lead.get(f"{EVIDENCE}/1?indicator=se.5.1a")
    assert "Does this piece back the level of 5.1?" in text_of(page)
    fields = {"indicator": "se.5.1a", "indicators": ["se.5.1a"], "seen": ["se.5.1a"], "strength": "against"}
    assert lead.send(f"{EVIDENCE}/1", fields).status_code == 303
    assert "Points the other way" in text_of(lead.get("/self-evaluation/bullying?indicator=se.5.1a"))
    page = lead.get(f"{EVIDENCE}/1?indicator=se.5.1a")
    assert re.search(r'value="against" checked', page.text)


def test_a_name_a_kind_and_a_day_can_be_mended(app: Flask, lead: Visitor) -> None:
    upload(lead, pdf(), "policy.pdf")
    page = lead.get(f"{EVIDENCE}/1/change?indicator=se.5.1a")
    assert 'value="Policy"' in page.text
    wrong = lead.post(f"{EVIDENCE}/1/change", title="", kind="nonsense", **{"made_on-day": "31"})
    assert wrong.status_code == 422
    for sentence in ("Say what it is", "Choose what kind", "Enter the day with its day"):
        assert sentence in text_of(wrong)
    day = {"made_on-day": "12", "made_on-month": "5", "made_on-year": "2021"}
    mended = lead.post(
        f"{EVIDENCE}/1/change", title="Minutes of May", kind="minutes", indicator="se.5.1a", **day
    )
    assert mended.headers["Location"] == f"{EVIDENCE}/1?indicator=se.5.1a"
    told = text_of(lead.get(f"{EVIDENCE}/1"))
    assert "Evidence · Minutes Minutes of May Date 12 May 2021 Over two years old" in told
    assert file_in(app).media_type == "application/pdf"
    set_state(app, "in_review")
    assert "so it stays as it is" in text_of(lead.get(f"{EVIDENCE}/1/change"))
    refused = lead.post(f"{EVIDENCE}/1/change", title="Other", kind="minutes")
    assert refused.status_code == 409
    assert [piece.title for piece in stored(app)] == ["Minutes of May"]


def test_last_year_s_pieces_are_offered_with_where_they_were_used(app: Flask, lead: Visitor) -> None:
    last_year = school_year(today()) - 1
    with app.extensions["selfeval"].database.writing() as session:
        begun(session, DEFINITION, 1, last_year)
    lead.get("/account")
    lead.send(f"{EVIDENCE}/note", GIVEN | {"note": "What was said", "year": str(last_year)})
    told = text_of(lead.get(f"{EVIDENCE}?indicator=se.5.2"))
    assert "Open the piece that is evidence for 5.2 Anti-bullying curriculum, too, and save." in told
    assert f"{last_year}/{(last_year + 1) % 100} for 5.1" in told
    lead.get(f"{EVIDENCE}/1?indicator=se.5.2")
    lead.send(f"{EVIDENCE}/1", {"indicator": "se.5.2", "indicators": ["se.5.2"]})
    assert used_at(app) == {"se.5.2": ["Policy"]}
    told = text_of(lead.get(f"{EVIDENCE}/1"))
    assert f"Also used in {last_year}/{(last_year + 1) % 100}" in told


def test_the_list_by_area_says_who_added_what_when_and_what_is_old(lead: Visitor) -> None:
    day = {"made_on-day": "12", "made_on-month": "5", "made_on-year": "2021"}
    upload(lead, pdf(), "policy.pdf", strength="some", **day)
    told = text_of(lead.get(EVIDENCE))
    assert "Evidence: 1 piece so far" in told
    assert "26 indicators of 27 have none. 1 piece is over two years old." in told
    assert "Policy PDF, 1 kB Policy 12 May 2021 Over two years old 5.1 Adults act (backs it in part)" in told
    assert "by equality lead Amina Yusuf" in told
    assert "0.0 MB of 200 MB are used" in told


def test_before_anything_is_added_the_list_says_what_to_do(lead: Visitor) -> None:
    told = text_of(lead.get(EVIDENCE))
    assert "No evidence has been added yet" in told
    assert "Open an indicator and say what a visitor could look at" in told
    told = text_of(lead.get(f"{EVIDENCE}?indicator=se.2.1"))
    assert "Open the piece" not in told  # there is none yet


@pytest.mark.parametrize(
    ("state", "sentence"),
    [("in_review", "is with the head, so its evidence"), ("signed_off", "is signed off, so its evidence")],
)
def test_what_is_locked_says_so_and_takes_nothing(
    app: Flask, lead: Visitor, state: State, sentence: str
) -> None:
    upload(lead, pdf(), "policy.pdf")
    set_state(app, state)
    page = lead.get(AT_5_1)
    assert sentence in text_of(page)
    assert '<input type="file"' not in page.text
    refused = upload(lead, pdf(), "another.pdf", title="Another")
    assert refused.status_code == 409
    assert 'value="Another"' in refused.text
    assert lead.send(f"{EVIDENCE}/1", {"indicators": [], "seen": ["se.5.1a"]}).status_code == 409
    assert used_at(app) == {"se.5.1a": ["Policy"]}


def test_a_learning_walk_asks_for_roles_and_one_or_two_indicators(app: Flask, lead: Visitor) -> None:
    walk = {
        "host": "Head of Year 5",
        "first": "Parent governor",
        "second": "Mrs Price",
        "note": "",
        "indicators": ["se.5.1a", "se.5.2", "se.5.3a"],
    }
    told = text_of(send(lead, f"{EVIDENCE}/walk", **walk))
    assert "Give the role and not the name" in told
    assert "Write what was seen." in told
    assert "Give the day of the walk." in told
    assert "Choose one or two" in told
    walk |= {"second": "", "note": "Two adults stepped in.", "indicators": ["se.5.1a", "se.5.2"]}
    day = {"made_on-day": "4", "made_on-month": "9", "made_on-year": "2026"}
    assert send(lead, f"{EVIDENCE}/walk", **walk, **day).status_code == 303
    told = text_of(lead.get(f"{EVIDENCE}/1"))
    assert "Learning walk on 4 September 2026" in told
    assert "Led by: Head of Year 5. Came along: Parent governor." in told
    assert used_at(app).keys() == {"se.5.1a", "se.5.2"}


def test_a_sheet_for_a_learning_walk_has_the_indicators_and_no_name(lead: Visitor) -> None:
    page = lead.get(f"{EVIDENCE}/walk/sheet?indicator=se.5.1a&indicator=se.5.2")
    assert 'href="/self-evaluation/bullying?indicator=se.5.1a#evidence">Back to 5.1<' in page.text
    assert f'href="{EVIDENCE}/walk?indicator=se.5.1a"' in page.text
    told = text_of(page)
    assert "Name nobody: no pupil, no adult." in told
    assert "Where and when are adults least likely to act?" in told
    assert "Amina" not in told


def test_a_released_answer_is_pointed_to_and_shown_as_it_was_published(app: Flask, lead: Visitor) -> None:
    nothing = text_of(lead.get(f"{EVIDENCE}/finding?indicator=se.5.1a"))
    assert "has an answer on this yet" in nothing
    database = app.extensions["selfeval"].database
    with database.writing() as session:
        begun(session, DEFINITION, 1, 2026)
        for audience, asked in (("pupils", PUPILS), ("staff", STAFF)):
            release_survey(session, session.scalars(select(School.id)).one(), audience, asked)
    page = lead.get(f"{EVIDENCE}/finding?indicator=se.5.1a&year=2026")
    offered = re.findall(r'name="answer" value="([^"]+)"', page.text)
    assert len(offered) > 1
    assert "Here at school, I feel that I belong" not in text_of(page)
    sentence = re.search(r'id="answer-1-more">([^<]+\.)', page.text)
    assert sentence is not None
    given = GIVEN | {"year": "2026", "answer": offered[0]}
    assert lead.send(f"{EVIDENCE}/finding", given | {"answer": "1/staff/nonsense"}).status_code == 422
    assert lead.send(f"{EVIDENCE}/finding", given).status_code == 303
    (piece,) = stored(app)
    assert sentence[1].strip() in text_of(lead.get(f"{EVIDENCE}/{piece.id}?year=2026"))
    assert not re.search(r"\d+ of 100", piece.details + piece.title + piece.note)


def test_the_log_has_each_act_and_nothing_that_was_written(app: Flask, lead: Visitor) -> None:
    send(lead, f"{EVIDENCE}/note", note="What the council said", title="A secret title")
    lead.send(f"{EVIDENCE}/1", {"indicators": ["se.5.2"]})
    lead.post(f"{EVIDENCE}/1/delete")
    with app.extensions["selfeval"].database.reading() as session:
        acts = [(entry.act, entry.subject) for entry in session.scalars(select(AuditEntry))]
    assert {act for act, _ in acts} >= {"added evidence", "changed what evidence is for", "deleted evidence"}
    assert not [subject for _, subject in acts if "secret" in subject or "council" in subject]


def test_an_address_of_another_indicator_or_year_is_not_found(lead: Visitor) -> None:
    for address in (
        "?year=1999",
        "?year=soon",
        "?indicator=se.9.9",
        "/link?indicator=se.9.9",
        "/finding",
        "/7",
    ):
        assert lead.get(f"{EVIDENCE}{address}").status_code == 404, address


def test_a_note_that_is_sent_once_more_by_back_is_not_added_twice(app: Flask, lead: Visitor) -> None:
    """Back keeps the note and drops its title."""
    note = "Pupils wait in one line, and older ones look after it."
    send(lead, f"{EVIDENCE}/note", note=note, kind="", title="Bus queue")
    again = send(lead, f"{EVIDENCE}/note", note=note, kind="", title="")
    assert again.status_code == 303
    assert "This note is already there: Bus queue." in text_of(lead.get(again.location))
    assert [piece.title for piece in stored(app)] == ["Bus queue"]


def test_what_differs_is_another_piece(app: Flask, lead: Visitor) -> None:
    note = "Pupils wait in one line."
    fields: list[dict[str, object]] = [
        {"note": note, "title": "Bus queue"},
        {"note": note, "title": "Lunch queue"},
        {"note": f"{note} Some push.", "title": "Bus queue"},
        {"note": note, "title": "Bus queue", "indicators": ["se.1.1"]},
    ]
    for one in fields:
        send(lead, f"{EVIDENCE}/note", **one)
    assert len(stored(app)) == len(fields)


def test_a_file_is_added_once_and_the_same_words_later_are_another_piece(app: Flask, lead: Visitor) -> None:
    file = pdf()
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=False) as clock:
        for _ in range(2):
            upload(lead, file, "policy.pdf")
        assert len(stored(app)) == 1
        clock.shift(dt.timedelta(minutes=29))
        send(lead, f"{EVIDENCE}/link", url="https://aldervale.example/")
        upload(lead, file, "policy.pdf")
        assert len(stored(app)) == 2
        clock.shift(dt.timedelta(minutes=2))
        upload(lead, file, "policy.pdf")
        assert len(stored(app)) == 3
