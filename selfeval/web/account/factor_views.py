"""The second factor: setting it up, being asked for a code, in browsers known and unknown."""

from __future__ import annotations

import datetime as dt
import secrets
from math import ceil

import segno
from flask import flash, make_response, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_security import current_user

from selfeval.accounts.second_factor import Checked, check, keep, replace_recovery_codes
from selfeval.english import count_of, long
from selfeval.store.schools_and_accounts import Account, leads_of, note
from selfeval.store.sign_in import KNOWN_FOR, SecondFactor, factor_of, know_browser, lacks_factor
from selfeval.web.account.views import own_path, pages, try_password
from selfeval.web.site.access import (
    BY_LINK,
    LARGEST_REQUEST,
    account,
    allowed,
    began_by_link,
    confirm,
    is_confirmed,
    must_confirm,
    running,
)
from selfeval.web.site.errors import typed_text
from selfeval.web.site.forms import Form, Password, Text, needed, typed
from selfeval.web.site.sessions import last_here

NEW_FACTOR = "new_factor"
"""Where the cookie carries the secret of an app that is being set up, encrypted."""
WRONG = "This is not the code that the app shows now. Wait for the next one and type that."
COOKIE = "selfeval-browser"
"""The cookie of a browser that has shown the factor. It goes to the pages of accounts only."""
COOKIE_PATH = "/account"


@pages.get("/account/second-factor")
@allowed("leader", "officer", "operator")
def second_factor() -> ResponseReturnValue:
    """Setting up an app; where there is one, what can be done about it."""
    factor = _factor()
    if factor is None:
        return _set_up_page(Form()) if began_by_link() else _ask_page()
    if not is_confirmed():
        return redirect(url_for("account.code", next=url_for("account.second_factor")))
    return render_template("account/second-factor.html", factor=factor)


@pages.post("/account/second-factor")
@allowed("leader", "officer", "operator")
def set_up_factor() -> ResponseReturnValue:
    """The first code of a new app. In place of an older app only where that one was shown."""
    form, factor = typed(), _factor()
    if factor is None and not began_by_link():
        return _ask_page(), 409
    if factor is not None and not is_confirmed():
        return redirect(url_for("account.code", next=url_for("account.second_factor")), 303)
    secret = cookie.get(NEW_FACTOR)
    step = running().codes.step_of(form.value("code"), secret) if isinstance(secret, str) else None
    if not isinstance(secret, str) or step is None:
        return _set_up_page(form.with_faults({"code": WRONG})), 422
    with running().database.writing() as session:
        recovery = keep(session, account(), secret, step, running().codes.mark)
        note(session, account().school_id, account().name, "set up a second factor")
    cookie.pop(NEW_FACTOR)
    cookie.pop(BY_LINK, None)  # the link has done what it was for
    confirm()
    return with_known_browser(_recovery_page(recovery), account())


@pages.get("/account/second-factor/again")
@allowed("leader", "officer", "operator")
def setting_up_again() -> ResponseReturnValue:
    """For a new phone."""
    if _factor() is None:
        return redirect(url_for("account.second_factor"))
    if not is_confirmed():
        return redirect(url_for("account.code", next=url_for("account.setting_up_again")))
    return _set_up_page(Form())


@pages.post("/account/recovery-codes")
@allowed("leader", "officer", "operator")
def recovery_codes() -> ResponseReturnValue:
    """New ones, in place of those that are left."""
    if _factor() is None or not is_confirmed():
        return redirect(url_for("account.second_factor"), 303)
    with running().database.writing() as session:
        recovery = replace_recovery_codes(session, account())
        note(session, account().school_id, account().name, "made new recovery codes")
    return _recovery_page(recovery)


@pages.get("/account/code")
@allowed("leader", "officer", "operator")
def code() -> ResponseReturnValue:
    where_to = own_path(request.args.get("next", ""))
    if _factor() is None:
        return redirect(url_for("account.second_factor", next=where_to))
    if is_confirmed():
        return redirect(where_to)
    return render_template("account/code.html", form=Form(), where_to=where_to, lost=_is_lost())


@pages.post("/account/code")
@allowed("leader", "officer", "operator")
def give_code() -> ResponseReturnValue:
    form = typed()
    where_to = own_path(form.value("next"))
    checked = check_here(account(), form.value("code"))
    if not checked.lets_in:
        again = form.with_faults({"code": fault_of(checked)})
        return render_template("account/code.html", form=again, where_to=where_to, lost=_is_lost()), 422
    confirm()
    tell_of_tries(checked)
    onward = url_for("account.second_factor") if checked.verdict == "recovery" else where_to
    return with_known_browser(redirect(onward, 303), account())


def _is_lost() -> bool:
    """Whether no code of the reader’s app can be right: the secret that they rest on was not moved here."""
    factor = _factor()
    return factor is not None and not running().codes.can_be_right(factor)


class SigningInAgain(Form):
    """Who sends once more what came too late."""

    email = Text(needed("Enter your e-mail address."), name="again-email")
    password = Password(needed("Enter your password."), name="again-password")


@pages.post("/account/again")
@allowed("anyone", takes=LARGEST_REQUEST, hashes=True)
def sign_in_again() -> ResponseReturnValue:
    """What came too late goes on its way, once its sender has given the password and, if needed, a code."""
    form, where_to = typed(SigningInAgain), own_path(typed().value("again-to"))
    if not current_user.is_authenticated:
        whose, token = last_here(), cookie.get("csrf_token")
        fault = try_password(form.email.data, form.password.data) if form.validate() else None
        if fault or form.faults:
            form = form.with_faults({"again-email": fault} if fault else form.faults)
            return typed_text(NOT_YET, 422, form, where_to)
        if whose in (None, account().id):
            cookie["csrf_token"] = token  # the form that waits is of nobody else, and has it already
    code = form.value("again-code")
    if code and not is_confirmed():
        checked = check_here(account(), code)
        if not checked.lets_in:
            again = Form(faults={"again-code": fault_of(checked)})
            return typed_text(NOT_YET, 422, again, where_to)
        confirm()
        tell_of_tries(checked)
        return with_known_browser(redirect(where_to, 307), account())
    return redirect(where_to, 307)


NOT_YET = "You are not signed in yet."


def check_here(person: Account, code: str) -> Checked:
    """Looks at a code that was typed in this browser."""
    browser = request.cookies.get(_known_name(), "")
    return check(running().database, running().codes, person, code, browser)


def fault_of(checked: Checked) -> str:
    """What to say about a code that lets nobody in."""
    if checked.verdict == "lost":
        return "No code from your app can be right here. Type one of your recovery codes."
    if checked.verdict == "wrong" and not checked.wait:
        return WRONG
    wait = long(max(1, ceil(checked.wait / dt.timedelta(minutes=1))))
    return (
        f"There were too many wrong codes. Wait {wait}, then type the one that the app shows. "
        "A recovery code is taken at once."
    )


def tell_of_tries(checked: Checked) -> None:
    """What the owner is told on the next page."""
    if checked.elsewhere:
        flash(
            f"Somebody signed in with your password and typed {count_of(checked.elsewhere, 'wrong code')}. "
            "Nobody got in. If it was not you, choose a new password now: press your name at the top of "
            "this page."
        )
    if checked.verdict == "recovery":
        flash(f"That recovery code is used up. You have {checked.left} left.")


def with_known_browser(answer: ResponseReturnValue, person: Account) -> Response:
    """The answer to a browser that has shown the factor: it is known from now on, by a cookie of its own."""
    secret = request.cookies.get(_known_name(), "") or secrets.token_urlsafe(32)
    with running().database.writing() as session:
        know_browser(session, person.id, secret)
    response = make_response(answer)
    response.set_cookie(
        _known_name(),
        secret,
        max_age=KNOWN_FOR,
        path=COOKIE_PATH,
        secure=_is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def _known_name() -> str:
    return f"__Secure-{COOKIE}" if _is_secure() else COOKIE


def _is_secure() -> bool:
    return running().settings.public_url.startswith("https://")


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
        first=began_by_link(),
        key=codes.get_totp_pretty_key(secret),
        drawn=segno.make(address, error="m", micro=False).svg_inline(
            border=2, omitsize=True, title="The key as a square"
        ),
    )


def _ask_page() -> str:
    """For whoever has shown a password alone: who can give a link. Leads who cannot get in are no help."""
    own = account()
    with running().database.reading() as session:
        figures = must_confirm(session, own)
        leads = leads_of(session, own.school_id) if own.school_id is not None else []
        helpers = [
            lead.name for lead in leads if lead.id != own.id and not (figures and lacks_factor(session, lead))
        ]
    return render_template("account/ask-for-link.html", helpers=helpers, own=own, figures=figures)


def _recovery_page(recovery: list[str]) -> str:
    """The only page that ever shows them."""
    where_to = own_path(typed().value("next"))
    return render_template("account/recovery-codes.html", codes=recovery, where_to=where_to)
