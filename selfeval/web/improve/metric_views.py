"""Metrics as pages: all of them, one with its points and targets, and what became of the actions."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.calendar.terms import term_name
from selfeval.improvement.edition_verdicts import PlanVerdicts, plan_verdicts
from selfeval.improvement.metrics import Metric
from selfeval.improvement.target import step_verdict
from selfeval.improvement.target_steps import reduction_readings, steps_of
from selfeval.improvement.target_words import TARGET_WORDS
from selfeval.improvement.verdict import NO_CAUSE, OUTCOMES, by_outcome
from selfeval.reading.metric_points import figure_name, metrics_with_points
from selfeval.reading.released_rounds import ReadRounds
from selfeval.reports.asked_words import asked_in_words, readings_in_words
from selfeval.reports.charts.metric_chart import drawn_metric
from selfeval.reports.metric_words import (
    BETTERS,
    KINDS,
    period,
    shown_metric,
    shown_point,
    target_in_words,
)
from selfeval.reports.smallest_words import what_could_be_seen
from selfeval.store.editions import closed_editions, edition_content
from selfeval.store.metric_reading import point_of_row, withdrawn_metrics
from selfeval.store.metrics import StoredMetric
from selfeval.store.plan_reading import plan_of
from selfeval.web.improve.moved_baselines import move_in_words, moves_of
from selfeval.web.improve.reading_plan import plan_owner
from selfeval.web.improve.views import may_write, pages
from selfeval.web.site.access import allowed, running


def verdicts_now(session: Session, released: ReadRounds | None = None) -> PlanVerdicts:
    """The plan of whoever is signed in, judged today. All metrics are one family."""
    owner = plan_owner()
    metrics = metrics_with_points(session, owner, released)
    return plan_verdicts(plan_of(session, **owner.columns), metrics, today())


@pages.get("/metrics")
@allowed("leader", "officer", confirmed=True)
def metrics() -> ResponseReturnValue:
    """All metrics: baseline, newest value, change word and target word, which are two things."""
    with running().database.reading() as session:
        verdicts = verdicts_now(session)
        withdrawn = withdrawn_metrics(session, plan_owner()) if may_write() else []
    shown = [shown_metric(verdict, exact=may_write()) for verdict in verdicts.metrics]
    return render_template(
        "improve/metrics.html", metrics=shown, may_write=may_write(), withdrawn=withdrawn, period=period
    )


@pages.get("/metrics/<int:metric_id>")
@allowed("leader", "officer", confirmed=True)
def metric(metric_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        released = ReadRounds(session, plan_owner().school_id)
        verdicts = verdicts_now(session, released)
        verdict = next((one for one in verdicts.metrics if one.metric.id == metric_id), None) or abort(404)
        row = session.get_one(StoredMetric, metric_id)
        earlier = [point_of_row(point) for point in row.points]
        typed_by = {point.id: point.who for point in row.points}
        figure = figure_name(released, verdict.metric.reference)
        every = {point.id: point for point in (*earlier, *verdict.metric.points)}
        moves = [move_in_words(move) for move in moves_of(session, row, every)]
    others = {one.metric.id: one.metric for one in verdicts.metrics}
    shown = shown_metric(verdict, exact=may_write())
    stands = {point.id for point in shown.metric.points}
    superseded = [one for one in earlier if one.id not in stands] if shown.metric.reference is None else []
    return render_template(
        "improve/metric.html",
        shown=shown,
        one=shown.metric,
        figure=figure,
        kinds=KINDS,
        betters=BETTERS,
        chart=drawn_metric(shown),
        steps=_steps(shown.metric, others, is_hidden=verdict.is_small),
        companion=others.get(shown.metric.companion_id or 0),
        superseded=[shown_point(shown.metric, point, exact=may_write()) for point in superseded],
        in_place_of={point.supersedes_id: point for point in earlier if point.supersedes_id},
        typed_by=typed_by,
        moves=moves,
        seen=what_could_be_seen(shown.metric) if may_write() or not verdict.is_small else "",
        actions=verdicts.that_move(metric_id),
        no_cause=NO_CAUSE,
        may_write=may_write(),
        period=period,
    )


def _steps(metric: Metric, others: Mapping[int, Metric], *, is_hidden: bool) -> list[dict[str, object]]:
    """Each step of the target with its own word, and of a reduction all that it can mean."""
    steps: list[dict[str, object]] = []
    for place, target in enumerate(steps_of(metric.targets)):
        verdict = step_verdict(metric, place, today(), others)
        readings = reduction_readings(metric, place) if metric.obtainable and not is_hidden else None
        steps.append(
            {
                "words": target_in_words(metric, target, others),
                "by": target.by,
                "word": "" if is_hidden else TARGET_WORDS[verdict.word],
                "sentences": () if is_hidden else verdict.sentences,
                "readings": readings_in_words(metric, readings) if place and readings else (),
                "asks": asked_in_words(metric, readings.chosen(target)) if readings else "",
                "reason": target.reason,
            }
        )
    return steps


@pages.get("/what-became")
@allowed("leader", "officer", confirmed=True)
def what_became() -> ResponseReturnValue:
    """All actions by what became of them, now and when the newest edition was closed."""
    with running().database.reading() as session:
        verdicts = verdicts_now(session)
        newest = next(iter(closed_editions(session, plan_owner())), None)
        document = edition_content(newest) if newest else None
    shown = {one.metric.id: shown_metric(one, exact=may_write()) for one in verdicts.metrics}
    return render_template(
        "improve/what-became.html",
        outcomes=OUTCOMES,
        by_outcome=by_outcome(verdicts.actions),
        shown=shown,
        then={status.action_id: status.verdict for status in document.statuses} if document else {},
        edition=term_name(document.term) if document else "",
        no_cause=NO_CAUSE,
    )
