"""A self-evaluation of this year that is wholly rated, and the head who reads it."""

from __future__ import annotations

import pytest
from flask import Flask

from selfeval.calendar.school_years import school_year, today
from tests.rated import rate_some
from tests.visitor import Visitor
from tests.web.evaluate.signing import ALL
from tests.web.people import head_teacher
from tests.web.stories import parts


@pytest.fixture
def rated(app: Flask, lead: Visitor) -> int:
    """Amina has looked at every indicator of this year."""
    year = school_year(today())
    with parts(app).database.writing() as session:
        rate_some(session, year, ("building", "secure", "not_known"), indicators=ALL, commentary="Seen.")
    return year


@pytest.fixture
def head(app: Flask, rated: int) -> Visitor:
    """Grace Bello, the head teacher."""
    return head_teacher(app)
