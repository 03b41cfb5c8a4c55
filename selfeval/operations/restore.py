"""Restoring a backup, elsewhere or in place: what it would do is said first, then it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import ENGLAND, now
from selfeval.english import moment_words
from selfeval.operations.backups import Known, chosen, known_from, whole
from selfeval.operations.journal_replay import WHO, Replay, remember
from selfeval.operations.restore_preview import Forecast
from selfeval.settings import Settings
from selfeval.store.backup import back_up
from selfeval.store.backup_file import Backup, BackupFault, Progress, journal_of, reading
from selfeval.store.database import Database, is_damaged
from selfeval.store.journal import Line
from selfeval.store.releases import releases_of_survey
from selfeval.store.restored_database import is_empty, rebuild, set_aside
from selfeval.store.surveys import surveys_in_state, surveys_with_rounds
from selfeval.surveys.count import Halted, count_survey
from selfeval.surveys.fieldwork import CountRefused
from selfeval.surveys.keys import KeyFolder, KeyMissing


@dataclass(frozen=True)
class Plan:
    """What a restore would do."""

    asked: Backup
    used: Backup
    lines: Sequence[Line]
    """The journal, with what the backups themselves remember of it."""
    known: Known
    in_place: bool
    said: tuple[str, ...]
    """What whoever restores must know before, in sentences."""


def plan_restore(
    settings: Settings, database: Database, keys: KeyFolder, file: Path, progress: Progress
) -> Plan:
    """Reads the backup and the journal, and changes nothing but the key folders.

    Raises BackupFault, ForeignTables.
    """
    asked = whole(file, progress)
    told = keys.prepare()
    own = keys.journal.lines()
    known = known_from([*own, *_carried(asked)])
    used = chosen(asked, [file.parent, settings.backups], known, progress)
    lines = [*_carried(asked), *_carried(used), *own]
    in_place = not is_empty(database)
    known = known_from(lines)
    forecast = Forecast(
        asked,
        used,
        known,
        settings,
        present=database if in_place else None,
        journal_here=keys.journal.has(_carried(asked)) and (in_place or bool(own)),
    )
    return Plan(asked, used, lines, known, in_place, (*told, *forecast.sentences()))


def restore(
    settings: Settings, database: Database, keys: KeyFolder, plan: Plan, progress: Progress
) -> list[str]:
    """Does what was planned; gives what is to be known and done now. Nobody may serve the database.

    Raises BackupFault, ForeignTables.
    """
    told = [_safety_copy(settings, database, keys, progress)] if plan.in_place else []
    keys.journal.learn(plan.lines)
    made_at = plan.used.manifest.made_at

    def finish(session: Session) -> None:
        Replay(session, keys, plan.known, made_at, told).run()
        remember(session, now().isoformat(), made_at)

    rebuild(database, plan.used, finish, progress)
    told += _finish_counts(settings, database, keys, plan.known, progress)
    return told + _lost_corrections(database, plan.known)


def _carried(backup: Backup) -> list[Line]:
    """The journal as the backup remembers it: on a new machine there may be no other."""
    with reading(backup.path) as archive:
        return journal_of(archive)


def _safety_copy(settings: Settings, database: Database, keys: KeyFolder, progress: Progress) -> str:
    """What is there now, kept; a sentence that says where."""
    try:
        kept = back_up(database, settings.backups, "before-restore", keys.journal.lines(), progress).path
    except BackupFault as fault:
        if not database.is_sqlite or not is_damaged(fault.__cause__):
            raise
        database.close()
        kept = set_aside(database, settings.backups)
        return f"What was here could not be read. Its file is kept as it was: {kept}"
    return f"What was here is kept in {kept}. To have it back: selfeval restore {kept}"


def _finish_counts(
    settings: Settings, database: Database, keys: KeyFolder, known: Known, progress: Progress
) -> list[str]:
    """Counts that had gone so far that they cannot be undone go on to their release."""
    with database.reading() as session:
        begun = [
            survey
            for survey in surveys_with_rounds(session, known.counted, ("opened", "counted"))
            if survey.state in ("closed", "counted")
        ]
        names = {survey.id: f"“{survey.title}” of {survey.school.name}" for survey in begun}
        codes = {survey.id: [round_.code for round_ in survey.rounds] for survey in begun}
    told = []
    for survey_id, name in names.items():
        try:
            result = count_survey(
                database, keys, survey_id, WHO, backups=settings.backups, progress=progress, lose_late=True
            )
        except (CountRefused, KeyMissing, BackupFault) as stopped:
            told.append(f"{name}: Its count had begun and could not be ended. {stopped}")
            continue
        if isinstance(result, Halted):
            told.append(f"{name}: Its count had begun. Its lead must look at it: count it on its page.")
        else:
            told.append(f"{name}: {_released(database, survey_id, codes[survey_id], known)}")
    return told


def _released(database: Database, survey_id: int, codes: Sequence[str], known: Known) -> str:
    """Gives the release the day on which it was first made; says whether it is the same."""
    every = {digest: at for code in codes for digest, at in known.released.get(code, {}).items()}
    answers = "It was counted already. Its answers are here, and its cards and key are destroyed as before."
    if not every:
        return answers
    with database.writing() as session:
        (release,) = releases_of_survey(session, survey_id)
        at = every.get(release.digest, min(every.values()))
        release.released_on = at.astimezone(ENGLAND).date()
    if release.digest in every:
        return f"{answers} Its figures are the same as those published on {moment_words(at)}."
    return (
        f"{answers} Its figures were worked out again by this release of selfeval, and some differ from "
        f"those published on {moment_words(at)}. Tell its lead, and compare with a report from then."
    )


def _lost_corrections(database: Database, known: Known) -> list[str]:
    """Figures that readers have seen, and that the backup has not."""
    told = []
    with database.reading() as session:
        for survey in surveys_in_state(session, "released"):
            kept = {release.digest for release in releases_of_survey(session, survey.id)}
            codes = [round_.code for round_ in survey.rounds]
            every = {digest: at for code in codes for digest, at in known.released.get(code, {}).items()}
            lost = sorted(at for digest, at in every.items() if digest not in kept)
            if lost:
                told.append(
                    f"“{survey.title}” of {survey.school.name}: figures that were published on "
                    f"{moment_words(lost[-1])} are not here, and readers have seen them. If they were a "
                    f"correction, make the same one again: selfeval release correct {survey.id}"
                )
    return told
