"""The steps of a target, such as 30 % less by one summer and again by the next, and what each can mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from selfeval.improvement.metric_changes import baseline_of
from selfeval.improvement.metrics import Metric, Point, Target
from selfeval.improvement.point_comparison import level_of, measured


@dataclass(frozen=True)
class ReductionReadings:
    """What one step of a reduction asks for, on the axis of the metric, by what it is a part of."""

    baseline: float
    previous_target: float
    last_actual: float | None
    """None: nobody knows before the step before it is measured."""

    def chosen(self, target: Target) -> float | None:
        """The reading that the target was saved with."""
        if target.of == "last_actual":
            return self.last_actual
        return self.baseline if target.of == "baseline" else self.previous_target


def steps_of(targets: Sequence[Target]) -> tuple[Target, ...]:
    """In order: a target that comes again is a step of its own, any other takes the place of the last one."""
    steps: list[Target] = []
    for target in targets:
        if steps and not target.again:
            steps.pop()
        steps.append(target)
    return tuple(steps)


def step_due(targets: Sequence[Target], on: dt.date) -> int | None:
    """Place among the steps of the one spoken of on a day: the last one that is due, else the first."""
    steps = steps_of(targets)
    due = [place for place, step in enumerate(steps) if step.by <= on]
    if due:
        return due[-1]
    return 0 if steps else None


def judged_point(metric: Metric, target: Target) -> Point | None:
    """The value that a target is held against: the last known one up to its day, else the first after it."""
    baseline = baseline_of(metric)
    later = [
        point
        for point in metric.points
        if measured(metric, point) is not None and (baseline is None or point.end > baseline.end)
    ]
    until = [point for point in later if point.end <= target.by]
    return until[-1] if until else next(iter(later), None)


def reduction_readings(metric: Metric, place: int) -> ReductionReadings | None:
    """All readings of a step; None without a baseline, or where the step is no reduction."""
    baseline = baseline_of(metric)
    value = measured(metric, baseline) if baseline else None
    steps = steps_of(metric.targets)
    step = steps[place]
    if value is None or step.kind != "reduction" or step.value is None:
        return None
    start, part = level_of(value), step.value / 100
    before = steps[place - 1] if place else None
    if before is None or before.kind != "reduction":
        return ReductionReadings(start * (1 - part), start * (1 - part), start * (1 - part))
    earlier = reduction_readings(metric, place - 1)
    asked = earlier.chosen(before) if earlier else None
    actual = judged_point(metric, before)
    reached = measured(metric, actual) if actual and actual.end <= before.by else None
    of_actual = None if reached is None else level_of(reached) * (1 - part)
    if earlier is None or asked is None:
        return None
    return ReductionReadings(asked - part * start, asked * (1 - part), of_actual)
