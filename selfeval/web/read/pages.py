"""The pages on which leaders read, and files that they take away."""

from __future__ import annotations

from flask import Blueprint, Response

pages = Blueprint("read", __name__)


def as_file(body: str | bytes, mimetype: str, name: str, *, shown: bool = False) -> Response:
    """A file to save, or one that the browser shows."""
    how = "inline" if shown else "attachment"
    headers = {"Content-Disposition": f'{how}; filename="{name}"'}
    return Response(body, content_type=mimetype, headers=headers)
