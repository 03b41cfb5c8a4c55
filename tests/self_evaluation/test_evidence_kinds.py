"""What kind of evidence a piece is, and what a link is called, worked out from what was given."""

from __future__ import annotations

import pytest

from selfeval.self_evaluation.evidence import KINDS, address_fault
from selfeval.self_evaluation.evidence_kinds import (
    LAST_WORDS,
    NO_KIND,
    likely_kind,
    name_from_address,
    web_address,
)
from selfeval.store.evidence import EvidenceForm


@pytest.mark.parametrize(
    ("form", "title", "file_name", "kind"),
    [
        ("file", "Training log, autumn 2026", "log.csv", "training"),
        ("file", "Hall", "minutes.jpg", "photograph"),
        ("file", "Data protection policy", "policy.pdf", "policy"),
        ("file", "Anti-bullying policy 2026 final", "a.docx", "policy"),
        ("file", "Policy on behaviour", "a.docx", "policy"),
        ("file", "For the visit", "Governors_minutes-Oct-2026.docx", "minutes"),
        ("file", "Ofsted report (2024)", "a.pdf", "outside"),
        ("file", "Pupil survey results", "a.pdf", "survey"),
        ("file", "Pupils’ work in art", "a.png", "voice"),
        ("link", "Prospectus, aldervale.example", "", "web"),
        ("link", "Anti bullying policy, aldervale.example", "", "policy"),
    ],
)
def test_a_clear_name_tells_the_kind(form: EvidenceForm, title: str, file_name: str, kind: str) -> None:
    assert likely_kind(form, title, file_name) == kind


@pytest.mark.parametrize(
    "name",
    [
        *("visitor-plan.xlsx", "behaviour.xlsx", "thing.pdf", "screen.png", "Accessibility plan.docx"),
        *("Ofsted action plan.pdf", "Minutes template.docx", "Training policy and log book.docx", ""),
        *("What the school council told us.docx", "Photograph consent.pdf", "Data.protection.docx"),
    ],
)
def test_of_a_name_that_is_not_clear_no_kind_is_guessed(name: str) -> None:
    assert likely_kind("file", name.rpartition(".")[0], name) == NO_KIND


def test_every_kind_that_is_worked_out_is_one_that_can_be_chosen() -> None:
    assert {*LAST_WORDS, NO_KIND, "photograph", "web"} <= KINDS.keys()


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("www.aldervale.example/policy", "https://www.aldervale.example/policy"),
        ("aldervale.example", "https://aldervale.example"),
        ("//aldervale.example", "https://aldervale.example"),
        ("aldervale.example:8080/a?b=c#d", "https://aldervale.example:8080/a?b=c#d"),
        ("bücher.example/ü", "https://bücher.example/ü"),
        ("http://aldervale.example", "http://aldervale.example"),
    ],
)
def test_an_address_is_taken_without_its_beginning(typed: str, url: str) -> None:
    assert web_address(typed) == url
    assert address_fault(url) == ""


@pytest.mark.parametrize(
    "typed",
    [
        *("the policy", "policy.pdf", "amina@aldervale.example", "javascript:alert(1)", "localhost", "1.5"),
        *("mailto:a@b.example", "a b.example", "C:\\policy.docx", "", "x" * 3_000, "-.example", "a..b"),
    ],
)
def test_what_cannot_be_an_address_on_the_web_is_refused(typed: str) -> None:
    assert web_address(typed) == typed
    assert address_fault(web_address(typed)) != ""


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
