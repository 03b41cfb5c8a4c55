"""An edition as it may still be told: without figures that are deleted or hidden since."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from selfeval.improvement.edition_document import EditionDocument, FrozenStatus, FrozenVerdict
from selfeval.improvement.metrics import Metric, Point
from selfeval.improvement.point_comparison import measured

GONE = "Not told any more: its survey was deleted"
HIDDEN = "Not told any more: a correction hides it"


def still_told(document: EditionDocument, metrics_now: Mapping[int, Metric]) -> EditionDocument:
    """The edition without what its releases do not show any more, and without what was said of that.

    `metrics_now`: the same metrics with what is released today. A figure that a correction changed stays as
    it was; one that it hides goes. What was stored of the edition stays as it is.
    """
    metrics = tuple(_shown_still(metric, metrics_now.get(metric.id)) for metric in document.metrics)
    why = {metric.id: point.note for metric in metrics for point in metric.points if is_gone(point)}
    if not why:
        return document
    moved = {
        action.id
        for _, action in document.plan.every_action()
        if any(move.metric_id in why for move in action.moves)
    }
    return replace(
        document,
        metrics=metrics,
        verdicts=tuple(_verdict(one, why) for one in document.verdicts),
        statuses=tuple(_status(one, moved) for one in document.statuses),
    )


def is_of_release(metric: Metric) -> bool:
    """Whether its values are released figures, which may go; what was typed or signed stays."""
    return metric.reference is not None and metric.reference.kind != "level"


def is_gone(point: Point) -> bool:
    """Whether a value was taken out because its release does not show it any more."""
    return point.note in (GONE, HIDDEN)


def _shown_still(metric: Metric, now: Metric | None) -> Metric:
    if not is_of_release(metric):
        return metric
    of_today = {point.id: point for point in now.points} if now else {}
    return replace(metric, points=tuple(_emptied(metric, point, of_today) for point in metric.points))


def _emptied(metric: Metric, point: Point, of_today: Mapping[int, Point]) -> Point:
    today = of_today.get(point.id)
    if measured(metric, point) is None or (today is not None and measured(metric, today) is not None):
        return point
    why = GONE if today is None else HIDDEN
    return replace(point, numerator=None, denominator=None, mean=None, se=None, n=None, note=why)


def _verdict(verdict: FrozenVerdict, why: Mapping[int, str]) -> FrozenVerdict:
    reason = why.get(verdict.metric_id)
    return FrozenVerdict(verdict.metric_id, reason, reason) if reason else verdict


def _status(status: FrozenStatus, moved: Collection[int]) -> FrozenStatus:
    return replace(status, verdict="") if status.action_id in moved else status
