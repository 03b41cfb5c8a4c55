"""What notices and the adult’s script say in other languages; a sentence without a translation is English.

A sentence is looked up by its English, so that one that has changed is English until it is translated anew.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from selfeval import english
from selfeval.questionnaires.translated import ENGLISH, NOTICES, RIGHT_TO_LEFT, PartTexts, mark_of
from selfeval.surveys.languages import PartWords

RIGHT_TO_LEFT_MARK = "\N{RIGHT-TO-LEFT MARK}"
FOLDER = Path(__file__).parent / "words"


@dataclass(frozen=True)
class NoticeWords:
    """One language of the print-outs."""

    language: str = ENGLISH
    texts: Mapping[str, str] = field(default_factory=dict)
    """Mark of the English -> what is said in its place."""

    def say(self, text: str, **gaps: object) -> str:
        """A sentence of ours, with its {gaps} filled in."""
        return self.texts.get(mark_of(text), text).format(**gaps)

    def full_day(self, date: dt.date) -> str:
        """16 October 2026"""
        return english.full_day(date) if self._speaks_english else format_date(date, "long", self._locale)

    def day(self, date: dt.date) -> str:
        """Friday 16 October"""
        return english.day(date) if self._speaks_english else format_date(date, "EEEE d MMMM", self._locale)

    def window(self, first: dt.date, last: dt.date) -> str:
        """5 to 16 October 2026"""
        if self._speaks_english:
            return english.window(first, last)
        return self.full_day(first) if first == last else f"{self.full_day(first)} – {self.full_day(last)}"

    def listed(self, words: Sequence[str]) -> str:
        """One, two and three"""
        if self._speaks_english:
            return english.listed(words)
        return ("، " if self.is_right_to_left else ", ").join(words)

    def beside(self, left: str, right: str) -> str:
        """Two texts on one line; from the right a mark keeps a number with the text that it begins."""
        return f"{left}{RIGHT_TO_LEFT_MARK if self.is_right_to_left else ''} · {right}"

    @property
    def is_right_to_left(self) -> bool:
        return self.language in RIGHT_TO_LEFT

    @property
    def _speaks_english(self) -> bool:
        return self.language == ENGLISH or self._locale is None

    @property
    def _locale(self) -> Locale | None:
        try:
            return Locale.parse(self.language)
        except (UnknownLocaleError, ValueError):
            return None


@cache
def _file(language: str) -> Mapping[str, str]:
    """Mark of the English -> text; in the English file the English itself."""
    texts: Mapping[str, str] = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))[
        "texts"
    ]
    return texts


@cache
def languages() -> frozenset[str]:
    """Those in which print-outs speak, beside English."""
    return frozenset(path.stem for path in FOLDER.glob("*.toml")) - {ENGLISH}


@cache
def notices_part() -> PartWords:
    """What print-outs say, as a part of a translation. No survey needs it to be offered in a language."""
    sentences = _file(ENGLISH)
    ours = {language: _file(language) for language in sorted(languages())}
    return PartWords(
        NOTICES,
        sentences,
        {language: {mark: own[mark] for mark in sentences if mark in own} for language, own in ours.items()},
        {language: {mark: mark for mark in own} for language, own in ours.items()},
        frozenset(ours),
    )


def notice_words(language: str, accepted: PartTexts) -> NoticeWords:
    """Those of a language, with what the school says otherwise as it was accepted for a survey."""
    own = _file(language) if language in languages() else {}
    return NoticeWords(language, {**own, **accepted.get(NOTICES, {})})
