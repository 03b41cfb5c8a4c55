"""How old a child has to be to read a text: the Flesch-Kincaid grade, and the age that goes with it.

Kincaid, Fishburne, Rogers and Chissom 1975. The measure is rough on one short sentence and finer on many.
"""

from __future__ import annotations

import re

import pyphen

AGE_AT_GRADE_0 = 5
"""A grade is a school year in America: children of its first are six."""
FEWEST_WORDS = 3
"""A run of fewer words up to a full stop is a heading or an abbreviation and counts as no sentence."""

_HYPHENATION = pyphen.Pyphen(lang="en_US")
_APOSTROPHE_IN_A_WORD = re.compile(r"(?<=\w)[’'](?=\w)")
_PUNCTUATION = re.compile(r"[^\w\s]")
_SENTENCES = re.compile(r"\b[^.!?]+[.!?]*")


def reading_age(text: str) -> float:
    """The age in years at which English is read with ease; an empty text is read at any."""
    words = _words(text)
    if not words:
        return float(AGE_AT_GRADE_0)
    syllables = sum(len(_HYPHENATION.positions(word)) + 1 for word in words)
    grade = 0.39 * len(words) / _sentences(text) + 11.8 * syllables / len(words) - 15.59
    return AGE_AT_GRADE_0 + grade


def _words(text: str) -> list[str]:
    return _PUNCTUATION.sub("", _APOSTROPHE_IN_A_WORD.sub("", text.lower())).split()


def _sentences(text: str) -> int:
    return max(1, sum(len(_words(sentence)) >= FEWEST_WORDS for sentence in _SENTENCES.findall(text)))
