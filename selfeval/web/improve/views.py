"""The action plan: one plan, shown by objective, as a partnership's table and as the duty's nine columns."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from selfeval.calendar.school_years import today
from selfeval.calendar.terms import OPENS_BEFORE, term_ends, term_name
from selfeval.improvement.action_plan import PROGRESS
from selfeval.improvement.timescales import read_timescale
from selfeval.store.plan_reading import withdrawn_rows
from selfeval.web.improve.reading_plan import address_of_published, plan_owner, read_plan
from selfeval.web.site.access import allowed, may, running

pages = Blueprint("improve", __name__, url_prefix="/action-plan")
LAYOUTS = {"objectives": "By objective", "table": "As a table", "duty": "Equality duty"}
"""Ways of showing the same plan -> their names."""


@pages.get("")
@allowed("leader", "officer", confirmed=True)
def plan() -> ResponseReturnValue:
    return _plan_page("objectives")


@pages.get("/table")
@allowed("leader", "officer", confirmed=True)
def table() -> ResponseReturnValue:
    """Actions, lead, timescales, update and impact: as partnerships keep it."""
    return _plan_page("table")


@pages.get("/duty")
@allowed("leader", "officer", confirmed=True)
def duty() -> ResponseReturnValue:
    """The nine columns of an equality duty's objectives."""
    return _plan_page("duty")


def _plan_page(layout: str) -> str:
    with running().database.reading() as session:
        read = read_plan(session)
        withdrawn = withdrawn_rows(session, plan_owner()) if may_write() else []
        address = address_of_published(session, read.editions) if layout == "duty" else ""
    newest = read.editions[0] if read.editions else None
    ends = (newest.ends_on if newest and newest.term == read.term else None) or term_ends(read.term)
    return render_template(
        f"improve/{'plan' if layout == 'objectives' else layout}.html",
        layout=layout,
        layouts=LAYOUTS,
        read=read,
        shown=read.shown,
        overdue=[one for one in read.shown.every_action() if one.status.overdue_since],
        progress=PROGRESS,
        withdrawn=withdrawn,
        address=address,
        may_write=may_write(),
        term_name=term_name,
        edition=newest if newest and newest.term == read.term else None,
        newest=newest,
        opens_on=ends - OPENS_BEFORE,
        is_time=today() >= ends - OPENS_BEFORE,
    )


def may_write() -> bool:
    """Whether whoever is signed in changes the plan itself: a lead, or an officer of a partnership."""
    return may("lead") or may("officer")


@pages.get("/timescale")
@allowed("lead", "officer")
def timescale() -> Response:
    """What is read from a timescale, in words, while somebody types it."""
    text = request.args.get("text", "")
    if len(text) > 200:
        abort(413)
    scale = read_timescale(text)
    return Response(scale.in_words if scale.kind != "none" else "", mimetype="text/plain")
