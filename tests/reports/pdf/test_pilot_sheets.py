"""The sheets of a pilot: every question of every questionnaire, with what is asked and where it is coded."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest
from pypdf import PdfReader

from selfeval.questionnaires.catalogue import latest, shipped
from selfeval.questionnaires.model import Questionnaire
from selfeval.reports.pdf.flow import ROOM, WIDTH
from selfeval.reports.pdf.pilot_blocks import InterviewQuestion, printed
from selfeval.reports.pdf.pilot_field import field_test_pdf
from selfeval.reports.pdf.pilot_interview import CODES, interview_pdf

ASKED = [one for versions in shipped().values() for one in versions if one.definition.audience != "leaders"]
NAMES = [f"{one.name} {one.definition.version}" for one in ASKED]


def said(pdf: bytes) -> str:
    """Its words in the order in which they are drawn."""
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(text.split())


@pytest.mark.parametrize("questionnaire", ASKED, ids=NAMES)
def test_every_question_stands_on_both_sheets_in_each_language_after_the_warm_ups(
    questionnaire: Questionnaire,
) -> None:
    for language, words in printed(questionnaire).items():
        interview, field = (said(sheet(questionnaire, language)) for sheet in (interview_pdf, field_test_pdf))
        for item in words.items.values():
            assert " ".join(item.text.split()) in interview, item.text
            assert " ".join(item.text.split()) in field, item.text
        for warm_up in words.warm_ups.values():
            assert interview.index(warm_up) < interview.index("With each question")


def test_each_question_has_the_six_prompts_and_five_boxes_for_two_coders() -> None:
    questionnaire = latest("pupils-7-11")
    text = said(interview_pdf(questionnaire, "en"))
    questions = len(questionnaire.definition.items)
    assert text.count("Coder 1 2") == questions + 2
    for begins in ("2 Answer", "3 In their own words", "4 Thought of", "6 Hard or not nice"):
        assert text.count(begins) == questions + 1
    for code in CODES:
        assert text.count(f" {code} ") >= questions


def test_a_word_that_may_mean_much_is_asked_about() -> None:
    questionnaire = latest("pupils-7-11")
    words = questionnaire.words["en"]
    first = questionnaire.definition.items[0].id
    items = {**words.items, first: replace(words.items[first], text="I belong here.")}
    asked = replace(questionnaire, words={"en": replace(words, items=items)})
    assert "5 “belong”" in said(interview_pdf(asked, "en"))


def test_the_two_questions_on_the_notice_stand_at_the_end() -> None:
    text = said(interview_pdf(latest("pupils-5-7"), "en"))
    assert text.index("“Who will see your answers?”") < text.index("“Can you stop?”")
    assert "eight must be right" in text


@pytest.mark.parametrize(("name", "line"), [("pupils-7-11", "0.20"), ("pupils-11-18", "0.30")])
def test_the_field_sheet_has_the_lines_of_its_age_and_the_number_for_each_wording(
    name: str, line: str
) -> None:
    text = said(field_test_pdf(latest(name), "en"))
    assert "153 for each wording, 306 for two" in text
    assert f"correlation of {line} or more" in text
    assert f"--questionnaire {name}/v{latest(name).definition.version}" in text


def test_staff_are_no_pupils_on_their_sheets() -> None:
    for sheet in (interview_pdf, field_test_pdf):
        text = said(sheet(latest("staff"), "en"))
        assert "Each pupil" not in text
        assert "parents" not in text.casefold()


@pytest.mark.parametrize(
    ("name", "people", "person"),
    [
        ("staff", "eight colleagues. Two", "A colleague is upset"),
        ("families", "eight parents and carers. Two", "A parent or carer is upset"),
        ("governors", "eight governors. Two", "A governor is upset"),
    ],
)
def test_each_audience_is_called_what_it_is_and_grown_ups_have_no_year(
    name: str, people: str, person: str
) -> None:
    interview, field = (said(sheet(latest(name), "en")) for sheet in (interview_pdf, field_test_pdf))
    assert people in interview
    assert person in interview
    assert "Who asks" in interview
    assert "no name Year" not in interview
    for text in (interview, field):
        assert name == "staff" or "colleague" not in text.casefold()


@pytest.mark.parametrize("sheet", [interview_pdf, field_test_pdf])
def test_the_same_questionnaire_gives_the_same_bytes_and_says_what_its_parts_are(sheet: object) -> None:
    assert callable(sheet)
    body: bytes = sheet(latest("pupils-11-18"), "en")
    assert body == sheet(latest("pupils-11-18"), "en")
    with pikepdf.open(io.BytesIO(body)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root


def test_a_very_long_question_still_fits_its_page() -> None:
    block = InterviewQuestion(1, "I am asked. " * 60, "Yes · No", ("2 Answer",) * 5, CODES)
    assert block.height(WIDTH) < ROOM
