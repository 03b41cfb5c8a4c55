"""What the check page says of the questions about the person: who is asked what, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from selfeval.surveys.foreseen import Foreseen, foreseen, never_told
from selfeval.surveys.plans import ROUND_NAMES, Plan
from selfeval.web.run.plan_form import about_words
from selfeval.web.words import listed


@dataclass(frozen=True)
class PersonCheck:
    """Who is asked what, and what can be told of it."""

    asked: tuple[tuple[str, tuple[str, ...]], ...]
    """Groups that are asked the same questions, and these."""
    told: tuple[ToldCheck, ...]
    useless: Mapping[str, str]
    """Questions that no figure will come of: id -> the question."""
    several: bool
    """More than one age is asked something, so a line says which."""


@dataclass(frozen=True)
class ToldCheck:
    """One question to one age."""

    question: str
    age: str
    sight: str
    words: str


def person_check(planned: Plan) -> PersonCheck:
    found, words = foreseen(planned), about_words(planned.audience)
    useless = never_told(found)
    return PersonCheck(
        asked=tuple(_asked(planned, words)),
        told=tuple(
            ToldCheck(words[each.item_id], ROUND_NAMES[each.questionnaire], *told_words(each))
            for each in found
        ),
        useless={item_id: words[item_id] for item_id in words if item_id in useless},
        several=len({each.questionnaire for each in found}) > 1,
    )


def told_words(found: Foreseen) -> tuple[str, str]:
    """How sure it is, as for a group, and the words."""
    if not found.best:
        return "never", "No. Too few are asked"
    if not found.most:
        return "nearly", "Only if nearly everyone answers, and no answer is rare"
    if found.least == found.areas:
        return "usual", f"Yes, for all {found.areas} scores"
    if not found.least:
        return "nearly", f"Perhaps, for {_few(found.most, found.areas)}"
    if found.least == found.most:
        return "usual", f"Yes, for {found.least} of the {found.areas} scores"
    parted = "or" if found.most == found.least + 1 else "to"
    return "usual", f"Yes, for {found.least} {parted} {found.most} of the {found.areas} scores"


def _few(most: int, areas: int) -> str:
    if most == areas:
        return f"some of the {areas} scores, or all"
    return f"one of the {areas} scores" if most == 1 else f"up to {most} of the {areas} scores"


def _asked(planned: Plan, words: Mapping[str, str]) -> list[tuple[str, tuple[str, ...]]]:
    asked: dict[tuple[str, ...], list[str]] = {}
    for groups in planned.rounds().values():
        for group in groups:
            questions = tuple(words[item.id] for item in planned.asked_about(group))
            asked.setdefault(questions, []).append(group.name)
    return [(listed(groups), questions) for questions, groups in asked.items()]
