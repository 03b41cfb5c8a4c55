"""Text in a Word file as its language is written: which way, in which letters, for which spelling check."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from selfeval.questionnaires.translated import ENGLISH, RIGHT_TO_LEFT

TAGS: Mapping[str, str] = {
    "ar": "ar-SA",
    "bn": "bn-BD",
    "cy": "cy-GB",
    "en": "en-GB",
    "pl": "pl-PL",
    "ro": "ro-RO",
    "uk": "uk-UA",
    "ur": "ur-PK",
}
"""Language -> what Word calls it; of another, its own code is all that we know."""
JOINED_LETTERS: Mapping[str, str] = {"bn": "Nirmala UI"}
"""Language -> font with its letters, where Arial has none."""
LATIN = re.compile(r"[A-Za-z0-9+](?:[\x20-\x7e]*[A-Za-z0-9/])?")
"""A stretch that runs from the left within a text from the right: names, addresses, telephone numbers."""


@dataclass(frozen=True)
class WordScript:
    """How one language is written."""

    language: str = ENGLISH

    @property
    def is_right_to_left(self) -> bool:
        return self.language in RIGHT_TO_LEFT

    @property
    def tag(self) -> str:
        return TAGS.get(self.language, self.language)

    @property
    def defaults(self) -> str:
        """Font, size and language of every run; `cs` and `bidi`: of letters that join or run left."""
        joined = JOINED_LETTERS.get(self.language, "Arial")
        return (
            f'<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="{joined}"/>'
            f'<w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="{self.tag}" w:bidi="{self.tag}"/>'
        )

    @property
    def way(self) -> str:
        """Of a paragraph, among its properties."""
        return "<w:bidi/>" if self.is_right_to_left else ""

    @property
    def of_table(self) -> str:
        """Of a table, as the first of its properties: its first column stands where one begins to read."""
        return "<w:bidiVisual/>" if self.is_right_to_left else ""

    def runs(self, text: str, *, bold: bool = False) -> str:
        """A text, in pieces that each run one way."""
        weight = "<w:b/><w:bCs/>" if bold else ""
        return "".join(_run(piece, weight + way) for piece, way in self._pieces(text))

    def _pieces(self, text: str) -> Iterator[tuple[str, str]]:
        """What runs the way of the language, and what does not."""
        if not self.is_right_to_left:
            yield text, ""
            return
        done = 0
        for start, end in latin_stretches(text):
            if start > done:
                yield text[done:start], "<w:rtl/>"
            yield text[start:end], ""
            done = end
        if done < len(text) or not text:
            yield text[done:], "<w:rtl/>"


def latin_stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where they begin and end; a bracket that opens within one is closed within it."""
    for stretch in LATIN.finditer(text):
        start, end = stretch.span()
        while text.startswith(")", end) and text.count("(", start, end) > text.count(")", start, end):
            end += 1
        yield start, end


def _run(text: str, looks: str) -> str:
    properties = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
