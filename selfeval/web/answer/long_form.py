"""Answering without the script: the questionnaire as one long form, what it sends, pages of one sentence."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for
from werkzeug.datastructures import MultiDict

from selfeval.english import listed
from selfeval.questionnaires.model import RESERVED_CHARACTERS, SKIPPED, Item
from selfeval.surveys.asked_groups import AskedGroup
from selfeval.surveys.ballot_box import RECEIPT_BYTES, Payload
from selfeval.web.answer.interface_words import interface
from selfeval.web.answer.payload import (
    CARD_FAULTS,
    LONGEST_SLIP,
    STATUS,
    from_base64,
    notice_address,
    to_base64,
)
from selfeval.web.answer.rendering import (
    LANGUAGE,
    QuestionnairePage,
    about_questions,
    render,
    send_once,
    shown_options,
)


@dataclass(frozen=True)
class FormQuestion:
    """One question of the form: the name of its field, its words, [character, label] of each answer."""

    name: str
    number: int | None
    text: str
    options: list[list[str]]
    help: str = ""


@dataclass(frozen=True)
class FormPart:
    """Questions under one heading; the heading may be empty."""

    heading: str
    questions: list[FormQuestion]
    why: str = ""
    """What is said before them: why they are asked, or what a word means."""


def parts_of(page: QuestionnairePage, about: Sequence[Mapping[str, Any]], why: str = "") -> list[FormPart]:
    """The scored questions, in parts where the questionnaire has them, and then those about the person.

    `why`: what is said before the latter.
    """
    definition = page.definition
    numbers = iter(range(1, len(definition.items) + len(about) + 1))
    under_headings: list[tuple[str, str, Iterable[Item]]] = [("", "", definition.items)]
    if page.style == "staff":
        under_headings = [*page.words.parts(definition)]
    form = [
        FormPart(heading, list(_questions(page, items, numbers)), meaning)
        for heading, meaning, items in under_headings
    ]
    if about:
        form.append(FormPart(page.interface.page["about_you"], list(_about(about, numbers)), why))
    return form


def warm_ups_of(page: QuestionnairePage) -> list[FormQuestion]:
    """Questions to try the answers on; `payload_in_form` reads none of them."""
    definition, words = page.definition, page.words
    options = shown_options(definition, words, definition.items[0].options)
    return [
        FormQuestion(f"w{place}", None, words.warm_ups[warm_up], options)
        for place, warm_up in enumerate(definition.warm_ups)
    ]


def _questions(
    page: QuestionnairePage, items: Iterable[Item], numbers: Iterator[int]
) -> Iterator[FormQuestion]:
    definition, words = page.definition, page.words
    for item in items:
        apart = [[RESERVED_CHARACTERS[answer], words.answers[answer]] for answer in item.also]
        yield FormQuestion(
            name=f"q{definition.items.index(item)}",
            number=next(numbers),
            text=words.items[item.id].text,
            options=shown_options(definition, words, item.options) + apart,
            help=words.items[item.id].help,
        )


def _about(about: Sequence[Mapping[str, Any]], numbers: Iterator[int]) -> Iterator[FormQuestion]:
    for question in about:
        options = [[option["char"], option["label"]] for option in question["options"]]
        yield FormQuestion(f"a{question['position']}", next(numbers), question["text"], options)


def payload_in_form(form: MultiDict[str, str], scored: int, personal: int) -> Payload | None:
    """The ballot of a long form with so many questions. A question that was left out is skipped.

    None for what no form sends: no receipt, or to a question two answers or more than one character.
    """
    receipt = from_base64(form.get("receipt", ""))
    if receipt is None or len(receipt) != RECEIPT_BYTES:
        return None
    names = [f"q{place}" for place in range(scored)] + [f"a{place}" for place in range(personal)]
    answers = [form.getlist(name) or [SKIPPED] for name in names]
    if any(len(typed) > 1 or len(typed[0]) != 1 for typed in answers):
        return None
    return Payload(slip_in_form(form), receipt, answers="".join(typed[0] for typed in answers))


def slip_in_form(form: Mapping[str, str]) -> str:
    """The slip as typed."""
    return form.get("slip", "")[:LONGEST_SLIP]


def new_receipt() -> str:
    """A receipt for a form that a script does not make one for."""
    return to_base64(secrets.token_bytes(RECEIPT_BYTES))


def start_of(group: AskedGroup) -> str:
    """Where the next person begins: the same kind of page, practice or not."""
    return url_for(".questionnaire", code=group.code, number=group.number)


def in_language(address: str, page: QuestionnairePage) -> str:
    """An address that goes on in the language of a page; English is what any address means by itself."""
    return address if page.language == LANGUAGE else f"{address}?lang={page.language}"


def long_form(
    group: AskedGroup, page: QuestionnairePage, slip: str, receipt: str, outcome: str = ""
) -> Response:
    """The whole questionnaire as one form, with what was answered given back where it was not taken."""
    about = page.about_words(group.about)
    return send_once(
        render(
            "long.html",
            **page.names,
            group=group,
            warm_ups=warm_ups_of(page),
            parts_of_it=parts_of(page, about_questions(group.about, group.asked, about), about.intro),
            start=start_of(group),
            send_to=in_language(f"{start_of(group)}/ballot", page),
            notice=notice_address(group),
            readers=listed(group.readers),
            given=request.form,
            slip=slip,
            receipt=receipt,
            fault=" ".join(page.interface.outcomes[outcome].values()) if outcome else "",
            card=outcome in CARD_FAULTS,
        ),
        STATUS[outcome] if outcome else 200,
    )


def thanks_page(group: AskedGroup, page: QuestionnairePage) -> Response:
    """Where the long form ends; loading it again sends nothing."""
    start = in_language(start_of(group), page)
    return send_once(render("thanks.html", **page.names, group=group, start=start))


def message_page(page: QuestionnairePage | None, outcome: str) -> Response:
    """An outcome as a page, which holds no answers. `page`: that of the round, whose style it has."""
    own = page.interface if page else interface(LANGUAGE, "ks2")
    names = (
        page.names
        if page
        else {"language": LANGUAGE, "page": own.page, "style": "ks2", "title": own.page["survey"]}
    )
    can_start_again = page is not None and outcome in ("unfit", "unreadable", "elsewhere", "not_reached")
    back = request.path.removesuffix("/ballot") if can_start_again else ""
    return send_once(
        render("message.html", **names, outcome=own.at_start[outcome], back=back), STATUS[outcome]
    )
