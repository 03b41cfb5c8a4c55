"""The page of one person: what they may do, whether they can sign in, a link to a new password."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.store.accounts import Account, roles_in
from selfeval.store.factors import factor_of
from selfeval.store.links import let_choose_password
from selfeval.store.schools import note
from selfeval.web.access import account, allowed
from selfeval.web.forms import Form, filled, typed
from selfeval.web.people.changing import (
    ChangeRefused,
    change_role,
    disable,
    enable,
    reset_factor,
    without_lead,
)
from selfeval.web.people.inviting import hand_over
from selfeval.web.people.pages import pages
from selfeval.web.people.words import ROLE_NAMES, address_of, name_of, role_choices
from selfeval.web.running import running

YOURSELF = "You cannot do this to your own account. Ask another equality lead."


@pages.get("/people/<int:account_id>")
@allowed("lead", "operator", confirmed=True)
def person(account_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        found = _person(session, account_id)
    return _page(found, filled({"role": found.role}))


@pages.post("/people/<int:account_id>/role")
@allowed("lead", "operator", confirmed=True)
def change_their_role(account_id: int) -> ResponseReturnValue:
    form = typed()
    role = form.value("role")
    try:
        with running().database.writing() as session:
            found = _person(session, account_id)
            if role not in roles_in(found.home):
                return _page(found, form.with_faults({"role": "Choose what they may do."})), 422
            _refuse_yourself(found)
            without = without_lead(session, found) if role != "lead" else ""
            change_role(session, found, role, account().signature)
    except ChangeRefused as refused:
        return _page(found, form.with_faults({"role": str(refused)})), 409
    flash(f"{found.name}: {ROLE_NAMES[found.role].lower()}.")
    if without:
        flash(without)
    return redirect(url_for("people.person", account_id=account_id), 303)


@pages.get("/people/<int:account_id>/disable")
@allowed("lead", "operator", confirmed=True)
def disabling(account_id: int) -> ResponseReturnValue:
    """What disabling means, before it is done."""
    with running().database.reading() as session:
        found = _person(session, account_id)
        return _disabling_page(session, found)


@pages.post("/people/<int:account_id>/disable")
@allowed("lead", "operator", confirmed=True)
def disable_them(account_id: int) -> ResponseReturnValue:
    try:
        with running().database.writing() as session:
            found = _person(session, account_id)
            _refuse_yourself(found)
            disable(session, found, account().signature, even_the_last_lead=account().role == "operator")
    except ChangeRefused as refused:
        with running().database.reading() as session:
            return _disabling_page(session, found, str(refused)), 409
    flash(f"{found.name} cannot sign in any more, and is signed out everywhere.")
    return redirect(address_of(found.home, account()), 303)


@pages.post("/people/<int:account_id>/enable")
@allowed("lead", "operator", confirmed=True)
def enable_them(account_id: int) -> ResponseReturnValue:
    with running().database.writing() as session:
        found = _person(session, account_id)
        enable(session, found, account().signature)
    flash(f"{found.name} can sign in again.")
    return redirect(url_for("people.person", account_id=account_id), 303)


@pages.post("/people/<int:account_id>/password-link")
@allowed("lead", "operator", confirmed=True)
def password_link(account_id: int) -> ResponseReturnValue:
    """A link by which the person chooses a new password: whoever makes it never knows the password."""
    with running().database.writing() as session:
        found = _person(session, account_id)
        if not found.active:
            flash(f"{found.name} cannot sign in at all. Enable the account first.")
            return redirect(url_for("people.person", account_id=account_id), 303)
        secret = let_choose_password(session, found, account().signature)
        note(session, found.school_id, account().signature, "made a link for a new password", found.name)
    back = url_for("people.person", account_id=account_id)
    return hand_over("password", secret, found.email, found.home, found.role, back)


@pages.post("/people/<int:account_id>/reset-factor")
@allowed("lead", "operator", confirmed=True)
def reset_their_factor(account_id: int) -> ResponseReturnValue:
    """For somebody whose phone is lost, and the recovery codes too."""
    try:
        with running().database.writing() as session:
            found = _person(session, account_id)
            _refuse_yourself(found)
            reset_factor(session, found, account().signature)
    except ChangeRefused as refused:
        flash(str(refused))
        return redirect(url_for("people.person", account_id=account_id), 303)
    flash(f"{found.name} sets up a second factor anew when it is next asked for.")
    return redirect(url_for("people.person", account_id=account_id), 303)


def _person(session: Session, account_id: int) -> Account:
    return session.get(Account, account_id) or abort(404)


def _refuse_yourself(found: Account) -> None:
    """Nobody locks the door from inside, and the other leads see what was done."""
    if found.id == account().id:
        raise ChangeRefused(YOURSELF)


def _page(found: Account, form: Form) -> str:
    return render_template(
        "people/person.html",
        person=found,
        form=form,
        yourself=found.id == account().id,
        has_factor=_has_factor(found),
        home_name=name_of(found.home),
        role_name=ROLE_NAMES[found.role],
        choices=role_choices(found.home),
        back=address_of(found.home, account()),
    )


def _has_factor(found: Account) -> bool:
    with running().database.reading() as session:
        return factor_of(session, found.id) is not None


def _disabling_page(session: Session, found: Account, fault: str = "") -> str:
    return render_template(
        "people/disable.html",
        person=found,
        fault=fault or (YOURSELF if found.id == account().id else ""),
        without=without_lead(session, found),
    )
