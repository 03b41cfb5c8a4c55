"""What the script sends, refused whole where it is not what a page sends; and what it is replied."""

from __future__ import annotations

import base64
import binascii
import gzip
import re
from collections.abc import Mapping
from typing import Any, Literal

from flask import Request, Response, current_app, render_template_string

from selfeval.english import listed
from selfeval.store.recordings import Recording, Sound, recorded_in_round
from selfeval.surveys.asked_groups import AskedGroup, practice_state
from selfeval.surveys.ballot_box import RECEIPT_BYTES, Payload
from selfeval.surveys.card_words import mistyped
from selfeval.surveys.lessons import SlipState
from selfeval.web.answer.interface_words import interface
from selfeval.web.answer.rendering import (
    LANGUAGE,
    QuestionnairePage,
    WrittenReply,
    about_questions,
)
from selfeval.web.answer.spoken_texts import SpokenPart, recorded_here, spoken_parts
from selfeval.web.site.access import POLICY_OF_FILES, running
from selfeval.web.site.assets import takes_gzip

BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
LARGEST_BALLOT = 4096
"""Bytes of a sealed ballot; the longest questionnaire needs fewer than 700."""
LONGEST_SLIP = 40
WORTH_COMPRESSING = 800
"""Bytes; below that, compressing saves no packet."""
MOST_REPLIES = 4_096
"""Of one page: groups, with each thing that a slip of theirs can be good for."""


def json_in(request: Request) -> object:
    """The JSON document of a request; None for what is none, or is nested deeper than any page sends."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def to_base64(raw: bytes) -> str:
    """Base64url without padding, as the pages write bytes."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def from_base64(text: str) -> bytes | None:
    """Inverse of `to_base64`; None for anything else."""
    if not BASE64URL.fullmatch(text):
        return None
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        return None


def slip_in(data: object) -> str | None:
    """The slip of a JSON document; None if it has none."""
    slip = data.get("slip") if isinstance(data, dict) else None
    return slip if isinstance(slip, str) and len(slip) <= LONGEST_SLIP else None


def act_in(data: object) -> Literal["start", "end"] | None:
    """What an adult wants of a lesson; None for anything else."""
    act = data.get("act") if isinstance(data, dict) else None
    return "start" if act == "start" else "end" if act == "end" else None


def ballot_in(data: object) -> Payload | None:
    """The ballot of a JSON document; None if it is not one."""
    receipt = _raw(data, "receipt")
    if receipt is None or len(receipt) != RECEIPT_BYTES or not isinstance(data, dict):
        return None
    if "sealed_slip" in data:
        sealed, sealed_slip = _raw(data, "sealed"), _raw(data, "sealed_slip")
        whole = sealed and sealed_slip and len(sealed) <= LARGEST_BALLOT and "slip" not in data
        return Payload("", receipt, sealed=sealed, sealed_slip=sealed_slip) if whole else None
    slip = slip_in(data)
    if slip is None:
        return None
    if "sealed" in data:
        sealed = _raw(data, "sealed")
        return Payload(slip, receipt, sealed=sealed) if sealed and len(sealed) <= LARGEST_BALLOT else None
    answers, about = data.get("answers"), data.get("about")
    if isinstance(answers, str) and isinstance(about, str) and len(answers) + len(about) <= LARGEST_BALLOT:
        return Payload(slip, receipt, answers=answers + about)
    return None


def _raw(data: object, name: str) -> bytes | None:
    text = data.get(name) if isinstance(data, dict) else None
    return from_base64(text) if isinstance(text, str) and len(text) <= 2 * LARGEST_BALLOT else None


def group_document(group: AskedGroup, page: QuestionnairePage) -> dict[str, Any]:
    """What a tablet needs beside the page. In practice it has no key and is open before the first day."""
    return {
        "code": group.code,
        "number": group.number,
        "group": group.name,
        "school": group.school,
        "invented": group.invented,
        "title": group.title,
        "tablets": group.tablets,
        "adult": group.adult,
        "readers": listed(group.readers),
        "notice": notice_address(group),
        "state": practice_state(group.start) if page.practice else group.start,
        "opens_on": group.opens_on.isoformat(),
        "closes_on": group.closes_on.isoformat(),
        "public_key": to_base64(group.public_key) if group.public_key and not page.practice else "",
        "info": group.info.decode("ascii"),
        "digest": group.definition.digest,
        "language": page.language,
        "about": about_questions(group.about, group.asked, page.about_words(group.about)),
        "why": page.about_words(group.about).intro,
        "about_length": len(group.about.items),
        "size": group.size,
        **_recorded(group, page),
    }


def _recorded(group: AskedGroup, page: QuestionnairePage) -> dict[str, str]:
    """Whether the school has read all questions and answers aloud in this language, or some texts."""
    parts, recordings = _read_aloud(group, page)
    needed = [text for part in parts if part.needed for text in part.texts]
    whole = all(text in recordings for text in needed)
    if not recorded_here(parts, recordings)[0]:
        return {}
    player = render_template_string("{{ static_url('recorded-voices.js') }}")
    return {
        "recorded": "all" if whole else "some",
        "player": player,
        "unheard": page.interface.page["silent"],
    }


def voices_document(group: AskedGroup, page: QuestionnairePage) -> dict[str, Any]:
    """What the school has read aloud of a page, in its language, and bytes of it: for whoever listens."""
    recorded, size = recorded_here(*_read_aloud(group, page))
    return {"recorded": recorded, "bytes": size}


def _read_aloud(group: AskedGroup, page: QuestionnairePage) -> tuple[list[SpokenPart], dict[str, Recording]]:
    if not group.has_recordings:
        return [], {}
    with running().database.reading() as session:
        recordings = recorded_in_round(session, group.round_id, page.language)
    return spoken_parts(page, group.about, group.asked), recordings


def notice_address(group: AskedGroup) -> str:
    """Where the notice of its survey can be read; empty for a group that is only looked at."""
    return f"/a/{group.code}/notice" if group.round_id else ""


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
"""What became of a ballot, or what a slip is good for -> HTTP status."""
CARD_FAULTS = frozenset({"unknown", "practice", "used", "cancelled", "ended", "full"})
"""Those of them that another code can mend."""


def outcome_reply(
    page: QuestionnairePage | None, outcome: str, *, answered: bool = False, **more: object
) -> Response:
    """What became of it, and what to say about that. `answered`: to somebody who sends a ballot."""
    document = _outcome(page, outcome, answered=answered)
    return _send(_written(document | more), STATUS[outcome])


def group_reply(group: AskedGroup, page: QuestionnairePage, slip_state: SlipState | None = None) -> Response:
    """The document of a group, alone or with what a slip is good for there.

    Made once, and sent from memory while the group is the same object: until it changes.
    """
    made = page.replies.get((group.code, group.number, slip_state))
    if made is None or made[0] is not group:
        document = group_document(group, page)
        if slip_state is not None:
            document = _outcome(page, slip_state) | {"group": document}
        if len(page.replies) >= MOST_REPLIES:
            page.replies.clear()
        made = page.replies[group.code, group.number, slip_state] = (group, _written(document))
    return _send(made[1], 200 if slip_state is None else STATUS[slip_state])


def word_fault(page: QuestionnairePage, typed: str) -> str:
    """What is said of words that can be on no card; empty where nothing else is known than of any code."""
    fault = mistyped(typed)
    if fault is None or page.style == "staff":
        return ""
    say = page.interface.page
    if not fault.word:
        return say["words_four"]
    first, *other = fault.meant or ("",)
    name = "word_unknown" if not first else "word_either" if other else "word_meant"
    return say[name].format(word=fault.word, meant=first, other="".join(other))


def sound_reply(sound: Sound, caching: str) -> Response:
    """A recording. Somebody has uploaded it: should a browser show it as a page, nothing in it can act."""
    headers = {"Content-Security-Policy": POLICY_OF_FILES, "Cache-Control": caching}
    return Response(sound.content, headers=headers, mimetype=sound.media_type)


def _outcome(page: QuestionnairePage | None, outcome: str, *, answered: bool = False) -> dict[str, object]:
    own = page.interface if page else interface(LANGUAGE, "ks2")
    sentences = (own.outcomes if answered else own.at_start).get(outcome, {})
    return {"outcome": outcome, "state": outcome, **sentences}


def _written(document: Mapping[str, object]) -> WrittenReply:
    """As JSON, compressed where that is worth it: a tablet on a school's Wi-Fi waits for it."""
    plain = current_app.json.dumps(document).encode() + b"\n"
    return WrittenReply(plain, gzip.compress(plain, 6, mtime=0) if len(plain) > WORTH_COMPRESSING else None)


def _send(reply: WrittenReply, status: int) -> Response:
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    body = reply.plain
    if reply.compressed is not None and takes_gzip():
        body = reply.compressed
        headers["Content-Encoding"] = "gzip"
    return Response(body, status, headers, mimetype="application/json")
