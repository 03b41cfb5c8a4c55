"""What a request needs, known from its head alone: the gateway asks before it reads anything more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature
from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_cookie

from selfeval.store.schools_and_accounts import account_by
from selfeval.web.site.access import (
    CONFIRMED,
    LARGEST_FROM_ANYONE,
    LARGEST_REQUEST,
    Needs,
    declared_needs,
    has_role,
    is_shut_out,
    must_confirm,
    running,
    seconds_left,
    who_may,
)


def needs_of(app: Flask) -> Callable[[str, str, str], Needs]:
    """What a request needs, by its method, path and cookies. A cookie that we did not sign opens nothing."""
    cookies = SecureCookieSessionInterface().get_signing_serializer(app)
    name = str(app.config["SESSION_COOKIE_NAME"])

    def signed_in(header: str) -> dict[str, Any]:
        try:
            values: dict[str, Any] = cookies.loads(parse_cookie(header).get(name, "")) if cookies else {}
        except (BadSignature, TypeError, UnicodeError):
            return {}
        return values if "_user_id" in values else {}

    def needs(method: str, path: str, cookie: str) -> Needs:
        try:
            endpoint, _ = app.url_map.bind("").match(path, method)
        except HTTPException:
            endpoint = None
        wanted = declared_needs(app, endpoint)
        if wanted.largest_body <= LARGEST_FROM_ANYONE and not wanted.slow:
            return wanted
        visit = signed_in(cookie)
        if not visit:  # whatever is slow is for accounts: a stranger is sent to sign in
            return wanted._replace(largest_body=LARGEST_FROM_ANYONE, slow=False)
        wanted = wanted._replace(whose=str(visit["_user_id"]))
        if wanted.largest_body > LARGEST_REQUEST and endpoint:
            return wanted._replace(admits=partial(_may_send, app, endpoint, visit))
        return wanted

    return needs


def _may_send(app: Flask, endpoint: str, visit: Mapping[str, Any]) -> bool:
    """Whether the account of a session may use an endpoint, before anything of the request is read."""
    with app.app_context(), running().database.reading() as session:
        visitor = account_by(session, fs_uniquifier=visit["_user_id"])
        return (
            visitor is not None
            and seconds_left(visit) > 0
            and visitor.active
            and not is_shut_out(visitor)
            and has_role(visitor, who_may(app, endpoint))
            and (isinstance(visit.get(CONFIRMED), int) or not must_confirm(session, visitor))
        )
