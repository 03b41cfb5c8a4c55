"""Counting by date: a survey is closed and counted by itself, once late ballots are in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from selfeval.store.schools_and_accounts import note
from selfeval.store.surveys import Survey, hold, surveys_in_state
from selfeval.surveys.count import halted_rounds
from selfeval.surveys.fieldwork import CountRefused, close_survey, roll_faults
from selfeval.surveys.plan import late_until

BY_DATE = "selfeval, by date"
"""Who counted, in the audit log."""


def counted_on(survey: Survey) -> dt.date:
    """The day on which it would be counted by itself: the one after late ballots are taken."""
    return late_until(survey.closes_on) + dt.timedelta(days=1)


def choose_count_by_date(session: Session, survey: Survey, wanted: bool, who: str) -> None:
    """Whether a survey is to be counted by itself. Raises CountRefused for one that is not open or closed."""
    hold(session, survey)
    if survey.state not in ("planned", "open", "closed"):
        raise CountRefused("This survey has been counted already.")
    if survey.counts_itself != wanted:
        survey.counts_itself = wanted
        act = "wants a survey counted by date" if wanted else "wants to count a survey by hand"
        note(session, survey.school_id, who, act, survey.title)
        session.flush()


def surveys_due(session: Session, on: dt.date) -> Sequence[int]:
    """Ids of the surveys to be closed and counted by itself on a day; none that waits for its lead."""
    return [
        survey.id
        for survey in surveys_in_state(session, "open", "closed")
        if survey.counts_itself
        and not survey.paused
        and on >= counted_on(survey)
        and not halted_rounds(session, survey)
        and not roll_faults(session, survey)
    ]


def close_if_open(session: Session, survey_id: int) -> Survey:
    """The survey, closed by now."""
    survey = session.get_one(Survey, survey_id)
    if survey.state == "open":
        close_survey(session, survey, BY_DATE)
    return survey
