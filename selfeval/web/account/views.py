"""First visit, signing in and out."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_security.utils import hash_password
from sqlalchemy.orm import Session

from selfeval.accounts.passwords import TooManyTries, email_fault, name_fault, password_fault
from selfeval.accounts.set_up import set_up_school, token_fault
from selfeval.store.schools_and_accounts import Account, account_by, note
from selfeval.web.site.access import act_as, allowed, is_set_up, is_shut_out, running, seconds_left
from selfeval.web.site.errors import AWAY
from selfeval.web.site.forms import Form, Password, Text, filled, needed, refuse, rule, typed
from selfeval.web.site.sessions import (
    begin_session,
    counted_as,
    end_sessions,
    hash_for_nobody,
    hold_back,
    is_password_of,
    paused_account,
)

pages = Blueprint("account", __name__)

HOME = "/"


def own_path(wanted: str) -> str:
    """The page to go to after signing in: one of our own, never another site's."""
    plain = wanted.isprintable() and "\\" not in wanted
    if not plain or not wanted.startswith("/") or wanted.startswith("//"):
        return HOME
    parts = urlsplit(wanted)
    return HOME if parts.scheme or parts.netloc else wanted


NOT_KNOWN = "That e-mail address and password do not go together. Check both and try again."
CLOSED = "Your school is closed here. Whoever runs this service can open it again."
SET_UP_TRIES = "the set-up page"


class FirstVisit(Form):
    """What makes the first school and its lead."""

    token = Text()
    school = Text(rule(name_fault, "the name of your school"))
    name = Text(rule(name_fault, "your name"))
    email = Text(rule(email_fault), filters=[str.lower])
    password = Password()

    def validate_password(self, password: Password) -> None:
        refuse(password_fault(password.data, self.school.data, self.name.data, self.email.data))

    def set_up(self, session: Session) -> Account | None:
        """Makes them; None if someone else was first."""
        hashed = hash_password(self.password.data)
        return set_up_school(session, self.school.data, self.name.data, self.email.data, hashed)


class SignIn(Form):
    """Who signs in."""

    email = Text(needed("Enter your e-mail address."))
    password = Password(needed("Enter your password."))


@pages.route("/set-up", methods=["GET", "POST"])
@allowed("set_up", hashes=True)
def set_up() -> ResponseReturnValue:
    if request.method != "POST":
        return render_template("account/set-up.html", form=Form())
    form = typed(FirstVisit)
    try:
        account, faults = _set_up(form)
    except TooManyTries as crowd:
        account, faults = None, {"token": str(crowd)}
    if account is None:
        return render_template("account/set-up.html", form=form.with_faults(faults)), 422
    begin_session(account, by_link=True)
    flash(f"{form.school.data} is set up, and you are signed in.")
    return redirect(url_for("account.second_factor", next=HOME), 303)


def _set_up(form: FirstVisit) -> tuple[Account | None, dict[str, str]]:
    """The account that was made; or None, and what is wrong. Raises TooManyTries."""
    form.validate()
    with running().throttle.attempt(SET_UP_TRIES) as attempt, running().database.writing() as session:
        fault = token_fault(session, form.token.data)
        if fault:
            attempt.wrong()
        faults = ({"token": fault} if fault else {}) | form.faults
        account = None if faults else form.set_up(session)
    hold_back(attempt.seconds)
    return account, faults


@pages.route("/sign-in", methods=["GET", "POST"])
@allowed("anyone", hashes=True)
def sign_in() -> ResponseReturnValue:
    if not is_set_up():
        return redirect(url_for("account.set_up"))
    where_to = own_path(request.values.get("next", ""))
    if current_user.is_authenticated:
        return redirect(where_to)
    if request.method != "POST":
        paused = paused_account()
        form = filled({"email": paused.email}) if paused else Form()
        away = AWAY if paused else ""
        return render_template("account/sign-in.html", form=form, where_to=where_to, away=away)
    form = typed(SignIn)
    if form.validate():
        fault = try_password(form.email.data, form.password.data)
        if fault is None:
            return redirect(where_to, 303)
        form = form.with_faults({"email": fault})
    return render_template("account/sign-in.html", form=form, where_to=where_to, away=""), 422


def try_password(email: str, password: str) -> str | None:
    """Signs in, or says what is wrong: the same sentence for an unknown address and for a wrong password."""
    with running().database.reading() as session:
        account = account_by(session, email=email.lower())
    try:
        with running().throttle.attempt(counted_as(account, email)) as attempt:
            if _opens(account, password):
                attempt.right()
            else:
                attempt.wrong()
                account = None
    except TooManyTries as crowd:
        return str(crowd)
    hold_back(attempt.seconds)
    if account is None:
        return NOT_KNOWN
    if is_shut_out(account):
        return CLOSED
    act_as(account)
    with running().database.writing() as session:
        note(session, account.school_id, account.name, "signed in")
    begin_session(account)
    return None


def _opens(account: Account | None, password: str) -> bool:
    """Whether this password opens the account; it takes as long if there is none."""
    if account is None or not account.password:
        hash_for_nobody(password)
        return False
    return is_password_of(account, password) and account.active


@pages.get("/account/time-left")
@allowed("leader", "officer", "operator", unattended=True)
def time_left() -> ResponseReturnValue:
    """How many seconds this session goes on if nothing more is done. Asking changes nothing."""
    return jsonify(seconds=seconds_left(cookie))


@pages.get("/account/here")
@allowed("leader", "officer", "operator")
def still_here() -> ResponseReturnValue:
    """Somebody types on a page, or says that they are there: the session goes on."""
    return jsonify(seconds=seconds_left(cookie))


@pages.post("/sign-out")
@allowed("anyone")
def sign_out() -> ResponseReturnValue:
    if current_user.is_authenticated:
        with running().database.writing() as session:
            note(session, current_user.school_id, current_user.name, "signed out")
        end_sessions()
    flash("You are signed out, here and on every other device.")
    return redirect(url_for("account.sign_in"), 303)
