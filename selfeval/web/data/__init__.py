"""What a school can see and do about what is kept of it: how long, taking it away, deleting it."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("data", __name__)
