"""Pages on which a lead opens, runs, closes and counts a survey."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("survey", __name__)
