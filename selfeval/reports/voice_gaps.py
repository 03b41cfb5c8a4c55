"""Pupils and staff on the questions that both were asked: where they part, in words first."""

from __future__ import annotations

from dataclasses import dataclass

from selfeval.reports.sources import Sources, Voice
from selfeval.reports.wording import hidden, in_words, listed, whole
from selfeval.scoring.estimates import Difference
from selfeval.scoring.gaps import ScaleGap, VoiceGap


@dataclass(frozen=True)
class GapRow:
    """One area, or belonging, on its paired questions."""

    name: str
    questions: int
    pupils: str
    staff: str
    apart: str
    """Staff 11 higher; very likely between 5 and 18"""
    perceived: bool


@dataclass(frozen=True)
class GapPanel:
    """Staff beside one band of pupils."""

    key: str
    heading: str
    """The band's name where there are several."""
    sentences: tuple[str, ...]
    rows: tuple[GapRow, ...]


def gap_panels(sources: Sources) -> tuple[GapPanel, ...]:
    """A panel for each band that was asked some of the questions of staff."""
    return tuple(
        _panel(voice, gap)
        for voice in sources.pupils
        for gap in sources.gaps
        if gap.pupils == voice.findings.digest
    )


def _panel(voice: Voice, gap: VoiceGap) -> GapPanel:
    shown = [each for each in gap.scales if each.difference is not None]
    perceived = sorted((each for each in shown if each.perceived), key=_size, reverse=True)
    return GapPanel(
        f"gap-{voice.key}",
        "" if voice.alone else voice.name,
        tuple(_said(voice, each) for each in perceived) or (_alike(voice, shown, len(gap.scales)),),
        tuple(_row(voice, each) for each in gap.scales),
    )


def _size(gap: ScaleGap) -> float:
    return abs(gap.difference.value) if gap.difference else 0.0


def _said(voice: Voice, gap: ScaleGap) -> str:
    """Staff are more favourable about “…” than pupils: 72 against 61 of 100, …"""
    if gap.difference is None or gap.staff is None or gap.pupils is None:
        return ""
    side = "more" if gap.difference.value > 0 else "less"
    number = f"{in_words(len(gap.pairs))} question{'' if len(gap.pairs) == 1 else 's'}"
    name = voice.name_of_scale(gap.scale)
    is_belonging = voice.definition.scale(gap.scale).kind == "belonging"
    said = f"report {side} {name.lower()}" if is_belonging else f"are {side} favourable about “{name}”"
    return (
        f"Staff {said} than {voice.who}: {whole(gap.staff)} against {whole(gap.pupils)} of 100 "
        f"on the {number} that both were asked. {_likely(gap.difference)}."
    )


def _likely(difference: Difference) -> str:
    if difference.interval is None:
        return "How sure we are of the distance cannot be worked out"
    ends = sorted((abs(whole(difference.interval.low)), abs(whole(difference.interval.high))))
    return f"The distance is very likely between {ends[0]} and {ends[1]} points"


def _alike(voice: Voice, shown: list[ScaleGap], scales: int) -> str:
    if not shown:
        return f"Too little may be shown to set staff beside {voice.who}."
    names = listed([f"“{voice.name_of_scale(each.scale)}”" for each in shown])
    about = "" if len(shown) == scales else f" about {names}"
    return (
        f"On the questions{about} that both were asked, no gap between staff and {voice.who} is 10 points or "
        "more and beyond chance."
    )


def _row(voice: Voice, gap: ScaleGap) -> GapRow:
    name, number = voice.name_of_scale(gap.scale), len(gap.pairs)
    if gap.difference is None or gap.pupils is None or gap.staff is None:
        return GapRow(name, number, "not shown", "not shown", _why(voice, gap), False)
    return GapRow(
        name,
        number,
        f"{whole(gap.pupils)}",
        f"{whole(gap.staff)}",
        _apart(gap.difference),
        gap.perceived,
    )


def _why(voice: Voice, gap: ScaleGap) -> str:
    if gap.hidden == "hidden_items":
        return "One of these questions is not shown by itself."
    return hidden([gap.hidden or "few"], voice.released.threshold)


def _apart(difference: Difference) -> str:
    points = whole(difference.value)
    side = "the same" if points == 0 else f"staff {abs(points)} {'higher' if points > 0 else 'lower'}"
    if difference.interval is None:
        return side
    low, high = whole(difference.interval.low), whole(difference.interval.high)
    if low >= 0 or high <= 0:
        near, far = sorted((abs(low), abs(high)))
        return f"{side}; very likely between {near} and {far} {'higher' if low >= 0 else 'lower'}"
    return f"{side}; very likely between {-low} lower and {high} higher"
