"""The backups that the server makes by itself: when, which stay, and how the last one stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from selfeval.settings import Settings
from selfeval.store.backup import back_up, backups_in, last_backup
from selfeval.store.backup_file import Backup
from selfeval.store.clock import now
from selfeval.store.database import Database
from selfeval.store.schools import School
from selfeval.store.years import ENGLAND
from selfeval.surveys.keys import KeyFolder

NIGHT = dt.time(2)
"""From this hour, in England, the backup of a day is made; later if the server was off."""
DAYS_KEPT = 14
MONTHS_KEPT = 12
OLD_AFTER = dt.timedelta(hours=36)
NEVER_REMOVED = "asked"
"""Backups of this kind were made by hand, and are removed by hand."""


@dataclass(frozen=True)
class BackupHealth:
    """How the last backup stands: when it was made, more in a sentence, and whether somebody must look."""

    made: str
    """Made today at 02:10."""
    said: str
    bad: bool = False


def daily_backup(settings: Settings, database: Database, keys: KeyFolder) -> Backup | None:
    """Makes the backup of this day if it is due, and removes those whose time is over. Raises BackupFault."""
    with database.reading() as session:
        last = last_backup(session)
    if last is not None and not last.gone and last.made_at >= last_night():
        return None
    backup = back_up(database, settings.backups, "daily", keys.journal.lines())
    for path in outdated(backups_in(settings.backups), now()):
        path.unlink(missing_ok=True)
    return backup


def last_night() -> dt.datetime:
    """The last time at which a backup of the day became due."""
    here = now().astimezone(ENGLAND)
    day = here.date() if here.time() >= NIGHT else here.date() - dt.timedelta(days=1)
    return dt.datetime.combine(day, NIGHT, ENGLAND)


def outdated(backups: Iterable[tuple[Path, dt.datetime, str]], at: dt.datetime) -> list[Path]:
    """Which backups have had their time: those of 14 days stay, and the first of each of 12 months."""
    kept_months, found = set[tuple[int, int]](), []
    for path, made_at, kind in sorted(backups, key=lambda each: each[1]):
        if kind == NEVER_REMOVED or at - made_at <= dt.timedelta(days=DAYS_KEPT):
            continue
        month = (made_at.year, made_at.month)
        age = 12 * (at.year - made_at.year) + at.month - made_at.month
        if age <= MONTHS_KEPT and month not in kept_months:
            kept_months.add(month)
        else:
            found.append(path)
    return found


def backup_health(database: Database) -> BackupHealth:
    """How the last backup stands, for the day board and whoever runs the service. Raises SQLAlchemyError."""
    with database.reading() as session:
        last = last_backup(session)
        begun = session.scalar(select(func.min(School.created_at)))
    if last is None:
        late = begun is not None and now() - begun > OLD_AFTER
        return BackupHealth("None yet.", "No backup has been made yet. One is due every night.", bad=late)
    made = f"Made {_when(last.made_at)}."
    said = f"The last backup was made {_when(last.made_at)} and read back."
    if last.gone:
        return BackupHealth(made, f"{said} It is no longer at {last.path}. Make a new one.", bad=True)
    if now() - last.made_at > OLD_AFTER:
        too_long = "That is too long ago: one is due every night. Look at its disk."
        return BackupHealth(made, f"{said} {too_long}", bad=True)
    return BackupHealth(made, said)


def _when(moment: dt.datetime) -> str:
    """today at 02:10; on 3 November at 02:10"""
    here, today = moment.astimezone(ENGLAND), now().astimezone(ENGLAND).date()
    day = {0: "today", 1: "yesterday"}.get((today - here.date()).days, f"on {here.day} {here:%B %Y}")
    return f"{day} at {here:%H:%M}"
