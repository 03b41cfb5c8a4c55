"""The whole questionnaire as one long form, for a browser without the script; what the pages reply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for

from selfeval.questionnaires.model import MARKS, Item
from selfeval.web.answer.booth import CARD_FAULTS, STATUS
from selfeval.web.answer.payload import Sent
from selfeval.web.answer.rendering import (
    LANGUAGE,
    Look,
    document_answer,
    interface,
    never_kept,
    parts,
    render,
    shown_options,
)


@dataclass(frozen=True)
class Question:
    """One question of the form: the name of its field, its words, [character, label] of each answer."""

    name: str
    number: int
    text: str
    options: list[list[str]]


@dataclass(frozen=True)
class FormPart:
    """Questions under one heading; the heading may be empty."""

    heading: str
    questions: list[Question]


def parts_of(look: Look, document: Mapping[str, Any]) -> list[FormPart]:
    """The scored questions, in parts where the questionnaire has them, and then those about the person."""
    definition, words = look.questionnaire.definition, look.words
    numbers = iter(range(1, len(definition.items) + len(document["about"]) + 1))
    if look.temper == "staff":
        made = [
            FormPart(heading, list(_questions(look, items, numbers)))
            for heading, items in parts(definition, words)
        ]
    else:
        made = [FormPart("", list(_questions(look, definition.items, numbers)))]
    if document["about"]:
        made.append(FormPart(look.interface.page["about_you"], list(_about(document, numbers))))
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


def start_of(document: Mapping[str, Any]) -> str:
    """Where the next person begins: the same kind of page, practice or not."""
    return url_for(".questionnaire", code=document["code"], number=document["number"])


def long_form(look: Look, document: dict[str, Any], sent: Sent, receipt: str, outcome: str = "") -> str:
    """The whole questionnaire as one form, with what was answered given back where it was not taken."""
    return render(
        "long.html",
        **look.names,
        group=document,
        parts_of_it=parts_of(look, document),
        start=start_of(document),
        given=request.form,
        slip=sent.slip,
        receipt=receipt,
        fault=" ".join(look.interface.outcomes[outcome].values()) if outcome else "",
        card=outcome in CARD_FAULTS,
    )


def outcome_answer(look: Look | None, outcome: str, *, answered: bool = False, **more: object) -> Response:
    """An outcome as JSON: its name, and what to say about it. `answered`: to somebody who sends a ballot."""
    own = look.interface if look else interface(LANGUAGE, "ks2")
    said = (own.outcomes if answered else own.at_start).get(outcome, {})
    return document_answer({"outcome": outcome, "state": outcome, **said, **more}, STATUS[outcome])


def message_page(look: Look | None, outcome: str) -> Response:
    """An outcome as a page, which holds no answers. Without a round there is no look that it could have."""
    own = look.interface if look else interface(LANGUAGE, "ks2")
    names = (
        look.names
        if look
        else {"language": LANGUAGE, "page": own.page, "temper": "ks2", "title": own.page["survey"]}
    )
    can_start_again = look is not None and outcome in ("unfit", "unreadable", "elsewhere", "not_reached")
    back = request.path.removesuffix("/ballot") if can_start_again else ""
    return never_kept(
        render("message.html", **names, outcome=own.at_start[outcome], back=back), STATUS[outcome]
    )
