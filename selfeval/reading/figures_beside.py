"""Published figures that stand beside a self-evaluation: of its evidence, and where answers differ."""

from __future__ import annotations

import json

from sqlalchemy.orm import Session

from selfeval.english import listed
from selfeval.reading.evidence_findings import answer_now
from selfeval.reading.unexplained import gaps_of
from selfeval.self_evaluation.document import Document
from selfeval.self_evaluation.evidence_lines import FiguresBeside
from selfeval.store.evidence import evidence_of_school
from selfeval.store.schools_and_accounts import School


def figures_beside(session: Session, school: School, document: Document) -> FiguresBeside:
    """What is published today; nothing of what has been deleted, or of another school."""
    answers: dict[int, str] = {}
    for piece in document.evidence:
        about = json.loads(piece.details) if piece.form == "finding" and piece.details else {}
        answer = answer_now(session, about) if "survey_id" in about else None
        if answer is not None:
            answers[piece.number] = answer.statement.brief
    gaps = {
        one.gap.indicator: listed([statement.brief for statement in one.gap.statements])
        for one in gaps_of(session, school, document.year)
    }
    here = [one for one in evidence_of_school(session, school.id) if "deleted_on" not in one.about]
    live = {(one.form, words) for one in here for words in (one.title, one.note) if words}
    gone = frozenset(
        piece.number
        for piece in document.evidence
        if not {(piece.form, piece.title), (piece.form, piece.note)} & live
    )
    return FiguresBeside(answers, gone, gaps)
