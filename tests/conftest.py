"""Fixtures that many tests share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask

from selfeval.settings import Settings
from selfeval.store.database import Database
from selfeval.store.migrations import upgrade
from selfeval.web.account.first_visit import new_token
from selfeval.web.app import create_app
from tests.visitor import Visitor

PASSWORD = "three brown otters"
LEAD = "amina.yusuf@aldervale.example"


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database at the newest schema, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "selfeval.sqlite"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    database.close()
    return path


@pytest.fixture
def settings(tmp_path: Path, migrated_file: Path) -> Settings:
    """An installation of its own for each test, on SQLite, with nobody in it yet."""
    settings = Settings(instance=tmp_path / "instance").with_places()
    settings.instance.mkdir()
    shutil.copy(migrated_file, settings.instance / "selfeval.sqlite")
    return settings


@pytest.fixture
def app(settings: Settings) -> Flask:
    """The application of that installation. An error in a view is an error of the test."""
    app = create_app(settings)
    app.config["PROPAGATE_EXCEPTIONS"] = True
    return app


@pytest.fixture
def client(app: Flask) -> Visitor:
    """A browser that has not signed in."""
    return Visitor(app)


@pytest.fixture
def lead(app: Flask, settings: Settings) -> Visitor:
    """Amina Yusuf, who has set up Alder Vale Primary and is signed in as its equality lead."""
    visitor = Visitor(app)
    token = new_token(Database(settings.database_url))
    visitor.get("/set-up")
    done = visitor.post(
        "/set-up",
        token=token,
        school="Alder Vale Primary",
        name="Amina Yusuf",
        email=LEAD,
        password=PASSWORD,
    )
    assert done.status_code == 303, done.text
    return visitor
