"""Comparisons as rows of the tidy CSV: each names the earlier round by its first day."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.scoring.command.tidy import Figure
from selfeval.scoring.comparisons import ItemChange, RoundChange, RoundTrends, ScaleChange, Trend
from selfeval.scoring.estimates import Difference, Estimate
from selfeval.scoring.findings import ReleaseFindings

Row = tuple[str, str, Figure]
"""Level, group, figure."""


def change_rows(findings: ReleaseFindings) -> Iterator[Row]:
    """Every figure of every change and series."""
    for change in findings.changes:
        yield from _change(change)
    for trends in findings.trends:
        for trend in trends.trends:
            yield from _trend(trends, trend)


def _change(change: RoundChange) -> Iterator[Row]:
    since = change.earlier.opens_on
    for scale in change.scales:
        yield from (("whole", "", figure) for figure in _scale(scale, since))
    for group in change.groups:
        if group.hidden:
            hidden = f"not_compared_since:{since}"
            yield group.by, group.group, ("", hidden, group.hidden, None, None, None)
        for scale in group.scales:
            yield from ((group.by, group.group, figure) for figure in _scale(scale, since))
    for item in change.items:
        yield from (("whole", "", figure) for figure in _item(item, since))


def _scale(change: ScaleChange, since: str) -> Iterator[Figure]:
    if change.link is not None:
        yield change.scale, f"common_items_since:{since}", " ".join(change.link.items), None, None, None
        if change.link.dropped:
            dropped = " ".join(change.link.dropped)
            yield change.scale, f"answered_unlike_since:{since}", dropped, None, None, None
    if change.hidden:
        yield change.scale, f"not_compared_since:{since}", change.hidden, None, None, None
        return
    yield change.scale, f"before:{since}", change.before, None, None, None
    yield change.scale, f"after:{since}", change.after, None, None, None
    yield _ends(change.scale, f"change_since:{since}", change.difference)
    yield change.scale, f"verdict_since:{since}", _verdict(change.label, change.shade), None, None, None
    if change.technical is not None:
        for name, value in vars(change.technical).items():
            yield change.scale, f"{name}_since:{since}", value, None, None, None


def _item(change: ItemChange, since: str) -> Iterator[Figure]:
    if change.hidden:
        yield change.item, f"not_compared_since:{since}", change.hidden, None, None, None
        return
    yield _ends(change.item, f"change_since:{since}", change.difference)
    beyond = "yes" if change.beyond else "no"
    yield change.item, f"beyond_chance_since:{since}", beyond, None, None, None


def _trend(trends: RoundTrends, trend: Trend) -> Iterator[Row]:
    for figure in _points(trends, trend):
        yield trend.by, trend.group, figure


def _points(trends: RoundTrends, trend: Trend) -> Iterator[Figure]:
    start = trends.occasions[trend.points[0].at].opens_on if trend.points else ""
    if trend.restarted:
        yield trend.scale, f"new_measure_from:{start}", trend.restarted, None, None, None
    for point in trend.points:
        day = trends.occasions[point.at].opens_on
        name = f"linked_on:{day}" if point.link else f"series_on:{day}"
        if point.mean is None:
            yield trend.scale, name, f"hidden:{point.hidden}", None, None, None
            continue
        yield _ends(trend.scale, name, point.mean)
    if trend.slope is not None:
        yield _ends(trend.scale, f"line_from:{start}", trend.slope.over)
        told = "bent" if trend.slope.bent else trend.label and _verdict(trend.label, trend.shade)
        if told:
            yield trend.scale, f"line_verdict_from:{start}", told, None, None, None
        for statistic in ("q", "q_p", "birge"):
            value = getattr(trend.slope, statistic)
            if value is not None:
                yield trend.scale, f"line_{statistic}_from:{start}", value, None, None, None


def _ends(name: str, statistic: str, found: Difference | Estimate | None) -> Figure:
    if found is None:
        return name, statistic, None, None, None, None
    if found.interval is None:
        return name, statistic, found.value, None, None, None
    return name, statistic, found.value, found.interval.low, found.interval.high, None


def _verdict(label: str, shade: str | None) -> str:
    return f"{label}:{shade}" if shade else label
