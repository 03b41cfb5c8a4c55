"""Closing a survey, and what the lead may decide between closing and the count.

A closed survey still takes what was answered before (surveys/days.py); from when it is shut, nothing more.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update
from sqlalchemy.orm import Session

from selfeval.store.schools import note
from selfeval.store.surveys import Round, Survey, hold
from selfeval.store.years import today
from selfeval.surveys.days import late_until
from selfeval.surveys.plans import ROUND_NAMES


class CountRefused(Exception):
    """A survey cannot be closed or counted now; the message says why and what to do."""


def round_name(round_: Round) -> str:
    """What the lead calls a round."""
    questionnaire = round_.definition_row.questionnaire
    return ROUND_NAMES.get(questionnaire, questionnaire)


def close_survey(session: Session, survey: Survey, who: str) -> None:
    """Lets nobody start any more; late ballots are still taken. Raises CountRefused for one that is not open.

    Its last day is then today, if it was to be later, or if nothing was taken today because it was paused.
    """
    hold(session, survey)
    if survey.state != "open":
        raise CountRefused(
            "This survey has not been opened."
            if survey.state == "planned"
            else "This survey is closed already."
        )
    if survey.paused or today() < survey.closes_on:
        survey.closes_on = max(today(), survey.opens_on)
    survey.paused = False
    session.execute(
        update(Round).where(Round.survey_id == survey.id, Round.state == "open").values(state="closed")
    )
    survey.state = "closed"
    note(session, survey.school_id, who, "closed a survey", survey.title)
    session.flush()


class LateBallots(CountRefused):
    """Late ballots are still taken; the message says until when, and what to do to count before."""


def takes_late(survey: Survey, on: dt.date) -> bool:
    """Whether late ballots of a closed survey are still taken: counting it would lose them."""
    return (
        survey.state == "closed"
        and on <= late_until(survey.closes_on)
        and any(round_.state == "closed" for round_ in survey.rounds)
    )


def shut(session: Session, survey: Survey, *, lose_late: bool = False) -> None:
    """Takes nothing more, not even what is late: the count begins. Raises CountRefused, LateBallots."""
    hold(session, survey)
    if survey.state in ("planned", "open"):
        raise CountRefused("Close the survey first. It can be counted when no more answers come in.")
    if takes_late(survey, today()) and not lose_late:
        until = late_until(survey.closes_on)
        raise LateBallots(
            f"Late answers are taken until the end of {until:%A} {until.day} {until:%B}. Wait until then, "
            "or confirm that answers which still wait on a tablet are lost."
        )
    # Held back by every ballot on its way in, and ahead of every later one (store/casting_postgresql.py).
    session.execute(
        update(Round).where(Round.survey_id == survey.id, Round.state == "closed").values(state="shut")
    )
    session.flush()


def accept_spoilt(session: Session, round_: Round, who: str) -> None:
    """The lead has confirmed: this round is counted without its spoilt ballots."""
    if round_.state not in ("closed", "shut"):
        raise CountRefused(
            "Only a closed round that is not counted yet can be counted without spoilt ballots."
        )
    round_.spoilt_accepted = True
    name = round_name(round_)
    note(session, round_.school_id, who, "accepted spoilt ballots", f"{round_.survey.title}, {name}")
    session.flush()
