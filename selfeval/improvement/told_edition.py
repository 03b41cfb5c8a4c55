"""An edition as it may still be told: figures of a survey that was deleted since are gone from it, too."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from selfeval.improvement.edition_document import EditionDocument, FrozenStatus, FrozenVerdict
from selfeval.improvement.metrics import Metric, Point

GONE = "Not told any more: its survey was deleted"


def still_told(document: EditionDocument, digests: Collection[str]) -> EditionDocument:
    """The edition without what came from releases that are gone, and without what was said of it.

    `digests`: of the releases that are there. What was stored of the edition stays as it is.
    """
    metrics = tuple(_without_gone(metric, digests) for metric in document.metrics)
    gone = {metric.id for metric in metrics if any(point.note == GONE for point in metric.points)}
    if not gone:
        return document
    moved = {
        action.id
        for _, action in document.plan.every_action()
        if gone.intersection(move.metric_id for move in action.moves)
    }
    return replace(
        document,
        metrics=metrics,
        verdicts=tuple(_verdict(one, gone) for one in document.verdicts),
        statuses=tuple(_status(one, moved) for one in document.statuses),
    )


def _without_gone(metric: Metric, digests: Collection[str]) -> Metric:
    if metric.reference is None or metric.reference.kind == "level":
        return metric
    points = tuple(
        point if not point.digest or point.digest in digests else _emptied(point) for point in metric.points
    )
    return replace(metric, points=points)


def _emptied(point: Point) -> Point:
    return replace(point, numerator=None, denominator=None, mean=None, se=None, n=None, note=GONE)


def _verdict(verdict: FrozenVerdict, gone: Collection[int]) -> FrozenVerdict:
    return FrozenVerdict(verdict.metric_id, GONE, GONE) if verdict.metric_id in gone else verdict


def _status(status: FrozenStatus, moved: Collection[int]) -> FrozenStatus:
    return replace(status, verdict="") if status.action_id in moved else status
