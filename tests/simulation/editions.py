"""How often an edition of a school's metrics says something false where nothing changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from selfeval.improvement.metric_changes import edition_changes
from selfeval.improvement.metrics import Metric, Point

CLEAR = ("improved", "declined", "up", "down")


@dataclass(frozen=True)
class Editions:
    """Of so many editions, how many have a false word in each family, and in either; in per cent."""

    tried: int
    since_baseline: float
    since_previous: float
    either: float


def editions(random: np.random.Generator, tried: int, metrics: int | None = None) -> Editions:
    """Editions of schools of all sizes in which nothing changed. `metrics`: of each; None: 1 to 15."""
    wrong = np.zeros((tried, 2), dtype=bool)
    for at in range(tried):
        number = int(random.integers(1, 16)) if metrics is None else metrics
        changes = edition_changes([still_metric(random, each) for each in range(1, number + 1)])
        wrong[at] = (
            any(change.since_baseline.word in CLEAR for change in changes.values()),
            any(change.since_previous.word in CLEAR for change in changes.values()),
        )
    first, second = 100 * wrong.mean(axis=0)
    return Editions(tried, float(first), float(second), float(100 * wrong.any(axis=1).mean()))


def still_metric(random: np.random.Generator, number: int) -> Metric:
    """Events, a share or a mean whose truth stays as it is over two to six years."""
    years = int(random.integers(2, 7))
    kind = random.choice(["events", "share", "mean"])
    if kind == "events":
        rate, roll = random.uniform(0.002, 0.15), int(random.integers(150, 1_500))
        rolls = [round(roll * random.uniform(0.9, 1.1)) for _ in range(years)]
        values = [{"numerator": float(random.poisson(rate * of)), "denominator": float(of)} for of in rolls]
        return _metric(number, "events", "none", values)
    if kind == "share":
        share, roll = random.uniform(0.01, 0.95), int(random.integers(15, 1_200))
        rolls = [max(10, round(roll * random.uniform(0.9, 1.1))) for _ in range(years)]
        values = [{"numerator": float(random.binomial(of, share)), "denominator": float(of)} for of in rolls]
        return _metric(number, "share", "up", values)
    people, mean, spread = int(random.integers(10, 900)), random.uniform(45, 75), random.uniform(12, 24)
    values = []
    for _ in range(years):
        answers = random.normal(mean, spread, people)
        values.append(
            {"mean": float(answers.mean()), "se": float(answers.std(ddof=1) / people**0.5), "n": people}
        )
    return _metric(number, "mean", "up", values)


def _metric(number: int, kind: str, better: str, values: list[dict[str, float]]) -> Metric:
    points = tuple(
        Point(dt.date(2020 + at, 9, 1), dt.date(2021 + at, 8, 31), id=at + 1, **value)  # type: ignore[arg-type]
        for at, value in enumerate(values)
    )
    return Metric(f"Metric {number}", kind, better, points=points, id=number)  # type: ignore[arg-type]
