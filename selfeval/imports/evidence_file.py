"""A file that is sent as evidence: what it is, by its content and never by its name, or why it is refused."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from selfeval.imports.office_file import office_type
from selfeval.imports.refused_file import LARGEST_FILE, FileRefused, megabytes
from selfeval.imports.untrusted import checked_pdf, redrawn

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "csv": "text/csv",
    "txt": "text/plain",
}
"""Ending -> media type, of all that is taken."""
TAKEN = "PDF, Word, Excel, PowerPoint, OpenDocument, CSV or plain text, or a picture as JPEG, PNG or WebP"
PROGRAMS = (b"MZ", b"\x7fELF", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!", b"\x00asm")
ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF", b"\x28\xb5\x2f\xfd")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PHONE_PICTURES = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc", b"ftypavif")
OTHER_PICTURES = (b"GIF8", b"II*\0", b"MM\0*", b"BM")
MARKUP = re.compile(
    r"<\s*(?:!doctype|html|head|body|svg|script|iframe|object|embed|img|style|\?xml)\b|<\?xml", re.IGNORECASE
)
"""What a browser could take for a page."""
FIRST = 1_024
"""Bytes in which a PDF reader still looks for the start of a PDF."""


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept. A picture is drawn anew: no place, camera or hidden text is in it any more."""

    content: bytes
    ending: str

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.ending]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def checked_file(data: bytes, name: str = "") -> CheckedFile:
    """The file as it may be kept. `name`: what the sender calls it, for CSV or text. Raises FileRefused."""
    if not data:
        raise FileRefused("The file is empty. Choose another one.")
    if len(data) > LARGEST_FILE:
        raise FileRefused(
            f"The file is larger than {megabytes(LARGEST_FILE)}. Make it smaller, for instance with fewer "
            "pictures, or put it where your school keeps its files and add a link."
        )
    if picture := _picture_type(data):
        return CheckedFile(redrawn(data, picture), picture)
    if data.startswith(b"%PDF-"):
        _check_end_of_pdf(data)
        checked_pdf(data)
        return CheckedFile(data, "pdf")
    if data.startswith(b"PK\x03\x04"):
        return CheckedFile(data, office_type(data))
    _check_binary(data)
    _check_text(data)
    return CheckedFile(data, "csv" if name.lower().endswith((".csv", ".tsv")) else "txt")


def _picture_type(data: bytes) -> str:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    return "webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else ""


def _check_end_of_pdf(data: bytes) -> None:
    """Raises FileRefused where something else than a PDF follows, as in a page that is called a PDF."""
    _, marker, rest = data.rpartition(b"%%EOF")
    if not marker or MARKUP.search(rest.decode("latin-1")) or rest.strip(b"\0 \t\r\n"):
        raise FileRefused(
            "This PDF is not whole, or something else comes after its end. Open it, print it to a new PDF "
            "and send that."
        )


def _check_binary(data: bytes) -> None:
    """Raises FileRefused for what is known and not taken."""
    if b"%PDF-" in data[:FIRST]:
        raise FileRefused(
            "Something comes before the start of this PDF, so it may be two files in one. Open it and print "
            "it to a new PDF, then send that."
        )
    if data.startswith(PROGRAMS):
        raise FileRefused(f"This is a program. We cannot take programs. Send {TAKEN}.")
    if data.startswith(ARCHIVES) or data[257:262] == b"ustar":
        raise FileRefused("This is an archive of other files. Send the files in it one by one.")
    if data.startswith(OLD_OFFICE):
        raise FileRefused(
            "This is a file of an old Office program, or a password protects it. Open it, take the password "
            "off if there is one, and save it as .docx, .xlsx, .pptx or PDF."
        )
    if data[4:12] in PHONE_PICTURES:
        raise FileRefused("This picture is in a format of phones (HEIC). Save or send it as JPEG.")
    if data.startswith(OTHER_PICTURES):
        raise FileRefused("Pictures are taken as JPEG, PNG or WebP. Save this one as JPEG.")
    if data.lstrip().startswith(b"{\\rtf"):
        raise FileRefused("RTF is not taken: it can hide other files. Save it as .docx or PDF.")


def _check_text(data: bytes) -> None:
    """Raises FileRefused unless it is plain text in UTF-8 that no browser could take for a page."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileRefused("This text is in UTF-16. Save it as “CSV UTF-8”, or as text in UTF-8.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise FileRefused(
            f"We cannot take this kind of file. Send {TAKEN}. If it is text, save it as UTF-8 first."
        ) from fault
    if any(mark < " " and mark not in "\t\n\r\f" for mark in text):
        raise FileRefused(f"We cannot take this kind of file. Send {TAKEN}.")
    if MARKUP.search(text):
        raise FileRefused(
            "This is a web page or a drawing (HTML, SVG or XML), which could run a script. Whatever it is "
            "called, print it to a PDF and send that, or add a link."
        )
