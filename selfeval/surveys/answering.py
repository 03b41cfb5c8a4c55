"""Answering: what a tablet is told about its group, whether a slip is good, and a ballot on its way in."""

from __future__ import annotations

import base64
import time
from threading import Semaphore
from typing import Any, Literal

from selfeval.questionnaires.model import Item, Words
from selfeval.store.casting import BallotWriter, Cast
from selfeval.store.casting_postgresql import PostgresCasting
from selfeval.store.casting_sqlite import SQLiteCasting
from selfeval.store.database import Database
from selfeval.store.surveys import Group, Round
from selfeval.store.years import today
from selfeval.surveys.keys import KeyFolder
from selfeval.surveys.places import Place, Places, asked_of, definition_of, stage_of
from selfeval.surveys.sealing import info_of, pad, padded_size, seal, sealed_size
from selfeval.surveys.slips import mac, normal

Outcome = Literal["thanked", "used", "unknown", "closed", "not_yet", "unfit", "no_key", "not_stored"]
"""What becomes of a ballot. Only `thanked` means that it is stored; after `not_stored` try again."""
SlipState = Literal["ok", "used", "unknown", "cancelled", "closed", "not_yet", "no_key", "not_reached"]
"""What is known of a slip; `not_reached`: nothing, the database could not be asked."""

RECEIPT_BYTES = 16
HELD_BACK = 4
"""Wrong tries that wait at the same time; more are answered at once, so that threads are left for others."""
FREE_TRIES = 10
"""Wrong tries in a minute at one round that nobody waits for: a class types, and mistypes."""
LONGEST_DELAY = 4.0


class Casting:
    """What answering works with; one for each process, safe to use from many threads."""

    def __init__(self, database: Database, keys: KeyFolder, writer: BallotWriter) -> None:
        self.keys = keys
        self.writer = writer
        self.places = Places(database)
        self.waiting_room = Semaphore(HELD_BACK)

    def close(self) -> None:
        """Stores what is waiting and stops."""
        self.writer.close()


def open_casting(database: Database, keys: KeyFolder) -> Casting:
    """Casting on this database: one writing thread on SQLite, one statement a ballot on PostgreSQL."""
    writer = SQLiteCasting(database) if database.is_sqlite else PostgresCasting(database)
    return Casting(database, keys, writer)


def delay_after(tries: int) -> float:
    """Seconds that the next wrong slip of this minute waits for its answer; right ones never wait."""
    if tries <= FREE_TRIES:
        return 0.0
    return min(LONGEST_DELAY, 0.5 * 2.0 ** ((tries - FREE_TRIES - 1) // 5))


def check_slip(casting: Casting, code: str, number: int, slip: str) -> SlipState:
    """Whether this slip, as typed, can be used at this address now."""
    place = casting.places.find(code, number)
    if place is None:
        return "unknown"
    stage = place.stage(today())
    if stage != "open":
        return stage
    pepper = _pepper(casting, place)
    if pepper is None:
        return "no_key"
    typed = normal(slip)
    if typed is None:
        return "unknown"
    found = casting.writer.find_slip(place.round_id, place.group_id, mac(pepper, code, typed))
    if found == "unknown":
        _hold_back(casting, place)
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

    A receipt that was stored before is thanked again and stored once, even after the round has closed.
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
    typed = normal(slip)
    if typed is None:
        return "unknown"
    ballot = _ballot(place, place.public_key, sealed, answers)
    if ballot is None or len(receipt) != RECEIPT_BYTES:
        return "unfit"
    outcome = casting.writer.store(
        Cast(
            round_id=place.round_id,
            group_id=place.group_id,
            mac=mac(pepper, code, typed),
            receipt=receipt,
            sealed=ballot,
            takes=stage == "open",
        )
    )
    if outcome == "unknown":
        _hold_back(casting, place)
    return outcome


def _ballot(place: Place, public: bytes, sealed: bytes | None, answers: str | None) -> bytes | None:
    """The sealed ballot, or None for one that cannot be of this group: what is sealed shows its size only."""
    if sealed is not None:
        return sealed if len(sealed) == sealed_size(place.length) and sealed[:1] == b"\x04" else None
    if answers is None or not place.fits(answers):
        return None
    return seal(pad(answers), public, place.info)


def _pepper(casting: Casting, place: Place) -> bytes | None:
    return None if place.public_key is None else casting.keys.pepper(place.code, place.public_key)


def _hold_back(casting: Casting, place: Place) -> None:
    """Counts a wrong slip in the database, for all workers alike, and lets it wait."""
    seconds = delay_after(casting.writer.count_wrong(place.round_id, int(time.time() // 60)))
    if seconds and casting.waiting_room.acquire(blocking=False):
        try:
            time.sleep(seconds)
        finally:
            casting.waiting_room.release()


def group_document(round_: Round, group: Group, words: Words) -> dict[str, Any]:
    """What a tablet needs beside the questionnaire page. `words`: those of the about-you questions."""
    survey = round_.survey
    about = definition_of(round_.about_row.structure)
    definition = definition_of(round_.definition_row.structure)
    asked = asked_of(about, group.years)
    return {
        "code": round_.code,
        "number": group.number,
        "group": group.name,
        "school": survey.school.name,
        "invented": survey.school.invented,
        "title": survey.title,
        "adult": survey.adult,
        "state": stage_of(round_.state, survey.opens_on, survey.closes_on, today()),
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
