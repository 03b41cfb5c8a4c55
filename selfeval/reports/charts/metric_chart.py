"""A metric over time as SVG: points with their intervals, the target, and from six points on the limits."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from selfeval.english import full_day
from selfeval.improvement.control_chart import SIGNALS, ControlChart, control_chart, is_equally_spaced
from selfeval.improvement.metric_changes import series_of_points
from selfeval.improvement.target_words import plain_number
from selfeval.reports.charts.canvas import Canvas
from selfeval.reports.charts.palette import DARK_GREY, GRID, INK, SOFT
from selfeval.reports.metric_words import ShownMetric, ShownPoint

WIDTH, HEIGHT = 380.0, 216.0
LEFT, RIGHT, TOP, BOTTOM = 38.0, 372.0, 24.0, 182.0
TYPE = 13.0
MOST_NAMES = 5
"""Points that have their year below; of more only every so many."""


@dataclass(frozen=True)
class DrawnMetric:
    """A chart and what it says in words."""

    svg: str
    limits: str
    """What the limits are, where there are any."""
    signals: tuple[str, ...]


def limits_of(shown: ShownMetric) -> ControlChart | None:
    """Of the newest series, where all its points are known, shown and equally spaced."""
    series = {point.id for point in series_of_points(shown.metric)}
    points = [one for one in shown.points if one.point.id in series]
    levels = [one.level for one in points if one.level is not None]
    if len(levels) < len(points) or not is_equally_spaced([one.point.end for one in points]):
        return None
    return control_chart(levels)


def drawn_metric(shown: ShownMetric) -> DrawnMetric | None:
    """None below two values that may be shown."""
    points = [one for one in shown.points if one.level is not None]
    if len(points) < 2 or shown.metric.kind == "milestone":
        return None
    chart = limits_of(shown)
    threshold = _threshold(shown)
    canvas = Canvas(WIDTH, HEIGHT)
    _paint(canvas, points, chart, threshold)
    words = "; ".join(f"{full_day(one.point.end)}: {one.value}" for one in points)
    svg = canvas.svg(f"metric-{shown.metric.id}", shown.metric.title, f"{words}.")
    return DrawnMetric(svg, _limits(chart), _signals(shown, chart))


def _threshold(shown: ShownMetric) -> float | None:
    """Where the target lies on the axis, if it is one number: of counts without an exposure, a count."""
    target, latest = shown.verdict.target, shown.latest
    kind = target.target.kind if target.target else None
    if kind not in ("absolute", "reduction") or latest is None or shown.verdict.is_small:
        return None
    is_rate = latest.point.denominator is not None
    drawn = shown.metric.kind != "events" or is_rate == (kind == "reduction")
    return target.threshold if drawn else None


def _limits(chart: ControlChart | None) -> str:
    if chart is None:
        return ""
    limits = f"{plain_number(round(chart.low, 1))} to {plain_number(round(chart.high, 1))}"
    if chart.trial:
        return f"The dashed lines are trial limits, {limits}. From twelve values on they say what stands out."
    return f"Between the dashed lines, {limits}, it varies as ever."


def _signals(shown: ShownMetric, chart: ControlChart | None) -> tuple[str, ...]:
    if chart is None or chart.trial or shown.verdict.is_small:
        return ()
    points = shown.points[len(shown.points) - len(chart.values) :]
    return tuple(
        f"{full_day(one.point.end)}: {', '.join(SIGNALS[signal] for signal in sorted(signals))}."
        for one, signals in zip(points, chart.signals, strict=True)
        if signals
    )


def _paint(
    canvas: Canvas,
    points: list[ShownPoint],
    chart: ControlChart | None,
    threshold: float | None,
) -> None:
    low, high = _range(points, chart, threshold)
    days = [one.point.end.toordinal() for one in points]
    span = max(1, days[-1] - days[0])
    xs = [LEFT + 16 + (day - days[0]) / span * (RIGHT - LEFT - 32) for day in days]

    def y(value: float) -> float:
        return BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP)

    for place in range(5):
        value = low + place * (high - low) / 4
        canvas.line((LEFT, y(value)), (RIGHT, y(value)), GRID)
        canvas.text(LEFT - 6, y(value) + 4, plain_number(round(value, 1)), TYPE - 1, SOFT, anchor="end")
    if chart is not None:
        first = xs[len(points) - len(chart.values)]
        for value in (chart.low, chart.high):
            canvas.line((first - 10, y(value)), (RIGHT, y(value)), DARK_GREY, 1.2, dashed=True)
        canvas.line((first - 10, y(chart.mean)), (RIGHT, y(chart.mean)), DARK_GREY, 1.2)
    if threshold is not None:
        canvas.line((LEFT, y(threshold)), (RIGHT, y(threshold)), INK, 2)
        canvas.text(LEFT, y(threshold) - 5, f"Target {plain_number(round(threshold, 1))}", TYPE - 0.5, INK)
    breaks = {one.point.id for one in points if one.point.new_series}
    pairs = list(zip(pairwise(xs), pairwise(points), strict=True))
    for (x1, x2), (one, other) in pairs:
        if other.point.id in breaks:
            canvas.line(((x1 + x2) / 2, TOP - 8), ((x1 + x2) / 2, BOTTOM), INK, 1)
            canvas.text((x1 + x2) / 2 + 4, TOP - 10, "new series", TYPE - 1.5, INK)
        elif one.level is not None and other.level is not None:
            canvas.line((x1, y(one.level)), (x2, y(other.level)), SOFT)
    signals = chart.signals if chart else ()
    offset = len(points) - len(signals)
    every = -(-len(points) // MOST_NAMES)
    for place, (x, one) in enumerate(zip(xs, points, strict=True)):
        if one.level is None:
            continue
        if one.interval is not None and chart is None:
            ends = max(low, one.interval.low), min(high, one.interval.high)
            canvas.line((x, y(ends[0])), (x, y(ends[1])), INK, 1.6)
        stands_out = place >= offset and bool(signals[place - offset])
        canvas.circle(x, y(one.level), 5.5 if stands_out else 4, INK if stands_out else SOFT, INK)
        if (len(points) - 1 - place) % every == 0:
            canvas.text(x, BOTTOM + 20, f"{one.point.end:%b %y}", TYPE - 1, SOFT, anchor="middle")


def _range(
    points: list[ShownPoint], chart: ControlChart | None, threshold: float | None
) -> tuple[float, float]:
    values = [one.level for one in points if one.level is not None]
    if chart is None:
        values += [end for one in points if one.interval for end in (one.interval.low, one.interval.high)]
    else:
        values += [chart.low, chart.high]
    values += [threshold] if threshold is not None else []
    low, high = min(values), max(values)
    room = 0.08 * (high - low) or 1.0
    return (0.0 if 0 <= low <= 0.35 * high else low - room), high + room
