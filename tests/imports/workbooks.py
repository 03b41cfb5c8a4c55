"""Spreadsheet files for tests, made of their parts: honest ones, and ones that ask for too much."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

TYPES = f"""<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/></Types>"""
ROOT = f"""<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
STYLES = f"""<styleSheet xmlns="{SHEET}"><fonts><font/><font><b/><strike/></font></fonts>
<cellXfs><xf numFmtId="0" fontId="0"/><xf numFmtId="0" fontId="1"/></cellXfs></styleSheet>"""
Cells = Sequence[Sequence[str | float]]


@dataclass(frozen=True)
class MadeSheet:
    """A sheet to be made. `hidden`, `struck`: numbers of its rows; `merged`: ranges such as A2:A4."""

    name: str
    rows: Cells
    hidden: Collection[int] = ()
    merged: Sequence[str] = ()
    visible: bool = True
    struck: Collection[int] = ()

    def xml(self) -> str:
        rows = "".join(
            f'<row r="{number}"{" hidden=" + chr(34) + "1" + chr(34) if number in self.hidden else ""}>'
            f"{''.join(_cell(cell, struck=number in self.struck) for cell in row)}</row>"
            for number, row in enumerate(self.rows, 1)
        )
        return _sheet(rows, "".join(f'<mergeCell ref="{cells}"/>' for cells in self.merged))


def book(*sheets: MadeSheet) -> bytes:
    """An .xlsx with these sheets."""
    return _packed([(sheet.name, sheet.visible, sheet.xml()) for sheet in sheets])


def workbook(rows: Cells) -> bytes:
    """An .xlsx with these rows on its first visible sheet."""
    return packed("".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows))


def _cell(value: str | float, *, struck: bool = False) -> str:
    if struck:
        return _cell(value).replace("<c", '<c s="1"', 1)
    if isinstance(value, str) and value.startswith("="):
        return f"<c><f>{escape(value[1:])}</f></c>"
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f"<c><v>{value}</v></c>"


def packed(rows: str, strings: str = "") -> bytes:
    """An .xlsx with this text as its rows, right or wrong; before it a hidden sheet."""
    notes = _sheet('<row><c t="inlineStr"><is><t>Notes</t></is></c></row>')
    return _packed([("Notes", False, notes), ("Rolls", True, _sheet(rows))], strings)


def _packed(sheets: Sequence[tuple[str, bool, str]], strings: str = "") -> bytes:
    last = len(sheets) + 1
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}"{"" if seen else HIDDEN} r:id="rId{number}"/>'
        for number, (name, seen, _) in enumerate(sheets, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, last)
    )
    shared = f'<Relationship Id="rId{last}" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT,
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{related}{shared}'
        "</Relationships>",
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f'<sst xmlns="{SHEET}">{strings}</sst>',
        **{f"xl/worksheets/sheet{number}.xml": xml for number, (_, _, xml) in enumerate(sheets, 1)},
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return made.getvalue()


HIDDEN = ' state="hidden"'


def _sheet(rows: str, merged: str = "") -> str:
    cells = f"<mergeCells>{merged}</mergeCells>" if merged else ""
    return f'<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData>{cells}</worksheet>'


def open_document(rows: Cells, hidden: Collection[int] = (), struck: Collection[int] = ()) -> bytes:
    """An .ods with one sheet."""
    filtered, lined = ' table:visibility="filter"', ' table:style-name="ce1"'
    made = "".join(
        f"<table:table-row{filtered if number in hidden else ''}>"
        + "".join(
            f'<table:table-cell{lined if number in struck else ""} office:value-type="string">'
            f"<text:p>{escape(str(value))}</text:p></table:table-cell>"
            for value in row
        )
        + "</table:table-row>"
        for number, row in enumerate(rows, 1)
    )
    names = " ".join(f'xmlns:{name}="{OASIS}:{name}:1.0"' for name in ("office", "style", "table", "text"))
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    parts = {
        "mimetype": kind,
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        "content.xml": f"<office:document-content {names}>{LINED}<office:body><office:spreadsheet>"
        f'<table:table table:name="Rolls">{made}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>",
    }
    packed_up = io.BytesIO()
    with zipfile.ZipFile(packed_up, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return packed_up.getvalue()


LINED = (
    '<office:automatic-styles><style:style style:name="ce1" style:family="table-cell">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style></office:automatic-styles>'
)
OASIS = "urn:oasis:names:tc:opendocument:xmlns"


def far_cell() -> bytes:
    """Two cells, as far apart as a sheet goes: 1,500 bytes that ask for half a terabyte."""
    return packed(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    )


def bomb() -> bytes:
    """200 MB of nothing in 200 kB."""
    return packed('<row><c t="inlineStr"><is><t>Year' + " " * 200_000_000 + "</t></is></c></row>")


def echo() -> bytes:
    """One long text, shown in sixteen thousand cells."""
    return packed("<row>" + '<c t="s"><v>0</v></c>' * 16_000 + "</row>", f"<si><t>{'x' * 5_000_000}</t></si>")


def protected() -> bytes:
    """The beginning of an .xlsx behind a password, by what [MS-OFFCRYPTO] packs it into."""
    return compound({"EncryptionInfo": b"\4\0\4\0" + b"\0" * 60, "EncryptedPackage": b"\0" * 64})


def protected_xls() -> bytes:
    """The beginning of an .xls behind a password: BOF and FilePass, [MS-XLS]."""
    bof = struct.pack("<HHHH12x", 0x809, 16, 0x600, 5)
    return compound({"Workbook": bof + struct.pack("<HHH52x", 0x2F, 54, 1)})


def protected_ods() -> bytes:
    """An .ods of which everything but the manifest is unreadable."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
        archive.writestr("content.xml", b"\x93" * 100)
    return made.getvalue()


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file, [MS-CFB], with these streams: what .xls and protected workbooks are packed into."""
    sector, free, end, table = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    entries, body, chain = [], b"", [table, end]  # the table of sectors first, then the directory
    for name, data in streams.items():
        padded = data.ljust(max(4096, -(-len(data) // sector) * sector), b"\0")
        first, count = len(chain), len(padded) // sector
        chain += [*range(first + 1, first + count), end]
        body += padded
        entries.append((name, 2, first, len(padded)))
    directory = b""
    for place, (name, kind, first, size) in enumerate([("Root Entry", 5, end, 0), *entries]):
        wide = name.encode("utf-16-le") + b"\0\0"
        right = place + 1 if 0 < place < len(entries) else free
        directory += struct.pack(
            "<64sHBBIII36xIQ", wide, len(wide), kind, 1, free, right, 1 if kind == 5 else free, first, size
        )
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6),
        *(0, 1, 1, 0, 4096, end, 0, end, 0),
    )
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(sector, b"\xff")
    return head + struct.pack("<I", 0).ljust(436, b"\xff") + fat + directory.ljust(sector, b"\0") + body


def old_workbook(
    name: str, rows: Sequence[Sequence[str]], hidden: Collection[int], struck: Collection[int] = ()
) -> bytes:
    """An .xls, of the records that [MS-XLS] needs in a compound file ([MS-CFB]) with one stream."""

    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    def begins(kind: int) -> bytes:
        return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 1996, 0, 6))

    end = record(0x0A, b"")
    place = len(begins(5)) + 4 + 8 + len(name) + len(end)
    fonts = b"".join(
        record(0x31, struct.pack("<HH", 200, 8 * (font == 5)) + bytes(12)) for font in (0, 1, 2, 3, 5)
    )
    styles = b"".join(record(0xE0, struct.pack("<H", font) + bytes(18)) for font in [0] * 16 + [5])
    place += len(fonts + styles)
    book = (
        begins(5)
        + fonts
        + styles
        + record(0x85, struct.pack("<IHBB", place, 0, len(name), 0) + name.encode("latin-1"))
    )
    book += end + begins(16)
    for row, cells in enumerate(rows):
        flags = 0x120 if row + 1 in hidden else 0x100
        book += record(0x208, struct.pack("<HHHHHHI", row, 0, len(cells), 255, 0, 0, flags | 15 << 16))
        for column, text in enumerate(cells):
            head = struct.pack("<HHHHB", row, column, 15 + (row + 1 in struck), len(text), 0)
            book += record(0x204, head + text.encode("latin-1"))
    book = (book + end).ljust(8 * 512, b"\0")
    book = book.ljust(-(-len(book) // 512) * 512, b"\0")
    sectors = len(book) // 512
    following = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    fat = struct.pack(f"<{len(following)}I", *following).ljust(512, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0).ljust(
        512, b"\xff"
    )
    return (
        header[:512]
        + fat
        + _entry("Root Entry", 5, 0xFFFFFFFE, 0, 1)
        + _entry("Workbook", 2, 2, len(book), 0xFFFFFFFF)
        + bytes(256)
        + book
    )


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    """An entry of the directory of a compound file."""
    letters = (name + "\0").encode("utf-16-le")
    none = 0xFFFFFFFF
    beside = struct.pack("<HBBIII", len(letters), kind, 1, none, none, child)
    return letters.ljust(64, b"\0") + beside + bytes(36) + struct.pack("<IQ", start, size)
