"""What a plan can show: by the rules of disclosure, and by the power of its numbers."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selfeval.calendar.school_years import today
from selfeval.findings.findings import Breakdown
from selfeval.scoring.comparison.change import detectable
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.round_findings import round_findings
from selfeval.surveys.expected_precision import Block, ExpectedPrecision, expected_precision
from selfeval.surveys.plan import EarlierAnswers, EarlierSurvey, PlannedGroup
from tests.scoring.forms import form, mixed
from tests.surveys.alder_vale import planned

MIXED = form(4)


def outlook(*rolls: int, last: EarlierSurvey | None = None, **rules: int) -> ExpectedPrecision:
    """Of Years 7, 8, 9 … with these rolls."""
    groups = [PlannedGroup(f"Year {year}", (year,), roll) for year, roll in enumerate(rolls, 7)]
    (found,) = expected_precision(planned(groups=groups, **rules), last)
    return found


def shown(*rolls: int) -> list[tuple[str, Block, Block]]:
    """Of each group its sight, and its company when four in five answer and when everyone does, by year."""
    return [
        (
            line.visibility,
            *(tuple(name.removeprefix("Year ") for name in block) for block in (line.usual, line.best)),
        )
        for line in outlook(*rolls).groups
    ]


def test_a_group_is_shown_when_ten_of_it_answer_in_an_ordinary_survey() -> None:
    assert shown(13, 14) == [("usual", ("7",), ("7",)), ("usual", ("8",), ("8",))]


def test_a_group_of_twelve_is_shown_with_its_neighbour_unless_nearly_everyone_answers() -> None:
    assert shown(12, 30, 40) == [
        ("together", ("7", "8"), ("7",)),
        ("together", ("7", "8"), ("8",)),
        ("usual", ("9",), ("9",)),
    ]


def test_two_small_groups_are_shown_as_one() -> None:
    assert [each[:2] for each in shown(12, 12, 40)] == [
        ("together", ("7", "8")),
        ("together", ("7", "8")),
        ("usual", ("9",)),
    ]


def test_a_group_under_ten_is_shown_with_its_neighbour_whoever_answers() -> None:
    assert shown(6, 30, 40)[:2] == [("together", ("7", "8"), ("7", "8"))] * 2


def test_two_small_groups_with_nobody_beside_them_need_nearly_everyone() -> None:
    assert shown(12, 12) == [("nearly", (), ("7",)), ("nearly", (), ("8",))]


def test_a_group_under_ten_beside_one_other_hides_it_for_ever() -> None:
    first, second = outlook(6, 30).groups
    assert (first.visibility, second.visibility) == ("never", "never")
    assert (first.large_enough, second.large_enough) == (False, True)


@given(
    rolls=st.lists(st.integers(1, 45), min_size=1, max_size=7),
    share=st.sampled_from([Fraction(1), Fraction(4, 5)]),
    threshold=st.sampled_from([10, 15]),
)
@settings(max_examples=150, deadline=None)
def test_what_is_promised_is_what_a_release_shows(rolls: list[int], share: Fraction, threshold: int) -> None:
    found = outlook(*rolls, threshold=threshold)
    people = {f"Year {year}": int(share * roll) for year, roll in enumerate(rolls, 7)}
    groups = [name for name, many in people.items() for _ in range(many)]
    full = round_findings(
        MIXED, mixed(len(groups), 4), groups=groups, rolls={f"Year {y}": r for y, r in enumerate(rolls, 7)}
    )
    released = publish(full, threshold)
    (table,) = released.breakdowns or (Breakdown("group", ()),)
    together = {name: group.parts for group in table.groups if group.hidden is None for name in group.parts}
    promised = {line.name: line.best if share == 1 else line.usual for line in found.groups}
    assert together == {name: block for name, block in promised.items() if block}
    whole = found.whole.best if share == 1 else found.whole.usual
    if len(groups) == int(share * sum(rolls)):  # four in five of each can be fewer than four in five of all
        assert (released.n is not None) is bool(whole)


def test_a_round_with_one_group_is_told_once() -> None:
    alone = outlook(40)
    assert alone.groups == ()
    assert (alone.whole.roll, alone.whole.visibility) == (40, "usual")


@pytest.mark.parametrize(("roll", "sight"), [(10, "nearly"), (12, "nearly"), (13, "usual")])
def test_the_whole_needs_ten_answers_too(roll: int, sight: str) -> None:
    assert outlook(roll).whole.visibility == sight


def test_the_smallest_change_is_reckoned_with_four_in_five_answering() -> None:
    change = outlook(100, 100).whole.change
    assert change is not None
    assert change.several == detectable(160, 160)
    assert change.alone == detectable(160, 160, tests=6)
    assert 6 < change.several < 6.5  # 79 / root of 160 is 6.2
    assert 7.7 < change.alone < 8


def test_a_group_is_judged_in_the_family_of_all_groups() -> None:
    first, _ = outlook(100, 100).groups
    assert first.change is not None
    assert first.change.alone == detectable(80, 80, tests=12)
    second, third = outlook(100, 100, 6).groups[1:]
    assert second.change is not None
    assert second.change.alone == detectable(84, 84, tests=12)  # together with the small one
    assert third.change == second.change


def test_a_change_that_would_not_matter_is_not_promised() -> None:
    change = outlook(5000).whole.change
    assert change is not None
    assert (change.several, change.alone) == (3, 3)
    of_five = outlook(5000, smallest_change=5).whole.change
    assert of_five is not None
    assert (of_five.several, of_five.alone) == (5, 5)


def test_who_answered_last_time_is_counted_in() -> None:
    answered = {"pupils-11-18": EarlierAnswers(40, {"Year 7": 20}, sd=25.0)}
    last = EarlierSurvey("Last autumn", today() - dt.timedelta(days=365), (), answered)
    found = outlook(100, 100, last=last)
    assert found.last == 40
    assert found.whole.change is not None
    assert found.whole.change.several == detectable(40, 160, 25.0)
    first, second = found.groups
    assert first.change is not None
    assert second.change is not None
    assert first.change.several == detectable(20, 80, 25.0)
    assert second.change.several == detectable(80, 80, 25.0)


def test_groups_that_were_shown_as_one_last_time_are_set_against_that() -> None:
    answered = {"pupils-11-18": EarlierAnswers(60, {"Year 7 and Year 8": 30}, sd=25.0)}
    last = EarlierSurvey("Last autumn", today() - dt.timedelta(days=365), (), answered)
    first, second, _ = outlook(12, 30, 40, last=last).groups
    assert first.change is not None
    assert first.change.several == detectable(30, 33, 25.0)
    assert second.change == first.change


def test_one_answer_is_a_step_of_its_questions() -> None:
    infants = planned(groups=(PlannedGroup("Year 1", (1,), 30), PlannedGroup("Year 3", (3,), 30)), about=())
    assert [found.step for found in expected_precision(infants)] == [50, 25]


def test_from_the_third_round_on_the_first_and_the_last_are_judged_together() -> None:
    answered = {"pupils-11-18": EarlierAnswers(100, looks=2)}
    last = EarlierSurvey("Last autumn", today() - dt.timedelta(days=365), (), answered)
    change = outlook(125, last=last).whole.change
    assert change is not None
    assert change.alone == detectable(100, 100, tests=12)
    assert change.several == detectable(100, 100)
