"""The whole questionnaire as one long form, for a browser without the script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from selfeval.questionnaires.model import MARKS, Item
from selfeval.web.answer.island import parts, shown_options
from selfeval.web.answer.pages import Look


@dataclass(frozen=True)
class Question:
    """One question of the form: the name of its field, its words, [character, label] of each answer."""

    name: str
    number: int
    text: str
    options: list[list[str]]


@dataclass(frozen=True)
class Part:
    """Questions under one heading; the heading may be empty."""

    heading: str
    questions: list[Question]


def parts_of(look: Look, document: Mapping[str, Any]) -> list[Part]:
    """The scored questions, in parts where the questionnaire has them, and then those about the person."""
    definition, words = look.questionnaire.definition, look.words
    numbers = iter(range(1, len(definition.items) + len(document["about"]) + 1))
    if look.temper == "staff":
        made = [
            Part(heading, list(_questions(look, items, numbers)))
            for heading, items in parts(definition, words)
        ]
    else:
        made = [Part("", list(_questions(look, definition.items, numbers)))]
    if document["about"]:
        made.append(Part(look.interface.page["about_you"], list(_about(document, numbers))))
    return made


def _questions(
    look: Look, items: tuple[Item, ...] | list[Item], numbers: Iterator[int]
) -> Iterator[Question]:
    definition, words = look.questionnaire.definition, look.words
    for item in items:
        apart = [[MARKS[answer], words.answers[answer]] for answer in item.also]
        yield Question(
            name=f"q{definition.items.index(item)}",
            number=next(numbers),
            text=words.items[item.id].text,
            options=shown_options(definition, words, item.options) + apart,
        )


def _about(document: Mapping[str, Any], numbers: Iterator[int]) -> Iterator[Question]:
    for asked in document["about"]:
        options = [[option["char"], option["label"]] for option in asked["options"]]
        yield Question(f"a{asked['position']}", next(numbers), asked["text"], options)
