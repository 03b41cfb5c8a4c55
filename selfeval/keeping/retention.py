"""How long results are kept: to the end of a school year, some years after that of the survey."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfeval.keeping.deleting import BY_DATE, delete_outdated
from selfeval.store.database import Database
from selfeval.store.schools import School, note
from selfeval.store.surveys import Survey
from selfeval.store.years import school_year, today
from selfeval.surveys.keys import KeyFolder

FEWEST_YEARS, MOST_YEARS = 1, 10
WARNED_FOR = dt.timedelta(days=60)
"""How long a school is told before anything is deleted, however late it is."""
WHO = "selfeval, by date"


class YearsRefused(ValueError):
    """A number of years that results cannot be kept for; the message says what to do."""


def kept_until(survey: Survey, keep_years: int) -> dt.date:
    """The last day on which results are kept: 31 August, so many school years after that of the survey."""
    return dt.date(school_year(survey.closes_on) + 1 + keep_years, 8, 31)


def deleted_after(survey: Survey, keep_years: int) -> dt.date:
    """The last day on which they are really there: later than planned if the school was told late."""
    until = kept_until(survey, keep_years)
    return max(until, survey.warned_on + WARNED_FOR) if survey.warned_on else until


def soon_deleted(surveys: Sequence[Survey], keep_years: int) -> list[tuple[Survey, dt.date]]:
    """Of the surveys of a school those whose results go soon, with their last day."""
    return [
        (survey, deleted_after(survey, keep_years))
        for survey in surveys
        if survey.warned_on is not None and survey.state in BY_DATE
    ]


def keep_for(session: Session, school: School, years: int, who: str) -> None:
    """Changes how long a school keeps results; what is no longer near is not deleted. Raises YearsRefused."""
    if not FEWEST_YEARS <= years <= MOST_YEARS:
        raise YearsRefused(f"Results can be kept from {FEWEST_YEARS} to {MOST_YEARS} school years.")
    kept = session.get_one(School, school.id)
    if kept.keep_years == years:
        return
    told = f"from {kept.keep_years} to {years} school year{'' if years == 1 else 's'}"
    note(session, kept.id, who, "changed how long results are kept", told)
    kept.keep_years = years
    for survey in session.scalars(select(Survey).where(Survey.school_id == kept.id)):
        if survey.warned_on is not None and not _is_near(survey, years):
            survey.warned_on = None


def keep_to_dates(database: Database, keys: KeyFolder) -> None:
    """Tells schools what will soon be deleted, and deletes what has been told long enough."""
    with database.writing() as session:
        found = select(Survey, School.keep_years).join(School, School.id == Survey.school_id)
        for survey, years in session.execute(found.where(Survey.state.in_(BY_DATE))).all():
            if survey.warned_on is None:
                if _is_near(survey, years):
                    survey.warned_on = today()
            elif today() > deleted_after(survey, years):
                delete_outdated(session, keys, survey, WHO)


def _is_near(survey: Survey, keep_years: int) -> bool:
    return today() + WARNED_FOR > kept_until(survey, keep_years)
