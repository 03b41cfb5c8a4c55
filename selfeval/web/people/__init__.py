"""Who has an account: inviting people, changing what they may do, and the log of what was done."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("people", __name__)
