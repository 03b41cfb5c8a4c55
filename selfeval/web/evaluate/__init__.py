"""Pages on which leaders rate the indicators."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("evaluate", __name__)
