"""Pages on which pupils and staff answer: no cookie, no name, no address in a log."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("answer", __name__, url_prefix="/a/<code>/<int:number>")
practice_pages = Blueprint("practice", __name__, url_prefix="/practice/<code>/<int:number>")
tablet_pages = Blueprint("tablet", __name__, url_prefix="/tablet")
