"""First visit, signing in and signing out."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_security.utils import hash_password, verify_and_update_password

from selfeval.store.accounts import account_by
from selfeval.store.schools import note
from selfeval.web.access import allowed
from selfeval.web.account import factor_views, link_views, own_views
from selfeval.web.account.arriving import SetUp, own_path, set_up_faults, set_up_school
from selfeval.web.account.first_visit import is_set_up
from selfeval.web.account.pages import pages
from selfeval.web.account.sessions import begin_session, end_sessions, is_shut_out
from selfeval.web.forms import Form, typed
from selfeval.web.running import running

__all__ = ["factor_views", "link_views", "own_views", "pages"]

NOT_KNOWN = "That e-mail address and password do not go together. Check both and try again."
CLOSED = "Your school is closed here. Whoever runs this service can open it again."
SET_UP_TRIES = "the set-up page"


@pages.route("/set-up", methods=["GET", "POST"])
@allowed("set_up")
def set_up() -> ResponseReturnValue:
    if request.method == "GET":
        return render_template("account/set-up.html", form=Form())
    form = typed()
    wanted = SetUp.from_form(form, password=request.form.get("password", ""))
    running().slowing.wait(SET_UP_TRIES)
    with running().database.writing() as session:
        faults = set_up_faults(session, wanted)
        account = None if faults else set_up_school(session, wanted, hash_password(wanted.password))
    if account is None:
        if "token" in faults:
            running().slowing.wrong(SET_UP_TRIES)
        return render_template("account/set-up.html", form=form.with_faults(faults)), 422
    begin_session(account)
    flash(f"{wanted.school} is set up, and you are signed in.")
    return redirect(url_for("run.this_year"), 303)


@pages.route("/sign-in", methods=["GET", "POST"])
@allowed("anyone")
def sign_in() -> ResponseReturnValue:
    if not is_set_up():
        return redirect(url_for("account.set_up"))
    where_to = own_path(request.values.get("next", ""))
    if current_user.is_authenticated:
        return redirect(where_to)
    if request.method == "GET":
        return render_template("account/sign-in.html", form=Form(), where_to=where_to)
    form = typed()
    faults = _try(form.value("email"), request.form.get("password", ""))
    if faults:
        return render_template("account/sign-in.html", form=form.with_faults(faults), where_to=where_to), 422
    return redirect(where_to, 303)


def _try(email: str, password: str) -> dict[str, str]:
    """Signs in, or says what is wrong: the same sentence for an unknown address and for a wrong password."""
    faults = {}
    if not email:
        faults["email"] = "Enter your e-mail address."
    if not password:
        faults |= {"password": "Enter your password."}
    if faults:
        return faults
    slowing = running().slowing
    slowing.wait(email)
    with running().database.reading() as session:
        account = account_by(session, email=email.lower())
    if account is None or not account.password:
        hash_password(password)  # takes as long as checking one, so that the time tells nothing
    elif verify_and_update_password(password, account) and account.active:
        slowing.right(email)
        if is_shut_out(account):
            return {"email": CLOSED}
        begin_session(account)
        with running().database.writing() as session:
            note(session, account.school_id, account.name, "signed in")
        return {}
    slowing.wrong(email)
    return {"email": NOT_KNOWN}


@pages.post("/sign-out")
@allowed("anyone")
def sign_out() -> ResponseReturnValue:
    if current_user.is_authenticated:
        with running().database.writing() as session:
            note(session, current_user.school_id, current_user.name, "signed out")
        end_sessions()
    flash("You are signed out, here and on every other device.")
    return redirect(url_for("account.sign_in"), 303)
