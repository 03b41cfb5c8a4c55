"""Pieces of evidence sent to the pages, and what is stored of them."""

from __future__ import annotations

import io
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from selfeval.calendar.school_years import school_year, today
from selfeval.questionnaires.catalogue import latest
from selfeval.self_evaluation.judgements import begun
from selfeval.store.evidence import Evidence, EvidenceFile, used_evidence
from selfeval.store.self_evaluations import State, self_evaluation_of
from tests.visitor import Visitor

DEFINITION = latest("self-evaluation").definition
EVIDENCE = "/self-evaluation/evidence"
AT_5_1 = f"{EVIDENCE}/file?indicator=se.5.1a"
GIVEN: dict[str, Any] = {
    "indicator": "se.5.1a",
    "indicators": ["se.5.1a"],
    "kind": "policy",
    "title": "Policy",
}


def send(visitor: Visitor, address: str, **fields: object) -> TestResponse:
    """Sends a form of evidence for 5.1."""
    return visitor.send(address, GIVEN | fields)


def upload(visitor: Visitor, data: bytes, name: str, **fields: object) -> TestResponse:
    visitor.get(AT_5_1)
    return send(visitor, f"{EVIDENCE}/file", file=(io.BytesIO(data), name), **fields)


def stored(app: Flask) -> list[Evidence]:
    with app.extensions["selfeval"].database.reading() as session:
        return list(session.scalars(select(Evidence).order_by(Evidence.id)))


def file_in(app: Flask) -> EvidenceFile:
    with app.extensions["selfeval"].database.reading() as session:
        file = session.scalars(select(EvidenceFile)).one()
        assert file.content
        return file


def used_at(app: Flask) -> dict[str, list[str]]:
    """Indicator -> titles of what backs it, this year."""
    with app.extensions["selfeval"].database.reading() as session:
        evaluation = self_evaluation_of(session, 1, school_year(today()))
        used = used_evidence(session, evaluation) if evaluation else []
    titles: dict[str, list[str]] = {}
    for use, evidence, _ in used:
        titles.setdefault(use.indicator, []).append(evidence.title)
    return titles


def set_state(app: Flask, state: State) -> None:
    with app.extensions["selfeval"].database.writing() as session:
        begun(session, DEFINITION, 1, school_year(today())).state = state
