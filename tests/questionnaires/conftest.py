from __future__ import annotations

from pathlib import Path

import pytest

from tests.questionnaires.author import Author


@pytest.fixture
def author(tmp_path: Path) -> Author:
    """A teacher with an empty folder."""
    return Author(tmp_path)
