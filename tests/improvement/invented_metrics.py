"""Invented metrics and points for the tests of improvement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from selfeval.improvement.metrics import Metric, Point


def year(start: int, **value: Any) -> Point:
    """A point of the school year that starts in a September; its id is that year."""
    return Point(dt.date(start, 9, 1), dt.date(start + 1, 8, 31), **({"id": start} | value))


def shares(*counts: tuple[float | None, float], first: int = 2021, **of_metric: Any) -> Metric:
    """A metric of yearly shares, lower better, from (people, of)."""
    points = tuple(year(first + at, numerator=x, denominator=n) for at, (x, n) in enumerate(counts))
    return Metric(
        **(
            {"title": "Pupils suspended", "kind": "share", "better": "down", "points": points, "id": 1}
            | of_metric
        )
    )


def events(*counts: tuple[float | None, float | None], first: int = 2021, **of_metric: Any) -> Metric:
    """A metric of yearly events, lower better, from (events, exposure)."""
    points = tuple(year(first + at, numerator=x, denominator=n) for at, (x, n) in enumerate(counts))
    return Metric(
        **({"title": "Events", "kind": "events", "better": "down", "points": points, "id": 2} | of_metric)
    )


def means(*values: tuple[float, float, int], first: int = 2021, **of_metric: Any) -> Metric:
    """A metric of yearly means, higher better, from (mean, standard error, people)."""
    points = tuple(year(first + at, mean=m, se=se, n=n) for at, (m, se, n) in enumerate(values))
    return Metric(
        **({"title": "Belonging", "kind": "mean", "better": "up", "points": points, "id": 3} | of_metric)
    )


def levels(*values: float, first: int = 2021, **of_metric: Any) -> Metric:
    """A metric of signed levels, higher better."""
    points: Sequence[Point] = tuple(year(first + at, mean=level) for at, level in enumerate(values))
    return Metric(
        **({"title": "Level", "kind": "level", "better": "up", "points": points, "id": 4} | of_metric)
    )
