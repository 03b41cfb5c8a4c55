"""Who may do what. Every endpoint declares it with `@allowed(...)`; an undeclared one stops the start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from flask import Flask, Request, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from selfeval.store.accounts import Account
from selfeval.store.schools import School
from selfeval.web.account.first_visit import is_set_up

Who = Literal["anyone", "answering", "set_up", "lead", "leader"]
View = TypeVar("View", bound=Callable[..., Any])

SATISFIED_BY: dict[str, frozenset[str]] = {
    "lead": frozenset({"lead"}),
    "leader": frozenset({"lead", "leader"}),
}
"""Which roles of an account open an endpoint that asks for this one: a lead may do all that a leader may."""

OPEN_TO_ALL = frozenset({"anyone", "answering", "set_up"})


LARGEST_FROM_ANYONE = 64_000
"""Bytes of a request by somebody who has not signed in; the longest, a ballot, needs fewer than 3,000."""


class UndeclaredEndpoint(Exception):
    """An endpoint that does not say who may use it; the message names every one."""


def allowed(*who: Who) -> Callable[[View], View]:
    """Declares who may use a view: roles of accounts, or one of `anyone`, `answering` and `set_up`."""
    if not who or (len(who) > 1 and OPEN_TO_ALL.intersection(who)):
        raise ValueError("Name one kind of visitor, or roles of accounts.")

    def declare(view: View) -> View:
        vars(view)["selfeval_allowed"] = frozenset(who)
        return view

    return declare


def who_may(app: Flask, endpoint: str) -> frozenset[str]:
    """What an endpoint has declared; an empty set if it has declared nothing."""
    found: frozenset[str] = getattr(app.view_functions[endpoint], "selfeval_allowed", frozenset())
    return found


def guard(app: Flask) -> None:
    """Enforces the declarations on every request. Call it when all endpoints are registered."""
    undeclared = sorted(rule.endpoint for rule in app.url_map.iter_rules() if not who_may(app, rule.endpoint))
    if undeclared:
        raise UndeclaredEndpoint(
            f"Every endpoint must say who may use it with @allowed(...). Undeclared: {', '.join(undeclared)}."
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
    who = who_may(current_app._get_current_object(), request.endpoint)  # type: ignore[attr-defined]
    if who <= {"anyone", "answering"}:
        return None
    if not is_set_up():
        return None if "set_up" in who else redirect(url_for("account.set_up"))
    if "set_up" in who:
        abort(404)
    if not current_user.is_authenticated:
        return _ask_to_sign_in(request)
    roles = {role.name for role in current_user.roles}
    if current_user.school is None or not any(roles & SATISFIED_BY[name] for name in who):
        abort(403)
    return None


def _ask_to_sign_in(wanted: Request) -> ResponseReturnValue:
    if wanted.method in ("GET", "HEAD"):
        return redirect(url_for("account.sign_in", next=wanted.full_path.rstrip("?")))
    from selfeval.web.errors import kept_text

    return kept_text("You were signed out before this was saved.", 401)


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


def may(who: Who) -> bool:
    """Whether who is signed in may use what asks for this role: for showing or hiding a button."""
    return bool(current_user.is_authenticated) and bool(
        {role.name for role in current_user.roles} & SATISFIED_BY.get(who, frozenset())
    )
