"""One installation with open surveys for each module of tests: every test takes cards of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.answer.installation import Installation, installation, settings_in


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> Iterator[Installation]:
    """Alder Vale Primary with its surveys open."""
    made = installation(settings_in(tmp_path_factory.mktemp("instance"), empty_sqlite))
    yield made
    running = made.app.extensions["selfeval"]
    running.ballot_box.close()
    running.database.close()
