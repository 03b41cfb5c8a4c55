"""A sheet as a file for Word, so that a school can change it, translate it and put it on its own paper.

The least that Word, LibreOffice and Google Docs open: real headings, lists and tables with a row of headings,
so that a screen reader finds its way, too. Nothing in it says when or by whom it was made. In a language that
is read from the right every paragraph, run and table is.
"""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

from selfeval.notices.sheet import (
    PrintedSheet,
    SheetBlock,
    SheetBreak,
    SheetHeading,
    SheetList,
    SheetParagraph,
    SheetTable,
)
from selfeval.notices.word_runs import WordScript

MIMETYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WORDS = MIMETYPE.removesuffix(".document")
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EPOCH = (2026, 1, 1, 0, 0, 0)
_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MIMETYPE}.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORDS}.styles+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_WORDS}.numbering+xml"/>'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    "</Types>"
)
_PACKAGE_PARTS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="r2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
    'Target="docProps/core.xml"/></Relationships>'
)
_PARTS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="r2" Type="{_OFFICE}/numbering" Target="numbering.xml"/></Relationships>'
)
_BULLETS, _FIRST_NUMBERS = 1, 2
IN_ENGLISH = WordScript()
"""For what staff read on any sheet."""


def word_file(sheet: PrintedSheet, warning: str = "") -> bytes:
    """The file. The same sheet gives the same bytes. `warning`: stands above everything."""
    numbered = [block.first for block in sheet.blocks if isinstance(block, SheetList) and block.first]
    script = WordScript(sheet.language)
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _PACKAGE_PARTS,
        "docProps/core.xml": _core(sheet, script),
        "word/_rels/document.xml.rels": _PARTS,
        "word/document.xml": _document(sheet, warning, script),
        "word/styles.xml": _styles(script),
        "word/numbering.xml": _numbering(numbered),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _core(sheet: PrintedSheet, script: WordScript) -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(sheet.title)}</dc:title><dc:language>{script.tag}</dc:language></cp:coreProperties>"
    )


def _document(sheet: PrintedSheet, warning: str, script: WordScript) -> str:
    body = [_paragraph(warning, IN_ENGLISH, bold=True)] if warning else []
    body += [
        _paragraph(sheet.above, script, style="Above"),
        _paragraph(sheet.title, script, style="Title"),
        _paragraph(sheet.lead, script, style="Lead"),
    ]
    lists = _FIRST_NUMBERS
    for block in sheet.blocks:
        body.append(_block(block, lists, script))
        lists += isinstance(block, SheetList) and bool(block.first)
    page = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" '
        f'w:gutter="0"/>{script.way}</w:sectPr>'
    )
    return f'{_HEAD}<w:document xmlns:w="{_W}"><w:body>{"".join(body)}{page}</w:body></w:document>'


def _block(block: SheetBlock, number: int, script: WordScript) -> str:
    """`number`: of the next list with numbers."""
    match block:
        case SheetHeading():
            return _paragraph(block.text, script, style=f"Heading{block.level}")
        case SheetParagraph():
            return _paragraph(block.text, script, lead=block.lead, style="Small" if block.small else "")
        case SheetList():
            return "".join(_line(text, number if block.first else _BULLETS, script) for text in block.lines)
        case SheetTable():
            return _table(block, script)
        case SheetBreak():
            return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def _paragraph(text: str, script: WordScript, *, lead: str = "", style: str = "", bold: bool = False) -> str:
    looks = (f'<w:pStyle w:val="{style}"/>' if style else "") + script.way
    before = script.runs(f"{lead} ", bold=True) if lead else ""
    properties = f"<w:pPr>{looks}</w:pPr>" if looks else ""
    return f"<w:p>{properties}{before}{script.runs(text, bold=bold)}</w:p>"


def _line(text: str, number: int, script: WordScript) -> str:
    return (
        '<w:p><w:pPr><w:pStyle w:val="List"/><w:numPr><w:ilvl w:val="0"/>'
        f'<w:numId w:val="{number}"/></w:numPr>{script.way}</w:pPr>{script.runs(text)}</w:p>'
    )


def _table(table: SheetTable, script: WordScript) -> str:
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="7C7767"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    width = 9638 // len(table.columns)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for _ in table.columns)
    head = "".join(_cell(text, width, script, bold=True) for text in table.columns)
    rows = "".join(
        "<w:tr>"
        + "".join(_cell(text, width, script, bold=not place) for place, text in enumerate(row))
        + "</w:tr>"
        for row in table.rows
    )
    return (
        f'<w:tbl><w:tblPr>{script.of_table}<w:tblW w:w="5000" w:type="pct"/>'
        f"<w:tblBorders>{edges}</w:tblBorders>"
        f'<w:tblLook w:firstRow="1" w:firstColumn="1"/><w:tblCaption w:val="{_attribute(table.caption)}"/>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{head}</w:tr>{rows}</w:tbl>{_paragraph('', script)}"
    )


def _attribute(text: str) -> str:
    return escape(text, {'"': "&quot;"})


def _cell(text: str, width: int, script: WordScript, *, bold: bool) -> str:
    inside = _paragraph(text, script, bold=bold)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inside}</w:tc>'


def _styles(script: WordScript) -> str:
    """Half points, twentieths of a point."""
    rows = (
        ("Title", "Title", 36, True, 0, 120, 0),
        ("Above", "Above", 18, False, 0, 60, None),
        ("Lead", "Lead", 24, False, 0, 200, None),
        ("Heading2", "heading 2", 28, True, 280, 80, 1),
        ("Heading3", "heading 3", 24, True, 200, 60, 2),
        ("Small", "Small", 18, False, 0, 100, None),
        ("List", "List", 22, False, 0, 60, None),
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{style}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        f"<w:qFormat/><w:pPr>{'<w:keepNext/>' if level is not None else ''}"
        f'<w:spacing w:before="{before}" w:after="{after}"/>'
        f"{'' if level is None else f'<w:outlineLvl w:val={chr(34)}{level}{chr(34)}/>'}</w:pPr>"
        f'<w:rPr>{"<w:b/><w:bCs/>" if bold else ""}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        "</w:rPr></w:style>"
        for style, name, size, bold, before, after, level in rows
    )
    return (
        f'{_HEAD}<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>'
        f"{script.defaults}</w:rPr></w:rPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        '<w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:style>'
        f"{styles}</w:styles>"
    )


def _numbering(firsts: list[int]) -> str:
    """Bullets, and one list for each that has numbers, which begins where it says."""
    kinds = [(_BULLETS, "bullet", "•", 1)]
    kinds += [(number, "decimal", "%1.", first) for number, first in enumerate(firsts, _FIRST_NUMBERS)]
    forms = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:lvl w:ilvl="0"><w:start w:val="{first}"/>'
        f'<w:numFmt w:val="{kind}"/><w:lvlText w:val="{mark}"/>'
        '<w:pPr><w:ind w:left="454" w:hanging="454"/></w:pPr></w:lvl></w:abstractNum>'
        for number, kind, mark, first in kinds
    )
    uses = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>' for number, *_ in kinds
    )
    return f'{_HEAD}<w:numbering xmlns:w="{_W}">{forms}{uses}</w:numbering>'
