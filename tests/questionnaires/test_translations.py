"""The translations that come with selfeval say the same as the English, as far as a machine can tell."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from selfeval.questionnaires.audiences import AUDIENCES, ONE_GROUP
from selfeval.questionnaires.catalogue import BANDS, latest
from selfeval.questionnaires.model import Words
from selfeval.questionnaires.parts import stock
from selfeval.questionnaires.translated import (
    LANGUAGE_NAMES,
    changed_since,
    mark_of,
    name_of,
    own_name_of,
    stale,
    texts_of,
)

LANGUAGES = sorted(set(LANGUAGE_NAMES) - {"en"})
SURVEYS = (
    "pupils-5-7",
    "pupils-7-11",
    "pupils-11-18",
    "staff",
    "families",
    "about-you-pupils",
    "about-you-staff",
    "about-you-families",
)
IN_WELSH_ALONE = ("governors",)
"""Who is asked in English and Welsh and in nothing else, by the library's notes."""
DRAFTS = [(name, language) for name in SURVEYS for language in LANGUAGES] + [
    (name, "cy") for name in IN_WELSH_ALONE
]
NUMBER = re.compile(r"\d+")
LEADERS_ONLY = {"levels"}
"""Option sets that nobody answers a survey with."""


def _numbers(text: str) -> list[str]:
    return sorted(NUMBER.findall(text))


@pytest.mark.parametrize(("name", "language"), DRAFTS)
def test_every_survey_is_whole_in_every_language_and_marked_as_a_draft(name: str, language: str) -> None:
    questionnaire = latest(name)
    words, english = questionnaire.words[language], questionnaire.words["en"]
    assert words.draft
    assert texts_of(words).keys() == texts_of(english).keys()
    assert words.english.keys() == texts_of(english).keys()
    assert all(all(labels.values()) for labels in words.options.values())


@pytest.mark.parametrize(("name", "language"), DRAFTS)
def test_numbers_are_those_of_the_english(name: str, language: str) -> None:
    questionnaire = latest(name)
    changed = changed_since(questionnaire, language)
    english = texts_of(questionnaire.words["en"])
    for address, text in texts_of(questionnaire.words[language]).items():
        if address not in changed:
            assert _numbers(text) == _numbers(english[address]), (address, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_and_areas_are_whole_and_no_two_answers_of_a_question_read_alike(language: str) -> None:
    ours, english = stock().words[language], stock().words["en"]
    assert ours.areas.keys() == english.areas.keys()
    assert ours.options.keys() == english.options.keys() - LEADERS_ONLY
    for name, labels in ours.options.items():
        assert labels.keys() == english.options[name].keys()
        assert len(set(labels.values())) == len(labels), (name, labels)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_has_letters_of_its_own_language(language: str) -> None:
    script = {"ar": "\u0600-\u06ff", "ur": "\u0600-\u06ff", "bn": "\u0980-\u09ff", "uk": "\u0400-\u04ff"}
    letters = re.compile(f"[{script.get(language, 'A-Za-z')}]")
    for name in [name for name, spoken in DRAFTS if spoken == language]:
        for address, text in texts_of(latest(name).words[language]).items():
            assert letters.search(text), (address, text)


def test_every_library_questionnaire_that_is_asked_has_drafts() -> None:
    asked = {*BANDS, *ONE_GROUP, *(words.about for words in AUDIENCES.values())}
    assert asked == {name for name, _ in DRAFTS}
    for name in asked:
        spoken = set(latest(name).words) - {"en"}
        assert spoken == {language for one, language in DRAFTS if one == name}


def test_the_same_sentence_is_said_alike_to_staff_and_to_families_and_governors() -> None:
    """What a language says of an English sentence does not hang on who is asked."""
    for language in LANGUAGES:
        said: dict[str, str] = {}
        for name in (*ONE_GROUP, "about-you-staff", "about-you-families"):
            questionnaire = latest(name)
            if language not in questionnaire.words:
                continue
            ours = texts_of(questionnaire.words[language])
            for address, text in texts_of(questionnaire.words["en"]).items():
                if address != "answers.had_none":  # of training here, of a problem there
                    assert said.setdefault(text, ours[address]) == ours[address], (name, address)


def _words(texts: Mapping[str, str], remembered: Mapping[str, str]) -> Words:
    return Words("xx", "Title", "Intro", {}, {}, texts, {}, {}, english=remembered)


def test_a_text_whose_english_has_changed_is_told_with_the_english_of_today() -> None:
    english = texts_of(_words({"skipped": "Skip this"}, {}))
    assert english == {"title": "Title", "intro": "Intro", "answers.skipped": "Skip this"}
    remembered = {"title": mark_of("Title"), "answers.skipped": mark_of("Skip")}
    assert stale(english, remembered) == {"answers.skipped": "Skip this"}


def test_a_language_without_a_name_is_called_by_its_code() -> None:
    assert (name_of("cy"), own_name_of("cy")) == ("Welsh", "Cymraeg")
    assert (name_of("so"), own_name_of("so")) == ("Somali", "Soomaali")
    assert (name_of("xx"), own_name_of("xx")) == ("xx", "xx")
