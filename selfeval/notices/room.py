"""What the adult in the room must know of a group, beside the words that are the same for all."""

from __future__ import annotations

from dataclasses import dataclass

from selfeval.notices.asked import printed_round
from selfeval.notices.sheet import TO_WRITE
from selfeval.store.notice_details import NoticeDetails
from selfeval.store.surveys import Group, Round

YOUNGEST = "5-7"


@dataclass(frozen=True)
class RoomSheet:
    """For the sheet of one group."""

    safeguarding_lead: str
    sensitive: tuple[str, ...]
    """Questions that may be hard for some."""
    is_youngest: bool
    tries_answers: bool
    """The first questions are there to try the answers on, and are not sent."""
    has_reception: bool


def room_sheet(round_: Round, group: Group, details: NoticeDetails) -> RoomSheet:
    """That of a group."""
    asked = printed_round(round_)
    personal = {
        question.id for part in asked.about if group.name in part.groups for question in part.questions
    }
    scored = {question.id for part in asked.parts for question in part.questions}
    return RoomSheet(
        safeguarding_lead=details.safeguarding_lead or TO_WRITE,
        sensitive=tuple(question.text for question in asked.sensitive if question.id in scored | personal),
        tries_answers=bool(asked.warm_ups),
        is_youngest=round_.definition.band == YOUNGEST,
        has_reception=0 in group.years,
    )
