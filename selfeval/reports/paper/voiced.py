"""What one voice says on paper: its shape beside its name, and its words."""

from __future__ import annotations

from dataclasses import dataclass

from selfeval.reports.marks import COLOURS
from selfeval.reports.paper.blocks import HAIR, SAID, SMALL, Style, Text, plain, rule
from selfeval.reports.paper.faces import SANS_BOLD
from selfeval.reports.paper.tagged import TaggedCanvas


@dataclass(frozen=True)
class Voiced:
    """What one voice says: its shape and name at the left, a sentence and how sure it is at the right."""

    voice: str
    name: str
    sentence: str
    how: str
    """Markup."""
    said: Style = SAID
    small: Style = SMALL
    first: bool = False
    aside: float = 96.0

    def height(self, width: float) -> float:
        told = sum(text.height(width - self.aside) for text in self._told)
        return max(told, self._named.height(self.aside - 12)) + 2 * self._around

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        with canvas.artifact():
            if not self.first:
                rule(canvas, left, top, width, HAIR, 0.6)
            shape(canvas, self.voice, left + 3.5, top - self._around - self.said.leading * 0.55, 3.2)
        top -= self._around
        with canvas.element("Div", marked=False):
            self._named.draw(canvas, left + 11, top - 1.5, self.aside - 12)
            for text in self._told:
                text.draw(canvas, left + self.aside, top, width - self.aside)
                top -= text.height(width - self.aside)

    @property
    def _around(self) -> float:
        return 0.3 * self.said.leading

    @property
    def _named(self) -> Text:
        size = self.small.size * 1.08
        return Text(plain(self.name), Style(SANS_BOLD, size, size * 1.2, COLOURS[self.voice]))

    @property
    def _told(self) -> list[Text]:
        said = [Text(plain(self.sentence), self.said)] if self.sentence else []
        return [*said, *([Text(self.how, self.small)] if self.how else [])]


def shape(canvas: TaggedCanvas, voice: str, x: float, y: float, reach: float) -> None:
    """Circle, square or diamond: beside the word, never in its place."""
    canvas.setFillColor(COLOURS[voice])
    if voice == "pupils":
        canvas.circle(x, y, reach, stroke=0, fill=1)
    elif voice == "staff":
        canvas.rect(x - 0.9 * reach, y - 0.9 * reach, 1.8 * reach, 1.8 * reach, stroke=0, fill=1)
    else:
        path = canvas.beginPath()
        path.moveTo(x, y + 1.2 * reach)
        for right, up in ((1.2, 0), (0, -1.2), (-1.2, 0)):
            path.lineTo(x + right * reach, y + up * reach)
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)
