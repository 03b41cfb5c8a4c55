"""Fixtures of the restore drills."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from selfeval.store.database import Database


@pytest.fixture
def other(request: pytest.FixtureRequest, database: Database, tmp_path: Path) -> Iterator[Database]:
    """An empty database of the other kind, on another machine."""
    if database.is_sqlite:
        yield request.getfixturevalue("fresh_postgresql")
        return
    made = Database(f"sqlite:///{tmp_path / 'elsewhere' / 'selfeval.sqlite'}")
    yield made
    made.close()
