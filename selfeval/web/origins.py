"""Whether a page of this site sent a request."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Request


def is_from_here(request: Request, public_url: str) -> bool:
    """What the browser says about it. A client that says nothing is no browser.

    Browsers send `Sec-Fetch-Site` to https and localhost only, and old ones nowhere; then `Origin` decides.
    It names the public address where a proxy in between has put its own name into `Host`.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc in (request.host, urlsplit(public_url).netloc)
