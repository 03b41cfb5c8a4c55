"""The Word file of a sheet is written as its language is: which way, in which letters, for which spelling."""

from __future__ import annotations

import io

import pytest
from docx import Document
from docx.oxml.ns import qn

from selfeval.notices.adults import families_notice
from selfeval.notices.impact import impact_assessment
from selfeval.notices.parents import parents_notice
from selfeval.notices.sheet import PrintedSheet, SheetTable
from selfeval.notices.word_file import word_file
from selfeval.notices.word_runs import WordScript, latin_stretches
from selfeval.questionnaires.translated import LANGUAGE_NAMES, RIGHT_TO_LEFT
from selfeval.store.database import Database
from tests.notices.test_sheets import of_staff, told

FROM_THE_LEFT = sorted(LANGUAGE_NAMES.keys() - RIGHT_TO_LEFT)


@pytest.mark.parametrize("language", ["ar", "ur"])
def test_arabic_and_urdu_run_from_the_right_and_what_is_latin_in_them_does_not(
    database: Database, language: str
) -> None:
    sheet = parents_notice(told(database, language=language))
    made = Document(io.BytesIO(word_file(sheet, "Not ready to hand out.")))
    warning, *paragraphs = [one for one in made.paragraphs if one.text]
    assert warning._p.pPr is None
    for paragraph in paragraphs:
        assert paragraph._p.pPr.find(qn("w:bidi")) is not None, paragraph.text
        for run in paragraph.runs:
            turned = run._r.rPr is not None and run._r.rPr.find(qn("w:rtl")) is not None
            assert turned != any(mark.isascii() and mark.isalnum() for mark in run.text), run.text
    assert [one.text for one in paragraphs if one.style.name == "Title"] == [sheet.title]
    assert made.sections[0]._sectPr.find(qn("w:bidi")) is not None
    defaults = made.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
    assert defaults.get(qn("w:bidi")) == {"ar": "ar-SA", "ur": "ur-PK"}[language]
    sizes = [style.element.rPr for style in made.styles if style.element.rPr is not None]
    assert all(
        one.find(qn("w:sz")).get(qn("w:val")) == one.find(qn("w:szCs")).get(qn("w:val")) for one in sizes
    )


@pytest.mark.parametrize("language", FROM_THE_LEFT)
def test_other_languages_run_from_the_left_and_say_which_they_are(database: Database, language: str) -> None:
    made = word_file(families_notice(of_staff(database, language=language)))
    document = Document(io.BytesIO(made))
    assert "bidi/" not in document.element.xml
    assert document.core_properties.language.startswith(f"{language}-")


def test_a_table_from_the_right_begins_at_the_right() -> None:
    table = SheetTable("أسئلة", ("السؤال", "الإجابات"), (("هل؟", "نعم"),))
    made = Document(io.BytesIO(word_file(PrintedSheet("sheet", "", "عنوان", "", (table,), "ar"))))
    (shown,) = made.tables
    assert shown._tbl.tblPr[0].tag == qn("w:bidiVisual")
    assert [cell.text for cell in shown.rows[0].cells] == ["السؤال", "الإجابات"]


def test_an_english_sheet_has_no_trace_of_it(database: Database) -> None:
    made = Document(io.BytesIO(word_file(impact_assessment(told(database)))))
    assert "rtl" not in made.element.xml
    assert "bidi" not in made.element.xml


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("هاتف 01234 567890 أو example.org", ["01234 567890", "example.org"]),
        ("المادة (UK GDPR, Article 6(1)(e)).", ["UK GDPR, Article 6(1)(e)"]),
        ("نعم", []),
        ("10 أشخاص", ["10"]),
    ],
)
def test_names_numbers_and_addresses_are_kept_together(text: str, latin: list[str]) -> None:
    assert [text[start:end] for start, end in latin_stretches(text)] == latin
    assert WordScript("ar").runs(text).count("<w:r>") == len(latin) + sum(
        bool(piece) for piece in _between(text, latin)
    )


def _between(text: str, latin: list[str]) -> list[str]:
    for stretch in latin:
        text = text.replace(stretch, "\n", 1)
    return text.split("\n")


def test_a_language_that_word_is_not_told_of_keeps_its_code() -> None:
    assert WordScript("so").tag == "so"
    assert "Nirmala UI" in WordScript("bn").defaults
