"""Print-outs in every language: each sentence with its gaps, and English where there is none."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re

import pytest
from pypdf import PdfReader

from selfeval.notices.adults import families_notice, governors_notice, staff_notice
from selfeval.notices.facts import NoticeFacts
from selfeval.notices.parents import parents_notice
from selfeval.notices.pupils import pupils_notice
from selfeval.notices.room import script_sheet
from selfeval.notices.sheet import PrintedSheet
from selfeval.notices.sheet_pdf import sheet_pdf, truth_of
from selfeval.notices.words import NoticeWords, languages, notice_words, notices_part
from selfeval.notices.younger import middle_notice, youngest_notice
from selfeval.questionnaires.catalogue import latest
from selfeval.questionnaires.translated import LANGUAGE_NAMES, mark_of
from selfeval.reports.pdf.cards import DRAW
from selfeval.store.database import Database
from selfeval.web.answer.interface_words import interface
from tests.notices.test_sheets import of_staff, told

TRANSLATED = sorted(languages())
KEPT = re.compile(r"\{\w+\}|\d+|ico\.org\.uk|\*")
ELSEWHERE = {DRAW, "Go to"}
"""Sentences that stand on no sheet."""


@dataclasses.dataclass(frozen=True)
class HeardWords(NoticeWords):
    """Remembers what was said."""

    heard: set[str] = dataclasses.field(default_factory=set)

    def say(self, text: str, **gaps: object) -> str:
        self.heard.add(text)
        return super().say(text, **gaps)


def of_grown_ups(facts: NoticeFacts) -> list[PrintedSheet]:
    few = dataclasses.replace(facts, people=12)
    return [make(few) for make in (staff_notice, families_notice, governors_notice)]


def every_sheet(facts: NoticeFacts) -> list[PrintedSheet]:
    sheets = [youngest_notice(facts), middle_notice(facts), pupils_notice(facts)]
    sheets += [parents_notice(facts)] if facts.is_of_pupils else of_grown_ups(facts)
    return [*sheets, script_sheet(facts.school, "Year 5", facts.adult, "Ruth Adeyemi", facts.words)]


def test_print_outs_speak_every_language_that_the_pages_speak() -> None:
    assert set(TRANSLATED) == LANGUAGE_NAMES.keys() - {"en"}


def test_each_sentence_of_a_sheet_is_there_to_be_translated_and_none_is_there_for_nothing(
    database: Database,
) -> None:
    words = HeardWords()
    for facts in (told(database), told(database, about=()), of_staff(database)):
        for changed in (
            {},
            {"keeps_sex": not facts.keeps_sex, "keep_years": 1, "readers": ("Wend Valley Trust",)},
            {"readers": ("Wend Valley Trust", "Wend Council"), "is_on_tablets": True, "has_cards": True},
            {"is_on_tablets": True, "has_cards": False, "rounds": ()},
            {"asks_special": True, "keeps_sex": False, "decided": "the governing body"},
        ):
            every_sheet(dataclasses.replace(facts, words=words, **changed))  # type: ignore[arg-type]
    there = set(notices_part().english.values())
    assert words.heard <= there
    assert all(mark == mark_of(text) for mark, text in notices_part().english.items())
    unheard = there - words.heard - ELSEWHERE
    assert unheard == ON_PAPER_FORMS


ON_PAPER_FORMS = {
    "Put a cross in one box for each question. You can leave out any question.",
    "Somebody at school types the crosses in. They see this paper, but not whose it is. Then it is "
    "destroyed.",
    "An adult reads each question to you. You put a cross under the cup.",
    "Do not write your name on this paper.",
    "When you have finished, fold the paper and put it in the box.",
    "Page {page} of {pages}",
}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_is_whole_and_keeps_gaps_and_numbers(language: str) -> None:
    english, ours = notices_part().english, notices_part().translated[language]
    assert ours.keys() == english.keys()
    for mark, text in ours.items():
        assert sorted(KEPT.findall(text)) == sorted(KEPT.findall(english[mark])), (english[mark], text)


@pytest.mark.parametrize("language", TRANSLATED)
def test_parents_read_that_a_child_may_say_no_and_every_question_in_their_language(
    database: Database, language: str
) -> None:
    day = dt.date(2027, 1, 15)
    facts = told(database, language=language, opens_on=dt.date(2027, 1, 18), closes_on=dt.date(2027, 1, 29))
    sheet = parents_notice(facts)
    assert sheet.language == language
    say = notice_words(language, {})
    child = "Your child does not have to take part. To say no, please tell us by {day}."
    assert sheet.lead == say.say(child, day=say.full_day(day))
    assert sheet.lead != child.format(day=say.full_day(day))
    for name in ("pupils-5-7", "pupils-7-11", "pupils-11-18"):
        for item in latest(name).words[language].items.values():
            assert item.text in sheet.text
    button = interface(language, "ks2").page["help"]
    assert button in sheet.text  # it names the button as the pages do
    assert f"lang={language}" in sheet.text


TO_A_CHILD = {
    "bn": r"তোমা|তুমি",
    "cy": r"\b(dy|ti|di)\b",
    "pl": r"\b(Tw[oó]j\w*|Tobie|Ciebie|możesz|musisz)\b",
    "ro": r"\b(tale|tine|tău|ta|te)\b",
    "uk": r"\b(тво\w+|твій|тебе|тобі|ти)\b",
}
"""Language -> words by which it speaks to a child and to no grown-up it does not know."""


@pytest.mark.parametrize("language", TO_A_CHILD)
def test_grown_ups_are_not_spoken_to_as_children_are(database: Database, language: str) -> None:
    informal = re.compile(TO_A_CHILD[language], re.IGNORECASE)
    facts = of_staff(database, language=language)
    for sheet in of_grown_ups(facts):
        assert informal.findall(sheet.text) == [], sheet.name
    assert informal.search(pupils_notice(facts).text), "the pattern finds what it looks for"


def test_what_the_school_says_otherwise_stands_in_its_place() -> None:
    text = "How to say no"
    own = notice_words("pl", {"notices": {mark_of(text): "Jak powiedzieć nie"}})
    assert own.say(text) == "Jak powiedzieć nie"
    assert own.say("What it is") == notice_words("pl", {}).say("What it is")


def test_a_language_that_lacks_a_sentence_says_it_in_english_and_the_foot_says_so() -> None:
    somali = notice_words("so", {"notices": {mark_of("What it is"): "Waa maxay"}})
    assert somali.say("What it is") == "Waa maxay"
    assert somali.say("How to say no") == "How to say no"
    assert somali.full_day(dt.date(2026, 12, 3)).endswith("2026")
    assert truth_of("so", draft=True, whole=False) == (
        "Somali, a draft: nobody who speaks it has checked these words. "
        "Some sentences have no translation and stand in English."
    )
    assert truth_of("en", draft=False, whole=True) == ""


@pytest.mark.parametrize("language", ["en", *TRANSLATED])
def test_a_pdf_has_the_letters_of_its_language_and_says_which_it_is(
    database: Database, language: str
) -> None:
    facts = told(database, language=language)
    made = sheet_pdf(parents_notice(facts), truth_of(language, draft=True, whole=True))
    assert made == sheet_pdf(parents_notice(facts), truth_of(language, draft=True, whole=True))
    pdf = PdfReader(io.BytesIO(made))
    root = pdf.trailer["/Root"]
    assert str(root["/Lang"]).split("-")[0] == language
    assert root["/MarkInfo"]["/Marked"]
    resources = [page["/Resources"]["/Font"] for page in pdf.pages]  # type: ignore[index]
    fonts = {str(font["/BaseFont"]) for named in resources for font in named.values()}
    script = {"ar": "NotoSansArabic", "ur": "NotoSansArabic", "bn": "NotoSansBengali"}.get(language)
    assert any(script in font for font in fonts) if script else all("SourceSans" in font for font in fonts)
    text = " ".join(word for page in pdf.pages for word in page.extract_text().split())
    assert "Grace Bello" in text
    assert ("a draft: nobody who speaks it has checked" in text) == (language != "en")
