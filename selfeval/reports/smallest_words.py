"""What a metric could show at all, in words."""

from __future__ import annotations

from selfeval.improvement.metric_changes import baseline_of
from selfeval.improvement.metrics import Metric
from selfeval.improvement.smallest_change import SmallestChange, smallest_change
from selfeval.improvement.target_words import plain_number


def what_could_be_seen(metric: Metric) -> str:
    """From which value on a change would be clear, if as many are counted; empty where none is judged."""
    baseline = baseline_of(metric)
    if baseline is None or metric.repeats or metric.kind == "milestone":
        return ""
    directions = (
        ("down",) if metric.better == "down" else ("up",) if metric.better == "up" else ("down", "up")
    )
    sentences = []
    for way in directions:
        seen = smallest_change(metric, baseline, "down" if way == "down" else "up")
        if seen is not None:
            sentences.append(_sentence(metric, seen, way))
    return " ".join(sentences)


def _sentence(metric: Metric, seen: SmallestChange, way: str) -> str:
    start = _value(metric, seen.start, seen.of)
    if seen.clear is None:
        better = "fall" if way == "down" else "rise"
        return f"From {start}, no {better} at all would be clear: there are too few."
    or_more = "or fewer" if way == "down" and metric.kind != "mean" else "or more"
    if metric.kind == "mean" or metric.reference is not None:
        or_more = "or lower" if way == "down" else "or higher"
    clear = _value(metric, seen.clear, seen.of if metric.reference is not None else None)
    return f"From {start}, a {'fall' if way == 'down' else 'rise'} is clear at {clear} {or_more}."


def _value(metric: Metric, value: float, of: float | None) -> str:
    if metric.kind == "share" and metric.reference is None:
        return f"{value:,.0f} of {of:,.0f}" if of else f"{value:,.0f}"
    if metric.kind == "share":
        return f"{100 * value / of:.0f} of 100" if of else plain_number(value)
    return plain_number(round(value, 1))
