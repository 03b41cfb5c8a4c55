"""What a head and governors read of evidence: whether it backs the level, its words and its figures."""

from __future__ import annotations

import io

from flask import Flask
from pypdf import PdfReader
from sqlalchemy import update

from selfeval.english import full_day
from selfeval.imports.reader import whole_workbook
from selfeval.store.evidence import EvidenceUse
from tests.visitor import Visitor, text_of
from tests.web.evaluate.pieces import EVIDENCE, stored
from tests.web.evaluate.signing import DAY, FIRST, MET, agree_it, hand_in
from tests.web.stories import parts

NOTE = "Two families said that nobody rang them back."


def _add_note(app: Flask, lead: Visitor) -> None:
    given = {"indicator": FIRST.id, "indicators": [FIRST.id], "kind": "other", "title": "Parents’ evening"}
    assert lead.send(f"{EVIDENCE}/note", given | {"note": NOTE}).status_code == 303
    with parts(app).database.writing() as session:
        session.execute(update(EvidenceUse).values(strength="against"))


def _pdf(visitor: Visitor) -> str:
    pages = PdfReader(io.BytesIO(visitor.get("/self-evaluation/whole.pdf").data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_evidence_that_points_the_other_way_says_so_wherever_it_is_read(
    app: Flask, lead: Visitor, rated: int
) -> None:
    _add_note(app, lead)
    line = "Parents’ evening (something else, no date given): points the other way"
    assert line in text_of(lead.get("/self-evaluation/whole"))
    assert line in _pdf(lead)
    sheets = {s.name: s for s in whole_workbook(lead.get("/self-evaluation/whole.xlsx").data, longest=9_000)}
    assert line in sheets["Judgements"].rows[1][1]
    assert f"{FIRST.number} points the other way" in sheets["Evidence"].rows[1][1]


def test_who_hands_in_and_who_agrees_are_told_what_points_the_other_way(
    app: Flask, lead: Visitor, head: Visitor
) -> None:
    _add_note(app, lead)
    sentence = "Evidence points the other way than the level, “Parents’ evening”."
    assert sentence in text_of(lead.get("/self-evaluation/check"))
    hand_in(lead)
    assert sentence in text_of(head.get("/self-evaluation/review"))


def test_the_words_of_a_note_stand_in_the_whole_until_it_is_deleted(
    app: Flask, lead: Visitor, head: Visitor
) -> None:
    _add_note(app, lead)
    hand_in(lead)
    agree_it(head)
    assert NOTE in text_of(lead.get("/self-evaluation/whole"))
    assert NOTE in _pdf(lead)
    address = f"{EVIDENCE}/{stored(app)[0].id}/delete"
    lead.get(address)
    lead.post(address)
    told = text_of(lead.get("/self-evaluation/whole"))
    assert "Parents’ evening" in told
    assert NOTE not in told
    assert NOTE not in _pdf(lead)


def test_a_strength_without_a_piece_says_that_none_is_named(app: Flask, lead: Visitor, rated: int) -> None:
    assert "Evidence: No piece is named." in _pdf(lead)


def test_what_governors_noted_says_which_revision_it_was(app: Flask, lead: Visitor, head: Visitor) -> None:
    hand_in(lead)
    agree_it(head)
    assert lead.send("/self-evaluation/noted", MET).status_code == 303
    lead.post("/self-evaluation/reopen", reason="A level was wrong.")
    assert "minute 7 (revision 1): written down" in text_of(lead.get("/self-evaluation/whole"))
    hand_in(lead)
    agree_it(head)
    assert f"They noted revision 1 on {full_day(DAY)}, minute 7." in text_of(
        lead.get("/self-evaluation/check")
    )
