"""Tablet mode: an adult's card starts the tablets of a group for one lesson.

Children then follow each other.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import now, today
from selfeval.store.ballot_writer import SlipUse, StoreOutcome
from selfeval.store.ballots import Lesson, ballots_by_group, cancel_lessons, lesson_by_code, lesson_by_pass
from selfeval.store.database import Database, DatabaseFault
from selfeval.store.schools_and_accounts import note
from selfeval.store.surveys import Group, Round, hold
from selfeval.surveys.asked_groups import AskedGroup
from selfeval.surveys.keys import KeyFolder
from selfeval.surveys.opening import SlipsRefused, pepper_for
from selfeval.surveys.sealing import adult_code_mac, hand_on_number, new_slip, pass_mac, pass_of

BallotOutcome = StoreOutcome | Literal["not_yet", "paused", "unfit", "no_key"]
"""Only `thanked` means that a ballot is stored; after `paused`, `no_key` and `not_stored` try again.

`full`: its lesson has brought as many ballots as one lesson may.
"""
SlipState = SlipUse | Literal["adult", "practice", "ended", "closed", "not_yet", "paused", "no_key"]
"""`not_reached`: nothing is known, the database could not be asked. `practice`: the word of practice cards.

In tablet mode `adult`: an adult's code, and it is good; `ended`: the lesson is over.
"""
LESSON = 75 * 60
"""Seconds from the first tablet that is started until no more are."""
MOST_CARDS = 12
"""Adults' cards in one print run: one for each class that answers at the same time."""


@dataclass(frozen=True)
class LessonState:
    """What an adult's code or a tablet's pass is good for at this moment."""

    state: SlipState
    seconds: int | None = None
    """Until the lesson ends; None if no tablet has been started yet."""
    tablet_pass: str = ""
    """Only in the answer to starting."""
    number: int = 0
    """What an adult types to let the next child in; 0 where this is not theirs to know."""


def print_adult_cards(
    session: Session, keys: KeyFolder, round_: Round, group: Group, how_many: int, who: str
) -> list[str]:
    """Codes for so many adults' cards of a group, each good for one lesson. Raises SlipsRefused."""
    hold(session, group)
    session.refresh(round_)
    if not group.tablets:
        raise SlipsRefused(f"{group.name} answers with cards of their own. Print those.")
    if not 1 <= how_many <= MOST_CARDS:
        raise SlipsRefused(f"Print from 1 to {MOST_CARDS} adult’s cards: one for each class.")
    pepper = pepper_for(keys, round_, "An adult’s card can be printed")
    codes = [new_slip() for _ in range(how_many)]
    for code in codes:
        session.add(
            Lesson(
                round_id=round_.id,
                group_id=group.id,
                code_mac=adult_code_mac(pepper, round_.code, code),
                pass_mac=pass_mac(pepper, round_.code, pass_of(pepper, round_.code, code)),
            )
        )
    group.slips_printed_on = today()
    note(session, round_.school_id, who, "printed adult’s cards", f"{group.name}: {how_many}")
    session.flush()
    return codes


def stop_adult_cards(session: Session, group: Group, who: str) -> None:
    """Every card of a group that was handed out so far starts nothing any more; late ballots are flagged."""
    hold(session, group)
    cancel_lessons(session, group.id)
    note(session, group.school_id, who, "stopped adult’s cards", group.name)
    session.flush()


def look(database: Database, group: AskedGroup, pepper: bytes, code: str) -> LessonState:
    """What an adult's code is good for; looking starts nothing."""
    state = _state_of(database.reading(), lambda session: _by_code(session, group, pepper, code))
    return replace(state, number=hand_on_number(code)) if state.state == "ok" else state


def look_at_pass(database: Database, group: AskedGroup, pepper: bytes, tablet_pass: str) -> LessonState:
    """Whether a child may start on a tablet with this pass."""
    mac = pass_mac(pepper, group.code, tablet_pass)
    return _state_of(
        database.reading(), lambda session: lesson_by_pass(session, group.round_id, group.group_id, mac)
    )


def start_tablet(database: Database, group: AskedGroup, pepper: bytes, code: str) -> LessonState:
    """The pass for one more tablet; the first one begins the lesson."""

    def begun(session: Session) -> Lesson | None:
        lesson = _by_code(session, group, pepper, code, alone=True)
        if lesson is not None and lesson.ends_at is None:
            lesson.ends_at = _moment() + LESSON
        return lesson

    state = look(database, group, pepper, code)
    if state.state == "ok" and state.seconds is None:
        state = _state_of(database.writing(), begun)
    if state.state != "ok":
        return state
    return replace(state, tablet_pass=pass_of(pepper, group.code, code), number=hand_on_number(code))


def end_lesson(database: Database, group: AskedGroup, pepper: bytes, code: str) -> LessonState:
    """No more tablets and no more children are started; whoever is answering goes on and sends."""

    def ended(session: Session) -> Lesson | None:
        lesson = _by_code(session, group, pepper, code, alone=True)
        if lesson is not None and (lesson.ends_at is None or lesson.ends_at > _moment()):
            lesson.ends_at = _moment()
        return lesson

    return _state_of(database.writing(), ended)


def finished(database: Database, group: AskedGroup) -> int:
    """Ballots of the group; show this in fives only."""
    with database.reading() as session:
        return ballots_by_group(session, group.round_id).get(group.group_id, 0)


def _by_code(
    session: Session, group: AskedGroup, pepper: bytes, code: str, *, alone: bool = False
) -> Lesson | None:
    mac = adult_code_mac(pepper, group.code, code)
    return lesson_by_code(session, group.round_id, group.group_id, mac, alone=alone)


def _state_of(
    block: AbstractContextManager[Session], lesson_of: Callable[[Session], Lesson | None]
) -> LessonState:
    try:
        with block as session:
            return _state(lesson_of(session))
    except DatabaseFault:
        return LessonState("not_reached")


def _state(lesson: Lesson | None) -> LessonState:
    if lesson is None:
        return LessonState("unknown")
    if lesson.cancelled:
        return LessonState("cancelled")
    if lesson.ends_at is None:
        return LessonState("ok")
    left = lesson.ends_at - _moment()
    return LessonState("ok", left) if left > 0 else LessonState("ended")


def _moment() -> int:
    return int(now().timestamp())


FIVE = 5


def in_fives(number: int) -> int:
    """The number rounded down to a multiple of five."""
    return number - number % FIVE


def finished_words(shown: int) -> str:
    """0 -> fewer than 5; 85 -> at least 85. `shown` is in fives already."""
    return f"at least {shown}" if shown else f"fewer than {FIVE}"
