"""One group of one round as answering sees it, remembered for a moment: a ballot reads nothing."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Semaphore
from typing import Any

from selfeval.calendar.school_years import today
from selfeval.questionnaires.model import SKIPPED, Definition
from selfeval.store.ballot_writer import BallotWriter
from selfeval.store.database import Database
from selfeval.store.surveys import Round, round_and_group
from selfeval.surveys.plan import Stage, Start, stage_of, start_at
from selfeval.surveys.sealing import info_of, padded_size

REMEMBERED_FOR = 2.0
"""Seconds; a round that is closed stops taking answers after so long at the latest."""
MOST_REMEMBERED = 4_096
CODE = re.compile(r"[a-z0-9]{6}")
MOST_GROUPS = 9_999


def asked_of(about: Definition, years: Sequence[int]) -> tuple[bool, ...]:
    """For each about-you question of a round, whether a group is asked it: merged years as their youngest."""
    return tuple(not item.years or (bool(years) and min(years) in item.years) for item in about.items)


def fits(definition: Definition, about: Definition, asked: Sequence[bool], answers: str) -> bool:
    """Whether the answers of a ballot, both parts, are answers to what this group was asked."""
    end = len(definition.items)
    return (
        definition.accepts(answers[:end])
        and about.accepts(answers[end:])
        and all(may or given == SKIPPED for may, given in zip(asked, answers[end:], strict=True))
    )


@dataclass(frozen=True)
class Place:
    """What the address on a card stands for."""

    round_id: int
    group_id: int
    code: str
    number: int
    tablets: bool
    roll: int
    state: str
    paused: bool
    opens_on: dt.date
    closes_on: dt.date
    public_key: bytes | None
    definition: Definition
    about: Definition
    asked: tuple[bool, ...]
    """For each about-you question of the round, whether this group is asked it."""

    @property
    def length(self) -> int:
        """Answers in a ballot, both parts."""
        return len(self.definition.items) + len(self.about.items)

    @property
    def size(self) -> int:
        """Bytes of a padded ballot before it is sealed."""
        return padded_size(self.length)

    @property
    def info(self) -> bytes:
        return info_of(self.code, self.definition.digest, self.about.digest)

    def stage(self, on: dt.date) -> Stage:
        return stage_of(self.state, self.paused, self.opens_on, self.closes_on, on)

    def fits(self, answers: str) -> bool:
        """Whether these can be the answers of someone in this group."""
        return fits(self.definition, self.about, self.asked, answers)

    def encode(self, answers: Mapping[str, str], about: Mapping[str, str]) -> str:
        """Item id -> option id, both parts, as the answers of a ballot. Raises KeyError for an unknown id."""
        return self.definition.encode(answers) + self.about.encode(about)


class Places:
    """Looks places up in the database, each once in two seconds at most."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seen: dict[tuple[str, int], tuple[float, Place | None]] = {}

    def find(self, code: str, number: int) -> Place | None:
        """None for an address that stands for nothing, and for one that no card can have."""
        if not CODE.fullmatch(code) or number > MOST_GROUPS:
            return None
        now = time.monotonic()
        seen = self._seen.get((code, number))
        if seen and 0 <= now - seen[0] < REMEMBERED_FOR:
            return seen[1]
        place = self._read(code, number)
        if len(self._seen) >= MOST_REMEMBERED:
            self._seen.clear()
        self._seen[code, number] = (now, place)
        return place

    def _read(self, code: str, number: int) -> Place | None:
        with self._database.reading() as session:
            row = round_and_group(session, code, number)
            if row is None:
                return None
            round_, group = row
            about = round_.about
            return Place(
                round_id=round_.id,
                group_id=group.id,
                code=round_.code,
                number=group.number,
                tablets=group.tablets,
                roll=group.roll,
                state=round_.state,
                paused=round_.survey.paused,
                opens_on=round_.survey.opens_on,
                closes_on=round_.survey.closes_on,
                public_key=round_.public_key,
                definition=round_.definition,
                about=about,
                asked=asked_of(about, group.years),
            )


WORD = "PRACTICE"
"""What a practice card says in place of a slip, the same on all: no slip can be it, for no slip has an I."""


def is_word(typed: str) -> bool:
    """Whether somebody has typed the word of the practice cards, as a slip may be typed."""
    return "".join(filter(str.isalnum, typed)).upper() == WORD


def can_practise(round_: Round) -> bool:
    """From the plan to the last day; also while it has a break."""
    survey = round_.survey
    stage = stage_of(round_.state, survey.paused, survey.opens_on, survey.closes_on, today())
    return state_of(start_at(stage)) == "open"


def practice_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """What a tablet is told of its group when it practises: no key, and open before the first day, too."""
    return {**document, "state": state_of(document["state"]), "public_key": ""}


def state_of(start: Start) -> Start:
    """What becomes of practice, by what becomes of somebody who would begin to answer."""
    return "closed" if start == "closed" else "open"


HELD_BACK = 4
"""Wrong tries that wait at the same time; more are answered at once, so that threads are left for others."""
FREE_TRIES = 10
"""Wrong tries in a minute at one round that nobody waits for: a class types, and mistypes."""
LONGEST_DELAY = 4.0


def delay_after(tries: int) -> float:
    """Seconds that the next wrong slip of this minute waits for its answer."""
    if tries <= FREE_TRIES:
        return 0.0
    return min(LONGEST_DELAY, 0.5 * 2.0 ** ((tries - FREE_TRIES - 1) // 5))


class WaitingRoom:
    """Where wrong tries wait; one for each process."""

    def __init__(self, writer: BallotWriter) -> None:
        self._writer = writer
        self._seats = Semaphore(HELD_BACK)

    def hold_back(self, round_id: int) -> None:
        """Counts a wrong try in the database, for all workers alike, and lets it wait."""
        seconds = delay_after(self._writer.count_wrong(round_id, int(time.time() // 60)))
        if seconds and self._seats.acquire(blocking=False):
            try:
                time.sleep(seconds)
            finally:
                self._seats.release()
