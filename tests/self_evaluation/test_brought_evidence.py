"""Evidence of a workbook comes in again: what is here stays, what is new comes, a file is told by name."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from selfeval.self_evaluation.brought_evidence import (
    BroughtPiece,
    EvidenceRead,
    evidence_in,
    pieces_as_json,
    pieces_from_json,
)
from selfeval.self_evaluation.brought_workbook import SheetFault, WorkbookFaults
from selfeval.self_evaluation.document import DocumentedEvidence
from selfeval.self_evaluation.document_workbook import EVIDENCE, EVIDENCE_HEAD, workbook_of
from tests.self_evaluation.documents import DEFINITION, texts, whole_document

FIRST, SECOND = DEFINITION.items[0], DEFINITION.items[1]
LINK = DocumentedEvidence(
    1, "link", "Policy", "Policy", dt.date(2026, 5, 3), "https://aldervale.example/a", "Read it."
)
NOTE = DocumentedEvidence(2, "note", "Minutes", "Council, May", note="=They said\ntwo things")
FILE = DocumentedEvidence(3, "file", "Training log", "Who came", file_name="training-1.csv", sha256="a" * 64)
WALK = DocumentedEvidence(4, "walk", "Learning walk", "Learning walk on 3 May 2026", note="Seen.")
EMPTY = whole_document({})


def sheet(*rows: Sequence[str], head: Sequence[str] = EVIDENCE_HEAD) -> bytes:
    """A workbook with this sheet of evidence: title, kind, form, date, link, note, backs of each piece."""
    out = io.BytesIO()
    book = Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(EVIDENCE)
    for number, row in enumerate([head, *(["", *row] for row in rows)]):
        page.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def faults(*rows: Sequence[str], head: Sequence[str] = EVIDENCE_HEAD) -> list[SheetFault]:
    with pytest.raises(WorkbookFaults) as wrong:
        evidence_in(sheet(*rows, head=head), EMPTY, ())
    return list(wrong.value.faults)


@settings(max_examples=15, phases=(Phase.generate,))
@given(st.lists(st.tuples(st.sampled_from(["link", "note", "walk"]), texts, texts), max_size=3))
def test_out_and_in_again_adds_nothing_whatever_was_typed(given_ones: list[tuple[str, str, str]]) -> None:
    pieces = [
        DocumentedEvidence(number, form, "Policy", title or "x", url="https://a.example", note=note)
        for number, (form, title, note) in enumerate(given_ones, 1)
    ]
    document = whole_document({}, (*pieces, replace(FILE, number=len(pieces) + 1)))
    assert evidence_in(workbook_of(document, "Draft"), document, ()) == EvidenceRead()


def test_into_a_year_without_them_links_and_notes_come_whole_and_the_others_are_told_by_name() -> None:
    read = evidence_in(workbook_of(whole_document({}, (LINK, NOTE, FILE, WALK)), "Draft"), EMPTY, ())
    assert read.pieces == (
        BroughtPiece("link", "Policy", "policy", LINK.made_on, LINK.url, "Read it.", indicators=(FIRST.id,)),
        BroughtPiece("note", "Council, May", "minutes", note=NOTE.note, indicators=(FIRST.id,)),
    )
    assert [piece.title for piece in read.absent] == ["Who came", "Learning walk on 3 May 2026"]
    assert pieces_from_json(pieces_as_json(read.pieces)) == read.pieces


def test_what_the_school_has_is_used_and_not_added_again() -> None:
    document = whole_document({}, (replace(LINK), replace(FILE, number=2)))
    here = {piece.twin for piece in evidence_in(workbook_of(document, "Draft"), EMPTY, ()).absent}
    read = evidence_in(workbook_of(document, "Draft"), EMPTY, here)
    assert [(piece.title, piece.is_here) for piece in read.pieces] == [("Policy", False), ("Who came", True)]
    assert read.absent == ()
    more = f"{FIRST.number}; {SECOND.number}"
    row = (LINK.title, "Policy", "link", "2026-05-03", LINK.url, LINK.note, more)
    (piece,) = evidence_in(sheet(row), document, ()).pieces
    assert piece.indicators == (SECOND.id,)


def test_a_row_with_a_link_and_what_it_backs_is_enough() -> None:
    url = "https://aldervale.example/anti-bullying-policy"
    (piece,) = evidence_in(sheet(("", "", "", "", url, "", "5.1")), EMPTY, ()).pieces
    assert (piece.form, piece.kind, piece.title) == (
        "link",
        "policy",
        "Anti bullying policy, aldervale.example",
    )


def test_every_fault_is_told_in_its_cell() -> None:
    told = faults(
        ("Policy", "Poem", "link", "soon", "javascript:alert(1)", "", "9.9"),
        ("Council", "", "note", "3 May 2099", "", "", ""),
        ("A film", "", "film", "", "", "", "5.1"),
    )
    assert [(fault.where, fault.sentence.split(".")[0]) for fault in told] == [
        ("Evidence, H2", "“9"),
        ("Evidence, C2", "“Poem” is none of: Policy, Minutes, Training log, Data summary, Survey result, "
         "Pupils’ work or voice, Photograph, Web page, Report from outside, Learning walk, Something else, "
         "Kind not said"),
        ("Evidence, E2", "“soon” is no day"),
        ("Evidence, F2", "Begin the address with https://"),
        ("Evidence, H3", "Say which indicators it backs, such as: 5"),
        ("Evidence, G3", "Write the note"),
        ("Evidence, E3", "Give a day that is not in the future, or leave it empty"),
        ("Evidence, D4", "“film” is none of: file, link, note, finding, walk"),
    ]  # fmt: skip
    (missing,) = faults(head=[name for name in EVIDENCE_HEAD if name != "Backs"])
    assert missing == SheetFault("Evidence, row 1", "The column “Backs” is missing.")
    (many,) = faults(*[("A note", "", "note", "", "", "x", "5.1")] * 501)
    assert "more than 500 rows" in many.sentence


@pytest.mark.parametrize("sent", ["{", "7", "[7]", '[{"form": "film"}]', '{"form": 1}', "[" * 100_000])
def test_what_no_page_has_sent_is_refused(sent: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        pieces_from_json(sent)
