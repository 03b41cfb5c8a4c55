"""Changing an open survey: a pause, another last day, and new cards after a restore."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update
from sqlalchemy.orm import Session

from selfeval.reports.days import full_day
from selfeval.store.schools import note
from selfeval.store.surveys import Round, Survey, hold
from selfeval.store.years import today
from selfeval.surveys.plans import LONGEST_WINDOW


class ChangeRefused(Exception):
    """A survey cannot be changed like this; the message says why."""


def pause(session: Session, survey: Survey, who: str) -> None:
    """Takes nothing until the lead goes on: tablets keep what is answered. Raises ChangeRefused."""
    hold(session, survey)
    if survey.state != "open":
        raise ChangeRefused("Only an open survey can be paused.")
    if not survey.paused:
        survey.paused = True
        note(session, survey.school_id, who, "paused a survey", survey.title)
        session.flush()


def go_on(session: Session, survey: Survey, who: str) -> None:
    """Ends a pause: tablets send what they have kept. Raises ChangeRefused."""
    hold(session, survey)
    if survey.state != "open":
        raise ChangeRefused("This survey is not open, so it cannot go on.")
    if survey.paused:
        survey.paused = False
        note(session, survey.school_id, who, "went on with a survey", survey.title)
        session.flush()


def move_last_day(session: Session, survey: Survey, day: dt.date, who: str) -> None:
    """Another last day; a closed survey is open again, until its count has begun. Raises ChangeRefused."""
    hold(session, survey)
    if survey.state not in ("open", "closed") or any(
        round_.state not in ("open", "closed") for round_ in survey.rounds
    ):
        raise ChangeRefused(
            "This survey has not been opened yet. Its days belong to its plan."
            if survey.state == "planned"
            else "The count of this survey has begun, so its last day stays as it is."
        )
    if day < max(today(), survey.opens_on):
        raise ChangeRefused("The new last day is in the past. Choose today or a later day.")
    if (day - survey.opens_on).days >= LONGEST_WINDOW:
        raise ChangeRefused(f"A survey can be open for {LONGEST_WINDOW} days at most. Choose an earlier day.")
    note(
        session,
        survey.school_id,
        who,
        "moved a survey’s last day" if survey.state == "open" else "opened a survey again",
        f"{survey.title}: from {full_day(survey.closes_on)} to {full_day(day)}",
    )
    survey.closes_on = day
    survey.state = "open"
    session.execute(
        update(Round).where(Round.survey_id == survey.id, Round.state == "closed").values(state="open")
    )
    session.flush()


def see_to_restore(session: Session, survey: Survey, who: str) -> None:
    """The lead has printed new cards where a restore made some void; saying it twice changes nothing."""
    hold(session, survey)
    if survey.set_back:
        survey.set_back = False
        note(session, survey.school_id, who, "put the note about a restore away", survey.title)
        session.flush()
