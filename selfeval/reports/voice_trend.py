"""One set of people over the rounds: their charts, their table, their year groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfeval.reports.breaks import weak_rounds
from selfeval.reports.cohorts import YearGroups, year_groups
from selfeval.reports.following import Compared, by_verdict, visible
from selfeval.reports.series import Series, SeriesPanel, panels_of
from selfeval.reports.verdicts import Verdict, moved, range_of, verdict_of
from selfeval.reports.voices import VoiceName
from selfeval.reports.wording import in_words, started, whole, with_span
from selfeval.scoring.comparisons import Trend


@dataclass(frozen=True)
class Drawn:
    """One small chart with its verdict."""

    panel: SeriesPanel
    verdict: Verdict


@dataclass(frozen=True)
class TableRow:
    """One score over the rounds, in words and figures."""

    name: str
    figures: tuple[str, ...]
    since: str
    line: str
    last: str


@dataclass(frozen=True)
class VoiceTrend:
    """One series: its charts, its table, its year groups."""

    key: str
    voice: VoiceName
    name: str
    rounds: tuple[str, ...]
    answered: tuple[str, ...]
    """398 of 612, for each round."""
    since: str
    """Name of the round it is set against; empty where it had none then."""
    intro: str
    drawn: tuple[Drawn, ...]
    rows: tuple[TableRow, ...]
    with_line: bool
    with_last: bool
    groups: YearGroups | None
    weak: tuple[tuple[str, str], ...]
    beside_leaders: bool


def voice_trend(series: Series, since: int | None, scores: Sequence[Compared]) -> VoiceTrend:
    """A series set against the round at `since`; None where it had none then."""
    panels = {panel.scale: panel for panel in panels_of(series)}
    by_scale = {each.scale: each for each in scores}
    order = [each.scale for each in by_verdict(scores)] or list(panels)
    drawn = tuple(
        Drawn(panels[scale], by_scale[scale].verdict if scale in by_scale else Verdict("none"))
        for scale in order
        if scale in panels
    )
    with_line = any(trend.slope for trend in series.trends if trend.by == "whole")
    with_last = series.last > 1 and since != series.last - 1
    return VoiceTrend(
        key=series.key,
        voice=series.voice.voice,
        name=series.voice.name,
        rounds=series.names,
        answered=tuple(_answered(n, roll) for n, roll in series.answered),
        since="" if since is None else series.names[since],
        intro=_intro(series, drawn, scores),
        drawn=drawn,
        rows=tuple(_row(series, each.panel, by_scale.get(each.panel.scale)) for each in drawn),
        with_line=with_line,
        with_last=with_last,
        groups=year_groups(series, scores, since) if since is not None else None,
        weak=weak_rounds(series),
        beside_leaders=any(each.panel.top is not None for each in drawn),
    )


def _answered(n: int | None, roll: int | None) -> str:
    if n is None:
        return "too few"
    return f"{n:,} of {roll:,}" if roll else f"{n:,}"


def _intro(series: Series, drawn: Sequence[Drawn], scores: Sequence[Compared]) -> str:
    told = ["Each point is one round, from 0 to 100."]
    if drawn and (drawn[0].panel.low, drawn[0].panel.high) != (0, 100):
        told.append(f"The charts show {drawn[0].panel.low} to {drawn[0].panel.high}.")
    told.append("The bars show how sure we are; where there is none, it is no longer than the point.")
    if any(occasion.weak for occasion in series.occasions):
        told.append("A hollow point marks a weak round: lean on it lightly.")
    if any(each.panel.top is not None for each in drawn):
        told.append("Below each chart: the level that leaders chose that year, of 4.")
    unsure = [each for each in scores if each.verdict.kind == "cannot"]
    seen = visible(scores)
    if 2 * len(unsure) > len(scores) and seen:
        told.append(f"With so few answers, a change must be about {seen} points before it can be seen.")
    return " ".join(told)


def _row(series: Series, panel: SeriesPanel, found: Compared | None) -> TableRow:
    last = series.change_since(series.last - 1)
    change = next((each for each in last.scales if each.scale == panel.scale), None) if last else None
    verdict = verdict_of(change, series.names[series.last - 1])
    return TableRow(
        name=panel.name,
        figures=tuple(with_span(spot.estimate) if spot.estimate else "not shown" for spot in panel.spots),
        since=started(found.verdict.brief or found.verdict.name) if found else "",
        line=_line(series.of(panel.scale)),
        last=started(verdict.brief or verdict.name),
    )


def _line(stretches: Sequence[Trend]) -> str:
    """A straight line through all points of the newest stretch: up 5 in 3 years (2 to 8)."""
    slope = stretches[-1].slope if stretches else None
    if slope is None:
        return "needs three rounds" if len(stretches) < 2 else "not across the break"
    if slope.bent:
        return "not a straight line: look at the points"
    likely = f" ({range_of(slope.over.interval)})" if slope.over.interval else ""
    years = whole(slope.years)
    span = f" in {in_words(years)} years" if years > 1 else ""
    return f"{moved(slope.over)}{span}{likely}"
