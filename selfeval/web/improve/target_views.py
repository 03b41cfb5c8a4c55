"""A target is set or changed; before it is saved the page says what could be seen at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.improvement.metric_changes import baseline_of
from selfeval.improvement.metrics import Metric, Target
from selfeval.improvement.target_steps import ReductionReadings, reduction_readings, steps_of
from selfeval.improvement.target_words import plain_number
from selfeval.reading.metric_points import metrics_with_points
from selfeval.reports.metric_words import target_in_words
from selfeval.reports.smallest_words import what_could_be_seen
from selfeval.store.metric_saving import add_target
from selfeval.store.metrics import StoredMetric
from selfeval.store.schools_and_accounts import note
from selfeval.web.improve.reading_plan import plan_owner
from selfeval.web.improve.target_form import PARTS, kind_options, typed_target
from selfeval.web.improve.target_warning import could_not_be_told
from selfeval.web.improve.views import pages
from selfeval.web.site.access import account, allowed, running
from selfeval.web.site.forms import Form, filled, typed


@dataclass(frozen=True)
class TargetPreview:
    """What a target that is not saved yet would ask, and whether that could be seen."""

    words: str
    target: Target
    readings: ReductionReadings | None
    asks: str
    warning: str


@pages.get("/metrics/<int:metric_id>/target")
@allowed("lead", "officer", confirmed=True)
def new_target(metric_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        metric, others = _metric(session, metric_id)
    return _page(metric, others, filled({}), None)


@pages.post("/metrics/<int:metric_id>/target")
@allowed("lead", "officer", confirmed=True)
def save_target(metric_id: int) -> ResponseReturnValue:
    """Shows first what it asks and what could be seen; saves when that has been looked at."""
    form = typed()
    with running().database.writing() as session:
        metric, others = _metric(session, metric_id)
        target, faults = typed_target(form, metric, others)
        if target is None:
            return _page(metric, others, form.with_faults(faults), None), 422
        preview = target_preview(metric, target, others)
        if form.value("act") != "save":
            return _page(metric, others, form, preview)
        row = session.get_one(StoredMetric, metric_id)
        add_target(session, row, target, account().name, baseline=baseline_of(metric))
        what = f"{metric.title}: {preview.words}"
        note(session, account().school_id, account().name, "set a target of a metric", what)
    flash("The target is saved.")
    return redirect(url_for("improve.metric", metric_id=metric_id, _anchor="target"), 303)


def _metric(session: Session, metric_id: int) -> tuple[Metric, dict[int, Metric]]:
    metrics = {metric.id: metric for metric in metrics_with_points(session, plan_owner())}
    metric = metrics.pop(metric_id, None) or abort(404)
    return metric, metrics


def target_preview(metric: Metric, target: Target, others: Mapping[int, Metric]) -> TargetPreview:
    """What it would ask of this metric, and a warning where reaching it could not be told from chance."""
    with_target = replace(metric, targets=(*metric.targets, target))
    place = len(steps_of(with_target.targets)) - 1
    readings = reduction_readings(with_target, place)
    asks = readings.chosen(target) if readings else None
    return TargetPreview(
        target_in_words(metric, target, others),
        target,
        readings if place and readings else None,
        _count_asked(metric, asks),
        could_not_be_told(metric, target, asks),
    )


def _count_asked(metric: Metric, asks: float | None) -> str:
    """A reduction as a number of people or events, at as many as now."""
    baseline = baseline_of(metric)
    if asks is None or baseline is None:
        return ""
    if baseline.denominator is None or metric.reference is not None:
        return plain_number(asks)
    return f"{plain_number(asks * baseline.denominator / 100)} of {baseline.denominator:,.0f}"


def _page(metric: Metric, others: Mapping[int, Metric], form: Form, preview: TargetPreview | None) -> str:
    baseline = baseline_of(metric)
    return render_template(
        "improve/target.html",
        one=metric,
        form=form,
        kinds=kind_options(metric),
        parts=PARTS,
        others={str(number): other.title for number, other in others.items() if other.kind == metric.kind},
        preview=preview,
        seen=what_could_be_seen(metric),
        has_baseline=baseline is not None,
    )
