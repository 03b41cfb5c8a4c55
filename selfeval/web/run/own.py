"""A survey of the reader's own school, and its groups."""

from __future__ import annotations

from flask import abort
from sqlalchemy.orm import Session

from selfeval.store.surveys import Group, Round, Survey, survey_of
from selfeval.web.access import school


def own_survey(session: Session, survey_id: int) -> Survey:
    """The survey with this id. Another school's and a missing one are the same 404."""
    found = survey_of(session, school().id, survey_id)
    if found is None:
        abort(404)
    return found


def own_group(found: Survey, round_id: int, number: int) -> tuple[Round, Group]:
    """A round of this survey and a group of that round; 404 for what is not in it."""
    matching = [
        (part, group)
        for part in found.rounds
        for group in part.groups
        if (part.id, group.number) == (round_id, number)
    ]
    return matching[0] if matching else abort(404)
