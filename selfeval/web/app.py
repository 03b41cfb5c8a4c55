"""The application: its parts are opened, its pages registered, its rules put on every request."""

from __future__ import annotations

from io import BytesIO
from types import TracebackType
from typing import IO

from flask import Flask, Request
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined

from selfeval.settings import Settings
from selfeval.store.database import Database
from selfeval.store.years import today, year_label
from selfeval.surveys.answering import open_casting
from selfeval.surveys.keys import KeyFolder
from selfeval.surveys.keywatch import KeyWatch
from selfeval.web import health
from selfeval.web.access import guard, limit_requests, may
from selfeval.web.account import views as account
from selfeval.web.account.codes import Codes
from selfeval.web.account.secret import factor_secret, session_secret
from selfeval.web.account.sessions import add_accounts
from selfeval.web.account.slowing import Slowing
from selfeval.web.answer import practice_views as practice
from selfeval.web.answer import tablet_views as tablet
from selfeval.web.answer import views as answer
from selfeval.web.assets import serve_assets
from selfeval.web.errors import add_error_pages, log_fault
from selfeval.web.evaluate import views as evaluate
from selfeval.web.keep import views as keep
from selfeval.web.mail import Mail
from selfeval.web.operate import views as operate
from selfeval.web.partnership import views as partnership
from selfeval.web.people import views as people
from selfeval.web.people.words import ROLE_NAMES, name_of
from selfeval.web.read import views as read
from selfeval.web.run import views as run
from selfeval.web.run.counting_job import Jobs
from selfeval.web.running import Running
from selfeval.web.security import add_headers
from selfeval.web.words import add_words

LARGEST_REQUEST = 1_000_000
"""Bytes; the largest form is a page of the self-evaluation."""

BLUEPRINTS = (
    health.pages,
    account.pages,
    run.pages,
    answer.pages,
    practice.pages,
    tablet.pages,
    evaluate.pages,
    read.pages,
    people.pages,
    operate.pages,
    partnership.pages,
    keep.pages,
)


class InMemory(Request):
    """A request whose uploads stay in memory: a list of pupils touches no disk."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()


class Application(Flask):
    """Flask, but for two habits."""

    request_class = InMemory

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> None:
        """Flask would log the address, which is that of a round and a group."""
        if exc_info[1] is not None:
            log_fault(exc_info[1])


def create_app(settings: Settings) -> Flask:
    """The application for these settings. Raises UnsafeDatabase or UndeclaredEndpoint rather than start."""
    app = Application("selfeval.web", static_folder=None)
    database = Database(settings.database_url)
    database.check_safe()
    keys = KeyFolder(settings.keys, settings.second_keys)
    keys.prepare()
    app.extensions["selfeval"] = Running(
        settings=settings,
        database=database,
        keys=keys,
        watch=KeyWatch(database, keys),
        casting=open_casting(database, keys),
        counts=Jobs(),
        mail=Mail(settings),
        slowing=Slowing(),
        codes=Codes(factor_secret(settings.keys)),
    )
    app.config.update(_config(settings))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    limit_requests(app)
    protection = CSRFProtect(app)
    # nothing there that another site could use
    for without_cookie in (answer.pages, practice.pages, tablet.pages):
        protection.exempt(without_cookie)
    add_accounts(app, database)
    serve_assets(app)
    add_words(app)
    add_error_pages(app)
    add_headers(app, settings)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.jinja_env.globals.update(
        may=may, today=today, year_label=year_label, name_of=name_of, role_names=ROLE_NAMES
    )
    guard(app)
    return app


def _config(settings: Settings) -> dict[str, object]:
    secure = settings.public_url.startswith("https://")
    return {
        "SECRET_KEY": session_secret(settings.keys),
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": LARGEST_REQUEST,
        "SESSION_COOKIE_NAME": "__Host-selfeval" if secure else "selfeval",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a page may lie open over a lesson
        "WTF_CSRF_SSL_STRICT": False,  # it wants a Referer, and we send none; the token alone decides
    }
