"""Headers that every answer carries: one table, no exceptions by page.

And whether a page of this site sent a request.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Request, Response

from selfeval.settings import Settings

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{what} {source}" for what, source in POLICY.items()),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
YEAR_IN_SECONDS = 31_536_000


def headers_for(settings: Settings) -> dict[str, str]:
    """The table for this installation: browsers are held to https only where the address is https."""
    if settings.public_url.startswith("https://"):
        return HEADERS | {"Strict-Transport-Security": f"max-age={YEAR_IN_SECONDS}"}
    return HEADERS


def add_headers(app: Flask, settings: Settings) -> None:
    """Puts the table on every answer. What does not say how it may be kept is kept nowhere."""
    table = headers_for(settings)

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in table.items():
            response.headers[name] = value
        response.headers.setdefault("Cache-Control", "no-store")
        return response


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
