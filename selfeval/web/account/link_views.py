"""Where a link leads: into a new account, or to a new password. Each works once."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_security.utils import hash_password
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from selfeval.reports.wording import started
from selfeval.store.accounts import Account, account_by, new_account
from selfeval.store.links import Link, link_of, use
from selfeval.store.schools import note
from selfeval.web.access import allowed
from selfeval.web.account.arriving import HOME, name_fault
from selfeval.web.account.pages import pages
from selfeval.web.account.passwords import password_fault
from selfeval.web.account.sessions import begin_session
from selfeval.web.forms import Form, typed
from selfeval.web.people.changing import set_password
from selfeval.web.people.words import ROLE_NAMES, WHAT_THEY_DO, name_of, place_of
from selfeval.web.running import running

TAKEN = "This address has an account already. Sign in with it, or ask for a link for another address."


@pages.get("/join/<secret>")
@allowed("anyone")
def joining(secret: str) -> ResponseReturnValue:
    with running().database.reading() as session:
        link = link_of(session, secret)
    return _spent_page() if link is None or link.account_id else _join_page(link, Form())


@pages.post("/join/<secret>")
@allowed("anyone")
def join(secret: str) -> ResponseReturnValue:
    form, password = typed(), request.form.get("password", "")
    name = form.value("name")
    with running().database.reading() as session:
        link = link_of(session, secret)
        if link is None or link.account_id:
            return _spent_page()
        faults = _join_faults(session, link, name, password)
    if faults:
        return _join_page(link, form.with_faults(faults)), 422
    hashed = hash_password(password)
    try:
        with running().database.writing() as session:
            made = _join(session, link, name, hashed)
    except IntegrityError:  # the address was taken at this moment
        return _join_page(link, form.with_faults({"email": TAKEN})), 422
    if made is None:
        return _spent_page()
    begin_session(made)
    flash(f"Welcome, {made.name}. You are signed in.")
    return redirect(HOME, 303)


@pages.get("/password/<secret>")
@allowed("anyone")
def choosing_password(secret: str) -> ResponseReturnValue:
    with running().database.reading() as session:
        link = link_of(session, secret)
    return _spent_page() if link is None or link.account is None else _password_page(link, Form())


@pages.post("/password/<secret>")
@allowed("anyone")
def choose_password(secret: str) -> ResponseReturnValue:
    password = request.form.get("password", "")
    with running().database.reading() as session:
        link = link_of(session, secret)
    if link is None or link.account is None:
        return _spent_page()
    person = link.account
    fault = password_fault(password, name_of(person.home), person.name, person.email)
    if fault:
        return _password_page(link, Form(faults={"password": fault})), 422
    hashed = hash_password(password)
    with running().database.writing() as session:
        if not use(session, link):
            return _spent_page()
        person = session.get_one(Account, person.id)
        set_password(session, person, hashed, person.signature)
    begin_session(person)
    flash("You have a new password, and you are signed in. On every other device you are signed out.")
    return redirect(HOME, 303)


def _join_faults(session: Session, link: Link, name: str, password: str) -> dict[str, str]:
    faults = {
        "name": name_fault(name, "your name"),
        "email": TAKEN if account_by(session, email=link.email) else None,
        "password": password_fault(password, name_of(link.home), name, link.email),
    }
    return {field: fault for field, fault in faults.items() if fault}


def _join(session: Session, link: Link, name: str, hashed: str) -> Account | None:
    """Spends the link and makes the account; None if somebody was first."""
    if not use(session, link):
        return None
    made = new_account(session, link.home, name, link.email, hashed, link.role)
    act = f"as {ROLE_NAMES[made.role].lower()}"
    note(session, made.school_id, made.signature, "accepted an invitation", act)
    return made


def _join_page(link: Link, form: Form) -> str:
    return render_template(
        "account/join.html",
        form=form,
        link=link,
        made_by=started(link.made_by),
        place=place_of(link.home),
        role_name=ROLE_NAMES[link.role],
        what_they_do=WHAT_THEY_DO[link.role],
    )


def _password_page(link: Link, form: Form) -> str:
    return render_template("account/new-password.html", form=form, link=link)


def _spent_page() -> ResponseReturnValue:
    """One page for every link that opens nothing, so that it says nothing about any."""
    return render_template("account/spent.html"), 404
