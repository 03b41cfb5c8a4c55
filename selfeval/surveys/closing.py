"""Closing a survey, and what the lead may decide between closing and the count."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from selfeval.store.schools import note
from selfeval.store.surveys import Round, Survey, hold
from selfeval.surveys.plans import ROUND_NAMES


class CountRefused(Exception):
    """A survey cannot be closed or counted now; the message says why and what to do."""


def round_name(round_: Round) -> str:
    """What the lead calls a round."""
    questionnaire = round_.definition_row.questionnaire
    return ROUND_NAMES.get(questionnaire, questionnaire)


def close_survey(session: Session, survey: Survey, who: str) -> None:
    """Takes no more answers. Raises CountRefused for a survey that is not open."""
    hold(session, survey)
    if survey.state != "open":
        raise CountRefused(
            "This survey has not been opened."
            if survey.state == "planned"
            else "This survey is closed already."
        )
    # Held back by every ballot on its way in, and ahead of every later one (store/casting_postgresql.py).
    session.execute(
        update(Round).where(Round.survey_id == survey.id, Round.state == "open").values(state="closed")
    )
    survey.state = "closed"
    note(session, survey.school_id, who, "closed a survey", survey.title)
    session.flush()


def accept_spoilt(session: Session, round_: Round, who: str) -> None:
    """The lead has confirmed: this round is counted without its spoilt ballots."""
    if round_.state != "closed":
        raise CountRefused(
            "Only a closed round that is not counted yet can be counted without spoilt ballots."
        )
    round_.spoilt_accepted = True
    name = round_name(round_)
    note(session, round_.school_id, who, "accepted spoilt ballots", f"{round_.survey.title}, {name}")
    session.flush()
