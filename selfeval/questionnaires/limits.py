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


def read_file(path: Path, faults: list[Fault]) -> str | None:
    """The text of a file within the limits, or None with the reasons added to `faults`."""
    name = path.name
    if path.is_dir():
        faults.append(Fault(name, "", "This is a folder. Name the questionnaire file in it."))
        return None
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        faults.append(Fault(name, "", "There is no such file. Check its name and folder."))
        return None
    except OSError as error:
        faults.append(Fault(name, "", f"The file cannot be read: {error.strerror}."))
        return None
    if len(raw) > LARGEST_FILE:
        faults.append(
            Fault(name, "", "The file is larger than 1 MB. A questionnaire is far smaller: shorten it.")
        )
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        faults.append(
            Fault(
                name,
                f"line {line}",
                "The file is not saved as UTF-8. Save it again and choose UTF-8 as encoding.",
            )
        )
        return None
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if any(not _plain(character) for character in line if character != "\t"):
            faults.append(
                Fault(
                    name,
                    f"line {number}",
                    "This line holds a character that cannot be seen. Type the line again.",
                )
            )
            return None
    too_deep = _deep_line(text)
    if too_deep:
        faults.append(
            Fault(
                name,
                f"line {too_deep}",
                f"Lists or sections stand more than {DEEPEST} deep inside one another.",
            )
        )
        return None
    return text


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
        yield f"There is HTML in this text (“{text[html.start() : html.end() + 10]}”). Write plain words only."
    unseen = sorted({character for character in text if not _plain(character)})
    if unseen:
        codes = ", ".join(f"U+{ord(character):04X}" for character in unseen[:3])
        yield f"This text holds a character that cannot be seen or does not belong in text ({codes}). Type it again."


def _plain(character: str) -> bool:
    if character == "\n" or character in _LANGUAGE_NEEDS:
        return True
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
