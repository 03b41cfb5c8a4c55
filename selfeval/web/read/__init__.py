"""Pages on which leaders read released findings."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("read", __name__)
