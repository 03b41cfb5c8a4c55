"""You said, we did: released answers in words for those who gave them, beside what the school did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from selfeval.english import capitalised, whole
from selfeval.reports.response_rates import answered
from selfeval.reports.sources import Sources, Voice
from selfeval.reports.statements import Statement, concerns, strengths
from selfeval.reports.wording import share_in_tenths

MOST_ON_POSTER = 4
"""Lines that fit one poster in large letters."""


@dataclass(frozen=True)
class YouSaid:
    """One question as it is told to those who answered, and what was done."""

    item: str
    quote: str
    to_them: str
    """About 7 in 10 of you agreed: “Adults here listen when I tell them things”."""
    sentence: str
    """The same for adults, with how sure it is."""
    we_did: str = ""


@dataclass(frozen=True)
class VoiceSaid:
    """What one voice is told."""

    questionnaire: str
    name: str
    answered: str
    """How many answered."""
    lines: tuple[YouSaid, ...]


def you_said(sources: Sources, replies: Mapping[tuple[str, str], str]) -> tuple[VoiceSaid, ...]:
    """What there is a reply to, by voice; only questions that the newest release shows.

    `replies`: (questionnaire, item) -> what the school did.
    """
    voices = (_voice_said(voice, _answered_with(voice, replies), replies) for voice in sources.voices)
    return tuple(voice for voice in voices if voice.lines)


def proposed(sources: Sources, replies: Mapping[tuple[str, str], str]) -> tuple[VoiceSaid, ...]:
    """What a school may reply to: lowest and highest of each voice, then what it has replied to."""
    out = []
    for voice in sources.voices:
        shown = {one.item: one for one in (*concerns(voice.statements), *strengths(voice.statements))}
        for one in _answered_with(voice, replies):
            shown.setdefault(one.item, one)
        out.append(_voice_said(voice, shown.values(), replies))
    return tuple(voice for voice in out if voice.lines)


def others(voice: Voice, lines: Iterable[YouSaid]) -> dict[str, str]:
    """Item -> question, of the questions about school that are shown and not among these lines."""
    there = {line.item for line in lines}
    return {one.item: one.quote for one in _shown_statements(voice) if one.item not in there}


def _shown_statements(voice: Voice) -> list[Statement]:
    return [one for one in voice.statements if one.about_school and one.favourable is not None]


def _answered_with(voice: Voice, replies: Mapping[tuple[str, str], str]) -> list[Statement]:
    return [one for one in _shown_statements(voice) if replies.get((voice.key, one.item))]


def _voice_said(
    voice: Voice, statements: Iterable[Statement], replies: Mapping[tuple[str, str], str]
) -> VoiceSaid:
    lines = tuple(
        YouSaid(
            one.item,
            one.quote,
            said_to_them(one),
            f"{capitalised(one.brief)}{f' ({one.sure})' if one.sure else ''}.",
            replies.get((voice.key, one.item), ""),
        )
        for one in statements
    )
    return VoiceSaid(voice.key, voice.name, answered(voice), lines)


def said_to_them(statement: Statement) -> str:
    """About 7 in 10 of you agreed: “…”. What troubles is told by how many agreed with it."""
    if statement.troubling:
        many, did = share_in_tenths(statement.against), statement.deed.against[1]
    else:
        many, did = _many(statement), statement.deed.then
    return f"{capitalised(many)} of you {did}: {statement.quote}."


def _many(statement: Statement) -> str:
    """about 7 in 10, almost all, hardly any"""
    if statement.favourable is None:
        return "some"
    if statement.bounded:
        return statement.how_many
    value = whole(statement.favourable.value)
    return share_in_tenths(value) if value else "hardly any"
