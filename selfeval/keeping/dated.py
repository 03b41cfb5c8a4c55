"""Dated work: what the service does by itself when its date has come, in one process of all."""

from __future__ import annotations

from selfeval.keeping.backups import daily_backup
from selfeval.keeping.deleting import clear_traces, finish_deletions
from selfeval.keeping.retention import keep_to_dates
from selfeval.keeping.schedule import Work
from selfeval.settings import Settings
from selfeval.store.backup import back_up
from selfeval.store.backup_file import Progress
from selfeval.store.database import Database
from selfeval.store.locks import Presence
from selfeval.store.migrations import current, knows, newest, upgrade
from selfeval.surveys.keys import KeyFolder

SETTLED = 60.0
"""Seconds that a server has to itself before dated work begins."""
LOOK = 300.0
"""Seconds between two looks at whether something is due."""
CLEARED = 30.0
"""Seconds in which what was deleted begins to vanish from files."""
SAID_AGAIN = 60.0
"""Seconds between two looks at whether this process still holds its place."""


def dated_works(settings: Settings, database: Database, keys: KeyFolder, presence: Presence) -> list[Work]:
    """What comes round in a server, beside watching the keys."""
    return [
        Work("holding the place of this server", SAID_AGAIN, presence.hold),
        Work(
            "the daily backup",
            LOOK,
            lambda: daily_backup(settings, database, keys),
            first=SETTLED,
            alone=True,
        ),
        Work(
            "deleting what has had its time",
            LOOK,
            lambda: keep_to_dates(database, keys),
            first=SETTLED,
            alone=True,
        ),
        Work("clearing what was deleted", CLEARED, lambda: _clear(settings, database, keys), alone=True),
    ]


def _clear(settings: Settings, database: Database, keys: KeyFolder) -> None:
    finish_deletions(database, keys)
    clear_traces(database, keys, settings.backups)


def bring_up_to_date(
    settings: Settings, database: Database, keys: KeyFolder, progress: Progress = lambda _: None
) -> None:
    """Migrates a database to this release, after a backup. Raises NewerDatabase, BackupFault."""
    revision = current(database)
    if revision is not None and revision != newest() and knows(revision):
        progress("This database is of an older release. A backup is made before it is brought to this one.")
        back_up(database, settings.backups, "upgrade", keys.journal.lines(), progress)
    upgrade(database)
