"""What governors may ask: questions chosen by the findings, each with the finding in it.

Rules of choice, in this order, each at most once: who is not heard; what declined; what improved; what was
lowest a round ago; who belongs least; where leaders and the others part; what troubles people most; whether
the school's own records agree.
"""

from __future__ import annotations

from selfeval.reports.areas import AreaPanel, parted_most
from selfeval.reports.glance import Glance
from selfeval.reports.groups import GroupPanel
from selfeval.reports.series import panels_of
from selfeval.reports.sources import Sources
from selfeval.reports.statements import Statement
from selfeval.reports.turnout import LOW_TURNOUT, answered, silent, turnout
from selfeval.reports.wording import bounds, started, whole

MOST_ASKED = 6
RECORDS = "Do our records of bullying and prejudice tell the same story as the answers?"


def to_ask(
    sources: Sources,
    panels: tuple[AreaPanel, ...],
    groups: tuple[GroupPanel, ...],
    concerns: tuple[Statement, ...],
    changed: Glance | None,
) -> tuple[str, ...]:
    """At most six questions."""
    asked = [
        _who_is_missing(sources),
        _what_declined(changed),
        _what_improved(changed),
        _what_was_lowest(sources),
        _who_belongs_least(groups),
        _where_they_part(panels),
        _what_troubles(concerns),
        RECORDS if sources.voices else "",
    ]
    return tuple(question for question in asked if question)[:MOST_ASKED]


def _who_is_missing(sources: Sources) -> str:
    """Not asked where so few are silent that it would send somebody to look for them."""
    shares = [
        (share, voice)
        for voice in sources.voices
        if (share := turnout(voice)) is not None and silent(voice) >= voice.released.threshold
    ]
    if not shares:
        return ""
    share, voice = min(shares, key=lambda pair: pair[0])
    how = "Only " if share < LOW_TURNOUT else ""
    return f"{how}{answered(voice)} {voice.who} answered. Who did not, and how do we hear them?"


def _what_declined(changed: Glance | None) -> str:
    found = [each for each in changed.clear if each.verdict.kind == "declined"] if changed else []
    if not found or not changed:
        return ""
    first = found[0]
    told = f"“{first.name}” declined among {first.series.voice.who} since {first.series.names[first.since]}"
    return f"{told}, {first.verdict.beside}. What else changed for them in that time?"


def _what_improved(changed: Glance | None) -> str:
    found = [each for each in changed.clear if each.verdict.kind == "improved"] if changed else []
    if not found:
        return ""
    first = found[0]
    return f"“{first.name}” improved, {first.verdict.beside}. What did we do, and might it have risen anyway?"


def _what_was_lowest(sources: Sources) -> str:
    """The area that pupils (or staff) scored lowest a round ago: what came of it?"""
    for series in sources.series:
        areas = {scale.id for scale in series.voice.definition.scales if scale.kind == "area"}
        before = [
            (panel.spots[-2].estimate.value, panel)
            for panel in panels_of(series)
            if panel.scale in areas and len(panel.spots) > 1 and panel.spots[-2].estimate
        ]
        if before:
            value, panel = min(before, key=lambda each: each[0])
            told = f"In {panel.spots[-2].name}, “{panel.name}” was lowest among {panel.who} ({whole(value)})"
            return f"{told}. What did we do about it?"
    return ""


def _who_belongs_least(groups: tuple[GroupPanel, ...]) -> str:
    """The lowest group whose bracket lies wholly under the whole round's figure."""
    found = []
    for panel in groups:
        rows = [(row.estimate.value, row, row.estimate) for row in panel.shown if row.estimate is not None]
        if panel.whole is None or not rows:
            continue
        value, row, estimate = min(rows, key=lambda each: each[0])
        if bounds(estimate)[1] < panel.whole.value:
            found.append((value - panel.whole.value, panel, row.name, whole(value), whole(panel.whole.value)))
    if not found:
        return ""
    _, panel, name, low, everyone = min(found, key=lambda each: each[0])
    return (
        f"{panel.scale} is {low} in {name}, and {everyone} among {panel.whole_name}. "
        "What do they say it is like, and what would help?"
    )


def _where_they_part(panels: tuple[AreaPanel, ...]) -> str:
    apart = [row for panel in panels if (row := parted_most(panel))]
    if not apart:
        return ""
    row = max(apart, key=lambda each: abs(each.apart))
    return (
        f"{row.verdict.replace('this', f'“{row.name}”', 1)}. What does each side see that the other does not?"
    )


def _what_troubles(concerns: tuple[Statement, ...]) -> str:
    if not concerns:
        return ""
    return f"{started(concerns[0].brief)}. What will we do, and by when?"
