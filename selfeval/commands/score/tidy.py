"""Findings and comparisons as a tidy CSV: one row a figure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from selfeval.findings.comparisons import ItemChange, RoundChange, RoundTrends, ScaleChange, Trend
from selfeval.findings.estimates import Difference, Estimate
from selfeval.findings.findings import (
    Breakdown,
    Careless,
    ItemFinding,
    ReleaseFindings,
    Reliability,
    RoundFindings,
    ScaleFinding,
)

HEADER = (
    "questionnaire",
    "version",
    "level",
    "group",
    "scale_or_item",
    "statistic",
    "value",
    "low",
    "high",
    "n",
    "roll",
)
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Beginnings of a text that a spreadsheet might run as a formula. Numbers are ours, and stay numbers."""
Cell = str | int | float | None
Figure = tuple[str, str, Cell, Cell, Cell, int | None]
"""Scale or item, statistic, value, low, high, n."""


def tidy(findings: RoundFindings, more: Iterable[tuple[str, str, Figure]] = ()) -> str:
    """The CSV. A hidden figure has a row whose statistic is `hidden:` and the reason, and no value.

    `more`: level, group and figure of rows that come after those of the findings.
    Where everyone answered, low and high are the value itself. Text like a formula gets a quotation mark.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    head: tuple[Cell, ...] = (findings.questionnaire, findings.version)
    for figure in _whole(findings):
        writer.writerow(map(_cell, (*head, "whole", "", *figure, findings.roll)))
    for breakdown in findings.breakdowns:
        for group, roll, figure in _groups(breakdown):
            writer.writerow(map(_cell, (*head, breakdown.by, group, *figure, roll)))
    for level, group, figure in more:
        writer.writerow(map(_cell, (*head, level, group, *figure, None)))
    return out.getvalue()


def _whole(findings: RoundFindings) -> Iterator[Figure]:
    if findings.n is None:
        yield ("", "hidden:few", None, None, None, None)
    else:
        yield ("", "answered", findings.n, None, None, findings.n)
    if findings.weights is not None:
        yield ("", "n_effective", findings.weights.n_effective, None, None, findings.n)
    if findings.careless is not None:
        yield from _careless(findings.careless, findings.n)
    for scale in findings.scales:
        yield from _scale(scale)
    for item in findings.items:
        yield from _item(item)


def _careless(found: Careless, n: int | None) -> Iterator[Figure]:
    if found.end is not None:
        yield ("", f"careless:{found.end}", None, None, None, n)
    shares = {"careless": found.share, "straight_line": found.straight, "against_oneself": found.contrary}
    for statistic, share in shares.items():
        if share is not None:
            yield ("", statistic, share, None, None, n)
    for scale in found.without:
        yield from _estimate(scale.scale, "mean_without_careless", scale.mean, scale.n)


def _groups(breakdown: Breakdown) -> Iterator[tuple[str, int | None, Figure]]:
    for group in breakdown.groups:
        if group.hidden is not None:
            yield group.group, group.roll, ("", f"hidden:{group.hidden}", None, None, None, None)
            continue
        yield group.group, group.roll, ("", "answered", group.n, None, None, group.n)
        for scale in group.scales:
            for figure in _scale(scale):
                yield group.group, group.roll, figure


def _scale(scale: ScaleFinding) -> Iterator[Figure]:
    if scale.hidden is not None:
        yield (scale.scale, f"hidden:{scale.hidden}", None, None, None, scale.n)
    yield from _estimate(scale.scale, "mean", scale.mean, scale.n)
    if scale.sd is not None:
        yield (scale.scale, "sd", scale.sd, None, None, scale.n)
    yield from _estimate(scale.scale, "favourable", scale.favourable, scale.n)
    if scale.unscored is not None:
        yield (scale.scale, "unscored", scale.unscored, None, None, None)
    if scale.reliability is not None:
        yield from _reliability(scale.scale, scale.reliability)
    yield from _estimate(scale.scale, "weighted_mean", scale.weighted, scale.n)
    if scale.stands_out is not None:
        yield (scale.scale, f"stands_out:{scale.stands_out}", None, None, None, scale.n)
    if scale.reach is not None:
        yield (scale.scale, "reach", None, scale.reach.low, scale.reach.high, scale.n)


def _reliability(scale: str, found: Reliability) -> Iterator[Figure]:
    yield from _estimate(scale, "alpha", found.alpha, found.n)
    for statistic, value in (("omega", found.omega), ("mean_correlation", found.together)):
        if value is not None:
            yield (scale, statistic, value, None, None, found.n)
    for fit in found.fits:
        if fit.rest is not None:
            yield (scale, f"item_rest:{fit.item}", fit.rest, None, None, found.n)
        if fit.alpha_without is not None:
            yield (scale, f"alpha_without:{fit.item}", fit.alpha_without, None, None, found.n)


def _item(item: ItemFinding) -> Iterator[Figure]:
    if item.hidden is not None:
        yield (item.item, f"hidden:{item.hidden}", None, None, None, item.n)
    yield from _estimate(item.item, "favourable", item.favourable, item.n)
    for option, share in (item.shares or {}).items():
        yield (item.item, f"share:{option}", share, None, None, item.n)
    for answer, count in item.apart.items():
        yield (item.item, f"count:{answer}", count, None, None, None)


def _estimate(name: str, statistic: str, estimate: Estimate | None, n: int | None) -> Iterator[Figure]:
    if estimate is None:
        return
    low, high = (estimate.interval.low, estimate.interval.high) if estimate.interval else (None, None)
    if estimate.everyone:
        low = high = estimate.value
    yield (name, statistic, estimate.value, low, high, n)


def _cell(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(RISKY) else cell
    return repr(cell) if isinstance(cell, float) else cell


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
        yield from (("whole", "", figure) for figure in _scale_change(scale, since))
    for group in change.groups:
        if group.hidden:
            hidden = f"not_compared_since:{since}"
            yield group.by, group.group, ("", hidden, group.hidden, None, None, None)
        for scale in group.scales:
            yield from ((group.by, group.group, figure) for figure in _scale_change(scale, since))
    for item in change.items:
        yield from (("whole", "", figure) for figure in _item_change(item, since))


def _scale_change(change: ScaleChange, since: str) -> Iterator[Figure]:
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


def _item_change(change: ItemChange, since: str) -> Iterator[Figure]:
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
