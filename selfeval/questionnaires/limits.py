"""How large and how plain a questionnaire file may be; checked before anything is built from it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from selfeval.questionnaires.faults import Fault

LARGEST_FILE = 1_000_000
"""Bytes."""
MOST_ITEMS = 500
DEEPEST = 6
"""Levels of sections and lists inside one another, and names joined by dots in one line."""
LONGEST_TEXT = 2_000
"""Characters of any text; most kinds of text have a closer limit of their own (`schema`)."""

_QUOTED = re.compile(
    r'"""(?:\\.|[^\\])*?(?:"""|\Z)'
    r"|'''.*?(?:'''|\Z)"
    r'|"(?:\\.|[^"\\\n])*"?'
    r"|'[^'\n]*'?"
    r"|#[^\n]*",
    re.DOTALL,
)
_HTML = re.compile(r"<[A-Za-z/!?]|&(?:#\w+|[A-Za-z]{2,31});")
_LANGUAGE_NEEDS = {"\u200c", "\u200d", "\u200e", "\u200f"}
"""Joiners and direction marks that Persian, Arabic and Indian scripts need; overrides are not among them."""


class _UnfitError(Exception):
    """Why a file is not read any further: the place in it, and the sentence."""


def read_file(path: Path, faults: list[Fault]) -> str | None:
    """The text of a file within the limits, or None with the reason added to `faults`."""
    try:
        text = _decoded(_bytes_of(path))
        _check_lines(text)
    except _UnfitError as unfit:
        place, sentence = unfit.args
        faults.append(Fault(path.name, place, sentence))
        return None
    return text


def _bytes_of(path: Path) -> bytes:
    if path.is_dir():
        raise _UnfitError("", "This is a folder. Name the questionnaire file in it.")
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise _UnfitError("", "There is no such file. Check its name and folder.") from None
    except OSError as error:
        raise _UnfitError("", f"The file cannot be read: {error.strerror}.") from error
    if len(raw) > LARGEST_FILE:
        raise _UnfitError("", "The file is larger than 1 MB. No questionnaire needs that: shorten it.")
    return raw


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        sentence = "The file is not saved as UTF-8. Save it again, and choose UTF-8 as encoding."
        raise _UnfitError(f"line {line}", sentence) from error


def _check_lines(text: str) -> None:
    for number, line in enumerate(text.split("\n"), start=1):
        if not all(character == "\t" or _plain(character) for character in line):
            raise _UnfitError(f"line {number}", "A character here cannot be seen. Type the line again.")
    deep = _deep_line(text)
    if deep:
        sentence = f"Lists or sections stand more than {DEEPEST} deep inside one another."
        raise _UnfitError(f"line {deep}", sentence)


def _deep_line(text: str) -> int | None:
    """First line on which brackets, or names joined by dots, go deeper than DEEPEST; seen without parsing."""
    depth = 0
    plain = _QUOTED.sub(lambda found: "Q" + "\n" * found.group().count("\n"), text)
    for number, line in enumerate(plain.split("\n"), start=1):
        for character in line:
            depth += (character in "[{") - (character in "]}")
            if depth > DEEPEST:
                return number
        if any(part.count(".") >= DEEPEST for part in re.split(r"[=,\[\]{}]", line)):
            return number
    return None


def text_faults(file: str, tree: object) -> list[Fault]:
    """Faults of every text and name in a parsed file: too long, HTML, characters that cannot be seen."""
    return [
        Fault(file, place, sentence) for place, text in _texts(tree, "") for sentence in _text_sentences(text)
    ]


def item_faults(file: str, items: object) -> list[Fault]:
    """A fault where there are more items than a questionnaire may have."""
    if isinstance(items, list | dict) and len(items) > MOST_ITEMS:
        sentence = f"There are {len(items)} questions. A questionnaire may have {MOST_ITEMS} at most."
        return [Fault(file, "items", sentence)]
    return []


def _texts(tree: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(tree, str):
        yield place, tree
    elif isinstance(tree, dict):
        named = tree.get("id")
        for key, inner in tree.items():
            here = named if isinstance(named, str) and key != "id" else place
            shown = "".join(c if c.isprintable() else "�" for c in key[:60])
            yield here, key
            yield from _texts(inner, f"{here}, {shown}" if here else shown)
    elif isinstance(tree, list):
        for inner in tree:
            yield from _texts(inner, place)


def _text_sentences(text: str) -> Iterator[str]:
    if len(text) > LONGEST_TEXT:
        yield f"This text has {len(text)} characters. {LONGEST_TEXT} is the most that any text may have."
    html = _HTML.search(text)
    if html:
        yield f"There is HTML in this text (“{text[html.start() : html.end() + 9]}”). Write plain words."
    unseen = sorted({character for character in text if not _plain(character)})
    if unseen:
        codes = ", ".join(f"U+{ord(character):04X}" for character in unseen[:3])
        yield f"This text holds a character that cannot be seen ({codes}). Type it again."


def _plain(character: str) -> bool:
    if character == "\n" or character in _LANGUAGE_NEEDS:
        return True
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
