"""What a plan can show: by the rules of disclosure, and by the power of its numbers."""

from __future__ import annotations

import datetime as dt

import pytest

from selfeval.scoring.change import detectable
from selfeval.store.years import today
from selfeval.surveys.earlier import Answered, Earlier
from selfeval.surveys.outlook import Outlook, never_shown, outlook_of
from selfeval.surveys.plans import PlannedGroup
from tests.surveys.alder_vale import planned


def outlook(*rolls: int, last: Earlier | None = None) -> Outlook:
    """Of Years 7, 8, 9 … with these rolls."""
    groups = [PlannedGroup(f"Year {year}", (year,), roll) for year, roll in enumerate(rolls, 7)]
    (found,) = outlook_of(planned(groups=groups), last)
    return found


def sights(*rolls: int) -> list[tuple[str, bool]]:
    return [(line.sight, line.for_another) for line in outlook(*rolls).groups]


def test_a_group_is_shown_when_ten_of_it_answer_in_an_ordinary_survey() -> None:
    assert sights(13, 14) == [("usual", False), ("usual", False)]


def test_a_group_of_twelve_needs_nearly_everyone_and_takes_its_neighbour_along() -> None:
    assert sights(12, 30, 40) == [("nearly", False), ("nearly", True), ("usual", False)]


def test_two_small_groups_hide_each_other() -> None:
    assert sights(12, 12, 40) == [("nearly", False), ("nearly", False), ("usual", False)]


def test_a_group_under_ten_is_never_shown_and_takes_another_along() -> None:
    assert sights(6, 30, 40) == [("never", False), ("never", True), ("usual", False)]


def test_a_round_with_one_group_is_told_once() -> None:
    alone = outlook(40)
    assert alone.groups == ()
    assert (alone.whole.roll, alone.whole.sight) == (40, "usual")


@pytest.mark.parametrize(("roll", "sight"), [(10, "nearly"), (12, "nearly"), (13, "usual")])
def test_the_whole_needs_ten_answers_too(roll: int, sight: str) -> None:
    assert outlook(roll).whole.sight == sight


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
    _, second, _ = outlook(100, 100, 6).groups
    assert second.change is not None
    assert second.change.alone == detectable(80, 80, tests=6)  # the others are not shown, so not judged


def test_a_change_that_would_not_matter_is_not_promised() -> None:
    change = outlook(5000).whole.change
    assert change is not None
    assert (change.several, change.alone) == (3, 3)


def test_who_answered_last_time_is_counted_in() -> None:
    answered = {"pupils-11-18": Answered(40, {"Year 7": 20}, sd=25.0)}
    last = Earlier("Last autumn", today() - dt.timedelta(days=365), (), answered)
    found = outlook(100, 100, last=last)
    assert found.last == 40
    assert found.whole.change is not None
    assert found.whole.change.several == detectable(40, 160, 25.0)
    first, second = found.groups
    assert first.change is not None
    assert second.change is not None
    assert first.change.several == detectable(20, 80, 25.0)
    assert second.change.several == detectable(80, 80, 25.0)


def test_one_answer_is_a_step_of_its_questions() -> None:
    infants = planned(groups=(PlannedGroup("Year 1", (1,), 30), PlannedGroup("Year 3", (3,), 30)), about=())
    assert [found.step for found in outlook_of(infants)] == [50, 25]


def test_a_question_about_the_person_that_fewer_than_twenty_are_asked_comes_to_nothing() -> None:
    few = planned(groups=(PlannedGroup("Year 3", (3,), 19), PlannedGroup("Year 7", (7,), 19)))
    assert never_shown(few) == {"about.sex", "about.language"}
    assert never_shown(planned(groups=(*few.groups, PlannedGroup("Year 4", (4,), 10)))) == frozenset()
