"""A tiny page that a tablet opens to find out what works there, before any child holds it. No cookie."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from selfeval.web.access import allowed
from selfeval.web.answer import booth
from selfeval.web.answer.interface import interface
from selfeval.web.answer.pages import LANGUAGE, never_kept, render
from selfeval.web.running import running

pages = Blueprint("tablet", __name__, url_prefix="/tablet")


@pages.get("")
@allowed("anyone")
def tablet() -> ResponseReturnValue:
    return never_kept(
        render(
            "tablet.html",
            language=LANGUAGE,
            page=interface(LANGUAGE, "ks2").page,
            temper="ks2",
            title="A look at this tablet",
            address=running().settings.public_url,
        )
    )


@pages.post("")
@allowed("anyone")
def sent() -> ResponseReturnValue:
    """Whether what this tablet sends would be taken for a page of ours; nothing is kept."""
    return jsonify({"taken": request.is_json and booth.is_from_here(request)})
