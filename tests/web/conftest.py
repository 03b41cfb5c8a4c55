"""Schools of several modules: one with its surveys open, one that has released a survey."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.visitor import Visitor
from tests.web.answer.installation import Installation, installation, settings_in
from tests.web.second_factor import release


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> Iterator[Installation]:
    """Alder Vale Primary with its surveys open, once for a module: every test takes cards of its own."""
    made = installation(settings_in(tmp_path_factory.mktemp("instance"), empty_sqlite))
    yield made
    running = made.app.extensions["selfeval"]
    running.ballot_box.close()
    running.database.close()


@pytest.fixture
def released(app: Flask, lead: Visitor) -> Flask:
    """Alder Vale Primary has released a survey of its staff."""
    release(app)
    return app
