"""Rendering the answering pages. A questionnaire page is the same bytes for all: made once, then kept."""

from __future__ import annotations

import gzip
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from flask import Response, current_app, jsonify, request

from selfeval.questionnaires.model import MARKS, SKIPPED_ID, Definition, Item, Questionnaire, Words
from selfeval.surveys.asked_groups import WORD
from selfeval.web.site.assets import ASK_AGAIN, Asset

Temper = Literal["ks1", "ks2", "ks3", "staff"]
TEMPERS: tuple[Temper, ...] = ("ks1", "ks2", "ks3", "staff")
_OF_BAND: Mapping[str | None, Temper] = {"5-7": "ks1", "7-11": "ks2", "11-18": "ks3"}
WORDS = Path(__file__).parent / "words"


@dataclass(frozen=True)
class Interface:
    """What a page says, what the script puts into it, and what the server answers."""

    language: str
    page: Mapping[str, str]
    script: Mapping[str, str]
    outcomes: Mapping[str, Mapping[str, str]]
    """Outcome -> its `title` and its `sentence`, to whoever has answered."""
    at_start: Mapping[str, Mapping[str, str]]
    """The same before the first question, when there are no answers to speak of."""


def temper_of(definition: Definition) -> Temper:
    """How the page of a questionnaire looks and speaks: by the age of those who answer it."""
    return _OF_BAND.get(definition.band, "ks2") if definition.audience == "pupils" else "staff"


def languages() -> frozenset[str]:
    """The languages that the answering pages speak."""
    return frozenset(path.stem for path in WORDS.glob("*.toml"))


@cache
def interface(language: str, temper: Temper, practice: bool = False) -> Interface:
    """Raises FileNotFoundError for a language that the pages do not speak."""
    tables = tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))
    own = tables["practice"] if practice else {"page": {}, "outcomes": {}}
    tables_of_outcomes = tables["outcomes"] | own["outcomes"]
    outcomes = {name: _for_temper(table, temper) for name, table in tables_of_outcomes.items()}
    return Interface(
        language=language,
        page=MappingProxyType(_for_temper(tables["page"], temper) | _for_temper(own["page"], temper)),
        script=MappingProxyType(_for_temper(tables["script"], temper)),
        outcomes=MappingProxyType({name: _said(told, "sentence") for name, told in outcomes.items()}),
        at_start=MappingProxyType({name: _said(told, "before") for name, told in outcomes.items()}),
    )


def _said(told: Mapping[str, str], which: str) -> Mapping[str, str]:
    """Heading and sentence; the one that is meant for this moment, where there is one."""
    return MappingProxyType({"title": told["title"], "sentence": told.get(which, told["sentence"])})


def _for_temper(table: Mapping[str, object], temper: Temper) -> dict[str, str]:
    """The sentences of a table, those of the temper in place of the general ones."""
    own = table.get(temper)
    general = {name: text for name, text in table.items() if isinstance(text, str)}
    return general | (own if isinstance(own, dict) else {})


DRAWINGS: Mapping[str, str] = {
    "ks1.a1.fair": "scales",
    "ks1.a1.ask": "bubbles",
    "ks1.a2.place": "school",
    "ks1.a2.belong": "coat",
    "ks1.a2.play": "ball",
    "ks1.a3.books": "book",
    "ks1.a3.curious": "glass",
    "ks1.a4.help": "pencil",
    "ks1.a4.join": "kite",
    "ks1.a5.safe": "tree",
    "ks1.a5.adult": "plaster",
    "ks1.a6.family": "house",
    "ks1.a6.meet": "globe",
}
"""Item of the youngest -> the drawing beside it: a thing, never a face or a feeling."""
STATES = ("closed", "not_yet", "paused", "ended")
_FROM_PAGE = {
    "lookOver": "look_over",
    "lockedHere": "locked_here",
    "lockedThere": "locked_there",
    "tryAgain": "try_again",
    "aboutYou": "about_you",
}


def island(definition: Definition, words: Words, own: Interface, temper: Temper) -> dict[str, Any]:
    """The document; the template writes it so that no `<` stands in it."""
    document: dict[str, Any] = {
        "digest": definition.digest,
        "temper": temper,
        "title": words.title,
        "skip": words.answers[SKIPPED_ID],
        "sets": {
            answers.id: shown_options(definition, words, answers.id) for answers in definition.option_sets
        },
        "cups": [answers.id for answers in definition.option_sets if answers.picture == "cup"],
        "items": [_item(item, words) for item in definition.items],
        "states": {state: dict(own.at_start[state]) for state in STATES},
        "words": dict(own.script),
    }
    if temper == "staff":
        document["parts"] = [
            {"heading": heading, "items": [definition.items.index(item) for item in items]}
            for heading, items in parts(definition, words)
        ]
    return document | {name: own.page[text] for name, text in _FROM_PAGE.items()}


def _item(item: Item, words: Words) -> dict[str, Any]:
    known: dict[str, Any] = {"text": words.items[item.id].text, "set": item.options}
    if item.also:
        known["also"] = [[MARKS[answer], words.answers[answer]] for answer in item.also]
    if item.id in DRAWINGS:
        known["picture"] = DRAWINGS[item.id]
    return known


def shown_options(definition: Definition, words: Words, set_id: str) -> list[list[str]]:
    """[character, label] of each option of a set, in the order shown."""
    asking = next(item for item in definition.items if item.options == set_id)
    characters = definition.characters(asking)
    return [
        [characters[option.id], words.options[set_id][option.id]]
        for option in definition.options_of(asking).options
    ]


def parts(definition: Definition, words: Words) -> list[tuple[str, list[Item]]]:
    """The items of each area under their heading, as a questionnaire shown in parts has them."""
    areas = definition.areas or tuple(dict.fromkeys(item.area or "" for item in definition.items))
    grouped = [
        (
            words.pages.get(area) or words.areas.get(area, ""),
            [item for item in definition.items if item.area == area],
        )
        for area in areas
    ]
    return [(heading, items) for heading, items in grouped if items]


LANGUAGE = "en"
WORTH_COMPRESSING = 800
"""Bytes; below that, compressing saves no packet."""


class Look:
    """One questionnaire in one language: its words, and those of the pages around it, for practice or not."""

    def __init__(
        self, questionnaire: Questionnaire, practice: bool = False, language: str = LANGUAGE
    ) -> None:
        spoken = language if language in questionnaire.words and language in languages() else LANGUAGE
        self.questionnaire = questionnaire
        self.words: Words = questionnaire.words[spoken]
        self.temper: Temper = temper_of(questionnaire.definition)
        self.practice = practice
        self.interface: Interface = interface(spoken, self.temper, practice)

    @property
    def names(self) -> dict[str, Any]:
        """What every template of the answering pages uses."""
        return {
            "language": self.words.language,
            "page": self.interface.page,
            "temper": self.temper,
            "title": self.words.title,
            "minutes": self.questionnaire.definition.minutes,
            "practice": WORD if self.practice else "",
        }


def render(template: str, **names: Any) -> str:
    """A template without what Flask adds to each: that would read the session, and here is none."""
    return current_app.jinja_env.get_template(f"answer/{template}").render({"practice": "", **names})


def takes_gzip() -> bool:
    """Whether the browser takes compressed answers."""
    return request.accept_encodings.quality("gzip") > 0


def questionnaire_page(look: Look, fault: str = "", slip: str = "") -> str:
    """The first screen, with the templates and the questions that the script makes the others from."""
    data = island(look.questionnaire.definition, look.words, look.interface, look.temper)
    return render("questionnaire.html", **look.names, data=data, fault=fault, slip=slip)


def kept_page(look: Look) -> Asset:
    """The questionnaire page as it goes over the wire, made at the first visit of this process."""
    kept: dict[object, Asset] = current_app.extensions.setdefault("selfeval_answering_pages", {})
    key = (look.questionnaire.definition.digest, look.words.language, look.practice)
    if key not in kept:
        kept[key] = Asset(questionnaire_page(look).encode(), "text/html")
    return kept[key]


def send(page: Asset) -> Response:
    """A kept page, compressed where the browser takes that, or 304 where it already has these bytes."""
    response = Response(page.body, mimetype=page.mimetype)
    response.headers["Cache-Control"] = ASK_AGAIN
    response.headers["Vary"] = "Accept-Encoding"
    etag = page.digest
    if page.compressed is not None and takes_gzip():
        response.data = page.compressed
        response.headers["Content-Encoding"] = "gzip"
        etag = f"{page.digest}-gzip"
    response.set_etag(etag)
    response.make_conditional(request)
    return response


def document_answer(document: Mapping[str, object], status: int = 200) -> Response:
    """A JSON document for the script, compressed: a tablet on a school's Wi-Fi waits for it."""
    response = jsonify(document)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept-Encoding"
    if takes_gzip() and len(response.data) > WORTH_COMPRESSING:
        response.data = gzip.compress(response.data, 6, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
    return response


def never_kept(page: str, status: int = 200) -> Response:
    """A page that belongs to one person, and is kept nowhere."""
    return Response(page, status, {"Cache-Control": "no-store"}, mimetype="text/html")
