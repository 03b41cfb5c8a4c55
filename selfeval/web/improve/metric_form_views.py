"""Metrics are made, changed, taken out and put back."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.improvement.metric_changes import baseline_of
from selfeval.improvement.metrics import Metric
from selfeval.reading.metric_points import offered_figures, with_points
from selfeval.reading.released_rounds import ReadRounds
from selfeval.reports.metric_words import period
from selfeval.store.metric_reading import metric_columns, metric_of_row, metrics_of
from selfeval.store.metric_saving import add_metric, lock_baseline
from selfeval.store.metrics import StoredMetric
from selfeval.store.plan_saving import put_back, save_row, withdraw
from selfeval.store.schools_and_accounts import note
from selfeval.web.improve.metric_form import (
    TEXTS,
    better_options,
    is_more_open,
    kind_options,
    typed_metric,
    values_of_metric,
)
from selfeval.web.improve.moved_baselines import note_moved_baseline
from selfeval.web.improve.reading_plan import plan_owner
from selfeval.web.improve.views import pages
from selfeval.web.site.access import account, allowed, running
from selfeval.web.site.forms import Form, filled, typed, whole_number

CLASH = (
    "Somebody else has saved this metric since you opened it. What you typed is below. Look, then save again."
)


@pages.get("/metrics/new")
@allowed("lead", "officer", confirmed=True)
def new_metric() -> ResponseReturnValue:
    with running().database.reading() as session:
        return _page(_released(session), filled({"obtainable": "yes"}), None)


@pages.post("/metrics/new")
@allowed("lead", "officer", confirmed=True)
def save_metric() -> ResponseReturnValue:
    form = typed()
    with running().database.writing() as session:
        released, others = _released(session), metrics_of(session, plan_owner())
        metric, faults = typed_metric(form, None, others, offered_figures(released))
        if faults:
            return _page(released, form.with_faults(faults), None), 422
        row = add_metric(session, plan_owner(), metric, account().name)
        lock_baseline(row, baseline_of(with_points(released, metric)))
        note(session, account().school_id, account().name, "added a metric", metric.title)
        metric_id = row.id
    flash("Saved. Now write its first value down." if metric.reference is None else "Saved.")
    return redirect(url_for("improve.metric", metric_id=metric_id), 303)


@pages.get("/metrics/<int:metric_id>/change")
@allowed("lead", "officer", confirmed=True)
def change_metric(metric_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        released = _released(session)
        metric = _metric(released, metric_id)
        return _page(released, filled(values_of_metric(metric)), metric)


@pages.post("/metrics/<int:metric_id>/change")
@allowed("lead", "officer", confirmed=True)
def save_changed_metric(metric_id: int) -> ResponseReturnValue:
    form = typed()
    with running().database.writing() as session:
        released, others = _released(session), metrics_of(session, plan_owner())
        before = _metric(released, metric_id)
        metric, faults = typed_metric(form, before, others, offered_figures(released))
        if faults:
            return _page(released, form.with_faults(faults), before), 422
        row = session.get_one(StoredMetric, metric_id)
        seen = whole_number(form.value("version"), 9) or 0
        if not save_row(session, row, seen, metric_columns(metric), account().name):
            now = filled({name: form.chosen(name) for name in form.typed} | {"version": str(row.version)})
            return _page(released, now.with_faults({"title": CLASH}), before), 409
        note(session, row.school_id, account().name, "changed a metric", metric.title)
        was, start = baseline_of(before), baseline_of(metric)
        if was and start and was.id != start.id:
            note_moved_baseline(session, row, was, start)
    flash("Saved.")
    return redirect(url_for("improve.metric", metric_id=metric_id), 303)


@pages.post("/metrics/<int:metric_id>/withdraw")
@allowed("lead", "officer", confirmed=True)
def withdraw_metric(metric_id: int) -> ResponseReturnValue:
    return _moved(metric_id, out=True)


@pages.post("/metrics/<int:metric_id>/put-back")
@allowed("lead", "officer", confirmed=True)
def put_back_metric(metric_id: int) -> ResponseReturnValue:
    return _moved(metric_id, out=False)


def _moved(metric_id: int, *, out: bool) -> ResponseReturnValue:
    seen = whole_number(typed().value("version"), 9) or 0
    with running().database.writing() as session:
        row = session.get_one(StoredMetric, metric_id)
        if not (withdraw if out else put_back)(session, row, seen, account().name):
            flash("Nothing was changed: somebody else has saved this metric meanwhile. Look at it first.")
        else:
            what = "took out a metric" if out else "put a metric back"
            note(session, row.school_id, account().name, what, row.title)
            flash(f"“{row.title}” is {'taken out. You can put it back below' if out else 'back'}.")
    return redirect(url_for("improve.metrics"), 303)


def _released(session: Session) -> ReadRounds:
    return ReadRounds(session, plan_owner().school_id)


def _metric(released: ReadRounds, metric_id: int) -> Metric:
    row = released.session.get_one(StoredMetric, metric_id)
    if row.withdrawn_at is not None:
        abort(404)
    return with_points(released, metric_of_row(row))


def _page(released: ReadRounds, form: Form, metric: Metric | None) -> str:
    others = [
        one for one in metrics_of(released.session, plan_owner()) if metric is None or one.id != metric.id
    ]
    is_fixed = metric is not None and bool(metric.points or metric.reference)
    figures: dict[str, dict[str, str]] = {}
    for figure in () if is_fixed else offered_figures(released):
        figures.setdefault(figure.of, {})[figure.key] = figure.title
    return render_template(
        "improve/metric-form.html",
        form=form,
        one=metric,
        is_fixed=is_fixed,
        texts=TEXTS,
        kinds=kind_options(),
        betters=better_options(),
        figures=figures,
        others={str(other.id): other.title for other in others},
        more_open=is_more_open(form, metric),
        points={str(point.id): period(point) for point in metric.points} if metric else {},
    )
