"""Counts of fewer than ten: exact for those who enter them, elsewhere hidden.

What would be said of them is said to nobody, so that a metric has one verdict on every page and file.
"""

from __future__ import annotations

from selfeval.improvement.metrics import Metric, Point

FEWEST_SHOWN = 10
TOO_FEW = "Too few people to say"
WHY_TOO_FEW = "Numbers of fewer than ten people are not shown, so nobody is told what became of them."
"""Beside the word, wherever it stands."""
WHO_SEES = "Governors and the public do not see these numbers: fewer than ten people."
"""Beside it for those who type them in, and see them."""


def is_small(metric: Metric, point: Point) -> bool:
    """Whether a typed count, or all but it, is fewer than ten, or a typed mean is of fewer than ten people.

    Released figures are hidden already.
    """
    if metric.reference is not None:
        return False
    if metric.kind == "mean":
        return point.mean is not None and point.n is not None and point.n < FEWEST_SHOWN
    if metric.kind not in ("share", "events") or point.numerator is None:
        return False
    others = (point.denominator or 0) - point.numerator if metric.kind == "share" else FEWEST_SHOWN
    return point.numerator < FEWEST_SHOWN or others < FEWEST_SHOWN


def has_small(metric: Metric) -> bool:
    """Whether any of its values is small: then no word is said of it."""
    return any(is_small(metric, point) for point in metric.points)


def small_ids(metrics: dict[int, Metric]) -> frozenset[int]:
    """Ids of the metrics of which no word is said: for their own numbers, or the group’s beside them."""
    return frozenset(
        metric.id
        for metric in metrics.values()
        if has_small(metric) or any(has_small(metrics[one]) for one in _beside(metric) if one in metrics)
    )


def _beside(metric: Metric) -> set[int]:
    named = {metric.companion_id, *(target.companion_id for target in metric.targets)}
    return {one for one in named if one is not None}
