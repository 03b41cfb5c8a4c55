"""Deleting a survey: in the journal first, then in the database, then in whatever its files have left."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfeval.keeping.known import known_from
from selfeval.store.backup import backups_in
from selfeval.store.backup_file import BackupFault
from selfeval.store.clock import now
from selfeval.store.database import Database
from selfeval.store.deletions import Deletion, delete_answers, deletions_to_clear, rewrite_files
from selfeval.store.schools import note
from selfeval.store.scrubbing import scrub
from selfeval.store.surveys import Round, Survey, hold
from selfeval.surveys.keys import KeyFolder

BY_LEAD = ("counted", "released", "lost")
"""States of a survey that its lead can delete; before the count, answers are given up instead."""
BY_DATE = (*BY_LEAD, "closed", "open")
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
    deleted = known_from(keys.journal.lines()).deleted
    if not deleted:
        return
    with database.writing() as session:
        left = select(Survey).join(Round, Round.survey_id == Survey.id)
        left = left.where(Round.code.in_(deleted), Survey.state != "deleted").distinct()
        for survey in session.scalars(left).all():
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
    rewrite_files(database)
    _clear_backups(keys, backups, codes)
    with database.writing() as session:
        for deletion in waiting:
            session.get_one(Deletion, deletion.survey_id).cleared_at = now()
    return len(waiting)


def _clear_backups(keys: KeyFolder, backups: Path, codes: set[str]) -> None:
    """Takes rounds out of every backup in a folder; one that cannot be read is removed: it may hold them."""
    named = known_from(keys.journal.lines()).backups
    for path, _, _ in backups_in(backups):
        try:
            scrubbed = scrub(path, codes)
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
