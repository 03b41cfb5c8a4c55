"""What an operator looks after: schools, partnerships, people who cannot sign in. No figure, no answer."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("admin", __name__)
