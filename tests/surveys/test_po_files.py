"""A translation as a PO file: out, filled in, and back with every fault named at once."""

from __future__ import annotations

import pytest

from selfeval.questionnaires.catalogue import latest
from selfeval.questionnaires.translated import LANGUAGE_NAMES, mark_of, with_texts
from selfeval.surveys.languages import PartWords, answers_part, part_of, possible_languages, state_of
from selfeval.surveys.po_files import most_characters, po_file, read_po_file
from selfeval.web.answer.interface_words import pages_part

NAME = "pupils-7-11"
PLACE = "items.ks2.a2.place"
TODAY = "This is a good school for me."
LANGUAGES = sorted(set(LANGUAGE_NAMES) - {"en"})


def parts() -> list[PartWords]:
    return [part_of(NAME, latest(NAME).words), answers_part(), pages_part()]


def filled(context: str, english: str, text: str) -> str:
    return f'\nmsgctxt "{context}"\nmsgid "{english}"\nmsgstr "{text}"\n'


def file_of(*entries: str, language: str = "pl") -> bytes:
    head = f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    return (head + "".join(entries)).encode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_comes_along_goes_out_and_comes_back_as_it_was(language: str) -> None:
    raw = po_file(language, parts(), {})
    back = read_po_file(raw, parts(), LANGUAGES)
    assert back.language == language
    assert back.texts == {}
    assert back.faults == ("Nothing in this file is new: every text is as it was, or empty.",)
    for part in parts():
        for address, text in part.translated[language].items():
            if address in part.english:
                assert len(text) <= most_characters(part, address), (address, text)


def test_a_file_has_every_text_with_its_english_and_what_to_keep() -> None:
    text = po_file("so", parts(), {}).decode()
    for part in parts():
        for address in part.english:
            assert f'msgctxt "{part.part} {address}"' in text
    assert "#. Keep as it is: {n}, {total}" in text
    assert '"Language: so\\n"' in text
    assert text.startswith("# Translation of what people read")


def test_a_text_that_was_filled_in_is_taken_with_the_english_it_was_made_from() -> None:
    back = read_po_file(file_of(filled(f"{NAME} {PLACE}", TODAY, "Dobra szkoła.")), parts(), ["pl"])
    assert back.faults == ()
    assert back.texts == {NAME: {PLACE: ("Dobra szkoła.", mark_of(TODAY))}}


def test_a_text_made_from_an_older_english_is_kept_and_is_told_as_old() -> None:
    raw = file_of(filled(f"{NAME} {PLACE}", "This is a good school.", "Dobra szkoła."))
    back = read_po_file(raw, parts(), ["pl"])
    assert back.faults == ()
    old, as_it_comes = state_of("pl", parts(), back.texts).changed, state_of("pl", parts(), {}).changed
    assert sorted(old) == sorted((*as_it_comes, TODAY))
    out = po_file("pl", parts(), back.texts).decode()
    assert f'#, fuzzy\nmsgctxt "{NAME} {PLACE}"' in out


def test_every_fault_is_named_at_once() -> None:
    raw = file_of(
        filled(f"{NAME} {PLACE}", TODAY, "x" * 301),
        filled(f"{NAME} items.nothing", "Nothing", "Nic"),
        filled("pages script.question", "Question {n} of {total}", "Pytanie {n} {m}"),
        filled("pages page.back", "Back", "<b>Wstecz</b>"),
        filled("pages page.code_hint", "8 letters and numbers. Big or small letters both work.", " Litery"),
        language="xx",
    )
    back = read_po_file(raw, parts(), ["pl"])
    assert back.texts == {}
    together = "\n".join(back.faults)
    for sentence in (
        "The line “Language:” at its top says “xx”",
        f"{NAME} {PLACE}: it has 301 characters. 78 is the most that fits on its screen.",
        f"“{NAME} items.nothing”: there is no such text. Leave it out.",
        "pages script.question: “{total}” is missing. Keep it as the English has it.",
        "pages script.question: “{m}” is not in the English. Leave it out.",
        "pages page.back: There is HTML in this text",
        "pages page.code_hint: there is a space too many at its beginning or end.",
        "pages page.code_hint: “8” is missing. Keep it as the English has it.",
    ):
        assert sentence in together


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"\xff\xfe", "not saved as UTF-8"),
        (b"hello", "no PO file that can be read"),
        (b"x" * 1_000_001, "larger than 1 MB"),
        (file_of(), "Nothing in this file is new"),
    ],
)
def test_what_is_no_po_file_is_said(raw: bytes, fault: str) -> None:
    (sentence,) = read_po_file(raw, parts(), ["pl"]).faults
    assert fault in sentence


def test_a_language_is_whole_when_nothing_is_missing() -> None:
    own = {part.part: {a: (f"so {t}", mark_of(t)) for a, t in part.english.items()} for part in parts()}
    (somali,) = [one for one in possible_languages(parts(), {"so": own}) if one.code == "so"]
    assert (somali.is_whole, somali.draft, somali.changed, somali.own) == (True, True, (), True)
    del own[NAME][PLACE]
    assert len(state_of("so", parts(), own).missing) == 1
    polish = state_of("pl", parts(), {})
    assert (polish.is_whole, polish.draft, polish.own) == (True, True, False)


def test_texts_take_the_place_of_others_by_their_address() -> None:
    words = latest(NAME).words["en"]
    texts = {
        PLACE: "Good",
        f"{PLACE}.help": "Why",
        "answers.skipped": "Hop",
        "options.agree5_middle.middle": "So-so",
    }
    said = with_texts(words, {**texts, "title": "Us"})
    item = said.items["ks2.a2.place"]
    assert (said.title, item.text, item.help, said.answers["skipped"]) == ("Us", "Good", "Why", "Hop")
    assert said.options["agree5_middle"]["middle"] == "So-so"
    assert said.items["ks2.a2.belong"] == words.items["ks2.a2.belong"]
