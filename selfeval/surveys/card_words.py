"""Cards in words: four words that children read and copy, and what is said of one that is mistyped.

The list is our own. None of it is the beginning of another, so words that run together can be told apart;
any two differ by two letters at least, so a slip of a finger makes no other word.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from pathlib import Path

WORDS = tuple(Path(__file__).with_suffix(".txt").read_text(encoding="ascii").split())
ON_A_CARD = 4
_LISTED = frozenset(WORDS)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
MOST_MEANT = 2
"""So many words are offered for one that is not known; of more, none."""
LONGEST_SAID = 12
"""Letters of a word that is said back; what is longer is no slip of a finger."""


@dataclass(frozen=True)
class MistypedWord:
    """What cannot be on any card: a word that the list has not, or, with no `word`, too few or too many."""

    word: str = ""
    meant: tuple[str, ...] = ()
    """The words of the list that differ from it by one letter."""


def new_word_slip() -> str:
    """Four words with a space between, each drawn by itself: 38.2 bits."""
    return " ".join(secrets.choice(WORDS) for _ in range(ON_A_CARD))


def mistyped(text: str) -> MistypedWord | None:
    """What is wrong with words as they were typed; None where all are known, or no words were typed.

    It is told from the list alone, which anybody may read, and from no card.
    """
    if any(mark.isdigit() for mark in text):
        return None
    words: list[str] = []
    for typed in re.findall(r"[a-z]+", text.lower()):
        listed, rest = _told_apart(typed)
        if rest:
            whole = rest if listed and len(rest) <= LONGEST_SAID and not _near(typed) else typed
            return MistypedWord(whole, _near(whole)) if len(whole) <= LONGEST_SAID else MistypedWord()
        words += listed
    return MistypedWord() if words and len(words) != ON_A_CARD else None


def _told_apart(typed: str) -> tuple[list[str], str]:
    """Words that were typed without a gap, and what follows them that is no word."""
    listed: list[str] = []
    while typed:
        word = next((typed[:end] for end in range(1, len(typed) + 1) if typed[:end] in _LISTED), None)
        if word is None:
            break
        listed.append(word)
        typed = typed[len(word) :]
    return listed, typed


def _near(typed: str) -> tuple[str, ...]:
    meant = sorted(one_slip_away(typed) & _LISTED)
    return tuple(meant) if len(meant) <= MOST_MEANT else ()


def one_slip_away(word: str) -> set[str]:
    """All that a letter left out, added, changed or swapped with its neighbour makes of a word."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return {
        *(before + after[1:] for before, after in cuts if after),
        *(before + letter + after for before, after in cuts for letter in _LETTERS),
        *(before + letter + after[1:] for before, after in cuts if after for letter in _LETTERS),
        *(before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1),
    } - {word}
