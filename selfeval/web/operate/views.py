"""The operator's schools: all of them, one of them, adding one, what it is called, closing it."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.store.accounts import accounts_in, leads_of
from selfeval.store.directory import A_PAGE, Search, how_many, leads_by_school, page_of
from selfeval.store.links import invitations_in
from selfeval.store.partnerships import memberships_on
from selfeval.store.schools import PHASES, School
from selfeval.store.years import today
from selfeval.web.access import account, allowed
from selfeval.web.dates import whole_number
from selfeval.web.forms import Form, asked, typed
from selfeval.web.operate import import_views, partnership_views
from selfeval.web.operate.changing import (
    add_school,
    close_school,
    entry_faults,
    reopen_school,
)
from selfeval.web.operate.entry_form import PHASE_CHOICES, entry_of, identity_form
from selfeval.web.operate.pages import pages
from selfeval.web.operate.renaming import rename_page, rename_school
from selfeval.web.people.views import first_form, invite_into, invite_page
from selfeval.web.running import running

__all__ = ["import_views", "pages", "partnership_views"]


@pages.get("/schools")
@allowed("operator", confirmed=True)
def schools() -> ResponseReturnValue:
    form = asked(("text", "few_leads"))
    search = Search(form.value("text"), form.value("few_leads") == "yes")
    page = max(1, whole_number(request.args.get("page", "")) or 1)
    with running().database.reading() as session:
        number = how_many(session, search)
        found = page_of(session, search, page)
        leads = leads_by_school(session, found)
    chosen = {name: form.value(name) for name in ("text", "few_leads") if form.value(name)}
    return render_template(
        "operate/schools.html",
        form=form,
        schools=found,
        leads=leads,
        number=number,
        chosen=chosen,
        phases=PHASES,
        page_number=page,
        pages=max(1, -(-number // A_PAGE)),
        address=lambda number: f"{url_for('operate.schools')}?{urlencode(chosen | {'page': number})}",
    )


@pages.get("/schools/<int:school_id>")
@allowed("operator", confirmed=True)
def school(school_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        found = _school(session, school_id)
        return render_template(
            "operate/school.html",
            school=found,
            now=found.on(today()),
            phases=PHASES,
            people=accounts_in(session, found),
            waiting=invitations_in(session, found),
            leads=leads_of(session, school_id),
            memberships=memberships_on(session, today(), school_id=school_id),
        )


@pages.get("/schools/add")
@allowed("operator", confirmed=True)
def adding() -> ResponseReturnValue:
    return _add_page(Form())


@pages.post("/schools/add")
@allowed("operator", confirmed=True)
def add() -> ResponseReturnValue:
    form = typed()
    entry = entry_of(form)
    with running().database.writing() as session:
        faults = entry_faults(session, entry)
        if faults:
            return _add_page(form.with_faults(faults)), 422
        made = add_school(session, entry, account().signature)
    flash(f"{made.name} is added. Invite its first equality lead next.")
    return redirect(url_for("operate.school", school_id=made.id), 303)


@pages.get("/schools/<int:school_id>/rename")
@allowed("operator", confirmed=True)
def renaming(school_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        found = _school(session, school_id)
    return rename_page(found, identity_form(found), url_for("operate.school", school_id=school_id))


@pages.post("/schools/<int:school_id>/rename")
@allowed("operator", confirmed=True)
def rename(school_id: int) -> ResponseReturnValue:
    return rename_school(school_id, url_for("operate.school", school_id=school_id))


@pages.get("/schools/<int:school_id>/close")
@allowed("operator", confirmed=True)
def closing(school_id: int) -> ResponseReturnValue:
    """What closing a school means, before it is done."""
    with running().database.reading() as session:
        return render_template("operate/close.html", school=_school(session, school_id))


@pages.post("/schools/<int:school_id>/close")
@allowed("operator", confirmed=True)
def close(school_id: int) -> ResponseReturnValue:
    with running().database.writing() as session:
        found = _school(session, school_id)
        close_school(session, found, account().signature)
    flash(f"{found.name} is closed. Nobody of it can sign in.")
    return redirect(url_for("operate.school", school_id=school_id), 303)


@pages.post("/schools/<int:school_id>/reopen")
@allowed("operator", confirmed=True)
def reopen(school_id: int) -> ResponseReturnValue:
    with running().database.writing() as session:
        found = _school(session, school_id)
        reopen_school(session, found, account().signature)
    flash(f"{found.name} is open again. Its people can sign in.")
    return redirect(url_for("operate.school", school_id=school_id), 303)


@pages.get("/schools/<int:school_id>/invite")
@allowed("operator", confirmed=True)
def inviting(school_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        found = _school(session, school_id)
    return invite_page(found, first_form(found))


@pages.post("/schools/<int:school_id>/invite")
@allowed("operator", confirmed=True)
def invite(school_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        found = _school(session, school_id)
    return invite_into(found)


def _add_page(form: Form) -> str:
    return render_template("operate/add.html", form=form, phase_choices=PHASE_CHOICES)


def _school(session: Session, school_id: int) -> School:
    return session.get(School, school_id) or abort(404)
