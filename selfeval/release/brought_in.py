"""The release of a survey that was asked elsewhere: made of answers in memory, of which none is kept."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from selfeval.release.release import CountedRound, findings_for, store_release
from selfeval.store.releases import Release
from selfeval.store.surveys import Survey


def release_brought_in(session: Session, survey: Survey, round_: CountedRound, on: dt.date) -> Release:
    """Under the rules of a count. Raises Leak."""
    release = store_release(session, survey, findings_for(session, survey, [round_]), on)
    survey.state = "released"
    session.flush()
    return release
