"""Areas as groups of questions, and what must be said of scores whose questions do not go together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import Reliability, ScaleFinding
from selfeval.reports.areas import cautions, coherence, question_groups
from tests.reports.made import definition, findings, pupils


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
        "questions asks did not tend to like the others. Read the questions one by one, and leave out the "
        "score.",
    )
    usable = findings(scales=(*areas, with_together(belonging, 0.4, "usable"), attitudes))
    assert tuple(cautions(pupils(usable))) == ()


def test_each_area_stands_with_its_questions_and_a_note() -> None:
    culture, *rest = findings().scales
    groups = question_groups(pupils(findings(scales=(with_together(culture, 0.2), *rest))))
    assert groups is not None
    first, second = groups.groups
    assert (first.name, first.note) == (
        "A respectful culture",
        "The answers to these questions only partly went together.",
    )
    assert [each.quote for each in first.statements] == [
        "“This is a good school for me”",
        "“I hide who I am”",
    ]
    assert first.estimate == culture.mean
    assert second.note == ""


def test_an_area_that_is_not_shown_has_no_note() -> None:
    culture, *rest = findings().scales
    hidden = replace(with_together(culture, 0.1), mean=None, hidden="few")
    voice = pupils(findings(scales=(hidden, *rest)))
    groups = question_groups(voice)
    assert groups is not None
    assert (groups.groups[0].estimate, groups.groups[0].note) == (None, "")
    assert tuple(cautions(voice)) == ()


def test_the_youngest_who_have_no_area_scores_have_no_groups_of_questions() -> None:
    voice = pupils()
    bare = replace(definition(), scales=definition().scales[2:])
    assert question_groups(replace(voice, definition=bare)) is None
