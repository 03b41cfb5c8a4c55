"""Files as somebody may send them: honest ones, and hostile ones."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image

OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    "docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
}
OPEN = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}


def office(kind: str, *parts: tuple[str, bytes]) -> bytes:
    """A file of Word, Excel or PowerPoint with further parts."""
    listed = f'<Types><Override PartName="/document.xml" ContentType="{OFFICE[kind]}"/></Types>'
    return zipped(("[Content_Types].xml", listed.encode()), ("document.xml", b"<document/>"), *parts)


def open_document(kind: str, *parts: tuple[str, bytes]) -> bytes:
    """A file of LibreOffice."""
    return zipped(("mimetype", OPEN[kind].encode()), ("content.xml", b"<content/>"), *parts)


def zipped(*parts: tuple[str, bytes]) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def with_password(data: bytes) -> bytes:
    """The same zip, whose every part says that it is encrypted."""
    changed = bytearray(data)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(signature)
        while at >= 0:
            changed[at + flags] |= 1
            at = changed.find(signature, at + 4)
    return bytes(changed)


def lying(data: bytes, part: str, size: int) -> bytes:
    """The same zip, in whose list a part says that it is `size` bytes and no more."""
    changed = bytearray(data)
    at = changed.find(b"PK\x01\x02")
    while at >= 0:
        length = struct.unpack_from("<H", changed, at + 28)[0]
        if changed[at + 46 : at + 46 + length] == part.encode():
            struct.pack_into("<I", changed, at + 24, size)
        at = changed.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def zeros(megabytes: int) -> bytes:
    return bytes(megabytes * 1_000_000)


def pdf(*, script: str = "", attached: bytes = b"", password: str = "") -> bytes:
    """A PDF of one page."""
    made = pikepdf.new()
    made.add_blank_page()
    if script:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=script)
    if attached:
        made.attachments["other.html"] = attached
    out = io.BytesIO()
    streams = pikepdf.ObjectStreamMode.generate
    if password:
        made.save(out, encryption=pikepdf.Encryption(owner=password, user=password))
    else:
        made.save(out, object_stream_mode=streams)
    return out.getvalue()


def pdf_with_a_script_deep_within() -> bytes:
    """One action after the other, the last of which runs a script."""
    made = pikepdf.new()
    made.add_blank_page()
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    for _ in range(60):
        action = pikepdf.Dictionary(S=pikepdf.Name.GoTo, Next=action)
    made.Root.OpenAction = action
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


PLACE = {1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)}


def picture(kind: str, size: tuple[int, int] = (40, 20), *, turned: bool = False) -> bytes:
    """A picture that says where it was taken; red at its left end."""
    drawn = Image.new("RGB", size, "white")
    drawn.paste("red", (0, 0, size[0] // 4, size[1]))
    about = Image.Exif()
    about[0x010F] = "Camera of Amina Yusuf"
    about[0x8825] = PLACE
    if turned:
        about[0x0112] = 6
    out = io.BytesIO()
    drawn.save(out, kind, exif=about)
    return out.getvalue()


def huge_png(side: int) -> bytes:
    """A PNG of a few kB that says it has `side` times `side` points."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(document.domain)</script></svg>'
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
