"""The plan as a file to take, and a plan brought in: looked at and matched first, then saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.imports.action_plan_file import plan_in
from selfeval.imports.action_plan_tables import (
    HEADINGS,
    LARGEST_PLAN,
    Column,
    PlanFault,
    PlanTables,
    columns_to_choose,
    likely_columns,
    tables_in_file,
)
from selfeval.improvement.action_plan import ActionPlan, with_tags, with_term
from selfeval.improvement.plan_differences import PlanDifferences, differences
from selfeval.improvement.timescales import read_timescale
from selfeval.reading.open_actions import term_to_write
from selfeval.reports.action_plan_files import plan_csv, plan_workbook
from selfeval.self_evaluation.tags import tag_words
from selfeval.store.editions import editions_of
from selfeval.store.plan_bringing_in import PlanChangedMeanwhile, bring_in
from selfeval.store.plan_reading import plan_of
from selfeval.web.improve.column_matching import LEAVE, chosen_columns
from selfeval.web.improve.reading_plan import plan_owner
from selfeval.web.improve.views import pages
from selfeval.web.site.access import account, allowed, running
from selfeval.web.site.forms import Form, filled, typed
from selfeval.web.site.report_page import as_file

TABLES = TypeAdapter(PlanTables)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEANWHILE = "Somebody changed the plan meanwhile, so nothing was saved. Look at it again, then save it."
MOST_SHOWN = 200
"""Changes that are listed one by one."""


@dataclass(frozen=True)
class LookedAt:
    """A file that was read, beside the plan as it is."""

    tables: PlanTables
    plan: ActionPlan
    changes: PlanDifferences
    unread: tuple[str, ...]
    asks: tuple[str, ...]
    """Timescales that can be read in two ways."""


@pages.get("/plan.xlsx")
@allowed("leader", "officer", confirmed=True, slow=True)
def plan_as_workbook() -> ResponseReturnValue:
    """The plan as a workbook that comes back unchanged."""
    return as_file(plan_workbook(_named_plan(), "Action plan"), XLSX, f"action-plan-{today():%Y-%m-%d}.xlsx")


@pages.get("/plan.csv")
@allowed("leader", "officer", confirmed=True)
def plan_as_csv() -> ResponseReturnValue:
    """The same as CSV."""
    name = f"action-plan-{today():%Y-%m-%d}.csv"
    return as_file(plan_csv(_named_plan()), "text/csv; charset=utf-8", name)


@pages.get("/bring-in")
@allowed("lead", "officer", confirmed=True)
def choose_plan_file() -> ResponseReturnValue:
    return _page(filled({}), None)


@pages.post("/bring-in")
@allowed("lead", "officer", confirmed=True, takes=LARGEST_PLAN + 100_000, slow=True)
def bring_plan_in() -> ResponseReturnValue:
    """Looks at a file, or saves one that was looked at."""
    form = typed()
    sent = request.files.get("file")
    try:
        if sent and sent.filename:
            tables = tables_in_file(sent.read())
        elif form.value("table"):
            tables = TABLES.validate_json(form.value("table"))
        else:
            raise PlanFault("Choose the file with your plan first.")
    except PlanFault as fault:
        return _page(form.with_faults({"file": str(fault)}), None), 422
    except ValidationError:
        return _page(form.with_faults({"file": "Choose the file again."}), None), 422
    chosen = None if sent and sent.filename else chosen_columns(form, tables.headings, HEADINGS)
    with running().database.reading() as session:
        looked_at = _look(session, tables, chosen)
    if form.value("act") != "save" or (sent and sent.filename):
        return _page(form, looked_at, chosen)
    try:
        with running().database.writing() as session:
            again = _look(session, tables, chosen)
            bring_in(session, plan_owner(), again.changes, account().name)
    except PlanChangedMeanwhile:
        with running().database.reading() as session:
            looked_at = _look(session, tables, chosen)
        return _page(form.with_faults({"file": MEANWHILE}), looked_at, chosen), 409
    flash("The plan from the file is saved.")
    return redirect(url_for("improve.plan"), 303)


def _named_plan() -> ActionPlan:
    """The plan with the words of its tags, as people read them."""
    with running().database.reading() as session:
        return with_tags(plan_of(session, **plan_owner().columns), tag_words())


def _look(session: Session, tables: PlanTables, chosen: Mapping[str, Column | None] | None) -> LookedAt:
    owner = plan_owner()
    read = plan_in(tables, chosen)
    ids = {words: tag for tag, words in tag_words().items()}
    file = with_term(with_tags(read.plan, ids), term_to_write(editions_of(session, owner), today()))
    changes = differences(plan_of(session, **owner.columns), file, read.refs)
    asks = tuple(
        dict.fromkeys(
            action.timescale for _, action in file.every_action() if read_timescale(action.timescale).asks
        )
    )
    return LookedAt(tables, file, changes, read.unread, asks)


def _page(form: Form, looked_at: LookedAt | None, chosen: Mapping[str, Column | None] | None = None) -> str:
    likely: dict[str, Column | None] = {}
    for table in looked_at.tables.tables if looked_at else ():
        for place, column in likely_columns(table.headings).items():
            likely[table.headings[place]] = column
    likely |= chosen or {}
    return render_template(
        "improve/bring-in.html",
        form=form,
        looked_at=looked_at,
        headings=looked_at.tables.headings if looked_at else (),
        likely=likely,
        columns=list(columns_to_choose()),
        leave=LEAVE,
        most=MOST_SHOWN,
        table=TABLES.dump_json(looked_at.tables).decode() if looked_at else "",
    )
