"""Marks above and below one letter are put in order in the square of their number; nobody can send many."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from selfeval.accounts.passwords import email_fault
from selfeval.english import appearance, folded
from selfeval.self_evaluation.evidence import address_fault, name_from_file
from selfeval.self_evaluation.evidence_kinds import name_from_address
from selfeval.web.account.views import own_path

MARKS = "a" + "\u0301" * 16_000 + "\u0323" * 16_000
"""What a form of anybody has room for. Python's own way with it takes ten seconds, alone in its process."""


@pytest.mark.parametrize(
    ("reads", "sent"),
    [
        (own_path, f"//{MARKS}"),
        (own_path, f"//{MARKS}.example/a"),
        (own_path, f"http://{MARKS}"),
        (own_path, f"/{MARKS}"),
        (folded, MARKS),
        (appearance, MARKS),
        (email_fault, f"{MARKS}@aldervale.example"),
        (email_fault, f"amina@{MARKS}.example"),
        (name_from_file, f"{MARKS}.pdf"),
        (name_from_address, f"https://{MARKS}.example/policy"),
        (address_fault, f"https://{MARKS}.example/policy"),
    ],
)
def test_many_accents_on_one_letter_take_no_longer_than_few(
    reads: Callable[[str], object], sent: str
) -> None:
    begun = time.process_time()
    reads(sent)
    assert time.process_time() - begun < 1


def test_names_of_ordinary_length_are_read_as_before() -> None:
    assert folded("St Thérèse’s") == folded("Saint Thereses")
    assert name_from_file("C:\\files\\anti-bullying_policy.pdf") == "anti-bullying policy"
    assert email_fault("amina.yusuf@aldervale.example") is None
    assert email_fault(f"{'a' * 250}@aldervale.example") is not None
