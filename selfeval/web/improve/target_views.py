"""A target is set or changed; before it is saved the page says what could be seen at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.improvement.metric_changes import baseline_of
from selfeval.improvement.metrics import Metric, Target
from selfeval.improvement.target_steps import reduction_readings, steps_of
from selfeval.reading.metric_points import metrics_with_points
from selfeval.reports.asked_words import asked_in_words, readings_in_words
from selfeval.reports.metric_words import target_in_words
from selfeval.reports.smallest_words import what_could_be_seen
from selfeval.store.metric_saving import add_target
from selfeval.store.metrics import StoredMetric
from selfeval.store.schools_and_accounts import note
from selfeval.web.improve.reading_plan import plan_owner
from selfeval.web.improve.target_form import PARTS, TWICE, kind_options, typed_targets
from selfeval.web.improve.target_warning import could_not_be_told
from selfeval.web.improve.views import pages
from selfeval.web.site.access import account, allowed, running
from selfeval.web.site.forms import Form, filled, typed


@dataclass(frozen=True)
class TargetPreview:
    """What a target that is not saved yet would ask, and whether that could be seen."""

    words: str
    target: Target
    readings: tuple[str, ...]
    asks: str
    warning: str


@pages.get("/metrics/<int:metric_id>/target")
@allowed("lead", "officer", confirmed=True)
def new_target(metric_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        metric, others = _metric(session, metric_id)
    return _page(metric, others, filled({"of": "previous_target"}), ())


@pages.post("/metrics/<int:metric_id>/target")
@allowed("lead", "officer", confirmed=True)
def save_target(metric_id: int) -> ResponseReturnValue:
    """Shows first what it asks and what could be seen; saves when that has been looked at."""
    form = typed()
    with running().database.writing() as session:
        metric, others = _metric(session, metric_id)
        targets, faults = typed_targets(form, metric, others)
        if not targets:
            return _page(metric, others, form.with_faults(faults), ()), 422
        previews = target_previews(metric, targets, others)
        if form.value("act") != "save":
            return _page(metric, others, form, previews)
        row = session.get_one(StoredMetric, metric_id)
        for preview in previews:
            add_target(session, row, preview.target, account().name, baseline=baseline_of(metric))
            what = f"{metric.title}: {preview.words}"
            note(session, account().school_id, account().name, "set a target of a metric", what)
    flash("The target is saved.")
    return redirect(url_for("improve.metric", metric_id=metric_id, _anchor="target"), 303)


def _metric(session: Session, metric_id: int) -> tuple[Metric, dict[int, Metric]]:
    metrics = {metric.id: metric for metric in metrics_with_points(session, plan_owner())}
    metric = metrics.pop(metric_id, None) or abort(404)
    return metric, metrics


def target_previews(
    metric: Metric, targets: Sequence[Target], others: Mapping[int, Metric]
) -> list[TargetPreview]:
    """What each step would ask, after those before it."""
    before = [replace(metric, targets=(*metric.targets, *targets[:place])) for place in range(len(targets))]
    return [target_preview(one, target, others) for one, target in zip(before, targets, strict=True)]


def target_preview(metric: Metric, target: Target, others: Mapping[int, Metric]) -> TargetPreview:
    """What it would ask of this metric, and a warning where reaching it could not be told from chance."""
    with_target = replace(metric, targets=(*metric.targets, target))
    place = len(steps_of(with_target.targets)) - 1
    readings = reduction_readings(with_target, place)
    asks = readings.chosen(target) if readings else None
    return TargetPreview(
        target_in_words(metric, target, others),
        target,
        readings_in_words(metric, readings) if place and readings else (),
        asked_in_words(metric, asks),
        could_not_be_told(metric, target, asks),
    )


def _page(metric: Metric, others: Mapping[int, Metric], form: Form, previews: Sequence[TargetPreview]) -> str:
    baseline = baseline_of(metric)
    return render_template(
        "improve/target.html",
        one=metric,
        form=form,
        kinds=kind_options(metric),
        parts=PARTS,
        twice=TWICE,
        others={str(number): other.title for number, other in others.items() if other.kind == metric.kind},
        previews=previews,
        seen=what_could_be_seen(metric),
        has_baseline=baseline is not None,
    )
