"""What the answering pages say beside the questions, in every language that they speak.

A text has an address, such as `page.staff.next`: the table, the style where it is of one, and its name.
Whatever a translation lacks is said in English.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from selfeval.questionnaires.audiences import FURTHER
from selfeval.questionnaires.translated import ENGLISH, PAGES, RIGHT_TO_LEFT
from selfeval.surveys.languages import PartWords

PageStyle = Literal["ks1", "ks2", "ks3", "staff"]
STYLES: tuple[PageStyle, ...] = ("ks1", "ks2", "ks3", "staff")
WORDS = Path(__file__).parent / "words"
ABOUT_THE_FILE = frozenset({"draft", "english"})
"""Lines of a words file that no page says."""
NEVER_TRANSLATED = frozenset({"page.direction"})


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


@cache
def languages() -> frozenset[str]:
    """The languages that the answering pages speak."""
    return frozenset(path.stem for path in WORDS.glob("*.toml"))


@cache
def words_file(language: str) -> Mapping[str, Any]:
    """A words file as it stands. Raises FileNotFoundError for a language that the pages do not speak."""
    return tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))


def interface_texts(language: str) -> dict[str, str]:
    """Address -> text, of all that there is to translate, in the order of the file."""
    return {
        address: text
        for address, text in _flat(words_file(language), "")
        if text and address not in NEVER_TRANSLATED
    }


def with_interface_texts(tables: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """A copy of a words file with some of its texts said otherwise, or added."""
    copy: dict[str, Any] = deepcopy(dict(tables))
    for address, text in texts.items():
        *way, name = address.split(".")
        here = copy
        for part in way:
            here = here.setdefault(part, {})
        here[name] = text
    return copy


def _flat(tree: Mapping[str, Any], before: str) -> Iterator[tuple[str, str]]:
    for name, inner in tree.items():
        if not before and name in ABOUT_THE_FILE:
            continue
        if isinstance(inner, dict):
            yield from _flat(inner, f"{before}{name}.")
        else:
            yield before + name, inner


@cache
def pages_part() -> PartWords:
    """What the answering pages say, as a part of a translation."""
    translated = sorted(languages() - {ENGLISH})
    return PartWords(
        PAGES,
        interface_texts(ENGLISH),
        {language: interface_texts(language) for language in translated},
        {language: words_file(language).get("english", {}) for language in translated},
        frozenset(language for language in translated if words_file(language).get("draft")),
    )


@cache
def interface(language: str, style: PageStyle, practice: bool = False, audience: str = "") -> Interface:
    """Raises FileNotFoundError for a language that the pages do not speak."""
    return interface_of(language, words_file(language), style, practice, audience)


def interface_of(
    language: str, tables: Mapping[str, Any], style: PageStyle, practice: bool, audience: str = ""
) -> Interface:
    """That of a words file, for one style; in English whatever it lacks.

    An audience that shares the style of others has sentences of its own in their place.
    """
    english = words_file(ENGLISH)
    page = _sentences_of(english["page"], tables.get("page", {}), style)
    if audience in FURTHER:
        own_page = tables.get("page", {}).get(audience, {})
        page |= {name: own_page.get(name) or text for name, text in english["page"][audience].items()}
    outcomes = _outcomes(english["outcomes"], tables.get("outcomes", {}), style)
    if practice:
        own = english["practice"], tables.get("practice", {})
        page |= _sentences_of(own[0]["page"], own[1].get("page", {}), style)
        outcomes |= _outcomes(own[0]["outcomes"], own[1].get("outcomes", {}), style)
    page["direction"] = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    return Interface(
        language=language,
        page=MappingProxyType(page),
        script=MappingProxyType(_sentences_of(english["script"], tables.get("script", {}), style)),
        outcomes=MappingProxyType({name: _sentences(table, "sentence") for name, table in outcomes.items()}),
        at_start=MappingProxyType({name: _sentences(table, "before") for name, table in outcomes.items()}),
    )


def _outcomes(
    english: Mapping[str, Any], tables: Mapping[str, Any], style: PageStyle
) -> dict[str, dict[str, str]]:
    return {name: _sentences_of(table, tables.get(name, {}), style) for name, table in english.items()}


def _sentences(table: Mapping[str, str], which: str) -> Mapping[str, str]:
    """Heading and sentence; the one that is meant for this moment, where there is one."""
    return MappingProxyType({"title": table["title"], "sentence": table.get(which, table["sentence"])})


def _sentences_of(english: Mapping[str, Any], table: Mapping[str, Any], style: PageStyle) -> dict[str, str]:
    """The sentences of a table, those of the style in place of the general ones.

    A translation may have some for a style where English needs none, as where it says “you” in two ways.
    """
    own_english, own = english.get(style, {}), table.get(style, {})
    general = {name: text for name, text in english.items() if isinstance(text, str)}
    sentences = {}
    for name, text in (general | own_english).items():
        translated = own.get(name) or (None if name in own_english else table.get(name))
        sentences[name] = translated or text
    return sentences
