"""Values of a metric are written down one by one, and corrected with a reason."""

from __future__ import annotations

import datetime as dt

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.imports.metric_points_file import (
    NoNumber,
    known_number,
    number_faults,
    period_faults,
)
from selfeval.improvement.baselines import older_than_baseline
from selfeval.improvement.metric_changes import baseline_of
from selfeval.improvement.metrics import Metric, Point
from selfeval.reports.metric_words import period, shown_point
from selfeval.store.metric_reading import metric_of_row, point_of_row
from selfeval.store.metric_saving import OverlappingPeriods, Superseded, add_point, overlapping
from selfeval.store.metrics import StoredMetric
from selfeval.store.schools_and_accounts import note
from selfeval.web.improve.moved_baselines import (
    baseline_options,
    note_moved_baseline,
    start_metric_from,
)
from selfeval.web.improve.views import pages
from selfeval.web.site.access import account, allowed, running
from selfeval.web.site.forms import Form, as_typed, filled, typed, typed_date, whole_number

LONGEST_NOTE = 500
OLDER = "This value is older than the baseline. Say from which one the metric starts."
FIELDS: dict[str, dict[str, tuple[str, str]]] = {
    "share": {
        "numerator": ("How many people?", "Type u if it is not known. Not known is not 0."),
        "denominator": ("Of how many?", "Such as everybody on roll."),
    },
    "events": {
        "numerator": ("How many?", "Type u if it is not known. Not known is not 0."),
        "denominator": (
            "Counted over what?",
            "People on roll, or people on roll times school weeks. Leave it empty to count by the day.",
        ),
    },
    "mean": {
        "mean": ("Mean", "From 0 to 100. Type u if it is not known."),
        "se": ("Its standard error", ""),
        "n": ("Of how many people?", ""),
    },
    "milestone": {"numerator": ("Is it reached?", "Type 1 for yes and 0 for no.")},
}
"""Kind of a metric -> the numbers of a value: field -> what it asks and a hint."""


@pages.get("/metrics/<int:metric_id>/values/new")
@allowed("lead", "officer", confirmed=True)
def new_point(metric_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        metric = _typed_metric(session, metric_id)
    before = _instead(metric, request.args.get("instead", ""))
    return _page(metric, filled(values_of_point(before) if before else {}), before)


@pages.post("/metrics/<int:metric_id>/values/new")
@allowed("lead", "officer", confirmed=True)
def save_point(metric_id: int) -> ResponseReturnValue:
    form = typed()
    with running().database.writing() as session:
        metric = _typed_metric(session, metric_id)
        before = _instead(metric, form.value("instead"))
        point, faults = typed_point(form, metric, before)
        if not faults and form.value("instead") and before is None:
            faults["reason"] = "Somebody else has corrected this value meanwhile. Look at the metric first."
        older = older_than_baseline(metric, [point]) if point and before is None else None
        if older and not faults and form.value("baseline") not in ("keep", "start"):
            faults["baseline"] = OLDER
        if faults or point is None:
            return _page(metric, form.with_faults(faults), before, older), 422
        row = session.get_one(StoredMetric, metric_id)
        try:
            written = add_point(session, row, point, account().name)
        except (OverlappingPeriods, Superseded):
            fault = {"from": "Somebody else has written a value for these days meanwhile. Look at it first."}
            return _page(metric, form.with_faults(fault), before, older), 409
        what = "corrected a value of a metric" if before else "wrote down a value of a metric"
        note(session, account().school_id, account().name, what, f"{metric.title}: {period(point)}")
        start = older is not None and form.value("baseline") == "start"
        says = _baseline_after(session, row, metric, point_of_row(written), start=start)
    flash(f"Saved.{says}")
    return redirect(url_for("improve.metric", metric_id=metric_id, _anchor="values"), 303)


def _baseline_after(
    session: Session, row: StoredMetric, before: Metric, written: Point, *, start: bool
) -> str:
    """Moves the baseline where somebody has said so, and says so where it is another one now."""
    was = baseline_of(before)
    if start:
        start_metric_from(session, row, was, written)
        return f" The metric starts from {period(written)} now."
    now = baseline_of(metric_of_row(row))
    is_corrected = was is not None and written.supersedes_id == was.id and now == written
    if was is None or now is None or now.id == was.id or is_corrected:
        return ""
    note_moved_baseline(session, row, was, now)
    return f" The metric starts from {period(now)} now."


def _typed_metric(session: Session, metric_id: int) -> Metric:
    """A metric whose values are written down; 404 for one that takes them from releases."""
    row = session.get_one(StoredMetric, metric_id)
    if row.withdrawn_at is not None or row.reference:
        abort(404)
    return metric_of_row(row)


def _instead(metric: Metric, asked: str) -> Point | None:
    wanted = whole_number(asked, 9)
    return next((point for point in metric.points if point.id == wanted), None)


def _page(metric: Metric, form: Form, before: Point | None, older: Point | None = None) -> str:
    baseline = baseline_of(metric)
    return render_template(
        "improve/point.html",
        one=metric,
        form=form,
        fields=FIELDS[metric.kind],
        before=shown_point(metric, before, exact=True) if before else None,
        is_baseline=before is not None and before == baseline,
        baselines=baseline_options(metric, older) if older else (),
        period=period,
    )


def values_of_point(point: Point) -> dict[str, str | list[str]]:
    """A value as its form holds it."""
    numbers = {name: getattr(point, name) for name in ("numerator", "denominator", "mean", "se", "n")}
    return {
        **as_typed("from", point.start),
        **as_typed("to", point.end),
        **{name: "" if number is None else f"{number:g}" for name, number in numbers.items()},
        "note": point.note,
        "source": point.source,
        "new_series": point.new_series,
        "instead": str(point.id),
    }


def typed_point(form: Form, metric: Metric, before: Point | None) -> tuple[Point | None, dict[str, str]]:
    """What was typed, and everything that is wrong with it by field."""
    days: dict[str, dt.date | None] = {}
    faults: dict[str, str] = {}
    for name, what in (("from", "the first day"), ("to", "the last day")):
        days[name], fault = typed_date(form, name, what)
        if fault:
            faults[name] = fault
    start, end = days["from"], days["to"]
    if start and end:
        faults |= period_faults(start, end, today())
    numbers, wrong = _numbers(form, metric)
    faults |= wrong
    for name in ("note", "source", "new_series", "reason"):
        if len(form.value(name)) > LONGEST_NOTE:
            faults[name] = f"Use {LONGEST_NOTE} characters or fewer."
    if before is not None and not form.value("reason"):
        faults["reason"] = "Say why this value takes the place of the one before."
    if start is None or end is None:
        return None, faults
    point = Point(
        start,
        end,
        numerator=numbers.get("numerator"),
        denominator=numbers.get("denominator"),
        mean=numbers.get("mean"),
        se=numbers.get("se"),
        n=None if numbers.get("n") is None else int(numbers["n"] or 0),
        source=form.value("source"),
        note=form.value("note"),
        new_series=form.value("new_series"),
        supersedes_id=before.id if before else None,
        reason=form.value("reason") if before else "",
    )
    others = [one for one in metric.points if before is None or one.id != before.id]
    clash = overlapping(others, point)
    if clash is not None and "from" not in faults:
        faults["from"] = f"Some of these days have a value already: {period(clash)}. Correct that one."
    return point, faults


def _numbers(form: Form, metric: Metric) -> tuple[dict[str, float | None], dict[str, str]]:
    numbers: dict[str, float | None] = {}
    faults: dict[str, str] = {}
    first = next(iter(FIELDS[metric.kind]))
    for name in FIELDS[metric.kind]:
        text = form.value(name)
        if name == first and not text:
            faults[name] = "Type the number, or u if it is not known. An empty field is not 0."
            continue
        try:
            numbers[name] = known_number(text)
        except NoNumber:
            faults[name] = "Use digits, such as 12 or 1,204. Type u if it is not known."
    if faults or numbers[first] is None:
        return numbers, faults
    if metric.kind != "mean":
        return numbers, number_faults(metric.kind, numbers["numerator"], numbers.get("denominator"))
    if not 0 <= (numbers["mean"] or 0) <= 100:
        faults["mean"] = "Use a mean from 0 to 100."
    if numbers["se"] is None:
        faults["se"] = "Without its standard error nobody can say whether a mean has changed. Type it."
    if (numbers["n"] or 0) < 2 or (numbers["n"] or 0) % 1:
        faults["n"] = "Use a whole number of people, 2 or more."
    return numbers, faults
