"""What the answering pages say in other languages: all of it, with the same gaps and numbers."""

from __future__ import annotations

import re

import pytest

from selfeval.questionnaires.translated import LANGUAGE_NAMES, mark_of
from selfeval.web.answer.interface_words import (
    STYLES,
    interface,
    interface_of,
    interface_texts,
    languages,
    words_file,
)

TRANSLATED = sorted(languages() - {"en"})
KEPT = re.compile(r"\{\w+\}|\d+|PRACTICE|Wi-Fi|@")


def _kept(text: str) -> list[str]:
    return sorted(KEPT.findall(text))


def _general(address: str) -> str:
    """The address of the text that one of a style stands for where English has none for the style."""
    return ".".join(part for part in address.split(".") if part not in STYLES)


def test_the_pages_speak_every_language_that_has_a_name() -> None:
    assert languages() == set(LANGUAGE_NAMES)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_there_and_nothing_else(language: str) -> None:
    english, ours = interface_texts("en"), interface_texts(language)
    assert english.keys() <= ours.keys()
    assert {_general(address) for address in ours} <= {_general(address) for address in english}
    assert words_file(language)["draft"] is True
    assert words_file(language)["english"].keys() == ours.keys()


@pytest.mark.parametrize("language", TRANSLATED)
def test_gaps_numbers_and_words_to_type_are_those_of_the_english(language: str) -> None:
    english, remembered = interface_texts("en"), words_file(language)["english"]
    fresh = 0
    for address, text in interface_texts(language).items():
        source = english.get(address) or english[_general(address)]
        if remembered[address] == mark_of(source):
            fresh += 1
            assert _kept(text) == _kept(source), (address, text)
    assert 2 * fresh > len(remembered)  # else hardly anything was looked at


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("style", STYLES)
def test_a_page_has_every_name_that_the_english_page_has(language: str, style: str) -> None:
    for practice in (False, True):
        ours, english = (
            interface(language, style, practice),  # type: ignore[arg-type]
            interface("en", style, practice),  # type: ignore[arg-type]
        )
        assert ours.page.keys() == english.page.keys()
        assert ours.script.keys() == english.script.keys()
        assert ours.outcomes.keys() == english.outcomes.keys()
        assert {name for name, text in ours.page.items() if not text} == {
            name for name, text in english.page.items() if not text
        }


def test_arabic_and_urdu_run_from_right_to_left() -> None:
    assert {name for name in languages() if interface(name, "ks2").page["direction"] == "rtl"} == {"ar", "ur"}


def test_what_a_translation_lacks_is_said_in_english_of_the_same_style() -> None:
    page = interface_of("xx", {"page": {"next": "Weiter", "help_text": "Hand hoch."}}, "ks1", False).page
    english = interface("en", "ks1").page
    assert page["next"] == "Weiter"
    assert page["help_text"] == english["help_text"]  # English has another for the youngest
    assert page["back"] == english["back"]


def test_a_translation_may_have_a_sentence_for_staff_where_english_has_none() -> None:
    tables = {"page": {"idle_title": "Bist du noch da?", "staff": {"idle_title": "Sind Sie noch da?"}}}
    assert interface_of("xx", tables, "staff", False).page["idle_title"] == "Sind Sie noch da?"
    assert interface_of("xx", tables, "ks2", False).page["idle_title"] == "Bist du noch da?"
