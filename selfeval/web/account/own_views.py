"""One's own account: the name that others see, and the password."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import hash_password, verify_and_update_password

from selfeval.store.accounts import Account, leads_of
from selfeval.store.factors import factor_of
from selfeval.store.schools import note
from selfeval.web.access import account, allowed
from selfeval.web.account.arriving import name_fault
from selfeval.web.account.confirming import confirm, is_confirmed
from selfeval.web.account.pages import pages
from selfeval.web.account.passwords import password_fault
from selfeval.web.account.sessions import begin_session
from selfeval.web.forms import Form, filled, typed
from selfeval.web.people.changing import set_password
from selfeval.web.people.words import ROLE_NAMES, WHAT_THEY_DO, name_of
from selfeval.web.running import running


@pages.get("/account")
@allowed("leader", "officer", "operator")
def own_account() -> ResponseReturnValue:
    return _page(filled({"name": account().name}))


@pages.post("/account/name")
@allowed("leader", "officer", "operator")
def change_name() -> ResponseReturnValue:
    form = typed()
    name = form.value("name")
    fault = name_fault(name, "your name")
    if fault:
        return _page(form.with_faults({"name": fault})), 422
    with running().database.writing() as session:
        found = session.get_one(Account, account().id)
        if name != found.name:
            note(session, found.school_id, found.signature, "changed their name", name)
            found.name = name
    flash(f"You are {name} here now.")
    return redirect(url_for("account.own_account"), 303)


@pages.post("/account/password")
@allowed("leader", "officer", "operator")
def change_password() -> ResponseReturnValue:
    """Whoever finds a browser signed in does not know the old password, so cannot take the account over."""
    form, own = filled({"name": account().name}), account()
    faults = _password_faults(request.form.get("old_password", ""), request.form.get("password", ""))
    if faults:
        return _page(form.with_faults(faults)), 422
    hashed = hash_password(request.form["password"])
    with running().database.writing() as session:
        found = session.get_one(Account, own.id)
        set_password(session, found, hashed, own.signature)
    was_confirmed = is_confirmed()
    begin_session(found)
    if was_confirmed:
        confirm()
    flash("You have a new password. On every other device you are signed out.")
    return redirect(url_for("account.own_account"), 303)


def _password_faults(old: str, new: str) -> dict[str, str]:
    own, slowing = account(), running().slowing
    slowing.wait(own.email)
    faults = {}
    if not old:
        faults["old_password"] = "Enter the password you have now."  # noqa: S105
    elif not verify_and_update_password(old, own):
        slowing.wrong(own.email)
        faults["old_password"] = "This is not the password you have now."  # noqa: S105
    fault = password_fault(new, name_of(own.home), own.name, own.email)
    if fault:
        faults["password"] = fault
    elif old == new:
        faults["password"] = "Choose a password that is new."  # noqa: S105
    return faults


def _page(form: Form) -> str:
    own = account()
    return render_template(
        "account/own.html",
        form=form,
        own=own,
        home_name=name_of(own.home),
        role_name=ROLE_NAMES[own.role],
        what_they_do=WHAT_THEY_DO[own.role],
        has_factor=_has_factor(),
        leads=_leads(),
    )


def _has_factor() -> bool:
    with running().database.reading() as session:
        return factor_of(session, account().id) is not None


def _leads() -> list[str]:
    """Who leads at the own school: whom to ask for what one may not do."""
    school_id = account().school_id
    if school_id is None:
        return []
    with running().database.reading() as session:
        return [lead.name for lead in leads_of(session, school_id)]
