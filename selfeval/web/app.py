"""The application: its parts are opened, its pages registered, its rules put on every request."""

from __future__ import annotations

from contextlib import suppress
from types import TracebackType

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined

from selfeval.accounts.changes import ROLE_NAMES, doer_of
from selfeval.accounts.mail import Mail
from selfeval.accounts.passwords import SignInThrottle
from selfeval.accounts.second_factor import Codes, factor_secret, mark_in, session_secret
from selfeval.calendar.school_years import today, year_label
from selfeval.english import count_of, day, full_day, listed, long, moment, seen, window
from selfeval.notices.helplines import helplines_in
from selfeval.questionnaires.audiences import words_of
from selfeval.reports.charts import palette
from selfeval.settings import Settings
from selfeval.store.database import Database, DatabaseFault
from selfeval.store.migrations import current, newest
from selfeval.store.schools_and_accounts import name_of
from selfeval.store.sign_in import lose_unmarked_factors
from selfeval.surveys.ballot_box import BallotBox
from selfeval.surveys.key_monitor import KeyMonitor
from selfeval.surveys.keys import KeyFolder
from selfeval.web import health
from selfeval.web.account import factor_views
from selfeval.web.account import own_views as own_account_views
from selfeval.web.account import views as account_views
from selfeval.web.admin import partnership_views as admin_partnership_views
from selfeval.web.admin import views as admin_views
from selfeval.web.answer import link_views as answer_link_views
from selfeval.web.answer import practice as practice_views
from selfeval.web.answer import views as answer_views
from selfeval.web.answer import worker_view
from selfeval.web.compose import preview_views
from selfeval.web.compose import views as compose_views
from selfeval.web.data import views as data_views
from selfeval.web.evaluate import (
    apart_views,
    bring_in_views,
    document_views,
    earlier_views,
    evidence_views,
    governors_views,
    history_views,
    overview_views,
    piece_views,
    sign_off_views,
)
from selfeval.web.evaluate import plan_views as area_plan_views
from selfeval.web.evaluate import views as evaluate_views
from selfeval.web.improve import (
    agreement_views,
    board_views,
    duty_views,
    edition_views,
    file_views,
    governors_report_views,
    metric_form_views,
    metric_views,
    point_file_views,
    point_views,
    publish_views,
    row_views,
    target_views,
    update_views,
)
from selfeval.web.improve import views as improve_views
from selfeval.web.partnership import national_figures_views
from selfeval.web.partnership import views as partnership_views
from selfeval.web.people import readers_views
from selfeval.web.people import views as people_views
from selfeval.web.pilot import views as pilot_views
from selfeval.web.plan import views as plan_views
from selfeval.web.public import objectives_views
from selfeval.web.public import views as public_views
from selfeval.web.read import prejudice_log_views, you_said_views
from selfeval.web.read import views as read_views
from selfeval.web.site.access import (
    LARGEST_REQUEST,
    add_headers,
    began_by_link,
    guard,
    lacks_phone,
    limit_requests,
    may,
)
from selfeval.web.site.assets import serve_assets
from selfeval.web.site.errors import add_error_pages, log_fault
from selfeval.web.site.forms import InMemory
from selfeval.web.site.plan_actions import done_about_indicator, done_about_sentence
from selfeval.web.site.running import Jobs, Running
from selfeval.web.site.sessions import add_accounts
from selfeval.web.start import views as start_views
from selfeval.web.survey import (
    count_views,
    elsewhere_views,
    language_views,
    link_views,
    notice_views,
    paper_views,
    poster_views,
    public_notice_views,
    recording_views,
    room_views,
)
from selfeval.web.survey import views as survey_views
from selfeval.web.translate import views as translate_views

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{what} {source}" for what, source in POLICY.items()),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
YEAR_IN_SECONDS = 31_536_000
VIEWS = (
    health,
    account_views,
    own_account_views,
    factor_views,
    start_views,
    pilot_views,
    plan_views,
    survey_views,
    count_views,
    elsewhere_views,
    room_views,
    language_views,
    paper_views,
    recording_views,
    poster_views,
    translate_views,
    notice_views,
    public_notice_views,
    link_views,
    answer_views,
    answer_link_views,
    practice_views,
    worker_view,
    evaluate_views,
    overview_views,
    evidence_views,
    piece_views,
    area_plan_views,
    apart_views,
    earlier_views,
    sign_off_views,
    governors_views,
    document_views,
    bring_in_views,
    history_views,
    read_views,
    prejudice_log_views,
    you_said_views,
    public_views,
    objectives_views,
    people_views,
    readers_views,
    admin_views,
    admin_partnership_views,
    partnership_views,
    national_figures_views,
    data_views,
    compose_views,
    preview_views,
    improve_views,
    agreement_views,
    file_views,
    row_views,
    update_views,
    metric_views,
    metric_form_views,
    point_file_views,
    point_views,
    target_views,
    edition_views,
    publish_views,
    governors_report_views,
    board_views,
    duty_views,
)
"""Importing them puts their views on the blueprints."""
BLUEPRINTS = (*dict.fromkeys(views.pages for views in VIEWS), practice_views.tablet_pages)


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
    """The application for these settings. Raises UnsafeDatabase, UndeclaredEndpoint or HelplinesFault
    rather than start.
    """
    app = Application("selfeval.web", static_folder=None)
    database = Database(settings.database_url)
    database.check_safe()
    keys = KeyFolder(settings.keys, settings.second_keys)
    keys.prepare()
    app.extensions["selfeval"] = Running(
        settings=settings,
        database=database,
        keys=keys,
        key_monitor=KeyMonitor(database, keys),
        ballot_box=BallotBox(database, keys),
        counts=Jobs(),
        mail=Mail(settings),
        throttle=SignInThrottle(),
        codes=_codes(settings, database),
        helplines=helplines_in(settings.instance),
    )
    app.config.update(_config(settings))
    app.json.ensure_ascii = False  # type: ignore[attr-defined] # a page in Bengali would be twice as long
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    limit_requests(app)
    protection = CSRFProtect(app)
    # nothing there that another site could use
    for without_cookie in (
        answer_views.pages,
        answer_link_views.pages,
        worker_view.pages,
        practice_views.pages,
        practice_views.tablet_pages,
    ):
        protection.exempt(without_cookie)
    add_accounts(app, database)
    serve_assets(app)
    for word in (day, full_day, window, listed, long, moment, seen):
        app.jinja_env.filters[word.__name__] = word
    add_error_pages(app)
    add_headers(app, headers_for(settings))
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.jinja_env.globals.update(
        count_of=count_of,
        palette=palette,
        audience_words=words_of,
        may=may,
        done_about_indicator=done_about_indicator,
        done_about_sentence=done_about_sentence,
        lacks_phone=lacks_phone,
        began_by_link=began_by_link,
        today=today,
        year_label=year_label,
        name_of=name_of,
        role_names=ROLE_NAMES,
        doer_of=doer_of,
    )
    guard(app)
    return app


def _codes(settings: Settings, database: Database) -> Codes:
    """Codes by the secret of the key folder. Where there is none yet, no app can have been set up with it."""
    if mark_in(settings.keys) is None:
        with suppress(DatabaseFault):
            if current(database) == newest():
                with database.writing() as session:
                    lose_unmarked_factors(session)
    return Codes(factor_secret(settings.keys))


def headers_for(settings: Settings) -> dict[str, str]:
    """The table for this installation: browsers are held to https only where the address is https."""
    if settings.public_url.startswith("https://"):
        return HEADERS | {"Strict-Transport-Security": f"max-age={YEAR_IN_SECONDS}"}
    return HEADERS


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
