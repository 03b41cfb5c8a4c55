"""The school whose releases are read."""

from __future__ import annotations

import pytest

from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import School


@pytest.fixture
def own(sqlite_database: Database) -> School:
    with sqlite_database.writing() as session:
        school = School(name="Alder Vale Primary")
        session.add(school)
    return school
