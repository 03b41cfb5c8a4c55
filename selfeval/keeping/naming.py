"""What surveys are called to whoever restores: each once, with its school and the codes of its rounds."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from selfeval.reports.wording import listed


@dataclass(frozen=True, order=True)
class Title:
    """A survey as a backup or a database has it. `id`: its own there; it tells two of one name apart."""

    school: str
    title: str
    id: int


def by_survey(codes: AbstractSet[str], titles: Mapping[str, Title]) -> list[tuple[str, ...]]:
    """Codes of rounds, those of one survey together; those of an unknown survey each alone, at the end."""
    known: dict[Title, list[str]] = {}
    for code in sorted(codes & titles.keys()):
        known.setdefault(titles[code], []).append(code)
    unknown = ((code,) for code in sorted(codes - titles.keys()))
    return [*(tuple(known[title]) for title in sorted(known)), *unknown]


def named(codes: tuple[str, ...], titles: Mapping[str, Title]) -> str:
    """“Belonging, autumn” of Alder Vale Primary (rounds abc234 and def567): codes of one survey."""
    title = titles.get(codes[0])
    if title is None:
        return f"a survey whose name is not known here (round {codes[0]})"
    return f"“{title.title}” of {title.school} (round{'s' if len(codes) > 1 else ''} {listed(codes)})"
