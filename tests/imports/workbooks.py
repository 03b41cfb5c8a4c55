"""Spreadsheet files for tests, made of their parts: honest ones, and ones that ask for too much."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from html import escape

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

TYPES = f"""<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/></Types>"""
ROOT = f"""<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
WORKBOOK = f"""<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}">
<sheets><sheet name="Notes" sheetId="2" state="hidden" r:id="rId2"/>
<sheet name="Rolls" sheetId="1" r:id="rId1"/></sheets></workbook>"""
PARTS = f"""<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{OFFICE}/worksheet" Target="worksheets/sheet2.xml"/>
<Relationship Id="rId3" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"""


def workbook(rows: Sequence[Sequence[str | float]]) -> bytes:
    """An .xlsx with these rows on its first visible sheet."""
    return packed("".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows))


def _cell(value: str | float) -> str:
    if isinstance(value, str) and value.startswith("="):
        return f"<c><f>{escape(value[1:])}</f></c>"
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f"<c><v>{value}</v></c>"


def packed(rows: str, strings: str = "") -> bytes:
    """An .xlsx with this text as its rows, right or wrong."""
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT,
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": PARTS,
        "xl/worksheets/sheet1.xml": _sheet(rows),
        "xl/worksheets/sheet2.xml": _sheet('<row><c t="inlineStr"><is><t>Year</t></is></c></row>'),
        "xl/sharedStrings.xml": f'<sst xmlns="{SHEET}">{strings}</sst>',
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return made.getvalue()


def _sheet(rows: str) -> str:
    return f'<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData></worksheet>'


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
