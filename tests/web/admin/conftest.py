"""Sam Okoro, who looks after an installation with Alder Vale Primary in it."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.visitor import Visitor
from tests.web import people


@pytest.fixture
def operator(app: Flask, lead: Visitor) -> Visitor:
    return people.operator(app)
