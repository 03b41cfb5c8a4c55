"""The operator's partnerships: which schools are in them from when on, and who their officers are."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from selfeval.calendar.school_years import today
from selfeval.schools.partnerships import (
    add_partnership,
    change_partnership,
    join,
    leave,
    leaving_fault,
    named_schools,
    partnership_faults,
)
from selfeval.store.directory import Membership, every_partnership, memberships_on
from selfeval.store.schools_and_accounts import Partnership, accounts_in
from selfeval.store.sign_in import invitations_in
from selfeval.web.admin.views import pages
from selfeval.web.site.access import account, allowed, running
from selfeval.web.site.forms import Day, Form, Text, as_typed, filled, refuse, typed
from selfeval.web.site.invitations import invite_into, invite_page, tell_leads

IN_PARTNERSHIP = """Whoever runs the service has put your school into a partnership. If none of you ends it,
its officers read what you release from the day on that is named there; earlier, if one of you says yes. Look
who reads what:"""


class PartnershipName(Form):
    """What a partnership is called."""

    name = Text()
    kind = Text()
    code = Text()


class Joined(Form):
    """Schools, one a line, and when they came."""

    schools = Text()
    joined_on = Day("the day on which they joined")


class Left(Form):
    """When a school went."""

    membership: Membership
    left_on = Day("the day from which it is no member any more")

    def validate_left_on(self, left_on: Day) -> None:
        refuse(leaving_fault(self.membership, left_on.data) if left_on.data else None)


@pages.get("/partnerships")
@allowed("operator", confirmed=True)
def partnerships() -> ResponseReturnValue:
    with running().database.reading() as session:
        return render_template("admin/partnerships.html", partnerships=every_partnership(session))


@pages.get("/partnerships/add")
@allowed("operator", confirmed=True)
def adding_partnership() -> ResponseReturnValue:
    return _form_page(None, Form())


@pages.post("/partnerships/add")
@allowed("operator", confirmed=True)
def new_partnership() -> ResponseReturnValue:
    form = typed(PartnershipName)
    with running().database.writing() as session:
        faults = partnership_faults(session, form.name.data, form.kind.data)
        if faults:
            return _form_page(None, form.with_faults(faults)), 422
        name, kind, code = form.name.data, form.kind.data, form.code.data
        made = add_partnership(session, name, kind, code, account().name)
    flash(f"{made.name} is added. Say which schools are in it.")
    return redirect(url_for("admin.partnership", partnership_id=made.id), 303)


@pages.get("/partnerships/<int:partnership_id>")
@allowed("operator", confirmed=True)
def partnership(partnership_id: int) -> ResponseReturnValue:
    return _page(partnership_id, filled(as_typed("joined_on", today())))


@pages.get("/partnerships/<int:partnership_id>/rename")
@allowed("operator", confirmed=True)
def renaming_partnership(partnership_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        partnership = session.get_one(Partnership, partnership_id)
    values = {"name": partnership.name, "kind": partnership.kind, "code": partnership.code or ""}
    return _form_page(partnership, filled(values))


@pages.post("/partnerships/<int:partnership_id>/rename")
@allowed("operator", confirmed=True)
def rename_partnership(partnership_id: int) -> ResponseReturnValue:
    form = typed(PartnershipName)
    name, kind, code = form.name.data, form.kind.data, form.code.data
    with running().database.writing() as session:
        partnership = session.get_one(Partnership, partnership_id)
        faults = partnership_faults(session, name, kind, partnership)
        if faults:
            return _form_page(partnership, form.with_faults(faults)), 422
        change_partnership(session, partnership, name, kind, code, account().name)
    flash("It is kept.")
    return redirect(url_for("admin.partnership", partnership_id=partnership_id), 303)


@pages.post("/partnerships/<int:partnership_id>/join")
@allowed("operator", confirmed=True)
def join_schools(partnership_id: int) -> ResponseReturnValue:
    """Several schools at once: a number, a URN or a name on each line. All of them, or none."""
    form, asked = typed(Joined), 0
    form.validate()
    with running().database.writing() as session:
        partnership = session.get_one(Partnership, partnership_id)
        schools, faults = named_schools(session, partnership, form.schools.data)
        faults |= form.faults
        if not faults and form.joined_on.data:
            for school in schools:
                joined = join(session, partnership, school, form.joined_on.data, account().name)
                asked += joined.asks_from is not None
                tell_leads(session, school.id, "Your school is in a partnership", IN_PARTNERSHIP)
    if faults:
        return _page(partnership_id, form.with_faults(faults)), 422
    flash(f"Schools in it now: {', '.join(school.name for school in schools)}.")
    if asked:
        flash("The leads are asked. The table says from when on officers read without their yes.")
    return redirect(url_for("admin.partnership", partnership_id=partnership_id), 303)


@pages.get("/partnerships/memberships/<int:membership_id>/leave")
@allowed("operator", confirmed=True)
def leaving(membership_id: int) -> ResponseReturnValue:
    return _leave_page(membership_id, filled(as_typed("left_on", today())))


@pages.post("/partnerships/memberships/<int:membership_id>/leave")
@allowed("operator", confirmed=True)
def leave_partnership(membership_id: int) -> ResponseReturnValue:
    form = typed(Left)
    with running().database.writing() as session:
        form.membership = membership = session.get_one(Membership, membership_id)
        if form.validate() and form.left_on.data:
            leave(session, membership, form.left_on.data, account().name)
    if form.faults:
        return _leave_page(membership_id, form), 422
    flash("It is kept.")
    return redirect(url_for("admin.partnership", partnership_id=membership.partnership_id), 303)


@pages.get("/partnerships/<int:partnership_id>/invite")
@allowed("operator", confirmed=True)
def inviting_officer(partnership_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        partnership = session.get_one(Partnership, partnership_id)
    return invite_page(partnership)


@pages.post("/partnerships/<int:partnership_id>/invite")
@allowed("operator", confirmed=True)
def invite_officer(partnership_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        partnership = session.get_one(Partnership, partnership_id)
    return invite_into(partnership)


def _form_page(partnership: Partnership | None, form: Form) -> str:
    return render_template("admin/partnership-form.html", partnership=partnership, form=form)


def _page(partnership_id: int, form: Form) -> str:
    with running().database.reading() as session:
        partnership = session.get_one(Partnership, partnership_id)
        return render_template(
            "admin/partnership.html",
            form=form,
            partnership=partnership,
            memberships=sorted(
                memberships_on(session, today(), partnership_id=partnership_id),
                key=lambda membership: membership.school.name,
            ),
            people=accounts_in(session, partnership),
            waiting=invitations_in(session, partnership),
        )


def _leave_page(membership_id: int, form: Form) -> str:
    with running().database.reading() as session:
        membership = session.get_one(Membership, membership_id)
        return render_template("admin/leave.html", form=form, membership=membership)
