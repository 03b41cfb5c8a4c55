"""A workbook's sheets, read by this file as a process of its own: one file can ask for any amount of memory.

It knows nothing of the rest of the package: a workbook comes in, and sheets go out as JSON.
"""

from __future__ import annotations

import io
import json
import posixpath
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from typing import Any

MEMORY = 192 * 2**20
"""Bytes of address space; 3,000 rows of 40 columns take less than a third of it."""
SECONDS = 10
"""Of the processor, and a little more by the clock."""
MOST_ROWS, MOST_COLUMNS, LONGEST = 20_000, 200, 300
MOST_SHEETS = 60
PASSWORD = 3
"""What this process ends with when a password protects the workbook."""
CANNOT_BE_READ = 1
TRUE = ("1", "true")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def _sheets(data: bytes, longest: int) -> Iterator[dict[str, Any]]:
    """Every sheet that has rows: its name, its rows, whether it can be seen, and which rows cannot."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    room = MOST_ROWS
    for place, about in enumerate(workbook.sheets_metadata[:MOST_SHEETS]):
        if about.typ != SheetTypeEnum.WorkSheet or room <= 0:
            continue
        sheet = workbook.get_sheet_by_index(place)
        rows = sheet.to_python(skip_empty_area=False, nrows=room)
        if not rows:
            continue
        room -= len(rows)
        texts = [[_text(cell)[:longest] for cell in row[:MOST_COLUMNS]] for row in rows]
        hidden, struck, formulas = _markings(data, about.name, len(rows))
        for row, column, formula in formulas:
            if row <= len(texts) and column < len(texts[row - 1]) and not texts[row - 1][column]:
                texts[row - 1][column] = formula
        yield {
            "name": about.name,
            "rows": texts,
            "visible": about.visible == SheetVisibleEnum.Visible,
            "hidden": hidden,
            "struck": struck,
            "merged": [
                [row + 1, column]
                for (top, column), (bottom, _) in sheet.merged_cell_ranges or ()
                for row in range(top + 1, min(bottom + 1, len(rows)))
            ],
        }


def _text(cell: object) -> str:
    """7.0 -> 7; a date -> 2026-04-03; True -> TRUE, as the spreadsheet shows it."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


Markings = tuple[list[int] | None, list[int], list[tuple[int, int, str]]]
"""Rows that are hidden, None where nobody knows; rows in which something is struck through; formulas that
nobody has worked out: row, place, text."""


def _markings(data: bytes, name: str, rows: int) -> Markings:
    """What the reading library does not tell, of .xlsx, .ods and .xls."""
    if not data.startswith(b"PK"):
        return *_markings_in_xls(data, name), []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "content.xml" in archive.namelist():
            with archive.open("content.xml") as content:
                return *_markings_in_ods(content, name, rows), []
        part = _part_of(archive, name)
        if part is None:
            return None, [], []
        styles, strings = _struck_styles(archive), _struck_strings(archive)
        with archive.open(part) as content:
            return _markings_in_xlsx(content, rows, styles, strings)


def _whole(archive: zipfile.ZipFile, part: str) -> ET.Element:
    return ET.fromstring(archive.read(part))  # noqa: S314 (in a process of its own, which `limited` has limited)


def _piece_by_piece(content: Any) -> Iterator[tuple[str, ET.Element]]:
    """What begins and what ends in a part, in its order."""
    return ET.iterparse(content, ("start", "end"))  # noqa: S314 (as above)


def _strikes(font: ET.Element | None) -> bool:
    mark = font.find(f"{SHEET}strike") if font is not None else None
    return mark is not None and mark.get("val", "1") in TRUE


def _struck_styles(archive: zipfile.ZipFile) -> set[str]:
    """The styles of cells of an .xlsx that strike through what is in them."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    styles = _whole(archive, "xl/styles.xml")
    fonts = styles.find(f"{SHEET}fonts")
    struck = {str(place) for place, font in enumerate(fonts if fonts is not None else ()) if _strikes(font)}
    cells = styles.find(f"{SHEET}cellXfs")
    return {
        str(place)
        for place, style in enumerate(cells if cells is not None else ())
        if style.get("fontId") in struck
    }


def _struck_strings(archive: zipfile.ZipFile) -> set[str]:
    """The shared texts of an .xlsx of which every letter is struck through."""
    part = "xl/sharedStrings.xml"
    if part not in archive.namelist() or b"strike" not in archive.read(part):
        return set()
    struck = set()
    for place, text in enumerate(_whole(archive, part)):
        pieces = text.findall(f"{SHEET}r")
        if pieces and all(_strikes(piece.find(f"{SHEET}rPr")) for piece in pieces):
            struck.add(str(place))
    return struck


def _part_of(archive: zipfile.ZipFile, name: str) -> str | None:
    """Where in the archive a sheet of an .xlsx is."""
    if "xl/workbook.xml" not in archive.namelist():
        return None
    targets = {
        part.get("Id"): part.get("Target", "") for part in _whole(archive, "xl/_rels/workbook.xml.rels")
    }
    for sheet in _whole(archive, "xl/workbook.xml").iter(f"{SHEET}sheet"):
        if sheet.get("name") == name:
            part = posixpath.normpath(posixpath.join("/xl", targets.get(sheet.get(f"{OFFICE}id"), "")))[1:]
            return part if part in archive.namelist() else None
    return None


def _markings_in_xlsx(content: Any, rows: int, styles: set[str], strings: set[str]) -> Markings:
    hidden: list[int] = []
    struck: list[int] = []
    formulas: list[tuple[int, int, str]] = []
    number = 0
    for event, element in _piece_by_piece(content):
        if element.tag != f"{SHEET}row":
            continue
        if event == "start":
            number = int(element.get("r", number + 1))
            if number > rows:
                break
            if element.get("hidden") in TRUE:
                hidden.append(number)
            continue
        place = -1
        for cell in element:
            place = _place(cell.get("r"), place + 1)
            formula, value = cell.find(f"{SHEET}f"), cell.find(f"{SHEET}v")
            text = value.text if value is not None else None
            is_struck = cell.get("s") in styles and (text or cell.find(f"{SHEET}is") is not None)
            if (is_struck or (cell.get("t") == "s" and text in strings)) and number not in struck[-1:]:
                struck.append(number)
            if formula is not None and cell.get("t") != "str" and (value is None or not value.text):
                formulas.append((number, place, f"={formula.text or ''}"[:LONGEST]))
        element.clear()
    return hidden, struck, formulas


def _place(address: str | None, otherwise: int) -> int:
    """'B7' -> 1"""
    if not address:
        return otherwise
    place = 0
    for letter in address.rstrip("0123456789"):
        place = place * 26 + ord(letter) - 64
    return place - 1


def _markings_in_ods(content: Any, name: str, rows: int) -> tuple[list[int], list[int]]:
    """Hidden rows, and rows in which something is struck through."""
    hidden: list[int] = []
    struck: list[int] = []
    styles: set[str | None] = set()
    number, here = 0, False
    for event, element in _piece_by_piece(content):
        if element.tag == f"{STYLE}style" and event == "end":
            letters = element.find(f"{STYLE}text-properties")
            line = letters.get(f"{STYLE}text-line-through-style", "none") if letters is not None else "none"
            if line != "none":
                styles.add(element.get(f"{STYLE}name"))
        elif element.tag == f"{TABLE}table":
            here, number = event == "start" and element.get(f"{TABLE}name") == name, 0
        elif element.tag == f"{TABLE}table-row" and event == "end":
            if here and number < rows:
                repeated = min(int(element.get(f"{TABLE}number-rows-repeated", 1)), rows - number)
                if element.get(f"{TABLE}visibility", "visible") != "visible":
                    hidden += range(number + 1, number + repeated + 1)
                if any(len(cell) and cell.get(f"{TABLE}style-name") in styles for cell in element):
                    struck += range(number + 1, number + repeated + 1)
                number += repeated
            element.clear()
    return hidden, struck


CELLS_OF_XLS = (0x204, 0x203, 0x27E, 0xFD, 0x06)
"""Records of a cell with something in it: Label, Number, RK, LabelSst, Formula; MulRk is read by itself."""


def _markings_in_xls(data: bytes, name: str) -> tuple[list[int] | None, list[int]]:
    """By [MS-XLS]: the records Row (fDyZero) of a sheet, which BoundSheet8 names; None where it is not there.

    Cells are struck through by the record Font (fStrikeOut) of their XF; there is no Font 4.
    """
    book = _stream_of_xls(data)
    hidden: list[int] = []
    struck: set[int] = set()
    fonts: list[bool] = []
    styles: list[bool] = []
    place = None
    for kind, record in _records(book, 0):
        if kind == 0x31:
            fonts.append(bool(record[2] & 8))
        elif kind == 0xE0:
            font = _number(record, 0)
            font -= font > 4
            styles.append(font < len(fonts) and fonts[font])
        elif kind == 0x85 and len(record) > 8:
            letters, encoding = record[8:], "utf-16-le" if record[7] & 1 else "latin-1"
            if letters.decode(encoding) == name:
                place = int.from_bytes(record[:4], "little")
    if place is None:
        return None, []
    for kind, record in _records(book, place):
        if kind == 0x208 and len(record) > 12 and record[12] & 0x20:
            hidden.append(_number(record, 0) + 1)
        elif kind in CELLS_OF_XLS or kind == 0xBD:
            ends = range(4, len(record) - 2, 6) if kind == 0xBD else (4,)
            if any((style := _number(record, end)) < len(styles) and styles[style] for end in ends):
                struck.add(_number(record, 0) + 1)
    return hidden, sorted(struck)


def _number(record: bytes, place: int) -> int:
    return int.from_bytes(record[place : place + 2], "little")


def _records(book: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of a book: their kind and what is in them; charts within it are passed over."""
    depth = 0
    while place + 4 <= len(book):
        kind, size = (int.from_bytes(book[at : at + 2], "little") for at in (place, place + 2))
        depth += (kind == 0x809) - (kind == 0x0A)
        if depth == 1:
            yield kind, book[place + 4 : place + 4 + size]
        if depth <= 0:
            return
        place += 4 + size


def _stream_of_xls(data: bytes) -> bytes:
    """The stream Workbook of a compound file ([MS-CFB]); empty where it is not there or is too small."""
    size = 1 << int.from_bytes(data[30:32], "little")
    if not data.startswith(b"\xd0\xcf\x11\xe0") or size not in (512, 4096):
        return b""

    def numbers(part: bytes) -> list[int]:
        return [int.from_bytes(part[at : at + 4], "little") for at in range(0, len(part), 4)]

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    where = [number for number in numbers(data[76:512]) if number < 0xFFFFFFFA]
    next_sector = [number for part in where for number in numbers(sector(part))]

    def chain(number: int) -> bytes:
        parts, left = [], len(data) // size + 1
        while number < len(next_sector) and left:
            parts.append(sector(number))
            number, left = next_sector[number], left - 1
        return b"".join(parts)

    directory = chain(int.from_bytes(data[48:52], "little"))
    for at in range(0, len(directory), 128):
        entry = directory[at : at + 128]
        length = int.from_bytes(entry[120:124], "little")
        is_book = entry[:64].startswith("Workbook\0".encode("utf-16-le"))
        if is_book and length >= int.from_bytes(data[56:60], "little"):
            return chain(int.from_bytes(entry[116:120], "little"))[:length]
    return b""


def _is_protected(data: bytes) -> bool:
    """Whether a password stands before what is in it: of .xlsx, .xls ([MS-XLS] FilePass) and .ods."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            manifest = "META-INF/manifest.xml"
            return manifest in archive.namelist() and b"encryption-data" in archive.read(manifest)
    if "EncryptedPackage".encode("utf-16-le") in data:
        return True
    place = data.find(b"\x09\x08\x10\x00\x00\x06\x05\x00")  # the records of the book begin
    for _ in range(20):
        if place < 0 or len(data) < place + 4:
            return False
        if data[place : place + 2] == b"\x2f\x00":
            return True
        place += 4 + int.from_bytes(data[place + 2 : place + 4], "little")
    return False


def _print_sheets(data: bytes, longest: int = LONGEST) -> int:
    try:
        if _is_protected(data):
            return PASSWORD
        print(json.dumps(list(_sheets(data, longest))))
    except Exception:  # whatever is wrong with it, a file that somebody sent cannot be read
        return CANNOT_BE_READ
    return 0


if __name__ == "__main__":
    sys.exit(_print_sheets(sys.stdin.buffer.read(), *map(int, sys.argv[1:])))
