"""What can be checked of PDF/UA-1 (ISO 14289-1) by reading a file: frame, tags, faces, links, outline."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping

import pikepdf

from tests.tagged import TaggedElement, elements, painted

ROLES = {
    *("Document", "Div", "H1", "H2", "H3", "P", "Span", "Figure", "Link", "Reference"),
    *("L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "TOC", "TOCI"),
}
"""Standard types that our pages use."""
INSIDE = {
    "LI": {"L"},
    "Lbl": {"LI"},
    "LBody": {"LI"},
    "TR": {"Table"},
    "TH": {"TR"},
    "TD": {"TR"},
    "TOCI": {"TOC"},
    "Reference": {"TOCI"},
    "Link": {"Reference", "P"},
}
SHORTEST_ALTERNATIVE = 30
"""Characters; fewer do not say what a chart shows."""
LONG = 4
"""Pages from which on a document needs bookmarks."""


def pdf_ua_faults(body: bytes) -> list[str]:
    """Everything that a file breaks, in a line each."""
    with pikepdf.open(io.BytesIO(body)) as pdf:
        drawn, parents = painted(pdf), _tree_of_parents(pdf)
        faults = [*_frame(pdf), *_faces(pdf), *_parents(pdf, parents, drawn.marks)]
        faults += [*_links(pdf, parents), *_outline(pdf)]
    if drawn.loose:
        faults.append(f"{drawn.loose} marks stand in no element and in no artifact")
    return [*faults, *_elements(elements(body), "")]


def _frame(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "It is not marked as tagged"
    if str(root.get("/Lang", "")) != "en-GB":
        yield "It has no language"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "Its title is not shown"
    with pdf.open_metadata() as metadata:
        if metadata.get("pdfuaid:part") != "1":
            yield "It does not say that it is PDF/UA-1"
        title = metadata.get("dc:title", "")
        if not title or title != str(pdf.docinfo.get("/Title", "")):
            yield f"Its title is “{title}” in one place and “{pdf.docinfo.get('/Title', '')}” in another"
    for number, page in enumerate(pdf.pages, 1):
        if page.get("/Tabs") != "/S":
            yield f"Page {number}: the tab order is not that of its tags"


def _faces(pdf: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, 1):
        used = {
            str(operands[0])
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) == "Tf"
        }
        for name in used:
            font = page.Resources.Font[name]
            if not (set(font.get("/FontDescriptor", {}).keys()) & {"/FontFile", "/FontFile2", "/FontFile3"}):
                yield f"Page {number}: the face {font.BaseFont} is not embedded"
            if "/ToUnicode" not in font:
                yield f"Page {number}: the letters of {font.BaseFont} have no names"
            elif b"<0000>" in font.ToUnicode.read_bytes().split(b"beginbf", 1)[-1]:
                yield f"Page {number}: a letter of {font.BaseFont} is named as no letter"


def _tree_of_parents(pdf: pikepdf.Pdf) -> dict[int, pikepdf.Object]:
    """Number of a page or link -> what it leads to."""
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    return {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}


def _parents(
    pdf: pikepdf.Pdf, parents: Mapping[int, pikepdf.Object], marks: Collection[tuple[int, int]]
) -> Iterator[str]:
    """The tree of parents leads from every mark of every page to an element that has it."""
    if list(parents) != sorted(parents):
        yield "The tree of parents is out of order"
    if int(pdf.Root.StructTreeRoot.ParentTreeNextKey) <= max(parents):
        yield "The tree of parents gives its next number twice"
    for number, page in enumerate(pdf.pages, 1):
        of_page = parents.get(int(page.StructParents))
        drawn = {mark for at, mark in marks if at == number}
        if of_page is None or drawn != set(range(len(of_page))):
            yield f"Page {number}: the tree of parents does not know all of its marks"
            continue
        for mark, parent in enumerate(of_page):
            own = [
                part
                for part in parent.get("/K", ())
                if "/MCID" in part and int(part.MCID) == mark and part.Pg.objgen == page.obj.objgen
            ]
            if len(own) != 1:
                yield f"Page {number}: mark {mark} is not in the element that it belongs to"


def _links(pdf: pikepdf.Pdf, parents: Mapping[int, pikepdf.Object]) -> Iterator[str]:
    pages = {page.obj.objgen for page in pdf.pages}
    for number, page in enumerate(pdf.pages, 1):
        for link in page.get("/Annots", ()):
            holder = parents.get(int(link.get("/StructParent", -1)))
            if holder is None or str(holder.S) != "/Link":
                yield f"Page {number}: a link stands in no element"
                continue
            if not any("/Obj" in part and part.Obj.objgen == link.objgen for part in holder.K):
                yield f"Page {number}: a link is not in the element that it belongs to"
            if not str(link.get("/Contents", "")).strip():
                yield f"Page {number}: a link does not say where it leads"
            if link.Dest[0].objgen not in pages:
                yield f"Page {number}: a link leads nowhere"


def _outline(pdf: pikepdf.Pdf) -> Iterator[str]:
    if len(pdf.pages) < LONG:
        return
    with pdf.open_outline() as outline:
        if not outline.root:
            yield "It is long and has no bookmarks"


def _elements(root: TaggedElement, above: str) -> Iterator[str]:
    """Roles, what may stand in what, tables, figures and headings."""
    level = 0
    for element, parent in _with_parents(root, above):
        where = f"Page {element.page}, {element.role} “{element.words[:40]}”"
        if element.role not in ROLES:
            yield f"{where}: no standard type"
        if element.role in INSIDE and parent not in INSIDE[element.role]:
            yield f"{where} stands in {parent}"
        if element.role == "Figure" and len(element.alternative) < SHORTEST_ALTERNATIVE:
            yield f"{where} has no words for those who do not see it"
        if element.role not in ("Figure", "TD", "Table", "TR", "Document") and not element.words:
            yield f"{where} is empty"
        if element.role == "TH" and (element.scope not in ("Row", "Column") or not element.words):
            yield f"{where} heads nothing, or with nothing"
        if element.role == "Table":
            rows = [len(row.parts) for row in element.parts]
            if len(set(rows)) != 1:
                yield f"{where}: its rows have {rows} cells"
            heads = [cell.role for cell in element.parts[0].parts] if element.parts else []
            if set(heads) != {"TH"}:
                yield f"{where} has no heading row"
        if element.role in ("H1", "H2", "H3"):
            if int(element.role[1]) > level + 1:
                yield f"{where} skips a level"
            level = int(element.role[1])
    if [one.role for one in root.every()].count("H1") != 1:
        yield "It has not one heading of the first level"


def _with_parents(element: TaggedElement, above: str) -> Iterator[tuple[TaggedElement, str]]:
    yield element, above
    for part in element.parts:
        yield from _with_parents(part, element.role)
