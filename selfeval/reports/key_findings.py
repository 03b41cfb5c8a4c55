"""What a report says first: what is surely bad for the people asked, before what is only different.

One order for page, PDF, start page and partnership (docs/decisions/0039): safety, bullying, being treated
worse and groups who belong less come first; then whatever else is surely bad; then what is surely good or
different. Within each, what is surely worse by more comes first. What may be chance is in none of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Literal

from selfeval.english import capitalised, lowered
from selfeval.findings.estimates import Interval
from selfeval.reports.changes import ChangeSummary, ComparedScore
from selfeval.reports.declared_prejudice import COMMON, events_met
from selfeval.reports.explained_gaps import FIRST_AREA, ExplainedGap
from selfeval.reports.group_differences import sure_group_differences
from selfeval.reports.sources import Sources, Voice
from selfeval.reports.statements import MOST_SHOWN, Statement, concerns, strengths
from selfeval.reports.wording import VoiceName, bounds

Kind = Literal["level_above", "answers", "declined", "group", "event", "improved", "level_below"]
BAD: tuple[Kind, ...] = ("level_above", "answers", "declined", "group", "event")
FIRST_SCALES = (FIRST_AREA, "belonging")
FAIRNESS = ("treated", "fair_to_me", "worse", "happened")
"""Last parts of the ids of our questions on being treated worse."""
HALF = 50
SHARES_A_POINT = 2
"""Per cent of people by which a share moves where the score moves by one point: about two, on five answers
with a spread of 25 points. It lets a share and a score stand in one order, and is in no figure."""
MOST_WORRYING = 4


@dataclass(frozen=True)
class KeyFinding:
    """One thing that a reader should know before the rest."""

    kind: Kind
    voice: VoiceName
    who: str
    headline: str
    """44 of 100 pupils agree with “Adults step in”: no full stop."""
    sentence: str
    """The same with how sure it is."""
    is_first: bool
    """On safety, bullying, being treated worse, or on who belongs less."""
    severity: float
    """By how many points of a score it is surely bad, or surely different."""
    about: tuple[str, str]
    """Who answered, and the question, scale or group that it is about."""
    indicator: str = ""
    """That of the self-evaluation where leaders and the answers part."""

    @property
    def is_bad(self) -> bool:
        """Whether it is bad for the people asked, and not only different."""
        return self.kind in BAD

    @property
    def place(self) -> tuple[bool, bool, float, int]:
        """Sorts by importance."""
        return not self.is_bad, not self.is_first, -round(self.severity, 6), ORDER.index(self.kind)


ORDER: tuple[Kind, ...] = ("level_above", "event", "answers", "group", "declined", "improved", "level_below")
"""Of two that are bad by as much; and of what is not bad, what improved comes before leaders' modesty."""


def key_findings(
    sources: Sources, gaps: Sequence[ExplainedGap], changed: ChangeSummary | None
) -> tuple[KeyFinding, ...]:
    """All of a year, the most important first; each question, scale or group once."""
    every = [
        *(finding for gap in gaps for finding in _level_gaps(gap)),
        *(finding for voice in sources.voices for finding in _of_voice(voice)),
        *(finding for score in (changed.clear if changed else ()) if (finding := _change(score))),
    ]
    once: dict[tuple[str, str], KeyFinding] = {}
    for finding in sorted(every, key=lambda one: one.place):
        once.setdefault(finding.about, finding)
    return tuple(once.values())


@dataclass(frozen=True)
class InShort:
    """What is good and what is worrying, in sentences that each say how sure they are."""

    good: tuple[str, ...]
    worrying: tuple[str, ...]
    more_worrying: tuple[str, ...]
    """What else is surely bad, without how sure it is."""
    is_sure: bool
    """Whether what worries is surely bad; else it is what fewest gave the good answer to."""


def in_short(sources: Sources, key: Sequence[KeyFinding]) -> InShort:
    """A few of each: what is surely so first, then the highest and lowest question of each voice.

    What worries has one of each kind before it has a second of any, so that many low questions do not hide a
    group or a fall.
    """
    bad = one_of_each_kind([one for one in key if one.is_bad])
    by_voice = [[one for one in voice.statements if one.about_school] for voice in sources.voices]
    best = [strengths(statements) for statements in by_voice]
    good = [one.sentence for one in key if one.kind == "improved"]
    good += [claim_of(one) for one in in_turn(best)]
    lowest = [claim_of(one) for one in in_turn([concerns(statements) for statements in by_voice])]
    return InShort(
        good=tuple(good[:MOST_SHOWN]),
        worrying=tuple([one.sentence for one in bad[:MOST_WORRYING]] or lowest[:MOST_SHOWN]),
        more_worrying=tuple(one.headline for one in bad[MOST_WORRYING:]),
        is_sure=bool(bad),
    )


def one_of_each_kind(key: Sequence[KeyFinding]) -> list[KeyFinding]:
    """The first of each kind, then the others, each part in its order."""
    first: dict[Kind, KeyFinding] = {}
    for finding in key:
        first.setdefault(finding.kind, finding)
    return [*first.values(), *(finding for finding in key if first[finding.kind] is not finding)]


def in_turn(lists: Sequence[Sequence[Statement]]) -> tuple[Statement, ...]:
    """The first of each voice, then the second of each …"""
    mixed = chain.from_iterable(zip_longest(*lists))
    return tuple(statement for statement in mixed if statement is not None)


def claim_of(statement: Statement) -> str:
    """What people answered to one question, as a sentence."""
    return f"{capitalised(statement.claim(statement.who))}."


def _of_voice(voice: Voice) -> Iterator[KeyFinding]:
    yield from (finding for one in voice.statements if (finding := _answers(voice, one)) is not None)
    yield from _groups(voice)
    for item, claim, low in events_met(voice):
        if low > COMMON:
            yield KeyFinding(
                kind="event",
                voice=voice.voice,
                who=voice.who,
                headline=claim.rstrip("."),
                sentence=claim,
                is_first=True,
                severity=(low - COMMON) / SHARES_A_POINT,
                about=(voice.who, item),
            )


def _answers(voice: Voice, statement: Statement) -> KeyFinding | None:
    """A question about the school to which surely fewer than half gave the good answer."""
    if statement.favourable is None or not statement.about_school:
        return None
    high = bounds(statement.favourable)[1]
    if high >= HALF:
        return None
    return KeyFinding(
        kind="answers",
        voice=voice.voice,
        who=voice.who,
        headline=capitalised(statement.brief),
        sentence=claim_of(statement),
        is_first=_is_first(statement.area, statement.item),
        severity=(HALF - high) / SHARES_A_POINT,
        about=(voice.who, statement.item),
    )


def _level_gaps(gap: ExplainedGap) -> Iterator[KeyFinding]:
    """Each question that speaks against a level, with what leaders chose."""
    above = gap.gap.higher
    for statement in gap.gap.statements:
        if statement.favourable is None:
            continue
        low, high = bounds(statement.favourable)
        headline = gap.gap.headline_on(statement)
        yield KeyFinding(
            kind="level_above" if above else "level_below",
            voice=statement.voice,
            who=statement.who,
            headline=headline,
            sentence=f"{headline} ({statement.sure})." if statement.sure else f"{headline}.",
            is_first=_is_first(gap.area, statement.item),
            severity=(HALF - high if above else low - HALF) / SHARES_A_POINT,
            about=(statement.who, statement.item),
            indicator=gap.gap.indicator,
        )


def _groups(voice: Voice) -> Iterator[KeyFinding]:
    """Groups that surely belong less than the others, in the order in which they are told everywhere."""
    for one in sure_group_differences(voice):
        if one.lower:
            yield KeyFinding(
                kind="group",
                voice=voice.voice,
                who=voice.who,
                headline=one.sentence.rstrip("."),
                sentence=one.sentence,
                is_first=True,
                severity=one.at_least,
                about=(voice.who, f"{one.by} {one.group}"),
            )


def _change(score: ComparedScore) -> KeyFinding | None:
    """A score that surely improved or declined."""
    verdict, difference = score.verdict, score.change.difference if score.change else None
    if difference is None or not verdict.clear:
        return None
    voice, since = score.series.voice, score.series.names[score.since]
    became: Literal["improved", "declined"] = "improved" if verdict.kind == "improved" else "declined"
    resting = f", {verdict.resting}" if verdict.resting else ""
    ends = difference.interval or Interval(difference.value, difference.value)
    return KeyFinding(
        kind=became,
        voice=voice.voice,
        who=voice.who,
        headline=(
            f"“{score.name}” {became} among {voice.who}, {verdict.beside} points since {since}{resting}"
        ),
        sentence=f"“{score.name}” {became} among {voice.who}: {lowered(verdict.sentence)}",
        is_first=score.scale in FIRST_SCALES,
        severity=min(abs(ends.low), abs(ends.high)),
        about=(voice.who, score.scale),
    )


def _is_first(area: str | None, item: str) -> bool:
    """Whether it is on safety, bullying or being treated worse."""
    return area == FIRST_AREA or item.rpartition(".")[2] in FAIRNESS
