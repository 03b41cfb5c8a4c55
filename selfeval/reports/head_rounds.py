"""What the head's second page says of the rounds: small charts, and the questions that moved most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfeval.reports.charts import spoken, title_of
from selfeval.reports.following import BASELINE, place_of
from selfeval.reports.glance import Glance
from selfeval.reports.series import Series, SeriesPanel, panels_of
from selfeval.reports.sources import Sources
from selfeval.reports.verdicts import moved, range_of
from selfeval.reports.voices import VoiceName
from selfeval.reports.wording import ROUNDED, deed, quoted, whole
from selfeval.scoring.comparisons import ItemChange
from selfeval.scoring.estimates import Difference

ACROSS = 7
"""Small charts next to each other: six areas and belonging."""
MOST_QUESTIONS = 5
SHOWN = ("area", "belonging")
"""Kinds of scales that have a small chart."""


@dataclass(frozen=True)
class SmallChart:
    """One score over the rounds, with its verdict in two or three words."""

    name: str
    verdict: str
    clear: bool
    panel: SeriesPanel
    in_words: str


@dataclass(frozen=True)
class RoundsRow:
    """The small charts of one voice."""

    voice: VoiceName
    name: str
    scale: str
    """Scale 40 to 80"""
    charts: tuple[SmallChart, ...]


@dataclass(frozen=True)
class MovedQuestion:
    """One question that moved beyond chance since the baseline."""

    quote: str
    good: str
    """disagreed (the good answer), of a question that is worded the other way round; else empty"""
    who: str
    since: str
    before: str
    now: str
    after: str
    """Favourable of 100, then and now."""
    told: str
    """up 9 (6 to 12)"""
    size: float


def rounds_rows(sources: Sources, changed: Glance | None) -> tuple[RoundsRow, ...]:
    """A row for each voice with two rounds or more."""
    rows = [_row(series, changed) for series in sources.series if series.last > 0]
    return tuple(row for row in rows if row.charts)


def _row(series: Series, changed: Glance | None) -> RoundsRow:
    kinds = {scale.id: scale.kind for scale in series.voice.definition.scales}
    panels = [panel for panel in panels_of(series) if kinds[panel.scale] in SHOWN][:ACROSS]
    cut = (panels[0].low, panels[0].high) if panels else (0, 100)
    return RoundsRow(
        voice=series.voice.voice,
        name=series.voice.name,
        scale=f"Scale {cut[0]} to {cut[1]}",
        charts=tuple(_chart(series, panel, changed) for panel in panels),
    )


def _chart(series: Series, panel: SeriesPanel, changed: Glance | None) -> SmallChart:
    verdict = changed.verdict(series.key, panel.scale) if changed else None
    told = "" if verdict is None else f"{verdict.name}, {verdict.beside}" if verdict.clear else verdict.name
    return SmallChart(
        panel.name,
        told,
        bool(verdict and verdict.clear),
        panel,
        f"{title_of(panel)}. {told}. {spoken(panel)}",
    )


def how_drawn(rows: Sequence[RoundsRow]) -> str:
    """How to read the small charts, and what of it can surprise."""
    spots = [spot for row in rows for chart in row.charts for spot in chart.panel.spots]
    told = ["Each point is one round. Bars: how sure we are."]
    if any(spot.hollow for spot in spots):
        told.append("Hollow: a weak round.")
    if any(spot.broken for spot in spots):
        told.append(
            "Double line: new questions. After it, a line follows the questions asked both times, "
            "so its points may differ from the scores on page 1."
        )
    return " ".join([*told, ROUNDED])


def moved_questions(sources: Sources) -> tuple[MovedQuestion, ...]:
    """The questions of all voices that moved most, beyond chance."""
    found = [each for series in sources.series for each in _beyond(series)]
    return tuple(sorted(found, key=lambda each: -each.size)[:MOST_QUESTIONS])


def _beyond(series: Series) -> list[MovedQuestion]:
    place = place_of(series, BASELINE)
    change = series.change_since(place) if place is not None else None
    if place is None or change is None:
        return []
    return [
        _question(series, place, item, item.difference)
        for item in change.items
        if item.beyond and item.difference
    ]


def _question(series: Series, place: int, change: ItemChange, difference: Difference) -> MovedQuestion:
    before, after = change.favourable or (None, None)
    likely = f" ({range_of(difference.interval)})" if difference.interval else ""
    asked = series.voice.definition
    item = next(item for item in asked.items if item.id == change.item)
    good = f"{deed(item, asked.options_of(item)).then} (the good answer)" if item.reversed else ""
    return MovedQuestion(
        quote=quoted(series.voice.words.items[change.item].text),
        good=good,
        who=series.voice.who,
        since=series.names[place],
        before="" if before is None else str(whole(before)),
        now=series.names[-1],
        after="" if after is None else str(whole(after)),
        told=f"{moved(difference)}{likely}",
        size=abs(difference.value),
    )


def still(sources: Sources) -> str:
    """Said where voices can be compared and no question moved beyond chance."""
    places = [(each, place) for each in sources.series if (place := place_of(each, BASELINE)) is not None]
    if not places or moved_questions(sources):
        return ""
    series, place = places[0]
    return f"No single question moved beyond chance since {series.names[place]}."
