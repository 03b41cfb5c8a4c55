"""What kind of evidence a piece is, and what a link is called, worked out from what was given."""

from __future__ import annotations

import pytest

from selfeval.self_evaluation.evidence import KINDS
from selfeval.self_evaluation.evidence_kinds import OF_FILES, WORDS, likely_kind, name_from_address
from selfeval.store.evidence import EvidenceForm


@pytest.mark.parametrize(
    ("form", "title", "file_name", "kind"),
    [
        ("file", "Training log, autumn 2026", "log.csv", "training"),
        ("file", "Behaviour", "behaviour.XLSX", "data"),
        ("file", "Hall", "minutes.jpg", "photograph"),
        ("file", "Something", "thing.pdf", "other"),
        ("file", "Accessibility plan", "a.docx", "policy"),
        ("link", "Prospectus, aldervale.example", "", "web"),
        ("link", "Ofsted report", "", "outside"),
        ("note", "What the school council told us", "", "voice"),
        ("note", "Planets", "", "other"),
    ],
)
def test_a_name_tells_the_kind(form: EvidenceForm, title: str, file_name: str, kind: str) -> None:
    assert likely_kind(form, title, file_name) == kind


def test_every_kind_that_is_worked_out_is_one_that_can_be_chosen() -> None:
    assert {*WORDS, *OF_FILES.values()} <= KINDS.keys()


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.aldervale.example/equality_objectives.html", "Equality objectives, aldervale.example"),
        ("https://aldervale.example", "aldervale.example"),
        ("https://aldervale.example/%C3%A9galit%C3%A9/", "Égalité, aldervale.example"),
        ("https://[::1", ""),
        ("soon", ""),
    ],
)
def test_a_link_is_called_by_its_address(url: str, name: str) -> None:
    assert name_from_address(url) == name
