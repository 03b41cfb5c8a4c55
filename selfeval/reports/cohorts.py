"""Year groups over the rounds: the same year with other children, and the same children a year older."""

from __future__ import annotations

from dataclasses import dataclass

from selfeval.reports.following import group_changes
from selfeval.reports.series import Series
from selfeval.reports.verdicts import Verdict, moved, range_of, verdict_of
from selfeval.reports.wording import with_span
from selfeval.scoring.comparisons import GroupChange, Trend


@dataclass(frozen=True)
class CohortRow:
    """One row of a table over the rounds."""

    name: str
    figures: tuple[str, ...]
    """52 (47 to 57) for each round; empty where there is none."""
    verdict: Verdict | None = None
    """Only for the same year group."""
    told: str = ""
    """For the same children: up 4 (1 to 7)."""


@dataclass(frozen=True)
class YearGroups:
    """The year groups of one series on its belonging scale."""

    key: str
    who: str
    scale: str
    rounds: tuple[str, ...]
    since: str
    same_years: tuple[CohortRow, ...]
    same_children: tuple[CohortRow, ...]
    others: tuple[str, ...]
    """Clear changes of year groups in other scores, in sentences."""


def year_groups(series: Series, since: int) -> YearGroups | None:
    """None where there is nothing about year groups to say."""
    scale = next((each.id for each in series.voice.definition.scales if each.kind == "belonging"), None)
    if scale is None:
        return None
    changes = group_changes(series, since)
    years = tuple(_same_year(series, change, scale, since) for change in changes)
    children = tuple(
        _same_children(series, trend)
        for trend in series.trends
        if trend.by == "cohort" and trend.scale == scale and len([p for p in trend.points if p.mean]) > 1
    )
    if not years and not children:
        return None
    return YearGroups(
        key=series.key,
        who=series.voice.who,
        scale=series.voice.name_of_scale(scale),
        rounds=series.names,
        since=series.names[since],
        same_years=years,
        same_children=children,
        others=tuple(
            told for change in changes for told in _others(series, change, scale, series.names[since])
        ),
    )


def _same_year(series: Series, change: GroupChange, scale: str, since: int) -> CohortRow:
    found = next((each for each in change.scales if each.scale == scale), None)
    stretches = series.of(scale, "group", change.group)
    figures = _figures(series, stretches[-1]) if stretches else ("",) * len(series.occasions)
    return CohortRow(change.group, figures, verdict_of(found, series.names[since]))


def _same_children(series: Series, trend: Trend) -> CohortRow:
    found = trend.first_to_last
    likely = f" ({range_of(found.interval)})" if found and found.interval else ""
    return CohortRow(trend.group, _figures(series, trend), told=f"{moved(found)}{likely}" if found else "")


def _figures(series: Series, trend: Trend) -> tuple[str, ...]:
    shown = {point.at: with_span(point.mean) if point.mean else "not shown" for point in trend.points}
    return tuple(shown.get(place, "") for place in range(len(series.occasions)))


def _others(series: Series, change: GroupChange, scale: str, since: str) -> list[str]:
    told = []
    for each in change.scales:
        verdict = verdict_of(each, since)
        if each.scale != scale and verdict.clear:
            name = series.voice.name_of_scale(each.scale)
            told.append(f"{change.group}, “{name}”: {verdict.brief}.")
    return told
