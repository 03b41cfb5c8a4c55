"""A PDF that says what its parts are (PDF/UA-1), its faces, and a surface for figures on it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache

import pikepdf
from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from selfeval.reports.charts.canvas import Anchor, Point, Surface
from selfeval.reports.charts.palette import WHITE
from selfeval.reports.pdf.navigation import Box, HeadingLink, Navigation, add_links, add_outline

SANS, SANS_BOLD = "selfeval-sans", "selfeval-sans-bold"
SERIF, SERIF_BOLD = "selfeval-serif", "selfeval-serif-bold"


@cache
def load_faces() -> None:
    """Makes the faces known to reportlab."""
    import font_source_sans_pro as sans
    import font_source_serif_pro as serif

    rl_config.reserveTTFNotdef = 1  # PDF/UA wants the sign for a missing glyph in each embedded face
    files = {
        SANS: sans.font_files_ttf["SourceSansPro"],
        SANS_BOLD: sans.font_files_ttf["SourceSansProSemibold"],
        SERIF: serif.font_files_ttf["SourceSerifPro"],
        SERIF_BOLD: serif.font_files_ttf["SourceSerifProBold"],
    }
    for name, file in files.items():
        pdfmetrics.registerFont(TTFont(name, file))
    for regular, bold in ((SANS, SANS_BOLD), (SERIF, SERIF_BOLD)):
        pdfmetrics.registerFontFamily(regular, normal=regular, bold=bold, italic=regular, boldItalic=bold)


NO_GLYPH = "?"
"""Stands where a face has no glyph."""
INSTEAD = str.maketrans({"‐": "-", "‑": "-", "\t": " ", "\r": None})
"""Signs that faces lack, by what looks the same."""


def in_glyphs(text: str, face: str) -> str:
    """A text in which every sign has its glyph in a face: readers must find no empty box."""
    glyphs = _glyphs(face)
    return "".join(
        mark if mark == "\n" or ord(mark) in glyphs else NO_GLYPH for mark in text.translate(INSTEAD)
    )


@cache
def _glyphs(face: str) -> frozenset[int]:
    load_faces()
    return frozenset(pdfmetrics.getFont(face).face.charToGlyph)


@cache
def ink(colour: str) -> HexColor:
    """A colour of the palette; three digits, which reportlab reads as a dark blue, as six."""
    return HexColor(f"#{''.join(2 * digit for digit in colour[1:])}" if len(colour) == 4 else colour)


def face_of(weight: int, *, serif: bool = False) -> str:
    """The face for a weight as the pages of the web count it."""
    bold = weight > 500
    if serif:
        return SERIF_BOLD if bold else SERIF
    return SANS_BOLD if bold else SANS


def width_of(text: str, size: float, weight: int = 400) -> float:
    """Width of a text in points."""
    load_faces()
    return float(pdfmetrics.stringWidth(text, face_of(weight), size))


LANGUAGE = "en-GB"
_ZERO = re.compile(rb"(<[0-9A-Fa-f]{2}>) <0000>")


@dataclass
class Element:
    """One part of the document. `parts` are elements, links, or (page, number of a mark) from 0."""

    role: str
    alternative: str = ""
    """What a figure shows, in words."""
    scope: str = ""
    """Of a table's heading: Row or Column."""
    box: Box | None = None
    """Where a figure stands, in points: left, bottom, right, top."""
    parts: list[Element | HeadingLink | tuple[int, int]] = field(default_factory=list)


class TaggedCanvas(Canvas):  # type: ignore[misc]
    """A4 pages whose marks belong to elements. All that is drawn stands in an element or is an artifact."""

    def __init__(self, out: io.BytesIO, title: str, author: str) -> None:
        load_faces()
        super().__init__(
            out, pagesize=A4, invariant=1, lang=LANGUAGE, pageCompression=1, initialFontName=SANS
        )
        self.setTitle(title)
        self.setAuthor(author)
        self.setCreator("selfeval")
        self.title = title
        self.document = Element("Document")
        self.marked_content: list[list[Element]] = [[]]
        """Page -> the element of each of its marked_content."""
        self.navigation = Navigation()
        self._inside = self.document

    @property
    def page(self) -> int:
        """Place of the page that is drawn, from 0."""
        return len(self.marked_content) - 1

    def showPage(self) -> None:  # noqa: N802 (reportlab's own name)
        super().showPage()
        self.marked_content.append([])

    @contextmanager
    def element(
        self,
        role: str,
        *,
        marked: bool = True,
        alternative: str = "",
        scope: str = "",
        box: Box | None = None,
    ) -> Iterator[None]:
        """What is drawn inside belongs to this part. `marked`: drawn here, not in elements inside it."""
        outer, element = self._inside, Element(role, alternative, scope, box)
        outer.parts.append(element)
        self._inside = element
        if marked:
            page = self.marked_content[-1]
            self._code.append(f"/{role} <</MCID {len(page)}>> BDC")
            element.parts.append((self.page, len(page)))
            page.append(element)
        yield
        if marked:
            self._code.append("EMC")
        self._inside = outer

    @contextmanager
    def link(self, target: str, words: str, box: Box) -> Iterator[None]:
        """The elements inside lead to a heading of this document. `words`: where to."""
        with self.element("Link", marked=False):
            link = HeadingLink(self.page, target, words, box)
            self._inside.parts.append(link)
            yield

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """What is drawn inside says nothing: rules, page numbers, shapes beside words."""
        self._code.append("/Artifact BMC")
        yield
        self._code.append("EMC")


def finished(out: io.BytesIO, canvas: TaggedCanvas) -> bytes:
    """The saved pages with their structure. The same drawing gives the same bytes."""
    with pikepdf.open(io.BytesIO(out.getvalue())) as pdf:
        _add_tree(pdf, canvas)
        add_outline(pdf, canvas.navigation)
        _mend_text(pdf)
        root = pdf.Root
        root.MarkInfo = pikepdf.Dictionary(Marked=True)
        root.Lang = pikepdf.String(LANGUAGE)
        root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:title"] = canvas.title
            metadata["dc:language"] = {LANGUAGE}
            metadata["pdfuaid:part"] = "1"
        saved = io.BytesIO()
        pdf.save(saved, min_version="1.7", deterministic_id=True)
        return saved.getvalue()


def _add_tree(pdf: pikepdf.Pdf, canvas: TaggedCanvas) -> None:
    pages = [page.obj for page in pdf.pages]
    links = list(_links(canvas.document))
    add_links(pdf, [link for _, link in links], canvas.navigation)
    made: dict[int, pikepdf.Object] = {}
    root = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
    root.K = pikepdf.Array([_made(pdf, canvas.document, root, pages, made)])
    numbers = pikepdf.Array()
    for number, page in enumerate(pages):
        page.StructParents = number
        page.Tabs = pikepdf.Name.S
        numbers.append(number)
        of_marked_content = pikepdf.Array([made[id(element)] for element in canvas.marked_content[number]])
        numbers.append(pdf.make_indirect(of_marked_content))
    for key, (element, _) in enumerate(links, len(pages)):
        numbers.append(key)
        numbers.append(made[id(element)])
    root.ParentTree = pdf.make_indirect(pikepdf.Dictionary(Nums=numbers))
    root.ParentTreeNextKey = len(numbers) // 2
    pdf.Root.StructTreeRoot = root


def _links(element: Element) -> Iterator[tuple[Element, HeadingLink]]:
    """Every link below an element, with the element that it is in, as they are read."""
    for part in element.parts:
        if isinstance(part, HeadingLink):
            yield element, part
        elif isinstance(part, Element):
            yield from _links(part)


def _made(
    pdf: pikepdf.Pdf,
    element: Element,
    parent: pikepdf.Object,
    pages: Sequence[pikepdf.Object],
    made: dict[int, pikepdf.Object],
) -> pikepdf.Object:
    """An element and all inside it, as the file holds them."""
    structure = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name(f"/{element.role}"), P=parent)
    )
    made[id(element)] = structure
    inside: list[pikepdf.Object] = []
    for part in element.parts:
        if isinstance(part, Element):
            inside.append(_made(pdf, part, structure, pages, made))
        elif isinstance(part, HeadingLink):
            page = pages[part.page]
            inside.append(pikepdf.Dictionary(Type=pikepdf.Name.OBJR, Obj=part.annotation, Pg=page))
        else:
            inside.append(pikepdf.Dictionary(Type=pikepdf.Name.MCR, Pg=pages[part[0]], MCID=part[1]))
    structure.K = pikepdf.Array(inside)
    if element.alternative:
        structure.Alt = pikepdf.String(element.alternative)
    if element.scope:
        structure.A = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name(f"/{element.scope}"))
    if element.box:
        structure.A = pikepdf.Dictionary(O=pikepdf.Name.Layout, BBox=pikepdf.Array(list(element.box)))
    return structure


def _mend_text(pdf: pikepdf.Pdf) -> None:
    """reportlab says that unused codes mean the character 0, which PDF/UA forbids."""
    for part in pdf.objects:
        if isinstance(part, pikepdf.Dictionary) and "/ToUnicode" in part:
            part.ToUnicode.write(_ZERO.sub(rb"\1 <FFFD>", part.ToUnicode.read_bytes()))


class PaperSurface(Surface):
    """A part of a printed page, in points from its upper left corner, y downwards."""

    ground = WHITE

    def __init__(self, canvas: TaggedCanvas, left: float, top: float) -> None:
        self._canvas, self._left, self._top = canvas, left, top

    def line(
        self, start: Point, end: Point, colour: str, width: float = 1.0, *, dashed: bool = False
    ) -> None:
        canvas = self._canvas
        canvas.setStrokeColor(ink(colour))
        canvas.setLineWidth(width * 0.75)
        canvas.setDash(*((3, 2) if dashed else ()))
        (x1, y1), (x2, y2) = start, end
        canvas.line(self._left + x1, self._top - y1, self._left + x2, self._top - y2)
        canvas.setDash()

    def circle(self, x: float, y: float, radius: float, fill: str, edge: str) -> None:
        self._inks(fill, edge)
        self._canvas.circle(self._left + x, self._top - y, radius, stroke=1, fill=1)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: str,
        *,
        weight: int = 400,
        anchor: Anchor = "start",
        serif: bool = False,
    ) -> None:
        face = face_of(weight, serif=serif)
        text = in_glyphs(text, face)
        back = {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
        begin = x - back * pdfmetrics.stringWidth(text, face, size)
        self._canvas.setFillColor(ink(colour))
        self._canvas.setFont(face, size)
        # With a space at its end: where one text stops and the next begins, words must not run together.
        self._canvas.drawString(self._left + begin, self._top - y, f"{text} ")

    def width_of(self, text: str, size: float, weight: int = 400) -> float:
        return width_of(text, size, weight)

    def polygon(self, corners: Sequence[Point], fill: str, edge: str) -> None:
        self._inks(fill, edge)
        path = self._canvas.beginPath()
        for place, (x, y) in enumerate(corners):
            (path.lineTo if place else path.moveTo)(self._left + x, self._top - y)
        path.close()
        self._canvas.drawPath(path, stroke=1, fill=1)

    def _inks(self, fill: str, edge: str) -> None:
        self._canvas.setFillColor(ink(fill))
        self._canvas.setStrokeColor(ink(edge))
        self._canvas.setLineWidth(0.9)
