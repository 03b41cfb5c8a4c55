"""Which questionnaires are shipped, and who is asked what."""

from __future__ import annotations

import pytest

from selfeval.questionnaires.catalogue import about_you, about_you_with, band_for_year, find, latest, shipped


def test_ten_questionnaires_are_shipped_each_with_every_version() -> None:
    assert {name: [one.definition.version for one in versions] for name, versions in shipped().items()} == {
        "self-evaluation": [1, 2],
        "pupils-5-7": [1, 2],
        "pupils-7-11": [1, 2],
        "pupils-11-18": [1, 2, 3],
        "staff": [1, 2],
        "families": [1],
        "governors": [1],
        "about-you-pupils": [1, 2],
        "about-you-staff": [1, 2],
        "about-you-families": [1],
    }


def test_a_questionnaire_is_found_under_the_name_that_it_says_itself() -> None:
    for name in shipped():
        assert latest(name).name == name


def test_a_version_is_found_and_an_unknown_one_is_a_key_error() -> None:
    assert find("staff", 2) is latest("staff")
    assert find("staff", 1) is shipped()["staff"][0]
    with pytest.raises(KeyError, match="staff version 9"):
        find("staff", 9)
    with pytest.raises(KeyError, match="parents"):
        find("parents", 1)


@pytest.mark.parametrize(
    ("band", "years"),
    [
        ("pupils-5-7", [0, 1, 2]),
        ("pupils-7-11", [3, 4, 5, 6]),
        ("pupils-11-18", [7, 8, 9, 10, 11, 12, 13]),
    ],
)
def test_every_year_group_has_the_questionnaire_of_its_band(band: str, years: list[int]) -> None:
    assert [band_for_year(year) for year in years] == [band] * len(years)
    assert latest(band).definition.years == tuple(years)


@pytest.mark.parametrize("year", [-1, 14])
def test_there_is_no_year_before_reception_and_none_after_thirteen(year: int) -> None:
    with pytest.raises(ValueError, match=f"There is no year group {year}"):
        band_for_year(year)


TABLE = {
    "about.sex": {3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13},
    "about.language": {3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13},
    "about.ethnic_group_y5_6": {5, 6},
    "about.ethnic_group": {7, 8, 9, 10, 11},
    "about.ethnic_main": {12, 13},
    "about.extra_help": {7, 8, 9, 10, 11, 12, 13},
    "about.disability": {7, 8, 9, 10, 11, 12, 13},
    "about.young_carer_y5_6": {5, 6},
    "about.young_carer": {7, 8, 9, 10, 11, 12, 13},
    "about.religion": {7, 8, 9, 10, 11, 12, 13},
    "about.sexual_orientation": {12, 13},
}
"""At which ages each question may be asked."""

PUPILS_CHOICE = {
    "about.ethnic_group_y5_6",
    "about.young_carer_y5_6",
    "about.religion",
    "about.sexual_orientation",
}
"""Questions that are asked only where the school decides so."""


@pytest.mark.parametrize("year", range(14))
def test_a_year_group_is_asked_exactly_what_its_age_allows(year: int) -> None:
    asked = {item.id for item in about_you("pupils", [year])}
    assert asked == {item for item, years in TABLE.items() if year in years}


def test_what_the_school_must_decide_is_off_by_default() -> None:
    assert {
        item.id for item in latest("about-you-pupils").definition.items if item.off_by_default
    } == PUPILS_CHOICE
    assert {item.id for item in about_you("staff") if item.off_by_default} == {
        "about.staff.religion",
        "about.staff.sexual_orientation",
    }


def test_merged_years_are_asked_what_the_youngest_of_them_may_be_asked() -> None:
    assert about_you("pupils", [6, 5, 4]) == about_you("pupils", [4])
    assert about_you("pupils", [12, 11]) == about_you("pupils", [11])
    assert about_you("pupils", [2, 3]) == ()


def test_a_question_that_is_no_longer_asked_keeps_its_words_for_those_who_answered_it() -> None:
    assert about_you_with("pupils", frozenset({"about.send", "about.sex"})).definition.version == 1
    assert about_you_with("pupils", frozenset({"about.sex"})).definition.version == 2
    assert about_you_with("staff", frozenset({"about.staff.gender"})).definition.version == 1


def test_no_years_means_no_questions() -> None:
    assert about_you("pupils", []) == ()


def test_no_age_is_asked_one_thing_twice() -> None:
    for year in range(14):
        stems = [
            item.id.removesuffix("_y5_6").replace("_main", "_group") for item in about_you("pupils", [year])
        ]
        assert len(stems) == len(set(stems))


def test_staff_are_asked_their_role_first_and_nothing_about_their_age() -> None:
    assert [item.id.removeprefix("about.staff.") for item in about_you("staff")] == [
        "role",
        "sex",
        "ethnic_group",
        "disability",
        "religion",
        "sexual_orientation",
    ]
