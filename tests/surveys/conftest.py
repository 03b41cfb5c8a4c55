from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from selfeval.store.database import Database
from tests.surveys.alder_vale import AlderVale, open_alder_vale


@pytest.fixture
def alder_vale(database: Database, tmp_path: Path) -> Iterator[AlderVale]:
    """An open survey of Years 3 (30 pupils) and 4 (12), on each kind of database."""
    opened = open_alder_vale(database, tmp_path)
    yield opened
    opened.casting.close()
