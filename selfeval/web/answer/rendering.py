"""Rendering the answering pages. A questionnaire page is the same bytes for all, so it is made once."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from flask import Response, current_app

from selfeval.notices.asked import in_language
from selfeval.notices.helplines import Reader
from selfeval.questionnaires import catalogue
from selfeval.questionnaires.audiences import words_of
from selfeval.questionnaires.model import (
    NOT_HAPPENED,
    RESERVED_CHARACTERS,
    SKIPPED_ID,
    Definition,
    Item,
    Words,
)
from selfeval.questionnaires.translated import PAGES, PartTexts, own_name_of
from selfeval.surveys.asked_groups import WORD, AskedGroup
from selfeval.web.answer.interface_words import (
    Interface,
    PageStyle,
    interface,
    interface_of,
    languages,
    with_interface_texts,
    words_file,
)
from selfeval.web.site.access import running
from selfeval.web.site.assets import Asset

_OF_BAND: Mapping[str | None, PageStyle] = {"5-7": "ks1", "7-11": "ks2", "11-18": "ks3"}


def style_of(definition: Definition) -> PageStyle:
    """How the page of a questionnaire looks and speaks: by the age of those who answer it."""
    return _OF_BAND.get(definition.band, "ks2") if definition.audience == "pupils" else "staff"


DRAWINGS: Mapping[str, str] = {
    "ks1.a1.fair": "plates",
    "ks1.a1.fair_to_me": "plates",
    "ks1.a1.ask": "bubbles",
    "ks1.a1.ask_me": "bubbles",
    "ks1.a2.place": "school",
    "ks1.a2.belong": "ring",
    "ks1.a2.glad": "wave",
    "ks1.a2.class": "chairs",
    "ks1.a2.play": "ball",
    "ks1.a2.listen": "listening",
    "ks1.a2.others": "dolls",
    "ks1.a3.books": "book",
    "ks1.a3.like_me": "book",
    "ks1.a3.curious": "families",
    "ks1.a4.come": "bag",
    "ks1.a4.help": "pencil",
    "ks1.a4.join": "kite",
    "ks1.a5.safe": "between",
    "ks1.a5.adult": "together",
    "ks1.a5.tell": "tell",
    "ks1.a6.family": "house",
    "ks1.a6.meet": "globe",
    "ks1.try.cake": "cake",
    "ks1.try.rain": "cloud",
}
"""Item of the youngest -> the drawing beside it: a thing or a paper figure, never a face or a feeling."""
_DRAWN = frozenset(DRAWINGS.values())
STATES = ("closed", "not_yet", "paused", "ended")
_FROM_PAGE = {
    "lookOver": "look_over",
    "lockedHere": "locked_here",
    "lockedThere": "locked_there",
    "tryAgain": "try_again",
    "aboutYou": "about_you",
}


def page_data(definition: Definition, words: Words, own: Interface, style: PageStyle) -> dict[str, Any]:
    """What the script makes the screens from; the template writes it so that no `<` stands in it."""
    data: dict[str, Any] = {
        "digest": definition.digest,
        "temper": style,
        "title": words.title,
        "skip": words.answers[SKIPPED_ID],
        "sets": {
            answers.id: shown_options(definition, words, answers.id) for answers in definition.option_sets
        },
        "cups": [answers.id for answers in definition.option_sets if answers.picture == "cup"],
        "items": [_item(item, definition, words) for item in definition.items],
        "warmUps": [
            _shown(warm_up, words.warm_ups[warm_up], definition.items[0].options)
            for warm_up in definition.warm_ups
        ],
        "states": {state: dict(own.at_start[state]) for state in STATES},
        "words": dict(own.script),
    }
    if style == "staff":
        data["parts"] = [
            {"heading": heading, "why": why, "items": [definition.items.index(item) for item in items]}
            for heading, why, items in words.parts(definition)
        ]
    return data | {name: own.page[text] for name, text in _FROM_PAGE.items()}


def _item(item: Item, definition: Definition, words: Words) -> dict[str, Any]:
    own = words.items[item.id]
    data = _shown(item.id, own.text, item.options)
    if own.help:
        data["help"] = own.help
    if item.also:
        data["also"] = [[RESERVED_CHARACTERS[answer], words.answers[answer]] for answer in item.also]
    nothing = definition.nothing_followed(item)
    if nothing and (before := definition.asked_after(item)):
        data["nothing"] = definition.characters(item)[nothing]
        data["after"] = [
            [definition.items.index(event), _not_happened(event, definition)] for event in before
        ]
    return data


def _not_happened(item: Item, definition: Definition) -> str:
    """The character of the answer that says of an event that it did not happen."""
    return next(
        character for option, character in definition.characters(item).items() if option in NOT_HAPPENED
    )


def _shown(question: str, text: str, options: str) -> dict[str, Any]:
    data: dict[str, Any] = {"text": text, "set": options}
    if question in DRAWINGS:
        data["picture"] = DRAWINGS[question]
    return data


def shown_options(definition: Definition, words: Words, set_id: str) -> list[list[str]]:
    """[character, label] of each option of a set, in the order shown."""
    item = next(item for item in definition.items if item.options == set_id)
    characters = definition.characters(item)
    return [
        [characters[option.id], words.options[set_id][option.id]]
        for option in definition.options_of(item).options
    ]


def about_questions(about: Definition, asked: Sequence[bool], words: Words) -> list[dict[str, Any]]:
    """The about-you questions that a group is asked, with their answers in the order shown."""
    return [
        {
            "id": item.id,
            "text": words.items[item.id].text,
            "position": position,
            "options": [
                {
                    "id": option,
                    "label": {**words.options[item.options], **words.answers}[option],
                    "char": character,
                }
                for option, character in about.characters(item).items()
            ],
        }
        for position, item in enumerate(about.items)
        if asked[position]
    ]


LANGUAGE = "en"
NO_TEXTS: PartTexts = {}


class WrittenReply(NamedTuple):
    """A JSON document as it goes over the wire."""

    plain: bytes
    compressed: bytes | None


class QuestionnairePage:
    """One questionnaire in one language, for practice or not: its words, those around it, its page."""

    def __init__(
        self,
        definition: Definition,
        own_words: Mapping[str, Words] | None = None,
        *,
        practice: bool = False,
        language: str = LANGUAGE,
        offered: Sequence[str] = (),
        texts: PartTexts = NO_TEXTS,
    ) -> None:
        """`definition`: as the round froze it; its words are those of its version, or one's own.

        `offered`: languages to switch between. `texts`: what the school says otherwise in this language.
        """
        ready = own_words or catalogue.find(definition.questionnaire, definition.version).words
        is_spoken = bool(texts) or (language in ready and language in languages())
        self.language = language if is_spoken else LANGUAGE
        self.texts: PartTexts = texts
        self.definition = definition
        self.words: Words = self._in_language(ready, definition.questionnaire)
        self.style: PageStyle = style_of(definition)
        self.practice = practice
        self.offered = tuple(offered)
        self.interface: Interface = self._interface()
        self.replies: dict[tuple[str, int, str | None], tuple[AskedGroup, WrittenReply]] = {}
        """By address, and what a slip is good for: for which group it was made, and the reply."""

    def _in_language(self, ready: Mapping[str, Words], part: str) -> Words:
        """The words of this language, with what the school says otherwise; what is missing is English."""
        return in_language(ready, part, self.language, self.texts)

    def _interface(self) -> Interface:
        own = self.texts.get(PAGES)
        if not own:
            language = self.language if self.language in languages() else LANGUAGE
            return interface(language, self.style, self.practice, self.definition.audience)
        tables = words_file(self.language) if self.language in languages() else {}
        tables = with_interface_texts(tables, own)
        return interface_of(self.language, tables, self.style, self.practice, self.definition.audience)

    def about_words(self, about: Definition) -> Words:
        """Those of the questions about the person, which have a questionnaire of their own."""
        ready = catalogue.find(about.questionnaire, about.version).words
        return self._in_language(ready, about.questionnaire)

    @property
    def names(self) -> dict[str, Any]:
        """What every template of the answering pages uses."""
        return {
            "language": self.words.language,
            "languages": [(code, own_name_of(code)) for code in self.offered],
            "page": self.interface.page,
            "style": self.style,
            "reader": words_of(self.definition.audience).reader,
            "title": self.words.title,
            "intro": self.words.intro,
            "minutes": self.definition.minutes,
            "practice": WORD if self.practice else "",
        }

    def render(self, fault: str = "", slip: str = "") -> str:
        """The first screen, with the templates and the questions that the script makes the others from."""
        data = page_data(self.definition, self.words, self.interface, self.style)
        asked = {question.get("picture") for question in [*data["items"], *data["warmUps"]]}
        page = render("questionnaire.html", **self.names, data=data, fault=fault, slip=slip)
        return _SYMBOL.sub(lambda symbol: _drawing(symbol, asked), page)

    @cached_property
    def asset(self) -> Asset:
        """The page as it goes over the wire, made at the first visit of this process."""
        return Asset(self.render().encode(), "text/html")


def render(template: str, **names: Any) -> str:
    """A template without what Flask adds to each: that would read the session, and here is none."""
    reader: Reader = names.get("reader", "pupils")
    around = {"practice": "", "languages": (), "helplines": running().helplines.of(reader)}
    page = current_app.jinja_env.get_template(f"answer/{template}").render(around | names)
    return _with_whole_grown_ups(page) if names["style"] == "ks1" else page


_SYMBOL = re.compile(r'<symbol id="([a-z]+)".*?</symbol>\n?', re.DOTALL)


def _drawing(symbol: re.Match[str], asked: Collection[str | None]) -> str:
    """A drawing goes only to those who are asked its question: a tablet waits for every byte."""
    return "" if symbol[1] in _DRAWN and symbol[1] not in asked else symbol[0]


def _with_whole_grown_ups(page: str) -> str:
    """A child who learns to read is given the word on one line: with a hyphen that breaks none."""
    return page.replace("rown-up", "rown\N{NON-BREAKING HYPHEN}up")


def send_once(page: str, status: int = 200) -> Response:
    """A page that belongs to one person, and is stored nowhere."""
    return Response(page, status, {"Cache-Control": "no-store"}, mimetype="text/html")
