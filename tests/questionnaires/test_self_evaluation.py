"""The indicators that leaders rate: their numbers, their levels, and how easily these are read."""

from __future__ import annotations

import pytest

from selfeval.questionnaires.catalogue import find, latest, shipped
from selfeval.questionnaires.lineage import joined_kinds
from selfeval.questionnaires.model import Item, Questionnaire
from selfeval.reading_age import reading_age

FIRST, SECOND = shipped()["self-evaluation"]
LEVELS = ("not_started", "starting", "building", "secure", "leading")
COMMITMENTS = [f"{area}.{place}" for area in range(1, 7) for place in range(1, 5)]


def _texts(of: Questionnaire, level: str) -> list[str]:
    return [words.levels[level] for words in of.words["en"].items.values()]


def test_every_commitment_of_the_charter_has_an_indicator_in_both_versions() -> None:
    for version in (FIRST, SECOND):
        commitments = [item.commitment for item in version.definition.items]
        assert list(dict.fromkeys(commitments)) == COMMITMENTS


def test_the_revised_version_has_27_indicators_and_three_commitments_have_two() -> None:
    numbers = [item.number for item in SECOND.definition.items]
    assert len(set(numbers)) == len(numbers) == 27
    assert [number for number in numbers if number[-1].isalpha()] == [
        "4.3a", "4.3b", "4.4a", "4.4b", "5.4a", "5.4b",
    ]  # fmt: skip
    assert [item.number for item in FIRST.definition.items] == COMMITMENTS


@pytest.mark.parametrize("version", shipped()["self-evaluation"], ids=("first", "second"))
def test_an_indicator_takes_about_five_minutes(version: Questionnaire) -> None:
    assert version.definition.minutes == 5 * len(version.definition.items)


def _indicators() -> list[tuple[Questionnaire, Item]]:
    return [(version, item) for version in shipped()["self-evaluation"] for item in version.definition.items]


@pytest.mark.parametrize(("version", "item"), _indicators())
def test_an_indicator_has_all_its_words(version: Questionnaire, item: Item) -> None:
    words = version.words["en"].items[item.id]
    assert item.also == ("not_known",)
    assert words.short
    assert words.prompt.endswith("?")
    assert len(words.evidence) >= 3
    assert tuple(words.levels) == LEVELS
    assert tuple(words.more) == LEVELS[1:]
    assert all(
        len(text.split()) <= 24 and text[0].islower() and text[-1].isalpha() for text in words.more.values()
    )


@pytest.mark.parametrize("version", shipped()["self-evaluation"], ids=("first", "second"))
def test_no_two_levels_say_the_same(version: Questionnaire) -> None:
    texts = [text for level in LEVELS for text in _texts(version, level)]
    assert len(set(texts)) == len(texts) == 5 * len(version.definition.items)


def test_level_3_is_always_about_groups_and_level_4_always_about_two_years() -> None:
    assert all("group" in text.lower() for text in _texts(SECOND, "secure"))
    assert all("two years" in text for text in _texts(SECOND, "leading"))
    assert "group" in SECOND.words["en"].level_rule
    assert "two years" in SECOND.words["en"].level_rule


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_can_be_read_by_a_child_of_eleven(level: str) -> None:
    """Each text by itself, and all of a level together by one of nine and a half."""
    texts = _texts(SECOND, level)
    assert {
        text: reading_age(text) for text in texts if reading_age(text) > 11 or len(text.split()) > 20
    } == {}
    assert reading_age(" ".join(texts)) <= 9.5


def test_the_measure_tells_the_first_version_from_the_second() -> None:
    """At level 3 it needed fifteen years of age; nothing here would see a measure that always said nine."""
    assert reading_age(" ".join(_texts(FIRST, "secure"))) > 14


SURVEYS = ("pupils-5-7", "pupils-7-11", "pupils-11-18", "staff")


def test_a_question_stands_beside_the_half_of_a_commitment_that_it_is_about() -> None:
    asked = {item.id: item for name in SURVEYS for item in latest(name).definition.items}
    beside = {
        item.number: {question.id for question in asked.values() if item.is_answered_by(question)}
        for item in SECOND.definition.items
    }
    assert beside["4.3b"] == {"staff.a4.adjust"}
    assert "staff.a4.adjust" not in beside["4.3a"]
    assert beside["4.4b"] == set()
    assert beside["5.3"] == {
        "ks1.a5.tell",
        *("ks2.a5.tell", "ks2.a5.stand_up", "ks3.a5.tell", "ks3.a5.stand_up"),
        *("staff.a5.challenge", "staff.a5.heard_out"),
    }
    assert "staff.a5.how_to_record" in beside["5.4a"] - beside["5.4b"]
    assert "staff.a4.my_progress" in beside["4.4a"] - beside["4.4b"]
    ever = {
        item.id: item for name in SURVEYS for version in shipped()[name] for item in version.definition.items
    }
    for item in SECOND.definition.items:
        assert {ever[question].commitment for question in item.not_beside} <= {item.commitment}


def test_no_question_is_lost_between_two_halves() -> None:
    """Every scored question of a survey bears on an indicator of either version."""
    for version in (FIRST, SECOND):
        for name in SURVEYS:
            for question in latest(name).definition.items:
                assert any(item.is_answered_by(question) for item in version.definition.items), question.id


def test_what_became_of_each_indicator_is_in_the_change_list() -> None:
    kinds = [change.kind for change in SECOND.changes]
    assert {kind: kinds.count(kind) for kind in kinds} == {"reworded": 19, "merged": 1, "split": 7}
    assert len(joined_kinds([SECOND])) == 19
    sources = {source for change in SECOND.changes for source in change.sources}
    assert sources == {item.id for item in FIRST.definition.items}


def test_what_is_different_is_said_of_each_indicator_that_changed() -> None:
    for change in SECOND.changes:
        assert SECOND.words["en"].items[change.item].changed.endswith("."), change.item


def test_what_the_law_asks_stands_with_the_indicators_that_it_concerns() -> None:
    noted = {item.number for item in SECOND.definition.items if SECOND.words["en"].items[item.id].note}
    assert noted == {"1.3", "1.4", "2.4", "3.1", "4.2", "4.3a", "4.3b", "4.4a", "4.4b", "5.1", "5.4a"}


def test_the_first_version_stays_as_it_was_begun_on() -> None:
    """Its digest is in the database of every school that began a year on it."""
    assert find("self-evaluation", 1).definition.digest == (
        "92d87055b155cafea6ec660fcee1f0089f1c3e318d3d28989dad0cc48446dc96"
    )
    assert latest("self-evaluation") is SECOND
