"""Groups beside those of an earlier survey: broken trends, and few people between two groups."""

from __future__ import annotations

import datetime as dt

from selfeval.calendar.school_years import group_name, today
from selfeval.imports.rolls import YearRoll
from selfeval.surveys.plan import EarlierSurvey, PlannedGroup
from selfeval.surveys.plan_faults import NEAR, broken_trends, nested_faults
from tests.surveys.alder_vale import planned


def group(*years: int, roll: int = 30, asked: str = "", each: int = 0) -> PlannedGroup:
    by_year = tuple(YearRoll(each) for _ in years) if each else ()
    return PlannedGroup(group_name(years), years, each * len(years) or roll, asked, by_year)


def before(*groups: PlannedGroup, on: dt.date | None = None) -> EarlierSurvey:
    return EarlierSurvey("Belonging, last autumn", on or today() - dt.timedelta(days=365), groups)


def test_the_same_groups_break_nothing() -> None:
    groups = (group(3), group(4, 5))
    assert broken_trends(planned(groups=groups), before(*groups)) == []


def test_a_group_that_is_cut_in_another_way_is_named_with_what_it_was() -> None:
    told = broken_trends(
        planned(groups=(group(3, 4), group(5), group(6))), before(group(3), group(4), group(5, 6))
    )
    assert told == [
        "Years 3 and 4: last time Year 3 and Year 4.",
        "Year 5: last time Years 5 and 6.",
        "Year 6: last time Years 5 and 6.",
    ]


def test_years_that_were_not_asked_last_time_break_nothing() -> None:
    assert broken_trends(planned(groups=(group(3), group(4))), before(group(3))) == []


def test_other_questions_break_the_trend_even_of_the_same_years() -> None:
    now, then = group(7, asked="pupils-7-11"), group(7)
    assert broken_trends(planned(groups=(now,)), before(then)) == [
        "Year 7: now the questions for ages 7 to 11, last time those for ages 11 to 18."
    ]


def test_a_year_out_of_a_merged_group_may_not_stand_by_itself_when_few_are_left() -> None:
    faults = nested_faults(planned(groups=(group(3, each=12), group(5, 6))), [before(group(3, 4, each=9))])
    assert faults == {
        "groups-0-years": "Year 3 cannot be apart from Year 4. “Belonging, last autumn” has "
        "Years 3 and 4 as one group, and Year 4 had fewer than 10 pupils: the figures of both surveys "
        "side by side would give away what these few answered. Put the same years together as then."
    }


def test_each_year_out_of_a_merged_group_is_named_with_the_other() -> None:
    faults = nested_faults(
        planned(groups=(group(3, each=12), group(4, each=12))), [before(group(3, 4, each=9))]
    )
    assert [fault.split(".")[0] for fault in faults.values()] == [
        "Year 3 cannot be apart from Year 4",
        "Year 4 cannot be apart from Year 3",
    ]


def test_nor_may_a_small_year_be_added_to_a_group_that_was_shown_without_it() -> None:
    faults = nested_faults(planned(groups=(group(3, 4, each=9),)), [before(group(3, each=12))])
    assert faults == {
        "groups-0-years": "Years 3 and 4 cannot be one group. “Belonging, last autumn” has "
        "Year 3 without Year 4, and Year 4 has fewer than 10 pupils: the figures of both surveys "
        "side by side would give away what these few answered. Tell the years apart as they were then."
    }


def test_two_groups_taken_from_one_may_leave_too_few() -> None:
    now = (group(3, each=20), group(4, each=20), group(6, each=20))
    assert list(nested_faults(planned(groups=now), [before(group(3, 4, 5, each=9))])) == [
        "groups-0-years", "groups-1-years",
    ]  # fmt: skip


def test_what_is_left_is_reckoned_from_the_rolls_where_years_are_not_known() -> None:
    assert nested_faults(planned(groups=(group(3, roll=25),)), [before(group(3, 4, roll=30))])
    assert not nested_faults(planned(groups=(group(3, roll=15),)), [before(group(3, 4, roll=30))])


def test_ten_people_between_two_groups_are_enough() -> None:
    assert nested_faults(planned(groups=(group(3, each=12),)), [before(group(3, 4, each=10))]) == {}


def test_groups_that_only_overlap_are_no_subtraction() -> None:
    assert nested_faults(planned(groups=(group(4, 5, each=6),)), [before(group(3, 4, each=6))]) == {}


def test_other_questions_and_surveys_long_ago_give_nothing_away() -> None:
    long_ago = before(group(3, 4, each=9), on=today() - NEAR - dt.timedelta(days=1))
    assert nested_faults(planned(groups=(group(3, each=12),)), [long_ago]) == {}
    other = before(group(7, 8, each=9, asked="pupils-7-11"))
    assert nested_faults(planned(groups=(group(7, each=12),)), [other]) == {}
