"""The operator's schools: all of them, one of them, adding one, what it is called, closing it."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import TypeAdapter, ValidationError

from selfeval.accounts.held_changes import removal_of, waiting_in
from selfeval.calendar.school_years import now, today
from selfeval.imports.register import Entry, NotTheRegister, read_rows
from selfeval.schools.register_import import (
    MOST_NAMED,
    Choice,
    Preview,
    Reply,
    choice_faults,
    make,
    preview,
    renumber,
    typed_urns,
)
from selfeval.schools.schools import (
    add_school,
    close_school,
    entry_faults,
    removal_fault,
    remove_school,
    reopen_school,
)
from selfeval.store.directory import (
    A_PAGE,
    Search,
    has_work,
    how_many,
    leads_by_school,
    memberships_on,
    page_of,
)
from selfeval.store.schools_and_accounts import PHASES, School, accounts_in, leads_of
from selfeval.store.sign_in import invitations_in
from selfeval.web.site.access import account, allowed, running
from selfeval.web.site.forms import Form, Text, asked, typed, whole_number
from selfeval.web.site.invitations import invite_into, invite_page, must_wait
from selfeval.web.site.school_identity import IdentityForm, identity_form, rename_school, school_form

pages = Blueprint("admin", __name__)

LARGEST_UPLOAD = 100_000_000
"""Bytes; the whole register has 65 million."""
MOST_AT_ONCE = 1_000
"""Schools that the page adds in one go; the command has no limit."""
ENTRY, REPLY = TypeAdapter(Entry), TypeAdapter(Reply)
REPLIES = "reply-"
"""How a field with the reply to a question begins; the number in the register follows."""


class RegisterChoice(Form):
    """Which schools of a file of the register are wanted."""

    authority = Text()
    trust = Text()
    urns = Text()


class SchoolSearch(Form):
    """Which schools are shown."""

    text = Text()
    few_leads = Text()


@pages.get("/schools/import")
@allowed("operator", confirmed=True)
def importing() -> ResponseReturnValue:
    return render_template("admin/import.html", form=Form())


@pages.post("/schools/import")
@allowed("operator", confirmed=True, takes=LARGEST_UPLOAD, slow=True)
def import_preview() -> ResponseReturnValue:
    """What the file would make. Nothing is kept until the next button."""
    form = typed(RegisterChoice)
    choice = Choice(form.authority.data, form.trust.data, typed_urns(form.urns.data))
    faults = choice_faults(choice)
    file = request.files.get("file")
    outcome = Preview()
    if file is None or not file.filename:
        faults["file"] = "Choose the file."
    elif not faults:
        try:
            with running().database.reading() as session:
                outcome = preview(session, read_rows(file.stream), choice)
        except NotTheRegister as fault:
            faults["file"] = str(fault)
        if len(outcome.made) > MOST_AT_ONCE:
            faults["file"] = (
                f"That is {len(outcome.made):,} schools. Choose some of them; the page adds "
                f"{MOST_AT_ONCE:,} at once, and the command “selfeval school import” any number."
            )
    if faults:
        return render_template("admin/import.html", form=form.with_faults(faults)), 422
    return render_template(
        "admin/import-preview.html",
        outcome=outcome,
        as_text={entry.urn: ENTRY.dump_json(entry).decode() for entry in outcome.made},
        reply=lambda *parts: REPLY.dump_json(Reply(*parts)).decode(),
        most_named=MOST_NAMED,
    )


@pages.post("/schools/import/make")
@allowed("operator", confirmed=True, slow=True)
def import_them() -> ResponseReturnValue:
    fields = request.form.items(multi=True)
    try:
        entries = [ENTRY.validate_json(row) for row in request.form.getlist("school")]
        replies = [REPLY.validate_json(text) for name, text in fields if name.startswith(REPLIES) and text]
    except ValidationError:  # the preview cannot have written it
        damaged = Form(faults={"file": "The list of schools came back damaged. Choose the file again."})
        return render_template("admin/import.html", form=damaged), 422
    entries += [reply.entry for reply in replies if reply.school_id is None]
    with running().database.writing() as session:
        renumbered = renumber(session, replies, account().name)
        entries = [entry for entry in entries if not entry_faults(session, entry)]
        number = make(session, entries, account().name)
    if renumbered:
        flash(f"Schools that have their new number: {renumbered}.")
    if number or not renumbered:
        flash("No school was added." if not number else f"Schools added: {number}. Invite their leads next.")
    return redirect(url_for("admin.schools", few_leads="yes"), 303)


@pages.get("/schools")
@allowed("operator", confirmed=True)
def schools() -> ResponseReturnValue:
    form = asked(SchoolSearch)
    search = Search(form.text.data, form.few_leads.data == "yes")
    page = max(1, whole_number(request.args.get("page", "")) or 1)
    with running().database.reading() as session:
        number = how_many(session, search)
        shown = page_of(session, search, page)
        leads = leads_by_school(session, shown)
    chosen = {name: text for name, text in form.data.items() if text}
    return render_template(
        "admin/schools.html",
        form=form,
        schools=shown,
        leads=leads,
        number=number,
        chosen=chosen,
        phases=PHASES,
        page_number=page,
        pages=max(1, -(-number // A_PAGE)),
        address=lambda number: f"{url_for('admin.schools')}?{urlencode(chosen | {'page': number})}",
    )


@pages.get("/schools/<int:school_id>")
@allowed("operator", confirmed=True)
def school(school_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        school = session.get_one(School, school_id)
        return render_template(
            "admin/school.html",
            school=school,
            now=school.on(today()),
            phases=PHASES,
            people=accounts_in(session, school),
            waiting=invitations_in(session, school),
            leads=leads_of(session, school_id),
            has_work=has_work(session, school_id),
            memberships=memberships_on(session, today(), school_id=school_id),
        )


@pages.get("/schools/add")
@allowed("operator", confirmed=True)
def adding() -> ResponseReturnValue:
    return school_form(None, Form(), url_for("admin.schools"))


@pages.post("/schools/add")
@allowed("operator", confirmed=True)
def add() -> ResponseReturnValue:
    form = typed(IdentityForm)
    with running().database.writing() as session:
        faults = entry_faults(session, form.entry)
        if faults:
            return school_form(None, form.with_faults(faults), url_for("admin.schools")), 422
        made = add_school(session, form.entry, account().name)
    flash(f"{made.name} is added. Invite its first equality lead next.")
    return redirect(url_for("admin.school", school_id=made.id), 303)


@pages.get("/schools/<int:school_id>/rename")
@allowed("operator", confirmed=True)
def renaming(school_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        school = session.get_one(School, school_id)
    return school_form(school, identity_form(school), url_for("admin.school", school_id=school_id))


@pages.post("/schools/<int:school_id>/rename")
@allowed("operator", confirmed=True)
def rename(school_id: int) -> ResponseReturnValue:
    return rename_school(school_id, url_for("admin.school", school_id=school_id))


@pages.get("/schools/<int:school_id>/close")
@allowed("operator", confirmed=True)
def closing(school_id: int) -> ResponseReturnValue:
    """What closing a school means, before it is done."""
    with running().database.reading() as session:
        return render_template("admin/close.html", school=session.get_one(School, school_id))


@pages.post("/schools/<int:school_id>/close")
@allowed("operator", confirmed=True)
def close(school_id: int) -> ResponseReturnValue:
    with running().database.writing() as session:
        school = session.get_one(School, school_id)
        close_school(session, school, account().name)
    flash(f"{school.name} is closed. Nobody at this school can sign in.")
    return redirect(url_for("admin.school", school_id=school_id), 303)


@pages.post("/schools/<int:school_id>/reopen")
@allowed("operator", confirmed=True)
def reopen(school_id: int) -> ResponseReturnValue:
    with running().database.writing() as session:
        school = session.get_one(School, school_id)
        reopen_school(session, school, account().name)
    flash(f"{school.name} is open again. Its people can sign in.")
    return redirect(url_for("admin.school", school_id=school_id), 303)


@pages.get("/schools/<int:school_id>/remove")
@allowed("operator", confirmed=True)
def removing(school_id: int) -> ResponseReturnValue:
    """What removing a school means, before it is done."""
    with running().database.reading() as session:
        school = session.get_one(School, school_id)
        people, fault = accounts_in(session, school), removal_fault(session, school)
        waiting = [held for held in waiting_in(session, school_id) if held.kind == "removal"]
        asks = bool(leads_of(session, school_id))
    return render_template(
        "admin/remove.html",
        school=school,
        people=people,
        fault=fault,
        waiting=waiting[0] if waiting else None,
        asks=asks,
        now=now,
    )


@pages.post("/schools/<int:school_id>/remove")
@allowed("operator", confirmed=True)
def remove(school_id: int) -> ResponseReturnValue:
    with running().database.writing() as session:
        school = session.get_one(School, school_id)
        fault = removal_fault(session, school)
        waits = fault is None and must_wait(session, removal_of(school))
        if fault is None and not waits:
            remove_school(session, school, account().name)
    if fault:
        return render_template("admin/remove.html", school=school, people=[], fault=fault), 422
    if waits:
        return redirect(url_for("admin.removing", school_id=school_id), 303)
    flash(f"{school.name} is removed.")
    return redirect(url_for("admin.schools"), 303)


@pages.get("/schools/<int:school_id>/invite")
@allowed("operator", confirmed=True)
def inviting(school_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        school = session.get_one(School, school_id)
    return invite_page(school)


@pages.post("/schools/<int:school_id>/invite")
@allowed("operator", confirmed=True)
def invite(school_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        school = session.get_one(School, school_id)
    return invite_into(school)
