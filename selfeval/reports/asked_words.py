"""What a reduction asks for, as a number of people or events where these are counted."""

from __future__ import annotations

from selfeval.improvement.metric_changes import baseline_of
from selfeval.improvement.metrics import Metric
from selfeval.improvement.target_steps import ReductionReadings
from selfeval.improvement.target_words import plain_number


def asked_in_words(metric: Metric, per_100: float | None) -> str:
    """31.5 of 1,100, as many as at the baseline; of 100 for a released share; empty for None."""
    baseline = baseline_of(metric)
    if per_100 is None or baseline is None:
        return ""
    if metric.reference is not None:
        return f"{plain_number(per_100)} of 100"
    if baseline.denominator is None:
        days = (baseline.end - baseline.start).days + 1
        return plain_number(per_100 * days / 100)
    return f"{plain_number(per_100 * baseline.denominator / 100)} of {baseline.denominator:,.0f}"


def readings_in_words(metric: Metric, readings: ReductionReadings) -> tuple[str, ...]:
    """What “again” can mean, each as a number."""
    return (
        f"Of the baseline: {asked_in_words(metric, readings.baseline)}",
        f"Of the target before: {asked_in_words(metric, readings.previous_target)}",
        f"Of what was reached by then: {asked_in_words(metric, readings.last_actual) or 'not known yet'}",
    )
