"""The ballot box: whether a slip is good, and a ballot on its way in."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Semaphore
from typing import Literal

from selfeval.store.ballot_writer import BallotWriter, FoundSlip, NewBallot
from selfeval.store.ballot_writer_postgresql import PostgreSQLBallotWriter
from selfeval.store.ballot_writer_sqlite import SQLiteBallotWriter
from selfeval.store.database import Database
from selfeval.surveys import lessons
from selfeval.surveys.asked_groups import AskedGroup, AskedGroups, fits, is_word, most_of_lesson
from selfeval.surveys.full_lessons import FullLessons
from selfeval.surveys.keys import KeyFolder, KeyMissing
from selfeval.surveys.lessons import BallotOutcome, LessonState, SlipState
from selfeval.surveys.sealing import (
    BALLOTS_OF_GROUPS,
    PASS,
    NotOpened,
    ballot_key,
    info_of_slip,
    normal_slip,
    open_sealed,
    pad,
    pass_mac,
    receipt_mac,
    seal,
    sealed_size,
    slip_mac,
    unpad,
)

RECEIPT_BYTES = 16
DOUBTED_FOR = 300.0
"""Seconds for which a ballot that could not be stored means that none can be, unless one is stored."""
LessonAct = Literal["look", "start", "end"]
_AT_LESSON: Mapping[LessonAct, Callable[[Database, AskedGroup, bytes, str], LessonState]] = {
    "look": lessons.look,
    "start": lessons.start_tablet,
    "end": lessons.end_lesson,
}


@dataclass(frozen=True)
class Payload:
    """One ballot as it arrived: sealed on the tablet, or as the answers of both parts, to be sealed here."""

    slip: str
    """In tablet mode the pass of the tablet."""
    receipt: bytes
    sealed: bytes | None = None
    answers: str = ""
    sealed_slip: bytes | None = None
    """In place of the slip, where a ballot has waited on a tablet: sealed for this ballot alone."""


class BallotBox:
    """What answering works with; one for each process, safe to use from many threads."""

    def __init__(self, database: Database, keys: KeyFolder) -> None:
        """On SQLite one thread writes; on PostgreSQL a ballot is one statement."""
        self.database = database
        self.keys = keys
        self.writer: BallotWriter = (
            SQLiteBallotWriter(database) if database.is_sqlite else PostgreSQLBallotWriter(database)
        )
        self.groups = AskedGroups(database)
        self.throttle = SlipThrottle(self.writer)
        self.full_lessons = FullLessons()
        self.refused_at: float | None = None
        """By `time.monotonic`: when the last ballot came, if it could not be stored."""

    @property
    def stores(self) -> bool:
        """Whether the last ballot of late could be stored, as far as this process knows."""
        return self.refused_at is None or time.monotonic() - self.refused_at > DOUBTED_FOR

    def close(self) -> None:
        """Stores what is waiting and stops."""
        self.writer.close()

    def check_slip(self, group: AskedGroup, typed: str) -> SlipState:
        """Whether this slip can be used here now; in tablet mode a pass or an adult's code."""
        if group.start != "open":
            return group.start
        if is_word(typed):
            return "practice"
        pepper = self._pepper(group)
        if pepper is None:
            return "no_key"
        if group.tablets and PASS.fullmatch(typed):
            return lessons.look_at_pass(self.database, group, pepper, typed).state
        if group.tablets:
            state = self.at_lesson(group, typed, "look").state
            return "adult" if state == "ok" else state
        mac = _mac(group, pepper, typed)
        return "unknown" if mac is None else self._find_slip(group, mac).use

    def look_at_slip(self, group: AskedGroup, typed: str) -> tuple[AskedGroup | None, SlipState]:
        """The group as it is at this moment, and whether this slip can be used there: one look at both.

        `group`: as it is remembered; None comes back where it is not there any more.
        """
        pepper = None if group.tablets or group.start != "open" or is_word(typed) else self._pepper(group)
        mac = None if pepper is None else _mac(group, pepper, typed)
        if mac is not None:
            looked_at = self.groups.clock()
            slip = self._find_slip(group, mac)
            if self.groups.confirm(group, slip.group, looked_at):
                return group, slip.use
        now = self.groups.read(group.code, group.number)
        return now, "closed" if now is None else self.check_slip(now, typed)

    def _find_slip(self, group: AskedGroup, mac: bytes) -> FoundSlip:
        slip = self.writer.find_slip(group.round_id, group.group_id, mac)
        if slip.use == "unknown":
            self.throttle.slow_down(group.round_id)
        return slip

    def at_lesson(self, group: AskedGroup, typed: str, act: LessonAct) -> LessonState:
        """What an adult does with the code of their card: looks at a lesson, starts a tablet, or ends it."""
        if not group.tablets:
            return LessonState("unknown")
        if group.start != "open":
            return LessonState(group.start)
        pepper = self._pepper(group)
        if pepper is None:
            return LessonState("no_key")
        adult_code = normal_slip(typed, group.form)
        if adult_code is None:
            return LessonState("unknown")
        lesson = _AT_LESSON[act](self.database, group, pepper, adult_code)
        if lesson.state == "unknown":
            self.throttle.slow_down(group.round_id)
        return lesson

    def cast(self, group: AskedGroup, payload: Payload) -> BallotOutcome:
        """Takes a ballot. A receipt that was stored before is thanked again, even after the round closed."""
        if group.stage == "not_yet":
            return "not_yet"
        pepper = self._pepper(group)
        if pepper is None or group.public_key is None:
            return "closed" if group.stage == "closed" else "no_key"
        try:
            slip = payload.slip if payload.sealed_slip is None else self._opened_slip(group, payload)
        except KeyMissing:
            return "no_key"
        except NotOpened:
            return "unfit"
        mac = _mac(group, pepper, slip)
        if mac is None:
            return "unknown"
        sealed = _sealed(group, group.public_key, payload)
        if sealed is None or len(payload.receipt) != RECEIPT_BYTES:
            return "unfit"
        bound = group.form >= BALLOTS_OF_GROUPS
        receipt = payload.receipt
        if bound and payload.sealed is not None:  # what is sealed here may come again under another card
            receipt = receipt_mac(pepper, mac, receipt)
        ballot = NewBallot(
            round_id=group.round_id,
            group_id=group.group_id,
            mac=mac,
            receipt=receipt,
            sealed=sealed,
            key=ballot_key(group.round_id, sealed, group.group_id if bound else None),
            takes=group.stage in ("open", "late"),
            allowance=most_of_lesson(group.roll) if group.tablets else None,
            late_if_ended_by=group.late_if_ended_by if group.tablets else 0,
        )
        if group.stage == "paused":
            self.writer.hold(ballot)
            return "paused"
        outcome = self.writer.store(ballot)
        self.refused_at = time.monotonic() if outcome == "not_stored" else None
        if outcome == "unknown":
            self.throttle.slow_down(group.round_id)
        if outcome == "full":
            self.full_lessons.note(group.round_id, receipt)
        return outcome

    def _opened_slip(self, group: AskedGroup, payload: Payload) -> str:
        """What a tablet has sealed with this ballot. Raises KeyMissing; NotOpened for that of another one."""
        info = info_of_slip(group.info, payload.receipt, payload.sealed or b"")
        private = self.keys.read(group.code, group.public_key).private
        return unpad(open_sealed(payload.sealed_slip or b"", private, info))

    def _pepper(self, group: AskedGroup) -> bytes | None:
        return None if group.public_key is None else self.keys.pepper(group.code, group.public_key)


def _mac(group: AskedGroup, pepper: bytes, typed: str) -> bytes | None:
    """The HMAC of what a ballot comes under: a slip or a tablet's pass; None for what can be neither."""
    if group.tablets:
        return pass_mac(pepper, group.code, typed) if PASS.fullmatch(typed) else None
    slip = normal_slip(typed, group.form)
    return None if slip is None else slip_mac(pepper, group.code, slip)


def _sealed(group: AskedGroup, public_key: bytes, payload: Payload) -> bytes | None:
    """The sealed ballot, or None for one that cannot be of this group: what is sealed shows its size only."""
    sealed = payload.sealed
    if sealed is not None:
        return sealed if len(sealed) == sealed_size(len(group.accepted)) and sealed[:1] == b"\x04" else None
    if not fits(group.accepted, payload.answers):
        return None
    return seal(pad(payload.answers), public_key, group.info)


MOST_DELAYED = 4
"""Wrong tries that wait at the same time; more are answered at once, so that threads are left for others."""
FREE_TRIES = 10
"""Wrong tries in a minute at one round that nobody waits for: a class types, and mistypes."""
LONGEST_DELAY = 4.0


def delay_after(tries: int) -> float:
    """Seconds that the next wrong slip of this minute waits for its answer."""
    if tries <= FREE_TRIES:
        return 0.0
    return min(LONGEST_DELAY, 0.5 * 2.0 ** ((tries - FREE_TRIES - 1) // 5))


class SlipThrottle:
    """Slows down whoever tries slips; one for each process."""

    def __init__(self, writer: BallotWriter) -> None:
        self._writer = writer
        self._seats = Semaphore(MOST_DELAYED)

    def slow_down(self, round_id: int) -> None:
        """Counts a wrong try in the database, for all workers alike, and lets it wait."""
        seconds = delay_after(self._writer.count_wrong(round_id, int(time.time() // 60)))
        if seconds and self._seats.acquire(blocking=False):
            try:
                time.sleep(seconds)
            finally:
                self._seats.release()
