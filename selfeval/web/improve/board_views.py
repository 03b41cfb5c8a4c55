"""For the board of a partnership: what became of the actions of its plan and of those that schools share."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from selfeval.calendar.school_years import today
from selfeval.calendar.terms import term_name
from selfeval.improvement.board_groups import BOARD_GROUPS
from selfeval.improvement.verdict import NO_CAUSE
from selfeval.reading.board_plans import board_view, shared_editions
from selfeval.reading.published_objectives import told_edition
from selfeval.reports.edition_metrics import told_metrics
from selfeval.store.directory import memberships_on
from selfeval.store.schools_and_accounts import name_of, note
from selfeval.web.improve.shown_plan import shown_plan
from selfeval.web.improve.views import pages
from selfeval.web.site.access import account, allowed, running

READ = "read the action plan"
"""As the log of a school says it."""


@pages.get("/board")
@allowed("officer", confirmed=True)
def board() -> ResponseReturnValue:
    """One page over the own plan and those that schools share, of which each one's log says who read it."""
    with running().database.reading() as session:
        members = memberships_on(session, today(), partnership_id=_partnership_id())
        readable = [] if account().waits_to_read else members
        view = board_view(session, _partnership_id(), name_of(account().home), readable, today())
    with running().database.writing() as session:
        for plan in view.schools:
            note(session, plan.school_id, account().name, READ, plan.term)
    return render_template(
        "improve/board.html",
        view=view,
        members=len(members),
        groups=BOARD_GROUPS,
        no_cause=NO_CAUSE,
    )


@pages.get("/schools/<int:school_id>/<term>")
@allowed("officer", confirmed=True)
def school_plan(school_id: int, term: str) -> ResponseReturnValue:
    """An edition of a plan that its school shares. The school's log says who read it."""
    if account().waits_to_read:
        return redirect(url_for("partnership.schools"))
    with running().database.writing() as session:
        members = memberships_on(session, today(), partnership_id=_partnership_id(), school_id=school_id)
        editions = [edition for member in members[:1] for edition in shared_editions(session, member)]
        edition = next((one for one in editions if one.term == term), None) or abort(404)
        document = told_edition(session, edition)
        name = members[0].school.on(document.closed_on).name
        note(session, school_id, account().name, READ, term)
    return render_template(
        "improve/school-plan.html",
        edition=edition,
        document=document,
        school_name=name,
        school_id=school_id,
        others=[one.term for one in editions if one.term != term],
        told=list(told_metrics(document).values()),
        shown=shown_plan(document.plan, document.closed_on, last_edition=document.term),
        statuses={status.action_id: status for status in document.statuses},
        term_name=term_name,
        no_cause=NO_CAUSE,
    )


def _partnership_id() -> int:
    return account().partnership_id or abort(404)
