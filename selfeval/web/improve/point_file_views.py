"""Values of metrics from a file: columns are matched, rows looked at, and the good ones saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.english import count_of
from selfeval.imports.lists import LARGEST, Unreadable, sheets_of_file, sheets_of_text
from selfeval.imports.metric_points_file import (
    WHAT_IS_WRONG,
    PointRow,
    PointsFile,
    columns_of,
    lines_of_wrong_rows,
    points_in_table,
    rows_as_text,
)
from selfeval.imports.metric_points_table import (
    HEADINGS,
    WORDS,
    PointColumn,
    PointTable,
    point_table,
)
from selfeval.improvement.baselines import older_than_baseline
from selfeval.improvement.metric_changes import baseline_of
from selfeval.improvement.metrics import Metric
from selfeval.reports.metric_words import period, shown_point
from selfeval.reports.tables import csv_text
from selfeval.store.metric_reading import metrics_of, point_of_row
from selfeval.store.metric_saving import add_point
from selfeval.store.metrics import StoredMetric
from selfeval.store.schools_and_accounts import note
from selfeval.web.improve.column_matching import LEAVE, chosen_columns
from selfeval.web.improve.moved_baselines import baseline_options, start_metric_from
from selfeval.web.improve.point_views import FIELDS
from selfeval.web.improve.reading_plan import plan_owner
from selfeval.web.improve.views import pages
from selfeval.web.site.access import account, allowed, running
from selfeval.web.site.forms import Form, filled, typed, whole_number
from selfeval.web.site.report_page import as_file

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
    """Shows what a file holds, and saves the rows that can be taken when these are sent back.

    The others are listed with what is wrong, and can be taken away to mend.
    """
    form = typed()
    try:
        table, is_matched = _sent(form)
    except Unreadable as fault:
        return _page(form.with_faults({"file": str(fault)}), None), 422
    with running().database.writing() as session:
        looked_at = _look(session, form, table, is_matched=is_matched)
        read = looked_at.read
        if form.value("act") == "rest" and read.wrong:
            text = csv_text((*table.headings, WHAT_IS_WRONG), lines_of_wrong_rows(read.wrong))
            return as_file(text, "text/csv; charset=utf-8", "rows-to-mend.csv")
        if read.faults or read.unmatched or form.value("act") != "save":
            is_wrong = bool(read.faults) or (bool(read.unmatched) and is_matched)
            return _page(form, looked_at), 422 if is_wrong else 200
        moved = _save(session, form, read.rows)
        what = count_of(len(read.rows), "value")
        note(session, account().school_id, account().name, "brought in values of metrics", what)
    flash(f"{what[0].upper()}{what[1:]} saved.{moved}")
    return redirect(url_for("improve.metrics"), 303)


def _save(session: Session, form: Form, rows: Sequence[PointRow]) -> str:
    """Adds rows, oldest first, and starts a metric from an older one only where somebody has said so."""
    sentences = []
    for older in _older(rows):
        if form.value(f"baseline-{older.metric.id}") == "start":
            sentences.append(f" {older.metric.title} starts from {period(older.point)} now.")
    for one in sorted(rows, key=lambda row: row.point.end):
        row = session.get_one(StoredMetric, one.metric.id)
        written = add_point(session, row, one.point, account().name)
        if one in _older(rows) and form.value(f"baseline-{one.metric.id}") == "start":
            start_metric_from(session, row, baseline_of(one.metric), point_of_row(written))
    return "".join(sentences)


def _older(rows: Sequence[PointRow]) -> list[PointRow]:
    """Of each metric the oldest row that is older than its baseline, if one is."""
    by_metric: dict[int, list[PointRow]] = {}
    for one in rows:
        by_metric.setdefault(one.metric.id, []).append(one)
    return [
        row
        for of_metric in by_metric.values()
        if (oldest := older_than_baseline(of_metric[0].metric, [one.point for one in of_metric]))
        for row in of_metric
        if row.point is oldest
    ]


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
    rows = read.rows if read else ()
    older = {one.metric.id: one for one in _older(rows)}
    answers = {f"baseline-{number}": form.value(f"baseline-{number}") or "keep" for number in older}
    return render_template(
        "improve/points-file.html",
        form=form,
        looked_at=looked_at,
        read=read,
        values=[(one, shown_point(one.metric, one.point, exact=True)) for one in rows],
        rows=rows_as_text(rows),
        older=[(one.metric, baseline_options(one.metric, one.point)) for one in older.values()],
        answers=filled(answers),
        wrong_title=("Some rows cannot be taken as they are" if rows else "No row can be taken as it is"),
        period=period,
        columns=list(WORDS.items()),
        leave=LEAVE,
        table=TABLE.dump_json(looked_at.table).decode() if looked_at else "",
    )
