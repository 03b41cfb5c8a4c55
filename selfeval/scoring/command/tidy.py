"""Findings as a tidy CSV: one row a figure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from selfeval.scoring.findings import (
    Breakdown,
    Careless,
    Estimate,
    ItemFinding,
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
