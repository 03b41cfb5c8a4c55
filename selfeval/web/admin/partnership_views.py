"""The operator's partnerships: which schools are in them from when on, and who their officers are."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

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
from selfeval.store.schools import Partnership, accounts_in
from selfeval.store.sign_in import invitations_in
from selfeval.web.admin.views import pages
from selfeval.web.site.access import account, allowed, running
from selfeval.web.site.forms import Day, Form, Text, as_typed, filled, refuse, typed
from selfeval.web.site.invitations import first_form, invite_into, invite_page


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
    return render_template("admin/add-partnership.html", form=Form())


@pages.post("/partnerships/add")
@allowed("operator", confirmed=True)
def new_partnership() -> ResponseReturnValue:
    form = typed(PartnershipName)
    with running().database.writing() as session:
        faults = partnership_faults(session, form.name.data, form.kind.data)
        if faults:
            return render_template("admin/add-partnership.html", form=form.with_faults(faults)), 422
        made = add_partnership(
            session, form.value("name"), form.value("kind"), form.value("code"), account().signature
        )
    flash(f"{made.name} is added. Say which schools are in it.")
    return redirect(url_for("admin.partnership", partnership_id=made.id), 303)


@pages.get("/partnerships/<int:partnership_id>")
@allowed("operator", confirmed=True)
def partnership(partnership_id: int) -> ResponseReturnValue:
    return _page(partnership_id, _first_form())


@pages.get("/partnerships/<int:partnership_id>/rename")
@allowed("operator", confirmed=True)
def renaming_partnership(partnership_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        partnership = _partnership(session, partnership_id)
    values = {"name": partnership.name, "kind": partnership.kind, "code": partnership.code or ""}
    return render_template("admin/rename-partnership.html", form=filled(values), partnership=partnership)


@pages.post("/partnerships/<int:partnership_id>/rename")
@allowed("operator", confirmed=True)
def rename_partnership(partnership_id: int) -> ResponseReturnValue:
    form = typed(PartnershipName)
    name, kind, code = form.name.data, form.kind.data, form.code.data
    with running().database.writing() as session:
        partnership = _partnership(session, partnership_id)
        faults = partnership_faults(session, name, kind, partnership)
        if faults:
            again = form.with_faults(faults)
            return render_template("admin/rename-partnership.html", form=again, partnership=partnership), 422
        change_partnership(session, partnership, name, kind, code, account().signature)
    flash("It is kept.")
    return redirect(url_for("admin.partnership", partnership_id=partnership_id), 303)


@pages.post("/partnerships/<int:partnership_id>/join")
@allowed("operator", confirmed=True)
def join_schools(partnership_id: int) -> ResponseReturnValue:
    """Several schools at once: a number, a URN or a name on each line. All of them, or none."""
    form = typed(Joined)
    form.validate()
    with running().database.writing() as session:
        partnership = _partnership(session, partnership_id)
        schools, faults = named_schools(session, partnership, form.schools.data)
        faults |= form.faults
        if not faults and form.joined_on.data:
            for school in schools:
                join(session, partnership, school, form.joined_on.data, account().signature)
    if faults:
        return _page(partnership_id, form.with_faults(faults)), 422
    flash(f"Schools in it now: {', '.join(school.name for school in schools)}.")
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
        form.membership = membership = session.get(Membership, membership_id) or abort(404)
        if form.validate() and form.left_on.data:
            leave(session, membership, form.left_on.data, account().signature)
    if form.faults:
        return _leave_page(membership_id, form), 422
    flash("It is kept.")
    return redirect(url_for("admin.partnership", partnership_id=membership.partnership_id), 303)


@pages.get("/partnerships/<int:partnership_id>/invite")
@allowed("operator", confirmed=True)
def inviting_officer(partnership_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        partnership = _partnership(session, partnership_id)
    return invite_page(partnership, first_form(partnership))


@pages.post("/partnerships/<int:partnership_id>/invite")
@allowed("operator", confirmed=True)
def invite_officer(partnership_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        partnership = _partnership(session, partnership_id)
    return invite_into(partnership)


def _first_form() -> Form:
    return filled(as_typed("joined_on", today()))


def _page(partnership_id: int, form: Form) -> str:
    with running().database.reading() as session:
        partnership = _partnership(session, partnership_id)
        return render_template(
            "admin/partnership.html",
            form=form,
            partnership=partnership,
            memberships=_by_name(memberships_on(session, today(), partnership_id=partnership_id)),
            people=accounts_in(session, partnership),
            waiting=invitations_in(session, partnership),
        )


def _by_name(memberships: list[Membership]) -> list[Membership]:
    return sorted(memberships, key=lambda membership: membership.school.name)


def _leave_page(membership_id: int, form: Form) -> str:
    with running().database.reading() as session:
        membership = session.get(Membership, membership_id) or abort(404)
        return render_template("admin/leave.html", form=form, membership=membership)


def _partnership(session: Session, partnership_id: int) -> Partnership:
    return session.get(Partnership, partnership_id) or abort(404)
