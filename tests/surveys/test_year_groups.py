"""Years put together, and the questionnaires they answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.calendar.school_years import group_name
from selfeval.imports.rolls import YearRoll
from selfeval.questionnaires.catalogue import BY_AGE, asked_in, may_join, years_asked
from selfeval.surveys.plan import all_reach, groups_of, joined_enough, possible_starts, starts_that_reach

SCHOOLS = st.dictionaries(st.integers(0, 13), st.integers(1, 30), min_size=1)


def rolls(**numbers: int) -> dict[int, YearRoll]:
    """y3=20 -> Year 3 with 20 pupils."""
    return {int(name[1:]): YearRoll(number) for name, number in numbers.items()}


@pytest.mark.parametrize(
    ("years", "name"),
    [
        ([0], "Reception"),
        ([5], "Year 5"),
        ([1, 2], "Years 1 and 2"),
        ([0, 1], "Reception and Year 1"),
        ([0, 1, 2], "Reception and Years 1 and 2"),
        ([3, 4, 5], "Years 3 to 5"),
        ([7, 9, 10], "Years 7, 9 and 10"),
    ],
)
def test_groups_are_named_by_their_years(years: list[int], name: str) -> None:
    assert group_name(years) == name


def test_a_joined_year_goes_with_the_next_younger_one_of_its_questionnaire() -> None:
    groups = groups_of(rolls(y2=20, y3=20, y4=20, y5=20), frozenset({3, 5}))
    assert [group.name for group in groups] == ["Year 2", "Year 3", "Years 4 and 5"]


def test_a_year_that_is_not_asked_does_not_break_a_join() -> None:
    assert [group.years for group in groups_of(rolls(y7=12, y9=8), frozenset({9}))] == [(7, 9)]


def test_a_group_knows_the_rolls_of_its_years() -> None:
    (group,) = groups_of({3: YearRoll(8, 3, 5), 4: YearRoll(9, 4, 4)}, frozenset({4}))
    assert (group.roll, group.girls, group.boys) == (17, 7, 9)
    assert group.by_year == (YearRoll(8, 3, 5), YearRoll(9, 4, 4))
    (group,) = groups_of({3: YearRoll(8, 3, 5), 4: YearRoll(9)}, frozenset({4}))
    assert (group.girls, group.boys) == (None, None)


def test_small_years_are_put_with_their_smaller_neighbour() -> None:
    assert joined_enough(rolls(y3=30, y4=6, y5=12, y6=30), frozenset()) == {5}
    # still 7, but Year 3 is asked other questions
    assert joined_enough(rolls(y1=3, y2=4, y3=30), frozenset()) == {2}
    assert joined_enough(rolls(y3=4, y4=4, y5=4, y6=4), frozenset()) == {4, 5, 6}
    assert joined_enough(rolls(y3=20, y4=20), frozenset({4})) == {4}


def test_every_year_is_asked_the_questions_of_its_age_unless_somebody_says_otherwise() -> None:
    assert BY_AGE == (0, 3, 7)
    assert [asked_in(year) for year in (0, 2, 3, 6, 7, 13)] == [
        "pupils-5-7", "pupils-5-7", "pupils-7-11", "pupils-7-11", "pupils-11-18", "pupils-11-18",
    ]  # fmt: skip
    assert next(possible_starts()) == BY_AGE


def test_years_join_across_an_age_only_where_they_are_asked_the_same() -> None:
    assert not may_join(3)
    assert may_join(3, (0, 5, 7))
    assert not may_join(0)
    assert years_asked((0, 14, 14)) == {"pupils-5-7": tuple(range(14))}


def test_few_are_moved_to_younger_questions_and_as_few_as_can_be() -> None:
    special_school = dict.fromkeys(range(14), 3) | {0: 1, 1: 2, 2: 2, 6: 4}
    assert sum(special_school.values()) == 39
    assert starts_that_reach(special_school, 10) == (0, 5, 8)  # 11 pupils, 10 and 18
    assert starts_that_reach(special_school, 13) == (0, 7, 7)  # 18 pupils, none and 21
    assert starts_that_reach({1: 30, 4: 30, 8: 30}, 10) == BY_AGE
    assert starts_that_reach({3: 12, 7: 4, 8: 5}, 10) == (0, 3, 9)
    assert starts_that_reach({1: 4, 9: 5}, 10) is None


@given(SCHOOLS)
def test_who_is_moved_is_moved_to_younger_questions_and_every_round_has_enough(
    school: dict[int, int],
) -> None:
    starts = starts_that_reach(school, 10)
    if sum(school.values()) < 10:
        assert starts is None
        return
    assert starts is not None
    assert all_reach(school, starts, 10)
    assert all(start >= by_age for start, by_age in zip(starts, BY_AGE, strict=True))


@given(SCHOOLS)
def test_the_years_of_a_school_are_all_in_a_group_and_in_one_only(school: dict[int, int]) -> None:
    numbers = {year: YearRoll(number) for year, number in school.items()}
    starts = starts_that_reach(school, 10) or BY_AGE
    groups = groups_of(numbers, joined_enough(numbers, frozenset(), starts), starts)
    assert sorted(year for group in groups for year in group.years) == sorted(school)
    assert sum(group.roll for group in groups) == sum(school.values())
    if sum(school.values()) >= 10:
        assert all(group.roll >= 10 for group in groups)
