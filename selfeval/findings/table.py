"""Findings as one table: a row a scale, item, group, change, point of a series, line or gap.

Files of figures and the screen are written from it: they choose rows, columns and formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from selfeval.findings.comparisons import (
    ItemChange,
    Link,
    Occasion,
    RestsOn,
    RoundChange,
    ScaleChange,
    Trend,
    VoiceGap,
)
from selfeval.findings.estimates import Difference, Estimate
from selfeval.findings.findings import (
    Breakdown,
    Careless,
    ItemFinding,
    Reliability,
    RoundFindings,
    ScaleFinding,
)

Kind = Literal[
    "round",
    "careless",
    "without_careless",
    "scale",
    "item",
    "group",
    "change",
    "item_change",
    "group_change",
    "new_measure",
    "point",
    "line",
    "gap",
]
Flag = Literal["beyond", "bent", "broken", "perceived"]
"""A change beyond chance; points not on a straight line; a series broken before this point; voices apart."""
EVERYONE = ""
"""What `by` says of the whole round."""


@dataclass(frozen=True)
class Cell:
    """A figure with its 95 % interval, and the number of answers it stands on."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    everyone: bool = False
    """Everyone answered, so that nothing is unsure."""
    n: int | None = None


@dataclass(frozen=True)
class FindingRow:
    """One finding. `cells`: statistic -> figure; after a colon, the option or item that it is about."""

    kind: Kind
    id: str = ""
    """Of the scale or the item."""
    by: str = EVERYONE
    """"group", "cohort", or the about-you item or column that names the groups."""
    group: str = ""
    n: int | None = None
    roll: int | None = None
    cells: Mapping[str, Cell] = field(default_factory=dict)
    hidden: str | None = None
    """Why there are no figures: a key of HIDDEN, in comparisons of UNSHOWN."""
    label: str = ""
    """What the finding is called: a change or a line, how the items of a scale hang together, at which end of
    the range the careless are, why a new measure begins."""
    shade: str | None = None
    earlier: Occasion | None = None
    later: Occasion | None = None
    """Of a point, its own."""
    link: Link | None = None
    rests_on: RestsOn | None = None
    flags: tuple[Flag, ...] = ()


def round_rows(findings: RoundFindings) -> Iterator[FindingRow]:
    """The whole round with its scales and items, then each breakdown's groups with their scales."""
    n, roll, cells = findings.n, findings.roll, {}
    if n is not None:
        cells["answered"] = Cell(n, n=n)
    if findings.blank != 0:
        cells["blank"] = Cell(findings.blank)
    if findings.weights is not None:
        cells["n_effective"] = Cell(findings.weights.n_effective, n=n)
    yield FindingRow("round", n=n, roll=roll, cells=cells, hidden="few" if n is None else None)
    if findings.careless is not None:
        yield from _careless_rows(findings.careless, n, roll)
    for scale in findings.scales:
        yield _scale_row(scale, roll)
    for item in findings.items:
        yield _item_row(item, roll)
    for breakdown in findings.breakdowns:
        yield from _group_rows(breakdown)


def _careless_rows(careless: Careless, n: int | None, roll: int | None) -> Iterator[FindingRow]:
    shares = (
        ("careless", careless.share),
        ("straight_line", careless.straight),
        ("against_oneself", careless.contrary),
    )
    cells = {statistic: Cell(share, n=n) for statistic, share in shares if share is not None}
    yield FindingRow("careless", n=n, roll=roll, cells=cells, label=careless.end or "")
    for scale in careless.without:
        figure = _estimates(scale.n, mean_without_careless=scale.mean)
        yield FindingRow("without_careless", scale.scale, n=scale.n, roll=roll, cells=figure)


def _group_rows(breakdown: Breakdown) -> Iterator[FindingRow]:
    by = breakdown.by
    for group in breakdown.groups:
        if group.hidden is not None:
            yield FindingRow("group", by=by, group=group.group, roll=group.roll, hidden=group.hidden)
            continue
        cells = {"answered": Cell(group.n, n=group.n)}
        yield FindingRow("group", by=by, group=group.group, n=group.n, roll=group.roll, cells=cells)
        for scale in group.scales:
            yield _scale_row(scale, group.roll, by, group.group)


def _scale_row(scale: ScaleFinding, roll: int | None, by: str = EVERYONE, group: str = "") -> FindingRow:
    n = scale.n
    cells = _estimates(n, mean=scale.mean)
    if scale.sd is not None:
        cells["sd"] = Cell(scale.sd, n=n)
    if scale.spread_below is not None:
        cells["sd_at_most"] = Cell(scale.spread_below, n=n)
    cells |= _estimates(n, favourable=scale.favourable)
    if scale.unscored is not None:
        cells["unscored"] = Cell(scale.unscored)
    if scale.reliability is not None:
        cells |= _reliability_cells(scale.reliability)
    cells |= _estimates(n, weighted_mean=scale.weighted)
    if scale.stands_out is not None:
        cells[f"stands_out:{scale.stands_out}"] = Cell(n=n)
    if scale.reach is not None:
        cells["reach"] = Cell(low=scale.reach.low, high=scale.reach.high, n=n)
    label = scale.reliability.words if scale.reliability else ""
    return FindingRow("scale", scale.scale, by, group, n, roll, cells, scale.hidden, label)


def _reliability_cells(reliability: Reliability) -> dict[str, Cell]:
    n = reliability.n
    cells = _estimates(n, alpha=reliability.alpha)
    for statistic, value in (("omega", reliability.omega), ("mean_correlation", reliability.together)):
        if value is not None:
            cells[statistic] = Cell(value, n=n)
    for fit in reliability.fits:
        cells[f"item_rest:{fit.item}"] = Cell(fit.rest, n=n)
        cells[f"alpha_without:{fit.item}"] = Cell(fit.alpha_without, n=n)
    return cells


def _item_row(item: ItemFinding, roll: int | None) -> FindingRow:
    cells = _estimates(item.n, favourable=item.favourable) | _estimates(item.people, happened=item.happened)
    if item.met is not None:
        cells["met"] = Cell(item.met)
    if item.unfavourable is not None:
        cells["unfavourable"] = Cell(item.unfavourable, n=item.n)
    cells |= {f"share:{option}": Cell(share, n=item.n) for option, share in (item.shares or {}).items()}
    cells |= {f"count:{answer}": Cell(number) for answer, number in item.apart.items()}
    return FindingRow("item", item.item, n=item.n, roll=roll, cells=cells, hidden=item.hidden)


def _estimates(n: int | None, **estimates: Estimate | None) -> dict[str, Cell]:
    return {
        statistic: _cell(estimate, n) for statistic, estimate in estimates.items() if estimate is not None
    }


def _cell(figure: Estimate | Difference | None, n: int | None = None) -> Cell:
    if figure is None:
        return Cell(n=n)
    low, high = (figure.interval.low, figure.interval.high) if figure.interval else (None, None)
    return Cell(figure.value, low, high, isinstance(figure, Estimate) and figure.everyone, n)


def change_rows(change: RoundChange) -> Iterator[FindingRow]:
    """A round against an earlier one: scales of the whole, then of groups, then items."""
    for scale in change.scales:
        yield _change_row(change, scale)
    for group in change.groups:
        if group.hidden:
            yield FindingRow(
                "group_change",
                by=group.by,
                group=group.group,
                hidden=group.hidden,
                earlier=change.earlier,
                later=change.later,
            )
        for scale in group.scales:
            yield _change_row(change, scale, group.by, group.group)
    for item in change.items:
        yield _item_change_row(change, item)


def _change_row(change: RoundChange, scale: ScaleChange, by: str = EVERYONE, group: str = "") -> FindingRow:
    cells = {
        "before": Cell(scale.before),
        "after": Cell(scale.after),
        "change": _cell(scale.by_subtraction),
    }
    if scale.technical is not None:
        cells |= {statistic: Cell(value) for statistic, value in vars(scale.technical).items()}
    return FindingRow(
        "change",
        scale.scale,
        by,
        group,
        cells=cells,
        hidden=scale.hidden,
        label=scale.label,
        shade=scale.shade,
        earlier=change.earlier,
        later=change.later,
        link=scale.link,
        rests_on=scale.rests_on,
    )


def _item_change_row(change: RoundChange, item: ItemChange) -> FindingRow:
    return FindingRow(
        "item_change",
        item.item,
        cells={"change": _cell(item.difference)},
        hidden=item.hidden,
        earlier=change.earlier,
        later=change.later,
        flags=("beyond",) if item.beyond else (),
    )


def trend_rows(trend: Trend, occasions: Sequence[Occasion]) -> Iterator[FindingRow]:
    """One scale over the rounds: why it begins anew if it does, its points, and what it rose by."""
    by = EVERYONE if trend.by == "whole" else trend.by
    days = [occasions[point.at] for point in trend.points]
    first, last = (days[0], days[-1]) if days else (None, None)
    if trend.restarted:
        yield FindingRow("new_measure", trend.scale, by, trend.group, label=trend.restarted, later=first)
    for number, point in enumerate(trend.points):
        broken = point.link is not None or (number == 0 and trend.restarted is not None)
        yield FindingRow(
            "point",
            trend.scale,
            by,
            trend.group,
            cells={} if point.mean is None else {"mean": _cell(point.mean)},
            hidden=point.hidden,
            later=days[number],
            link=point.link,
            flags=("broken",) if broken else (),
        )
    if trend.slope is not None or trend.first_to_last is not None:
        yield FindingRow(
            "line",
            trend.scale,
            by,
            trend.group,
            cells=_line_cells(trend),
            label=trend.label or "",
            shade=trend.shade,
            earlier=first,
            later=last,
            flags=("bent",) if trend.bent else (),
        )


def _line_cells(trend: Trend) -> dict[str, Cell]:
    """What the scale rose by in all; the straight line, unless it does not fit, and how well it does."""
    slope, cells = trend.slope, {"in_all": _cell(trend.in_all)}
    if trend.first_to_last is not None:
        cells["first_to_last"] = _cell(trend.first_to_last)
    if slope is not None:
        if not slope.bent:
            cells["line"] = _cell(slope.over)
        tests = (("q", slope.q), ("q_p", slope.q_p), ("birge", slope.birge))
        cells |= {statistic: Cell(value) for statistic, value in tests if value is not None}
    return cells


def gap_rows(gap: VoiceGap) -> Iterator[FindingRow]:
    """Staff beside pupils, on the questions that both were asked."""
    for scale in gap.scales:
        cells = {
            "pupils": Cell(scale.pupils),
            "staff": Cell(scale.staff),
            "staff_less_pupils": _cell(scale.difference),
        }
        flags: tuple[Flag, ...] = ("perceived",) if scale.perceived else ()
        yield FindingRow("gap", scale.scale, cells=cells, hidden=scale.hidden, flags=flags)
