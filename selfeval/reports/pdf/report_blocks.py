"""What the full report is made of beside text and tables: contents, figures, questions with their answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from selfeval.reports.charts.canvas import Surface
from selfeval.reports.charts.palette import HAIR
from selfeval.reports.charts.question_bars import PAPER_HEIGHT, bar_in_words, bar_title, paint_share_bar
from selfeval.reports.pdf.blocks import BODY, SMALL, Block, Style, TextBlock, plain, rule, voice_shape
from selfeval.reports.pdf.tagged import SANS, SANS_BOLD, SERIF_BOLD, PaperSurface, TaggedCanvas
from selfeval.reports.statements import Statement
from selfeval.reports.wording import VoiceName

TEXT = Style(SANS, 10, 13.4)
LEADING = Style(SANS, 11, 15)
QUOTE = Style(SERIF_BOLD, 10.4, 12.8)
VOICE = Style(SERIF_BOLD, 11.5, 14)
STRONG = Style(SANS_BOLD, 10, 13.4)


@dataclass(frozen=True)
class ContentsLine:
    """One heading of the contents."""

    key: str
    title: str


@dataclass(frozen=True)
class ContentsList:
    """Headings with their pages, in columns; each leads to its place."""

    lines: Sequence[ContentsLine]
    columns: int = 2
    gap: float = 24.0
    style: Style = BODY
    between: float = 3.0

    def height(self, width: float) -> float:
        return max(sum(self._heights(lines, width)) for lines in self._columns)

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        room = self._room(width)
        with canvas.element("TOC", marked=False):
            for place, lines in enumerate(self._columns):
                down = top
                for line, height in zip(lines, self._heights(lines, width), strict=True):
                    self._line(canvas, line, left + place * (room + self.gap), down, room)
                    down -= height

    def _line(self, canvas: TaggedCanvas, line: ContentsLine, left: float, top: float, room: float) -> None:
        number = str(canvas.navigation.numbers[line.key])
        text = self._text(line)
        box = (left, top - text.height(room - 24), left + room, top)
        with (
            canvas.element("TOCI", marked=False),
            canvas.element("Reference", marked=False),
            canvas.link(line.key, f"{line.title}, page {number}", box),
        ):
            text.draw(canvas, left, top, room - 24)
            TextBlock(number, self.style, "Span", "right").draw(canvas, left + room - 24, top, 24)

    def _text(self, line: ContentsLine) -> TextBlock:
        return TextBlock(plain(line.title), self.style, "Span")

    @property
    def _columns(self) -> list[Sequence[ContentsLine]]:
        """As many lines in each, in order from top to bottom."""
        most = -(-len(self.lines) // self.columns)
        return [self.lines[start : start + most] for start in range(0, len(self.lines), most)]

    def _heights(self, lines: Sequence[ContentsLine], width: float) -> list[float]:
        return [self._text(line).height(self._room(width) - 24) + self.between for line in lines]

    def _room(self, width: float) -> float:
        return (width - self.gap * (self.columns - 1)) / self.columns


@dataclass(frozen=True)
class PaintedFigure:
    """A drawing of a known height, with its words for those who cannot see it."""

    tall: float
    paint: Callable[[Surface, float], None]
    """On a surface, at a width in points."""
    in_words: str
    after: float = 4.0

    def height(self, width: float) -> float:
        return self.tall + self.after

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        box = (left, top - self.tall, left + width, top)
        with canvas.element("Figure", alternative=self.in_words, box=box):
            self.paint(PaperSurface(canvas, left, top), width)


@dataclass(frozen=True)
class VoiceHeading:
    """A voice's shape and name, and its score where it has one."""

    voice: VoiceName
    text: str
    role: str = "H3"
    before: float = 6.0

    def height(self, width: float) -> float:
        return self.before + self._words.height(width - 13)

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        top -= self.before
        with canvas.artifact():
            rule(canvas, left, top, width, HAIR, 0.6)
            voice_shape(canvas, self.voice, left + 4.5, top - 3 - 0.58 * VOICE.leading, 3.6)
        self._words.draw(canvas, left + 13, top - 3, width - 13)

    @property
    def _words(self) -> TextBlock:
        return TextBlock(plain(self.text), VOICE, role=self.role, after=6)


@dataclass(frozen=True)
class AnsweredQuestion:
    """One question: what it asks and how sure its figure is at the left, all its answers at the right."""

    statement: Statement
    sentences: str
    """Below the question."""
    answers: str = ""
    """Every answer by its name, below the bar."""
    share: float = 0.42
    """Of the width, for the words."""
    gap: float = 16.0
    after: float = 9.0

    def height(self, width: float) -> float:
        left, right = self._rooms(width)
        words = sum(text.height(left) for text in self._words)
        return max(words, self._answered(right)) + self.after

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        room, right = self._rooms(width)
        with canvas.element("Div", marked=False):
            down = top
            quote, sentence = self._words
            quote.draw(canvas, left, down, room)
            down -= quote.height(room)
            at = left + room + self.gap
            if self.statement.shares:
                box = (at, top - PAPER_HEIGHT, at + right, top)
                words = f"{bar_title(self.statement)}. {bar_in_words(self.statement)}"
                with canvas.element("Figure", alternative=words, box=box):
                    paint_share_bar(PaperSurface(canvas, at, top), self.statement, right)
                if self.answers:
                    self._named.draw(canvas, at, top - PAPER_HEIGHT - 3, right)
            sentence.draw(canvas, left, down, room)

    def _rooms(self, width: float) -> tuple[float, float]:
        room = self.share * (width - self.gap)
        return room, width - self.gap - room

    def _answered(self, right: float) -> float:
        if not self.statement.shares:
            return 0.0
        return PAPER_HEIGHT + (3 + self._named.height(right) if self.answers else 0)

    @property
    def _words(self) -> tuple[TextBlock, TextBlock]:
        return (
            TextBlock(plain(self.statement.quote), QUOTE, after=1.5),
            TextBlock(plain(self.sentences), SMALL),
        )

    @property
    def _named(self) -> TextBlock:
        return TextBlock(plain(self.answers), SMALL)


@dataclass(frozen=True)
class BesideFigure:
    """Words with a small figure at their right."""

    words: Block
    figure: PaintedFigure
    room: float
    """Width of the figure in points."""
    gap: float = 18.0

    def height(self, width: float) -> float:
        return max(self.words.height(width - self.room - self.gap), self.figure.height(self.room))

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        self.words.draw(canvas, left, top, width - self.room - self.gap)
        self.figure.draw(canvas, left + width - self.room, top, self.room)
