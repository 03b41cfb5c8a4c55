"""Who may do what.

Every endpoint declares it with `@allowed(...)`; docs/access.md is written from what they declare.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any, Literal, TypeVar
from weakref import WeakSet

from flask import Flask, Request, abort, current_app, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_security import current_user
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from selfeval.calendar.school_years import today
from selfeval.store.accounts import Account, RoleName, any_account, roles_in
from selfeval.store.database import Database
from selfeval.store.directory import only_made_up
from selfeval.store.releases import Release
from selfeval.store.schools import School, fact, memberships_on, set_fact
from selfeval.web.site.ownership import OWNED, is_id, is_owned
from selfeval.web.site.running import running

CONFIRMED = "confirmed_at"


def is_confirmed() -> bool:
    """Whether this browser has shown the second factor since it signed in."""
    return isinstance(cookie.get(CONFIRMED), int)


def confirm() -> None:
    """This browser has shown it, and is not asked again before it signs in anew."""
    cookie[CONFIRMED] = int(time.time())


def must_confirm(session: Session, account: Account) -> bool:
    """Whether there is anything to protect: a release of a school that is not made up.

    So a first survey is planned and run without it, and a demo is looked at without it.
    """
    if account.school is not None:
        released = select(Release.id).where(Release.school_id == account.school_id).limit(1)
        return not account.school.invented and session.scalar(released) is not None
    if account.partnership_id is not None:
        members = memberships_on(session, today(), partnership_id=account.partnership_id)
        return not members or not all(member.school.invented for member in members)
    return not only_made_up(session)


FACT = "set-up token"
_DONE: WeakSet[Database] = WeakSet()
"""Databases known to have an account. It is never forgotten: an account is disabled, never deleted."""


def is_set_up() -> bool:
    """Whether this installation has an account."""
    database = running().database
    if database not in _DONE:
        with database.reading() as session:
            if not any_account(session):
                return False
        _DONE.add(database)
    return True


def new_token(database: Database) -> str | None:
    """Makes the set-up token and forgets the one before it; None once an account exists."""
    with database.writing() as session:
        if any_account(session):
            set_fact(session, FACT, None)
            return None
        token = "-".join(secrets.token_hex(2) for _ in range(6))
        set_fact(session, FACT, _digest(token))
        return token


def is_token(session: Session, typed: str) -> bool:
    """Whether this is the set-up token; compared in constant time, white space and case ignored.

    Of two first visits with the same token at the same moment, the second finds it spent.
    """
    kept = fact(session, FACT, alone=True)
    return kept is not None and hmac.compare_digest(kept, _digest(typed))


def use_token(session: Session) -> None:
    """The token is dead from now on."""
    set_fact(session, FACT, None)


def _digest(token: str) -> str:
    # A slow hash is for what people choose; these are 96 random bits.
    return hashlib.sha256("".join(token.split()).lower().encode()).hexdigest()


Who = Literal["anyone", "answering", "set_up"] | RoleName
View = TypeVar("View", bound=Callable[..., Any])
SATISFIED_BY: dict[str, frozenset[RoleName]] = {
    "leader": frozenset({"leader", "colleague", "lead"}),
    "colleague": frozenset({"colleague", "lead"}),
    "lead": frozenset({"lead"}),
    "officer": frozenset({"officer"}),
    "operator": frozenset({"operator"}),
}
"""Which roles open an endpoint that asks for this one: a lead may do all that a colleague may, and a
colleague all that a leader may."""
HOMES: dict[RoleName, str] = {"officer": "partnership.schools", "operator": "admin.schools"}
"""Where those arrive for whom the start page of a school is not made."""
OPEN_TO_ALL = frozenset({"anyone", "answering", "set_up"})
LARGEST_FROM_ANYONE = 64_000
"""Bytes of a request by somebody who has not signed in; the longest, a ballot, needs fewer than 3,000."""


class UndeclaredEndpoint(Exception):
    """An endpoint that does not say who may use it, or whose rows it names; the message names every one."""


def allowed(*who: Who, confirmed: bool = False) -> Callable[[View], View]:
    """Declares who may use a view: roles of accounts, or one of `anyone`, `answering` and `set_up`.

    `confirmed`: it shows released figures, or gives others the right to read them, so it asks for the second
    factor once there are any.
    """
    if not who or (len(who) > 1 and OPEN_TO_ALL.intersection(who)):
        raise ValueError("Name one kind of visitor, or roles of accounts.")

    def declare(view: View) -> View:
        vars(view)["selfeval_allowed"] = frozenset(who)
        vars(view)["selfeval_confirmed"] = confirmed
        return view

    return declare


def who_may(app: Flask, endpoint: str) -> frozenset[str]:
    """What an endpoint has declared; an empty set if it has declared nothing."""
    found: frozenset[str] = getattr(app.view_functions[endpoint], "selfeval_allowed", frozenset())
    return found


def asks_twice(app: Flask, endpoint: str) -> bool:
    """Whether an endpoint asks for the second factor once there are figures."""
    return bool(getattr(app.view_functions[endpoint], "selfeval_confirmed", False))


def guard(app: Flask) -> None:
    """Enforces the declarations on every request. Call it when all endpoints are registered."""
    rules = list(app.url_map.iter_rules())
    undeclared = sorted({rule.endpoint for rule in rules if not who_may(app, rule.endpoint)})
    unfound = sorted({name for rule in rules for name in rule.arguments if is_id(name)} - OWNED.keys())
    if undeclared:
        raise UndeclaredEndpoint(
            f"Every endpoint must say who may use it with @allowed(...). Undeclared: {', '.join(undeclared)}."
        )
    if unfound:
        raise UndeclaredEndpoint(
            f"web/site/ownership.py must say whose rows these name: {', '.join(unfound)}."
        )
    app.before_request(_enforce)


def limit_requests(app: Flask) -> None:
    """Who has not signed in cannot make the server read much. Call it before anything that reads a form."""

    @app.before_request
    def limit() -> None:
        if request.endpoint is None or who_may(app, request.endpoint) <= OPEN_TO_ALL:
            request.max_content_length = LARGEST_FROM_ANYONE


def _enforce() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such page: Flask answers 404 or 405
    who = who_may(current_app, request.endpoint)
    if who <= {"anyone", "answering"}:
        return None
    if not is_set_up():
        return None if "set_up" in who else redirect(url_for("account.set_up"))
    if "set_up" in who:
        abort(404)
    if not current_user.is_authenticated:
        return _ask_to_sign_in(request)
    asking = account()
    if request.path == "/" and asking.role in HOMES:
        return redirect(url_for(HOMES[asking.role]))
    if not _has_role(asking, who):
        abort(403)
    unconfirmed = asks_twice(current_app, request.endpoint) and not is_confirmed()
    if request.view_args or unconfirmed:
        with running().database.reading() as session:
            if not is_owned(session, asking, request.view_args or {}):
                abort(404)
            if unconfirmed and must_confirm(session, asking):
                return _ask_for_code(request)
    return None


def _has_role(asking: Account, who: frozenset[str]) -> bool:
    """Whether the role is one of those, and the account belongs where that role counts."""
    return asking.role in roles_in(asking.home) and any(asking.role in SATISFIED_BY[name] for name in who)


def _ask_to_sign_in(wanted: Request) -> ResponseReturnValue:
    if wanted.method in ("GET", "HEAD"):
        return redirect(url_for("account.sign_in", next=wanted.full_path.rstrip("?")))
    from selfeval.web.site.errors import kept_text

    return kept_text("You were signed out before this was saved.", 401)


def _ask_for_code(wanted: Request) -> ResponseReturnValue:
    """The second factor is asked for before the page; what was typed waits on a page meanwhile."""
    if wanted.method in ("GET", "HEAD"):
        return redirect(url_for("account.asking_code", next=wanted.full_path.rstrip("?")))
    from selfeval.web.site.errors import kept_text

    return kept_text("You have not shown your second factor since you signed in.", 401)


def account() -> Account:
    """The account that is signed in; only in views that ask for a role."""
    found: Account = current_user._get_current_object()
    return found


def school() -> School:
    """The school of the account that is signed in."""
    found = account().school
    if found is None:
        abort(403)
    return found


def may(who: RoleName) -> bool:
    """Whether who is signed in may use what asks for this role: for showing or hiding a button."""
    return bool(current_user.is_authenticated) and _has_role(account(), frozenset({who}))


ROLES: tuple[RoleName, ...] = ("leader", "colleague", "lead", "officer", "operator")
HEADING = """# Who may open what

Written by `selfeval account access` from the declarations beside the views (`@allowed(...)`) and from
`selfeval/web/site/ownership.py`; a test holds it to them, and another one tries every address with every
role.

An address that names a row of another school is answered like one that names a row that does not exist,
byte for byte. Whoever is not signed in is asked to sign in. Pupils and staff who answer have no account.

Where a second factor is asked, it is asked once after each sign-in, and only where there is something to
protect: at a school from its first release on, of officers and operators always, of made-up schools never.
"""
SIGNED_OUT = {
    "anyone": "yes",
    "answering": "yes, without a cookie",
    "set_up": "until there is an account",
}


def access_table(app: Flask) -> str:
    """The whole table as Markdown."""
    columns = ("address", "signed out", *ROLES, "second factor", "whose")
    lines = [line for rule in sorted(app.url_map.iter_rules(), key=_address) for line in _lines(app, rule)]
    table = [columns, ["---"] * len(columns), *lines]
    return HEADING + "\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in table) + "\n"


def _address(rule: Rule) -> tuple[str, list[str]]:
    return rule.rule, sorted(rule.methods or ())


def _lines(app: Flask, rule: Rule) -> Iterator[list[str]]:
    """A line for each method of an endpoint."""
    who = who_may(app, rule.endpoint)
    for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
        opened = ["yes" if _may(role, who) else "" for role in ROLES]
        signed_out = next((SIGNED_OUT[name] for name in who & OPEN_TO_ALL), "")
        whose = "; ".join(_whose(name, who) for name in sorted(rule.arguments) if is_id(name))
        twice = "asked" if asks_twice(app, rule.endpoint) else ""
        yield [f"`{rule.rule}` {method}", signed_out, *opened, twice, whose]


def _whose(name: str, who: frozenset[str]) -> str:
    """Whose row an id must name, for each kind of people that the endpoint lets in."""
    owned = OWNED[name]
    told = [owned.school] if _may("lead", who) else []
    told += [owned.officer] if _may("officer", who) else []
    told += [owned.operator] if _may("operator", who) else []
    return ", operator: ".join(told) if len(told) > 1 else told[0]


def _may(role: RoleName, who: frozenset[str]) -> bool:
    return who <= {"anyone", "answering"} or any(role in SATISFIED_BY.get(name, ()) for name in who)
