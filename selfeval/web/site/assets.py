"""Files that pages load: read once at the start, compressed once, named by their content."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import minify_html
from flask import Flask, Response, abort, request

from selfeval.web.site.access import allowed

FOLDER = Path(__file__).parents[1] / "static"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}

SCRIPTS = {
    "answering.js": (
        "page",
        "sealing",
        "storage",
        "network",
        "outbox",
        "reading-aloud",
        "screens",
        "questions",
        "sending",
        "handing-on",
        "start",
        "leaving",
    )
}
"""Scripts written in parts: the files of the folder of that name, in the order in which they are joined."""

LOOK = "answering.css"
"""A stylesheet that tablets wait for; the others keep their comments."""
COMMENT = re.compile(rb"^ *(?://.*|/\*[^*]*\*/)\n", re.M)
"""A comment that has its lines to itself."""
BEHIND = re.compile(rb" +// [^'\"`\n]*$|^ +", re.M)
"""In a script: a comment behind what it is about, and what a line is moved in by. No text runs over lines."""
AROUND = re.compile(rb"\s*([{};,])\s*|(?<=:) +")
"""In a stylesheet: space that means nothing."""


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


def read_assets() -> dict[str, Asset]:
    """Every file of the folder by its name; a script in parts is one file."""
    paths = sorted(path for path in FOLDER.iterdir() if path.is_file())
    whole = {path.name: Asset(path.read_bytes(), TYPES[path.suffix]) for path in paths}
    whole[LOOK] = Asset(AROUND.sub(rb"\1", COMMENT.sub(b"", whole[LOOK].body)), TYPES[".css"])
    return whole | {name: Asset(_joined(name), TYPES[".js"]) for name in SCRIPTS}


def _joined(name: str) -> bytes:
    """A script out of its parts, without what means nothing to a browser: a tablet waits for every byte."""
    parts = (FOLDER / name.removesuffix(".js") / f"{part}.js" for part in SCRIPTS[name])
    whole = b"\n".join(part.read_bytes() for part in parts)
    return _shortened(BEHIND.sub(b"", COMMENT.sub(b"", whole)))


AS_MODULE, END = "<script type=module>", "</script>"
"""What the minifier wants around a script, and gives back."""


@lru_cache(maxsize=8)
def _shortened(script: bytes) -> bytes:
    """With short names inside its functions, and no space that means nothing."""
    small: str = minify_html.minify(f"{AS_MODULE}{script.decode()}{END}", minify_js=True)
    return small.removeprefix(AS_MODULE).removesuffix(END).encode()


def takes_gzip() -> bool:
    """Whether the browser takes compressed answers."""
    return request.accept_encodings.quality("gzip") > 0


def send(asset: Asset, caching: str = ASK_AGAIN, gzip_tag: str = "-gzip") -> Response:
    """What is the same for all, compressed where the browser takes that, or 304 where it has it.

    `gzip_tag`: what the ETag of the compressed form has behind that of the plain one.
    """
    response = Response(asset.body, mimetype=asset.mimetype)
    response.headers["Cache-Control"] = caching
    response.headers["Vary"] = "Accept-Encoding"
    etag = asset.digest
    if asset.compressed is not None and takes_gzip():
        response.data = asset.compressed
        response.headers["Content-Encoding"] = "gzip"
        etag = f"{asset.digest}{gzip_tag}"
    response.set_etag(etag)
    response.make_conditional(request)
    return response


def serve_assets(app: Flask) -> None:
    """Adds `/static/<name>` and the template function `static_url(name)`."""
    assets = read_assets()

    @allowed("anyone")
    def static(filename: str) -> Response:
        asset = assets.get(filename) or abort(404)
        named_by_content = request.args.get("v") == asset.digest
        return send(asset, FOR_EVER if named_by_content else ASK_AGAIN, gzip_tag="")

    app.add_url_rule("/static/<path:filename>", "static", static)
    adapter = app.url_map.bind("")
    addresses = {
        name: adapter.build("static", {"filename": name, "v": asset.digest}) for name, asset in assets.items()
    }
    app.jinja_env.globals["static_url"] = addresses.__getitem__
