"""Values of metrics from a file: columns are matched, rows looked at, and all of them saved, or none."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.english import count_of
from selfeval.imports.lists import LARGEST, Unreadable, sheets_of_file, sheets_of_text
from selfeval.imports.metric_points_file import PointsFile, columns_of, points_in_table, rows_as_text
from selfeval.imports.metric_points_table import (
    HEADINGS,
    WORDS,
    PointColumn,
    PointTable,
    point_table,
)
from selfeval.improvement.metrics import Metric
from selfeval.reports.metric_words import period, shown_point
from selfeval.store.metric_reading import metrics_of
from selfeval.store.metric_saving import add_point
from selfeval.store.metrics import StoredMetric
from selfeval.store.schools_and_accounts import note
from selfeval.web.improve.column_matching import LEAVE, chosen_columns
from selfeval.web.improve.point_views import FIELDS
from selfeval.web.improve.reading_plan import plan_owner
from selfeval.web.improve.views import pages
from selfeval.web.site.access import account, allowed, running
from selfeval.web.site.forms import Form, typed, whole_number

TABLE = TypeAdapter(PointTable)
CHOOSE = "Choose a file that has something in it."


@dataclass(frozen=True)
class LookedAtPoints:
    """A file of values that was read, and what its columns were taken for."""

    table: PointTable
    read: PointsFile
    likely: dict[str, PointColumn]
    only: Metric | None
    metrics: tuple[Metric, ...]
    """Those that values are typed for."""


@pages.get("/metrics/values-from-file")
@allowed("lead", "officer", confirmed=True)
def upload_points() -> ResponseReturnValue:
    return _page(Form(), None)


@pages.post("/metrics/values-from-file")
@allowed("lead", "officer", confirmed=True, takes=4 * LARGEST, slow=True)
def read_points() -> ResponseReturnValue:
    """Shows what a file holds, and saves all of it when that is sent back; nothing where one row is wrong."""
    form = typed()
    try:
        table, is_matched = _sent(form)
    except Unreadable as fault:
        return _page(form.with_faults({"file": str(fault)}), None), 422
    with running().database.writing() as session:
        looked_at = _look(session, form, table, is_matched=is_matched)
        read = looked_at.read
        if read.faults or read.unmatched or form.value("act") != "save":
            is_wrong = bool(read.faults) or (bool(read.unmatched) and is_matched)
            return _page(form, looked_at), 422 if is_wrong else 200
        for one in read.rows:
            add_point(session, session.get_one(StoredMetric, one.metric.id), one.point, account().name)
        what = count_of(len(read.rows), "value")
        note(session, account().school_id, account().name, "brought in values of metrics", what)
    flash(f"{what[0].upper()}{what[1:]} saved.")
    return redirect(url_for("improve.metrics"), 303)


def _sent(form: Form) -> tuple[PointTable, bool]:
    """The table of a new file, or the one that was looked at; and whether somebody has matched its columns.

    Raises Unreadable.
    """
    sent = request.files.get("file")
    data = sent.read() if sent else b""
    try:
        if data:
            return point_table(sheets_of_file(data)), False
        if form.value("table"):
            return TABLE.validate_json(form.value("table")), True
    except ValidationError as fault:
        raise Unreadable(CHOOSE) from fault
    if form.value("rows"):
        return point_table(sheets_of_text(form.value("rows"))), False
    raise Unreadable(CHOOSE)


def _look(session: Session, form: Form, table: PointTable, *, is_matched: bool) -> LookedAtPoints:
    metrics = metrics_of(session, plan_owner())
    chosen = chosen_columns(form, table.headings, HEADINGS) if is_matched else None
    wanted = whole_number(form.value("only"), 9) if is_matched else None
    typed_for = tuple(one for one in metrics if one.reference is None and one.kind in FIELDS)
    only = next((one for one in typed_for if one.id == wanted), None)
    read = points_in_table(table, metrics, today(), chosen, only)
    likely = {table.headings[place]: column for place, column in columns_of(table, chosen).items()}
    return LookedAtPoints(table, read, likely, only, typed_for)


def _page(form: Form, looked_at: LookedAtPoints | None) -> str:
    read = looked_at.read if looked_at else None
    rows = read.rows if read and not read.faults else ()
    return render_template(
        "improve/points-file.html",
        form=form,
        looked_at=looked_at,
        read=read,
        values=[(one, shown_point(one.metric, one.point, exact=True)) for one in rows],
        rows=rows_as_text(rows),
        period=period,
        columns=list(WORDS.items()),
        leave=LEAVE,
        table=TABLE.dump_json(looked_at.table).decode() if looked_at else "",
    )
