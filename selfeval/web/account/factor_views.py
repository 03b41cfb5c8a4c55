"""The second factor: setting up an authenticator app, being asked for a code, recovery codes."""

from __future__ import annotations

import segno
from flask import flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from selfeval.store.factors import SecondFactor, factor_of
from selfeval.store.schools import note
from selfeval.web.access import account, allowed
from selfeval.web.account.arriving import own_path
from selfeval.web.account.codes import begin, check, keep, replace_recovery_codes
from selfeval.web.account.confirming import confirm, is_confirmed
from selfeval.web.account.pages import pages
from selfeval.web.forms import Form, typed
from selfeval.web.running import running

NEW_FACTOR = "new_factor"
"""Where the cookie carries the secret of an app that is being set up, encrypted."""

WRONG = "This is not the code that the app shows now. Wait for the next one and type that."
NOT_NOW = "There were too many wrong codes. Wait a minute, then try again."


@pages.get("/account/second-factor")
@allowed("leader", "officer", "operator")
def second_factor() -> ResponseReturnValue:
    """Setting up an app; where there is one, what can be done about it."""
    found = _factor()
    if found is None:
        return _set_up_page(Form())
    if not is_confirmed():
        return redirect(url_for("account.asking_code", next=url_for("account.second_factor")))
    return render_template("account/second-factor.html", factor=found)


@pages.post("/account/second-factor")
@allowed("leader", "officer", "operator")
def set_up_factor() -> ResponseReturnValue:
    """The first code of a new app. In place of an older app only where that one was shown."""
    form = typed()
    if _factor() is not None and not is_confirmed():
        return redirect(url_for("account.asking_code", next=url_for("account.second_factor")), 303)
    secret = cookie.get(NEW_FACTOR)
    step = begin(running().codes, secret, form.value("code")) if isinstance(secret, str) else None
    if not isinstance(secret, str) or step is None:
        return _set_up_page(form.with_faults({"code": WRONG})), 422
    with running().database.writing() as session:
        recovery = keep(session, account(), secret, step)
        note(session, account().school_id, account().signature, "set up a second factor")
    cookie.pop(NEW_FACTOR)
    confirm()
    return _recovery_page(recovery)


@pages.get("/account/second-factor/again")
@allowed("leader", "officer", "operator")
def setting_up_again() -> ResponseReturnValue:
    """For a new phone."""
    if _factor() is not None and not is_confirmed():
        return redirect(url_for("account.asking_code", next=url_for("account.setting_up_again")))
    return _set_up_page(Form())


@pages.post("/account/recovery-codes")
@allowed("leader", "officer", "operator")
def recovery_codes() -> ResponseReturnValue:
    """New ones, in place of those that are left."""
    if _factor() is None or not is_confirmed():
        return redirect(url_for("account.second_factor"), 303)
    with running().database.writing() as session:
        recovery = replace_recovery_codes(session, account())
        note(session, account().school_id, account().signature, "made new recovery codes")
    return _recovery_page(recovery)


@pages.get("/account/code")
@allowed("leader", "officer", "operator")
def asking_code() -> ResponseReturnValue:
    where_to = own_path(request.args.get("next", ""))
    if _factor() is None:
        return redirect(url_for("account.second_factor", next=where_to))
    if is_confirmed():
        return redirect(where_to)
    return render_template("account/code.html", form=Form(), where_to=where_to)


@pages.post("/account/code")
@allowed("leader", "officer", "operator")
def give_code() -> ResponseReturnValue:
    form = typed()
    where_to = own_path(form.value("next"))
    with running().database.writing() as session:
        verdict = check(session, running().codes, account(), form.value("code"))
        if verdict == "recovery":
            note(session, account().school_id, account().signature, "used a recovery code")
        left = factor_of(session, account().id)
    if verdict in ("wrong", "wait"):
        told = form.with_faults({"code": WRONG if verdict == "wrong" else NOT_NOW})
        return render_template("account/code.html", form=told, where_to=where_to), 422
    confirm()
    if verdict == "recovery" and left is not None:
        flash(f"That recovery code is used up. You have {len(left.recovery)} left.")
        return redirect(url_for("account.second_factor"), 303)
    return redirect(where_to, 303)


def _factor() -> SecondFactor | None:
    with running().database.reading() as session:
        return factor_of(session, account().id)


def _set_up_page(form: Form) -> str:
    """The same secret as long as this browser has not shown its first code: a reload changes nothing."""
    codes = running().codes
    secret = cookie.get(NEW_FACTOR)
    if not isinstance(secret, str):
        secret = cookie[NEW_FACTOR] = codes.generate_totp_secret()
    address = codes.get_totp_uri(account().email, secret)
    return render_template(
        "account/set-up-factor.html",
        form=form,
        where_to=own_path(request.values.get("next", "")),
        key=codes.get_totp_pretty_key(secret),
        drawn=segno.make(address, error="m", micro=False).svg_inline(
            border=2, omitsize=True, title="The key as a square"
        ),
    )


def _recovery_page(recovery: list[str]) -> str:
    """The only page that ever shows them."""
    where_to = own_path(typed().value("next"))
    return render_template("account/recovery-codes.html", codes=recovery, where_to=where_to)
