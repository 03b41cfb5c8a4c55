"""A survey of the reader's own school."""

from __future__ import annotations

from flask import abort
from sqlalchemy.orm import Session

from selfeval.store.surveys import Survey, survey_of
from selfeval.web.access import school


def own_survey(session: Session, survey_id: int) -> Survey:
    """The survey with this id. Another school's and a missing one are the same 404."""
    found = survey_of(session, school().id, survey_id)
    if found is None:
        abort(404)
    return found
