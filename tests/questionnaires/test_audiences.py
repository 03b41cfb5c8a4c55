"""Everybody who can be asked is on one list; what families and governors are asked keeps its rules."""

from __future__ import annotations

from typing import get_args

import pytest

from selfeval.questionnaires.audiences import (
    AUDIENCES,
    FURTHER,
    ONE_GROUP,
    SIDE_BY_SIDE,
    AskedAudience,
    asked_audience,
    words_of,
)
from selfeval.questionnaires.catalogue import about_you, latest, shipped
from selfeval.reading_age import reading_age
from selfeval.reports.charts.palette import PALE, VOICES

OLDEST = 9.0
"""Years: the reading age of all questions of a questionnaire together."""


def test_every_audience_that_can_be_asked_is_on_the_list_with_its_own_words() -> None:
    assert set(AUDIENCES) == set(get_args(AskedAudience))
    assert all(words.name == name for name, words in AUDIENCES.items())
    for field in ("title", "person", "many", "answers", "survey"):
        assert len({getattr(words, field) for words in AUDIENCES.values()}) == len(AUDIENCES), field


def test_leaders_judge_and_are_never_asked() -> None:
    with pytest.raises(ValueError, match="leaders"):
        asked_audience("leaders")
    with pytest.raises(ValueError, match="cats"):
        words_of("cats")


def test_every_questionnaire_that_is_answered_has_an_audience_of_the_list() -> None:
    asked = {versions[-1].definition.audience for versions in shipped().values()} - {"leaders"}
    assert asked == set(AUDIENCES)
    assert all(latest(name).definition.audience == words.name for name, words in ONE_GROUP.items())


def test_every_audience_has_a_colour_and_a_pale_one_of_its_own() -> None:
    assert set(VOICES) == {"leaders", *AUDIENCES} == set(PALE)
    assert len(set(VOICES.values())) == len(VOICES)


def test_only_pupils_and_staff_are_set_side_by_side() -> None:
    assert dict(SIDE_BY_SIDE) == {"pupils": "staff", "staff": "pupils"}
    assert set(AUDIENCES) == {*SIDE_BY_SIDE, *FURTHER}


@pytest.mark.parametrize("name", FURTHER)
def test_families_and_governors_are_asked_about_areas_1_and_6_and_belonging_in_plain_words(name: str) -> None:
    questionnaire = latest(name)
    definition, words = questionnaire.definition, questionnaire.words["en"]
    assert {scale.id for scale in definition.scales} == {"leadership", "community", "belonging"}
    scored = {item for scale in definition.scales for item in scale.items}
    assert scored == {item.id for item in definition.items}
    texts = [words.items[item.id].text for item in definition.items]
    assert reading_age(" ".join(texts)) <= OLDEST
    assert all(len(text.split()) <= 14 for text in texts)


@pytest.mark.parametrize("name", FURTHER)
def test_each_is_asked_plainly_whether_they_belong_as_staff_and_pupils_are(name: str) -> None:
    belong = latest(name).definition.item(f"{name}.a2.belong")
    assert belong.link == latest("staff").definition.item("staff.a2.belong").link
    assert latest(name).words["en"].items[belong.id].text.endswith("I feel that I belong.")


def test_governors_are_too_few_to_be_asked_about_themselves() -> None:
    assert about_you("governors") == ()
    assert next(item.id for item in about_you("families")) == "about.families.language"
    assert all(not item.years for item in about_you("families"))
