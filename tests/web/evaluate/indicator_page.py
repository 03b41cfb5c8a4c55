"""The page of one indicator, 5.1: its form as it is sent, and what is stored of it."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from selfeval.calendar.school_years import school_year, today
from selfeval.questionnaires.catalogue import latest
from selfeval.questionnaires.model import Definition
from selfeval.self_evaluation.judgements import begun, rate
from selfeval.store.schools_and_accounts import School
from selfeval.store.self_evaluations import Judgement, Rating, State, judgements_of, self_evaluation_of
from tests.visitor import Visitor
from tests.web.stories import parts

YEAR = school_year(today())
WHERE = "/self-evaluation/bullying"
INDICATOR = f"{WHERE}?indicator=se.5.1a"
NOW = latest("self-evaluation").definition
WHOLE = {
    "level": "secure",
    "commentary": "Ten follow-ups were checked.",
    "strength": "some",
    "next_step": "Map the places where nobody steps in.",
    "owner": "Piotr Lind",
    "due-day": "26",
    "due-month": "2",
    "due-year": "2027",
    "tags": ["duty.eliminate", "char.race"],
}


def send_form(visitor: Visitor, script: bool = False, **fields: object) -> TestResponse:
    """Sends the form as the page has it, with other fields."""
    page = visitor.get(INDICATOR).text
    hidden = dict(re.findall(r'name="(year|version|seen)" value="([^"]*)"', page))
    sent = {"csrf_token": visitor.token, "indicator": "se.5.1a", "act": "stay", **hidden, **fields}
    headers = {"Accept": "application/json"} if script else {}
    return visitor.client.post(WHERE, data=sent, headers=headers)


def rate_as_tom(
    session: Session, year: int, definition: Definition, indicator: str, **rating: object
) -> None:
    rate(
        session,
        definition,
        school_id=session.scalars(select(School.id)).one(),
        year=year,
        indicator=indicator,
        rating=Rating(**rating),  # type: ignore[arg-type]
        version=0,
        who="Tom Okafor",
    )


def stored_judgement(app: Flask) -> Judgement | None:
    with parts(app).database.reading() as session:
        return judgements_of(session, 1, YEAR).get("se.5.1a")


def set_state(app: Flask, state: State = "draft", *, rated_apart: bool = False) -> None:
    with parts(app).database.writing() as session:
        begun(session, NOW, 1, YEAR)
        evaluation = self_evaluation_of(session, 1, YEAR)
        assert evaluation is not None
        evaluation.state, evaluation.rated_apart = state, rated_apart
