"""One group of one round as answering sees it, remembered for a moment: a ballot reads nothing."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from selfeval.calendar.school_years import now, today
from selfeval.questionnaires.model import SKIPPED, Definition, Words
from selfeval.store.ballot_writer import AskedRow, groups_now
from selfeval.store.database import Database, DatabaseFault
from selfeval.store.surveys import Round, StoredDefinition
from selfeval.surveys.plan import Stage, Start, stage_of, start_at
from selfeval.surveys.sealing import info_of, padded_size

REMEMBERED_FOR = 2.0
"""Seconds; a round that is closed, or whose last day ends, takes no more answers after so long at most."""
LOOKED_AGAIN_AFTER = 1.0
"""Seconds after which all that are remembered are looked at again together, so that nobody waits for one."""
KEPT_FOR = 60.0
"""Seconds for which a group is remembered that nobody asks for."""
MOST_REMEMBERED = 4_096
CODE = re.compile(r"[a-z0-9]{6}")
MOST_GROUPS = 9_999
SPARE_SLIPS = 30
"""Slips beyond the roll that one print run may hold, for cards that get lost."""
LESSON_SPARES = 6
"""Ballots beyond the roll that one lesson may bring, for a roll that is a little short."""
GRACE = 60 * 60
"""Seconds after a lesson in which ballots still come as expected; later ones are flagged."""


def asked_of(about: Definition, years: Sequence[int]) -> tuple[bool, ...]:
    """For each about-you question of a round, whether a group is asked it: merged years as their youngest."""
    return tuple(not item.years or (bool(years) and min(years) in item.years) for item in about.items)


def accepted_answers(
    definition: Definition, about: Definition, asked: Sequence[bool]
) -> tuple[frozenset[str], ...]:
    """For each question of a ballot, both parts, the characters that a group may answer it with."""
    scored = [{SKIPPED, *definition.characters(item).values()} for item in definition.items]
    personal = [
        {SKIPPED, *about.characters(item).values()} if is_asked else {SKIPPED}
        for item, is_asked in zip(about.items, asked, strict=True)
    ]
    return tuple(map(frozenset, scored + personal))


def fits(accepted: Sequence[frozenset[str]], answers: str) -> bool:
    """Whether the answers of a ballot, both parts, are answers to what a group was asked."""
    return len(answers) == len(accepted) and all(map(frozenset.__contains__, accepted, answers))


def with_spares(roll: int) -> int:
    """Cards that a group may have: everyone and some, so that no class is cut off."""
    return roll + max(SPARE_SLIPS, roll // 5)


def most_of_lesson(roll: int) -> int:
    """Ballots that one lesson may bring: everyone and a few. For more a new card is asked for."""
    return roll + max(LESSON_SPARES, roll // 5)


@dataclass(frozen=True)
class AskedGroup:
    """What the address on a card stands for, at the moment at which it was read."""

    round_id: int
    group_id: int
    code: str
    number: int
    name: str
    roll: int
    tablets: bool
    stage: Stage
    public_key: bytes | None
    definition: Definition
    own_words: Mapping[str, Words] | None
    """Language -> words of a questionnaire of one's own; None for those of the library."""
    about: Definition
    asked: tuple[bool, ...]
    """For each about-you question of the round, whether this group is asked it."""
    accepted: tuple[frozenset[str], ...]
    """For each question, both parts, the characters it may be answered with."""
    form: int
    """Of its ballots: what they are bound to (`info_of`)."""
    info: bytes
    """What a ballot is bound to when it is sealed."""
    school: str
    invented: bool
    """The school is made up."""
    title: str
    adult: str
    readers: tuple[str, ...]
    """The partnerships that read what is released."""
    accepted_languages: tuple[tuple[str, str], ...]
    """Beside English, each with what tells the school's own texts in it apart."""
    has_recordings: bool
    """The school has read some texts aloud."""
    opens_on: dt.date
    closes_on: dt.date
    as_read: tuple[dt.date, AskedRow]
    """The day, and the row it was made from: while both are the same, so is the group."""

    @property
    def languages(self) -> dict[str, str]:
        """Those that were accepted beside English -> what tells the school's own texts in it apart."""
        return dict(self.accepted_languages)

    @property
    def late_if_ended_by(self) -> int:
        """Seconds since 1970: ballots of a lesson that had ended at this moment are flagged as late."""
        return int(now().timestamp()) - GRACE

    @property
    def size(self) -> int:
        """Bytes of a padded ballot before it is sealed."""
        return padded_size(len(self.accepted))

    @property
    def start(self) -> Start:
        """What somebody who has not begun is told."""
        return start_at(self.stage)


@dataclass
class _Remembered:
    """A group, or that there is none, and since when this is believed and wanted."""

    group: AskedGroup | None
    read_at: float
    used_at: float


class AskedGroups:
    """Looks groups up in the database, each once in two seconds at most.

    A group stays the same object until it changes, so that what is made of it may be kept beside it.
    """

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._database = database
        self._remembered: dict[tuple[str, int], _Remembered] = {}
        self._looking = Lock()
        self._definitions: dict[str, tuple[Definition, Mapping[str, Words] | None]] = {}
        self._accepted: dict[tuple[str, str, tuple[bool, ...]], tuple[frozenset[str], ...]] = {}
        """By the digests of both parts and what is asked about people: the same for hundreds of groups."""

    def find(self, code: str, number: int) -> AskedGroup | None:
        """None for an address that stands for nothing, and for one that no card can have."""
        seen = self._remembered.get((code, number))
        if seen is None:
            return self.read(code, number)
        seen.used_at = self.clock()
        age = seen.used_at - seen.read_at
        if age >= LOOKED_AGAIN_AFTER:
            self._look_again(wait=age >= REMEMBERED_FOR)
            seen = self._remembered.get((code, number))
            if seen is None or self.clock() - seen.read_at >= REMEMBERED_FOR:
                return self.read(code, number)
        return seen.group

    def read(self, code: str, number: int) -> AskedGroup | None:
        """The same as it is at this moment."""
        if not CODE.fullmatch(code) or number > MOST_GROUPS:
            return None
        read_at = self.clock()
        rows = groups_now(self._database, [code])
        if len(self._remembered) >= MOST_REMEMBERED:
            self._remembered.clear()
        groups: dict[tuple[str, int], AskedGroup | None] = {(code, number): None}
        for address, row in rows.items():  # with the others of its round, which answer on the same day
            seen = self._remembered.get(address)
            same = seen.group if seen and _is_as_read(seen.group, row) else None
            groups[address] = same or self._asked_group(row)
        self._remembered |= {
            address: _Remembered(group, read_at, read_at) for address, group in groups.items()
        }
        return groups[code, number]

    def confirm(self, group: AskedGroup, row: AskedRow | None, read_at: float) -> bool:
        """Whether a group is as it was, by its row read after a moment; then it is believed from there on."""
        if not _is_as_read(group, row):
            return False
        seen = self._remembered.get((group.code, group.number))
        if seen is not None and seen.group is group:
            seen.read_at = max(seen.read_at, read_at)
        return True

    def forget(self) -> None:
        """As if two seconds had passed."""
        self._remembered.clear()

    def _look_again(self, *, wait: bool) -> None:
        """At all that are remembered for so long, in one statement; without `wait` only if nobody does."""
        if not self._looking.acquire(blocking=wait):
            return
        try:
            moment = self.clock()
            old = {
                address: seen
                for address, seen in self._remembered.copy().items()
                if moment - seen.read_at >= LOOKED_AGAIN_AFTER
            }
            wanted = {code for (code, _), seen in old.items() if moment - seen.used_at < KEPT_FOR}
            rows = groups_now(self._database, wanted) if wanted else {}
            for address, seen in old.items():
                if _is_as_read(seen.group, rows.get(address)):
                    seen.read_at = max(seen.read_at, moment)
                else:
                    self._remembered.pop(address, None)
        except DatabaseFault:
            if wait:
                raise
        finally:
            self._looking.release()

    def _asked_group(self, row: AskedRow) -> AskedGroup:
        definition, own_words = self._definition(row.digest)
        about, _ = self._definition(row.about_digest)
        asked = asked_of(about, row.years)
        kind = (row.digest, row.about_digest, asked)
        if kind not in self._accepted:
            self._accepted[kind] = accepted_answers(definition, about, asked)
        return group_of_row(row, definition, own_words, about, asked, self._accepted[kind])

    def _definition(self, digest: str) -> tuple[Definition, Mapping[str, Words] | None]:
        """What a round froze under a digest never changes."""
        if digest not in self._definitions:
            with self._database.reading() as session:
                row = session.get_one(StoredDefinition, digest)
                self._definitions[digest] = row.definition, row.own_words
        return self._definitions[digest]


def group_of_row(
    row: AskedRow,
    definition: Definition,
    own_words: Mapping[str, Words] | None,
    about: Definition,
    asked: tuple[bool, ...],
    accepted: tuple[frozenset[str], ...],
) -> AskedGroup:
    """A group by its row, and by what is asked in it, as it is today."""
    day = today()
    return AskedGroup(
        round_id=row.round_id,
        group_id=row.group_id,
        code=row.code,
        number=row.number,
        name=row.name,
        roll=row.roll,
        tablets=row.tablets,
        stage=stage_of(row.state, row.paused, row.opens_on, row.closes_on, day),
        public_key=row.public_key,
        definition=definition,
        own_words=own_words,
        about=about,
        asked=asked,
        accepted=accepted,
        form=row.form,
        info=info_of(row.code, row.digest, row.about_digest, row.form, row.number),
        school=row.school,
        invented=row.invented,
        title=row.title,
        adult=row.adult,
        readers=tuple(row.readers.splitlines()),
        accepted_languages=tuple(_language(line) for line in row.languages.splitlines()),
        has_recordings=bool(row.recordings),
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        as_read=(day, row),
    )


def _language(line: str) -> tuple[str, str]:
    """A line of the row: a code, and the digest of the school's own texts, which may be empty."""
    code, _, digest = line.partition(" ")
    return code, digest


def _is_as_read(group: AskedGroup | None, row: AskedRow | None) -> bool:
    return group is not None and row is not None and group.as_read == (today(), row)


WORD = "PRACTICE"
"""What a practice card says in place of a slip, the same on all: no slip can be it, for no slip has an I."""


def is_word(typed: str) -> bool:
    """Whether somebody has typed the word of the practice cards, as a slip may be typed."""
    return "".join(filter(str.isalnum, typed)).upper() == WORD


def can_practise(round_: Round) -> bool:
    """From the plan to the last day; also while it has a break."""
    survey = round_.survey
    stage = stage_of(round_.state, survey.paused, survey.opens_on, survey.closes_on, today())
    return practice_state(start_at(stage)) == "open"


def practice_state(start: Start) -> Start:
    """What becomes of practice, by what becomes of somebody who would begin to answer."""
    return "closed" if start == "closed" else "open"
