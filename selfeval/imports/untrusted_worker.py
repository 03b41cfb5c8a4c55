"""Looks into a PDF or draws a picture anew, as a process of its own: a file can ask for any amount of memory.

It knows nothing of the rest of the package: a file comes in, and a picture or a status goes out.
"""

from __future__ import annotations

import io
import sys
from typing import Any

MEMORY = 1_024 * 2**20
"""Bytes of address space: a picture of the most points, drawn and turned."""
SECONDS = 20
"""Of the processor."""
MOST_POINTS = 50_000_000
LONGEST_SIDE = 4_000
"""Points; a larger picture is made smaller."""
CANNOT_BE_READ, PASSWORD, ACTS, TOO_LARGE = 1, 3, 4, 5
"""What this process ends with."""
DEEPEST = 20
"""Objects within one another that are looked into."""
ACTING = frozenset(
    (
        "/JS",
        "/JavaScript",
        "/Launch",
        "/EmbeddedFiles",
        "/EF",
        "/RichMedia",
        "/XFA",
        "/ImportData",
        "/SubmitForm",
    )
)
"""Names with which a PDF acts by itself, or carries another file."""


def _drawn(data: bytes, kind: str) -> int:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # looked at below, before anything is drawn
    with Image.open(io.BytesIO(data), formats=[kind]) as picture:
        if picture.width * picture.height > MOST_POINTS:
            return TOO_LARGE
        picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
        picture.load()
        turned = ImageOps.exif_transpose(picture)
    if kind == "JPEG" and turned.mode not in ("L", "RGB", "CMYK"):
        turned = turned.convert("RGB")
    turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new(turned.mode, turned.size)
    if turned.mode == "P":
        bare.putpalette(turned.getpalette() or [])
    bare.paste(turned)
    options: dict[str, Any] = {"quality": 88} if kind in ("JPEG", "WEBP") else {}
    if turned.mode == "P" and "transparency" in turned.info:
        options["transparency"] = turned.info["transparency"]
    out = io.BytesIO()
    bare.save(out, kind, **options)
    sys.stdout.buffer.write(out.getvalue())
    return 0


def _looked_into(data: bytes) -> int:
    import pikepdf

    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError:
        return PASSWORD
    with pdf:
        if pdf.is_encrypted:
            return PASSWORD
        if not len(pdf.pages):
            return CANNOT_BE_READ
        return ACTS if any(_acts(thing) for thing in pdf.objects) else 0


def _acts(thing: Any, depth: int = 0) -> bool:
    """Whether an object of a PDF names an action; objects that it points at come by themselves."""
    import pikepdf

    if isinstance(thing, pikepdf.Name):
        return str(thing) in ACTING
    if not isinstance(thing, pikepdf.Object) or (depth and thing.is_indirect):
        return False
    if depth > DEEPEST:
        return True  # nothing honest is; what is deeper is not looked at, and a reader would do it
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return any(name in ACTING or _acts(value, depth + 1) for name, value in thing.items())
    if isinstance(thing, pikepdf.Array):
        return any(_acts(value, depth + 1) for value in thing)
    return False


def _worked(task: str, data: bytes) -> int:
    try:
        return _looked_into(data) if task == "PDF" else _drawn(data, task)
    except Exception:  # whatever is wrong with it, a file that somebody sent cannot be read
        return CANNOT_BE_READ


if __name__ == "__main__":
    sys.exit(_worked(sys.argv[1], sys.stdin.buffer.read()))
