"""Can a tablet reach us? The address on the cards, a square to try it with, and what to change if not."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import render_template, request
from flask.typing import ResponseReturnValue

from selfeval.reports.cards import qr_rows
from selfeval.web.access import allowed
from selfeval.web.run.pages import pages
from selfeval.web.running import running

ONLY_HERE = ("127.0.0.1", "localhost", "::1", "[::1]")


@pages.get("/reach")
@allowed("lead")
def reach() -> ResponseReturnValue:
    settings = running().settings
    address = settings.public_url
    there = urlsplit(address)
    return render_template(
        "run/reach.html",
        address=address,
        settings=settings,
        secure=there.scheme == "https",
        only_here=there.hostname in ONLY_HERE,
        listens_only_here=settings.host in ONLY_HERE,
        other_address=None if there.netloc == request.host else request.host,
        square=qr_rows(f"{address}/tablet"),
    )
