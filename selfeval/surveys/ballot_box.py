"""The ballot box.

What a tablet is told about its group, whether a slip is good, and a ballot on its way in.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any, Literal

from selfeval.calendar.school_years import today
from selfeval.questionnaires.model import Item, Words
from selfeval.store.ballot_writer import BallotWriter, Cast, Under
from selfeval.store.ballot_writer_postgresql import PostgresCasting
from selfeval.store.ballot_writer_sqlite import SQLiteCasting
from selfeval.store.database import Database
from selfeval.store.surveys import Group, Round
from selfeval.surveys import asked_groups, lessons
from selfeval.surveys.asked_groups import Place, Places, WaitingRoom, asked_of
from selfeval.surveys.keys import KeyFolder
from selfeval.surveys.lessons import InLesson, Outcome, SlipState
from selfeval.surveys.opening import normal_slip, slip_mac
from selfeval.surveys.plan import stage_of, start_at
from selfeval.surveys.sealing import info_of, pad, padded_size, seal, sealed_size

RECEIPT_BYTES = 16
LessonAct = Literal["look", "start", "end"]
_AT_LESSON: Mapping[LessonAct, Callable[[Database, Place, bytes, str], InLesson]] = {
    "look": lessons.look,
    "start": lessons.start_tablet,
    "end": lessons.end_lesson,
}


class Casting:
    """What answering works with; one for each process, safe to use from many threads."""

    def __init__(self, database: Database, keys: KeyFolder, writer: BallotWriter) -> None:
        self.database = database
        self.keys = keys
        self.writer = writer
        self.places = Places(database)
        self.waiting_room = WaitingRoom(writer)

    def close(self) -> None:
        """Stores what is waiting and stops."""
        self.writer.close()


def open_casting(database: Database, keys: KeyFolder) -> Casting:
    """Casting on this database: one writing thread on SQLite, one statement a ballot on PostgreSQL."""
    writer = SQLiteCasting(database) if database.is_sqlite else PostgresCasting(database)
    return Casting(database, keys, writer)


def check_slip(casting: Casting, code: str, number: int, slip: str) -> SlipState:
    """Whether this slip, as typed, can be used here now; in tablet mode a pass or an adult's code."""
    place = casting.places.find(code, number)
    if place is None:
        return "unknown"
    stage = start_at(place.stage(today()))
    if stage != "open":
        return stage
    if asked_groups.is_word(slip):
        return "practice"
    pepper = _pepper(casting, place)
    if pepper is None:
        return "no_key"
    if place.tablets and lessons.PASS.fullmatch(slip):
        return lessons.look_at_pass(casting.database, place, pepper, slip).state
    if place.tablets:
        found = at_lesson(casting, code, number, slip, "look").state
        return "adult" if found == "ok" else found
    typed = normal_slip(slip)
    if typed is None:
        return "unknown"
    known = casting.writer.find_slip(place.round_id, place.group_id, slip_mac(pepper, code, typed))
    if known == "unknown":
        casting.waiting_room.hold_back(place.round_id)
    return known


def at_lesson(casting: Casting, code: str, number: int, typed: str, act: LessonAct) -> InLesson:
    """What an adult does with the code of their card: looks at the lesson, starts a tablet, or ends it."""
    place = casting.places.find(code, number)
    if place is None or not place.tablets:
        return InLesson("unknown")
    stage = start_at(place.stage(today()))
    if stage != "open":
        return InLesson(stage)
    pepper = _pepper(casting, place)
    if pepper is None:
        return InLesson("no_key")
    adults = normal_slip(typed)
    if adults is None:
        return InLesson("unknown")
    found = _AT_LESSON[act](casting.database, place, pepper, adults)
    if found.state == "unknown":
        casting.waiting_room.hold_back(place.round_id)
    return found


def cast(
    casting: Casting,
    code: str,
    number: int,
    slip: str,
    receipt: bytes,
    *,
    sealed: bytes | None = None,
    answers: str | None = None,
) -> Outcome:
    """Takes a ballot: sealed on the tablet, or the answers of both parts in one string, sealed here.

    `slip`: in tablet mode the pass of the tablet. A receipt that was stored before is thanked again and
    stored once, even after the round has closed.
    """
    place = casting.places.find(code, number)
    if place is None:
        return "unknown"
    stage = place.stage(today())
    if stage == "not_yet":
        return "not_yet"
    pepper = _pepper(casting, place)
    if pepper is None or place.public_key is None:
        return "closed" if stage == "closed" else "no_key"
    right = _right(place, pepper, slip)
    if right is None:
        return "unknown"
    ballot = _ballot(place, place.public_key, sealed, answers)
    if ballot is None or len(receipt) != RECEIPT_BYTES:
        return "unfit"
    sent = Cast(
        round_id=place.round_id,
        group_id=place.group_id,
        mac=right,
        receipt=receipt,
        sealed=ballot,
        takes=stage in ("open", "late"),
        under=Under(lessons.allowance(place.roll), lessons.late_if_ended_by()) if place.tablets else None,
    )
    if stage == "paused":
        casting.writer.hold(sent)
        return "paused"
    outcome = casting.writer.store(sent)
    if outcome == "unknown":
        casting.waiting_room.hold_back(place.round_id)
    return outcome


def _right(place: Place, pepper: bytes, given: str) -> bytes | None:
    """The HMAC of what a ballot comes under: a slip or a tablet's pass; None for what can be neither."""
    if place.tablets:
        return lessons.pass_mac(pepper, place.code, given) if lessons.PASS.fullmatch(given) else None
    typed = normal_slip(given)
    return None if typed is None else slip_mac(pepper, place.code, typed)


def _ballot(place: Place, public: bytes, sealed: bytes | None, answers: str | None) -> bytes | None:
    """The sealed ballot, or None for one that cannot be of this group: what is sealed shows its size only."""
    if sealed is not None:
        return sealed if len(sealed) == sealed_size(place.length) and sealed[:1] == b"\x04" else None
    if answers is None or not place.fits(answers):
        return None
    return seal(pad(answers), public, place.info)


def _pepper(casting: Casting, place: Place) -> bytes | None:
    return None if place.public_key is None else casting.keys.pepper(place.code, place.public_key)


def group_document(round_: Round, group: Group, words: Words) -> dict[str, Any]:
    """What a tablet needs beside the questionnaire page. `words`: those of the about-you questions."""
    survey = round_.survey
    about = round_.about
    definition = round_.definition
    asked = asked_of(about, group.years)
    return {
        "code": round_.code,
        "number": group.number,
        "group": group.name,
        "school": survey.school.name,
        "invented": survey.school.invented,
        "title": survey.title,
        "tablets": group.tablets,
        "adult": survey.adult,
        "state": start_at(stage_of(round_.state, survey.paused, survey.opens_on, survey.closes_on, today())),
        "opens_on": survey.opens_on.isoformat(),
        "closes_on": survey.closes_on.isoformat(),
        "public_key": _base64url(round_.public_key) if round_.public_key else "",
        "info": info_of(round_.code, round_.digest, round_.about_digest).decode("ascii"),
        "digest": round_.digest,
        "about": [
            _question(item, place, about.characters(item), words)
            for place, item in enumerate(about.items)
            if asked[place]
        ],
        "about_length": len(about.items),
        "size": padded_size(len(definition.items) + len(about.items)),
    }


def _question(item: Item, place: int, characters: dict[str, str], words: Words) -> dict[str, Any]:
    labels = {**words.options[item.options], **words.answers}
    return {
        "id": item.id,
        "text": words.items[item.id].text,
        "position": place,
        "options": [
            {"id": option, "label": labels[option], "char": character}
            for option, character in characters.items()
        ],
    }


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
