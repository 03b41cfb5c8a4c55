"""The whole self-evaluation of a year as a page, a PDF and a workbook, and a workbook brought in again."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from pypdf import PdfReader
from werkzeug.test import TestResponse

from selfeval.calendar.school_years import school_year, today
from selfeval.english import full_day
from selfeval.self_evaluation.brought_evidence import BroughtPiece, pieces_as_json
from selfeval.store.schools_and_accounts import note
from selfeval.store.self_evaluations import (
    judgements_of,
)
from selfeval.web.evaluate import bring_in_views
from tests.imports.sent_files import pdf
from tests.visitor import Visitor, text_of
from tests.web.evaluate.pieces import EVIDENCE, send, upload, used_at
from tests.web.evaluate.signing import FIRST, agree_it, hand_in, rate_first
from tests.web.stories import parts


def test_a_workbook_goes_out_and_in_and_shows_what_it_changes(app: Flask, lead: Visitor, rated: int) -> None:
    body = lead.get("/self-evaluation/whole.xlsx").data
    lead.get("/self-evaluation/bring-in")
    page = lead.send("/self-evaluation/bring-in", {"workbook": (BytesIO(body), "whole.xlsx")})
    assert "Nothing would change" in text_of(page)
    rate_first(app, "Tom’s", version=1, who="Tom Okafor")
    page = lead.send("/self-evaluation/bring-in", {"workbook": (BytesIO(body), "whole.xlsx")})
    told = text_of(page)
    assert "1 indicator would change" in told
    assert "This workbook is of" not in told
    assert "Somebody has saved this here after the workbook was made. So it is not ticked." in told
    sent = re.search(r'name="changes" value="([^"]*)"', page.text)
    assert sent is not None
    fields = {"act": "save", "changes": unescape(sent[1])}
    assert lead.send("/self-evaluation/bring-in", fields).status_code == 303
    assert "Nothing was ticked, so nothing was saved." in text_of(lead.get("/self-evaluation/check"))
    with parts(app).database.reading() as session:
        assert judgements_of(session, 1, rated)[FIRST.id].commentary == "Tom’s"
    assert lead.send("/self-evaluation/bring-in", {**fields, "take": FIRST.id}).status_code == 303
    with parts(app).database.reading() as session:
        assert judgements_of(session, 1, rated)[FIRST.id].commentary == "Seen."
    rate_first(app, "Tom’s again", version=3, who="Tom Okafor")
    late = lead.send("/self-evaluation/bring-in", {**fields, "take": FIRST.id})
    assert late.status_code == 409
    assert "somebody saved it just now" in text_of(late)


def test_a_workbook_for_a_signed_year_says_so_loses_nothing_and_is_taken_once_a_correction_is_open(
    app: Flask, lead: Visitor, head: Visitor, rated: int
) -> None:
    body = lead.get("/self-evaluation/whole.xlsx").data
    rate_first(app, "Tom’s", version=1, who="Tom Okafor")
    hand_in(lead)
    address = "/self-evaluation/bring-in"
    assert "is with the head. Take it back first" in text_of(lead.get(address))
    agree_it(head)
    signed = "This self-evaluation is signed off. Open it for a correction first"
    assert signed in text_of(lead.get(address))
    page = lead.send(address, {"workbook": (BytesIO(body), "whole.xlsx")})
    assert page.status_code == 409
    assert signed in text_of(page)
    assert "1 indicator would change" in text_of(page)
    for _ in range(2):  # nothing of it is lost by being refused
        sent = re.search(r'name="changes" value="([^"]*)"', page.text)
        assert sent is not None
        fields = {"act": "save", "changes": unescape(sent[1]), "take": FIRST.id}
        page = lead.send(address, fields)
        assert page.status_code == 409
        assert f"Nothing was saved. {signed}" in text_of(page)
    lead.get("/self-evaluation/check")
    lead.post("/self-evaluation/reopen", reason="The workbook is right.")
    assert lead.send(address, fields).status_code == 303
    with parts(app).database.reading() as session:
        assert judgements_of(session, 1, rated)[FIRST.id].commentary == "Seen."


def test_the_whole_ends_with_its_agreement_and_has_no_remark_of_the_head(
    app: Flask, lead: Visitor, head: Visitor
) -> None:
    hand_in(lead)
    head.get("/self-evaluation/review")
    remarks = {"comment": "This will not do.", f"comment-{FIRST.id}": "Who told you so?"}
    head.send("/self-evaluation/review", {"act": "send_back", **remarks})
    hand_in(lead)
    agree_it(head)
    on = f"on {full_day(today())}"
    way = [
        f"Handed in by Amina Yusuf {on}",
        f"Sent back by Grace Bello {on}",
        f"Handed in by Amina Yusuf {on}",
        f"Agreed and signed as the head teacher by Grace Bello {on}",
    ]
    for there in ("/self-evaluation/whole", "/self-evaluation/revision/1"):
        told = text_of(lead.get(there))
        assert f"On the way to sign-off {'. '.join(way)}. " in told
        assert "This will not do." not in told
        assert "Who told you so?" not in told
    assert words_in_pdf(lead).endswith(f"On the way to sign-off {' '.join(way)}")
    governors = {
        "met_on-day": 1,
        "met_on-month": 9,
        "met_on-year": school_year(today()),
        "minute": "minute 7",
        "was-draft": "yes",
    }
    lead.get("/self-evaluation/check")
    lead.send("/self-evaluation/noted", governors)
    day = full_day(dt.date(school_year(today()), 9, 1))
    noted = f"Noted by governors on {day}, minute 7: written down by Amina Yusuf {on}"
    assert words_in_pdf(lead).endswith(f"{way[-1]} {noted}")
    assert f"{noted}." in text_of(lead.get("/self-evaluation/whole"))


def words_in_pdf(visitor: Visitor) -> str:
    """Every word of the PDF but the foot of each page."""
    pages = PdfReader(BytesIO(visitor.get("/self-evaluation/whole.pdf").data)).pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    foot = r" Alder Vale Primary · self-evaluation \S+ · mark [0-9a-f]{16} Page \d+ of \d+"
    return re.sub(foot, "", words)


def test_evidence_of_a_workbook_comes_back_but_for_the_bytes_of_a_file(
    app: Flask, lead: Visitor, rated: int
) -> None:
    url = "https://aldervale.example/policy"
    lead.get("/account")
    send(lead, f"{EVIDENCE}/link", url=url)
    send(lead, f"{EVIDENCE}/note", title="School council", note="Ten pupils.", indicators=["se.5.2"])
    upload(lead, pdf(), "training.pdf", title="Training log")
    body = lead.get("/self-evaluation/whole.xlsx").data

    def bring_in() -> TestResponse:
        lead.get("/self-evaluation/bring-in")
        return lead.send("/self-evaluation/bring-in", {"workbook": (BytesIO(body), "whole.xlsx")})

    assert "Nothing would change" in text_of(bring_in())
    lead.get(f"{EVIDENCE}/1")
    lead.send(f"{EVIDENCE}/1", {"indicators": [], "seen": ["se.5.1a"]})
    for piece in (2, 3):
        lead.post(f"{EVIDENCE}/{piece}/delete")
    page = bring_in()
    told = text_of(page)
    assert "2 pieces of evidence would be added" in told
    assert "Policy, for 5.1 Your school has it already. It is used for more." in told
    assert "School council, for 5.2" in told
    assert "A workbook holds the name of a file and not the file." in told
    assert "Training log (a file) for 5.1" in told
    sent = re.search(r'name="pieces" value="([^"]*)"', page.text)
    assert sent is not None
    fields = {"act": "save", "changes": "[]", "pieces": unescape(sent[1]), "piece": ["0", "1"]}
    assert lead.send("/self-evaluation/bring-in", fields).status_code == 303
    assert "Saved from the workbook: 2 pieces of evidence." in text_of(lead.get("/self-evaluation/check"))
    assert used_at(app) == {"se.5.1a": ["Policy"], "se.5.2": ["School council"]}
    told = text_of(bring_in())
    assert "Nothing would change" in told
    assert "Training log (a file) for 5.1" in told
    wrong = unescape(sent[1]).replace("se.5.2", "se.9.9")
    assert lead.send("/self-evaluation/bring-in", fields | {"pieces": wrong}).status_code == 422
    assert lead.send("/self-evaluation/bring-in", fields | {"pieces": "{"}).status_code == 422


def test_ballots_are_stored_while_much_evidence_of_a_workbook_is_added(
    app: Flask, lead: Visitor, rated: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One transaction after the other left no gap in which anybody else's began."""
    stored: list[float] = []

    def ballot(pause: float) -> None:
        with parts(app).database.writing() as session:
            note(session, 1, "Somebody else", "stored a ballot meanwhile", "")
        stored.append(pause)

    monkeypatch.setattr(bring_in_views.time, "sleep", ballot)
    many = range(2 * bring_in_views.AT_ONCE + 1)
    pieces = [
        BroughtPiece("note", f"School council {number}", "other", note="Ten.", indicators=("se.5.2",))
        for number in many
    ]
    lead.get("/self-evaluation/bring-in")
    fields = {"act": "save", "changes": "[]", "pieces": pieces_as_json(pieces), "piece": list(map(str, many))}
    assert lead.send("/self-evaluation/bring-in", fields).status_code == 303
    assert used_at(app) == {"se.5.2": [piece.title for piece in pieces]}
    assert stored == [bring_in_views.PAUSE] * 2
    assert lead.send("/self-evaluation/bring-in", fields).status_code == 303
    assert used_at(app) == {"se.5.2": [piece.title for piece in pieces]}


def test_a_workbook_that_names_another_school_says_so_before_it_is_saved(
    app: Flask, lead: Visitor, rated: int
) -> None:
    body = lead.get("/self-evaluation/whole.xlsx").data
    with parts(app).database.writing() as session:
        judgements_of(session, 1, rated)[FIRST.id].commentary = "Heard."
    other = BytesIO()
    with ZipFile(BytesIO(body)) as ours, ZipFile(other, "w") as theirs:
        for part in ours.infolist():
            theirs.writestr(part, ours.read(part).replace(b"Alder Vale Primary", b"Quarry Hill School"))
    other.seek(0)
    page = lead.send("/self-evaluation/bring-in", {"workbook": (other, "whole.xlsx")})
    assert "This workbook is of Quarry Hill School" in text_of(page)
    assert "Your school is called Alder Vale Primary." in text_of(page)


def test_files_and_pages_of_the_whole_are_made_of_what_was_signed(lead: Visitor, head: Visitor) -> None:
    assert "Draft: not signed off yet." in text_of(lead.get("/self-evaluation/whole"))
    assert "-draft.pdf" in lead.get("/self-evaluation/whole.pdf").headers["Content-Disposition"]
    hand_in(lead)
    agree_it(head)
    assert "Agreed and signed as the head teacher by Grace Bello" in text_of(
        lead.get("/self-evaluation/whole")
    )
    pdf = lead.get("/self-evaluation/whole.pdf")
    assert pdf.data.startswith(b"%PDF-1.7")
    assert "-revision-1.pdf" in pdf.headers["Content-Disposition"]


def test_the_mark_of_what_is_signed_is_the_same_where_it_is_agreed_and_in_the_pdf(
    lead: Visitor, head: Visitor
) -> None:
    hand_in(lead)
    signed = re.search(
        r"The mark of what you sign is ([0-9a-f]+) ?\.", text_of(head.get("/self-evaluation/review"))
    )
    assert signed is not None
    agree_it(head)
    told = text_of(lead.get("/self-evaluation/revision/1"))
    assert f"The mark of what is here is {signed[1]}" in told
    for page in PdfReader(BytesIO(lead.get("/self-evaluation/whole.pdf").data)).pages:
        assert f"· mark {signed[1]} Page" in " ".join(page.extract_text().split())


def test_before_anything_is_rated_there_is_nothing_to_check(lead: Visitor) -> None:
    for path in ("check", "review", "whole", "bring-in"):
        assert lead.get(f"/self-evaluation/{path}").status_code == 303, path
    for path in ("whole.pdf", "whole.xlsx", "revision/1"):
        assert lead.get(f"/self-evaluation/{path}").status_code == 404, path


def test_a_report_calls_the_levels_a_draft_until_they_are_signed(
    lead: Visitor, head: Visitor, rated: int
) -> None:
    assert "Draft: not signed off yet." in text_of(lead.get(f"/reports/{rated}"))
    hand_in(lead)
    assert "Draft: not signed off yet." in text_of(lead.get(f"/reports/{rated}"))
    agree_it(head)
    told = text_of(lead.get(f"/reports/{rated}"))
    assert "Draft" not in told
    assert "Signed off on" in told
