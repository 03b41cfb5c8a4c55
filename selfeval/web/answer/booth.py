"""What the views ask of the ballot box, each in one call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Request, current_app

from selfeval.questionnaires import catalogue
from selfeval.questionnaires.model import Questionnaire
from selfeval.store.surveys import Group, Round
from selfeval.surveys import ballot_box, lessons
from selfeval.surveys.asked_groups import CODE, Place, practice_document
from selfeval.surveys.lessons import LESSON, InLesson, finished, in_fives
from selfeval.web.answer.payload import Sent
from selfeval.web.answer.rendering import Look
from selfeval.web.site import access
from selfeval.web.site.access import running


def look_of(code: str, number: int, practice: bool = False) -> Look | None:
    """The questionnaire that is asked at this address; None where there is no such round or group."""
    place = running().casting.places.find(code, number)
    if place is None:
        return None
    looks: dict[tuple[str, bool], Look] = current_app.extensions.setdefault("selfeval_looks", {})
    key = (place.definition.digest, practice)
    if key not in looks:
        looks[key] = Look(_questionnaire(place), practice)
    return looks[key]


def _questionnaire(place: Place) -> Questionnaire:
    """The structure that the round froze, with the words of its version."""
    frozen = place.definition
    return Questionnaire(frozen, catalogue.find(frozen.questionnaire, frozen.version).words)


def missing(code: str) -> str:
    """Why there is no round at an address: there never was, or it was given up and begun again elsewhere."""
    known = CODE.fullmatch(code) is not None and running().keys.journal.says("abandoned", code)
    return "abandoned" if known else "no_round"


def document_of(code: str, number: int, look: Look) -> dict[str, Any] | None:
    """What a tablet must know of the group, in the language of the page; None for no such group."""
    place = running().casting.places.find(code, number)
    if place is None:
        return None
    about = catalogue.find(place.about.questionnaire, place.about.version)
    with running().database.reading() as session:
        round_, group = session.get(Round, place.round_id), session.get(Group, place.group_id)
        if round_ is None or group is None:
            return None
        return ballot_box.group_document(round_, group, about.words[look.words.language])


def found(
    code: str, number: int, practice: bool = False
) -> tuple[Look, dict[str, Any]] | tuple[None, dict[str, Any]]:
    """The questionnaire of an address and the document of its group, both for practice or neither."""
    look = look_of(code, number, practice)
    document = document_of(code, number, look) if look else None
    if look is None or document is None:
        return None, {}
    return look, practice_document(document) if practice else document


def is_from_here(request: Request) -> bool:
    """Whether a page of this site sent it."""
    return access.is_from_here(request, running().settings.public_url)


def slip_state(code: str, number: int, slip: str) -> lessons.SlipState:
    """What is known of a slip, as typed."""
    return ballot_box.check_slip(running().casting, code, number, slip)


def at_lesson(code: str, number: int, typed: str, act: ballot_box.LessonAct) -> InLesson:
    """What an adult does with the code of their card."""
    return ballot_box.at_lesson(running().casting, code, number, typed, act)


def lesson_now(code: str, number: int, typed: str) -> dict[str, int | None]:
    """For the adult in the room: seconds until the lesson ends, how many have finished in fives, the roll."""
    place = running().casting.places.find(code, number)
    if place is None:
        return {}
    return {
        "seconds": at_lesson(code, number, typed, "look").seconds,
        "minutes": LESSON // 60,
        "finished": in_fives(finished(running().database, place)),
        "roll": place.roll,
    }


def put_in(code: str, number: int, sent: Sent) -> lessons.Outcome:
    """Puts a ballot into the box. Only `thanked` means that it is stored."""
    both = None if sent.sealed is not None else f"{sent.answers}{sent.about}"
    return ballot_box.cast(
        running().casting, code, number, sent.slip, sent.receipt, sealed=sent.sealed, answers=both
    )


STATUS: Mapping[str, int] = {
    "ok": 200,
    "adult": 200,
    "thanked": 201,
    "unreadable": 400,
    "elsewhere": 403,
    "unknown": 404,
    "no_round": 404,
    "practice": 404,
    "used": 409,
    "cancelled": 409,
    "ended": 409,
    "full": 409,
    "closed": 410,
    "abandoned": 410,
    "unfit": 422,
    "not_yet": 425,
    "paused": 503,
    "no_key": 503,
    "not_stored": 503,
    "not_reached": 503,
}
"""Outcome -> HTTP status."""
CARD_FAULTS = frozenset({"unknown", "practice", "used", "cancelled", "ended", "full"})
"""Outcomes that another code can mend."""
