"""What a browser sends is read whole or refused whole."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from selfeval.questionnaires import catalogue
from selfeval.surveys.ballot_box import Payload
from selfeval.web.answer.long_form import new_receipt, payload_in_form
from selfeval.web.answer.payload import (
    ballot_in,
    from_base64,
    slip_in,
    to_base64,
)

RECEIPT = bytes(range(16))
WELL_MADE = {"slip": "ABCD2345", "receipt": to_base64(RECEIPT)}


def test_bytes_are_written_without_padding_and_read_back() -> None:
    for raw in (b"", b"\xff\xfe", bytes(range(65))):
        assert "=" not in to_base64(raw)
        assert from_base64(to_base64(raw)) == raw


@pytest.mark.parametrize("text", ["a", "é", "AA+/", "A A="])
def test_what_is_not_base64url_is_nothing(text: str) -> None:
    assert from_base64(text) is None


def test_every_receipt_is_new() -> None:
    assert len({new_receipt() for _ in range(100)}) == 100


def test_a_sealed_ballot_is_read() -> None:
    sent = ballot_in({**WELL_MADE, "sealed": to_base64(b"\x04" * 200)})
    assert sent == Payload("ABCD2345", RECEIPT, sealed=b"\x04" * 200)


def test_a_ballot_that_has_waited_is_read_with_its_sealed_slip_and_no_other() -> None:
    sealed, slip = b"\x04" * 200, b"\x04" * 113
    document = {"receipt": WELL_MADE["receipt"], "sealed": to_base64(sealed), "sealed_slip": to_base64(slip)}
    assert ballot_in(document) == Payload("", RECEIPT, sealed=sealed, sealed_slip=slip)
    for wrong in ({"slip": "ABCD2345"}, {"sealed": ""}, {"sealed_slip": 7}, {"sealed_slip": "not base64"}):
        assert ballot_in({**document, **wrong}) is None


def test_a_plain_ballot_is_read() -> None:
    assert ballot_in({**WELL_MADE, "answers": "01.", "about": "-"}) == Payload(
        "ABCD2345", RECEIPT, answers="01.-"
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"receipt": "AAAA"},
        {"receipt": 5},
        {"slip": None},
        {"slip": "A" * 41},
        {"answers": None},
        {"about": ["."]},
        {"answers": "0" * 5000},
        {"sealed": ""},
        {"sealed": to_base64(b"\x04" * 5000)},
        {"sealed": "not base64"},
    ],
)
def test_a_ballot_with_one_fault_is_no_ballot(wrong: dict[str, object]) -> None:
    assert ballot_in({**WELL_MADE, "answers": "01.", "about": "", **wrong}) is None


def test_a_slip_is_read_from_a_document_only() -> None:
    assert slip_in({"slip": "abcd-2345"}) == "abcd-2345"
    assert slip_in(["slip"]) is None
    assert slip_in("slip") is None


def test_a_form_skips_what_was_left_out() -> None:
    scored = len(catalogue.latest("pupils-5-7").definition.items)
    form = {"slip": "ABCD2345", "receipt": to_base64(RECEIPT), "q0": "2", "q12": "0", "a1": "-"}
    sent = payload_in_form(MultiDict(form), scored, 2)
    assert sent == Payload("ABCD2345", RECEIPT, answers="2...........0......-")
    assert payload_in_form(MultiDict({"slip": "ABCD2345"}), scored, 2) is None


@pytest.mark.parametrize("sent", [["0x4"], ["4,5"], ["0", "1"], [" 0"], ["00"], [""]])
def test_a_form_that_answers_a_question_in_another_way_than_its_page_is_no_ballot(sent: list[str]) -> None:
    form = MultiDict({"slip": "ABCD2345", "receipt": to_base64(RECEIPT), "q0": "2"})
    form.setlist("q1", sent)
    assert payload_in_form(form, len(catalogue.latest("pupils-5-7").definition.items), 2) is None
