"""A tagged PDF as a screen reader has it: its elements in order, each with its words, from its tags alone."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pikepdf

CHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
SHOWS = ("Tj", "TJ", "'", '"')
PAINTS = (*SHOWS, "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "Do", "sh")
Glyphs = Mapping[bytes, str]


@dataclass(frozen=True)
class TaggedElement:
    """One element with all that is inside it."""

    role: str
    page: int
    words: str
    """Its own and those of what is inside it."""
    alternative: str
    scope: str
    parts: tuple[TaggedElement, ...]

    def every(self) -> Iterator[TaggedElement]:
        """Itself and all inside it, as they are read."""
        yield self
        for part in self.parts:
            yield from part.every()


@dataclass(frozen=True)
class PlacedText:
    """Text as it is drawn: page from 1, its mark (None for an artifact), size in points."""

    page: int
    mark: int | None
    words: str
    size: float


@dataclass(frozen=True)
class Painted:
    """All that pages draw: text, and how many marks stand in no element and in no artifact."""

    texts: tuple[PlacedText, ...]
    loose: int
    marks: frozenset[tuple[int, int]]
    """Page and number of every marked content that is no artifact."""


def painted(pdf: pikepdf.Pdf) -> Painted:
    """What each page draws, in which marks."""
    texts: list[PlacedText] = []
    marks: set[tuple[int, int]] = set()
    loose = 0
    for number, page in enumerate(pdf.pages, 1):
        fonts = {name: _glyphs(font) for name, font in page.Resources.Font.items()}
        inside: list[int | None] = []
        glyphs: Glyphs = {}
        size, scale = 0.0, 1.0
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name == "BDC":
                inside.append(int(operands[1].MCID))
                marks.add((number, int(operands[1].MCID)))
            elif name == "BMC":
                inside.append(None)
            elif name == "EMC":
                inside.pop()
            elif name == "Tf":
                glyphs, size = fonts[str(operands[0])], float(operands[1])
            elif name == "Tm":
                scale = abs(float(operands[3]))
            elif name in PAINTS and not inside:
                loose += 1
            if name in SHOWS and inside:
                words = "".join(_words(operand, glyphs) for operand in operands)
                texts.append(PlacedText(number, inside[-1], words, size * scale))
    return Painted(tuple(texts), loose, frozenset(marks))


def _words(operand: object, glyphs: Glyphs) -> str:
    if isinstance(operand, pikepdf.Array):
        return "".join(_words(part, glyphs) for part in operand)
    if not isinstance(operand, pikepdf.String):
        return ""
    return "".join(glyphs[bytes([code])] for code in bytes(operand))


def _glyphs(font: pikepdf.Object) -> Glyphs:
    """Code -> sign, as the face's own table says."""
    if "/ToUnicode" not in font:
        return {}
    table = font.ToUnicode.read_bytes()
    found: dict[bytes, str] = {}
    for kind, body in re.findall(rb"beginbf(char|range)(.*?)endbf", table, re.DOTALL):
        if kind == b"char":
            pairs = CHAR.findall(body)
            found |= {bytes.fromhex(code.decode()): _sign(sign) for code, sign in pairs}
            continue
        for first, last, sign in RANGE.findall(body):
            for place, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[bytes([code])] = chr(int(sign, 16) + place)
    return found


def _sign(code: bytes) -> str:
    return bytes.fromhex(code.decode()).decode("utf-16-be")


def elements(body: bytes) -> TaggedElement:
    """The document, from its root."""
    with pikepdf.open(io.BytesIO(body)) as pdf:
        words: dict[tuple[int, int], str] = {}
        for text in painted(pdf).texts:
            if text.mark is not None:
                key = (text.page, text.mark)
                words[key] = words.get(key, "") + text.words
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        return _element(pdf.Root.StructTreeRoot.K[0], pages, words)


def _element(
    found: pikepdf.Object, pages: Mapping[tuple[int, int], int], words: Mapping[tuple[int, int], str]
) -> TaggedElement:
    said: list[str] = []
    parts: list[TaggedElement] = []
    page = 0
    for part in found.get("/K", ()):
        kind = str(part.get("/Type", ""))
        if kind == "/MCR":
            page = pages[part.Pg.objgen]
            said.append(words.get((page, int(part.MCID)), ""))
        elif kind != "/OBJR":
            parts.append(_element(part, pages, words))
            said.append(parts[-1].words)
            page = page or parts[-1].page
    attributes = found.get("/A", pikepdf.Dictionary())
    return TaggedElement(
        role=str(found.S).removeprefix("/"),
        page=page,
        words=" ".join(" ".join(said).split()),
        alternative=str(found.get("/Alt", "")),
        scope=str(attributes.get("/Scope", "")).removeprefix("/"),
        parts=tuple(parts),
    )
