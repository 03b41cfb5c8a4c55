"""Dated work: what the service does by itself when its date has come, in one process of all."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event, Thread

from selfeval.calendar.school_years import now
from selfeval.operations.backups import daily_backup
from selfeval.operations.deletion import clear_traces, finish_deletions, keep_to_dates
from selfeval.settings import Settings
from selfeval.store.backup import back_up
from selfeval.store.backup_file import Progress
from selfeval.store.ballots import arrived, mix
from selfeval.store.database import Database, Presence, Taken, only_one
from selfeval.store.migrations import current, knows, newest, upgrade
from selfeval.surveys.keys import KeyFolder

LOG = logging.getLogger(__name__)
PATIENCE = 3.0
"""Seconds that work in hand has to finish when the server stops."""


@dataclass(frozen=True)
class ScheduledTask:
    """Something to do again and again. What is dated looks for itself whether its date has come."""

    name: str
    every: float
    """Seconds from the end of one turn to the next."""
    do: Callable[[], object]
    first: float = 0.0
    """Seconds from the start to the first turn."""
    alone: bool = False
    """Only one process does it at a time, of all that share the database."""


@dataclass(frozen=True)
class Failure:
    """Work that has ended in an error, and goes on failing since."""

    since: dt.datetime
    kind: str


class Schedule:
    """One thread. It sleeps until something is due; a fault in one work stops no other."""

    def __init__(
        self,
        name: str,
        database: Database,
        tasks: Sequence[ScheduledTask],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self.database = database
        self.clock = clock
        self.failures: dict[str, Failure] = {}
        self._due = [(clock() + work.first, work) for work in tasks]
        self._stop = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        self._thread = Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Begins nothing more, and waits a little for what is being done: all of it may be cut off."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(PATIENCE)

    def turn(self) -> float:
        """Does what is due; gives the seconds until something is due again."""
        for place, (at, work) in enumerate(self._due):
            if at <= self.clock() and not self._stop.is_set():
                self._do(work)
                self._due[place] = (self.clock() + work.every, work)
        return max(0.0, min(at for at, _ in self._due) - self.clock())

    def _run(self) -> None:
        while not self._stop.wait(self.turn()):
            pass

    def _do(self, work: ScheduledTask) -> None:
        try:
            if work.alone:
                with only_one(self.database, "dated work", 0):
                    work.do()
            else:
                work.do()
        except Taken:
            return  # another process is at it
        except Exception as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
            if work.name not in self.failures:  # said once, not every minute
                LOG.error("%s failed: %s", work.name.capitalize(), reason)
            since = self.failures[work.name].since if work.name in self.failures else now()
            self.failures[work.name] = Failure(since, reason)
        else:
            self.failures.pop(work.name, None)


SETTLED = 60.0
"""Seconds that a server has to itself before dated work begins."""
LOOK_EVERY = 300.0
"""Seconds between two looks at whether something is due."""
CLEARED = 30.0
"""Seconds in which what was deleted begins to vanish from files."""
SAID_AGAIN = 60.0
"""Seconds between two looks at whether this process still holds its place."""


def scheduled_tasks(
    settings: Settings, database: Database, keys: KeyFolder, presence: Presence
) -> list[ScheduledTask]:
    """What comes round in a server, beside watching the keys."""
    return [
        ScheduledTask("holding the place of this server", SAID_AGAIN, presence.hold),
        ScheduledTask(
            "the daily backup",
            LOOK_EVERY,
            lambda: daily_backup(settings, database, keys),
            first=SETTLED,
            alone=True,
        ),
        ScheduledTask(
            "deleting what has had its time",
            LOOK_EVERY,
            lambda: keep_to_dates(database, keys),
            first=SETTLED,
            alone=True,
        ),
        ScheduledTask("mixing what has come in", MIX_EVERY, Mixing(database).turn, alone=True),
        ScheduledTask(
            "clearing what was deleted", CLEARED, lambda: _clear(settings, database, keys), alone=True
        ),
    ]


MIX_EVERY = 10.0
"""Seconds between two looks at whether ballots have come in."""
MIX_AT_MOST = 20
"""So many times as long as mixing took, none follows: ballots wait in one of twenty moments at most."""


class Mixing:
    """Takes the order of arrival from slips, receipts and ballots soon after they have come in."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self.database, self.clock = database, clock
        self._mixed = 0
        self._next = 0.0

    def turn(self) -> None:
        """Mixes what is kept, if something has come in since."""
        begun = self.clock()
        if begun < self._next:
            return
        with self.database.reading() as session:
            number = arrived(session)
        if number != self._mixed and mix(self.database):
            self._mixed = number
            self._next = begun + MIX_AT_MOST * (self.clock() - begun)


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
        back_up(database, settings.backups, "upgrade", keys.journal.lines(), progress, keys.signing())
    upgrade(database)
