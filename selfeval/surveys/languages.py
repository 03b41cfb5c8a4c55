"""In which languages a survey can be asked: nothing that somebody reads may be missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from selfeval.questionnaires import catalogue
from selfeval.questionnaires.model import Definition, Words
from selfeval.questionnaires.parts import stock
from selfeval.questionnaires.translated import ANSWERS, ENGLISH, is_old, name_of, texts_of
from selfeval.store.languages import Remembered
from selfeval.store.surveys import Survey


@dataclass(frozen=True)
class PossibleLanguage:
    """A language for one survey: whether its words are whole, a draft, and made from the English of today."""

    code: str
    draft: bool
    missing: tuple[str, ...]
    """The English of the texts that it lacks."""
    changed: tuple[str, ...]
    """The English of today, of the texts that were made from another."""
    own: bool
    """The school has brought in texts of its own."""

    @property
    def name(self) -> str:
        return name_of(self.code)

    @property
    def is_whole(self) -> bool:
        return not self.missing


@dataclass(frozen=True)
class PartWords:
    """One part of what is read in a survey: its English, and each translation that comes with it."""

    part: str
    english: Mapping[str, str]
    translated: Mapping[str, Mapping[str, str]]
    """Language -> address -> text."""
    remembered: Mapping[str, Mapping[str, str]]
    """Language -> address -> what it remembers of its English."""
    drafts: frozenset[str]


def part_of(name: str, words: Mapping[str, Words]) -> PartWords:
    """A questionnaire as a part of a translation."""
    return PartWords(
        name,
        texts_of(words[ENGLISH]),
        {language: texts_of(own) for language, own in words.items() if language != ENGLISH},
        {language: own.english for language, own in words.items()},
        frozenset(language for language, own in words.items() if own.draft),
    )


def answers_part(needed: Iterable[str] | None = None) -> PartWords:
    """The library's labels of answers and names of areas; `needed`: of these option sets, and no areas."""
    words = {language: dict(_labels(language, needed)) for language in stock().words}
    english = words.pop(ENGLISH)
    remembered = {language: stock().words[language].english for language in words}
    return PartWords(ANSWERS, english, words, remembered, frozenset(words))


LEADERS_ONLY = frozenset({"levels"})
"""Option sets that no survey uses."""


def _labels(language: str, needed: Iterable[str] | None) -> Iterator[tuple[str, str]]:
    table = stock().words[language]
    sets = table.options.keys() - LEADERS_ONLY if needed is None else set(needed)
    if needed is None:
        for area, name in table.areas.items():
            yield f"areas.{area}", name
    for name, labels in table.options.items():
        if name in sets:
            for option, label in labels.items():
                yield f"options.{name}.{option}", label


def parts_of_survey(survey: Survey, pages: PartWords) -> list[PartWords]:
    """All that is read in a survey. `pages`: what the answering pages say."""
    asked: dict[str, PartWords] = {}
    sets: set[str] = set()
    for round_ in survey.rounds:
        definition, own = round_.definition, round_.definition_row.own_words
        words = own or catalogue.find(definition.questionnaire, definition.version).words
        asked[definition.questionnaire] = part_of(definition.questionnaire, words)
        about = round_.about_row.definition
        whole = catalogue.find(about.questionnaire, about.version).words
        asked[about.questionnaire] = part_of(about.questionnaire, whole)
        sets |= _of_library(definition) | _of_library(about)
    return [*asked.values(), answers_part(sets), pages]


def _of_library(definition: Definition) -> set[str]:
    shared = stock().option_sets
    return {answers.id for answers in definition.option_sets if shared.get(answers.id) == answers}


def text_and_mark(part: PartWords, address: str, language: str, own: Remembered) -> tuple[str, str]:
    """The text in a language, the school's own first, and what it remembers of its English; else empty."""
    if address in own.get(part.part, {}):
        return own[part.part][address]
    ready = part.translated.get(language, {}).get(address, "")
    return ready, part.remembered.get(language, {}).get(address, "")


def state_of(language: str, parts: Sequence[PartWords], own: Remembered) -> PossibleLanguage:
    """How far a language is for these parts. `own`: what the school has brought in."""
    missing, changed = [], []
    for part in parts:
        for address, english in part.english.items():
            text, mark = text_and_mark(part, address, language, own)
            if not text:
                missing.append(english)
            elif is_old(mark, english):
                changed.append(english)
    is_own = any(own.get(part.part) for part in parts)
    draft = is_own or any(language in part.drafts for part in parts)
    return PossibleLanguage(language, draft, tuple(missing), tuple(changed), is_own)


def possible_languages(
    parts: Sequence[PartWords], brought: Mapping[str, Remembered]
) -> list[PossibleLanguage]:
    """Every language that has some words for these parts, by its English name. `brought`: by language."""
    codes = {code for part in parts for code in part.translated} | brought.keys()
    languages = [state_of(code, parts, brought.get(code, {})) for code in codes - {ENGLISH}]
    return sorted(languages, key=lambda one: one.name)
