"""Metrics, their values and their verdicts in the words of a page. Small counts are for who enters them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from selfeval.english import capitalised, full_day
from selfeval.findings.estimates import Interval
from selfeval.improvement.edition_verdicts import MetricVerdict
from selfeval.improvement.event_change import EventCount, count_interval
from selfeval.improvement.mean_change import Mean
from selfeval.improvement.metric_changes import WHYS, MetricChange, baseline_of
from selfeval.improvement.metrics import Better, Metric, MetricKind, Point, Target, TargetKind
from selfeval.improvement.point_comparison import Measured, interval_of, level_of, measured
from selfeval.improvement.share_change import Share
from selfeval.improvement.small_counts import FEWEST_SHOWN, WHO_SEES, WHY_TOO_FEW, is_small
from selfeval.improvement.target import MARGIN
from selfeval.improvement.target_words import plain_number, points_of

KINDS: dict[MetricKind, tuple[str, str]] = {
    "share": ("A share of people", "How many of how many, such as pupils with one suspension or more."),
    "events": ("How often something happens", "A count, such as incidents in the log."),
    "mean": ("A mean", "From 0 to 100, with its standard error and how many people it is of."),
    "milestone": ("A milestone", "There or not, such as a policy that is published."),
    "level": ("A level", "Of the self-evaluation, as the head has signed it."),
}
BETTERS: dict[Better, tuple[str, str]] = {
    "up": ("Higher is better", ""),
    "down": ("Lower is better", ""),
    "phased": ("First up, then down", "Such as complaints, when people first learn to complain."),
    "none": ("Neither way is better", "Such as logged incidents: more can mean that more is told."),
}
TARGET_KINDS: dict[TargetKind, tuple[str, str]] = {
    "absolute": ("A number", "The value reaches it."),
    "reduction": ("So many per cent less", "Such as 30 % less by next summer."),
    "match_national": ("As good as the country", "The national figure of the same kind of school and year."),
    "beat_best": ("Better than our best year", "Luck alone does that now and then; the page says how often."),
    "within_margin": ("Near to a figure", "Within so many points of it, such as the share in the borough."),
    "phased": ("First up, then down", "The day on which it turns is fixed now."),
    "milestone": ("It is there", "Somebody has looked."),
    "gap": ("Close to another group", "So many points behind it at most."),
}


@dataclass(frozen=True)
class ShownPoint:
    """One value in words. `is_hidden`: it is of fewer than ten, and not for this reader."""

    point: Point
    value: str
    chance: str
    """Between what it very likely lies, as “44 and 48”; empty where it is counted in full or hidden."""
    is_hidden: bool
    level: float | None
    interval: Interval | None


@dataclass(frozen=True)
class ShownMetric:
    """One metric with its words for one reader."""

    verdict: MetricVerdict
    points: tuple[ShownPoint, ...]
    baseline: ShownPoint | None
    latest: ShownPoint | None
    change: str
    since_baseline: str
    since_previous: str
    target: str

    @property
    def metric(self) -> Metric:
        return self.verdict.metric


def shown_metric(verdict: MetricVerdict, *, exact: bool) -> ShownMetric:
    """A metric for one reader. `exact`: who enters numbers, and sees small ones; its words are the same."""
    metric = verdict.metric
    points = tuple(shown_point(metric, point, exact=exact) for point in metric.points)
    by_id = {shown.point.id: shown for shown in points}
    baseline = baseline_of(metric)
    changes = verdict.changes
    return ShownMetric(
        verdict,
        points,
        by_id.get(baseline.id) if baseline else None,
        points[-1] if points else None,
        verdict.change_words,
        _why_too_few(exact=exact) if verdict.is_small else _change(changes.since_baseline, metric),
        "" if verdict.is_small else _change(changes.since_previous, metric),
        verdict.target_words,
    )


def _why_too_few(*, exact: bool) -> str:
    return WHO_SEES if exact else WHY_TOO_FEW


def shown_point(metric: Metric, point: Point, *, exact: bool) -> ShownPoint:
    """One value in words."""
    value = measured(metric, point)
    if value is None:
        return ShownPoint(point, "Not known", "", False, None, None)
    if not exact and is_small(metric, point):
        return ShownPoint(point, _small(metric, point), "", True, None, None)
    level, interval = level_of(value), interval_of(metric, value)
    if isinstance(value, EventCount) and point.denominator is None:
        level = float(value.events)
        interval = count_interval(value) if interval else None
    digits = 1 if metric.reference is None else 0
    return ShownPoint(point, _value(metric, point), _chance(value, interval, digits), False, level, interval)


def _chance(value: Measured, interval: Interval | None, digits: int) -> str:
    """Released figures are told in whole numbers, and of 100."""
    if interval is None:
        return ""
    if isinstance(value, EventCount):
        count = count_interval(value)
        return f"{count.low:,.0f} and {count.high:,.0f}"
    ends = f"{plain_number(round(interval.low, digits))} and {plain_number(round(interval.high, digits))}"
    return f"{ends} %" if isinstance(value, Share) and digits else ends


def _value(metric: Metric, point: Point) -> str:
    value = measured(metric, point)
    match value:
        case Share():
            if metric.reference is not None:
                return f"{100 * value.value:.0f} of 100"
            return f"{value.people:,.0f} of {value.of:,.0f} ({plain_number(round(100 * value.value, 1))} %)"
        case EventCount():
            if point.denominator is None:
                return f"{value.events:,}"
            return f"{value.events:,} ({plain_number(round(100 * value.rate, 1))} per 100)"
        case Mean():
            return f"{plain_number(round(value.value, 1))} of 100"
        case None:
            return "Not known"
    if metric.kind == "milestone":
        return "Reached" if value else "Not reached"
    return f"{plain_number(round(value, 1))} on levels 0 to 4"


def _small(metric: Metric, point: Point) -> str:
    if metric.kind == "events":
        return "Fewer than 10"
    if metric.kind == "mean" or (point.denominator or 0) < FEWEST_SHOWN:
        return "Of fewer than 10 people"
    of = f"{point.denominator:,.0f}"
    return (
        f"Fewer than 10 of {of}"
        if (point.numerator or 0) < FEWEST_SHOWN
        else f"All of {of} but fewer than 10"
    )


def _change(change: MetricChange, metric: Metric) -> str:
    """What stands beside the word: its size and how sure it is."""
    if change.comparison is None:
        return WHYS[change.why]
    sentences = [_size(change, metric)]
    if change.why:
        sentences.append(WHYS[change.why])
    return " ".join(filter(None, sentences))


def _size(change: MetricChange, metric: Metric) -> str:
    comparison = change.comparison
    if comparison is None or metric.kind == "milestone":
        return ""
    interval = comparison.interval
    if comparison.measure == "ratio":
        if comparison.value == float("inf"):
            return "There were none before."
        rate = " a day" if comparison.after.denominator is None else " for as many people and weeks"
        times = plain_number(comparison.value)
        size = f"{'As many' if times == '1' else f'{times} times as many'}{rate}"
        if interval is None:
            return f"{size}."
        if interval.high == float("inf"):
            return f"{size}; very likely {plain_number(interval.low)} times or more."
        ends = f"{plain_number(interval.low)} and {plain_number(interval.high)}"
        return f"{size}; very likely between {ends} times."
    unit = "level" if metric.kind == "level" else "point"
    size = f"{points_of(round(abs(comparison.value), 1), unit)}{_way(comparison.value)}"
    if interval is None:
        return f"{size}."
    return f"{size}; very likely between {_ends(interval)}."


def _way(value: float) -> str:
    return "" if round(value, 1) == 0 else " higher" if value > 0 else " lower"


def _ends(interval: Interval) -> str:
    """3.6 and 0.7 lower; 1.8 lower and 0.6 higher"""
    low, high = _way(interval.low), _way(interval.high)
    if low == high:
        ends = sorted((abs(interval.low), abs(interval.high)))
        return f"{plain_number(round(ends[0], 1))} and {plain_number(round(ends[1], 1))}{low}"
    return f"{_end(interval.low)} and {_end(interval.high)}"


def _end(value: float) -> str:
    return f"{plain_number(round(abs(value), 1))}{_way(value)}"


def period(point: Point) -> str:
    """1 September 2025 to 31 August 2026."""
    return f"{full_day(point.start)} to {full_day(point.end)}"


def target_in_words(metric: Metric, target: Target, others: Mapping[int, Metric]) -> str:
    """What a target asks, in a sentence without its day."""
    value = "" if target.value is None else plain_number(target.value)
    match target.kind:
        case "absolute":
            unit = " %" if metric.kind == "share" else ""
            return f"{'At least' if metric.better == 'up' else 'At most'} {value}{unit}"
        case "reduction":
            parts = {
                "baseline": "the baseline",
                "previous_target": "the target before",
                "last_actual": "what was reached by then",
            }
            again = "Again " if target.again else ""
            return f"{again}{value} % less, of {parts[target.of]}"
        case "match_national":
            return "As good as the national figure"
        case "beat_best":
            return "Better than the best year before"
        case "within_margin":
            return f"Within {points_of(MARGIN if target.value is None else target.value)} of a figure"
        case "phased":
            turns = "; ".join(f"{phase.better} until {full_day(phase.until)}" for phase in target.phases)
            return capitalised(turns)
        case "milestone":
            return "It is there"
    other = others.get(target.companion_id or 0)
    return f"At most {points_of(target.value or 0)} behind {other.title if other else 'another group'}"
