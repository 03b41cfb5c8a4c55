"""Flask-Security, set up for this application: it keeps passwords and sessions; the pages are our own."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, after_this_request, current_app, request, session
from flask_security import current_user
from flask_security.core import RoleMixin, Security, UserMixin
from flask_security.datastore import UserDatastore
from flask_security.utils import hash_password, login_user, logout_user, verify_and_update_password
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.http import parse_cookie

from selfeval.accounts.passwords import LONGEST
from selfeval.calendar.school_years import now
from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import Account, account_by, keep_account, new_uniquifier
from selfeval.web.site.access import BY_LINK, SEEN, SIGNED_IN, act_as, load_account, seconds_left

HELD_BACK = "selfeval.held_back"
"""Where the gateway takes from a request for how many seconds its answer waits, with no thread waiting."""
PASSWORDS = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
    "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
}


class Accounts(UserDatastore):
    """The library's view of our accounts: every call is a block of its own, nothing stays half done."""

    def __init__(self, database: Database) -> None:
        super().__init__(Account, RoleMixin)
        self.database = database

    def put(self, model: Any) -> Any:
        with self.database.writing() as block:
            keep_account(block, model)
        return model

    def commit(self) -> None:
        """Every `put` is stored already."""

    def set_uniquifier(self, user: UserMixin, uniquifier: str | None = None) -> None:
        """Ends every session of the account."""
        user.fs_uniquifier = uniquifier or new_uniquifier()
        self.put(user)


def add_accounts(app: Flask, database: Database) -> None:
    """Adds sign-in to the application. The library brings no page and no address of its own."""
    accounts = Accounts(database)
    app.config.update(PASSWORDS)
    app.config.update(
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
        SECURITY_DEFAULT_REMEMBER_ME=False,
        SECURITY_USE_REGISTER_V2=True,
        SECURITY_CLI_USERS_NAME=False,
        SECURITY_CLI_ROLES_NAME=False,
        SECURITY_TOKEN_AUTHENTICATION_KEY=None,
    )
    library = Security(app, accounts, register_blueprint=False)
    # The library loads an account before every request. Answering pages must read no cookie, and need none.
    app.before_request_funcs[None].remove(library.principal._on_before_request)
    app.after_request_funcs[None].remove(library.login_manager._update_remember_cookie)

    library.login_manager._request_callback = None  # it looks for a token in every JSON that is sent

    library.login_manager.user_loader(load_account)


def is_password_of(account: Account, typed: str) -> bool:
    """Whether this is the password of an account. A longer one than any is wrong, and takes no longer."""
    right: bool = verify_and_update_password(_hashable(typed), account)
    return right


def hash_for_nobody(typed: str) -> None:
    """Takes as long as looking at a password, so that the time does not tell who has an account."""
    hash_password(_hashable(typed))


def hold_back(seconds: float) -> None:
    """The answer of this request is to wait so long: in the gateway, or here where there is none."""
    held: list[float] | None = request.environ.get(HELD_BACK)
    if held is not None:
        held.append(seconds)
    elif seconds:
        time.sleep(seconds)


def _hashable(typed: str) -> str:
    """The library raises for what is very long, or has a NUL in it: neither is anybody's password."""
    return typed.replace("\0", "\N{REPLACEMENT CHARACTER}")[: LONGEST + 1]


KNOWN_HERE = "known_here"
KNOWN_AT = ("/sign-in", "/account")
"""Where the cookie of a browser that has signed in is sent: no answering page is among them."""
KNOWN_FOR = 182 * 24 * 3600
"""Seconds."""


def counted_as(account: Account | None, email: str) -> str:
    """Whose wrong passwords these are: of a browser in which this account has signed in, or of strangers.

    All strangers share the count of the address; so they cannot keep its owner out of the usual browser. A
    new password ends what a browser is known by.
    """
    try:
        browser = _known_browsers().loads(request.cookies.get(KNOWN_HERE, ""), max_age=KNOWN_FOR)
    except BadSignature:
        return email
    if account is None or not isinstance(browser, list) or browser[:2] != _mark_of(account):
        return email
    return f"browser {browser[2]}"


def known_accounts(app: Flask) -> Callable[[str], str | None]:
    """By the cookies of a request: which account has signed in with its browser. Nothing is looked up.

    It may have another password by now: so this opens nothing, and says only who waits in which queue.
    """
    with app.app_context():
        signed = _known_browsers()

    def account_of(cookies: str) -> str | None:
        try:
            browser = signed.loads(parse_cookie(cookies).get(KNOWN_HERE, ""), max_age=KNOWN_FOR)
        except (BadSignature, UnicodeError):
            return None
        return str(browser[0])

    return account_of


def know_this_browser(account: Account) -> None:
    """The answer to this request carries a cookie by which this browser is no stranger to the account."""
    sealed = _known_browsers().dumps([*_mark_of(account), secrets.token_hex(16)])

    @after_this_request
    def add(response: Response) -> Response:
        for path in KNOWN_AT:
            secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
            response.set_cookie(
                KNOWN_HERE,
                sealed,
                max_age=KNOWN_FOR,
                path=path,
                secure=secure,
                httponly=True,
                samesite="Lax",
            )
        return response


def _known_browsers() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="a browser that has signed in")


def _mark_of(account: Account) -> list[object]:
    """The account, and what changes with its password."""
    return [account.id, hashlib.sha256((account.password or "").encode()).hexdigest()[:16]]


def begin_session(account: Account, *, by_link: bool = False) -> None:
    """Signs this browser in. `by_link`: a link or the set-up token let it in, and not a password alone."""
    account.last_signed_in = now()
    _accounts().put(account)  # first: nobody is signed in whose sign-in cannot be stored
    session.clear()  # nothing of an earlier visitor is carried over, the form token least of all
    login_user(account)
    session[SIGNED_IN] = session[SEEN] = int(time.time())
    act_as(account)
    if by_link:
        session[BY_LINK] = True
    know_this_browser(account)


def paused_account() -> Account | None:
    """Whose session in this browser is over since nothing came from it; None for every other end."""
    if SIGNED_IN not in session or seconds_left(session):
        return None
    with _accounts().database.reading() as block:
        return account_by(block, fs_uniquifier=session.get("_user_id", ""))


def last_here() -> int | None:
    """Which account was in this browser last: by its session, or else by its cookie at KNOWN_AT."""
    with _accounts().database.reading() as block:
        before = account_by(block, fs_uniquifier=session.get("_user_id", ""))
    if before is not None:
        return before.id
    try:
        browser = _known_browsers().loads(request.cookies.get(KNOWN_HERE, ""), max_age=KNOWN_FOR)
    except BadSignature:
        return None
    return int(browser[0])


def end_sessions() -> None:
    """Signs the account of this browser out, here and wherever else: a copied cookie is dead."""
    account = current_user._get_current_object()
    logout_user()
    session.clear()
    _accounts().set_uniquifier(account)


def _accounts() -> Accounts:
    accounts: Accounts = current_app.extensions["security"].datastore
    return accounts
