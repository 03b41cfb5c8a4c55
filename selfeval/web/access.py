"""Who may do what. Every endpoint declares it with `@allowed(...)`; an undeclared one stops the start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from flask import Flask, Request, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from selfeval.store.accounts import Account, RoleName, roles_in
from selfeval.store.schools import School
from selfeval.web.account.confirming import is_confirmed, must_confirm
from selfeval.web.account.first_visit import is_set_up
from selfeval.web.owned import OWNED, is_id, is_owned
from selfeval.web.running import running

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

HOMES: dict[RoleName, str] = {"officer": "partnership.schools", "operator": "operate.schools"}
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
        raise UndeclaredEndpoint(f"web/owned.py must say whose rows these name: {', '.join(unfound)}.")
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
    from selfeval.web.errors import kept_text

    return kept_text("You were signed out before this was saved.", 401)


def _ask_for_code(wanted: Request) -> ResponseReturnValue:
    """The second factor is asked for before the page; what was typed waits on a page meanwhile."""
    if wanted.method in ("GET", "HEAD"):
        return redirect(url_for("account.asking_code", next=wanted.full_path.rstrip("?")))
    from selfeval.web.errors import kept_text

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
