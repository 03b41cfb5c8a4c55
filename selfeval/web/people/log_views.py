"""The audit log of a school, for its leads; that of the installation itself, for an operator."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from selfeval.keeping.tables import log_csv
from selfeval.store.log import A_PAGE, Span, all_entries, entries, how_many
from selfeval.web.access import account, allowed
from selfeval.web.dates import typed_date, whole_number
from selfeval.web.forms import Form, asked
from selfeval.web.people.pages import pages
from selfeval.web.running import running

DAYS = {"first": "the first day", "last": "the last day"}
PARTS = tuple(f"{name}-{part}" for name in DAYS for part in ("day", "month", "year"))


@pages.get("/log")
@allowed("lead", "operator")
def log() -> ResponseReturnValue:
    span, form = _asked()
    page = max(1, whole_number(request.args.get("page", "")) or 1)
    with running().database.reading() as session:
        found, number = entries(session, span, page), how_many(session, span)
    chosen = {part: form.value(part) for part in PARTS if form.value(part)}
    return render_template(
        "people/log.html",
        form=form,
        entries=found,
        number=number,
        page_number=page,
        pages=max(1, -(-number // A_PAGE)),
        address=lambda number: f"{url_for('people.log')}?{urlencode(chosen | {'page': number})}",
        file=f"{url_for('people.log_as_csv')}?{urlencode(chosen)}",
        chosen=chosen,
    ), 422 if form.faults else 200


@pages.get("/log.csv")
@allowed("lead", "operator")
def log_as_csv() -> ResponseReturnValue:
    span, form = _asked()
    if form.faults:
        return log()
    with running().database.reading() as session:
        body = log_csv(all_entries(session, span))
    return Response(
        body,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="log.csv"'},
    )


def _asked() -> tuple[Span, Form]:
    """Which entries the address asks for, and the form as it was typed; a wrong day asks for all."""
    form = asked(PARTS)
    days: dict[str, dt.date | None] = {"first": None, "last": None}
    faults = {}
    for name, what in DAYS.items():
        if any(form.value(f"{name}-{part}") for part in ("day", "month", "year")):
            days[name], fault = typed_date(form, name, what)
            if fault:
                faults[name] = fault
    if days["first"] and days["last"] and days["last"] < days["first"]:
        faults["last"] = "The last day is before the first day."
    span = Span(account().school_id) if faults else Span(account().school_id, days["first"], days["last"])
    return span, form.with_faults(faults)
