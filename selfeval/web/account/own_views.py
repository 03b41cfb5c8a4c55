"""One's own account and where links lead: the name that others see, the password, joining by a link."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import hash_password
from sqlalchemy.orm import Session

from selfeval.accounts.changes import ROLE_NAMES, WHAT_THEY_DO, doer_of, set_password
from selfeval.accounts.held_changes import joined_from_outside, officer_let_in
from selfeval.accounts.passwords import TooManyTries, name_fault, password_fault
from selfeval.calendar.school_years import today
from selfeval.english import capitalised
from selfeval.store.database import DuplicateRow
from selfeval.store.directory import memberships_on
from selfeval.store.schools_and_accounts import (
    Account,
    Partnership,
    account_by,
    leads_of,
    name_of,
    new_account,
    note,
    place_of,
)
from selfeval.store.sign_in import OneTimeLink, factor_of, lacks_factor, link_of, use
from selfeval.web.account.views import HOME, pages
from selfeval.web.site.access import account, act_as, allowed, began_by_link, confirm, is_confirmed, running
from selfeval.web.site.forms import Form, Password, Text, filled, needed, refuse, rule, typed
from selfeval.web.site.invitations import tell_of_officer
from selfeval.web.site.sessions import begin_session, counted_as, hold_back, is_password_of


class OwnName(Form):
    """The name that others see."""

    name = Text(rule(name_fault, "your name"))


class OwnPassword(Form):
    """A new password, by whoever knows the one before."""

    old_password = Password(needed("Enter the password you have now."))
    password = Password()

    def validate_old_password(self, old: Password) -> None:
        try:
            with running().throttle.attempt(counted_as(account(), account().email)) as attempt:
                right = is_password_of(account(), old.data)
                if not right:
                    attempt.wrong()
        except TooManyTries as crowd:
            refuse(str(crowd))
        hold_back(attempt.seconds)
        refuse(None if right else "This is not the password you have now.")

    def validate_password(self, new: Password) -> None:
        own = account()
        refuse(password_fault(new.data, name_of(own.home), own.name, own.email))
        if new.data == self.old_password.data:
            refuse("Choose a password that is new.")


@pages.get("/account")
@allowed("leader", "officer", "operator")
def own_account() -> ResponseReturnValue:
    return _page(filled({"name": account().name}))


@pages.post("/account/name")
@allowed("leader", "officer", "operator")
def change_name() -> ResponseReturnValue:
    form = typed(OwnName)
    if not form.validate():
        return _page(form), 422
    name = form.name.data
    with running().database.writing() as session:
        person = session.get_one(Account, account().id)
        if name != person.name:
            change = f"from “{person.name}” to “{name}”"
            note(session, person.school_id, person.name, "changed their name", change)
            person.name = name
    flash(f"You are {name} here now.")
    return redirect(url_for("account.own_account"), 303)


@pages.post("/account/password")
@allowed("leader", "officer", "operator", hashes=True)
def change_password() -> ResponseReturnValue:
    """Whoever finds a browser signed in does not know the old password, so cannot take the account over."""
    form, own = typed(OwnPassword), account()
    if not form.validate():
        return _page(filled({"name": own.name}).with_faults(form.faults)), 422
    hashed = hash_password(form.password.data)
    with running().database.writing() as session:
        person = session.get_one(Account, own.id)
        set_password(session, person, hashed, own.name)
    was_confirmed = is_confirmed()
    begin_session(person, by_link=began_by_link())
    if was_confirmed:
        confirm()
    flash("You have a new password. On every other device you are signed out.")
    return redirect(url_for("account.own_account"), 303)


def _page(form: Form) -> str:
    own = account()
    with running().database.reading() as session:
        factor = factor_of(session, own.id)
        leads = leads_of(session, own.school_id) if own.school_id is not None else []
    return render_template(
        "account/own.html",
        form=form,
        own=own,
        home_name=name_of(own.home),
        role_name=ROLE_NAMES[own.role],
        what_they_do=WHAT_THEY_DO[own.role],
        has_factor=factor is not None,
        by_link=began_by_link(),
        leads=[lead.name for lead in leads],
    )


TAKEN = "This address has an account already. Sign in with it, or ask for a link for another address."


class Joining(Form):
    """Whoever follows an invitation; the address stands in its link."""

    link: OneTimeLink
    name = Text(rule(name_fault, "your name"))
    email = Text()
    password = Password()

    def validate_email(self, _field: Text) -> None:
        with running().database.reading() as session:
            refuse(TAKEN if account_by(session, email=self.link.email) else None)

    def validate_password(self, password: Password) -> None:
        refuse(password_fault(password.data, name_of(self.link.home), self.name.data, self.link.email))


@pages.get("/join/<secret>")
@allowed("anyone")
def joining(secret: str) -> ResponseReturnValue:
    with running().database.reading() as session:
        link = link_of(session, secret)
    return _spent_page() if link is None or link.account_id else _join_page(link, Form())


@pages.post("/join/<secret>")
@allowed("anyone", hashes=True)
def join(secret: str) -> ResponseReturnValue:
    form = typed(Joining)
    with running().database.reading() as session:
        link = link_of(session, secret)
    if link is None or link.account_id:
        return _spent_page()
    form.link = link
    if not form.validate():
        return _join_page(link, form), 422
    hashed = hash_password(form.password.data)
    try:
        with running().database.writing() as session:
            made = _join(session, link, form.name.data, hashed)
    except DuplicateRow:  # the address was taken at this moment
        return _join_page(link, form.with_faults({"email": TAKEN})), 422
    if made is None:
        return _spent_page()
    begin_session(made, by_link=True)
    flash(f"Welcome, {made.name}. You are signed in.")
    return redirect(_first_page(made), 303)


@pages.get("/password/<secret>")
@allowed("anyone")
def choosing_password(secret: str) -> ResponseReturnValue:
    with running().database.reading() as session:
        link = link_of(session, secret)
    return _spent_page() if link is None or link.account is None else _password_page(link, Form())


@pages.post("/password/<secret>")
@allowed("anyone", hashes=True)
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
        act_as(person)
        set_password(session, person, hashed, person.name)
        tell_of_officer(session, officer_let_in(session, person, link.by_role, person.name))
    begin_session(person, by_link=True)
    flash("You have a new password, and you are signed in. On every other device you are signed out.")
    return redirect(_first_page(person), 303)


def _first_page(person: Account) -> str:
    """Where a link leads in the end: by way of setting up a phone, for whoever has none."""
    with running().database.reading() as session:
        return url_for("account.second_factor", next=HOME) if lacks_factor(session, person) else HOME


def _join(session: Session, link: OneTimeLink, name: str, hashed: str) -> Account | None:
    """Spends the link and makes the account; None if somebody was first."""
    if not use(session, link):
        return None
    made = new_account(session, link.home, name, link.email, hashed, link.role)
    act_as(made)
    if link.by_role in ("operator", "command"):
        joined_from_outside(session, made, link)
    act = f"as {ROLE_NAMES[made.role].lower()}"
    note(session, made.school_id, made.name, "accepted an invitation", act)
    if isinstance(link.home, Partnership):
        for member in memberships_on(session, today(), partnership_id=link.home.id):
            note(session, member.school_id, made.name, "became an officer of a partnership", link.home.name)
    tell_of_officer(session, officer_let_in(session, made, link.by_role, made.name))
    return made


def _join_page(link: OneTimeLink, form: Form) -> str:
    return render_template(
        "account/join.html",
        form=form,
        link=link,
        made_by=capitalised(doer_of(link, link.made_by)),
        place=place_of(link.home),
        role_name=ROLE_NAMES[link.role],
        what_they_do=WHAT_THEY_DO[link.role],
    )


def _password_page(link: OneTimeLink, form: Form) -> str:
    return render_template("account/new-password.html", form=form, link=link)


def _spent_page() -> ResponseReturnValue:
    """One page for every link that opens nothing, so that it says nothing about any."""
    return render_template("account/spent.html"), 404
