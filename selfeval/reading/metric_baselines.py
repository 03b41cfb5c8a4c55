"""Baselines of metrics are locked before years are brought in that are older than them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from selfeval.improvement.metric_changes import baseline_of
from selfeval.reading.metric_points import with_points
from selfeval.reading.released_rounds import ReadRounds
from selfeval.store.metric_reading import metric_of_row, metric_rows
from selfeval.store.metric_saving import lock_baseline
from selfeval.store.plan_reading import PlanOwner


def lock_baselines(session: Session, owner: PlanOwner) -> None:
    """Locks what each metric starts from now, where nothing is locked yet: nobody was asked to move it."""
    released = ReadRounds(session, owner.school_id)
    for row in metric_rows(session, owner):
        lock_baseline(row, baseline_of(with_points(released, metric_of_row(row))))
    session.flush()
