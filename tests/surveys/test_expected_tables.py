"""What questions about the person can tell, by counting made-up answers."""

from __future__ import annotations

import pytest

from selfeval.surveys.expected_precision import ExpectedTable, expected_tables, never_published
from selfeval.surveys.plan import PlannedGroup
from tests.surveys.alder_vale import planned


def years(*rolls: int, **known: int) -> tuple[PlannedGroup, ...]:
    return tuple(PlannedGroup(f"Year {year}", (year,), roll, **known) for year, roll in enumerate(rolls, 3))


def by_sex(*groups: PlannedGroup) -> ExpectedTable:
    (found,) = expected_tables(planned(groups=groups, about=("about.sex",)))
    return found


def test_a_round_of_24_tells_no_table_by_sex_whoever_answers() -> None:
    found = by_sex(*years(12, 12))
    assert (found.least, found.most, found.best, found.areas) == (0, 0, 0, 8)


def test_a_school_of_sixty_needs_nearly_everyone() -> None:
    found = by_sex(PlannedGroup("Years 3 and 4", (3, 4), 17), PlannedGroup("Years 5 and 6", (5, 6), 17))
    assert found.most == 0
    assert found.best > 0


def test_forty_answers_tell_some_areas() -> None:
    found = by_sex(*years(25, 25))
    assert 0 < found.most <= 8
    assert found.least < 8


def test_a_large_round_tells_all() -> None:
    found = by_sex(*years(60, 60, 60, 60))
    assert (found.least, found.best) == (8, 8)


def test_girls_and_boys_are_those_of_the_roll_where_it_says() -> None:
    assert by_sex(*years(60, 60, girls=30, boys=30)).least == 8
    assert by_sex(*years(60, 60, girls=60, boys=0)).best == 0


@pytest.mark.parametrize(("roll", "never"), [(14, True), (40, False)])
def test_a_staff_of_fourteen_can_be_told_nothing_about_roles(roll: int, never: bool) -> None:
    staff = planned(
        audience="staff", groups=(PlannedGroup("Staff", (), roll, "staff"),), about=("about.staff.role",)
    )
    assert (never_published(expected_tables(staff)) == {"about.staff.role"}) is never


def test_a_question_that_one_age_can_tell_of_is_of_use() -> None:
    groups = (PlannedGroup("Year 3", (3,), 19), PlannedGroup("Year 7", (7,), 120))
    found = expected_tables(planned(groups=groups))
    assert [(each.questionnaire, each.best > 0) for each in found if each.item_id == "about.sex"] == [
        ("pupils-7-11", False),
        ("pupils-11-18", True),
    ]
    assert never_published(found) == frozenset()


def test_a_group_that_is_not_asked_is_no_part_of_it() -> None:
    asked = PlannedGroup("Year 5", (5,), 15)
    only_there = "about.ethnic_group_y5_6"
    found = expected_tables(planned(groups=(PlannedGroup("Year 4", (4,), 200), asked), about=(only_there,)))
    assert [(each.item_id, each.best) for each in found] == [(only_there, 0)]


def test_the_same_plan_is_told_the_same_each_time() -> None:
    plan = planned(groups=years(25, 25))
    assert expected_tables(plan) == expected_tables(plan)
