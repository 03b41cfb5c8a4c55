"""What is advised against in a questionnaire that can be used."""

from __future__ import annotations

from dataclasses import replace

import pytest

from selfeval.questionnaires.advice import advice_on, not_asked_about
from selfeval.questionnaires.catalogue import NAMES, find, latest, shipped
from selfeval.questionnaires.model import Item, Questionnaire, Scale


def with_question(
    text: str, *, name: str = "pupils-11-18", options: str = "agree5", kind: str = "experience"
) -> Questionnaire:
    """A shipped questionnaire with another first question."""
    shipped_one = latest(name)
    first = shipped_one.definition.items[0]
    asked = Item(first.id, kind, options, commitment=first.commitment)  # type: ignore[arg-type]
    words = shipped_one.words["en"]
    items = {**words.items, first.id: replace(words.items[first.id], text=text)}
    return replace(
        shipped_one,
        definition=replace(shipped_one.definition, items=(asked, *shipped_one.definition.items[1:])),
        words={"en": replace(words, items=items)},
    )


def said_of(questionnaire: Questionnaire) -> list[str]:
    first = questionnaire.definition.items[0].id
    return [sentence.partition(".")[0] for about, sentence in advice_on(questionnaire) if about == first]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_advised_against_in_the_newest_version_of_what_comes_with_selfeval(name: str) -> None:
    assert advice_on(latest(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_what_is_accepted_says_of_what_and_would_be_advised_against(name: str) -> None:
    questionnaire = latest(name)
    without = {about for about, _ in advice_on(replace(questionnaire, accepted={}))}
    assert set(questionnaire.accepted) == without


def test_the_first_versions_are_advised_against_where_they_were_revised() -> None:
    said = dict(advice_on(find("pupils-7-11", 1)))
    assert said["belonging"] == "It shares 5 questions with “culture”: two names for one thing."
    assert said["ks2.a4.miss"].startswith("It is turned round. Before Year 5")
    assert said["ks2.a1.fair"].startswith("It says “everyone”.")
    assert said["5.3"].startswith("Only an attitude")
    assert said["curriculum"].startswith("Two questions make a poor score.")


@pytest.mark.parametrize(
    ("text", "advised"),
    [
        ("I like it here.", []),
        ("Everyone is always kind.", ["It says “everyone” and “always”"]),
        ("Staff are kind and fair.", ["It asks two things at once"]),
        ("Staff are kind or fair.", ["It asks two things at once"]),
        ("We talk about race, faith or disability.", []),
        ("Staff here want me to do well.", ["It asks what others think or feel"]),
        ("Staff say that I can do well.", []),
        ("Do you like it here?", ["This is a question, and one cannot agree with a question"]),
        (f"{'very ' * 13}good here.", ["It has 15 words"]),
    ],
)
def test_what_is_said_of_a_statement(text: str, advised: list[str]) -> None:
    assert said_of(with_question(text)) == advised


def test_younger_readers_are_asked_less_and_in_fewer_words() -> None:
    nine = "I like to play here with my good friends."
    assert said_of(with_question(nine, name="pupils-5-7", options="yes_a_bit_no")) == ["It has 9 words"]
    assert said_of(with_question(nine, name="pupils-7-11", options="agree5_middle")) == []
    youngest = latest("pupils-5-7").definition
    longer = replace(latest("pupils-11-18").definition, years=youngest.years)
    said = dict(advice_on(replace(latest("pupils-11-18"), definition=longer)))
    assert said["pupils-11-18"] == "It has 45 questions. Readers of its age tire after 20."


def test_what_happened_is_a_question() -> None:
    asked = with_question("Did it happen to you?", options="times4", kind="event")
    assert said_of(asked) == []
    said = with_question("It happened to me.", options="times4", kind="event")
    assert said_of(said) == ["What happened is asked as a question"]


def test_scales_of_two_questions_and_scales_under_two_names_are_advised_against() -> None:
    staff = latest("staff")
    belonging = staff.definition.scale("belonging").items
    more = (Scale("two", "other", belonging[:2]), Scale("again", "other", belonging[:4]))
    said = dict(
        advice_on(
            replace(staff, definition=replace(staff.definition, scales=(*staff.definition.scales, *more)))
        )
    )
    assert said["two"].startswith("It shares 2 questions with “belonging”")
    assert said["again"].startswith("It shares 2 questions with “two”")


def test_a_questionnaire_without_commitments_leaves_none_out() -> None:
    whole = latest("staff").definition
    bare = replace(whole, items=tuple(replace(item, commitment=None) for item in whole.items))
    assert not_asked_about(bare, ["1.1"]) == []
    assert not_asked_about(whole, ["1.1", "7.7"]) == ["7.7"]


def test_a_retired_item_is_asked_in_no_version_after() -> None:
    for versions in shipped().values():
        gone: set[str] = set()
        for version in versions:
            gone |= {change.item for change in version.changes if change.kind == "retired"}
            assert not gone & version.definition.items_by_id.keys()


@pytest.mark.parametrize(
    ("text", "is_advised"),
    [
        ("I use a wheelchair.", True),
        ("I am gay, lesbian or bisexual.", True),
        ("I’m autistic.", True),
        ("I have a long illness.", True),
        ("I am happy here.", False),
        ("I use tablets in my lessons.", False),
        ("I can talk about my faith here.", False),
        ("I have a friend here.", False),
    ],
)
def test_a_question_that_seems_to_ask_who_the_person_is_is_advised_against(
    text: str, is_advised: bool
) -> None:
    assert ("It seems to ask who the person is" in said_of(with_question(text))) is is_advised
