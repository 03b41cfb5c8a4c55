"""A gap between a level and the answers stands beside its explanation, alike in report, PDF and files."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import replace

from pypdf import PdfReader

from selfeval.reports.explained_gaps import NOBODY, explained_gaps
from selfeval.reports.json_files import findings_json
from selfeval.reports.pdf.head_cuts import SECOND, states
from selfeval.reports.pdf.head_pages import MOST_GAPS, head_pages
from selfeval.reports.pdf.head_pdf import head_pdf
from selfeval.reports.sources import Sources
from selfeval.reports.tables import findings_csv
from selfeval.reports.year_report import year_report
from tests.reports.made import ITEM_FIGURES, RELEASED, findings, item, leaders, pupils, sources, sure

PRINTED = dt.date(2026, 11, 24)
SENTENCE = (
    "Leaders chose Secure; 44 of 100 pupils agree with “Adults step in if someone is unkind”. "
    "That does not make either side wrong. It asks for an explanation."
)
WHY = "Lunch was moved\nto the hall in May; nobody watched the corridor."
LOW = tuple(item(name, sure(20, 17, 23)) for name in ITEM_FIGURES)


def _secure(why: str = "") -> Sources:
    explanations = {"se.5.1": why} if why else {}
    return sources(leaders=replace(leaders(), levels={"se.5.1": 3}, explanations=explanations), staff=None)


def _many(why: str = "") -> Sources:
    """Gaps at 2.3, 5.1 and wherever else the five questions stand, all beside pupils and staff."""
    low = pupils(findings(items=LOW))
    definition = low.definition
    spread = tuple(
        replace(one, kind="outcome", commitment=commitment)
        for one, commitment in zip(definition.items, ("2.1", "2.2", "2.3", "5.1", "5.2"), strict=True)
    )
    levels = {f"se.{number}": 4 for number in ("2.1", "2.2", "2.3", "5.1", "5.2")}
    return sources(
        pupils=(replace(low, definition=replace(definition, items=spread)),),
        leaders=replace(leaders(), levels=levels, explanations=dict.fromkeys(levels, why) if why else {}),
        staff=None,
    )


FACTS = SENTENCE.removesuffix(" That does not make either side wrong. It asks for an explanation.")


def _words_of(body: bytes) -> str:
    pages = PdfReader(io.BytesIO(body)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_what_is_not_explained_says_so_in_the_report_and_on_the_two_pages() -> None:
    report = year_report(_secure())
    assert [(one.title, one.gap.sentence, one.answer) for one in report.level_gaps] == [
        ("5.1 Shared responsibility", SENTENCE, NOBODY)
    ]
    printed = _words_of(head_pdf(head_pages(_secure(), PRINTED)))
    assert f"5.1 Shared responsibility. {FACTS} {NOBODY}" in printed
    assert printed.count("That does not make either side wrong.") == 1


def test_the_explanation_stands_beside_the_gap_in_both() -> None:
    told = year_report(_secure(WHY)).level_gaps[0].answer
    assert told == f"What the school makes of it: {WHY}"
    printed = _words_of(head_pdf(head_pages(_secure(WHY), PRINTED)))
    assert f"{FACTS} {' '.join(told.split())}" in printed
    assert NOBODY not in printed


def test_governors_are_given_a_question_about_it() -> None:
    headline = (
        "Leaders chose Secure for “Shared responsibility”; "
        "44 of 100 pupils agree with “Adults step in if someone is unkind”."
    )
    assert f"{headline} What explains it?" in head_pages(_secure(), PRINTED).to_ask
    assert f"{headline} Does the school’s explanation hold?" in head_pages(_secure(WHY), PRINTED).to_ask


def test_an_area_names_the_indicators_on_which_a_level_and_the_answers_differ() -> None:
    (panel,) = year_report(_secure()).panels
    assert {row.area: row.differ for row in panel.rows} == {
        "culture": "",
        "bullying": "Levels and answers differ on 5.1",
    }


def test_the_two_pages_tell_the_widest_and_count_the_rest_however_much_is_written() -> None:
    made = _many("It was a year of much change in the building. " * 100)
    assert len(explained_gaps(made)) == 5
    pages = head_pages(made, PRINTED)
    assert (len(pages.level_gaps), len(pages.more_level_gaps)) == (MOST_GAPS, 2)
    body = head_pdf(pages)
    assert len(PdfReader(io.BytesIO(body)).pages) == 2
    assert "… (the whole is in the report)" in _words_of(body)
    *_, least = states(pages, SECOND)
    assert (len(least.level_gaps), len(least.more_level_gaps)) == (1, 4)
    every = {gap.number for gap in pages.level_gaps} | set(pages.more_level_gaps)
    assert {gap.number for gap in least.level_gaps} | set(least.more_level_gaps) == every, "each is named"


def test_nobody_outside_the_school_and_no_year_without_answers_has_a_gap() -> None:
    assert explained_gaps(replace(_secure(), leaders=None)) == ()
    assert explained_gaps(replace(_secure(), pupils=())) == ()


def test_the_table_has_a_line_for_it_with_the_explanation() -> None:
    gaps = explained_gaps(_secure(WHY))
    rows = list(csv.DictReader(io.StringIO(findings_csv([], explained=gaps).removeprefix("\ufeff"))))
    assert [{name: text for name, text in row.items() if text} for row in rows] == [
        {
            "questionnaire": "self-evaluation",
            "audience": "leaders",
            "by": "indicator",
            "kind": "gap",
            "id": "se.5.1",
            "text": f"5.1 Shared responsibility: {SENTENCE}",
            "figure": "level",
            "value": "3",
            "explanation": WHY,
        }
    ]


def test_the_file_of_findings_lists_it_beside_what_was_released() -> None:
    told = json.loads(findings_json([(RELEASED, "{}")], explained=explained_gaps(_secure(WHY))))
    assert told["leaders_and_answers"] == [
        {
            "indicator": "se.5.1",
            "number": "5.1",
            "name": "Shared responsibility",
            "level": 3,
            "level_name": "Secure",
            "says": SENTENCE,
            "explanation": WHY,
        }
    ]
    assert told["releases"][0]["findings"] == {}
    assert "leaders_and_answers" not in json.loads(findings_json([(RELEASED, "{}")]))
