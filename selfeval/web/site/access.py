"""Who may do what.

Every endpoint declares it with `@allowed(...)`; docs/access.md is written from what they declare. All that
runs around a view stands here, so that a request is followed in one file.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping
from math import ceil
from typing import Any, Literal, NamedTuple, TypeVar
from urllib.parse import urlsplit
from weakref import WeakSet

from flask import Flask, Request, Response, abort, after_this_request, current_app, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_security import current_user
from sqlalchemy.orm import Session
from werkzeug.exceptions import Unauthorized

from selfeval.calendar.school_years import today
from selfeval.store.database import Database
from selfeval.store.directory import memberships_on, only_made_up
from selfeval.store.releases import has_release
from selfeval.store.schools_and_accounts import (
    BY_ITSELF,
    Account,
    RoleName,
    School,
    account_by,
    acts,
    any_account,
    roles_in,
)
from selfeval.store.sign_in import factor_of, lacks_factor
from selfeval.web.site.row_access import ROW_ACCESS, may_name
from selfeval.web.site.running import Running

CONFIRMED = "confirmed_at"
SIGNED_IN = "signed_in_at"
SEEN = "seen_at"
"""When this session last asked for something, to a minute: it is not written for every page."""
BY_LINK = "by_link"
LONGEST_SESSION, LONGEST_PAUSE = dt.timedelta(hours=12), dt.timedelta(minutes=30)


def running() -> Running:
    """The parts of the application that serves this request."""
    parts: Running = current_app.extensions["selfeval"]
    return parts


def load_account(uniquifier: str) -> Account | None:
    """The account of this session; None once the session has lasted too long or the account is shut out."""
    if not seconds_left(cookie):
        return None
    with running().database.reading() as session:
        signed_in = account_by(session, fs_uniquifier=uniquifier)
    if signed_in is None or not signed_in.active or is_shut_out(signed_in):
        return None
    act_as(signed_in)
    return signed_in


def act_as(account: Account) -> None:
    """What this request writes into the log was done by this account; the next request is another matter."""

    @after_this_request
    def over(response: Response) -> Response:
        acts(BY_ITSELF)
        return response

    acts(account.doer)


def seconds_left(visit: Mapping[str, Any]) -> int:
    """How long a session goes on if nothing more comes from its browser; 0 once it is over."""
    since = visit.get(SIGNED_IN, 0)
    pause_ends = visit.get(SEEN, since) + LONGEST_PAUSE.total_seconds()
    ends: float = min(since + LONGEST_SESSION.total_seconds(), pause_ends)
    return max(0, ceil(ends - time.time()))


def is_shut_out(account: Account) -> bool:
    """Whether the school of an account is closed."""
    return account.school is not None and account.school.is_closed


def is_confirmed() -> bool:
    """Whether this browser has shown the second factor since it signed in."""
    return isinstance(cookie.get(CONFIRMED), int)


def confirm() -> None:
    """This browser has shown it, and is not asked again before it signs in anew."""
    cookie[CONFIRMED] = int(time.time())


def began_by_link() -> bool:
    """Whether an invitation, a link for a new password or the set-up token began this session.

    Then a first phone may be set up in it. A password alone may be stolen, and adds none.
    """
    return cookie.get(BY_LINK) is True


def lacks_phone() -> bool:
    """Whether who is signed in will need a second factor and has none, so that the page can say so."""
    with running().database.reading() as session:
        return lacks_factor(session, account())


def must_confirm(session: Session, account: Account) -> bool:
    """Whether there is anything to protect: a release of a school that is not made up; or a factor is set up.

    So a first survey is planned and run without it, and a demo is looked at without it.
    """
    if factor_of(session, account.id) is not None:
        return True
    if account.school is not None:
        return not account.school.invented and has_release(session, account.school.id)
    if account.partnership_id is not None:
        members = memberships_on(session, today(), partnership_id=account.partnership_id)
        return not members or not all(member.school.invented for member in members)
    return not only_made_up(session)


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


class Needs(NamedTuple):
    """What a request may be, and what it costs: known before its body is read."""

    largest_body: int
    """Bytes."""
    hashes: bool
    """Whether a password is hashed for it."""
    admits: Callable[[], bool] | None = None
    """Of what is larger than any ordinary request: whether this visitor may send it, by the database."""
    slow: bool = False
    """Whether it reads a file that was sent, or makes one: that may take from seconds to minutes."""
    whose: str = ""
    """Of what is slow: the session's account, so that none takes all the room there is for it."""


class UndeclaredEndpoint(Exception):
    """An endpoint that does not say who may use it, or whose rows it names; the message names every one."""


LARGEST_REQUEST = 1_000_000
"""Bytes of a request by somebody who has signed in; the largest form is a page of the self-evaluation."""


def allowed(
    *who: Who,
    confirmed: bool = False,
    takes: int | None = None,
    hashes: bool = False,
    slow: bool = False,
    unattended: bool = False,
) -> Callable[[View], View]:
    """Declares who may use a view: roles of accounts, or one of `anyone`, `answering` and `set_up`.

    `confirmed`: it shows released figures, or gives others the right to read them, so it asks for the second
    factor once there are any. `takes`: bytes of its largest request, from whoever has signed in; more than
    LARGEST_REQUEST from those alone who may use it. `hashes`: it hashes a password, which takes long.
    `slow`: it reads a file that was sent, or makes one.
    `unattended`: pages ask for it by themselves, so it keeps no session going.
    """
    if not who or (len(who) > 1 and OPEN_TO_ALL.intersection(who)):
        raise ValueError("Name one kind of visitor, or roles of accounts.")

    def declare(view: View) -> View:
        vars(view)["selfeval_allowed"] = frozenset(who)
        vars(view)["selfeval_confirmed"] = confirmed
        usual = LARGEST_FROM_ANYONE if OPEN_TO_ALL.intersection(who) else LARGEST_REQUEST
        vars(view)["selfeval_needs"] = Needs(takes or usual, hashes, slow=slow)
        vars(view)["selfeval_unattended"] = unattended
        return view

    return declare


def who_may(app: Flask, endpoint: str) -> frozenset[str]:
    """What an endpoint has declared; an empty set if it has declared nothing."""
    declared: frozenset[str] = getattr(app.view_functions[endpoint], "selfeval_allowed", frozenset())
    return declared


def asks_twice(app: Flask, endpoint: str) -> bool:
    """Whether an endpoint asks for the second factor once there are figures."""
    return bool(getattr(app.view_functions[endpoint], "selfeval_confirmed", False))


def is_id(name: str) -> bool:
    """Whether a part of an address is the id of a row, by its name."""
    return name.endswith("_id")


def guard(app: Flask) -> None:
    """Enforces the declarations on every request. Call it when all endpoints are registered."""
    rules = list(app.url_map.iter_rules())
    undeclared = sorted({rule.endpoint for rule in rules if not who_may(app, rule.endpoint)})
    nobodys = sorted({name for rule in rules for name in rule.arguments if is_id(name)} - ROW_ACCESS.keys())
    if undeclared:
        raise UndeclaredEndpoint(
            f"Every endpoint must say who may use it with @allowed(...). Undeclared: {', '.join(undeclared)}."
        )
    if nobodys:
        raise UndeclaredEndpoint(
            f"web/site/row_access.py must say whose rows these name: {', '.join(nobodys)}."
        )
    app.before_request(_enforce)


def limit_requests(app: Flask) -> None:
    """Who has not signed in cannot make the server read much. Call it before anything that reads a form."""

    @app.before_request
    def limit() -> None:
        request.max_content_length = declared_needs(app, request.endpoint).largest_body
        if request.mimetype == "multipart/form-data" and None in request.form:
            abort(400)  # a field without a name, which no browser sends

    @app.teardown_request
    def close(_error: BaseException | None) -> None:
        request.close()  # what was uploaded


def declared_needs(app: Flask, endpoint: str | None) -> Needs:
    """What a view has declared; what is no address of ours needs as little as anybody may send."""
    nobodys = Needs(LARGEST_FROM_ANYONE, hashes=False)
    needs: Needs = getattr(app.view_functions[endpoint], "selfeval_needs", nobodys) if endpoint else nobodys
    return needs


POLICY_OF_FILES = "sandbox; default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
"""Content-Security-Policy of what somebody has uploaded: should a browser show it, nothing in it can act."""
POLICY_OF_FRAMES = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors https: http:"
)
"""Of what may stand within another website: no form and no script, so nothing can be pressed unseen."""
MICROPHONE = "camera=(), geolocation=(), microphone=(self)"
"""Permissions-Policy of the one page that may listen, and only when somebody lets it."""
OWN_POLICIES = (POLICY_OF_FILES, POLICY_OF_FRAMES)


def add_headers(app: Flask, table: Mapping[str, str]) -> None:
    """Puts the table on every answer; an uploaded file and a public frame keep their own policies.

    What does not say how it may be kept is kept nowhere.
    """

    @app.after_request
    def add(response: Response) -> Response:
        policy = response.headers.get("Content-Security-Policy")
        listens = response.headers.get("Permissions-Policy") == MICROPHONE
        for name, value in table.items():
            response.headers[name] = value
        if listens:
            response.headers["Permissions-Policy"] = MICROPHONE
            response.headers["Content-Security-Policy"] += "; media-src 'self'"  # what was recorded
        if policy in OWN_POLICIES:
            response.headers["Content-Security-Policy"] = policy
        if policy == POLICY_OF_FRAMES:
            del response.headers["X-Frame-Options"]
        response.headers.setdefault("Cache-Control", "no-store")
        if (where := response.headers.get("Location", "")).startswith(request.host_url):
            # An address with slashes too many: whoever sends `Host` must not say where it leads.
            response.headers["Location"] = f"/{where.removeprefix(request.host_url).lstrip('/')}"
        return response


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
        return _first("account.sign_in", "You were signed out before this was saved.")
    visitor = account()
    unattended = vars(current_app.view_functions[request.endpoint])["selfeval_unattended"]
    if not unattended and time.time() - cookie.get(SEEN, 0) >= 60:
        cookie[SEEN] = int(time.time())
    if request.path == "/" and visitor.role in HOMES:
        return redirect(url_for(HOMES[visitor.role]))
    if not has_role(visitor, who):
        abort(403)
    named = {name: value for name, value in (request.view_args or {}).items() if is_id(name)}
    unconfirmed = asks_twice(current_app, request.endpoint) and not is_confirmed()
    if named or unconfirmed:
        with running().database.reading() as session:
            if named and not may_name(session, visitor, named):
                abort(404)
            if unconfirmed and must_confirm(session, visitor):
                return _first("account.code", "You have not shown your second factor since you signed in.")
    return None


def has_role(visitor: Account, who: frozenset[str]) -> bool:
    """Whether the role is one of those, and the account belongs where that role counts."""
    return visitor.role in roles_in(visitor.home) and any(visitor.role in SATISFIED_BY[name] for name in who)


class NotSaved(Unauthorized):
    """Something was sent that waits until its sender has signed in; its description says why."""


def _first(endpoint: str, why: str) -> ResponseReturnValue:
    """The way to the page that comes before the wanted one. Raises NotSaved for a form, whose text waits."""
    if request.method in ("GET", "HEAD"):
        return redirect(url_for(endpoint, next=request.full_path.rstrip("?")))
    raise NotSaved(why)


def account() -> Account:
    """The account that is signed in; only in views that ask for a role."""
    signed_in: Account = current_user._get_current_object()
    return signed_in


def school() -> School:
    """The school of the account that is signed in."""
    own = account().school
    if own is None:
        abort(403)
    return own


def may(who: RoleName) -> bool:
    """Whether who is signed in may use what asks for this role: for showing or hiding a button."""
    return bool(current_user.is_authenticated) and has_role(account(), frozenset({who}))


def is_from_here(request: Request, public_url: str) -> bool:
    """What the browser says about it. A client that says nothing is no browser.

    Browsers send `Sec-Fetch-Site` to https and localhost only, and old ones nowhere; then `Origin` decides.
    It names the public address where a proxy in between has put its own name into `Host`.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    try:
        return origin is None or urlsplit(origin).netloc in (request.host, urlsplit(public_url).netloc)
    except ValueError:
        return False  # no browser sends it
