"""Pages on which a lead plans a survey."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("plan", __name__)
