"""A questionnaire of one's own, put together from the library's items and items of one's own.

The library's items keep id, link and words, so that whatever asks them too can be set beside it. An item of
one's own gets an id made of what it asks: the same question is the same item wherever it is asked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Literal

from pydantic import TypeAdapter

from selfeval.questionnaires.catalogue import find, latest
from selfeval.questionnaires.model import (
    OWN,
    Definition,
    Item,
    ItemKind,
    ItemWords,
    Option,
    OptionSet,
    Questionnaire,
    Scale,
    Words,
)
from selfeval.questionnaires.parts import stock

AREA_SCORE = "area"
"""Says of an item of one's own that it counts towards the score of its area."""
FEWEST_IN_SCALE = 3
"""Questions that a part of a scale needs to be scored at all."""
VERSIONS_EACH = 100
"""Version numbers of a questionnaire of one's own: its number times so many, and 1, 2, 3 ..."""
LANGUAGE = "en"
Concerns = Literal["", "school", "person"]
"""Whether a question asks about school, or who the person is; empty until somebody has said so."""


@dataclass(frozen=True)
class OwnItem:
    """A question of one's own, with a set of answers of the library, or with `answers` of its own."""

    texts: Mapping[str, str] = field(default_factory=dict)
    """Language -> the question."""
    kind: ItemKind = "experience"
    options: str = ""
    """Id of an option set of the library; empty where it has answers of its own."""
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Language -> labels of its own answers, as they are shown."""
    points: tuple[int, ...] = ()
    """Of its own answers."""
    favourable_from: int | None = None
    """Lowest points that count as a good answer; None where none is better than another."""
    also: tuple[str, ...] = ()
    commitment: str = ""
    reversed: bool = False
    scored: str = ""
    """AREA_SCORE, the name of a score of one's own, or empty: it is told by itself."""
    concerns: Concerns = ""

    @cached_property
    def id(self) -> str:
        """Made of what it asks and how, in English; where it is filed and scored makes no difference."""
        asked = [self.texts.get(LANGUAGE, ""), self.kind, self.options, self.also, self.reversed]
        own = [self.answers.get(LANGUAGE, ()), self.points, self.favourable_from]
        return _made_of(asked if self.options else [*asked, own])

    @cached_property
    def options_id(self) -> str:
        """Id of its option set."""
        return self.options or _made_of([self.answers.get(LANGUAGE, ()), self.points, self.favourable_from])

    def option_set(self) -> OptionSet:
        """Its own answers. Only where it has no set of the library."""
        options = tuple(Option(f"a{place}", points) for place, points in enumerate(self.points, start=1))
        return OptionSet(self.options_id, options, self.favourable_from)


def _made_of(content: object) -> str:
    return OWN + hashlib.sha256(json.dumps(content).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Composition:
    """What was put together, in order: ids of the library's items, and items of one's own."""

    questionnaire: str
    """Whose place it takes: that of the library's questionnaire for an age, or for staff."""
    based_on: int
    """Version of the library's questionnaire that its items are of."""
    items: tuple[str | OwnItem, ...] = ()
    languages: tuple[str, ...] = (LANGUAGE,)

    @property
    def base(self) -> Questionnaire:
        """The library's questionnaire that it is made from. Raises KeyError for a version it has not."""
        return find(self.questionnaire, self.based_on)

    @property
    def own(self) -> tuple[OwnItem, ...]:
        return tuple(item for item in self.items if isinstance(item, OwnItem))

    @property
    def of_library(self) -> frozenset[str]:
        """Ids of the library's items in it."""
        return frozenset(item for item in self.items if isinstance(item, str))


_COMPOSITION = TypeAdapter(Composition)


def composition_from_json(text: str) -> Composition:
    """A composition as it was saved. Raises ValueError for anything else."""
    return _COMPOSITION.validate_json(text)


def composition_to_json(composition: Composition) -> str:
    """A composition as text; every character that cannot be seen is written by its number."""
    return json.dumps(json.loads(_COMPOSITION.dump_json(composition)))


def whole_library(questionnaire: str) -> Composition:
    """All of the library's newest questions, in their order."""
    newest = latest(questionnaire)
    items = tuple(item.id for item in newest.definition.items)
    return Composition(questionnaire, newest.definition.version, items, tuple(newest.words))


def own_version(number: int, version: int) -> int:
    """The version number of version 1, 2, 3 ... of a questionnaire of one's own."""
    return number * VERSIONS_EACH + version


def is_own(version: int) -> bool:
    """Whether this is the version number of a questionnaire of one's own."""
    return version >= VERSIONS_EACH


def version_words(version: int) -> str:
    """version 2; own questions 3, version 1"""
    number, own = divmod(version, VERSIONS_EACH)
    return f"own questions {number}, version {own}" if number else f"version {version}"


@cache
def commitments() -> Mapping[str, tuple[str, str]]:
    """Number of a commitment -> its area, and its name in a few words."""
    evaluation = latest("self-evaluation")
    words = evaluation.words[LANGUAGE].items
    named: dict[str, tuple[str, str]] = {}
    for item in evaluation.definition.items:
        if item.commitment and item.area:
            named.setdefault(item.commitment, (item.area, words[item.id].short or words[item.id].text))
    return named


def usual_also(base: Definition) -> tuple[str, ...]:
    """The answers without points that most of the library's items of a questionnaire take."""
    many: dict[tuple[str, ...], int] = {}
    for item in base.items:
        many[item.also] = many.get(item.also, 0) + 1
    return max(many, key=lambda also: many[also])


def composed(composition: Composition, version: int = 1) -> Questionnaire:
    """The questionnaire with its words in every language in which nothing is missing, and in English.

    It may have faults: `composing_faults` says which. What is no item of the library is left out.
    """
    base = composition.base
    items = tuple(_items(composition, base.definition))
    sets = base.definition.option_sets_by_id | dict(stock().option_sets)
    sets |= {item.options_id: item.option_set() for item in composition.own if not item.options}
    areas = {item.area for item in items}
    definition = replace(
        base.definition,
        version=version,
        based_on=composition.based_on,
        items=items,
        scales=tuple(_scales(composition, base.definition)),
        option_sets=tuple(
            sets[name] for name in dict.fromkeys(item.options for item in items) if name in sets
        ),
        areas=tuple(area for area in stock().areas if area in areas),
        minutes=minutes_of(len(items), base.definition),
    )
    missing = missing_words(composition)
    languages = [language for language in possible_languages(composition) if not missing.get(language)]
    about = {definition.questionnaire, *definition.items_by_id, *(scale.id for scale in definition.scales)}
    about |= {item.commitment or "" for item in items}
    return Questionnaire(
        definition,
        {
            language: _words(
                composition, definition, base.words.get(language, base.words[LANGUAGE]), language
            )
            for language in dict.fromkeys([LANGUAGE, *languages])
        },
        accepted={name: why for name, why in base.accepted.items() if name in about},
    )


def minutes_of(questions: int, base: Definition) -> int | None:
    """How long so many questions take, at the pace of the library's."""
    if base.minutes is None:
        return None
    return max(1, round(base.minutes * questions / len(base.items)))


def languages_of(composition: Composition) -> tuple[str, ...]:
    """The languages that its author writes it in, English first."""
    own = [*composition.languages, *(language for item in composition.own for language in item.texts)]
    return tuple(dict.fromkeys([LANGUAGE, *own]))


def possible_languages(composition: Composition) -> tuple[str, ...]:
    """Those and the languages of the library's items: it can be asked in each in which nothing is missing."""
    return tuple(dict.fromkeys([*languages_of(composition), *composition.base.words]))


def missing_words(composition: Composition) -> dict[str, tuple[int, ...]]:
    """Language -> places of the items that have no words in it; English is no translation."""
    languages = composition.base.words
    return {
        language: tuple(
            place
            for place, item in enumerate(composition.items)
            if (language not in languages if isinstance(item, str) else not _speaks(item, language))
        )
        for language in possible_languages(composition)
        if language != LANGUAGE
    }


def _speaks(item: OwnItem, language: str) -> bool:
    """Whether it has its text, and its own answers, in a language."""
    labels = item.answers.get(language, ())
    own = bool(item.options) or (len(labels) == len(item.points) and all(labels))
    return bool(item.texts.get(language)) and own


def _items(composition: Composition, base: Definition) -> Iterator[Item]:
    for item in composition.items:
        if isinstance(item, str):
            if item in base.items_by_id:
                yield base.items_by_id[item]
        else:
            area, _ = commitments().get(item.commitment, (None, ""))
            yield Item(
                item.id,
                item.kind,
                item.options_id,
                area=area,
                commitment=item.commitment or None,
                reversed=item.reversed,
                also=item.also,
            )


def _scales(composition: Composition, base: Definition) -> Iterator[Scale]:
    """The library's scales as far as they are asked; then areas and scores of one's own items alone."""
    asked = composition.of_library
    own = list({item.id: item for item in composition.own}.values())
    in_area: dict[str, list[str]] = {}
    of_own: dict[str, list[str]] = {}
    for item in own:
        area, _ = commitments().get(item.commitment, ("", ""))
        if item.scored == AREA_SCORE:
            in_area.setdefault(area, []).append(item.id)
        elif item.scored:
            of_own.setdefault(item.scored, []).append(item.id)
    for scale in base.scales:
        items = [item for item in scale.items if item in asked]
        added = in_area.pop(scale.area, []) if scale.kind == "area" and scale.area else []
        if len(items) == len(scale.items) and not added:
            yield scale
        elif len(items) + len(added) >= FEWEST_IN_SCALE:
            yield replace(scale, items=(*items, *added), minimum_answered=None)
    for area, added in in_area.items():
        if area and len(added) >= FEWEST_IN_SCALE:
            yield Scale(area, "area", tuple(added), area)
    for name, added in of_own.items():
        yield Scale(_made_of(name), "other", tuple(added))


def _words(composition: Composition, definition: Definition, base: Words, language: str) -> Words:
    own = {item.id: item for item in composition.own}
    ready = stock().words_in(language)
    named = {_made_of(item.scored): item.scored for item in own.values() if item.scored}
    labels = {item.options_id: item for item in own.values() if not item.options}
    areas = {area: base.areas.get(area) or ready.areas.get(area, "") for area in definition.areas}
    also = dict.fromkeys(answer for item in definition.items for answer in item.also)
    return replace(
        base,
        language=language,
        items={
            item.id: ItemWords(own[item.id].texts.get(language, ""))
            if item.id in own
            else base.items[item.id]
            for item in definition.items
        },
        options={
            answers.id: _labels(labels[answers.id], language)
            if answers.id in labels
            else base.options.get(answers.id) or ready.options.get(answers.id, {})
            for answers in definition.option_sets
        },
        answers={name: label for name, label in base.answers.items() if name == "skipped" or name in also},
        areas=areas,
        scales={
            scale.id: areas.get(scale.area or "", "")
            if scale.kind == "area"
            else named.get(scale.id) or base.scales.get(scale.id, "")
            for scale in definition.scales
        },
        pages={area: base.pages.get(area) or areas[area] for area in definition.areas} if base.pages else {},
        page_intros={area: text for area, text in base.page_intros.items() if area in definition.areas},
        changed="",
    )


def _labels(item: OwnItem, language: str) -> dict[str, str]:
    given = item.answers.get(language, ())
    return {option.id: label for option, label in zip(item.option_set().options, given, strict=False)}


def in_library_order(
    items: Sequence[str | OwnItem], added: Iterable[str], base: Definition
) -> list[str | OwnItem]:
    """The items with some of the library's more, each after the one that it follows in the library."""
    order = [item.id for item in base.items]
    joined = list(items)
    for item in sorted(added, key=order.index):
        before = [place for place, other in enumerate(joined) if other in order[: order.index(item)]]
        last = max(before, key=lambda place: order.index(str(joined[place])), default=-1)
        joined.insert(last + 1, item)
    return joined
