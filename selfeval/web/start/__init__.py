"""The start page: where the year stands and what to do next."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("start", __name__)
