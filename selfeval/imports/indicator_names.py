"""Which indicator a cell names, and of which version of the indicators a whole file is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from selfeval.questionnaires.model import Questionnaire

LANGUAGE = "en"
NUMBERED = re.compile(r"(\d\.\d[a-z]?)(?:[\s.:)–-]+(.*))?")
SHORTEST_NAME = 5
"""Characters of a name by which an indicator is known again."""


def fitting_versions(cells: Sequence[str], versions: Sequence[Questionnaire]) -> tuple[Questionnaire, ...]:
    """The versions in which most of these cells name an indicator, oldest first."""
    numbers = [sum(indicator_named(cell, one) is not None for cell in cells) for one in versions]
    most = max(numbers, default=0)
    return tuple(one for one, number in zip(versions, numbers, strict=True) if number == most)


def version_of(
    cells: Sequence[str], versions: Sequence[Questionnaire], named: Sequence[tuple[str, str]] = ()
) -> Questionnaire:
    """The version whose names the file has, where it has any: a number may be of each version.

    Else the newest with an indicator that is named here and no earlier one has; else the oldest. `named`:
    what names an indicator, and what the file calls it.
    """
    alike = [sum(_is_called(cell, name, one) for cell, name in named) for one in versions]
    best = max(alike, default=0)
    if best and alike.count(best) == 1:
        return versions[alike.index(best)]
    for place in reversed(range(1, len(versions))):
        for cell in cells:
            if indicator_named(cell, versions[place]) and not any(
                indicator_named(cell, earlier) for earlier in versions[:place]
            ):
                return versions[place]
    return versions[0]


def _is_called(cell: str, name: str, questionnaire: Questionnaire) -> bool:
    """Whether a file calls an indicator as a version does, or one of the two says a little more."""
    indicator, own = indicator_named(cell, questionnaire), _lowered(name)
    if indicator is None or len(own) < SHORTEST_NAME:
        return False
    ours = _lowered(questionnaire.words[LANGUAGE].items[indicator].short)
    return own.startswith(ours) or ours.startswith(own)


def indicator_named(cell: str, questionnaire: Questionnaire) -> str | None:
    """The indicator that a cell names by its number, its short name or both. None where the two differ."""
    plain = " ".join(cell.casefold().split())
    numbered = NUMBERED.fullmatch(plain)
    number, name = (numbered[1], numbered[2] or "") if numbered else ("", plain)
    by_name = next(_named(questionnaire, name), None)
    if not number:
        return by_name
    by_number = next((item.id for item in questionnaire.definition.items if item.number == number), None)
    return by_number if by_name in (None, by_number) else None


def _named(questionnaire: Questionnaire, name: str) -> Iterator[str]:
    words = questionnaire.words[LANGUAGE].items
    return (
        item.id for item in questionnaire.definition.items if name and words[item.id].short.casefold() == name
    )


def _lowered(text: str) -> str:
    return " ".join(text.casefold().split())
