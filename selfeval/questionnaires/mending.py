"""A file with faults, mended for looking on: so that whatever else is wrong in it is said at once.

What is mended is used for nothing but that. Faults that only the mending makes are not told.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

Location = Sequence[int | str]
STAND_INS: dict[str, Any] = {
    "questionnaire": "stand-in",
    "version": 1,
    "audience": "pupils",
    "language": "en",
}
"""What stands for a line that a file must have; for all others a text."""
TEXT = "text"
LISTS = ("items", "scales")
"""Sections that are lists of tables with ids."""
BEHIND = {
    "items": ("There is no such question", "There is no question", "No question belongs", "No question uses"),
    "scales": ("There is no such scale",),
    "option_sets": ("There are texts, but no question", "There is no option set", "No question uses"),
    "areas": ("“{}” is not among", "No question belongs", "There is no such area", "There is no such part"),
    "every_item": ("“options” is missing", "“kind” is missing"),
    "audience": ("Leaders rate", "“years” says which pupils"),
    "version": ("It says version", "A later version", "A first version", "Call this file"),
    "changes": ("A later version needs",),
    "language": ("The file says",),
}
"""Section that was mended -> how sentences begin that may be due to the mending alone."""


@dataclass
class Mended:
    """What of a questionnaire's files was mended: ids, and sections of which something was taken out."""

    ids: set[str] = field(default_factory=set)
    sections: set[str] = field(default_factory=set)

    def explains(self, about: str, sentence: str) -> bool:
        """Whether a complaint may be due to the mending alone."""
        parts = {about, *about.split(", ")}
        if parts & self.ids or any(f"“{name}”" in sentence for name in self.ids):
            return True
        plain = sentence if not sentence.startswith("“") else f"“{{}}”{sentence.partition('”')[2]}"
        return any(
            text.startswith(beginning)
            for section in self.sections
            for beginning in BEHIND.get(section, ())
            for text in (sentence, plain)
        )

    def mend(self, tree: dict[str, Any], locations: Sequence[Location]) -> dict[str, Any]:
        """A copy without what is wrong at these places, and with stand-ins for what it must have."""
        copy = deepcopy(tree)
        gone: dict[str, set[int]] = {}
        for location in locations:
            section = str(location[0])
            if section in LISTS and len(location) > 1 and isinstance(location[1], int):
                if self._mend_entry(copy[section], location):
                    continue
                gone.setdefault(section, set()).add(location[1])
            self.sections.add(section)
            if section in gone:
                continue
            if isinstance(copy.get(section), dict) and len(location) > 1:
                self.ids.add(str(location[1]))
                copy[section].pop(location[1], None)
            elif len(location) == 1 and section in tree and section not in STAND_INS | {"title": 0}:
                del copy[section]
            else:
                copy[section] = STAND_INS.get(section, TEXT)
        for section, numbers in gone.items():
            copy[section] = [entry for number, entry in enumerate(copy[section]) if number not in numbers]
        return copy

    def _mend_entry(self, entries: list[Any], location: Location) -> bool:
        """Takes a line out of a question that does not need it; False where the whole entry has to go."""
        entry = entries[int(location[1])]
        if not isinstance(entry, dict):
            return False
        name = entry.get("id")
        if isinstance(name, str):
            self.ids.add(name)
        line = location[2] if len(location) > 2 else "id"
        if location[0] != "items" or line == "id":
            return False
        entry.pop(line, None)
        return True


_STATEMENT = re.compile(r"\s*(?:\[\[?[\w. -]++\]{0,2}\s*(?:#.*)?$|[\w.-]+\s*=)")
"""How a line begins that is a section, or a name with its value."""
_MOST_STATEMENTS = 5_000


def unreadable(text: str, plain: Sequence[str], message: str) -> list[tuple[int, str]]:
    """Line and reason of everything that tomllib cannot read, each name with its value looked at by itself.

    `plain`: the lines without what stands in quotation marks; `message`: what was said of the whole.
    """
    lines = text.split("\n")
    starts = list(_starts(plain))
    faults: list[tuple[int, str]] = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        complaint = (
            _complaint("\n".join([*lines[start:end], ""])) if len(starts) <= _MOST_STATEMENTS else None
        )
        if complaint is not None:
            last = len("\n".join(lines[start:end]).rstrip().split("\n"))
            faults.append((start + _line_in(complaint, last), complaint))
            lines[start:end] = [f"[unreadable-{start}]"] + [""] * (end - start - 1)
    rest = _complaint("\n".join(lines)) if faults else message
    if rest is not None and (not faults or TWICE.search(rest)):
        faults.append((_line_in(rest, text.rstrip().count("\n") + 1), rest))
    return sorted(faults)


TWICE = re.compile("Cannot overwrite|Cannot declare|Cannot mutate")


def _starts(plain: Sequence[str]) -> Iterator[int]:
    """Where each statement begins: by its form, or because no bracket is open."""
    depth = 0
    for number, line in enumerate(plain):
        if depth <= 0 or _STATEMENT.match(line):
            depth = 0
            yield number
        depth += sum(line.count(mark) for mark in "[{") - sum(line.count(mark) for mark in "]}")


def _complaint(text: str) -> str | None:
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return str(error)
    return None


def _line_in(message: str, last: int) -> int:
    at_line = re.search(r"at line (\d+)", message)
    return int(at_line.group(1)) if at_line else last
