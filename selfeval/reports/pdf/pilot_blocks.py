"""Parts of the pilot's sheets that are written on: code boxes, lines for words, a table to count in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfeval.questionnaires.model import Questionnaire, Words
from selfeval.reports.charts.palette import HAIR, INK, SOFT
from selfeval.reports.pdf.blocks import Style, TextBlock, plain, rule
from selfeval.reports.pdf.tagged import SANS, SANS_BOLD, SERIF_BOLD, TaggedCanvas

QUESTION = Style(SERIF_BOLD, 11.5, 14.5)
ANSWERS = Style(SANS, 9, 11.5, SOFT)
LABEL = Style(SANS, 9, 10.8, SOFT)
CODE = Style(SANS, 9, 11)
HEAD = Style(SANS_BOLD, 9, 10.8)
UNPRINTED = frozenset({"ar", "bn", "ur"})
"""Languages whose letters the sheets' fonts lack, or cannot join."""
BOX, LINE, CODES_WIDTH, GAP = 10.0, 19.0, 132.0, 18.0
"""Points."""


def printed(questionnaire: Questionnaire) -> dict[str, Words]:
    """Language -> words, of the languages in which the sheets can be printed."""
    return {language: words for language, words in questionnaire.words.items() if language not in UNPRINTED}


@dataclass(frozen=True)
class CodeBoxes:
    """A box for each coder beside each code."""

    codes: Sequence[str]
    coders: Sequence[str] = ("1", "2")
    title: str = "Coder"

    def height(self, width: float) -> float:
        return 13.0 + 14.2 * len(self.codes)

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        lefts = [left + width - (len(self.coders) - at) * 22 + 4 for at in range(len(self.coders))]
        with canvas.element("P"):
            _write(canvas, self.title, HEAD, left, top, lefts[0] - left - 4)
            for place, coder in zip(lefts, self.coders, strict=True):
                _write(canvas, coder, HEAD, place + 2.5, top, 16)
        top -= 13
        for code in self.codes:
            with canvas.element("P"):
                _write(canvas, code, CODE, left, top, lefts[0] - left - 4)
            with canvas.artifact():
                for place in lefts:
                    box(canvas, place, top - 10.6)
            top -= 14.2


@dataclass(frozen=True)
class InterviewQuestion:
    """A question with its answers, a line for each thing that is asked about it, and the code boxes."""

    number: int
    text: str
    answers: str
    asked: Sequence[str]
    """Beginnings of the lines, in the order of the prompts."""
    codes: Sequence[str]

    def height(self, width: float) -> float:
        room = width - CODES_WIDTH - GAP
        words = self._text.height(room) + self._answers.height(room) + LINE * len(self.asked)
        return max(words, CodeBoxes(self.codes).height(CODES_WIDTH)) + 17

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        room = width - CODES_WIDTH - GAP
        with canvas.artifact():
            rule(canvas, left, top, width, INK, 0.8)
        top -= 5
        CodeBoxes(self.codes).draw(canvas, left + room + GAP, top - 1, CODES_WIDTH)
        self._text.draw(canvas, left, top, room)
        top -= self._text.height(room)
        self._answers.draw(canvas, left, top, room)
        top -= self._answers.height(room)
        for asked in self.asked:
            text = TextBlock(plain(asked), LABEL)
            with canvas.element("P"):
                text.write(canvas, left, top - LINE + text.height(room) + 2.5, room)
            with canvas.artifact():
                rule(canvas, left, top - LINE, room, HAIR, 0.6)
            top -= LINE

    @property
    def _text(self) -> TextBlock:
        return TextBlock(plain(f"{self.number}  {self.text}"), QUESTION, role="H3", after=1)

    @property
    def _answers(self) -> TextBlock:
        return TextBlock(plain(self.answers), ANSWERS, after=1)


@dataclass(frozen=True)
class Blanks:
    """Names of things with a line to write each on, next to each other."""

    names: Sequence[str]
    shares: Sequence[float]

    def height(self, width: float) -> float:
        return 30.0

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        free = width - 14 * (len(self.names) - 1)
        for name, share in zip(self.names, self.shares, strict=True):
            room = free * share / sum(self.shares)
            with canvas.element("P"):
                _write(canvas, name, LABEL, left, top - 13, room)
            with canvas.artifact():
                rule(canvas, left, top - 25, room, INK, 0.6)
            left += room + 14


@dataclass(frozen=True)
class CountTable:
    """A row for each question with a box for each pupil, and a wide one for what is done."""

    head: str
    columns: Sequence[str]
    last: str
    rows: Sequence[str]

    def height(self, width: float) -> float:
        return 18.0 + 18.6 * len(self.rows)

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        cell, wide = 24.0, 74.0
        start = left + width - wide - cell * len(self.columns)
        with canvas.element("Table", marked=False):
            with canvas.element("TR", marked=False):
                for text, at, room in (
                    (self.head, left, start - left - 8),
                    *((name, start + cell * place + 8, cell) for place, name in enumerate(self.columns)),
                    (self.last, start + cell * len(self.columns) + 8, wide - 8),
                ):
                    with canvas.element("TH", scope="Column"):
                        _write(canvas, text, HEAD, at, top - 4, room)
            top -= 18
            for row in self.rows:
                with canvas.element("TR", marked=False):
                    with canvas.element("TH", scope="Row"):
                        _write(canvas, _cut(row, start - left - 8), CODE, left, top - 3.5, start - left - 8)
                    for _ in (*self.columns, self.last):
                        with canvas.element("TD", marked=False):
                            pass  # an empty box
                with canvas.artifact():
                    rule(canvas, left, top, width, HAIR, 0.5)
                    canvas.setStrokeColor(SOFT)
                    canvas.setLineWidth(0.6)
                    for place in range(len(self.columns)):
                        canvas.rect(start + cell * place + 3, top - 16.6, cell - 6, 14.6, stroke=1, fill=0)
                    end = start + cell * len(self.columns)
                    canvas.rect(end + 6, top - 16.6, wide - 6, 14.6, stroke=1, fill=0)
                top -= 18.6


def box(canvas: TaggedCanvas, left: float, bottom: float) -> None:
    """An empty box to tick."""
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.7)
    canvas.rect(left, bottom, BOX, BOX, stroke=1, fill=0)


def _write(canvas: TaggedCanvas, text: str, style: Style, left: float, top: float, width: float) -> None:
    TextBlock(plain(text), style).write(canvas, left, top, width)


def _cut(text: str, width: float) -> str:
    """A text cut to one line."""
    if TextBlock(plain(text), CODE).height(width) <= CODE.leading:
        return text
    while text and TextBlock(plain(f"{text}…"), CODE).height(width) > CODE.leading:
        text = text[:-1].rstrip()
    return f"{text}…"
