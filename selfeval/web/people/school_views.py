"""What a lead can say about the own school: what it is called, and what its partnerships may read."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from selfeval.store.partnerships import Membership, memberships_on
from selfeval.store.schools import PHASES, School, note
from selfeval.store.years import today
from selfeval.web.access import account, allowed
from selfeval.web.access import school as own_school
from selfeval.web.forms import typed
from selfeval.web.operate.entry_form import identity_form
from selfeval.web.operate.renaming import rename_page, rename_school
from selfeval.web.people.pages import pages
from selfeval.web.running import running


@pages.get("/school")
@allowed("lead")
def school() -> ResponseReturnValue:
    with running().database.reading() as session:
        found = session.get_one(School, own_school().id)
        memberships = memberships_on(session, today(), school_id=found.id)
    return render_template("people/school.html", school=found, phases=PHASES, memberships=memberships)


@pages.get("/school/rename")
@allowed("lead")
def renaming() -> ResponseReturnValue:
    return rename_page(own_school(), identity_form(own_school()), url_for("people.school"))


@pages.post("/school/rename")
@allowed("lead")
def rename() -> ResponseReturnValue:
    return rename_school(own_school().id, url_for("people.school"))


@pages.post("/school/memberships/<int:membership_id>/share")
@allowed("lead", confirmed=True)
def share_earlier(membership_id: int) -> ResponseReturnValue:
    """Lets a partnership read what was released before the school joined, or no longer."""
    shares = typed().value("shares") == "yes"
    with running().database.writing() as session:
        found = session.get(Membership, membership_id) or abort(404)
        if found.shares_earlier != shares:
            found.shares_earlier = shares
            act = f"{'shared' if shares else 'stopped sharing'} earlier reports with a partnership"
            note(session, found.school_id, account().signature, act, found.partnership.name)
    told = "reads earlier reports, too." if shares else "reads earlier reports no longer."
    flash(f"{found.partnership.name} {told}")
    return redirect(url_for("people.school"), 303)
