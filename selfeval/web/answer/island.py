"""What the script of the answering pages must know of a questionnaire: a JSON document inside the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from selfeval.questionnaires.model import MARKS, SKIPPED_ID, Definition, Item, Words
from selfeval.web.answer.interface import Interface, Temper

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
