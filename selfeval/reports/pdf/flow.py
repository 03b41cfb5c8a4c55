"""Blocks set one after the other over as many pages as they need; a long text goes on over the page."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reportlab.lib.pagesizes import A4

from selfeval.reports.charts.palette import HAIR, SOFT
from selfeval.reports.pdf.blocks import Block, Bullets, Grid, Section, Style, TextBlock, plain, rule
from selfeval.reports.pdf.tagged import SANS, TaggedCanvas, finished

LEFT, TOP, FOOT = 48.0, 46.0, 42.0
"""Margins in points."""
WIDTH = A4[0] - 2 * LEFT
ROOM = A4[1] - TOP - FOOT - 18
"""Height of a page for what is set on it."""
FOOTER = Style(SANS, 9, 11, SOFT)
LEAST_ROWS = 2
"""Of a table, before it goes on over the page."""
OUTSIDE_LABEL = re.compile(r" (?![^<]*</b>)")
"""A blank at which markup can be cut: not within what is set in bold."""
WHOLE = re.compile(r"<b>.*?</b>|&\w+;|.", re.DOTALL)
"""What cannot be cut: what is set in bold, a sign that is written as its name, any other sign."""


@dataclass(frozen=True)
class Flowing:
    """A text as it was typed: its line breaks stay, and it may go on over the page."""

    text: str
    style: Style
    label: str = ""
    """Set in bold before it, in the same paragraph."""
    after: float = 4.0
    """Space below, in points."""

    def parts(self) -> Iterator[TextBlock]:
        """One block a line of what was typed; empty lines are left out."""
        label = f"<b>{plain(self.label)}</b> " if self.label else ""
        lines = [line for line in self.text.split("\n") if line.strip()] or [""]
        for place, line in enumerate(lines):
            last = place == len(lines) - 1
            after = self.after if last else self.after / 2
            yield TextBlock((label if place == 0 else "") + plain(line), self.style, after=after)


@dataclass(frozen=True)
class Together:
    """Blocks that stay together on a page: a heading, and the first of what follows."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class NewPage:
    """What follows begins a page."""


Part = Block | Flowing | Together | NewPage


def flow_pdf(parts: Sequence[Part], title: str, author: str, footer: str) -> bytes:
    """The parts on tagged A4 pages, each with its number. The same parts give the same bytes."""
    pages = list(paged(parts))
    out = io.BytesIO()
    canvas = TaggedCanvas(out, title, author)
    canvas.navigation.numbers = {
        block.key: number
        for number, page in enumerate(pages, 1)
        for block in page
        if isinstance(block, Section) and block.key
    }
    for number, page in enumerate(pages, 1):
        top = A4[1] - TOP
        for block in page:
            block.draw(canvas, LEFT, top, WIDTH)
            top -= block.height(WIDTH)
        with canvas.artifact():
            rule(canvas, LEFT, FOOT + 4, WIDTH, HAIR, 0.6)
            foot = TextBlock(plain(footer), FOOTER)
            foot.write(canvas, LEFT, FOOT, WIDTH - 70)
            page_number = TextBlock(f"Page {number} of {len(pages)}", FOOTER, align="right")
            page_number.write(canvas, LEFT + WIDTH - 70, FOOT, 70)
        canvas.showPage()
    canvas.save()
    return finished(out, canvas)


def paged(parts: Sequence[Part]) -> Iterator[list[Block]]:
    """The blocks of each page. A block that is taller than a page is given one of its own."""
    page: list[Block] = []
    left = ROOM

    def put(blocks: Sequence[Block]) -> Iterator[list[Block]]:
        nonlocal page, left
        height = sum(block.height(WIDTH) for block in blocks)
        if height > left and page:
            yield page
            page, left = [], ROOM
        page.extend(blocks)
        left -= height

    for part in parts:
        if isinstance(part, NewPage):
            if page:
                yield page
                page, left = [], ROOM
        elif isinstance(part, Together):
            *above, last = part.blocks
            room = left - sum(block.height(WIDTH) for block in above)
            if isinstance(last, Grid | Bullets) and last.height(WIDTH) > room:
                start, *others = apart(last, room)
                yield from put([*above, start])
                for piece in others:
                    yield from put([piece])
            else:
                yield from put(part.blocks)
        elif isinstance(part, Flowing):
            for text in part.parts():
                rest: TextBlock | None = text
                while rest is not None:
                    first, rest = split(rest, left)
                    if first is None:
                        yield page
                        page, left = [], ROOM
                    else:
                        yield from put([first])
        elif isinstance(part, Grid | Bullets) and part.height(WIDTH) > left:
            for piece in apart(part, left):
                yield from put([piece])
        else:
            yield from put([part])
    if page:
        yield page


def height_of(parts: Sequence[Part]) -> float:
    """Of parts set one below the other on a page that has room for them."""
    height = 0.0
    for part in parts:
        if isinstance(part, Together):
            height += sum(block.height(WIDTH) for block in part.blocks)
        elif isinstance(part, Flowing):
            height += sum(block.height(WIDTH) for block in part.parts())
        elif not isinstance(part, NewPage):
            height += part.height(WIDTH)
    return height


def apart(block: Grid | Bullets, room: float) -> Iterator[Grid | Bullets]:
    """A table or a list in pieces, a table's each with its head: as much as a page has room for.

    The first piece is for what room is left; where that is hardly any, for a page of its own.
    """
    if _first_of(block, LEAST_ROWS).height(WIDTH) > room:
        room = ROOM
    rest: Grid | Bullets | None = block
    while rest is not None:
        fits = _many(rest)
        while fits > 1 and _first_of(rest, fits).height(WIDTH) > room:
            fits -= 1
        yield _first_of(rest, fits)
        rest, room = _after(rest, fits), ROOM


def _many(block: Grid | Bullets) -> int:
    return len(block.rows if isinstance(block, Grid) else block.items)


def _first_of(block: Grid | Bullets, number: int) -> Grid | Bullets:
    if isinstance(block, Grid):
        return replace(block, rows=block.rows[:number])
    return replace(block, items=block.items[:number])


def _after(block: Grid | Bullets, number: int) -> Grid | Bullets | None:
    if _many(block) <= number:
        return None
    if isinstance(block, Grid):
        return replace(block, rows=block.rows[number:])
    return replace(block, items=block.items[number:])


def split(text: TextBlock, room: float) -> tuple[TextBlock | None, TextBlock | None]:
    """What of a paragraph fits into a height, cut where a line ends anyway, and the rest of it.

    Nothing fits where there is no room for two lines of a longer paragraph.
    """
    if text.height(WIDTH) - text.after <= room:
        return text, None
    words = OUTSIDE_LABEL.split(text.markup)
    if len(words) < 2 * len(text.markup) // 1_000:  # hardly a blank in it: cut anywhere
        whole = WHOLE.findall(text.markup)
        words = ["".join(whole[at : at + 40]) for at in range(0, len(whole), 40)]
        return _split(text, words, "", room)
    return _split(text, words, " ", room)


def _split(
    text: TextBlock, words: Sequence[str], between: str, room: float
) -> tuple[TextBlock | None, TextBlock | None]:
    fits, too_many = 0, len(words)
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if replace(text, markup=between.join(words[:middle]), after=0).height(WIDTH) <= room:
            fits = middle
        else:
            too_many = middle
    if fits == 0 or room < 2 * text.style.leading:
        return (None, text) if room < ROOM else (text, None)
    return (
        replace(text, markup=between.join(words[:fits]), after=0),
        replace(text, markup=between.join(words[fits:])),
    )


def heading(text: str, style: Style, role: str, after: float = 3.0) -> TextBlock:
    """A heading without a rule."""
    return TextBlock(plain(text), style, role=role, after=after)


def opened(text: str, *more: Block, key: str = "") -> Together:
    """A heading under a strong rule, with what must stand below it on the same page.

    `key`: by which contents lead here.
    """
    return Together((Section(text, key=key), *more))
