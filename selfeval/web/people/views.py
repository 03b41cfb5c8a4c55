"""Who is who: the people of a school, each person, the school itself, the log.

For an operator, the operators.
"""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.accounts.changes import (
    ROLE_NAMES,
    AccountChangeRefused,
    change_role,
    disable,
    enable,
    reset_factor,
    role_choices,
    role_of,
    without_lead,
)
from selfeval.accounts.held_changes import Wanted, officer_let_in, subject_of, waiting_in, wanted_of
from selfeval.calendar.school_years import now
from selfeval.operations.export import log_csv
from selfeval.store.directory import addresses_of
from selfeval.store.schools_and_accounts import (
    ENTRIES_A_PAGE,
    PHASES,
    Account,
    School,
    Span,
    accounts_in,
    all_entries,
    entries,
    how_many_entries,
    name_of,
    note,
    roles_in,
)
from selfeval.store.sign_in import OneTimeLink, factor_of, invitations_in, invite, let_choose_password, use
from selfeval.web.site.access import account, allowed, running
from selfeval.web.site.access import school as own_school
from selfeval.web.site.forms import Day, Form, asked, filled, refuse, typed, whole_number
from selfeval.web.site.invitations import (
    address_of,
    hand_over,
    invite_into,
    invite_page,
    must_wait,
    tell_of_officer,
)
from selfeval.web.site.report_page import as_file
from selfeval.web.site.school_identity import identity_form, rename_school, school_form

pages = Blueprint("people", __name__)


@pages.get("/school")
@allowed("lead")
def school() -> ResponseReturnValue:
    with running().database.reading() as session:
        school = session.get_one(School, own_school().id)
    return render_template("people/school.html", school=school, phases=PHASES)


@pages.get("/school/rename")
@allowed("lead")
def renaming() -> ResponseReturnValue:
    return school_form(own_school(), identity_form(own_school()), url_for("people.school"))


@pages.post("/school/rename")
@allowed("lead")
def rename() -> ResponseReturnValue:
    return rename_school(own_school().id, url_for("people.school"))


class LogDays(Form):
    """Which days of the log are shown: all, unless any is typed."""

    first = Day("the first day", may_be_empty=True)
    last = Day("the last day", may_be_empty=True)

    def validate_last(self, last: Day) -> None:
        if self.first.data and last.data and last.data < self.first.data:
            refuse("The last day is before the first day.")


PARTS = [f"{name}-{part}" for name in ("first", "last") for part in ("day", "month", "year")]


@pages.get("/log")
@allowed("lead", "operator")
def log() -> ResponseReturnValue:
    span, form = _asked()
    page = max(1, whole_number(request.args.get("page", "")) or 1)
    with running().database.reading() as session:
        shown, number = entries(session, span, page), how_many_entries(session, span)
        addresses = addresses_of(session, span.school_id)
    chosen = {part: form.value(part) for part in PARTS if form.value(part)}
    return render_template(
        "people/log.html",
        form=form,
        entries=shown,
        addresses=addresses,
        role_of=role_of,
        number=number,
        page_number=page,
        pages=max(1, -(-number // ENTRIES_A_PAGE)),
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
        body = log_csv(all_entries(session, span), addresses_of(session, span.school_id))
    return as_file(body, "text/csv; charset=utf-8", "log.csv")


def _asked() -> tuple[Span, LogDays]:
    """Which entries the address asks for, and the form as it was typed; a wrong day asks for all."""
    form, of = asked(LogDays), account().school_id
    return (Span(of, form.first.data, form.last.data) if form.validate() else Span(of)), form


YOURSELF = "You cannot do this to your own account. Ask another equality lead."


@pages.get("/people/<int:account_id>")
@allowed("lead", "operator", confirmed=True)
def person(account_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        person = session.get_one(Account, account_id)
    return _page(person, filled({"role": person.role}))


@pages.post("/people/<int:account_id>/role")
@allowed("lead", "operator", confirmed=True)
def change_their_role(account_id: int) -> ResponseReturnValue:
    form = typed()
    role = form.value("role")
    try:
        with running().database.writing() as session:
            person = session.get_one(Account, account_id)
            if role not in roles_in(person.home):
                return _page(person, form.with_faults({"role": "Choose what they may do."})), 422
            _refuse_yourself(person)
            if role != person.role and must_wait(session, wanted_of("role", person, role)):
                return redirect(url_for("people.person", account_id=account_id), 303)
            without = without_lead(session, person) if role != "lead" else ""
            change_role(session, person, role, account().name)
    except AccountChangeRefused as refused:
        return _page(person, form.with_faults({"role": str(refused)})), 409
    flash(f"{person.name}: {ROLE_NAMES[person.role].lower()}.")
    if without:
        flash(without)
    return redirect(url_for("people.person", account_id=account_id), 303)


@pages.get("/people/<int:account_id>/disable")
@allowed("lead", "operator", confirmed=True)
def disabling(account_id: int) -> ResponseReturnValue:
    """What disabling means, before it is done."""
    with running().database.reading() as session:
        person = session.get_one(Account, account_id)
        return _disabling_page(session, person)


@pages.post("/people/<int:account_id>/disable")
@allowed("lead", "operator", confirmed=True)
def disable_them(account_id: int) -> ResponseReturnValue:
    try:
        with running().database.writing() as session:
            person = session.get_one(Account, account_id)
            _refuse_yourself(person)
            if person.role == "lead" and must_wait(session, wanted_of("disable", person)):
                return redirect(url_for("people.person", account_id=account_id), 303)
            disable(session, person, account().name, even_the_last_lead=account().role == "operator")
    except AccountChangeRefused as refused:
        with running().database.reading() as session:
            return _disabling_page(session, person, str(refused)), 409
    flash(f"{person.name} cannot sign in any more, and is signed out everywhere.")
    return redirect(address_of(person.home, account()), 303)


@pages.post("/people/<int:account_id>/enable")
@allowed("lead", "operator", confirmed=True)
def enable_them(account_id: int) -> ResponseReturnValue:
    with running().database.writing() as session:
        person = session.get_one(Account, account_id)
        if must_wait(session, wanted_of("enable", person)):
            return redirect(url_for("people.person", account_id=account_id), 303)
        enable(session, person, account().name)
        tell_of_officer(session, officer_let_in(session, person, account().role, account().name))
    flash(f"{person.name} can sign in again.")
    return redirect(url_for("people.person", account_id=account_id), 303)


@pages.post("/people/<int:account_id>/password-link")
@allowed("lead", "operator", confirmed=True)
def password_link(account_id: int) -> ResponseReturnValue:
    """A link by which the person chooses a new password: whoever makes it never knows the password."""
    with running().database.writing() as session:
        person = session.get_one(Account, account_id)
        refused = YOURSELF if person.id == account().id else ""
        if not person.active:
            refused = f"{person.name} cannot sign in at all. Enable the account first."
        if refused:
            flash(refused)
            return redirect(url_for("people.person", account_id=account_id), 303)
        if must_wait(session, wanted_of("password", person)):
            return redirect(url_for("people.person", account_id=account_id), 303)
        secret = let_choose_password(session, person, account().name)
        note(session, person.school_id, account().name, "made a link for a new password", person.called)
    back = url_for("people.person", account_id=account_id)
    return hand_over("password", secret, person.email, person.home, person.role, back)


@pages.post("/people/<int:account_id>/reset-factor")
@allowed("lead", "operator", confirmed=True)
def reset_their_factor(account_id: int) -> ResponseReturnValue:
    """For somebody whose phone is lost, and the recovery codes too."""
    try:
        with running().database.writing() as session:
            person = session.get_one(Account, account_id)
            _refuse_yourself(person)
            if must_wait(session, wanted_of("factor", person)):
                return redirect(url_for("people.person", account_id=account_id), 303)
            reset_factor(session, person, account().name)
    except AccountChangeRefused as refused:
        flash(str(refused))
        return redirect(url_for("people.person", account_id=account_id), 303)
    flash(
        f"The second factor of {person.name} is forgotten. Make a link now: with it, another phone is set up."
    )
    return redirect(url_for("people.person", account_id=account_id), 303)


def _refuse_yourself(person: Account) -> None:
    """Nobody locks the door from inside, and the other leads see what was done."""
    if person.id == account().id:
        raise AccountChangeRefused(YOURSELF)


def _page(person: Account, form: Form) -> str:
    with running().database.reading() as session:
        factor = factor_of(session, person.id)
        waiting = waiting_in(session, person.school_id) if person.school_id else []
    return render_template(
        "people/person.html",
        person=person,
        form=form,
        yourself=person.id == account().id,
        has_factor=factor is not None,
        now=now,
        waiting=[(subject_of(held.kind, held.email, held.role), held.due_at) for held in waiting],
        home_name=name_of(person.home),
        role_name=ROLE_NAMES[person.role],
        choices=role_choices(person.home),
        back=address_of(person.home, account()),
    )


def _disabling_page(session: Session, person: Account, fault: str = "") -> str:
    return render_template(
        "people/disable.html",
        person=person,
        fault=fault or (YOURSELF if person.id == account().id else ""),
        without=without_lead(session, person),
        asks_leads=account().role == "operator" and person.role == "lead" and person.school is not None,
    )


@pages.get("/people")
@allowed("lead", "operator", confirmed=True)
def everyone() -> ResponseReturnValue:
    home = account().home
    with running().database.reading() as session:
        people, waiting = accounts_in(session, home), invitations_in(session, home)
    leads = [person for person in people if person.role == "lead" and person.active]
    invited = [link for link in waiting if link.role == "lead" and not link.expired]
    return render_template(
        "people/everyone.html", people=people, waiting=waiting, leads=leads, invited=invited
    )


@pages.get("/people/invite")
@allowed("lead", "operator", confirmed=True)
def inviting() -> ResponseReturnValue:
    return invite_page(account().home)


@pages.post("/people/invite")
@allowed("lead", "operator", confirmed=True)
def invite_them() -> ResponseReturnValue:
    return invite_into(account().home)


@pages.post("/people/links/<int:link_id>/again")
@allowed("lead", "operator", confirmed=True)
def invite_again(link_id: int) -> ResponseReturnValue:
    """A new link for an invitation that waits: the one before is dead."""
    with running().database.writing() as session:
        link = session.get(OneTimeLink, link_id) or abort(404)
        school = link.home if isinstance(link.home, School) else None
        wanted = Wanted("invitation", school, link.email, role=link.role) if school else None
        if must_wait(session, wanted):
            return redirect(address_of(link.home, account()), 303)
        secret = invite(session, link.home, link.email, link.role, account().name)
        note(session, link.school_id, account().name, "made a new link for an invitation", link.email)
    back = address_of(link.home, account())
    return hand_over("join", secret, link.email, link.home, link.role, back, replaced=link.role)


@pages.post("/people/links/<int:link_id>/withdraw")
@allowed("lead", "operator", confirmed=True)
def withdraw(link_id: int) -> ResponseReturnValue:
    with running().database.writing() as session:
        link = session.get(OneTimeLink, link_id) or abort(404)
        use(session, link)
        note(session, link.school_id, account().name, "withdrew an invitation", link.email)
    flash(f"The invitation of {link.email} is withdrawn. Its link no longer works.")
    return redirect(address_of(link.home, account()), 303)
