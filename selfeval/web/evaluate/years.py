"""Which school year a page of the self-evaluation is about, and on which version of the indicators."""

from __future__ import annotations

from flask import abort, request
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import school_year, today
from selfeval.questionnaires.catalogue import latest
from selfeval.questionnaires.model import Questionnaire
from selfeval.store.self_evaluations import self_evaluation_of
from selfeval.web.site.access import school


def year_asked_for() -> int:
    """The year in the address or the form; this school year without one. 404 for what is no year."""
    written = request.values.get("year", "")
    if not written:
        return school_year(today())
    return int(written) if written.isdecimal() and len(written) == 4 else abort(404)


def year_argument(year: int) -> int | None:
    """None for this school year, so that addresses stay short."""
    return None if year == school_year(today()) else year


def questionnaire_of(session: Session, year: int) -> Questionnaire:
    """The version a year was begun with; the newest for this year if it has not begun; else 404."""
    evaluation = self_evaluation_of(session, school().id, year)
    if evaluation is not None:
        return evaluation.questionnaire
    return latest("self-evaluation") if year == school_year(today()) else abort(404)
