"""Areas as groups of questions, and what must be said of scores whose questions do not go together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import Reliability, ScaleFinding
from selfeval.reports.areas import cautions, coherence
from selfeval.reports.year_report import year_report
from tests.reports.made import definition, findings, pupils, sources


def with_together(finding: ScaleFinding, together: float | None, words: str = "apart") -> ScaleFinding:
    return replace(finding, reliability=Reliability(Estimate(0.5), 60, 3, words, together=together))


@pytest.mark.parametrize(
    ("together", "word"),
    [(0.5, "together"), (0.3, "together"), (0.29, "partly"), (0.15, "partly"), (0.14, "apart"), (None, "")],
)
def test_how_questions_go_together_hangs_on_their_mean_correlation_and_not_on_their_number(
    together: float | None, word: str
) -> None:
    for items in (3, 8):
        assert coherence(Reliability(Estimate(0.5), 60, items, "apart", together=together)) == word
    assert coherence(None) == ""


def test_areas_whose_questions_have_nothing_to_do_with_each_other_are_named() -> None:
    culture, bullying, *rest = findings().scales
    one = findings(scales=(with_together(culture, 0.1), with_together(bullying, 0.2), *rest))
    assert tuple(cautions(pupils(one))) == (
        "Pupils: the questions of “A respectful culture” (61) had little to do with each other. "
        "The score is only their average: read the questions one by one.",
    )
    both = findings(scales=(with_together(culture, 0.1), with_together(bullying, 0.0), *rest))
    assert tuple(cautions(pupils(both))) == (
        "Pupils: the questions of “A respectful culture” (61) and “Preventing and tackling bullying” (48) "
        "had little to do with each other. These scores are only averages: read the questions one by one.",
    )


def test_an_area_of_few_questions_that_partly_go_together_needs_no_caution_whatever_its_alpha() -> None:
    culture, *rest = findings().scales
    assert tuple(cautions(pupils(findings(scales=(with_together(culture, 0.2, "apart"), *rest))))) == ()


def test_a_scale_that_is_meant_to_measure_one_thing_is_judged_by_its_alpha() -> None:
    *areas, belonging, attitudes = findings().scales
    found = findings(
        scales=(*areas, with_together(belonging, 0.4, "weak"), with_together(attitudes, 0.4, "apart"))
    )
    assert tuple(cautions(pupils(found))) == (
        "Pupils: the score is rough for “Belonging” (61): answers to its questions often went different "
        "ways. Read each question before you trust the score.",
        "Pupils: the score says little for “Attitudes to difference” (70): people who liked what one of its "
        "questions asks did not tend to like the others. Read the questions one by one.",
    )
    usable = findings(scales=(*areas, with_together(belonging, 0.4, "usable"), attitudes))
    assert tuple(cautions(pupils(usable))) == ()


def test_each_area_stands_with_its_questions_and_a_note() -> None:
    culture, *rest = findings().scales
    voice = pupils(findings(scales=(with_together(culture, 0.2), *rest)))
    first, second, *_ = year_report(sources(pupils=(voice,), staff=None)).areas
    (spoken,) = first.voices
    assert (first.name, spoken.note) == (
        "A respectful culture",
        "The answers to these questions only partly went together.",
    )
    assert [each.statement.quote for each in spoken.questions] == [
        "“This is a good school for me”",
        "“I hide who I am”",
    ]
    assert spoken.score == "61 of 100"
    assert second.voices[0].note == ""


def test_a_score_that_says_little_heads_nothing_and_stands_behind_the_words_that_say_so() -> None:
    *areas, belonging, attitudes = findings().scales
    voice = pupils(findings(scales=(*areas, belonging, with_together(attitudes, 0.4, "apart"))))
    report = year_report(sources(pupils=(voice,), staff=None))
    (page,) = (page for page in report.areas if page.key == "attitudes")
    (spoken,) = page.voices
    assert (spoken.score, spoken.sure) == ("", "")
    assert spoken.note.startswith("Read these questions one by one. The score says little here")
    assert spoken.note.endswith("It is 70 of 100, among all pupils, very likely between 68 and 72.")
    (line,) = (line for line in report.scales if line.name == "Attitudes to difference")
    assert line.note.endswith("This score says little: read its questions one by one.")


def test_an_area_that_is_not_shown_has_no_note() -> None:
    culture, *rest = findings().scales
    hidden = replace(with_together(culture, 0.1), mean=None, hidden="few")
    voice = pupils(findings(scales=(hidden, *rest)))
    (spoken,) = year_report(sources(pupils=(voice,), staff=None)).areas[0].voices
    assert (spoken.score, spoken.note) == ("not shown", "")
    assert tuple(cautions(voice)) == ()


def test_the_youngest_who_have_no_area_scores_still_have_each_area_with_its_questions() -> None:
    voice = pupils()
    bare = replace(definition(), scales=definition().scales[2:])
    culture = year_report(sources(pupils=(replace(voice, definition=bare),), staff=None)).areas[0]
    (spoken,) = culture.voices
    assert (spoken.score, spoken.questions) == ("", ())
    assert spoken.note == "Too few questions for a score: read them one by one."
    assert len(spoken.others) == 3


def test_every_question_stands_on_the_page_of_an_area_once() -> None:
    report = year_report(sources())
    for voice in sources().voices:
        on_pages = [
            question.statement.item
            for page in report.areas
            if page.kind == "areas"
            for spoken in page.voices
            if spoken.key == voice.key
            for question in (*spoken.questions, *spoken.others)
        ]
        assert sorted(on_pages) == sorted(statement.item for statement in voice.statements)


def test_all_answers_to_a_question_are_told_by_their_names_in_their_order() -> None:
    (page,) = (page for page in year_report(sources()).areas if page.key == "culture")
    place = page.voices[0].questions[0]
    assert place.answers.startswith("Strongly disagree")
    assert place.answers.endswith(f"Strongly agree {place.statement.shares[-1].per_cent}")


def test_the_pages_of_scores_outside_the_areas_come_after_those_of_areas() -> None:
    pages = year_report(sources()).areas
    assert [(page.kind, page.key) for page in pages] == [
        ("areas", "culture"),
        ("areas", "bullying"),
        ("scores", "belonging"),
        ("scores", "attitudes"),
    ]


def test_what_is_surely_so_in_an_area_heads_its_page() -> None:
    report = year_report(sources())
    said = [sentence for page in report.areas for sentence in page.stands_out]
    assert said
    assert set(said) <= {finding.sentence for finding in report.key}
