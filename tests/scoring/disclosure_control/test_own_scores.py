"""Scores of questions of one's own: where a question is alike, and where a score goes on over the rounds."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from selfeval.findings.findings import RoundFindings, ScaleFinding
from selfeval.questionnaires.model import Definition, Item, Option, OptionSet, Scale
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.round_findings import round_findings

YES_NO = OptionSet("yes_no", (Option("yes", 2), Option("no", 1)), favourable_from=2)


def asked(names: Sequence[str]) -> Definition:
    items = tuple(Item(name, "experience", "yes_no", area="culture") for name in names)
    scale = Scale("mine", "other", tuple(names))
    return Definition("pupils-7-11", 1, "pupils", items, (scale,), (YES_NO,), areas=("culture",))


OWN = asked(("own.a", "own.b", "own.c"))
OURS = asked(("ks2.a", "ks2.b", "ks2.c"))


def released(definition: Definition, yes: Sequence[int], people: int) -> RoundFindings:
    """`yes`: of each question how many say so, the first ones of all."""
    rows = ["".join("0" if place < many else "1" for many in yes) for place in range(people)]
    return publish(round_findings(definition, rows, rolls=None))


def score(shown: RoundFindings) -> ScaleFinding:
    return shown.scales[0]


@pytest.mark.parametrize("people", [12, 14, 30, 50])
@pytest.mark.parametrize("differ", [0, 1])
def test_a_score_of_ones_own_goes_where_one_of_its_questions_is_alike(people: int, differ: int) -> None:
    shown = released(OWN, (people - differ, people // 2, people // 3), people)
    assert shown.items[0].hidden == "unanimous"
    assert score(shown).mean is None
    assert score(shown).hidden == "complement"


@pytest.mark.parametrize("people", [14, 30, 50])
def test_nothing_that_is_told_says_whether_one_person_differs(people: int) -> None:
    nobody, one = (released(OWN, (people - differ, people // 2, people // 3), people) for differ in (0, 1))
    assert (nobody.scales, nobody.items) == (one.scales, one.items)


def test_a_score_whose_questions_are_all_answered_in_two_ways_is_told() -> None:
    assert score(released(OWN, (30, 25, 20), 50)).mean is not None


def test_a_score_of_the_library_stands_beside_an_alike_question() -> None:
    assert score(released(OURS, (49, 25, 20), 50)).mean is not None
