"""Deleting a survey, by hand and when its time has come.

In the journal first, then in the database and its files. What is left is then drawn over what is left.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import now, today
from selfeval.operations.backups import round_events
from selfeval.release.remaining import complete_series
from selfeval.store.backup import backups_in
from selfeval.store.backup_file import BackupFault, scrub
from selfeval.store.database import Database
from selfeval.store.releases import Deletion, delete_answers, deletions_to_clear, rewrite_files
from selfeval.store.round_codes import surveys_with_rounds
from selfeval.store.schools_and_accounts import School, note
from selfeval.store.surveys import Survey, SurveyState, hold, surveys_in_state, surveys_of
from selfeval.surveys.keys import KeyFolder

BY_LEAD: tuple[SurveyState, ...] = ("counted", "released", "lost")
"""States of a survey that its lead can delete; before the count, answers are given up instead."""
BY_DATE: tuple[SurveyState, ...] = (*BY_LEAD, "closed", "open")
"""States of a survey that is deleted when its time is over: nobody has counted it for years."""


class DeletionRefused(Exception):
    """A survey cannot be deleted now; the message says why and what to do."""


def delete_survey(session: Session, keys: KeyFolder, survey: Survey, who: str) -> Deletion:
    """Answers, figures and charts go; title, days, groups and a receipt stay. Raises DeletionRefused.

    The journal knows first: killed in between, `finish_deletions` goes on.
    """
    hold(session, survey)
    if survey.state not in BY_LEAD:
        raise DeletionRefused(
            "This survey is deleted already."
            if survey.state == "deleted"
            else "Only a survey that is counted can be deleted. Give up the answers of one that is not."
        )
    return _delete(session, keys, survey, who)


def delete_outdated(session: Session, keys: KeyFolder, survey: Survey, who: str) -> Deletion | None:
    """The same for one whose time is over, counted or not; None if somebody has been quicker."""
    hold(session, survey)
    return _delete(session, keys, survey, who) if survey.state in BY_DATE else None


def finish_deletions(database: Database, keys: KeyFolder) -> None:
    """Deletes what the journal says is deleted and the database has still: it was killed in between."""
    deleted = round_events(keys.journal.lines()).deleted_at
    if not deleted:
        return
    with database.writing() as session:
        for survey in surveys_with_rounds(session, deleted):
            if survey.state != "deleted":
                _delete(session, keys, survey, "selfeval, as the journal says")


def clear_traces(database: Database, keys: KeyFolder, backups: Path) -> int:
    """Writes anew whatever file may still hold something deleted; how many deletions are cleared by that.

    Raises the database's error, BackupFault or OSError: then it is tried again.
    """
    with database.reading() as session:
        waiting = deletions_to_clear(session)
        codes = {round_.code for deletion in waiting for round_ in deletion.survey.rounds}
    if not waiting:
        return 0
    for school_id in {deletion.school_id for deletion in waiting}:
        complete_series(database, school_id)
    rewrite_files(database)
    _clear_backups(keys, backups, codes)
    with database.writing() as session:
        for deletion in waiting:
            session.get_one(Deletion, deletion.survey_id).cleared_at = now()
    return len(waiting)


def _clear_backups(keys: KeyFolder, backups: Path, codes: set[str]) -> None:
    """Takes rounds out of every backup in a folder; one that cannot be read is removed: it may hold them."""
    named = round_events(keys.journal.lines()).backups
    for path, _, _ in backups_in(backups):
        try:
            scrubbed = scrub(path, codes, keys.signing())
        except BackupFault:
            path.unlink()
            continue
        if scrubbed is None:
            continue
        for code in [code for code, files in named.items() if path.name in dict(files)]:
            keys.journal.note("backed-up", code, file=path.name, digest=scrubbed.digest)


def _delete(session: Session, keys: KeyFolder, survey: Survey, who: str) -> Deletion:
    for round_ in survey.rounds:
        keys.journal.note("deleted", round_.code, survey=survey.id)
        keys.destroy(round_.code)
    receipt = delete_answers(session, survey, who)
    note(session, survey.school_id, who, "deleted the answers and figures of a survey", survey.title)
    session.flush()
    return receipt


FEWEST_YEARS, MOST_YEARS = 1, 10
WARNED_FOR = dt.timedelta(days=60)
"""How long a school is told before anything is deleted, however late it is."""
BY_SERVICE = "selfeval, by date"


class YearsRefused(ValueError):
    """A number of years that results cannot be kept for; the message says what to do."""


def kept_until(survey: Survey, keep_years: int) -> dt.date:
    """The last day on which results are kept: 31 August, so many school years after that of the survey."""
    return dt.date(survey.year + 1 + keep_years, 8, 31)


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
    stored = session.get_one(School, school.id)
    if stored.keep_years == years:
        return
    change = f"from {stored.keep_years} to {years} school year{'' if years == 1 else 's'}"
    note(session, stored.id, who, "changed how long results are kept", change)
    stored.keep_years = years
    for survey in surveys_of(session, stored.id):
        if survey.warned_on is not None and not _is_near(survey, years):
            survey.warned_on = None


def keep_to_dates(database: Database, keys: KeyFolder) -> None:
    """Tells schools what will soon be deleted, and deletes what has been told long enough."""
    with database.writing() as session:
        for survey in surveys_in_state(session, *BY_DATE):
            years = survey.school.keep_years
            if survey.warned_on is None:
                if _is_near(survey, years):
                    survey.warned_on = today()
            elif today() > deleted_after(survey, years):
                delete_outdated(session, keys, survey, BY_SERVICE)


def _is_near(survey: Survey, keep_years: int) -> bool:
    return today() + WARNED_FOR > kept_until(survey, keep_years)
