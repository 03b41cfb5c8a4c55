"""Counts of fewer than ten: exact for those who enter them, elsewhere hidden with all that follows."""

from __future__ import annotations

from selfeval.improvement.metrics import Metric, Point

FEWEST_SHOWN = 10
TOO_FEW = "Too few people to say"


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
    """Whether any of its values is small: then no word on it is for everybody."""
    return any(is_small(metric, point) for point in metric.points)


def small_ids(metrics: dict[int, Metric]) -> frozenset[int]:
    """Ids of the metrics on which no word is for everybody: of themselves, or of the group beside them."""
    return frozenset(
        metric.id
        for metric in metrics.values()
        if has_small(metric) or any(has_small(metrics[one]) for one in _beside(metric) if one in metrics)
    )


def _beside(metric: Metric) -> set[int]:
    named = {metric.companion_id, *(target.companion_id for target in metric.targets)}
    return {one for one in named if one is not None}
