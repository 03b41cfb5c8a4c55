"""An older value moves no baseline by itself: whoever writes it down is asked, and the log says who did."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import date_in_england
from selfeval.english import full_day
from selfeval.improvement.baselines import MetricBaselineMove, baseline_moves, started_from
from selfeval.improvement.metric_changes import baseline_of
from selfeval.improvement.metrics import Metric, Point
from selfeval.improvement.target_steps import reduction_readings, steps_of
from selfeval.reports.asked_words import asked_in_words
from selfeval.reports.metric_words import period, shown_point
from selfeval.store.metric_saving import start_from
from selfeval.store.metrics import StoredMetric
from selfeval.store.plan_saving import superseded_texts
from selfeval.store.schools_and_accounts import note
from selfeval.web.site.access import account

MOVED = "moved the baseline of a metric"
"""As the log says it."""


def baseline_options(metric: Metric, older: Point) -> list[tuple[str, str, str]]:
    """What is asked where a value is older than the baseline, with what its target would then be."""
    baseline = baseline_of(metric)
    keep = f"Keep the baseline of {period(baseline)}" if baseline else "Keep the baseline"
    return [
        ("keep", keep, _asked(metric)),
        ("start", f"Start from this value instead, {period(older)}", _asked(started_from(metric, older))),
    ]


def _asked(metric: Metric) -> str:
    """Its value at the start, and what the newest step of a reduction asks for."""
    baseline = baseline_of(metric)
    words = f"{shown_point(metric, baseline, exact=True).value} at the start." if baseline else ""
    place = len(steps_of(metric.targets)) - 1
    readings = reduction_readings(metric, place) if place >= 0 else None
    asks = readings.chosen(metric.targets[-1]) if readings else None
    return words if asks is None else f"{words} Its target is then {asked_in_words(metric, asks)}."


def start_metric_from(session: Session, row: StoredMetric, was: Point | None, now: Point) -> None:
    """Makes another value the baseline, as somebody has answered; the log says so."""
    start_from(session, row, now.id, account().name)
    note_moved_baseline(session, row, was, now)


def note_moved_baseline(session: Session, row: StoredMetric, was: Point | None, now: Point) -> None:
    """Says in the log that a metric starts from another value now."""
    days = f"from {period(was)} to {period(now)}" if was else f"to {period(now)}"
    note(session, row.school_id, account().name, MOVED, f"{row.title}: {days}")


def moves_of(
    session: Session, row: StoredMetric, points: Mapping[int, Point]
) -> tuple[MetricBaselineMove, ...]:
    """Each time that somebody moved a metric's baseline, newest first."""
    earlier = [
        (json.loads(one.content).get("baseline_id"), one.changed_by, one.changed_at)
        for one in reversed(superseded_texts(session, row))
    ]
    return baseline_moves(points, [*earlier, (row.baseline_id, row.changed_by, row.changed_at)])


def move_in_words(move: MetricBaselineMove) -> str:
    """On 3 May 2027 Amina Yusuf moved it from … to …."""
    was = f" from {period(move.before)}" if move.before else ""
    now = f" to {period(move.after)}" if move.after else ""
    return f"On {full_day(date_in_england(move.when))} {move.who} moved the baseline{was}{now}."
