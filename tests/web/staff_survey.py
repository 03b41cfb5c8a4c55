"""A survey of 25 staff that is open, and some of them answering."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.visitor import Visitor
from tests.web import stories


@pytest.fixture
def open_staff_survey(lead: Visitor) -> int:
    """An open survey of 25 staff."""
    survey_id = stories.plan(lead, "staff", stories.staff())
    stories.open_it(lead, survey_id)
    return survey_id


def only_round(app: Flask, survey_id: int) -> tuple[int, str]:
    (part,) = stories.survey_in(app, survey_id).rounds
    return part.id, part.code


def answered_by(app: Flask, lead: Visitor, survey_id: int, how_many: int) -> list[str]:
    """Prints a card for everyone, and lets so many answer; gives the cards that are left."""
    round_id, code = only_round(app, survey_id)
    cards = stories.codes_of(stories.print_cards(lead, survey_id, round_id, 1, 25).data)
    stories.answer(app, code, 1, cards[:how_many])
    return cards[how_many:]
