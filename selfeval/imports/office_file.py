"""Files of Word, Excel, PowerPoint and LibreOffice: which one it is, and whether anything in it could act.

Each is a zip. Nothing in it is opened as what it is: parts are inflated piece by piece and counted.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from selfeval.english import lowered
from selfeval.imports.refused_file import LARGEST_INFLATED, FileRefused, megabytes
from selfeval.imports.zip_parts import DAMAGED, ENDED

MOST_PARTS = 5_000
A_PIECE = 65_536
TYPES = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
    b"presentationml.presentation.main+xml": "pptx",
}
"""What the list of types of an Office file says -> its ending."""
OPEN_TYPES = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
MACRO_TYPES = (b"macroenabled", b"vbaproject", b"intlmacrosheet", b"ms-excel.macrosheet")
MACRO_PARTS = re.compile(
    r"vbaproject|(^|/)macrosheets/|(^|/)activex/|(^|/)dialogsheets/|^basic/|^scripts/", re.IGNORECASE
)
EMBEDDED = re.compile(r"\.(docx|xlsx|pptx)$", re.IGNORECASE)
"""The tables of charts are whole workbooks within a document."""
OLE = b"\xd0\xcf\x11\xe0"
HIDDEN = (b"MZ", b"\x7fELF", b"Rar!", b"7z\xbc\xaf", OLE)
ACTING_TEXT = re.compile(rb"<(\w+:)?ddeLink\b|\bDDEAUTO\b|vnd\.sun\.star\.script:", re.IGNORECASE)
"""Where a document starts a program, or a macro of the program that opens it."""
WEB_TARGET = re.compile(rb"target\s*=\s*[\"']\s*https?:")
TAG = re.compile(rb"[^<]+")
LISTED_TYPES, OPEN_TYPE, OPEN_LIST = "[Content_Types].xml", "mimetype", "META-INF/manifest.xml"
READ_WHOLE = 2_000_000
"""Bytes of a part whose text is looked at."""
NOT_TAKEN = "Save it as .docx, .xlsx, .pptx or PDF and send that."


def office_type(data: bytes) -> str:
    """Its ending, such as docx. Raises FileRefused."""
    return _Reader().office_type(data, inside=False)


class _Reader:
    """Reads one file, and a document within it, with one count of bytes."""

    def __init__(self) -> None:
        self.left = LARGEST_INFLATED

    def office_type(self, data: bytes, *, inside: bool) -> str:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return self._type(archive, data, inside)
        except DAMAGED as fault:
            raise FileRefused(f"This file is damaged and cannot be read. {NOT_TAKEN}") from fault

    def _type(self, archive: zipfile.ZipFile, data: bytes, inside: bool) -> str:
        parts = archive.infolist()
        _check_names(parts)
        if sum(part.file_size for part in parts) > self.left:
            self._refuse_size()
        texts: dict[str, bytes] = {}
        for part in parts:
            start = self._inflated(data, part)
            if part.filename in (LISTED_TYPES, OPEN_TYPE, OPEN_LIST):
                texts[part.filename] = start
            self._check_part(archive, part, start, inside)
        _check_nothing_follows(archive, data)
        return _kind(texts)

    def _inflated(self, data: bytes, part: zipfile.ZipInfo) -> bytes:
        """Counts what is really in a part, whatever it says of itself; gives its start."""
        start, size = bytearray(), 0
        for piece in _pieces(data, part):
            size += len(piece)
            self.left -= len(piece)
            if self.left < 0:
                self._refuse_size()
            if len(start) < READ_WHOLE:
                start += piece
        if size != part.file_size:
            raise zipfile.BadZipFile
        return bytes(start)

    def _refuse_size(self) -> None:
        raise FileRefused(
            f"This file is small but unpacks to more than {megabytes(LARGEST_INFLATED)}, so it is refused. "
            "Send it as a PDF, or with fewer pictures."
        )

    def _check_part(
        self, archive: zipfile.ZipFile, part: zipfile.ZipInfo, start: bytes, inside: bool
    ) -> None:
        if start.startswith(HIDDEN):
            raise FileRefused(
                f"Another file is in this one: a program, an archive or an old Office file. {NOT_TAKEN}"
            )
        if start.startswith(b"PK\x03\x04"):
            if inside or not EMBEDDED.search(part.filename):
                raise FileRefused(
                    "There is an archive within this file. Send the files in it one by one, each by itself."
                )
            self.office_type(archive.read(part), inside=True)
        if part.filename.endswith(".xml") and ACTING_TEXT.search(start):
            raise FileRefused(
                "This document starts another program, or a macro, when it is opened. Send it as a PDF."
            )
        if part.filename.endswith(".rels") and _fetches_template(start):
            raise FileRefused(
                "This document fetches a template from the web when it is opened. Send it as a PDF."
            )


def _fetches_template(relations: bytes) -> bool:
    """Whether a tag names a template on the web. Each is looked at once, whatever stands in it.

    One expression for all of it would look from each `<` to the end: for 2 MB of them many hours, in which
    Python lets nobody else work.
    """
    plain = relations.lower()
    tags = (tag[0] for tag in TAG.finditer(plain)) if b"attachedtemplate" in plain else ()
    return any(b"attachedtemplate" in tag and WEB_TARGET.search(tag) is not None for tag in tags)


def _check_names(parts: list[zipfile.ZipInfo]) -> None:
    """Raises FileRefused for passwords, macros, and names that lead out of the file."""
    if len(parts) > MOST_PARTS or not parts:
        raise FileRefused(f"This file has more parts than a document has. {NOT_TAKEN}")
    for part in parts:
        if part.flag_bits & 0x1:
            raise FileRefused("A password protects this file. Take the password off and send it again.")
        name = part.orig_filename
        if "\\" in name or "\0" in name or name.startswith("/") or ".." in name.split("/"):
            raise FileRefused(f"A part of this file has a name that leads out of it. {NOT_TAKEN}")
        if MACRO_PARTS.search(name) and not name.endswith("/"):
            _refuse_macros()


def _refuse_macros() -> None:
    raise FileRefused(
        "There are macros in this file, which are small programs. Whatever it is called, save it without "
        "macros (.docx, .xlsx, .pptx) or as a PDF and send that."
    )


def _kind(texts: dict[str, bytes]) -> str:
    types = texts.get(LISTED_TYPES, b"")
    if any(macro in types.lower() for macro in MACRO_TYPES):
        _refuse_macros()
    if b"encryption-data" in texts.get(OPEN_LIST, b""):
        raise FileRefused("A password protects this file. Take the password off and send it again.")
    endings = {ending for name, ending in TYPES.items() if name in types}
    endings |= {ending for name, ending in OPEN_TYPES.items() if texts.get(OPEN_TYPE, b"").strip() == name}
    if len(endings) != 1:
        raise FileRefused(
            "This is an archive (zip) or a kind of document that is not taken. Send the files in it one by "
            f"one. If it is a document: {lowered(NOT_TAKEN)}"
        )
    return endings.pop()


def _check_nothing_follows(archive: zipfile.ZipFile, data: bytes) -> None:
    """After the list of parts: a second file could stand there."""
    if archive.comment or data.rfind(ENDED) + 22 != len(data):
        raise FileRefused(f"Something comes after the end of this file. {NOT_TAKEN}")


def _pieces(data: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a part, inflated some at a time."""
    at = part.header_offset
    if data[at : at + 4] != b"PK\x03\x04" or len(data) < at + 30:
        raise zipfile.BadZipFile
    name, extra = struct.unpack("<HH", data[at + 26 : at + 30])
    begins = at + 30 + name + extra
    packed = memoryview(data)[begins : begins + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield bytes(packed)
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = b""
    while not inflate.eof:
        if not rest:
            rest, packed = packed[:A_PIECE], packed[A_PIECE:]
        piece = inflate.decompress(rest, A_PIECE)
        rest = inflate.unconsumed_tail  # a copy: of a piece, and not of all that is left each time
        if not piece and not rest and not packed:
            raise zipfile.BadZipFile
        yield piece
