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


@pytest.mark.parametrize("people", [30, 60, 100])
def test_two_people_who_say_yes_to_a_question_of_ones_own_are_not_told_from_one_or_three(people: int) -> None:
    """“I use a wheelchair” was told in whole per cents: two of sixty could be read off."""
    told = [released(OWN, (some, people // 2, people // 3), people) for some in (2, 3, 4)]
    shares = [shown.items[0].favourable for shown in told]
    assert shares[0] == shares[1] == shares[2] is not None
    assert all(shown.items[0].shares is None and not shown.items[0].apart for shown in told)


def test_the_rest_who_are_few_are_told_in_tenths_too() -> None:
    item = released(OWN, (54, 30, 25), 60).items[0]
    assert item.favourable is not None
    assert item.favourable.value == 90
    assert item.shares is None


def test_a_question_of_ones_own_with_ten_on_each_side_is_told_like_any_other() -> None:
    item = released(OWN, (10, 30, 25), 60).items[0]
    assert item.shares == {"yes": 17, "no": 83}


def test_a_question_of_the_library_is_told_in_whole_numbers() -> None:
    assert released(OURS, (2, 30, 25), 60).items[0].shares == {"yes": 3, "no": 97}


def test_a_score_of_ones_own_is_told_in_fives_and_one_of_the_library_in_whole_numbers() -> None:
    own, ours = (score(released(asked_, (13, 30, 25), 60)) for asked_ in (OWN, OURS))
    assert own.mean is not None
    assert ours.mean is not None
    assert (own.mean.value, ours.mean.value) == (40, 38)
    assert own.sd is None


def test_no_score_with_a_question_of_ones_own_is_told_by_group() -> None:
    """One such question among two of the library’s was told of every year."""
    mixed = asked(("own.a", "ks2.b", "ks2.c"))
    rows = ["".join("0" if place % (at + 2) else "1" for at in range(3)) for place in range(80)]
    years = ["Year 5" if place < 40 else "Year 6" for place in range(80)]
    for definition, told in ((mixed, False), (OURS, True)):
        full = round_findings(definition, rows, groups=years, rolls={"Year 5": 60, "Year 6": 60})
        groups = publish(full).groups()
        assert [group.scales[0].mean is not None for group in groups] == [told, told]


def test_the_sum_of_a_score_of_ones_own_leaves_the_few_open() -> None:
    """From the mean of three questions and the other two shares the third would follow, exactly."""
    fewer, more = (released(OWN, (some, 30, 23), 60) for some in (2, 4))
    assert fewer.scales == more.scales
    assert fewer.items == more.items
