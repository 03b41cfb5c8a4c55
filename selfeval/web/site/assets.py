"""Files that pages load: read once at the start, compressed once, named by their content."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flask import Flask, Response, abort, request

from selfeval.web.site.access import allowed

FOLDER = Path(__file__).parents[1] / "static"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}

SCRIPTS = {
    "answering.js": (
        "page",
        "sealing",
        "storage",
        "network",
        "reading-aloud",
        "screens",
        "questions",
        "sending",
        "start",
        "leaving",
    )
}
"""Scripts written in parts: the files of the folder of that name, in the order in which they are joined."""


@dataclass(frozen=True)
class Asset:
    """One static file with its type and its digest."""

    body: bytes
    mimetype: str

    @cached_property
    def digest(self) -> str:
        """Twelve hex digits of its SHA-256."""
        return hashlib.sha256(self.body).hexdigest()[:12]

    @cached_property
    def compressed(self) -> bytes | None:
        """Gzipped, where that makes it smaller by at least a tenth."""
        small = gzip.compress(self.body, 9, mtime=0)
        return small if len(small) < 0.9 * len(self.body) else None


def read_assets(folder: Path = FOLDER) -> dict[str, Asset]:
    """Every file of the folder by its path below it; a script in parts is one file."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    whole = {
        name: Asset(path.read_bytes(), _type(path))
        for name, path in names.items()
        if f"{name.partition('/')[0]}.js" not in SCRIPTS
    }
    return whole | {name: Asset(joined(folder, name), TYPES[".js"]) for name in SCRIPTS}


def joined(folder: Path, name: str) -> bytes:
    """A script out of its parts."""
    parts = (folder / name.removesuffix(".js") / f"{part}.js" for part in SCRIPTS[name])
    return b"\n".join(part.read_bytes() for part in parts)


def _type(path: Path) -> str:
    return TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def takes_gzip() -> bool:
    """Whether the browser takes compressed answers."""
    return request.accept_encodings.quality("gzip") > 0


def send(asset: Asset, caching: str = ASK_AGAIN) -> Response:
    """What is the same for all, compressed where the browser takes that, or 304 where it has it."""
    response = Response(asset.body, mimetype=asset.mimetype)
    response.headers["Cache-Control"] = caching
    response.headers["Vary"] = "Accept-Encoding"
    etag = asset.digest
    if asset.compressed is not None and takes_gzip():
        response.data = asset.compressed
        response.headers["Content-Encoding"] = "gzip"
        etag = f"{asset.digest}-gzip"
    response.set_etag(etag)
    response.make_conditional(request)
    return response


def serve_assets(app: Flask) -> None:
    """Adds `/static/<name>` and the template function `static_url(name)`."""
    assets = read_assets()

    @allowed("anyone")
    def static(filename: str) -> Response:
        asset = assets.get(filename) or abort(404)
        return send(asset, FOR_EVER if request.args.get("v") == asset.digest else ASK_AGAIN)

    app.add_url_rule("/static/<path:filename>", "static", static)
    adapter = app.url_map.bind("")
    addresses = {
        name: adapter.build("static", {"filename": name, "v": asset.digest}) for name, asset in assets.items()
    }
    app.jinja_env.globals["static_url"] = addresses.__getitem__
