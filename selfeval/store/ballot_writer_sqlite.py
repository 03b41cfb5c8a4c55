"""Writing ballots on SQLite: one thread writes, and the ballots that are waiting go into one commit."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from typing import Any, cast

from selfeval.calendar.school_years import today
from selfeval.store.ballot_writer import (
    MOST_WAITING,
    FoundSlip,
    NewBallot,
    StoreOutcome,
    slip_and_group,
    slip_of_row,
)
from selfeval.store.ballots import CANCELLED, USED
from selfeval.store.database import Database

LOG = logging.getLogger(__name__)
TAKING = ("open", "closed")
"""States of a round in which ballots are taken, as long as its days allow it."""
MOST_TOGETHER = 200
"""Ballots in one commit; more wait for the next."""
PATIENCE = 60.0
"""Seconds after which someone who waits for the writer is told that nothing was stored."""

_SLIP = slip_and_group(":round_id", ":group_id", ":mac", ":day", is_sqlite=True)


@dataclass
class _Job:
    """Work for the writer's thread. `result` is what happens if the work does not end in a commit."""

    work: Callable[[sqlite3.Connection], Any]
    result: Any
    done: Event = field(default_factory=Event)


class SQLiteBallotWriter:
    """One thread with one connection; nobody is answered before the commit that holds their ballot."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._starting = Lock()

    def store(self, ballot: NewBallot) -> StoreOutcome:
        outcome: StoreOutcome = self._wait_for(_Job(partial(_store, ballot), "not_stored"))
        return outcome

    def find_slip(self, round_id: int, group_id: int, mac: bytes) -> FoundSlip:
        facts = {"round_id": round_id, "group_id": group_id, "mac": mac, "day": today().isoformat()}
        slip: FoundSlip = self._wait_for(_Job(partial(_find_slip, facts), FoundSlip("not_reached")))
        return slip

    def hold(self, ballot: NewBallot) -> None:
        self._wait_for(_Job(partial(_hold, ballot), None))

    def count_wrong(self, round_id: int, minute: int) -> int:
        tries: int = self._wait_for(_Job(partial(_count_wrong, (round_id, minute)), 0))
        return tries

    def close(self) -> None:
        with self._starting:
            if self._thread:
                self._waiting.put(None)
                self._thread.join(PATIENCE)
                self._thread = None

    def _wait_for(self, job: _Job) -> Any:
        if self._thread is None:
            self._start()
        self._waiting.put(job)
        job.done.wait(PATIENCE)
        return job.result

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = Thread(target=self._write, name="ballots", daemon=True)
                self._thread.start()

    def _write(self) -> None:
        connection = None
        while jobs := self._gathered():
            try:
                connection = connection or self._database.engine.raw_connection()
                _together(cast(sqlite3.Connection, connection.driver_connection), jobs)
            except Exception:
                LOG.exception("Waiting ballots were not stored")
                if connection:
                    connection.invalidate()
                    connection = None
            finally:
                for job in jobs:
                    job.done.set()
        if connection:
            connection.close()

    def _gathered(self) -> list[_Job]:
        """What is waiting now, at least one; nothing when the writer is to stop."""
        jobs: list[_Job] = []
        job = self._waiting.get()
        while job is not None:
            jobs.append(job)
            if len(jobs) == MOST_TOGETHER:
                break
            try:
                job = self._waiting.get_nowait()
            except Empty:
                break
        else:
            if jobs:
                self._waiting.put(None)  # finish these first, then stop
        return jobs


def _together(connection: sqlite3.Connection, jobs: list[_Job]) -> None:
    """One transaction for all; a job's result is set only once it is on disk.

    If one of them fails, nothing of all is kept, and they begin again, each apart from the others.
    """
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            results = [job.work(connection) for job in jobs]
        except Exception:
            if not connection.in_transaction:
                raise
            connection.execute("ROLLBACK")
            connection.execute("BEGIN IMMEDIATE")
            results = [_alone(connection, job) for job in jobs]
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        LOG.error("%d waiting ballots were not stored: %s", len(jobs), error)
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        return
    for job, result in zip(jobs, results, strict=True):
        job.result = result


def _alone(connection: sqlite3.Connection, job: _Job) -> Any:
    """The result of one job; its fault undoes that job and no other."""
    connection.execute("SAVEPOINT one")
    try:
        result = job.work(connection)
    except Exception as error:
        if not connection.in_transaction:
            raise
        LOG.error("A ballot was not stored: %s", error)
        connection.execute("ROLLBACK TO one")
        result = job.result
    connection.execute("RELEASE one")
    return result


_HERE = """EXISTS (SELECT 1 FROM receipts WHERE round_id = ? AND receipt = ?),
    EXISTS (SELECT 1 FROM ballots WHERE key = ?)"""
"""Whether this ballot has come before, and whether it has under another receipt: then it is a copy."""


def _here(ballot: NewBallot) -> tuple[int, bytes, bytes]:
    return ballot.round_id, ballot.receipt, ballot.key


def _store(ballot: NewBallot, connection: sqlite3.Connection) -> StoreOutcome:
    """The writer's lock is held, so that nothing changes between looking and storing."""
    if ballot.allowance is not None:
        return _store_in_lesson(ballot, ballot.allowance, connection)
    repeated, copied, round_state, slip_state = connection.execute(
        f"SELECT {_HERE}, (SELECT state FROM rounds WHERE id = ?),"  # noqa: S608
        " (SELECT state FROM slips WHERE round_id = ? AND mac = ? AND group_id = ?)",
        (*_here(ballot), ballot.round_id, ballot.round_id, ballot.mac, ballot.group_id),
    ).fetchone()
    if repeated or copied:
        return "thanked" if repeated else "unfit"
    if round_state not in TAKING or not ballot.takes:
        return "closed"
    if slip_state is None:
        return "unknown"
    if slip_state == USED:
        return "used"
    connection.execute(
        "UPDATE slips SET state = ? WHERE round_id = ? AND mac = ?", (USED, ballot.round_id, ballot.mac)
    )
    return _insert(ballot, connection, late=slip_state == CANCELLED)


def _store_in_lesson(ballot: NewBallot, allowance: int, connection: sqlite3.Connection) -> StoreOutcome:
    lesson = (ballot.round_id, ballot.mac, ballot.group_id)
    repeated, copied, round_state = connection.execute(
        f"SELECT {_HERE}, (SELECT state FROM rounds WHERE id = ?)",  # noqa: S608
        (*_here(ballot), ballot.round_id),
    ).fetchone()
    if repeated or copied:
        return "thanked" if repeated else "unfit"
    if round_state not in TAKING or not ballot.takes:
        return "closed"
    lesson_row = connection.execute(
        "SELECT taken, cancelled, ends_at FROM lessons WHERE round_id = ? AND pass_mac = ? AND group_id = ?",
        lesson,
    ).fetchone()
    if lesson_row is None:
        return "unknown"
    taken, cancelled, ends_at = lesson_row
    if taken >= allowance:
        return "full"
    connection.execute(
        "UPDATE lessons SET taken = taken + 1 WHERE round_id = ? AND pass_mac = ? AND group_id = ?", lesson
    )
    late = bool(cancelled) or (ends_at is not None and ends_at < ballot.late_if_ended_by)
    return _insert(ballot, connection, late=late)


def _insert(ballot: NewBallot, connection: sqlite3.Connection, *, late: bool) -> StoreOutcome:
    connection.execute(
        "INSERT INTO receipts (round_id, receipt) VALUES (?, ?)", (ballot.round_id, ballot.receipt)
    )
    connection.execute(
        "INSERT INTO ballots (key, round_id, group_id, sealed, late) VALUES (?, ?, ?, ?, ?)",
        (ballot.key, ballot.round_id, ballot.group_id, ballot.sealed, late),
    )
    return "thanked"


def _hold(ballot: NewBallot, connection: sqlite3.Connection) -> None:
    right = (ballot.round_id, ballot.mac, ballot.group_id)
    connection.execute(
        "INSERT OR IGNORE INTO waiting (round_id, receipt, group_id) SELECT ?, ?, ?"
        " WHERE (SELECT count(*) FROM waiting WHERE round_id = ?) < ? AND ("
        "EXISTS (SELECT 1 FROM slips WHERE round_id = ? AND mac = ? AND group_id = ? AND state <> ?)"
        " OR EXISTS (SELECT 1 FROM lessons WHERE round_id = ? AND pass_mac = ? AND group_id = ?))",
        (
            *(ballot.round_id, ballot.receipt, ballot.group_id),
            *(ballot.round_id, MOST_WAITING),
            *(*right, USED),
            *right,
        ),
    )


def _find_slip(slip: dict[str, Any], connection: sqlite3.Connection) -> FoundSlip:
    return slip_of_row(connection.execute(_SLIP, slip).fetchone())


def _count_wrong(minute: tuple[int, int], connection: sqlite3.Connection) -> int:
    tries: int = connection.execute(
        "INSERT INTO wrong_tries (round_id, minute, tries) VALUES (?, ?, 1)"
        " ON CONFLICT (round_id, minute) DO UPDATE SET tries = tries + 1 RETURNING tries",
        minute,
    ).fetchone()[0]
    return tries
