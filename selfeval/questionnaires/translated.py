"""A translation beside its English: which texts there are to translate, and of which the English changed.

A text has an address, such as `items.ks1.a2.play`: the section and the id under which its file has it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace

from selfeval.questionnaires.model import Questionnaire, Words

ENGLISH = "en"
LANGUAGE_NAMES: Mapping[str, tuple[str, str]] = {
    "en": ("English", "English"),
    "ar": ("Arabic", "العربية"),
    "bn": ("Bengali", "বাংলা"),
    "cy": ("Welsh", "Cymraeg"),
    "pl": ("Polish", "Polski"),
    "ro": ("Romanian", "Română"),
    "uk": ("Ukrainian", "Українська"),
    "ur": ("Urdu", "اردو"),
}
"""Language -> its name in English, and in itself."""
MORE_NAMES: Mapping[str, tuple[str, str]] = {
    "ckb": ("Kurdish (Sorani)", "کوردی"),
    "es": ("Spanish", "Español"),
    "fa": ("Persian", "فارسی"),
    "fr": ("French", "Français"),
    "gu": ("Gujarati", "ગુજરાતી"),
    "it": ("Italian", "Italiano"),
    "lt": ("Lithuanian", "Lietuvių"),
    "pa": ("Panjabi", "ਪੰਜਾਬੀ"),
    "ps": ("Pashto", "پښتو"),
    "pt": ("Portuguese", "Português"),
    "so": ("Somali", "Soomaali"),
    "sq": ("Albanian", "Shqip"),
    "ta": ("Tamil", "தமிழ்"),
    "tr": ("Turkish", "Türkçe"),
    "vi": ("Vietnamese", "Tiếng Việt"),
    "zh": ("Chinese", "中文"),
}
"""Languages that do not come with selfeval, and that a school can begin a translation into."""
_NAMES = {**LANGUAGE_NAMES, **MORE_NAMES}
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "fa", "he", "ps", "sd", "ur"})
ANSWERS, PAGES, NOTICES = "answers", "pages", "notices"
"""Parts of a translation that are no questionnaire: the library's labels, what pages and print-outs say."""
PartTexts = Mapping[str, Mapping[str, str]]
"""Part, such as a questionnaire -> address -> text."""
MARK = 8
"""Digits of the mark of an English text."""


def name_of(language: str) -> str:
    """Its English name; a language that we have no name for is called by its code."""
    return _NAMES.get(language, (language, language))[0]


def own_name_of(language: str) -> str:
    """Its name as those who speak it write it."""
    return _NAMES.get(language, (language, language))[1]


def is_old(mark: str, english: str) -> bool:
    """Whether the English of a text has changed since; of one that remembers none nobody can tell."""
    return bool(mark) and mark != mark_of(english)


def mark_of(text: str) -> str:
    """What a translation remembers of the English that it was made from: the first digits of its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:MARK]


def texts_of(words: Words) -> dict[str, str]:
    """Address -> text, of all that a reader of a questionnaire sees, in the order of its file.

    Labels of the library's answers and names of its areas are not among them: they have files of their own.
    """
    return {address: text for address, text in _texts(words) if text}


def _texts(words: Words) -> Iterator[tuple[str, str]]:
    yield "title", words.title
    yield "intro", words.intro
    sections = {
        "answers": words.answers,
        "scales": words.scales,
        "pages": words.pages,
        "page_intros": words.page_intros,
        "warm_ups": words.warm_ups,
    }
    for section, texts in sections.items():
        for name, text in texts.items():
            if section != "scales" or text not in words.areas.values():
                yield f"{section}.{name}", text
    for item, own in words.items.items():
        yield f"items.{item}", own.text
        yield f"items.{item}.help", own.help


def with_texts(words: Words, texts: Mapping[str, str]) -> Words:
    """The same words with some of its texts said otherwise; addresses that it does not have mean nothing."""

    def section(name: str, own: Mapping[str, str]) -> dict[str, str]:
        return {key: texts.get(f"{name}.{key}", text) for key, text in own.items()}

    return replace(
        words,
        title=texts.get("title", words.title),
        intro=texts.get("intro", words.intro),
        answers=section("answers", words.answers),
        scales=section("scales", words.scales),
        pages=section("pages", words.pages),
        page_intros=section("page_intros", words.page_intros),
        warm_ups=section("warm_ups", words.warm_ups),
        areas=section("areas", words.areas),
        options={name: section(f"options.{name}", labels) for name, labels in words.options.items()},
        items={
            item: replace(
                own,
                text=texts.get(f"items.{item}", own.text),
                help=texts.get(f"items.{item}.help", own.help),
            )
            for item, own in words.items.items()
        },
    )


def changed_since(questionnaire: Questionnaire, language: str) -> dict[str, str]:
    """Address -> the English as it is now, of every text of a translation that was made from another.

    A translation that remembers no English is not among them: nobody can tell.
    """
    remembered = questionnaire.words[language].english
    return stale(texts_of(questionnaire.words[ENGLISH]), remembered) if ENGLISH in questionnaire.words else {}


def stale(english: Mapping[str, str], remembered: Mapping[str, str]) -> dict[str, str]:
    """Address -> the English as it is now, of the texts whose English is not what was remembered."""
    return {address: text for address, text in english.items() if is_old(remembered.get(address, ""), text)}
