"""Governors note what is signed, with a day and a minute; a note that was a mistake is taken out."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from selfeval.english import full_day
from tests.visitor import Visitor, text_of
from tests.web.evaluate.signing import DAY, MET, agree_it, hand_in


@pytest.fixture
def noted(app: Flask, lead: Visitor, head: Visitor) -> str:
    """The number of a note that governors have noted it."""
    hand_in(lead)
    agree_it(head)
    lead.get("/self-evaluation/check")
    lead.send("/self-evaluation/noted", MET)
    found = re.search(r'name="noted" value="(\d+)"', lead.get("/self-evaluation/check").text)
    assert found is not None
    return found[1]


def test_governors_note_it_with_a_day_and_a_minute(lead: Visitor, head: Visitor) -> None:
    hand_in(lead)
    agree_it(head)
    lead.get("/self-evaluation/check")
    refused = lead.post("/self-evaluation/noted", minute="")
    assert refused.status_code == 422
    assert "Enter the day on which the governors met." in text_of(refused)
    assert "Say where the minutes have it" in text_of(refused)
    assert "Have the governors noted it?" in text_of(lead.get("/self-evaluation/check"))
    done = lead.send("/self-evaluation/noted", MET)
    assert done.status_code == 303
    told = text_of(lead.get("/self-evaluation/check"))
    assert "Have the governors noted it?" not in told
    assert f"On {full_day(DAY)}, minute 7." in told
    assert "minute 7" in text_of(lead.get("/self-evaluation/revision/1"))


def test_a_note_that_was_a_mistake_goes_from_pages_and_its_history_stays(lead: Visitor, noted: str) -> None:
    assert "minute 7" in text_of(lead.get("/self-evaluation/revision/1"))
    assert lead.post("/self-evaluation/not-noted", noted=noted).status_code == 303
    check = text_of(lead.get("/self-evaluation/check"))
    assert "Have the governors noted it?" in check
    assert f"Taken out, a mistake: the note of governors on {full_day(DAY)}, minute 7" in check
    assert "minute 7" not in text_of(lead.get("/self-evaluation/whole"))


def test_it_can_be_written_again_and_a_stale_page_takes_out_nothing(lead: Visitor, noted: str) -> None:
    lead.post("/self-evaluation/not-noted", noted=noted)
    lead.send("/self-evaluation/noted", MET | {"minute": "minute 8"})
    lead.post("/self-evaluation/not-noted", noted=noted)
    check = text_of(lead.get("/self-evaluation/check"))
    assert f"On {full_day(DAY)}, minute 8." in check


def test_a_number_that_is_no_note_of_this_year_takes_out_nothing(lead: Visitor, noted: str) -> None:
    for number in (f"{int(noted) - 1}", "999", "x", ""):
        lead.post("/self-evaluation/not-noted", noted=number)
    assert f"On {full_day(DAY)}, minute 7." in text_of(lead.get("/self-evaluation/check"))


def test_a_page_from_before_a_correction_takes_out_nothing_and_does_not_say_it_did(
    lead: Visitor, noted: str
) -> None:
    lead.post("/self-evaluation/reopen", reason="A level was wrong.")
    lead.post("/self-evaluation/not-noted", noted=noted)
    check = text_of(lead.get("/self-evaluation/check"))
    assert "That note is not there any more." in check
    assert "The note is taken out." not in check
