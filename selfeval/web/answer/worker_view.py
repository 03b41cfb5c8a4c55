"""The script that opens the answering pages without a network. Its address says where it may act."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from selfeval.web.site.access import allowed
from selfeval.web.site.assets import read_assets, send

pages = Blueprint("worker", __name__, url_prefix="/a")
WORKER = read_assets()["worker.js"]


@pages.get("/worker.js")
@allowed("answering")
def worker() -> ResponseReturnValue:
    """For every page under /a/, and for no other page of the site."""
    return send(WORKER)
