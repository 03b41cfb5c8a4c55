"""A self-evaluation that is wholly rated, on its way to the head."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from selfeval.calendar.school_years import school_year, today
from selfeval.questionnaires.catalogue import latest
from selfeval.self_evaluation.judgements import rate
from selfeval.store.self_evaluations import (
    Rating,
    SelfEvaluation,
)
from tests.visitor import Visitor
from tests.web.stories import parts

DEFINITION = latest("self-evaluation").definition
FIRST = DEFINITION.items[0]
ALL = len(DEFINITION.items)
DAY = today()
MET = {
    "met_on-day": DAY.day,
    "met_on-month": DAY.month,
    "met_on-year": DAY.year,
    "minute": "minute 7",
}
"""What a lead types when governors have met: on the day on which it was signed."""


def state_of(app: Flask) -> tuple[str, int]:
    with parts(app).database.reading() as session:
        evaluation = session.scalars(select(SelfEvaluation)).one()
        return evaluation.state, evaluation.revision


def seen(visitor: Visitor) -> str:
    """The digest of what the page of review shows."""
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', visitor.get("/self-evaluation/review").text)
    assert found is not None
    return found[1]


def hand_in_read(visitor: Visitor) -> str:
    """The moment of the hand-in that the page of review shows."""
    found = re.search(r'name="hand_in" value="([^"]+)"', visitor.get("/self-evaluation/review").text)
    assert found is not None
    return found[1]


def hand_in(lead: Visitor) -> TestResponse:
    lead.get("/self-evaluation/check")
    return lead.post("/self-evaluation/submit")


def agree_it(head: Visitor) -> TestResponse:
    return head.post("/self-evaluation/review", act="agree", seen=seen(head), capacity="head")


def rate_first(app: Flask, why: str, *, version: int, who: str) -> None:
    """Somebody saves the first indicator of this year as leading."""
    with parts(app).database.writing() as session:
        rate(
            session,
            DEFINITION,
            school_id=1,
            year=school_year(today()),
            indicator=FIRST.id,
            rating=Rating("leading", why),
            version=version,
            who=who,
        )
