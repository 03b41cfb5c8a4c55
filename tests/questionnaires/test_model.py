"""Response strings, answers and digests of a definition."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.questionnaires.catalogue import NAMES, definition_from_json, latest
from selfeval.questionnaires.model import Definition, Item, Option, OptionSet
from selfeval.surveys.asked_groups import accepted_answers, fits

CUP = OptionSet("amount3", (Option("yes", 3), Option("sometimes", 2), Option("no", 1)), favourable_from=3)
SMALL = Definition(
    questionnaire="small",
    version=1,
    audience="staff",
    items=(
        Item("one", "experience", "amount3"),
        Item("two", "experience", "amount3", also=("prefer_not", "dont_know")),
    ),
    option_sets=(CUP,),
)
NOTHING_ABOUT_YOU = Definition("about-you-staff", 1, "staff")


def _accepts(definition: Definition, responses: str) -> bool:
    return fits(accepted_answers(definition, NOTHING_ABOUT_YOU, ()), responses)


def test_a_response_has_one_character_an_item_in_the_order_of_the_definition() -> None:
    assert SMALL.encode({"two": "sometimes", "one": "yes"}) == "01"


def test_answers_without_points_have_marks_and_items_left_out_a_full_stop() -> None:
    assert SMALL.encode({"two": "prefer_not"}) == ".-"
    assert SMALL.encode({"one": "no", "two": "dont_know"}) == "2?"


def test_an_answer_that_the_item_does_not_offer_is_refused() -> None:
    with pytest.raises(KeyError, match="prefer_not"):
        SMALL.encode({"one": "prefer_not"})


def test_an_answer_to_an_item_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError, match="three"):
        SMALL.encode({"three": "yes"})


@pytest.mark.parametrize("responses", ["00", "..", "2?", "1-", ".2"])
def test_a_response_that_fits_is_accepted(responses: str) -> None:
    assert _accepts(SMALL, responses)


@pytest.mark.parametrize("responses", ["", "0", "000", "3.", "-.", "?0", "0/", "0 ", "٠0"])
def test_a_response_that_does_not_fit_is_not_accepted(responses: str) -> None:
    assert not _accepts(SMALL, responses)


def test_the_digest_is_that_of_the_structure_and_stays_what_it_is() -> None:
    assert SMALL.to_json() == (
        '{"audience":"staff","items":[{"id":"one","kind":"experience","options":"amount3"},'
        '{"also":["prefer_not","dont_know"],"id":"two","kind":"experience","options":"amount3"}],'
        '"option_sets":[{"favourable_from":3,"id":"amount3","options":[{"id":"yes","points":3},'
        '{"id":"sometimes","points":2},{"id":"no","points":1}]}],"questionnaire":"small","version":1}'
    )
    assert SMALL.digest == "91d6a0570fa93e06f4f0177799b6e9f52cf3107454ddb81d1bbb887a7e7208d4"


def test_points_of_nought_are_kept_in_the_canonical_form() -> None:
    levels = latest("self-evaluation").definition
    assert '{"id":"not_started","points":0}' in levels.to_json()


def test_whatever_is_scored_differently_has_another_digest() -> None:
    turned = replace(SMALL, items=(replace(SMALL.items[0], reversed=True), SMALL.items[1]))
    swapped = replace(SMALL, items=SMALL.items[::-1])
    stricter = replace(SMALL, option_sets=(replace(CUP, favourable_from=2),))
    assert len({SMALL.digest, turned.digest, swapped.digest, stricter.digest}) == 4


@pytest.mark.parametrize("name", NAMES)
def test_a_definition_reads_back_from_its_json_as_it_was(name: str) -> None:
    definition = latest(name).definition
    again = definition_from_json(definition.to_json())
    assert again == definition
    assert again.digest == definition.digest


@given(st.data())
def test_every_answer_that_is_offered_fits_and_keeps_its_meaning(data: st.DataObject) -> None:
    definition = latest("staff").definition
    answers = {
        item.id: data.draw(st.sampled_from(list(definition.characters(item))))
        for item in data.draw(st.lists(st.sampled_from(definition.items), unique=True))
    }
    responses = definition.encode(answers)
    assert _accepts(definition, responses)
    meaning = {
        item.id: next(o for o, c in definition.characters(item).items() if c == given)
        for item, given in zip(definition.items, responses, strict=True)
        if given != "."
    }
    assert meaning == answers


@given(st.text(alphabet="0123456789AZ.-?/ \n", min_size=40, max_size=40))
def test_what_is_accepted_has_only_characters_that_its_items_offer(responses: str) -> None:
    definition = latest("staff").definition
    fits = all(
        given == "." or given in definition.characters(item).values()
        for item, given in zip(definition.items, responses, strict=True)
    )
    assert _accepts(definition, responses) == fits
