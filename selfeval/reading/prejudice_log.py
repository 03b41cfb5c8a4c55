"""What a school's own log holds beside the year's survey of pupils, where they said what happened."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import date_in_england
from selfeval.english import full_day
from selfeval.reading.released_rounds import RoundInRelease, Rounds
from selfeval.reports.sources import PrejudiceLog
from selfeval.store.logged_incidents import is_followed, logged_beside
from selfeval.store.surveys import Survey


def survey_beside(rounds: Rounds) -> RoundInRelease | None:
    """A round of the year's last survey in which pupils say what happened; None where none may be shown."""
    last = [
        history[-1]
        for history in rounds.values()
        if history[-1].round_.audience == "pupils"
        and any(item.happened is not None for item in history[-1].round_.items)
    ]
    return max(last, key=lambda one: (one.opens_on, one.release.id), default=None)


def prejudice_log(session: Session, rounds: Rounds) -> PrejudiceLog | None:
    """What was typed beside that survey, or that it is not typed yet."""
    beside = survey_beside(rounds)
    if beside is None:
        return None
    typed = next(iter(logged_beside(session, beside.release.survey_id)), None)
    rolls = [round_.roll for round_ in beside.findings.rounds]
    return PrejudiceLog(
        since=dt.date(beside.release.year, 9, 1),
        until=beside.closes_on,
        roll=None if None in rolls else sum(roll or 0 for roll in rolls),
        number=None if typed is None else typed.number,
        who="" if typed is None else typed.who,
        typed_on="" if typed is None else full_day(date_in_england(typed.typed_at)),
        may_change=not is_followed(session, session.get_one(Survey, beside.release.survey_id)),
    )
