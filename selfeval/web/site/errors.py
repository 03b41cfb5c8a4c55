"""What people see when something goes wrong: which thing, and what to do now."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from selfeval.english import bytes_in_words
from selfeval.store.database import DatabaseFault, Unreachable
from selfeval.store.schools_and_accounts import Account
from selfeval.store.sign_in import factor_of
from selfeval.web.site.access import NotSaved, asks_twice, is_from_here, must_confirm, running
from selfeval.web.site.forms import Form, filled
from selfeval.web.site.sessions import paused_account

logger = logging.getLogger(__name__)
NEVER_SHOWN = frozenset({"csrf_token", "password", "old_password", "token", "code"})

MADE_BY_PAGES = frozenset(
    [
        "accept",
        "again",
        "asked",
        "both",
        "catch_up",
        "changes",
        "from",
        "hand_in",
        "indicator",
        "instead",
        "kept",
        "mark",
        "next",
        "only",
        "noted",
        "open_list",
        "opened",
        "opening",
        "pieces",
        "read",
        "receipt",
        "role",
        "rows",
        "seen",
        "shown",
        "slip",
        "spoken",
        "table",
        "tablets",
        "thrown_away",
        "usual_title",
        "version",
        "wanted",
        "whose",
        "year",
    ]
)
"""Fields that no person types: they are sent again, and not shown as what was typed."""


@dataclass(frozen=True)
class Trouble:
    """The words of an error page."""

    heading: str
    sentences: tuple[str, ...]


TROUBLES = {
    400: Trouble("We could not read that", ("Go back, reload the page and try again.",)),
    403: Trouble(
        "Your account cannot do this",
        ("Ask an equality lead of your school to do it, or whoever runs the service.",),
    ),
    404: Trouble(
        "There is no such page here",
        ("The address may be wrong, or the page may belong to another school.", "Nothing has been changed."),
    ),
    405: Trouble("That button cannot be used like this", ("Go back and press the button on the page.",)),
    413: Trouble("That is too much text at once", ("Go back, make it shorter and save again.",)),
    500: Trouble(
        "Something went wrong on our side",
        (
            "It is not your fault. What you last saved is safe.",
            "Try again in a minute. If it happens again, tell whoever runs this service when it happened.",
        ),
    ),
    503: Trouble(
        "This cannot be done at this moment",
        (
            "It is not your fault. What you last saved is safe.",
            "Try again in a few minutes. If it does not help, tell whoever runs this service.",
        ),
    ),
}


def add_error_pages(app: Flask) -> None:
    """One page for every kind of trouble."""
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(NotSaved, _signed_out)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(DatabaseFault, _not_stored)
    app.register_error_handler(Exception, _failed)


def trouble_page(status: int) -> ResponseReturnValue:
    """The page for a status: no address, no id, no account, so that two such pages are the same bytes."""
    trouble = TROUBLES.get(status, TROUBLES[400] if status < 500 else TROUBLES[500])
    largest = request.max_content_length or 0
    if status == 413 and (request.content_length or 0) > largest > 0:
        most = f"This page takes up to {bytes_in_words(largest)}"
        is_file = request.mimetype == "multipart/form-data"
        way_on = "choose a smaller file" if is_file else "make it shorter and save again"
        trouble = Trouble(
            "That file is too large" if is_file else trouble.heading, (f"{most}. Go back and {way_on}.",)
        )
    return render_template("errors/trouble.html", trouble=trouble), status


AGAIN = "again-"
"""How the fields of whoever signs in again begin: they go no further."""
AWAY = "You were away for more than 30 minutes, or signed in 12 hours ago."


def typed_text(why: str, status: int, form: Form | None = None, address: str = "") -> ResponseReturnValue:
    """A page that gives back what was typed, ready to be sent again. Never for a form of another site.

    Whoever is not signed in, or has not shown the second factor, does it on this page, and what was typed
    goes on its way. `form` and `address`: what was typed for that, and where the rest wants to go.
    """
    if not is_from_here(request, running().settings.public_url):
        return trouble_page(400)
    fields = [
        (name, value)
        for name, values in request.form.lists()
        for value in values
        if name not in NEVER_SHOWN and not name.startswith(AGAIN)
    ]
    address = address or request.full_path.rstrip("?")
    paused, signed_in = paused_account(), bool(current_user.is_authenticated)
    person = current_user if signed_in else paused
    page = render_template(
        "errors/send-again.html",
        why=AWAY if paused else why,
        form=form or filled({"again-email": paused.email if paused else ""}),
        paused=paused,
        files=[file.filename for file in request.files.values() if file.filename],
        typed=fields,
        texts=[value for name, value in fields if is_text(name, value)],
        address=address,
        asks_code=status in (401, 422) and person is not None and _asks_code(person, address),
        has_phone=person is not None and _has_phone(person),
    )
    return make_response(page, status)


def is_text(name: str, value: str) -> bool:
    """Whether somebody wrote this, in words or as an address: no digest, no number, no choice of a list."""
    return name not in MADE_BY_PAGES and (len(value.split()) > 1 or "://" in value)


def _asks_code(person: Account, address: str) -> bool:
    """Whether the page that this is on its way to asks the account for its second factor."""
    try:
        endpoint, _ = current_app.url_map.bind("").match(urlsplit(address).path, "POST")
    except HTTPException:
        return False
    with running().database.reading() as session:
        return asks_twice(current_app, endpoint) and must_confirm(session, person)


def _has_phone(person: Account) -> bool:
    with running().database.reading() as session:
        return factor_of(session, person.id) is not None


def _stale(_error: CSRFError) -> ResponseReturnValue:
    by_script = request.accept_mimetypes.best == "application/json"  # it has to know that it is signed out
    status = 401 if by_script and not current_user.is_authenticated else 400
    return typed_text("This page had been open for too long.", status)


def _signed_out(error: NotSaved) -> ResponseReturnValue:
    return typed_text(error.description or "", 401)


def _refused(error: HTTPException) -> ResponseReturnValue | HTTPException:
    if error.code is None or error.code < 400:
        return error  # a redirect
    return trouble_page(error.code)


def _failed(error: Exception) -> ResponseReturnValue:
    log_fault(error)
    return trouble_page(500)


NOTHING_STORED = (
    "Nothing can be stored at this moment, so this was not saved. It is not your fault: wait a few minutes, "
    "then send it again. If that does not help, tell whoever runs this service."
)


def _not_stored(error: DatabaseFault) -> ResponseReturnValue:
    """The database is full, or away: what was typed comes back, to be sent again."""
    if not isinstance(error, Unreachable):
        return _failed(error)
    log_fault(error)
    return trouble_page(503) if request.method in ("GET", "HEAD") else typed_text(NOTHING_STORED, 503)


def log_fault(error: BaseException) -> None:
    """The endpoint, the kind of error and the lines of our code: never an address, a form or a person.

    Not its message either: that may quote what was typed or stored.
    """
    kinds = " from ".join(_kinds(error))
    lines = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s failed: %s\n%s", request.endpoint, kinds, lines)


def _kinds(error: BaseException | None) -> Iterator[str]:
    """An error and what it came from; of the operating system's errors, what went wrong with the machine."""
    while error is not None:
        reason = error.strerror if isinstance(error, OSError) else None
        yield f"{type(error).__name__} ({reason})" if reason else type(error).__name__
        error = error.__cause__ or error.__context__
